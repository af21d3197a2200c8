//! A project that was opened: what it holds, and where its pictures are now.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use super::PROJECT_VERSION;
use super::container::{Container, MANIFEST, no_project};
use super::draft::{HeldPicture, Origin, Provenance, folder_of};
use super::manifest::{Manifest, PictureRecord};
use super::places::{Stamp, Stamps, candidates};
use crate::error::{Error, FileProblem, Result, shown};
use crate::picture::{Framing, Picture, Pixels};
use crate::project::SAMPLES;
use crate::text::{Text, text};

/// Width and height of what stands in the place of a missing picture, in pixels.
const PLACEHOLDER: (usize, usize) = (96, 64);
/// Its grey, from 0 to 1.
const PLACEHOLDER_GREY: f32 = 0.25;

/// A project that was opened.
#[derive(Debug)]
pub struct Opened {
    /// Everything that is no picture.
    pub manifest: Manifest,
    container: Container,
    /// The folder from which relative paths lead.
    folder: PathBuf,
    stamps: Stamps,
}

/// Where a picture of a project is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoundPicture {
    /// It comes with the program.
    Sample,
    /// In this file.
    File(PathBuf),
    /// In the project.
    Entry,
    /// Nowhere; where its file was, or one of its name is beside the project, there may be another picture now.
    Missing {
        /// That other picture.
        other: Option<PathBuf>,
    },
}

impl FoundPicture {
    /// Whether it has to be asked for.
    pub const fn is_missing(&self) -> bool {
        matches!(self, Self::Missing { .. })
    }
}

impl Opened {
    /// Reads a project file; its pictures are read when they are asked for. Nothing is ever changed in it.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be read, is damaged, or is of a later version.
    pub fn file(path: &Path) -> Result<Self> {
        Self::new(Container::archive(path)?, folder_of(path))
    }

    /// Reads the same entries from a folder; relative paths lead from `base`.
    ///
    /// # Errors
    /// Those of [`Self::file`].
    pub(in crate::project) fn folder(folder: &Path, base: PathBuf) -> Result<Self> {
        Self::new(Container::Folder(folder.to_owned()), base)
    }

    fn new(container: Container, folder: PathBuf) -> Result<Self> {
        let manifest = manifest(&container.read(MANIFEST)?, container.path())?;
        Ok(Self { manifest, container, folder, stamps: Stamps::default() })
    }

    /// Looks for a picture, also under its name in these folders; this reads files and belongs in the background.
    pub fn find(&self, picture: usize, others: &[PathBuf]) -> FoundPicture {
        let record = &self.manifest.pictures[picture];
        if record.sample.as_ref().is_some_and(|name| SAMPLES.iter().any(|sample| sample.file == name)) {
            return FoundPicture::Sample;
        }
        let mut other = None;
        if let Some(place) = &record.file {
            let stamp = Stamp::recorded(place);
            for path in candidates(place, &self.folder, others) {
                if self.stamps.is_of(&stamp, &path) {
                    return FoundPicture::File(path);
                }
                if path.is_file() {
                    other.get_or_insert(path);
                }
            }
        }
        if record.entry.is_some() { FoundPicture::Entry } else { FoundPicture::Missing { other } }
    }

    /// The file that a picture is in, if it is in one; this reads files.
    pub fn file_of(&self, picture: usize, others: &[PathBuf]) -> Option<PathBuf> {
        match self.find(picture, others) {
            FoundPicture::File(path) => Some(path),
            _ => None,
        }
    }

    /// Where a picture is, for work that can ask nobody; this reads files.
    ///
    /// # Errors
    /// [`Error::File`] when it is nowhere, or another one is in its place.
    pub fn located(&self, picture: usize, others: &[PathBuf]) -> Result<FoundPicture> {
        match self.find(picture, others) {
            FoundPicture::Missing { other: Some(other) } => Err(Error::file(&other, FileProblem::OtherPicture)),
            FoundPicture::Missing { other: None } => {
                let record = &self.manifest.pictures[picture];
                let path = record.file.as_ref().map_or(Path::new(&record.name), |place| &place.absolute);
                Err(Error::file(path, FileProblem::Moved))
            }
            found => Ok(found),
        }
    }

    /// Reads a picture as it is framed, for work that can ask nobody where it is.
    ///
    /// # Errors
    /// Those of [`Self::located`] and [`Self::picture`].
    pub fn used_picture(&self, picture: usize, framing: &Framing, others: &[PathBuf]) -> Result<Arc<Picture>> {
        let whole = self.picture(picture, &self.located(picture, others)?)?.picture;
        Ok(if *framing == Framing::default() { whole } else { Arc::new(whole.framed(framing)) })
    }

