//! The film strip: keeping pictures, looking at them, and painting on from them.

use std::sync::Arc;

use egui::{ColorImage, Context};

use crate::studio::App;
use crate::studio::app::action::Action;
use crate::studio::app::outcome::Outcome;
use crate::studio::canvas::{Method, Mode, Pyramid, Tab, upload};
use crate::studio::features::film_strip::Neighbour;
use crate::studio::features::painting::Painting;
use crate::studio::painted::{Next, Number, Occasion, Snapshot};
use crate::studio::roles::{Loaded, Role, Source};
use crate::transfer::{Start, TransferSettings};

impl App {
    /// Keeps a picture in the strip, if there is one.
    pub(in crate::studio) fn keep(&mut self, kept: Option<(Snapshot, ColorImage)>, window: &Context) {
        if let Some((snapshot, thumbnail)) = kept {
            let painting = snapshot.painting;
            let thumbnail = upload(window, "snapshot", thumbnail);
            let number = self.session.film.add(snapshot, thumbnail, self.state.film.bytes());
            self.note_result(painting, number);
        }
    }

    pub(in crate::studio) fn take_snapshot(&mut self, window: &Context) {
        let kept = match self.session.services.method {
            Method::Optimise | Method::Learn | Method::Train => {
                self.session.painting.as_ref().and_then(Painting::snapshot)
            }
            Method::Fast => self.fast_snapshot(),
        };
        if kept.is_some() && !self.state.shows_film {
            self.session.services.notices.note("Kept in the film strip; F shows it.");
        }
        self.keep(kept, window);
    }

    /// The picture in a fast style as a snapshot.
    pub(in crate::studio) fn fast_snapshot(&self) -> Option<(Snapshot, ColorImage)> {
        let shown = self.session.fast.shown()?;
        let pyramid = &shown.display.pyramid;
        let snapshot = Snapshot {
            painting: shown.number,
            occasion: Occasion::Hand,
            pixels: Arc::clone(pyramid.pixels()),
            iteration: 0,
            fast_style: Some(shown.settings.title()),
            settings: self.state.setup.settings.clone(),
            // Painting on from it needs a style picture.
            pictures: [shown.content.clone(), self.session.services.pictures.loaded(Role::Style)?.clone()],
            styles: self.session.services.pictures.styles_in_use(&self.state.setup),
        };
        Some((snapshot, pyramid.thumbnail()))
    }

    /// Shows a snapshot on the canvas beside the painting.
    pub(in crate::studio) fn select_snapshot(&mut self, number: Option<Number>) {
        let session = &mut self.session;
        session.film.select(number);
        let Some((number, snapshot)) = number.and_then(|number| Some((number, session.film.get(number)?))) else {
            return;
        };
        session.services.comparison.tab = Tab::Result;
        if session.services.comparison.mode == Mode::Off {
            session.services.comparison.mode = Mode::SideBySide;
        }
        let pixels = Arc::clone(&snapshot.pixels);
        session.tasks.spawn(move || Outcome::SnapshotDisplay(number, Arc::new(Pyramid::new(pixels))));
    }

    pub(in crate::studio) fn select_neighbour(&mut self, neighbour: Neighbour) {
        self.select_snapshot(self.session.film.neighbour(neighbour));
    }

    /// Does something with the chosen snapshot, if there is one.
    pub(in crate::studio) fn with_snapshot(&mut self, make: fn(Number) -> Action, window: &Context) {
        if let Some(number) = self.session.film.selected() {
            self.perform(make(number), window);
        }
    }

    /// Begins to prepare a snapshot as the start picture of a painting.
    pub(in crate::studio) fn prepare_start(&mut self, number: Number, purpose: Purpose) {
        let Some(snapshot) = self.session.film.get(number) else { return };
        let pixels = Arc::clone(&snapshot.pixels);
        let window = self.window.clone();
        let decoded = move || Box::new(Loaded::made(Source::Snapshot(number), pixels.to_picture(), &window));
        match purpose {
            Purpose::NextStart => {
                self.session.tasks.spawn(move || Outcome::NextStart(decoded()));
            }
            Purpose::Continue => self.session.tasks.spawn(move || Outcome::Branch(number, decoded())),
        }
    }

    /// Starts the next painting from a picture.
    pub(in crate::studio) fn use_as_start(&mut self, start: Loaded, _window: &Context) {
        self.note_choices();
        self.lend().use_loaded(Role::Start, start);
        self.change_settings(TransferSettings { start: Start::Picture, ..self.state.setup.settings.clone() });
        self.session.services.notices.note("The next painting starts from this snapshot.");
    }

    /// Paints on from a snapshot, with its settings and its pictures.
    pub(in crate::studio) fn branch(&mut self, number: Number, start: Loaded, window: &Context) {
        let Some(snapshot) = self.session.film.get(number).cloned() else { return };
        // What is on the canvas would be lost otherwise.
        self.keep(self.session.painting.as_ref().and_then(Painting::snapshot_on_the_way), window);
        self.note_choices();
        let [content, _] = snapshot.pictures.clone();
        self.lend().use_loaded(Role::Content, content);
        self.lend().use_loaded(Role::Start, start);
        self.lend().use_styles(&snapshot.styles);
        self.change_settings(snapshot.settings_to_continue());
        self.session.services.method = Method::Optimise;
        if self.session.phase().is_running() {
            self.with_painting(|painting| painting.stop(Next::Restart));
        } else {
            self.start(window);
        }
    }
}

/// What a snapshot becomes the start picture for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::studio) enum Purpose {
    /// The next painting, whenever it is started.
    NextStart,
    /// A painting that starts now.
    Continue,
}
