//! What runs. What is remembered is in [`crate::studio::app::state`].

use std::sync::Arc;

use egui::Context;

use crate::network::NetworkCache;
use crate::studio::app::canvas::CanvasState;
use crate::studio::app::choices::Choices;
use crate::studio::app::window::WindowState;
use crate::studio::canvas::Method;
use crate::studio::features::contact_sheet::ContactSheets;
use crate::studio::features::fast::Fast;
use crate::studio::features::film_strip::Film;
use crate::studio::features::learn::{Learn, LearnSettings};
use crate::studio::features::painting::{Painting, Paintings};
use crate::studio::features::pictures::Pictures;
use crate::studio::features::presets::Presets;
use crate::studio::features::project::Project;
use crate::studio::features::queue::Queue;
use crate::studio::features::saving::{Saving, Subject};
use crate::studio::features::time_lapse::AtHand;
use crate::studio::features::train::Train;
use crate::studio::painted::Phase;
use crate::studio::painted::sheet::Sheet;
use crate::studio::services::{Desktop, History, Services};

/// Everything that runs.
pub struct Session {
    /// What the features share.
    pub services: Services,
    /// The window itself.
    pub window: WindowState,
    /// The canvas.
    pub canvas: CanvasState,
    /// The changes of settings and pictures, to be undone.
    pub history: History<Choices>,
    /// Painting by the optimiser.
    pub paintings: Paintings,
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
    /// Where things are saved, and the files that are being written.
    pub saving: Saving,
}

impl Session {
    /// A session with nothing in it yet.
    pub fn new(window: &Context, networks: NetworkCache, desktop: Arc<dyn Desktop>) -> Self {
        Self {
            services: Services::new(networks, desktop),
            window: WindowState::new(window),
            canvas: CanvasState::new(window),
            history: History::default(),
            paintings: Paintings::new(window),
            pictures: Pictures::new(window),
            presets: Presets::new(window),
            fast: Fast::new(window),
            project: Project::new(window),
            queue: Queue::default(),
            learn: Learn::new(window),
            train: Train::new(window),
            film: Film::new(window),
            contact_sheet: ContactSheets::new(window),
            saving: Saving::new(window),
        }
    }

    /// The present painting, or the last one.
    pub fn painting(&self) -> Option<&Painting> {
        self.paintings.present.as_ref()
    }

    /// Where the painting stands; a program that never painted stands where one is that has ended.
    pub fn phase(&self) -> Phase {
        self.paintings.phase()
    }

    /// The sheet or the figure that is to be saved, if there is one.
    pub fn sheet_of(&self, subject: Subject, learn: &LearnSettings) -> Option<&Sheet> {
        match subject {
            Subject::Figure => self.learn.figure(learn),
            _ => self.contact_sheet.sheet.as_ref(),
        }
    }

    /// The pictures that there are to make a time lapse of.
    pub fn shots_at_hand(&self) -> AtHand {
        let recorder = self.painting().and_then(Painting::recorder);
        AtHand { recorded: recorder.map_or(0, |recorder| recorder.recording.count()), kept: self.film.frames().len() }
    }

    /// Whether something painted is on the canvas.
    pub fn has_result(&self) -> bool {
        match self.services.method {
            Method::Optimise | Method::Learn | Method::Train => {
                self.painting().is_some_and(|painting| painting.newest().is_some())
            }
            Method::Fast => self.fast.shown().is_some(),
        }
    }

    /// Takes the dialog away. What was to follow its answer is given up.
    pub fn close_dialog(&mut self) {
        self.project.give_up_question(&mut self.services.dialogs);
        self.services.dialogs.close();
    }
}
