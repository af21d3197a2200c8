//! Where the open project and everything else meet: what would be lost, what is written, and where it is left for.

use egui::ViewportCommand;

use crate::studio::app::App;
use crate::studio::app::project_draft::{draft, fingerprint};
use crate::studio::app::window::Exit;
use crate::studio::features::project::{Around, Departure, Event, Msg};
use crate::studio::features::saving::Subject;
use crate::studio::painted::Next;
use crate::studio::services::Context as Lent;

impl App {
    pub(in crate::studio::app) fn update_project(&mut self, msg: Msg) {
        let would_lose = self.would_lose();
        let Self { window, state, session, .. } = self;
        let around = Around {
            would_lose,
            save_folder: state.saving.folder.as_deref(),
            open_folder: &mut state.open_folder,
            time_lapse: state.time_lapse,
        };
        let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        match session.project.update(around, msg, &mut context) {
            Some(Event::AskSave) => self.ask_save(Subject::Project),
            Some(Event::AskSavePicture) => self.ask_save_result(),
            Some(Event::Write(path)) => {
                let share = session.saving.begin(path.clone(), None);
                session.project.write(path, draft(state, session), fingerprint(state, session), share);
            }
            Some(Event::Written(path, departure)) => {
                session.saving.end(&path);
                if let Some(departure) = departure {
                    self.update_project(Msg::Depart(departure));
                }
            }
            Some(Event::Close) => self.close(),
            Some(Event::BeginNew) => self.begin_new(),
            Some(Event::Restore(restored)) => self.restore_project(*restored),
            None => {}
        }
    }

    /// Whether leaving the present project would lose something.
    fn would_lose(&self) -> bool {
        let Self { state, session, .. } = self;
        let is_unfinished = session.queue.next().is_some()
            || session.painting().is_some_and(|painting| {
                painting.phase().is_running()
                    || painting.is_unsaved(&session.services.pictures.after_painting(&state.setup))
            });
        session.project.would_lose(&fingerprint(state, session), is_unfinished)
    }

    /// Holds the window open when closing it would lose something, and asks.
    pub(in crate::studio::app) fn answer_close(&mut self) {
        if !self.window.input(|input| input.viewport().close_requested()) || self.session.window.exit == Exit::Agreed {
            return;
        }
        if self.would_lose() {
            self.window.send_viewport_cmd(ViewportCommand::CancelClose);
            self.update_project(Msg::Leave(Departure::Close));
        }
    }

    fn close(&mut self) {
        self.session.window.exit = Exit::Agreed;
        if self.session.phase().is_running() {
            self.session.paintings.stop(Next::Close);
            self.window.request_repaint();
        } else {
            self.window.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    /// Names the project in the title of the window.
    pub(in crate::studio::app) fn show_title(&mut self) {
        let Self { window, state, session, .. } = self;
        let is_saved = session.project.path.is_some() && session.project.holds(&fingerprint(state, session));
        session.project.show_title(is_saved, window);
    }

    /// Begins to keep the session when something is new since it was last kept.
    pub(in crate::studio::app) fn autosave(&mut self) {
        let Self { window, state, session, .. } = self;
        if !session.project.is_to_look(window) {
            return;
        }
        let present = fingerprint(state, session);
        if session.project.is_to_be_kept(&present) {
            session.project.keep(draft(state, session), present);
        }
    }
}
