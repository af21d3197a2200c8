//! What can go wrong, told in one sentence for people and in full for the log.
//!
//! Every sentence names the file or the value and says what to do about it, so that no caller has to add to it.

use std::fmt;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// The result of everything in this library that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong in Impasto.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A value that a person gave is not one that can be used.
    #[error("{name} cannot be {value}: {remedy}")]
    Value {
        /// The setting, as the person knows it: `--ratio`, `style layer`.
        name: String,
        /// What was given.
        value: String,
        /// What to give instead.
        remedy: String,
    },
    /// A file cannot be read or written.
    #[error("{} {problem}", .path.display())]
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
    #[error("the device {device} is not available: {remedy}")]
    Device {
        /// The device as it was asked for.
        device: String,
        /// What to do instead.
        remedy: String,
        /// What the driver said, for the log.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The work was cancelled through its [`crate::cancel::CancelToken`]; never shown to people.
    #[error("the work was cancelled")]
    Cancelled,
    /// The loss or its gradient became infinite or not a number and no shorter step helped.
    #[error("the picture could not be improved: the loss is not a finite number; choose a ratio nearer to the default")]
    NotFinite,
    /// The tensor library failed, most often for want of memory.
    #[error("the computation failed; choose a smaller size or another device")]
    Computation(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Some work of the program broke down. The panic was caught, so whoever asked for the work can go on.
    #[error(
        "this could not be done because of a fault in Impasto; save your work and report it with Help, Copy details"
    )]
    Fault(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The window or the terminal could not be used.
    #[error("{what}; {remedy}")]
    Interface {
        /// What failed.
        what: String,
        /// What to do about it.
        remedy: String,
        /// What the layer below said, for the log.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
}

/// What is the matter with a file; each displays as the end of a sentence that begins with its path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// Nothing is there.
    #[error("does not exist; check the name")]
    Missing,
    /// A folder stands where a file was expected.
    #[error("is a folder; choose a picture in it")]
    IsFolder,
    /// The file has no bytes.
    #[error("is empty; choose another file")]
    Empty,
    /// The operating system refuses to read it.
    #[error("cannot be read; check its permissions")]
    Unreadable,
    /// The bytes are not of a picture format that Impasto knows.
    #[error("is not a picture that Impasto can open; use PNG, JPEG, WebP, TIFF, GIF or BMP")]
    NotAPicture,
    /// The bytes begin like a picture and then break off or contradict themselves.
    #[error("is damaged or cut short; open it in another program and save it again")]
    Damaged,
    /// More pixels than [`crate::picture::MAX_PIXELS`].
    #[error("has {width}x{height} pixels, more than 200 megapixels; make it smaller first")]
    TooLarge {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The file is of a known format but uses a part of it that Impasto does not know.
    #[error("is stored in a way that Impasto cannot read; save it as PNG in another program first")]
    UnknownKind,
    /// Decoding would need more memory than any picture within the limit does.
    #[error("needs too much memory to open; make it smaller or save it as PNG in another program first")]
    TooMuchMemory,
    /// The ending of an output file names no format that can be written.
    #[error("has an ending that Impasto cannot write; use .png, .jpg, .webp or .tiff")]
    UnknownEnding,
    /// The ending of an output file names no format in which a style can be written.
    #[error("has an ending in which no style can be written; use .safetensors or .onnx")]
    UnknownStyleEnding,
    /// The ending of an output file names no format in which a network that enlarges can be written.
    #[error("has an ending in which no network that enlarges can be written; use .safetensors")]
    UnknownEnlargerEnding,
    /// The folder for an output file does not exist.
    #[error("cannot be written because its folder does not exist; create the folder first")]
    NoFolder,
    /// A folder stands where the output file is to be.
    #[error("is a folder; add a file name such as painting.png")]
    OutputIsFolder,
    /// The format of the output file holds no picture of this size.
    #[error("cannot be written: {format} has room for {limit} pixels a side; use .png or .tiff")]
    TooLargeForFormat {
        /// The format's name.
        format: &'static str,
        /// The longest side that it holds, in pixels.
        limit: u32,
    },
    /// The operating system refuses to write there.
    #[error("cannot be written; check the permissions of the file and its folder")]
    Unwritable,
    /// The ending of a file names no kind of time lapse.
    #[error("has an ending that a time lapse cannot have; use .webp or .gif, or none for a folder of pictures")]
    NoAnimation,
    /// A folder that is to be filled holds something already.
    #[error("is there already and holds other files; choose a new name")]
    NotEmpty,
    /// The disk is full.
    #[error("cannot be written because the disk is full; free some space and save again")]
    DiskFull,
    /// A preset file that cannot be used; the text says why.
    #[error("is not a preset that can be used ({0}); export it again")]
    BadPreset(String),
    /// A project file that cannot be opened; the text says why and what to do.
    #[error("cannot be opened as a project: {0}")]
    BadProject(String),
    /// A picture of a project is not where the project knows it.
    #[error("is not there any more; put it back, or name the folder that it is in now with --pictures")]
    Moved,
    /// In the place of a picture of a project is another one.
    #[error("is another picture than the project was made with; put that one back, or name its folder with --pictures")]
    OtherPicture,
    /// A model file that is not what its place needs; the text says which tensor or check failed.
    #[error("is not a usable model file ({0}); get the original file again")]
    BadModel(String),
    /// A file stands where a folder was expected.
    #[error("is a file; choose the folder that it lies in")]
    NotAFolder,
    /// A folder without a picture that can be opened.
    #[error("holds no pictures; choose a folder of photographs")]
    NoPhotographs,
    /// The state of a training that cannot be gone on with; the text says why.
    #[error("is not a training that can be gone on with ({0}); begin again without --resume")]
    BadTraining(String),
    /// The catalogue of the gallery is damaged, or of a later version of the program.
    #[error("could not be read and was made anew from the files of the styles; favourites and notes on them are lost")]
    BadCatalogue,
}

impl Error {
    /// A value that cannot be used, with the remedy.
    pub fn value(name: impl Into<String>, value: impl fmt::Display, remedy: impl Into<String>) -> Self {
        Self::Value { name: name.into(), value: value.to_string(), remedy: remedy.into() }
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

    /// One sentence for people, beginning with a capital letter unless it begins with a path or an option.
    pub fn headline(&self) -> String {
        let text = self.to_string();
        let names_a_thing = matches!(self, Self::File { .. } | Self::Value { .. });
        let mut characters = text.chars();
        match characters.next() {
            Some(first) if !names_a_thing => first.to_uppercase().chain(characters).collect(),
            _ => text,
        }
    }

    /// The whole chain of causes, one a line, for the log and for a fold in the window.
    pub fn details(&self) -> String {
        let mut lines = vec![self.to_string()];
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            lines.push(error.to_string());
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
pub fn within<T: PartialOrd + fmt::Display>(name: &str, value: T, range: &RangeInclusive<T>) -> Result<()> {
    if range.contains(&value) {
        Ok(())
    } else {
        let remedy = format!("give a number from {} to {}", range.start(), range.end());
        Err(Error::value(name, value, remedy))
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
        let ratio = Error::value("--ratio", "-1", "give a number from 1e-5 to 1");
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
