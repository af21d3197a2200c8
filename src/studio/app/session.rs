//! What runs: pictures, the painting, dialogs and messages. What is remembered is in [`crate::studio::app::state`].

use std::sync::Arc;

use egui::Context;

use crate::network::NetworkCache;
use crate::studio::app::choices::Choices;
use crate::studio::app::coloring::Coloring;
use crate::studio::app::command::Keyboard;
use crate::studio::app::outcome::{Difference, Outcome};
use crate::studio::canvas::{Method, Stage, Tiles};
use crate::studio::features::contact_sheet::ContactSheets;
use crate::studio::features::fast::Fast;
use crate::studio::features::film_strip::Film;
use crate::studio::features::learn::{Learn, LearnSettings};
use crate::studio::features::painting::{Measuring, Painting};
use crate::studio::features::pictures::Pictures;
use crate::studio::features::presets::Presets;
use crate::studio::features::project::Project;
use crate::studio::features::queue::Queue;
use crate::studio::features::saving::{Saving, Subject};
use crate::studio::features::train::Train;
use crate::studio::painted::Phase;
use crate::studio::painted::sheet::Sheet;
use crate::studio::services::{Desktop, DialogSlot, History, Services};
use crate::studio::tasks::Tasks;
use crate::studio::widgets::Landmark;

pub use crate::studio::app::dialog::Dialog;

/// Everything that runs.
pub struct Session {
    /// What the features share.
    pub services: Services,
    /// The present painting, or the last one.
    pub painting: Option<Painting>,
    /// How pictures are chosen.
    pub pictures: Pictures,
    /// Looks to begin with, and one's own.
    pub presets: Presets,
    /// Fast styles, and the picture painted in one.
    pub fast: Fast,
    /// The project that is open.
    pub project: Project,
    /// The paintings that wait for their turn.
    pub queue: Queue,
    /// What is learned about, and its figures.
    pub learn: Learn,
    /// The training of a style.
    pub train: Train,
    /// The pictures kept on the way.
    pub film: Film,
    /// Contact sheets.
    pub contact_sheet: ContactSheets,
    /// What differs between the two that are compared, once it is known.
    pub difference: Awaited<Difference>,
    /// The paintings on the canvas with the colours of their content.
    pub coloring: Coloring,
    /// The pictures on the graphics card.
    pub tiles: Tiles,
    /// The changes of settings and pictures, to be undone.
    pub history: History<Choices>,
    /// Which panels are in the window.
    pub panels: Panels,
    /// Where things are saved, and the files that are being written.
    pub saving: Saving,
    /// The device that is being measured.
    pub(in crate::studio) measuring: Option<Measuring>,
    /// The canvas as it was last drawn.
    pub stage: Option<Stage>,
    /// Whether the log is shown.
    pub shows_log: bool,
    /// Whether the hints of the first start are shown.
    pub shows_first_steps: bool,
    /// The part of the window to which the focus was given last.
    pub landmark: Option<Landmark>,
    /// What draws the window, where that is known.
    pub graphics: Option<String>,
    /// The dialog that waits for an answer.
    pub dialog: DialogSlot<Dialog>,
    /// Who the keys of the next frame belong to.
    pub keyboard: Keyboard,
    /// Whether the window may close without asking.
    pub exit: Exit,
    /// Work in the background.
    pub tasks: Tasks<Outcome>,
}

impl Session {
    /// A session with nothing in it yet.
    pub fn new(window: &Context, networks: NetworkCache, desktop: Arc<dyn Desktop>) -> Self {
        Self {
            services: Services::new(networks, desktop),
            pictures: Pictures::new(window),
            presets: Presets::new(window),
            painting: None,
            fast: Fast::new(window),
            project: Project::new(window),
            queue: Queue::default(),
            learn: Learn::new(window),
            train: Train::new(window),
            film: Film::new(window),
            contact_sheet: ContactSheets::new(window),
            difference: Awaited::default(),
            coloring: Coloring::default(),
            tiles: Tiles::default(),
            history: History::default(),
            panels: Panels::Shown,
            saving: Saving::new(window),
            measuring: None,
            stage: None,
            shows_log: false,
            shows_first_steps: false,
            landmark: None,
            graphics: None,
            dialog: DialogSlot::default(),
            keyboard: Keyboard::Commands,
            exit: Exit::Asks,
            tasks: Tasks::new(window.clone()),
        }
    }

    /// Where the painting stands; a program that never painted stands where one is that has ended.
    pub fn phase(&self) -> Phase {
        self.painting.as_ref().map_or(Phase::Ended, Painting::phase)
    }

    /// The sheet or the figure that is to be saved, if there is one.
    pub fn sheet_of(&self, subject: Subject, learn: &LearnSettings) -> Option<&Sheet> {
        match subject {
            Subject::Figure => self.learn.figure(learn),
            _ => self.contact_sheet.sheet.as_ref(),
        }
    }

    /// Whether something painted is on the canvas.
    pub fn has_result(&self) -> bool {
        match self.services.method {
            Method::Optimise | Method::Learn | Method::Train => {
                self.painting.as_ref().is_some_and(|painting| painting.newest().is_some())
            }
            Method::Fast => self.fast.shown().is_some(),
        }
    }

    /// Whether a device is being measured.
    pub fn is_measuring(&self) -> bool {
        self.measuring.is_some()
    }

    /// Takes the dialog away. What was to follow its answer is given up.
    pub fn close_dialog(&mut self) {
        self.project.give_up_question(&mut self.services.dialogs);
        self.services.dialogs.close();
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

/// Whether the window may close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// It asks when something would be lost.
    Asks,
    /// It may.
    Agreed,
}
