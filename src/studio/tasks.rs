//! Work that takes longer than a frame: each piece in a thread of its own, its outcome through one channel.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crossbeam_channel::{Receiver, Sender};
use egui::{ColorImage, Context};

use crate::error::{Error, Result};
use crate::network::DeviceChoice;
use crate::picture::{Crop, Framing, Picture, Pixels};
use crate::project::{Origin, Preset, Provenance};
use crate::studio::canvas::Pyramid;
use crate::studio::coloring::Colored;
use crate::studio::desktop::Choice;
use crate::studio::fast::FastOutcome;
use crate::studio::film::{Number, Snapshot};
use crate::studio::language;
use crate::studio::learn::LearnOutcome;
use crate::studio::painting::{Newest, SavedPainting};
use crate::studio::pixels::OnScreen;
use crate::studio::project::ProjectOutcome;
use crate::studio::sheet::CellPicture;
use crate::studio::source::{Role, Source};
use crate::studio::train::TrainNews;
use crate::transfer::{ContactSheet, Pace};

/// The longer side of content and style on the canvas, in pixels; more would cost memory and show little.
const DISPLAY_SIDE: usize = 4096;
/// Pictures of so many pixels are kept packed: 4 megapixels take 48 MB otherwise.
const PACKED_FROM: usize = 4_000_000;
/// The longer side of thumbnails, in pixels: sharp at twice the scale.
const THUMBNAIL_SIDE: usize = 360;

/// A picture that was read, with its images for the screen.
#[derive(Debug)]
pub struct Decoded {
    /// Where it came from.
    pub source: Source,
    /// What a project keeps of it.
    pub provenance: Provenance,
    /// The picture as it was read, at its own size.
    pub original: Arc<Picture>,
    /// What of it is used.
    pub framing: Framing,
    /// The same picture mirrored and turned, but not cut.
    pub whole: Arc<Picture>,
    /// That for the screen.
    pub whole_display: Arc<Pyramid>,
    /// The picture as it is used.
    pub picture: Arc<Picture>,
    /// For the canvas.
    pub display: Arc<Pyramid>,
    /// For the panels.
    pub thumbnail: ColorImage,
}

impl Decoded {
    /// Reads a picture and prepares what is used of it for the screen.
    ///
    /// # Errors
    /// [`crate::error::Error::File`] for a file that cannot be used.
    pub fn read(source: Source, framing: Framing) -> Result<Self> {
        let original = kept(source.open()?);
        let provenance = source.provenance()?;
        Ok(Self::framed(source, provenance, original, framing))
    }

    /// Prepares a picture that the program made for the screen, all of it.
    pub fn new(source: Source, picture: Picture) -> Self {
        Self::framed(source, Provenance::new(Origin::Made), kept(picture), Framing::default())
    }

    /// Prepares what is used of a picture for the screen.
    pub fn framed(source: Source, provenance: Provenance, original: Arc<Picture>, framing: Framing) -> Self {
        let display = |picture: &Picture| Arc::new(Pyramid::new(Arc::new(pixels_within(picture, DISPLAY_SIDE))));
        let upright = || kept(original.upright(&framing));
        let whole = if framing.is_upright() { Arc::clone(&original) } else { upright() };
        let whole_display = display(&whole);
        let (picture, display) = if framing.crop == Crop::WHOLE {
            (Arc::clone(&whole), Arc::clone(&whole_display))
        } else {
            let part = kept(whole.cropped(&framing.crop));
            let display = display(&part);
            (part, display)
        };
        let thumbnail = pixels_within(&picture, THUMBNAIL_SIDE).to_image();
        Self { source, provenance, original, framing, whole, whole_display, picture, display, thumbnail }
    }
}

/// What differs between two pictures of the canvas.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The numbers of the two.
    pub of: [u64; 2],
    /// What differs.
    pub pyramid: Arc<Pyramid>,
}

