//! What runs: pictures, the painting, dialogs and messages. What is remembered is in [`crate::studio::state`].

mod dialog;
mod message;
mod picture;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Context, TextureHandle};

use crate::cancel::CancelToken;
use crate::error::Error;
use crate::network::{DeviceChoice, Layer, NetworkCache};
use crate::studio::canvas::{Stage, Tiles};
use crate::studio::choices::Choices;
use crate::studio::coloring::Coloring;
use crate::studio::command::Keyboard;
use crate::studio::comparison::Comparison;
use crate::studio::desktop::Desktop;
use crate::studio::fast::{Fast, Method};
use crate::studio::film::Film;
use crate::studio::history::History;
use crate::studio::language::Language;
use crate::studio::learn::Learn;
use crate::studio::log::Log;
use crate::studio::painting::{Painting, Phase};
use crate::studio::perform::Measuring;
use crate::studio::project::{Autosave, OpenProject};
use crate::studio::queue::{Queue, QueuedJob};
use crate::studio::sheet::{Sheet, SheetPlace};
use crate::studio::shelf::Shelf;
use crate::studio::source::Role;
use crate::studio::tasks::{Difference, Share, Tasks};
use crate::studio::train::Train;
use crate::studio::widgets::Landmark;

pub use dialog::{Dialog, NamePurpose};
pub use message::{Message, Tone};
pub use picture::{Loaded, Slot, upload};

/// Everything that runs.
pub struct Session {
    /// The pictures of the roles.
    pub slots: HashMap<Role, Slot>,
    /// The samples' thumbnails by file name, as they come in.
    pub sample_thumbnails: HashMap<&'static str, TextureHandle>,
    /// The thumbnails of the bundled presets by name, as they come in.
    pub preset_thumbnails: HashMap<&'static str, TextureHandle>,
    /// The present painting, or the last one.
    pub painting: Option<Painting>,
    /// How pictures are painted.
    pub method: Method,
    /// Fast styles, and the picture painted in one.
    pub fast: Fast,
    /// The project that is open.
    pub project: OpenProject,
    /// What is kept of the session in case that it breaks off.
    pub autosave: Autosave,
    /// The paintings that wait for their turn.
    pub queue: Queue,
    /// What is learned about, and its figures.
    pub learn: Learn,
    /// The training of a style.
    pub train: Train,
    /// The pictures kept on the way.
    pub film: Film,
    /// The present contact sheet, or the last one.
    pub sheet: Option<Sheet>,
    /// Whether the style pictures of a contact sheet are being read.
    pub is_preparing_sheet: bool,
    /// Which pictures are on the canvas.
    pub comparison: Comparison,
    /// What differs between the two that are compared, once it is known.
    pub difference: Awaited<Difference>,
    /// The paintings on the canvas with the colours of their content.
    pub coloring: Coloring,
    /// The pictures on the graphics card.
    pub tiles: Tiles,
    /// The changes of settings and pictures, to be undone.
    pub history: History<Choices>,
    /// The pictures that were replaced, for undo.
    pub shelf: Shelf,
    /// Which panels are in the window.
    pub panels: Panels,
    /// Files that are being written.
    pub saving: Vec<Saving>,
    /// The memory of this machine.
    pub memory: Memory,
    /// The device that is being measured.
    pub(super) measuring: Option<Measuring>,
    /// The canvas as it was last drawn.
    pub stage: Option<Stage>,
    /// What the person should know.
    pub message: Option<Message>,
    /// What happened so far.
    pub log: Log,
    /// Whether the log is shown.
    pub shows_log: bool,
    /// Whether the hints of the first start are shown.
    pub shows_first_steps: bool,
    /// The part of the window to which the focus was given last.
    pub landmark: Option<Landmark>,
    /// What draws the window, where that is known.
    pub graphics: Option<String>,
    /// The dialog that waits for an answer.
    pub dialog: Option<Dialog>,
    /// The role that was last given a picture; a pasted picture goes there.
    pub last_role: Role,
    /// Where the thumbnails of the roles are on the screen, for files dropped on them.
    pub drop_targets: HashMap<Role, egui::Rect>,
    /// Files that were dropped while it was not known where.
    pub dropped: Option<Dropped>,
    /// Weights of style layers that were switched off, for when they are switched on again.
    pub parked_weights: BTreeMap<Layer, f64>,
    /// The devices of this machine.
    pub devices: Vec<DeviceChoice>,
    /// Who the keys of the next frame belong to.
    pub keyboard: Keyboard,
    /// Whether the window may close without asking.
    pub exit: Exit,
    /// Work in the background.
    pub tasks: Tasks,
    /// The file dialogs.
    pub desktop: Arc<dyn Desktop>,
    /// The language of the desktop.
    pub desktop_language: Language,
    /// Loss networks kept between paintings.
    pub networks: NetworkCache,
}

