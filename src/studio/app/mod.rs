//! The program as eframe drives it: take in news, draw, carry out what was asked for.

pub mod action;
pub mod appearance;
pub mod canvas;
pub mod choices;
pub mod command;
pub mod frame_log;
pub mod palette;
pub mod panels;
mod project_draft;
mod report;
mod save_preview;
pub mod session;
pub mod state;
mod update;
pub mod window;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use egui::{Context, Ui};

use crate::network::NetworkCache;
use crate::project::{RecentProjects, Recovery, TrainingPlace, is_project};
use crate::studio::app::action::Actions;
use crate::studio::app::frame_log::FrameLog;
use crate::studio::app::session::Session;
use crate::studio::app::state::{FirstSteps, State};
use crate::studio::features::pictures;
use crate::studio::language;
use crate::studio::roles::Role;
use crate::studio::services::{Context as Lent, Desktop};

/// Where eframe keeps the state.
pub(in crate::studio) const STORAGE_KEY: &str = "studio";

/// The program.
pub struct App {
    pub(in crate::studio) window: Context,
    pub(in crate::studio) state: State,
    pub(in crate::studio) session: Session,
    frame_log: Option<Arc<Mutex<FrameLog>>>,
}

impl App {
    /// A program in this window that begins to read its pictures.
    pub fn new(window: &Context, state: State, networks: NetworkCache, desktop: Arc<dyn Desktop>) -> Self {
        let mut app =
            Self { window: window.clone(), session: Session::new(window, networks, desktop), state, frame_log: None };
        let further = app.state.setup.style_roles().filter(|&role| role != Role::Style);
        let roles: Vec<Role> = Role::ALL.into_iter().chain(further).collect();
        for role in roles {
            app.read_again(role);
        }
        app.state.appearance.apply(window, app.session.services.desktop_language);
        app.session.window.shows_first_steps = app.state.first_steps == FirstSteps::ToBeShown;
        app.state.first_steps = FirstSteps::Shown;
        let Self { window, state, session, .. } = &mut app;
        let context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        session.paintings.measure_pace(&state.costs, &context);
        app
    }

    /// The same with the gallery of fast styles in this folder.
    pub fn with_gallery(mut self, folder: PathBuf) -> Self {
        self.session.fast.folder = Some(folder);
        self
    }

    /// The same, keeping the session in this place as often as that, and asking for one that did not end as it should.
    pub fn with_recovery(mut self, place: Recovery, every: Duration) -> Self {
        self.session.project.keep_in(place, every);
        self
    }

    /// The same, keeping trainings in this place and offering one that was broken off.
    pub fn with_training(mut self, place: Option<TrainingPlace>) -> Self {
        self.session.train.look_in(place);
        self
    }

    /// The same, remembering there which projects were the last ones.
    pub fn with_recent(mut self, remembered: RecentProjects) -> Self {
        self.session.project.remember_in(remembered);
        self
    }

    /// The same with these files: a project, or a photograph and paintings.
    pub fn with_files(mut self, files: Vec<PathBuf>) -> Self {
        match files.iter().position(|path| is_project(path)) {
            Some(project) => self.session.project.open(files[project].clone(), self.state.time_lapse),
            None => self.update_pictures(pictures::Msg::UseDropped(files, Role::Content)),
        }
        self
    }

    /// The same, noting how long its frames take.
    pub fn with_frame_log(mut self, log: Option<Arc<Mutex<FrameLog>>>) -> Self {
        self.frame_log = log;
        self
    }

    /// The same in a window that is drawn by this.
    pub fn with_graphics(mut self, graphics: Option<String>) -> Self {
        self.session.window.graphics = graphics;
        self
    }

    /// Notes the time of some work on the window's thread.
    pub(in crate::studio) fn note_work(&self, begun: Instant, frame: Option<&eframe::Frame>) {
        let Some(log) = &self.frame_log else { return };
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        log.add_own(begun.elapsed());
        if let Some(frame) = frame {
            log.end_frame(frame.info().cpu_usage, self.session.phase().name());
        }
    }

    /// What is remembered.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What runs.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What the update of a feature may use.
    pub(in crate::studio) fn lend(&mut self) -> Lent<'_> {
        Lent { window: &self.window, setup: &mut self.state.setup, services: &mut self.session.services }
    }

    /// Makes what this thread does speak the language of this window.
    pub(in crate::studio) fn speak(&self) {
        language::speak(self.state.appearance.language(self.session.services.desktop_language));
    }

    /// Takes in what happened in the background. Draws nothing.
    pub fn take_in_news(&mut self) {
        self.speak();
        self.take_in_messages();
        self.keep_painting_up();
        self.keep_queue_up();
        self.keep_fast_up();
        self.color_paintings();
        self.keep_sheets_up();
        self.keep_answers_up();
        self.keep_training_up();
        self.compute_difference();
        self.autosave();
    }

    /// Draws the window and then carries out what was asked for.
    pub fn draw(&mut self, ui: &mut Ui) {
        self.speak();
        let window = ui.ctx().clone();
        self.state.appearance.fit(&window);
        let mut actions = Actions::default();
        command::take_keys(&window, &self.session, &mut actions);
        panels::show(ui, &self.state, &self.session, &mut actions);
        for action in actions {
            self.perform(action);
        }
        self.session.services.notices.log.watch(self.session.services.notices.message.as_ref());
        self.settle_changes();
        // What was chosen in this frame is painted before the next.
        self.keep_fast_up();
        self.session.window.keyboard = command::keyboard_of(&window, &self.session);
        self.settle_drop();
        self.answer_close();
        self.show_title();
    }
}

impl eframe::App for App {
    fn logic(&mut self, _window: &Context, _frame: &mut eframe::Frame) {
        let begun = Instant::now();
        self.take_in_news();
        self.note_work(begun, None);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        let begun = Instant::now();
        self.draw(ui);
        self.note_work(begun, Some(frame));
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        storage.set_string(STORAGE_KEY, self.state.to_text());
    }

    fn on_exit(&mut self) {
        self.session.project.autosave.finish();
    }
}
