//! Where a style comes from, as far as anybody told.

use std::path::Path;

use safetensors::SafeTensors;
use serde::{Deserialize, Serialize};

/// Where a style comes from.
///
/// A `.safetensors` file can say it itself, in its metadata, under the names of these fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// Who made it, or where it was found; empty when nobody told.
    pub origin: String,
    /// The licence; `None` when nobody told.
    pub licence: Option<String>,
    /// The painting that it was trained on: the file of a bundled sample, a path, or a title.
    pub painting: Option<String>,
    /// Who painted it.
    pub painter: Option<String>,
}

impl About {
    /// What a file of this contents says of itself.
    pub(in crate::fast) fn within(contents: &[u8]) -> Self {
        let Some(metadata) =
            SafeTensors::read_metadata(contents).ok().and_then(|(_, header)| header.metadata().clone())
        else {
            return Self::default();
        };
        let entry = |name: &str| metadata.get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Self {
            origin: entry("origin").unwrap_or_default(),
            licence: entry("licence").or_else(|| entry("license")),
            painting: entry("painting"),
            painter: entry("painter"),
        }
    }

    /// The origin of a network that this program trained on so many photographs.
    pub fn trained_here(photographs: usize) -> String {
        format!("trained with Impasto {} on {photographs} photographs", env!("CARGO_PKG_VERSION"))
    }

    /// What can be said of any file: where it was.
    pub(super) fn of_file(path: &Path) -> Self {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self { origin: format!("added from {}", path.display()), ..Self::default() }
    }

    /// The same, with what the other one says where this one says nothing.
    #[must_use]
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            origin: if self.origin.is_empty() { other.origin } else { self.origin },
            licence: self.licence.or(other.licence),
            painting: self.painting.or(other.painting),
            painter: self.painter.or(other.painter),
        }
    }
}
