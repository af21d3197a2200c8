//! Where pictures come from and what they are for.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, FileProblem, Result};
use crate::picture::Picture;
use crate::project::{Origin, Provenance, SAMPLES, Sample, SampleKind};
use crate::studio::language::{tr, tr_with};
use crate::text::{escaped, escaped_path};

/// How many styles can be mixed.
pub const MOST_STYLES: u8 = 6;

/// What a picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The photograph that is painted.
    Content,
    /// The painting whose style it is painted in; the first of several.
    Style,
    /// Another painting whose style is mixed in, by its number from 1 to [`MOST_STYLES`] - 1.
    Further(u8),
    /// The picture from which the painting starts when [`crate::transfer::Start::Picture`] is chosen.
    Start,
    /// The picture that says where a painting is seen and where the content is.
    Mask,
}

impl Role {
    /// The roles that are always there.
    pub const ALL: [Self; 4] = [Self::Content, Self::Style, Self::Start, Self::Mask];

    /// The role's name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Content => "Content",
            Self::Style => "Style",
            Self::Further(1) => "Style 2",
            Self::Further(2) => "Style 3",
            Self::Further(3) => "Style 4",
            Self::Further(4) => "Style 5",
            Self::Further(_) => "Style 6",
            Self::Start => "Start picture",
            Self::Mask => "Mask",
        }
    }

    /// What the role asks for, in an artist's words.
    pub const fn tooltip(self) -> &'static str {
        match self {
            Self::Content => "The photograph to paint: its subject and composition are kept.",
            Self::Style => "The painting to learn from: its colours, strokes and textures are used.",
            Self::Further(_) => "Another painting to learn from: the styles are mixed by their weights.",
            Self::Start => "The picture that the painting grows out of.",
            Self::Mask => "The painting is seen where this picture is white, the photograph where it is black.",
        }
    }

    /// The kind of sample that suits the role; `None` when every kind does.
    pub const fn sample_kind(self) -> Option<SampleKind> {
        match self {
            Self::Content => Some(SampleKind::Photograph),
            Self::Style | Self::Further(_) => Some(SampleKind::Painting),
            Self::Start | Self::Mask => None,
        }
    }

    /// The samples that suit the role.
    pub fn samples(self) -> impl Iterator<Item = &'static Sample> {
        SAMPLES.iter().filter(move |sample| self.sample_kind().is_none_or(|kind| kind == sample.kind))
    }
}

/// Where a picture came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// The bundled sample with this file name.
    Sample(String),
    /// A file.
    File(PathBuf),
    /// The clipboard, which cannot be asked again.
    Clipboard,
    /// The snapshot of this number, which is gone with the session.
    Snapshot(usize),
    /// A picture in the fast style of this name, which is gone with the session.
    Fast(String),
    /// A picture of this name inside the project.
    Embedded(String),
}

impl Source {
    /// The source of a sample.
    pub fn sample(sample: &Sample) -> Self {
        Self::Sample(sample.file.to_owned())
    }

    /// The sample that fills a role at the first start.
    pub fn first_sample(role: Role) -> Option<Self> {
        role.samples().next().map(Self::sample)
    }

    /// Whether [`Self::open`] can bring the picture again.
    pub const fn can_be_read_again(&self) -> bool {
        match self {
            Self::Sample(_) | Self::File(_) => true,
            Self::Clipboard | Self::Snapshot(_) | Self::Fast(_) | Self::Embedded(_) => false,
        }
    }

    /// The picture's name for people.
    pub fn name(&self) -> String {
        match self {
            Self::Sample(file) => SAMPLES
                .iter()
                .find(|sample| sample.file == file)
                .map_or(file.as_str(), |sample| tr(sample.title))
                .into(),
            Self::File(path) => escaped_path(Path::new(path.file_name().unwrap_or(path.as_os_str()))),
            Self::Clipboard => tr("from the clipboard").to_owned(),
            Self::Snapshot(number) => tr_with("snapshot {number}", &[("number", number)]),
            Self::Fast(style) => tr_with("painted in {style}", &[("style", style)]),
            Self::Embedded(name) => escaped(name).into_owned(),
        }
    }

