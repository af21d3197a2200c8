//! From a project to the window: a file, or a session that broke off, on its way to the canvas.
//!
//! Everything is read before anything of the present project is given up.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{ColorImage, Context};

use crate::error::Result;
use crate::picture::{Framing, Pixels};
use crate::project::{
    FoundPicture, FrameRecord, Manifest, Opened, Origin, PaintingRecord, PictureUse, Recording, SessionFolder, Setup,
    SnapshotRecord, TimeLapseSettings,
};
use crate::studio::canvas::Pyramid;
use crate::studio::painted::{Newest, Recorder, RestoredPainting};
use crate::studio::roles::{Loaded, Source};
use crate::text::Text;

/// Where a project is opened from.
#[derive(Debug, Clone)]
pub enum OpenedFrom {
    /// Its file.
    File(PathBuf),
    /// What a session kept that did not end as it should, with the project file that was open.
    Session(Option<PathBuf>),
}

/// A project whose pictures are being looked for.
#[derive(Debug, Clone)]
pub struct Opening {
    /// What was read.
    pub opened: Arc<Opened>,
    /// Where it is opened from.
    pub origin: OpenedFrom,
    /// The folder of the session that it will be open in.
    pub session: Option<Arc<SessionFolder>>,
    /// How frames are recorded.
    time_lapse: TimeLapseSettings,
    /// Where each of its pictures is now.
    pub found: Vec<FoundPicture>,
    /// Folders in which one was found that was missing: the others may be there too.
    folders: Vec<PathBuf>,
}

impl Opening {
    /// Looks for the pictures of a project; this reads files and belongs in the background.
    pub fn new(
        opened: Opened,
        origin: OpenedFrom,
        session: Option<Arc<SessionFolder>>,
        time_lapse: TimeLapseSettings,
    ) -> Self {
        let found = (0..opened.manifest.pictures.len()).map(|picture| opened.find(picture, &[])).collect();
        Self { opened: Arc::new(opened), origin, session, time_lapse, found, folders: Vec::new() }
    }

    /// The pictures that have to be asked for, by their places.
    pub fn missing(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.found.len()).filter(|&picture| self.found[picture].is_missing())
    }

    /// Where every picture is once one that was missing is looked for in a file, and all others beside it.
    pub fn located(&self, picture: usize, path: &Path) -> Vec<FoundPicture> {
        let mut found = self.found.clone();
        if !self.opened.is_picture(picture, path) {
            found[picture] = FoundPicture::Missing { other: Some(path.to_owned()) };
            return found;
        }
        found[picture] = FoundPicture::File(path.to_owned());
        let folders = self.folders_with(path);
        for other in self.missing().filter(|&other| other != picture) {
            found[other] = self.opened.find(other, &folders);
        }
        found
    }

    /// Takes over what [`Self::located`] found.
    pub fn take_located(&mut self, path: &Path, found: Vec<FoundPicture>) {
        self.folders = self.folders_with(path);
        self.found = found;
    }

    fn folders_with(&self, path: &Path) -> Vec<PathBuf> {
        let folder = path.parent().map(Path::to_owned);
        self.folders.iter().cloned().chain(folder).collect()
    }
}

/// A project that was read as a whole.
#[derive(Debug)]
pub struct Restored {
    /// Everything that is no picture.
    pub manifest: Manifest,
    /// Where it was opened from.
    pub origin: OpenedFrom,
    /// The folder of its session.
    pub session: Option<Arc<SessionFolder>>,
    /// Every picture that is used, as it is used.
    pub pictures: Vec<(PictureUse, Loaded)>,
    /// The present painting.
    pub painting: Option<RestoredPainting>,
    /// The film strip.
    pub snapshots: Vec<RestoredSnapshot>,
    /// What could not be read and was left out, for people.
    pub left_out: Vec<Text>,
}

/// A picture of a project's film strip.
#[derive(Debug)]
pub struct RestoredSnapshot {
    /// What is known of it.
    pub record: SnapshotRecord,
    /// The picture.
    pub pixels: Arc<Pixels>,
    /// The same for the strip.
    pub thumbnail: ColorImage,
}