    /// Whether a file is the very picture that the project names.
    pub fn is_picture(&self, picture: usize, path: &Path) -> bool {
        self.manifest.pictures[picture].file.as_ref().is_some_and(|place| Stamp::recorded(place).is_of(path))
    }

    /// Reads a picture from where it was found; in the place of a missing one stands a grey field.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be read.
    pub fn picture(&self, picture: usize, found: &FoundPicture) -> Result<HeldPicture> {
        let record = &self.manifest.pictures[picture];
        match found {
            FoundPicture::Sample => {
                let name = record.sample.clone().unwrap_or_default();
                let sample = SAMPLES.iter().find(|sample| sample.file == name);
                let sample = sample.ok_or_else(|| Error::file(Path::new(&name), FileProblem::Missing))?;
                let provenance = Provenance::new(Origin::Sample(name));
                Ok(held(sample.title, provenance, sample.open()?))
            }
            FoundPicture::File(path) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                Ok(held(&name, Provenance::of_file(path)?, Picture::open(path)?))
            }
            FoundPicture::Entry => {
                let entry = record.entry.as_deref().unwrap_or_default();
                let bytes = self.container.read(entry)?;
                let picture = self.decoded(entry, &bytes)?;
                let provenance = Provenance { bytes: Some(Arc::from(bytes)), ..Provenance::new(origin(record)) };
                Ok(held(&record.name, provenance, picture))
            }
            FoundPicture::Missing { .. } => {
                let (width, height) = PLACEHOLDER;
                let grey = Picture::new(width, height, vec![PLACEHOLDER_GREY; 3 * width * height]);
                let provenance = Provenance { is_missing: true, ..Provenance::new(origin(record)) };
                Ok(held(&record.name, provenance, grey))
            }
        }
    }

    /// Reads the bytes of an entry.
    ///
    /// # Errors
    /// [`Error::File`] when it is not there or damaged.
    pub fn bytes(&self, entry: &str) -> Result<Vec<u8>> {
        self.container.read(entry)
    }

    /// Reads the picture of an entry.
    ///
    /// # Errors
    /// [`Error::File`] when it is not there or damaged.
    pub fn entry(&self, entry: &str) -> Result<Picture> {
        self.decoded(entry, &self.container.read(entry)?)
    }

    /// Reads the picture of an entry in bytes.
    ///
    /// # Errors
    /// Those of [`Self::entry`].
    pub fn pixels(&self, entry: &str) -> Result<Pixels> {
        self.entry(entry).map(|picture| Pixels::of(&picture))
    }

    fn decoded(&self, entry: &str, bytes: &[u8]) -> Result<Picture> {
        Picture::decode(bytes, Path::new(entry)).map_err(|error| {
            let reason = text!("its picture {name} is damaged; take a backup or another copy of it", name = entry);
            Error::file_from(self.container.path(), FileProblem::BadProject(reason), error)
        })
    }
}

fn held(name: &str, provenance: Provenance, picture: Picture) -> HeldPicture {
    HeldPicture { name: name.to_owned(), provenance, picture: Arc::new(picture) }
}

/// Where a picture came from before it was put into the project, or went missing.
fn origin(record: &PictureRecord) -> Origin {
    match &record.file {
        Some(place) => Origin::File(place.absolute.clone(), Stamp::recorded(place)),
        None => Origin::Made,
    }
}

/// What every version of `project.json` has.
#[derive(Deserialize)]
struct Version {
    #[serde(rename = "impasto-project", default)]
    version: Option<u64>,
}

/// Reads and checks `project.json`.
fn manifest(text: &[u8], path: &Path) -> Result<Manifest> {
    let bad = |reason: Text| Error::file(path, FileProblem::BadProject(reason));
    let no_json = |error: serde_json::Error| {
        let error = shown(&error.to_string());
        bad(text!("its project.json is no JSON ({error}); undo what was changed in it", error))
    };
    // The version alone first: a later one may have anything else.
    let version = match serde_json::from_slice::<Version>(text) {
        Ok(Version { version }) if text.trim_ascii_start().starts_with(b"{") => version,
        Err(error) if !error.is_data() => return Err(no_json(error)),
        _ => None,
    };
    match version {
        None => return Err(bad(no_project())),
        Some(newer) if newer > PROJECT_VERSION => {
            return Err(bad(text!(
                "it is of version {newer}, and this Impasto reads up to {known}; get the newest Impasto",
                newer,
                known = PROJECT_VERSION
            )));
        }
        Some(_) => {}
    }
    let manifest: Manifest = serde_json::from_slice(text)
        .map_err(|error| shown(&error.to_string()))
        .map_err(|error| bad(text!("its project.json does not fit ({error}); undo what was changed in it", error)))?;
    manifest.validate().map_err(|error| {
        bad(text!("in its project.json {reason}; undo what was changed in it", reason = error.text()))
    })?;
    Ok(manifest)
}
