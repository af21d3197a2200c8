//! What concerns several features at once: carrying an action to whom it is for, starting a painting, and what has to make
//! way for it.

mod calling;
mod canvas;
mod features;
mod project;
mod restoring;
mod saving;
mod undo;
mod window;

use crate::error::Result;
use crate::fast::Recipe;
use crate::network::DeviceChoice;
use crate::picture::ColorSettings;
use crate::studio::app::App;
use crate::studio::app::action::Action;
use crate::studio::canvas::{Method, Tab};
use crate::studio::features::painting::Around;
use crate::studio::features::time_lapse;
use crate::studio::painted::PaintingSetup;
use crate::studio::roles::Arrangement;
use crate::studio::services::Context as Lent;
use crate::transfer::TransferSettings;

impl App {
    /// Carries out one action.
    pub(in crate::studio::app) fn perform(&mut self, action: Action) {
        let Self { state, session, .. } = self;
        match action {
            Action::Painting(msg) => self.update_painting(msg),
            Action::Pictures(msg) => self.update_pictures(msg),
            Action::Presets(msg) => self.update_presets(msg),
            Action::Film(msg) => self.update_film(msg),
            Action::Sheet(msg) => self.update_sheet(msg),
            Action::TimeLapse(msg) => time_lapse::update(&mut state.time_lapse, &mut state.time_lapse_shots, msg),
            Action::Queue(msg) => self.update_queue(msg),
            Action::Project(msg) => self.update_project(msg),
            Action::Saving(msg) => self.update_saving(msg),
            Action::Fast(msg) => self.update_fast(msg),
            Action::Learn(msg) => self.update_learn(msg),
            Action::Train(msg) => self.update_train(msg),
            Action::Canvas(msg) => self.update_canvas(msg),
            Action::Window(msg) => self.update_window(msg),
            Action::ShowMethod(method) => self.show_method(method),
            Action::Undo => self.go_back(),
            Action::Redo => self.go_forth(),
            Action::ResetSettings => self.reset_settings(),
            Action::AskSaveResult => self.ask_save_result(),
            Action::AskSave(subject) => self.ask_save(subject),
            Action::CloseDialog => session.close_dialog(),
            Action::DismissMessage => session.services.notices.clear(),
        }
    }

    fn reset_settings(&mut self) {
        self.noting_changes(|app| {
            app.state.fast.recipe = Recipe::default();
            let context = &mut app.lend();
            context.setup.device = DeviceChoice::default();
            context.setup.colors = ColorSettings::default();
            context.setup.arrangement = Arrangement::default();
            context.change_settings(TransferSettings::default());
        });
    }

    /// Once a gesture is over, its changes are one, and the painting and the film strip go on to what it led to.
    pub(in crate::studio::app) fn settle_changes(&mut self) {
        let is_queued = self.queue_paints();
        let Self { window, state, session, .. } = self;
        let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        session.paintings.steer_styles(is_queued, &context);
        let is_held = context.window.input(|input| input.pointer.any_down()) || context.window.text_edit_focused();
        if is_held {
            return;
        }
        session.pictures.settle_framings(&mut context);
        session.film.settle(&state.film);
        session.paintings.settle_plan(is_queued, &state.setup.settings);
        self.end_gesture();
    }

    /// What a painting must know of others.
    pub(in crate::studio::app) fn around_painting(&self) -> Around {
        let Self { state, session, .. } = self;
        let folder = session.project.autosave.folder.clone().filter(|_| state.time_lapse.records);
        Around {
            recording: folder.map(|folder| (folder, state.time_lapse)),
            film_every: state.film.every,
            is_queued: self.queue_paints(),
        }
    }

    /// Starts to paint what is set up now.
    pub(in crate::studio::app) fn start(&mut self) {
        self.begin_painting();
        let setup = self.lend().painting_setup();
        if let Err(error) = setup.and_then(|setup| self.paint(&setup)) {
            self.session.services.notices.error(&error);
        }
    }

    /// Starts a painting in the place of the present one; its number.
    pub(in crate::studio::app) fn paint(&mut self, setup: &PaintingSetup) -> Result<u64> {
        let around = self.around_painting();
        let Self { window, state, session, .. } = self;
        let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        let number = session.paintings.begin(setup, &around, &state.costs, &mut context)?;
        if context.services.method == Method::Fast {
            context.services.method = Method::Optimise;
        }
        session.window.shows_first_steps = false;
        Ok(number)
    }

    /// Puts everything aside that would be in a painting's way.
    pub(in crate::studio::app) fn begin_painting(&mut self) {
        self.make_way();
        let shows_answers = self.session.services.method == Method::Learn && self.state.learn.topic.asks_a_layer();
        match self.session.services.comparison.tab {
            Tab::Figure if shows_answers => {}
            Tab::Sheet | Tab::Figure => self.session.services.comparison.tab = Tab::Result,
            Tab::Result | Tab::Content | Tab::Style => {}
        }
    }

    /// Ends or interrupts whatever else computes, but for a painting.
    pub(in crate::studio::app) fn make_way(&mut self) {
        self.session.paintings.stop_measuring();
        self.session.learn.stop();
        self.session.train.pause();
        self.session.train.stop_measuring();
        self.session.contact_sheet.stop();
    }

    /// Shows another way of painting; the figures of the Learn tab and the training are seen only
    /// beside them.
    fn show_method(&mut self, method: Method) {
        self.session.services.method = method;
        match (method, self.session.services.comparison.tab) {
            (Method::Learn | Method::Train, _) => self.session.services.comparison.tab = Tab::Figure,
            (_, Tab::Figure) => self.session.services.comparison.tab = Tab::Result,
            _ => {}
        }
    }

    /// Lets the painting follow the settings, unless it is one of the queue.
    pub(in crate::studio::app) fn steer_painting(&mut self) {
        let is_queued = self.queue_paints();
        self.session.paintings.steer(is_queued, &self.state.setup.settings);
    }
}