impl Restored {
    /// Reads all pictures of a project from where they were found; this takes long and belongs in the background.
    ///
    /// A painted picture that is damaged is left out and told, rather than all be lost with it.
    ///
    /// # Errors
    /// [`crate::error::Error::File`] when a picture that is painted from cannot be read.
    pub fn read(opening: &Opening, window: &Context) -> Result<Self> {
        let Opening { opened, origin, session, found, .. } = opening;
        let manifest = opened.manifest.clone();
        let mut pictures: Vec<(PictureUse, Loaded)> = Vec::new();
        for used in uses(&manifest) {
            if pictures.iter().all(|(known, _)| *known != used) {
                pictures.push((used, read_picture(opened, &found[used.picture], used, window)?));
            }
        }
        let (mut snapshots, mut left_out) = (Vec::new(), Vec::new());
        let painting = manifest
            .painting
            .clone()
            .and_then(|record| read_painting(opening, record).map_err(|error| left_out.push(error.text())).ok());
        for record in &manifest.snapshots {
            match opened.pixels(&record.entry) {
                Ok(pixels) => {
                    let pixels = Arc::new(pixels);
                    if let (OpenedFrom::Session(_), Some(session)) = (origin, session) {
                        session.note_kept(&pixels, &record.entry);
                    }
                    let thumbnail = Pyramid::new(Arc::clone(&pixels)).thumbnail();
                    snapshots.push(RestoredSnapshot { record: record.clone(), pixels, thumbnail });
                }
                Err(error) => left_out.push(error.text()),
            }
        }
        let (origin, session) = (origin.clone(), session.clone());
        Ok(Self { manifest, origin, session, pictures, painting, snapshots, left_out })
    }
}

/// Every way in which a picture is used.
fn uses(manifest: &Manifest) -> impl Iterator<Item = PictureUse> + '_ {
    let painted = manifest.painting.iter().map(|painting| &painting.setup);
    let kept = manifest.snapshots.iter().map(|snapshot| &snapshot.setup);
    let queued = manifest.queue.iter().map(|job| &job.setup);
    let setups = std::iter::once(&manifest.setup).chain(painted).chain(kept).chain(queued);
    let of_setups = setups.flat_map(|setup: &Setup| {
        let styles = setup.styles.iter().map(|style| style.used);
        setup.content.into_iter().chain(styles).chain(setup.start)
    });
    of_setups.chain(manifest.mask)
}

fn read_picture(opened: &Opened, found: &FoundPicture, used: PictureUse, window: &Context) -> Result<Loaded> {
    let held = opened.picture(used.picture, found)?;
    let source = match (found, &held.provenance.origin) {
        (FoundPicture::Sample, Origin::Sample(name)) => Source::Sample(name.clone()),
        (FoundPicture::File(path), _) | (FoundPicture::Missing { .. }, Origin::File(path, _)) => {
            Source::File(path.clone())
        }
        _ => Source::Embedded(held.name),
    };
    // What was to be used of a picture that is not there is kept, but nothing can be cut from the field in its place.
    let framing = if held.provenance.is_missing { Framing::default() } else { used.framing };
    let decoded = Loaded::framed(source, held.provenance, held.picture, framing, window);
    Ok(Loaded { framing: used.framing, ..decoded })
}

fn read_painting(opening: &Opening, record: PaintingRecord) -> Result<RestoredPainting> {
    let opened = &opening.opened;
    let picture = opened.entry(&record.entry)?;
    let pixels = Arc::new(Pixels::of(&picture));
    let newest = if record.is_finished {
        Newest::Final(Arc::new(picture), record.iteration)
    } else {
        Newest::Preview(Arc::clone(&pixels), record.iteration)
    };
    let recorder = opening.session.clone().and_then(|session| read_frames(opening, session, &record));
    Ok(RestoredPainting { record, newest, pyramid: Arc::new(Pyramid::new(pixels)), recorder })
}

/// The recorded frames of a painting, in the folder of the session. Frames are a luxury: what cannot be read or written
/// of them is left out.
fn read_frames(opening: &Opening, session: Arc<SessionFolder>, record: &PaintingRecord) -> Option<Recorder> {
    let Opening { opened, origin, time_lapse, .. } = opening;
    if let OpenedFrom::Session(_) = origin {
        let names = record.frames.iter().map(|frame| {
            let name = frame.entry.rsplit('/').next().unwrap_or_default();
            (frame.iteration, name)
        });
        if let Some(recording) = Recording::of_files(session.frames(), names, time_lapse) {
            return Some(Recorder::new(session, recording));
        }
    }
    let recording = session.recording(time_lapse);
    if record.frames.is_empty() {
        return time_lapse.records.then(|| Recorder::new(session, recording));
    }
    let is_ready = session.prepare().ok()? && fs::create_dir_all(recording.folder()).is_ok();
    let copy = |frame: &FrameRecord| {
        let bytes = opened.bytes(&frame.entry).ok()?;
        fs::write(recording.path(frame.iteration), bytes).ok()?;
        Some(frame.iteration)
    };
    let iterations = record.frames.iter().filter(|_| is_ready).filter_map(copy).collect();
    Some(Recorder::new(session, recording.with_frames(iterations)))
}
