//! A project that is about to be written: to a file, or into the folder of a running session.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::container::{ArchiveWriter, MANIFEST};
use super::manifest::{FilePlace, FrameRecord, Manifest, PaintingRecord, PictureRecord, PictureUse, SnapshotRecord};
use super::places::{Stamp, relative};
use crate::error::{Error, Result};
use crate::picture::{Framing, PICTURE_ENDINGS, Picture, Pixels, write_atomically_by};

/// Where a picture comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The bundled sample of this file name.
    Sample(String),
    /// A file, as it was when it was read.
    File(PathBuf, Stamp),
    /// No file: the clipboard, or the program itself.
    Made,
}

/// What a project keeps of a picture besides its pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Where it comes from.
    pub origin: Origin,
    /// The bytes of its file, when it came embedded in a project.
    pub bytes: Option<Arc<[u8]>>,
    /// Whether its file is missing, so that a grey field stands in its place.
    pub is_missing: bool,
}

impl Provenance {
    /// That of a picture that is at hand.
    pub const fn new(origin: Origin) -> Self {
        Self { origin, bytes: None, is_missing: false }
    }

    /// That of a file, which is read for it; this takes long for large ones and belongs in the background.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be read.
    pub fn of_file(path: &Path) -> Result<Self> {
        let stamp = Stamp::of(path).map_err(|error| Error::reading(path, error))?;
        Ok(Self::new(Origin::File(path.to_owned(), stamp)))
    }
}

/// A picture that the program has.
#[derive(Debug, Clone)]
pub struct HeldPicture {
    /// Its name for people.
    pub name: String,
    /// What is known of it.
    pub provenance: Provenance,
    /// The picture itself.
    pub picture: Arc<Picture>,
}

impl HeldPicture {
    /// Whether a project would keep both as one.
    fn is_same(&self, other: &Self) -> bool {
        let [origin, other_origin] = [self, other].map(|held| &held.provenance.origin);
        Arc::ptr_eq(&self.picture, &other.picture) || (origin == other_origin && *origin != Origin::Made)
    }
}

/// The present painting's picture.
#[derive(Debug, Clone)]
enum Painted {
    Pixels(Arc<Pixels>),
    Picture(Arc<Picture>),
}

/// A project with its pictures in memory. Making one takes a moment only; writing it belongs in the background.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Everything that is no picture. Entries, and the records of pictures, are filled in when it is written.
    pub manifest: Manifest,
    pictures: Vec<HeldPicture>,
    painting: Option<Painted>,
    snapshots: Vec<Arc<Pixels>>,
    /// The files of the recorded frames.
    frames: Vec<PathBuf>,
}