impl Session {
    /// A session with nothing in it yet.
    pub fn new(window: &Context, networks: NetworkCache, desktop: Arc<dyn Desktop>) -> Self {
        Self {
            slots: Role::ALL.into_iter().map(|role| (role, Slot::default())).collect(),
            sample_thumbnails: HashMap::new(),
            preset_thumbnails: HashMap::new(),
            painting: None,
            method: Method::default(),
            fast: Fast::default(),
            project: OpenProject::default(),
            autosave: Autosave::default(),
            queue: Queue::default(),
            learn: Learn::default(),
            train: Train::default(),
            film: Film::default(),
            sheet: None,
            is_preparing_sheet: false,
            comparison: Comparison::default(),
            difference: Awaited::default(),
            coloring: Coloring::default(),
            tiles: Tiles::default(),
            history: History::default(),
            shelf: Shelf::default(),
            panels: Panels::Shown,
            saving: Vec::new(),
            memory: Memory::default(),
            measuring: None,
            stage: None,
            message: None,
            log: Log::default(),
            shows_log: false,
            shows_first_steps: false,
            landmark: None,
            graphics: None,
            dialog: None,
            last_role: Role::Content,
            drop_targets: HashMap::new(),
            dropped: None,
            parked_weights: BTreeMap::new(),
            devices: DeviceChoice::available(),
            keyboard: Keyboard::Commands,
            exit: Exit::Asks,
            tasks: Tasks::new(window.clone()),
            desktop_language: Language::of_locales(&desktop.locales()),
            desktop,
            networks,
        }
    }

    /// The picture of a role, once it has been read.
    pub fn loaded(&self, role: Role) -> Option<&Loaded> {
        self.slots.get(&role)?.loaded.as_ref()
    }

    /// Whether a picture for the role is being read.
    pub fn is_loading(&self, role: Role) -> bool {
        self.slots.get(&role).is_some_and(|slot| slot.awaited.is_some())
    }

    /// Where the painting stands; a program that never painted stands where one is that has ended.
    pub fn phase(&self) -> Phase {
        self.painting.as_ref().map_or(Phase::Ended, Painting::phase)
    }

    /// The sheet in a place, if there is one.
    pub fn sheet_at(&self, place: SheetPlace) -> Option<&Sheet> {
        match place {
            SheetPlace::Contact => self.sheet.as_ref(),
            SheetPlace::Figure(figure) => self.learn.figures.get(&figure),
        }
    }

    /// The sheet in a place, to be changed.
    pub fn sheet_at_mut(&mut self, place: SheetPlace) -> Option<&mut Sheet> {
        match place {
            SheetPlace::Contact => self.sheet.as_mut(),
            SheetPlace::Figure(figure) => self.learn.figures.get_mut(&figure),
        }
    }

    /// The contact sheet and all figures.
    pub fn sheets_mut(&mut self) -> impl Iterator<Item = &mut Sheet> {
        self.sheet.iter_mut().chain(self.learn.figures.values_mut())
    }

    /// Whether something painted is on the canvas.
    pub fn has_result(&self) -> bool {
        match self.method {
            Method::Optimise | Method::Learn | Method::Train => {
                self.painting.as_ref().is_some_and(|painting| painting.newest().is_some())
            }
            Method::Fast => self.fast.shown().is_some(),
        }
    }

    /// The job of the queue that the present painting is, if it is one.
    pub fn queue_job(&self) -> Option<&QueuedJob> {
        self.queue.job_of(self.painting.as_ref()?.number())
    }

    /// Whether a device is being measured.
    pub fn is_measuring(&self) -> bool {
        self.measuring.is_some()
    }

    /// Ends the writing of a file, where that can be.
    pub fn cancel_saving(&self, path: &Path) {
        let cancels =
            self.saving.iter().filter(|saving| saving.path == path).filter_map(|saving| saving.cancel.as_ref());
        cancels.for_each(CancelToken::cancel);
    }

    /// Takes the dialog away. What was to follow its answer is given up.
    pub fn close_dialog(&mut self) {
        match self.dialog.take() {
            Some(Dialog::MissingPictures | Dialog::LocationPath { .. }) => self.project.opening = None,
            // They are asked about again at the next start.
            Some(Dialog::Recover) => self.project.lost.clear(),
            _ => {}
        }
        self.project.departure = None;
    }

    /// Tells the person of an error.
    pub fn report(&mut self, error: &Error) {
        self.message = Some(Message::error(error));
    }
}

/// Something that is worked out in the background, one at a time.
#[derive(Debug)]
pub struct Awaited<T> {
    /// The last one that came.
    pub value: Option<T>,
    /// Whether one is on its way.
    pub is_on_its_way: bool,
}

impl<T> Default for Awaited<T> {
    fn default() -> Self {
        Self { value: None, is_on_its_way: false }
    }
}

/// A file that is being written.
#[derive(Debug)]
pub struct Saving {
    /// The file.
    pub path: PathBuf,
    /// How much of it is done.
    pub share: Share,
    /// Ends the writing before it is done, where that can be.
    pub cancel: Option<CancelToken>,
}

/// The memory of this machine, as it was last seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// What programs can still get, in bytes, where the operating system tells.
    pub free: Option<u64>,
    /// What this program has, in bytes, where the operating system tells.
    pub own: Option<u64>,
    /// When it was asked for, in seconds of the window's clock.
    pub asked: f64,
}

impl Default for Memory {
    fn default() -> Self {
        Self { free: None, own: None, asked: f64::NEG_INFINITY }
    }
}

/// Which panels are in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panels {
    /// All of them.
    Shown,
    /// Only the canvas.
    Hidden,
    /// Only the canvas, and the window fills the screen.
    FullScreen,
}

/// Files that were dropped on the window.
#[derive(Debug, Clone, PartialEq)]
pub struct Dropped {
    /// The files.
    pub paths: Vec<PathBuf>,
    /// When, in seconds of the window's clock.
    pub time: f64,
}

/// Whether the window may close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// It asks when something would be lost.
    Asks,
    /// It may.
    Agreed,
}