/// The outcome of one task.
pub enum Outcome {
    /// A picture was read, or not.
    Picture {
        /// What it is for.
        role: Role,
        /// The number of the request; an older one than the newest is not wanted any more.
        ticket: u64,
        /// The picture.
        result: Result<Box<Decoded>>,
    },
    /// A sample's thumbnail is there.
    SampleThumbnail {
        /// The sample's file name.
        file: &'static str,
        /// Its image.
        image: ColorImage,
    },
    /// A bundled preset's thumbnail is there.
    PresetThumbnail {
        /// The preset's name.
        name: &'static str,
        /// Its image.
        image: ColorImage,
    },
    /// A dialog for a preset file was answered.
    PresetChosen(Choice),
    /// A preset file was read, or not.
    PresetRead(Result<Preset>),
    /// A dialog for a picture was answered.
    PictureChosen(Role, Choice),
    /// A dialog for fast styles was answered.
    StylesChosen(Choice),
    /// A dialog for a file to save was answered.
    TargetChosen(Choice),
    /// A picture of a painting is ready for the canvas.
    Display {
        /// The number of the painting.
        painting: u64,
        /// The picture.
        newest: Newest,
        /// The same for the canvas.
        pyramid: Arc<Pyramid>,
        /// The memory of the program meanwhile, in bytes.
        memory: Option<u64>,
    },
    /// A picture is ready for the next painting to start from.
    NextStart(Box<Decoded>),
    /// What is known of this machine, to be copied with the rest.
    Machine(String),
    /// The frames of a painting cannot be recorded any more.
    NotRecorded(Error),
    /// A device was measured, or not.
    Measured(DeviceChoice, Result<Pace>),
    /// The free memory of this machine, and the program's own, in bytes.
    Memory(Option<u64>, Option<u64>),
    /// A snapshot was taken at the end of a scale; with its image for the strip.
    Kept(Box<Snapshot>, ColorImage),
    /// A snapshot is ready for the canvas.
    SnapshotDisplay(Number, Arc<Pyramid>),
    /// A snapshot is ready to be painted on from.
    Branch(Number, Box<Decoded>),
    /// A painting of the canvas has other colours.
    Colored(Box<Colored>),
    /// The style pictures of a contact sheet were read, or not.
    SheetReady {
        /// The sheet that they are for.
        plan: Box<ContactSheet>,
        /// All but the first.
        others: Result<Vec<Decoded>>,
    },
    /// A picture of a contact sheet is ready for the canvas.
    SheetCell {
        /// The number of the sheet.
        sheet: u64,
        /// The cell, counted row by row from the left top.
        cell: usize,
        /// The picture.
        picture: CellPicture,
    },
    /// Something about projects.
    Project(ProjectOutcome),
    /// Something about fast styles.
    Fast(FastOutcome),
    /// Something about the Learn tab.
    Learn(LearnOutcome),
    /// Something about trainings.
    Train(TrainNews),
    /// What differs between two pictures of the canvas is ready.
    Difference(Difference),
    /// A file was written, or not.
    Saved {
        /// The file.
        path: PathBuf,
        /// What it shows, when it is the painting that was saved.
        shows: Option<SavedPainting>,
        /// Whether it was written.
        result: Result<()>,
    },
}

/// How much of some work is done; clones share it between the work and the window.
#[derive(Debug, Clone, Default)]
pub struct Share(Arc<AtomicU32>);

impl Share {
    /// Sets the part that is done, from 0 to 1.
    pub fn set(&self, share: f64) {
        self.0.store((share as f32).to_bits(), Ordering::Relaxed);
    }

    /// The part that is done, from 0 to 1.
    pub fn get(&self) -> f32 {
        f32::from_bits(self.0.load(Ordering::Relaxed))
    }
}

/// Starts tasks and collects their outcomes.
#[derive(Debug)]
pub struct Tasks {
    window: Context,
    sender: Sender<Outcome>,
    receiver: Receiver<Outcome>,
}

impl Tasks {
    /// Tasks that wake this window when they are done.
    pub fn new(window: Context) -> Self {
        let (sender, receiver) = crossbeam_channel::unbounded();
        Self { window, sender, receiver }
    }

    /// Runs some work in the background. The window is woken after the outcome has been sent, not before.
    pub fn spawn(&self, work: impl FnOnce() -> Outcome + Send + 'static) {
        self.spawn_many(move |report| report(work()));
    }

    /// Runs work with several outcomes, each handed to the closure.
    pub fn spawn_many(&self, work: impl FnOnce(&dyn Fn(Outcome)) + Send + 'static) {
        let report = self.reporter();
        let language = language::spoken();
        std::thread::spawn(move || {
            // The titles of file dialogs are said there.
            language::speak(language);
            work(&report);
        });
    }

    /// Hands outcomes to the window from any thread, and wakes it.
    pub fn reporter(&self) -> impl Fn(Outcome) + Send + 'static {
        let (sender, window) = (self.sender.clone(), self.window.clone());
        move |outcome| {
            // The window may be gone already; then nobody wants the outcome.
            if sender.send(outcome).is_ok() {
                window.request_repaint();
            }
        }
    }

    /// Gives large things back in the background: the operating system takes its time for their memory.
    pub fn discard(&self, things: impl Send + 'static) {
        std::thread::spawn(move || drop(things));
    }

    /// The same where there may be nothing.
    pub fn discard_some<T: Send + 'static>(&self, things: Option<T>) {
        if let Some(things) = things {
            self.discard(things);
        }
    }

    /// The same after a last thing was done with them.
    pub fn discard_by<T: Send + 'static>(&self, things: T, last: impl FnOnce(&T) + Send + 'static) {
        std::thread::spawn(move || last(&things));
    }

    /// The next outcome, if one is waiting.
    pub fn next(&self) -> Option<Outcome> {
        self.receiver.try_recv().ok()
    }
}

/// A picture that the window keeps, in little memory if it is a large one.
fn kept(picture: Picture) -> Arc<Picture> {
    let is_large = picture.width() * picture.height() >= PACKED_FROM;
    Arc::new(if is_large { picture.packed() } else { picture })
}

/// The picture for the screen, made smaller when its longer side is longer than this.
pub fn pixels_within(picture: &Picture, longer_side: usize) -> Pixels {
    if picture.width().max(picture.height()) > longer_side {
        Pixels::of(&picture.with_longer_side(longer_side))
    } else {
        Pixels::of(picture)
    }
}