/// What becomes an entry.
pub(in crate::project) enum Data<'a> {
    /// A picture in bytes, which becomes a PNG file of 8 bits.
    Pixels(&'a Arc<Pixels>),
    /// A picture, which becomes a PNG file of 16 bits.
    Picture(&'a Arc<Picture>),
    /// The bytes of a picture file with this ending.
    File(&'a [u8], &'a str),
    /// A recorded frame, which is a PNG file already.
    Frame(&'a Path),
}

impl Data<'_> {
    /// The ending of the entry's name.
    pub(in crate::project) fn ending(&self) -> &str {
        match self {
            Self::Pixels(_) | Self::Picture(_) | Self::Frame(_) => "png",
            Self::File(_, ending) => ending,
        }
    }

    /// Hands the bytes of the entry to `write`.
    pub(in crate::project) fn encoded<T>(&self, write: impl FnOnce(&[u8]) -> io::Result<T>) -> io::Result<T> {
        match self {
            Self::Pixels(pixels) => write(&pixels.to_png().map_err(io::Error::other)?),
            Self::Picture(picture) => write(&picture.to_png().map_err(io::Error::other)?),
            Self::File(bytes, _) => write(bytes),
            Self::Frame(path) => write(&fs::read(path)?),
        }
    }
}

/// Where the entries of a project go.
pub(in crate::project) trait Sink {
    /// Keeps an entry in one of the folders of the form, and gives its name.
    fn keep(&mut self, folder: &str, data: &Data<'_>) -> io::Result<String>;
}

impl Draft {
    /// Takes a picture in, if it is not there yet, and says how it is used.
    pub fn use_picture(&mut self, held: &HeldPicture, framing: Framing) -> PictureUse {
        let known = self.pictures.iter().position(|known| known.is_same(held));
        let picture = known.unwrap_or_else(|| {
            self.pictures.push(held.clone());
            self.pictures.len() - 1
        });
        PictureUse { picture, framing }
    }

    /// Takes in the present painting while it is being painted.
    pub fn set_preview(&mut self, record: PaintingRecord, pixels: Arc<Pixels>) {
        (self.manifest.painting, self.painting) = (Some(record), Some(Painted::Pixels(pixels)));
    }

    /// Takes in the present painting at its end.
    pub fn set_painting(&mut self, record: PaintingRecord, picture: Arc<Picture>) {
        (self.manifest.painting, self.painting) = (Some(record), Some(Painted::Picture(picture)));
    }

    /// Takes in the frames that were recorded of the present painting, each with its iteration.
    pub fn set_frames(&mut self, frames: Vec<(usize, PathBuf)>) {
        let Some(painting) = &mut self.manifest.painting else { return };
        let record = |(iteration, _): &(usize, PathBuf)| FrameRecord { entry: String::new(), iteration: *iteration };
        painting.frames = frames.iter().map(record).collect();
        self.frames = frames.into_iter().map(|(_, path)| path).collect();
    }

    /// Takes in the next picture of the film strip.
    pub fn add_snapshot(&mut self, record: SnapshotRecord, pixels: Arc<Pixels>) {
        self.manifest.snapshots.push(record);
        self.snapshots.push(pixels);
    }

    /// Writes a project file, telling the part that is done, from 0 to 1. The file appears complete or not at all.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be written; what was in that place before stays then.
    pub fn save(self, path: &Path, tell: &dyn Fn(f64)) -> Result<()> {
        let folder = folder_of(path);
        let embedding = if self.manifest.embeds { Embedding::All } else { Embedding::Needed };
        write_atomically_by(path, |file| {
            let mut archive = Archive { writer: ArchiveWriter::new(file)?, count: 0 };
            let manifest = self.write_into(&mut archive, &folder, embedding, tell)?;
            let text = serde_json::to_vec_pretty(&manifest).map_err(io::Error::other)?;
            archive.writer.add(MANIFEST, &text)?;
            archive.writer.finish()
        })?;
        tell(1.0);
        Ok(())
    }

    /// Hands every entry to the sink and gives the manifest that names them.
    pub(in crate::project) fn write_into(
        self,
        sink: &mut impl Sink,
        folder: &Path,
        embedding: Embedding,
        tell: &dyn Fn(f64),
    ) -> io::Result<Manifest> {
        let Self { mut manifest, pictures, painting, snapshots, frames } = self;
        let count = pictures.len() + snapshots.len() + frames.len() + usize::from(painting.is_some());
        let mut done = 0_usize;
        let mut tell_next = || {
            done += 1;
            tell(done as f64 / (count + 1) as f64);
        };
        manifest.pictures.clear();
        for picture in &pictures {
            manifest.pictures.push(recorded(picture, sink, folder, embedding)?);
            tell_next();
        }
        if let (Some(record), Some(painting)) = (&mut manifest.painting, &painting) {
            let data = match painting {
                Painted::Pixels(pixels) => Data::Pixels(pixels),
                Painted::Picture(picture) => Data::Picture(picture),
            };
            record.entry = sink.keep("painting", &data)?;
            tell_next();
            for (frame, path) in std::mem::take(&mut record.frames).into_iter().zip(&frames) {
                match sink.keep("frames", &Data::Frame(path)) {
                    Ok(entry) => record.frames.push(FrameRecord { entry, ..frame }),
                    // A recording that has become long was thinned out meanwhile.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
                tell_next();
            }
        }
        for (record, pixels) in manifest.snapshots.iter_mut().zip(&snapshots) {
            record.entry = sink.keep("snapshots", &Data::Pixels(pixels))?;
            tell_next();
        }
        Ok(manifest)
    }
}

/// Which pictures are put into a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::project) enum Embedding {
    /// All but the samples, which every Impasto has.
    All,
    /// Those that are in no file, or not any more.
    Needed,
}

/// What the project knows of a picture, which goes to the sink when it is embedded.
fn recorded(
    held: &HeldPicture,
    sink: &mut impl Sink,
    folder: &Path,
    embedding: Embedding,
) -> io::Result<PictureRecord> {
    let mut record = PictureRecord { name: held.name.clone(), sample: None, file: None, entry: None };
    let mut file = None;
    match &held.provenance.origin {
        Origin::Sample(name) => record.sample = Some(name.clone()),
        Origin::File(path, stamp) => {
            record.file = place(path, stamp, folder);
            file = Some(path).filter(|path| record.file.is_some() && stamp.is_of(path));
        }
        Origin::Made => {}
    }
    let is_needed = record.sample.is_none() && file.is_none();
    let is_wanted = embedding == Embedding::All && record.sample.is_none();
    if held.provenance.is_missing || !(is_needed || is_wanted) {
        return Ok(record);
    }
    let name = match &held.provenance.origin {
        Origin::File(path, _) => path.as_path(),
        Origin::Sample(_) | Origin::Made => Path::new(&held.name),
    };
    let bytes = match &held.provenance.bytes {
        Some(bytes) => Some(Arc::clone(bytes)),
        None => file.and_then(|path| fs::read(path).ok()).map(Arc::from),
    };
    let data = match &bytes {
        Some(bytes) => Data::File(bytes, plain_ending(name)),
        None => Data::Picture(&held.picture),
    };
    record.entry = Some(sink.keep("pictures", &data)?);
    Ok(record)
}

/// Where a file is; `None` where its path is no text, which a manifest could not hold.
fn place(path: &Path, stamp: &Stamp, folder: &Path) -> Option<FilePlace> {
    let absolute = std::path::absolute(path).ok().filter(|path| path.to_str().is_some())?;
    let relative = relative(folder, &absolute);
    Some(FilePlace { absolute, relative, sha256: stamp.sha256.clone(), bytes: stamp.bytes })
}

/// The ending of a picture file as it can stand in the name of an entry. It only helps people: the content decides the
/// format, but for TGA, which has no mark of its own.
fn plain_ending(name: &Path) -> &'static str {
    let own = name.extension().unwrap_or_default();
    PICTURE_ENDINGS.into_iter().find(|ending| own.eq_ignore_ascii_case(ending)).unwrap_or("picture")
}

/// The folder that a file is in, from the root.
pub(in crate::project) fn folder_of(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.parent().map(Path::to_owned).unwrap_or_default()
}

/// The archive of a project file.
struct Archive<'a> {
    writer: ArchiveWriter<'a>,
    count: usize,
}

impl Sink for Archive<'_> {
    fn keep(&mut self, folder: &str, data: &Data<'_>) -> io::Result<String> {
        let name = format!("{folder}/{}.{}", self.count, data.ending());
        self.count += 1;
        data.encoded(|bytes| self.writer.add(&name, bytes))?;
        Ok(name)
    }
}
