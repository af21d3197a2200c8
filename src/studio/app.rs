//! The program as eframe drives it: take in news, draw, carry out what was asked for.

use std::sync::Arc;

use egui::{Context, Ui, ViewportCommand};

use crate::network::NetworkCache;
use crate::studio::action::{Action, Actions};
use crate::studio::command::Keyboard;
use crate::studio::desktop::Desktop;
use crate::studio::painting::{Next, Notice, Phase};
use crate::studio::session::{Dialog, Exit, Loaded, Message, Session, upload};
use crate::studio::source::{Role, Source};
use crate::studio::state::State;
use crate::studio::tasks::Outcome;
use crate::studio::{command, panels};
use crate::transfer::Ending;

/// Where eframe keeps the state.
pub(super) const STORAGE_KEY: &str = "studio";

/// The program.
pub struct App {
    pub(super) state: State,
    pub(super) session: Session,
}

impl App {
    /// A program in this window that begins to read its pictures.
    pub fn new(window: &Context, state: State, networks: NetworkCache, desktop: Arc<dyn Desktop>) -> Self {
        let mut app = Self { session: Session::new(window, networks, desktop), state };
        for role in Role::ALL {
            if let Some(source) = app.state.source(role).cloned() {
                app.read(role, source);
            }
        }
        app.read_sample_thumbnails();
        app
    }

    /// What is remembered.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What runs.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Takes in what happened in the background. Draws nothing.
    pub fn take_in_news(&mut self, window: &Context) {
        while let Some(outcome) = self.session.tasks.next() {
            self.take_in(outcome, window);
        }
        let notices = self.session.painting.as_mut().map(|painting| painting.poll(window)).unwrap_or_default();
        for notice in notices {
            self.take_notice(notice, window);
        }
    }

    /// Draws the window and then carries out what was asked for.
    pub fn draw(&mut self, ui: &mut Ui) {
        let window = ui.ctx().clone();
        let mut actions = Actions::default();
        command::take_keys(&window, &self.session, &mut actions);
        panels::show(ui, &self.state, &self.session, &mut actions);
        for action in actions {
            self.perform(action, &window);
        }
        self.session.keyboard = Keyboard::noted(&window, &self.session);
        self.settle_drop(&window);
        self.answer_close(&window);
    }

    fn take_in(&mut self, outcome: Outcome, window: &Context) {
        match outcome {
            Outcome::Picture { role, ticket, result } => {
                let slot = self.session.slots.entry(role).or_default();
                if slot.awaited != Some(ticket) {
                    return;
                }
                slot.awaited = None;
                match result {
                    Ok(decoded) => {
                        self.state.set_source(role, Some(decoded.source.clone()));
                        slot.loaded = Some(Loaded::new(*decoded, window));
                    }
                    Err(error) => {
                        self.session.report(&error);
                        self.fill_with_sample(role);
                    }
                }
            }
            Outcome::SampleThumbnail { file, image } => {
                self.session.sample_thumbnails.insert(file, upload(window, file, image));
            }
            Outcome::PictureChosen(role, choice) => self.use_choice(role, choice),
            Outcome::TargetChosen(choice) => self.use_target(choice),
            Outcome::FinalImage(image) => {
                if let Some(painting) = &mut self.session.painting
                    && !painting.phase().is_running()
                {
                    painting.show(image, window);
                }
            }
            Outcome::Saved { path, iteration, result } => match result {
                Ok(()) => {
                    if let Some(painting) = &mut self.session.painting {
                        painting.note_saved(iteration);
                    }
                    self.session.message = Some(Message::note(format!("Saved {}", path.display())));
                }
                Err(error) => self.session.report(&error),
            },
        }
    }

    /// Fills a role whose remembered picture cannot be read; a picture that is there already stays.
    fn fill_with_sample(&mut self, role: Role) {
        if self.session.loaded(role).is_some() || role == Role::Start {
            return;
        }
        if let Some(sample) = Source::first_sample(role)
            && self.state.source(role) != Some(&sample)
        {
            self.state.set_source(role, Some(sample.clone()));
            self.read(role, sample);
        }
    }

    fn take_notice(&mut self, notice: Notice, window: &Context) {
        match notice {
            Notice::Warning(text) => self.session.message = Some(Message::warning(text)),
            Notice::Ended { result, next } => {
                match result {
                    Ok(Ending::Completed | Ending::Stopped) => {}
                    Ok(ending @ Ending::Converged) => self.session.message = Some(Message::note(ending.sentence())),
                    Ok(ending @ Ending::NotFinite) => self.session.message = Some(Message::warning(ending.sentence())),
                    Err(error) => self.session.report(&error),
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

    /// Holds the window open when closing it would lose something, and asks.
    fn answer_close(&mut self, window: &Context) {
        if !window.input(|input| input.viewport().close_requested()) || self.session.exit == Exit::Agreed {
            return;
        }
        let would_lose = self
            .session
            .painting
            .as_ref()
            .is_some_and(|painting| painting.phase() != Phase::Ended || painting.is_unsaved());
        if would_lose {
            window.send_viewport_cmd(ViewportCommand::CancelClose);
            self.session.dialog = Some(Dialog::Leave);
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, window: &Context, _frame: &mut eframe::Frame) {
        self.take_in_news(window);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.draw(ui);
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        storage.set_string(STORAGE_KEY, self.state.to_text());
    }
}
