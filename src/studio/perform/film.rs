//! The film strip: keeping pictures, looking at them, and painting on from them.

use std::sync::Arc;

use egui::{ColorImage, Context};

use crate::studio::App;
use crate::studio::action::Action;
use crate::studio::canvas::Pyramid;
use crate::studio::comparison::{Mode, Tab};
use crate::studio::fast::Method;
use crate::studio::film::{Neighbour, Number, Occasion, Snapshot};
use crate::studio::painting::{Next, Painting};
use crate::studio::session::{Loaded, Message, upload};
use crate::studio::source::{Role, Source};
use crate::studio::tasks::{Decoded, Outcome};
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

    pub(super) fn take_snapshot(&mut self, window: &Context) {
        let kept = match self.session.method {
            Method::Optimise | Method::Learn | Method::Train => {
                self.session.painting.as_ref().and_then(Painting::snapshot)
            }
            Method::Fast => self.fast_snapshot(),
        };
        if kept.is_some() && !self.state.shows_film {
            self.session.message = Some(Message::note("Kept in the film strip; F shows it."));
        }
        self.keep(kept, window);
    }

    /// The picture in a fast style as a snapshot.
    fn fast_snapshot(&self) -> Option<(Snapshot, ColorImage)> {
        let shown = self.session.fast.shown()?;
        let pyramid = &shown.display.pyramid;
        let snapshot = Snapshot {
            painting: shown.number,
            occasion: Occasion::Hand,
            pixels: Arc::clone(pyramid.pixels()),
            iteration: 0,
            fast_style: Some(shown.settings.title()),
            settings: self.state.settings.clone(),
            // Painting on from it needs a style picture.
            pictures: [shown.content.clone(), self.session.loaded(Role::Style)?.clone()],
            styles: self.styles_in_use(),
        };
        Some((snapshot, pyramid.thumbnail()))
    }

    /// Shows a snapshot on the canvas beside the painting.
    pub(super) fn select_snapshot(&mut self, number: Option<Number>) {
        let session = &mut self.session;
        session.film.select(number);
        let Some((number, snapshot)) = number.and_then(|number| Some((number, session.film.get(number)?))) else {
            return;
        };
        session.comparison.tab = Tab::Result;
        if session.comparison.mode == Mode::Off {
            session.comparison.mode = Mode::SideBySide;
        }
        let pixels = Arc::clone(&snapshot.pixels);
        session.tasks.spawn(move || Outcome::SnapshotDisplay(number, Arc::new(Pyramid::new(pixels))));
    }

    pub(super) fn select_neighbour(&mut self, neighbour: Neighbour) {
        self.select_snapshot(self.session.film.neighbour(neighbour));
    }

    /// Does something with the chosen snapshot, if there is one.
    pub(super) fn with_snapshot(&mut self, make: fn(Number) -> Action, window: &Context) {
        if let Some(number) = self.session.film.selected() {
            self.perform(make(number), window);
        }
    }

    /// Begins to prepare a snapshot as the start picture of a painting.
    pub(super) fn prepare_start(&mut self, number: Number, purpose: Purpose) {
        let Some(snapshot) = self.session.film.get(number) else { return };
        let pixels = Arc::clone(&snapshot.pixels);
        let decoded = move || Box::new(Decoded::new(Source::Snapshot(number), pixels.to_picture()));
        match purpose {
            Purpose::NextStart => {
                self.session.tasks.spawn(move || Outcome::NextStart(decoded()));
            }
            Purpose::Continue => self.session.tasks.spawn(move || Outcome::Branch(number, decoded())),
        }
    }

    /// Starts the next painting from a picture.
    pub(in crate::studio) fn use_as_start(&mut self, start: Decoded, window: &Context) {
        self.note_choices();
        self.use_loaded(Role::Start, Loaded::new(start, window));
        self.change_settings(TransferSettings { start: Start::Picture, ..self.state.settings.clone() });
        self.session.message = Some(Message::note("The next painting starts from this snapshot."));
    }

    /// Paints on from a snapshot, with its settings and its pictures.
    pub(in crate::studio) fn branch(&mut self, number: Number, start: Decoded, window: &Context) {
        let Some(snapshot) = self.session.film.get(number).cloned() else { return };
        // What is on the canvas would be lost otherwise.
        self.keep(self.session.painting.as_ref().and_then(Painting::snapshot_on_the_way), window);
        self.note_choices();
        let [content, _] = snapshot.pictures.clone();
        self.use_loaded(Role::Content, content);
        self.use_loaded(Role::Start, Loaded::new(start, window));
        self.use_styles(&snapshot.styles);
        self.change_settings(snapshot.settings_to_continue());
        self.session.method = Method::Optimise;
        if self.session.phase().is_running() {
            self.with_painting(|painting| painting.stop(Next::Restart));
        } else {
            self.start(window);
        }
    }
}

/// What a snapshot becomes the start picture for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The next painting, whenever it is started.
    NextStart,
    /// A painting that starts now.
    Continue,
}
