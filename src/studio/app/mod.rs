//! The program as eframe drives it: take in news, draw, carry out what was asked for.

pub mod action;
pub mod appearance;
mod calling;
pub mod canvas;
pub mod choices;
pub mod coloring;
mod coloring_update;
pub mod command;
pub mod dialog;
pub mod frame_log;
pub mod outcome;
pub mod palette;
pub mod panels;
pub mod perform;
mod project;
mod project_draft;
mod report;
mod restoring;
mod saving;
pub mod session;
pub mod state;
mod undo;
mod window;
mod wiring;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use egui::{Context, Ui, ViewportCommand};

use crate::error::Result;
use crate::network::{DeviceChoice, NetworkCache};
use crate::picture::Pixels;
use crate::project::{RecentProjects, Recovery, TrainingPlace, is_project};
use crate::studio::app::action::{Action, Actions};
use crate::studio::app::command::Keyboard;
use crate::studio::app::frame_log::FrameLog;
use crate::studio::app::outcome::{Difference, Outcome};
use crate::studio::app::session::{Awaited, Session};
use crate::studio::app::state::{FirstSteps, State};
use crate::studio::canvas::{Mode, Pyramid};
use crate::studio::features::painting::Notice;
use crate::studio::features::pictures;
use crate::studio::language;
use crate::studio::painted::Next;
use crate::studio::roles::Role;
use crate::studio::services::{Context as Lent, Desktop, Memory};
use crate::text::text;
use crate::transfer::{Ending, Pace};

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
        app.session.shows_first_steps = app.state.first_steps == FirstSteps::ToBeShown;
        app.state.first_steps = FirstSteps::Shown;
        app.measure_pace();
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
        self.session.graphics = graphics;
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
    pub fn take_in_news(&mut self, window: &Context) {
        self.speak();
        while let Some(outcome) = self.session.tasks.next() {
            self.take_in(outcome, window);
        }
        self.take_in_messages(window);
        let Session { painting, tasks, .. } = &mut self.session;
        let notices = painting.as_mut().map(|painting| painting.poll(tasks)).unwrap_or_default();
        for notice in notices {
            self.take_notice(notice, window);
        }
        self.keep_queue_up(window);
        self.keep_fast_up();
        self.color_paintings(window);
        self.keep_sheets_up();
        self.keep_answers_up();
        self.keep_training_up();
        self.compute_difference();
        self.watch_memory(window);
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
            self.perform(action, &window);
        }
        self.session.services.notices.log.watch(self.session.services.notices.message.as_ref());
        self.settle_changes(&window);
        // What was chosen in this frame is painted before the next.
        self.keep_fast_up();
        self.session.keyboard = Keyboard::noted(&window, &self.session);
        self.settle_drop();
        self.answer_close(&window);
        self.show_title();
    }

    pub(in crate::studio) fn take_in(&mut self, outcome: Outcome, window: &Context) {
        match outcome {
            Outcome::Display { painting: number, newest, pyramid, memory } => {
                let every = self.state.film.every;
                if let Some(painting) = self.session.painting.as_mut().filter(|painting| painting.number() == number) {
                    painting.note_memory(memory);
                    if let Some((snapshot, thumbnail)) = painting.show(newest, pyramid, every) {
                        self.keep(snapshot, thumbnail);
                    }
                }
            }
            Outcome::NotRecorded(error) => {
                let text = text!("{reason}; no time lapse of this painting is recorded", reason = error.text());
                self.session.services.notices.warn(text);
            }
            Outcome::Measured(device, result) => self.take_measured(device, result),
            Outcome::Memory(free, own) => {
                let asked = self.session.services.memory.asked;
                self.session.services.memory = Memory { free, own, asked };
            }
            Outcome::Machine(about) => self.copy_details(&about, window),
            Outcome::Colored(colored) => self.session.coloring.take(*colored),
            Outcome::Difference(difference) => {
                self.session.difference = Awaited { value: Some(difference), is_on_its_way: false };
            }
        }
    }

    /// A measurement that was cancelled, or that failed, is tried again when it is wanted; Start tells why it fails.
    pub(in crate::studio) fn take_measured(&mut self, device: DeviceChoice, result: Result<Pace>) {
        if self.session.measuring.as_ref().is_some_and(|measuring| measuring.device == device) {
            self.session.measuring = None;
        }
        if let Ok(pace) = result {
            let costs = self.state.costs.entry(device.to_string()).or_default();
            if costs.pace == Pace::default() {
                costs.pace = pace;
            }
        }
    }

    /// Begins to work out what differs between the two pictures that are compared, when that is looked at.
    pub(in crate::studio) fn compute_difference(&mut self) {
        let session = &mut self.session;
        if session.services.comparison.active_mode() != Mode::Difference || session.difference.is_on_its_way {
            return;
        }
        let Some([first, second]) = canvas::compared(session).map(|pair| pair.map(Arc::clone)) else { return };
        let of = [first.id(), second.id()];
        if session.difference.value.as_ref().is_some_and(|difference| difference.of == of) {
            return;
        }
        session.difference.is_on_its_way = true;
        session.tasks.spawn(move || {
            let [width, height] = second.size();
            let resized = (first.size() != second.size())
                .then(|| Pixels::of(&first.pixels().to_picture().resized(width, height)));
            let difference = resized.as_ref().unwrap_or(first.pixels()).difference(second.pixels());
            Outcome::Difference(Difference { of, pyramid: Arc::new(Pyramid::new(Arc::new(difference))) })
        });
    }

    pub(in crate::studio) fn take_notice(&mut self, notice: Notice, window: &Context) {
        match notice {
            Notice::Warning(text) => self.session.services.notices.warn(text),
            Notice::ScaleEnded(snapshot) => self.session.film.keep_soon(*snapshot),
            Notice::Ended { result, next } => {
                self.learn_costs();
                self.note_ended(&result, window);
                match result {
                    Ok(Ending::Completed | Ending::Stopped) => {}
                    Ok(ending @ Ending::Converged) => self.session.services.notices.note(ending.sentence()),
                    Ok(ending @ Ending::NotFinite) => self.session.services.notices.warn(ending.sentence()),
                    Err(error) => self.session.services.notices.error(&error),
                }
                self.show_final_picture();
                match next {
                    Next::Rest => {}
                    Next::Restart => self.perform(Action::Start, window),
                    Next::Close => window.send_viewport_cmd(ViewportCommand::Close),
                }
            }
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, window: &Context, _frame: &mut eframe::Frame) {
        let begun = Instant::now();
        self.take_in_news(window);
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
