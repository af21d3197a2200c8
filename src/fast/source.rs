//! Where fast styles come from.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::BundledStyle;
use super::checkpoint;

/// The styles of the network of Dumoulin et al. 2017 that comes with the program.
pub const NUMBERED_STYLES: usize = 26;
/// What stands before the number in the name of one of them.
const NUMBERED_PREFIX: &str = "dumoulin-";

/// Where a fast style comes from; what a gallery keeps of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StyleSource {
    /// A file with a network of one style.
    File(PathBuf),
    /// A picture file with any painting.
    Painting(PathBuf),
    /// A style that ships with the program in a file of its own, by its name.
    Bundled(String),
    /// One of the [`NUMBERED_STYLES`] that come with the program, counted from 0. Nobody gave them names.
    Numbered(usize),
}

impl StyleSource {
    /// The styles of the network of many styles that comes with the program.
    pub fn numbered() -> impl Iterator<Item = Self> {
        (0..NUMBERED_STYLES).map(Self::Numbered)
    }

    /// What a person names: a style that comes with the program as `dumoulin-7` or by its own name, else a file, which by its contents is
    /// a network or a painting.
    pub fn named(name: &Path) -> Self {
        let number = name.to_str().and_then(|name| name.strip_prefix(NUMBERED_PREFIX)?.parse().ok());
        match number {
            Some(number) if number < NUMBERED_STYLES => Self::Numbered(number),
            // A file of that name is what was meant.
            _ if !name.exists() && name.to_str().and_then(BundledStyle::find).is_some() => {
                Self::Bundled(name.display().to_string())
            }
            _ if checkpoint::begins_like_one(name) => Self::File(name.to_owned()),
            _ => Self::Painting(name.to_owned()),
        }
    }

    /// The file, unless the style comes with the program.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) | Self::Painting(path) => Some(path),
            Self::Bundled(_) | Self::Numbered(_) => None,
        }
    }
}

impl fmt::Display for StyleSource {
    /// As [`StyleSource::named`] understands it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) | Self::Painting(path) => write!(formatter, "{}", path.display()),
            Self::Bundled(name) => write!(formatter, "{name}"),
            Self::Numbered(number) => write!(formatter, "{NUMBERED_PREFIX}{number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_files_are_told_apart() {
        let fixture = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
        for name in ["styles/zip.pth", "styles/legacy.pth", "styles/net.onnx", "styles/net.safetensors"] {
            assert_eq!(StyleSource::named(&fixture(name)), StyleSource::File(fixture(name)));
        }
        for name in ["reference/style.png", "fixtures/cmyk.jpg", "fixtures/clear.tga"] {
            assert_eq!(StyleSource::named(&fixture(name)), StyleSource::Painting(fixture(name)));
        }
        for source in StyleSource::numbered() {
            assert_eq!(StyleSource::named(Path::new(&source.to_string())), source);
        }
        assert_eq!(StyleSource::named(Path::new("dumoulin-26")), StyleSource::Painting("dumoulin-26".into()));
        assert_eq!(StyleSource::named(Path::new("missing.pth")), StyleSource::File("missing.pth".into()));
    }
}
