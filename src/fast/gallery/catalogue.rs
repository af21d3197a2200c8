//! The file beside the styles that remembers what is known of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::About;
use crate::error::{Error, FileProblem, Result};
use crate::picture::write_atomically;

/// The name of the file.
const NAME: &str = "gallery.json";
/// What is appended to the name of one that cannot be used.
const ASIDE: &str = "gallery.json.broken";
/// The form in which it is written; one of a later form is set aside like a broken one.
const VERSION: u32 = 1;
/// No catalogue is larger, in bytes.
const LARGEST: u64 = 16 << 20;

/// What is known of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    /// Its size.
    pub(super) bytes: u64,
    /// When it was written, in seconds since 1970.
    pub(super) modified: u64,
    pub(super) sha256: String,
    /// Channels of the network's first layer.
    pub(super) width: usize,
    #[serde(flatten)]
    pub(super) about: About,
}

/// The contents of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Catalogue {
    version: u32,
    /// By the name of the file within the folder.
    #[serde(default)]
    pub(super) styles: BTreeMap<String, Record>,
    /// The names of the files of favourites.
    #[serde(default)]
    pub(super) favourites: BTreeSet<String>,
}

impl Default for Catalogue {
    fn default() -> Self {
        Self { version: VERSION, styles: BTreeMap::new(), favourites: BTreeSet::new() }
    }
}

impl Catalogue {
    /// Reads the catalogue of a folder. One that cannot be used is set aside and told; an empty one takes its place.
    pub(super) fn read(folder: &Path) -> (Self, Option<Error>) {
        let path = folder.join(NAME);
        match fs::metadata(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return (Self::default(), None),
            Ok(metadata) if metadata.len() > LARGEST => return (Self::default(), Some(set_aside(&path))),
            _ => {}
        }
        let catalogue = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Self>(&bytes).ok());
        match catalogue.filter(|catalogue| catalogue.version == VERSION) {
            Some(catalogue) => (catalogue, None),
            None => (Self::default(), Some(set_aside(&path))),
        }
    }

    /// Writes it into the folder.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be written; the old one stays then.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let text = serde_json::to_vec_pretty(self).map_err(|error| Error::Computation(Box::new(error)))?;
        write_atomically(&folder.join(NAME), &text)
    }
}

/// Keeps what cannot be used under another name, for whoever can read it.
fn set_aside(path: &PathBuf) -> Error {
    let _ = fs::rename(path, path.with_file_name(ASIDE));
    Error::file(path, FileProblem::BadCatalogue)
}
