//! What can go wrong, told in one sentence for people and in full for the log.
//!
//! Every sentence names the file or the value and says what to do about it, so that no caller has to add to it. It is a
//! [`Text`], which the window says in its language.

use std::fmt;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use crate::text::{Parameter, Text, escaped, text};

/// The result of everything in this library that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong in Impasto.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A value that a person gave is not one that can be used.
    Value {
        /// The setting, as the person knows it: `--ratio`, `style layer`.
        name: Parameter,
        /// What was given.
        value: Parameter,
        /// What to give instead.
        remedy: Text,
    },
    /// A file cannot be read or written.
    File {
        /// The file or folder.
        path: PathBuf,
        /// What is the matter with it.
        problem: FileProblem,
        /// What the layer below said, for the log.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// A device was asked for that this machine or this build does not have.
    Device {
        /// The device as it was asked for.
        device: String,
        /// What to do instead.
        remedy: Text,
        /// What the driver said, for the log.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The work was cancelled through its [`crate::cancel::CancelToken`]; never shown to people.
    Cancelled,
    /// The loss or its gradient became infinite or not a number and no shorter step helped.
    NotFinite,
    /// The tensor library failed, most often for want of memory.
    Computation(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Some work of the program broke down. The panic was caught, so whoever asked for the work can go on.
    Fault(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The window or the terminal could not be used.
    Interface {
        /// What failed.
        what: Text,
        /// What to do about it.
        remedy: Text,
        /// What the layer below said, for the log.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
}

/// What is the matter with a file; each is the end of a sentence that begins with the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileProblem {
    /// Nothing is there.
    Missing,
    /// A folder stands where a file was expected.
    IsFolder,
    /// The file has no bytes.
    Empty,
    /// The operating system refuses to read it.
    Unreadable,
    /// The bytes are not of a picture format that Impasto knows.
    NotAPicture,
    /// The bytes begin like a picture and then break off or contradict themselves.
    Damaged,
    /// More pixels than [`crate::picture::MAX_PIXELS`].
    TooLarge {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The file is of a known format but uses a part of it that Impasto does not know.
    UnknownKind,
    /// Decoding would need more memory than any picture within the limit does.
    TooMuchMemory,
    /// The ending of an output file names no format that can be written.
    UnknownEnding,
    /// The ending of an output file names no format in which a style can be written.
    UnknownStyleEnding,
    /// The ending of an output file names no format in which a network that enlarges can be written.
    UnknownEnlargerEnding,
    /// The folder for an output file does not exist.
    NoFolder,
    /// A folder stands where the output file is to be.
    OutputIsFolder,
    /// The format of the output file holds no picture of this size.
    TooLargeForFormat {
        /// The format's name.
        format: &'static str,
        /// The longest side that it holds, in pixels.
        limit: u32,
    },
    /// The operating system refuses to write there.
    Unwritable,
    /// The ending of a file names no kind of time lapse.
    NoAnimation,
    /// A folder that is to be filled holds something already.
    NotEmpty,
    /// The disk is full.
    DiskFull,
    /// A preset file that cannot be used; the text says why.
    BadPreset(Text),
    /// A project file that cannot be opened; the text says why and what to do.
    BadProject(Text),
    /// A picture of a project is not where the project knows it.
    Moved,
    /// In the place of a picture of a project is another one.
    OtherPicture,
    /// A model file that is not what its place needs; the text says which tensor or check failed.
    BadModel(Text),
    /// A file stands where a folder was expected.
    NotAFolder,
    /// A folder without a picture that can be opened.
    NoPhotographs,
    /// The state of a training that cannot be gone on with; the text says why.
    BadTraining(Text),
    /// The catalogue of the gallery is damaged, or of a later version of the program.
    BadCatalogue,
}

impl FileProblem {
    /// The sentence about the file at `path`.
    pub fn text(&self, path: &Path) -> Text {
        match self {
            Self::Missing => text!("{path} does not exist; check the name", path),
            Self::IsFolder => text!("{path} is a folder; choose a picture in it", path),
            Self::Empty => text!("{path} is empty; choose another file", path),
            Self::Unreadable => text!("{path} cannot be read; check its permissions", path),
            Self::NotAPicture => {
                text!("{path} is not a picture that Impasto can open; use PNG, JPEG, WebP, TIFF, GIF or BMP", path)
            }
            Self::Damaged => {
                text!("{path} is damaged or cut short; open it in another program and save it again", path)
            }
            Self::TooLarge { width, height } => text!(
                "{path} has {width}x{height} pixels, more than 200 megapixels; make it smaller first",
                path,
                width,
                height
            ),
            Self::UnknownKind => text!(
                "{path} is stored in a way that Impasto cannot read; save it as PNG in another program first",
                path
            ),
            Self::TooMuchMemory => text!(
                "{path} needs too much memory to open; make it smaller or save it as PNG in another program first",
                path
            ),
            Self::UnknownEnding => {
                text!("{path} has an ending that Impasto cannot write; use .png, .jpg, .webp or .tiff", path)
            }
            Self::UnknownStyleEnding => {
                text!("{path} has an ending in which no style can be written; use .safetensors or .onnx", path)
            }
            Self::UnknownEnlargerEnding => {
                text!("{path} has an ending in which no network that enlarges can be written; use .safetensors", path)
            }
            Self::NoFolder => {
                text!("{path} cannot be written because its folder does not exist; create the folder first", path)
            }
            Self::OutputIsFolder => text!("{path} is a folder; add a file name such as painting.png", path),
            Self::TooLargeForFormat { format, limit } => text!(
                "{path} cannot be written: {format} has room for {limit} pixels a side; use .png or .tiff",
                path,
                format,
                limit
            ),
            Self::Unwritable => {
                text!("{path} cannot be written; check the permissions of the file and its folder", path)
            }
            Self::NoAnimation => text!(
                "{path} has an ending that a time lapse cannot have; use .webp or .gif, or none for a folder of pictures",
                path
            ),
            Self::NotEmpty => text!("{path} is there already and holds other files; choose a new name", path),
            Self::DiskFull => {
                text!("{path} cannot be written because the disk is full; free some space and save again", path)
            }
            Self::BadPreset(reason) => {
                text!("{path} is not a preset that can be used ({reason}); export it again", path, reason)
            }
            Self::BadProject(reason) => {
                text!("{path} cannot be opened as a project: {reason}", path, reason)
            }
            Self::Moved => text!(
                "{path} is not there any more; put it back, or name the folder that it is in now with --pictures",
                path
            ),
            Self::OtherPicture => text!(
                "{path} is another picture than the project was made with; put that one back, or name its folder with --pictures",
                path
            ),
            Self::BadModel(reason) => {
                text!("{path} is not a usable model file ({reason}); get the original file again", path, reason)
            }
            Self::NotAFolder => text!("{path} is a file; choose the folder that it lies in", path),
            Self::NoPhotographs => text!("{path} holds no pictures; choose a folder of photographs", path),
            Self::BadTraining(reason) => text!(
                "{path} is not a training that can be gone on with ({reason}); begin again without --resume",
                path,
                reason
            ),
            Self::BadCatalogue => text!(
                "{path} could not be read and was made anew from the files of the styles; favourites and notes on them are lost",
                path
            ),
        }
    }
}

impl Error {
    /// One sentence for people, beginning with a capital letter unless it begins with a path or an option.
    pub fn text(&self) -> Text {
        match self {
            Self::File { .. } | Self::Value { .. } => self.bare_text(),
            _ => self.bare_text().as_sentence(),
        }
    }

    fn bare_text(&self) -> Text {
        match self {
            Self::Value { name, value, remedy } => text!("{name} cannot be {value}: {remedy}", name, value, remedy),
            Self::File { path, problem, .. } => problem.text(path),
            Self::Device { device, remedy, .. } => {
                text!("the device {device} is not available: {remedy}", device, remedy)
            }
            Self::Cancelled => text!("the work was cancelled"),
            Self::NotFinite => text!(
                "the picture could not be improved: the loss is not a finite number; choose a ratio nearer to the default"
            ),
            Self::Computation(_) => text!("the computation failed; choose a smaller size or another device"),
            Self::Fault(_) => text!(
                "this could not be done because of a fault in Impasto; save your work and report it with Help, Copy details"
            ),
            Self::Interface { what, remedy, .. } => {
                text!("{what}; {remedy}", what, remedy)
            }
        }
    }

    /// A value that cannot be used, with the remedy.
    pub fn value(name: impl Into<Parameter>, value: impl Into<Parameter>, remedy: impl Into<Text>) -> Self {
        Self::Value { name: name.into(), value: value.into(), remedy: remedy.into() }
    }

    /// A problem with the file at `path`.
    pub fn file(path: &Path, problem: FileProblem) -> Self {
        Self::File { path: path.to_owned(), problem, source: None }
    }

    /// A problem with the file at `path`, with what the layer below said.
    pub fn file_from(
        path: &Path,
        problem: FileProblem,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::File { path: path.to_owned(), problem, source: Some(source.into()) }
    }

    /// What the operating system said when a file was to be read, as a problem with that file.
    pub fn reading(path: &Path, error: std::io::Error) -> Self {
        let problem = match error.kind() {
            std::io::ErrorKind::NotFound => FileProblem::Missing,
            std::io::ErrorKind::IsADirectory => FileProblem::IsFolder,
            _ => FileProblem::Unreadable,
        };
        Self::file_from(path, problem, error)
    }

    /// What the operating system said when a file was to be written, as a problem with that file. An error of our own
    /// that came the same way stays what it is.
    pub fn writing(path: &Path, error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        let error = match error.downcast::<Self>() {
            Ok(own) => return own,
            Err(error) => error,
        };
        let has_folder = path.parent().is_none_or(|folder| folder.as_os_str().is_empty() || folder.is_dir());
        let problem = match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => FileProblem::DiskFull,
            ErrorKind::NotADirectory => FileProblem::NoFolder,
            // Where no files can be made at all, that is said in the same way.
            ErrorKind::NotFound if !has_folder => FileProblem::NoFolder,
            _ => FileProblem::Unwritable,
        };
        Self::file_from(path, problem, error)
    }

    /// [`Self::text`] in English, for the terminal and the log.
    pub fn headline(&self) -> String {
        self.text().to_string()
    }

    /// The whole chain of causes, one a line, for the log and for a fold in the window.
    pub fn details(&self) -> String {
        let mut lines = vec![self.to_string()];
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            lines.extend(error.to_string().lines().map(|line| escaped(line).into_owned()));
            cause = error.source();
        }
        lines.join("\n")
    }

    /// Whether the cause lies in what was asked for (exit code 2) and not in the doing (exit code 1).
    pub fn is_wrong_use(&self) -> bool {
        matches!(
            self,
            Self::Value { .. }
                | Self::Device { .. }
                | Self::File {
                    problem: FileProblem::UnknownEnding
                        | FileProblem::UnknownStyleEnding
                        | FileProblem::UnknownEnlargerEnding,
                    ..
                }
        )
    }
}

/// Checks one value that a person gave against its range; NaN lies in no range.
///
/// # Errors
/// [`Error::Value`] that names the value and the range.
pub fn within<T>(name: impl Into<Parameter>, value: T, range: &RangeInclusive<T>) -> Result<()>
where
    T: PartialOrd + fmt::Display,
{
    if range.contains(&value) {
        Ok(())
    } else {
        let [least, most] = [range.start(), range.end()].map(Parameter::number);
        Err(Error::value(name, Parameter::number(value), text!("give a number from {least} to {most}", least, most)))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.bare_text())
    }
}

/// What a foreign file says, as it can stand within a sentence: no more than its first letters, with whatever would
/// change the line or its direction escaped.
pub fn shown(text: &str) -> String {
    const MOST: usize = 200;
    let turns =
        |letter: char| matches!(letter, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut letters = text.chars();
    let mut shown = String::new();
    for letter in letters.by_ref().take(MOST) {
        if letter.is_control() || turns(letter) {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    if letters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// Does some work and makes an error of a panic in it, with what the panic said for the log.
///
/// # Errors
/// [`Error::Fault`] after a panic, and whatever the work returns.
pub fn catch_panic<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    // What the work had borrowed is given up with it.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        Err(Error::Fault(text.unwrap_or_else(|| "a panic without a text".into()).into()))
    })
}

impl From<candle_core::Error> for Error {
    fn from(error: candle_core::Error) -> Self {
        Self::Computation(Box::new(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_name_the_thing_and_the_remedy() {
        let missing = Error::file(Path::new("photo.jpg"), FileProblem::Missing);
        assert_eq!(missing.headline(), "photo.jpg does not exist; check the name");
        assert!(!missing.is_wrong_use());
        let ratio = Error::value("--ratio", "-1", text!("give a number from 1e-5 to 1"));
        assert_eq!(ratio.headline(), "--ratio cannot be -1: give a number from 1e-5 to 1");
        assert!(ratio.is_wrong_use());
        assert!(Error::NotFinite.headline().starts_with("The picture"));
    }

    #[test]
    fn what_a_file_says_stays_within_a_line() {
        assert_eq!(shown("Größe \"1\""), "Größe \"1\"");
        assert_eq!(shown("a\n\u{1b}[31mb\u{202e}"), "a\\n\\u{1b}[31mb\\u{202e}");
        assert_eq!(shown(&"ä".repeat(200)).chars().count(), 200);
        let long = shown(&"ä".repeat(201));
        assert!(long.chars().count() == 201 && long.ends_with("ä…"), "{long}");
    }

    #[test]
    fn a_panic_becomes_an_error_that_keeps_its_text() {
        let error = catch_panic::<()>(|| panic!("the {} broke", "brush")).unwrap_err();
        assert!(error.details().ends_with("the brush broke"));
        assert_eq!(catch_panic(|| Ok(3)).unwrap(), 3);
    }

    #[test]
    fn details_hold_every_cause() {
        let cause = std::io::Error::other("the deepest cause");
        let error = Error::file_from(Path::new("a.png"), FileProblem::Damaged, cause);
        assert_eq!(error.details().lines().count(), 2);
        assert!(error.details().ends_with("the deepest cause"));
    }
}