    /// A name for where there is little room: without the painter or the file's ending.
    pub fn short_name(&self) -> String {
        match self {
            Self::Sample(_) => self.name().split([',', '、', '，']).next().unwrap_or_default().to_owned(),
            Self::File(_) => self.stem(),
            Self::Embedded(name) => stem(Path::new(name)),
            Self::Clipboard | Self::Snapshot(_) | Self::Fast(_) => self.name(),
        }
    }

    /// A short name for the files made from the picture.
    pub fn stem(&self) -> String {
        match self {
            Self::Sample(file) | Self::Embedded(file) => stem(Path::new(file)),
            Self::File(path) => stem(path),
            Self::Clipboard => "clipboard".into(),
            Self::Snapshot(number) => format!("snapshot-{number}"),
            Self::Fast(style) => style.clone(),
        }
    }

    /// What a project keeps of the picture; a file is read for it, which belongs in the background.
    ///
    /// # Errors
    /// [`Error::File`] for a file that cannot be read.
    pub fn provenance(&self) -> Result<Provenance> {
        match self {
            Self::Sample(name) => Ok(Provenance::new(Origin::Sample(name.clone()))),
            Self::File(path) => Provenance::of_file(path),
            Self::Clipboard | Self::Snapshot(_) | Self::Fast(_) | Self::Embedded(_) => {
                Ok(Provenance::new(Origin::Made))
            }
        }
    }

    /// Reads the picture; this takes long and belongs in the background.
    ///
    /// # Errors
    /// [`Error::File`] for a file that cannot be used.
    pub fn open(&self) -> Result<Picture> {
        match self {
            Self::Sample(file) => SAMPLES
                .iter()
                .find(|sample| sample.file == file)
                .ok_or_else(|| Error::file(Path::new(file), FileProblem::Missing))?
                .open(),
            Self::File(path) => Picture::open(path),
            Self::Clipboard => Err(Error::file(Path::new("the clipboard"), FileProblem::Missing)),
            Self::Snapshot(_) => Err(Error::file(Path::new("the film strip"), FileProblem::Missing)),
            Self::Fast(name) | Self::Embedded(name) => Err(Error::file(Path::new(name), FileProblem::Missing)),
        }
    }
}

/// A file name without its ending.
fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The file that pasted text names, whether as a path or as a `file://` address.
pub fn pasted_path(text: &str) -> Option<PathBuf> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let path = match line.strip_prefix("file://") {
        Some(address) => PathBuf::from(percent_decoded(address)?),
        None => PathBuf::from(line),
    };
    path.is_absolute().then_some(path)
}

/// Undoes the `%20` of addresses; `None` when the result is not text.
fn percent_decoded(address: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        let hex = (byte == b'%').then(|| tail.get(..2)).flatten().and_then(|pair| std::str::from_utf8(pair).ok());
        match hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &tail[2..];
            }
            None => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_text_names_a_file() {
        assert_eq!(pasted_path("/home/a/b c.png\n"), Some(PathBuf::from("/home/a/b c.png")));
        assert_eq!(pasted_path("file:///home/a/b%20c.png\r\n"), Some(PathBuf::from("/home/a/b c.png")));
        assert_eq!(pasted_path("file:///100%"), Some(PathBuf::from("/100%")));
        assert_eq!(pasted_path("a sentence"), None);
        assert_eq!(pasted_path("file:///%ff"), None);
        assert_eq!(pasted_path(" \n"), None);
    }

    #[test]
    fn names_are_short() {
        let source = Source::File(PathBuf::from("/pictures/harbour.jpeg"));
        assert_eq!((source.name(), source.stem()), ("harbour.jpeg".into(), "harbour".into()));
        assert_eq!(source.short_name(), "harbour");
        let night = Source::first_sample(Role::Style).unwrap();
        assert_eq!(night.short_name(), "The Starry Night");
        assert!(Source::Clipboard.open().is_err());
    }
}
