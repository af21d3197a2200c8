//! What becomes of the messages: keeping pictures, looking at them, and painting on from them.

use std::sync::Arc;

use egui::ColorImage;

use crate::studio::canvas::{Method, Mode, Pyramid, Tab, upload};
use crate::studio::features::film_strip::{Branch, Event, Film, FilmSettings, Msg, Purpose};
use crate::studio::painted::{Number, Snapshot};
use crate::studio::roles::{Loaded, Role, Source};
use crate::studio::services::Context;
use crate::studio::tasks::discard;
use crate::text::text;
use crate::transfer::{Start, TransferSettings};

impl Film {
    /// Carries out a message; `settings` and whether the strip is shown are remembered.
    pub fn update(
        &mut self,
        settings: &mut FilmSettings,
        is_shown: &mut bool,
        msg: Msg,
        context: &mut Context<'_>,
    ) -> Option<Event> {
        match msg {
            Msg::Toggle => *is_shown = !*is_shown,
            Msg::Change(changed) => {
                context.services.undo.note();
                *settings = changed.within_ranges();
            }
            Msg::Take => return Some(Event::Take),
            Msg::Select(number) => self.look_at(number, context),
            Msg::SelectNeighbour(neighbour) => self.look_at(self.neighbour(neighbour), context),
            Msg::Start(purpose) => self.prepare_start(self.selected()?, purpose, context),
            Msg::Save => return self.selected().map(Event::Save),
            Msg::Delete => self.remove(self.selected()?),
            Msg::Kept(snapshot, thumbnail) => match thumbnail {
                Ok(thumbnail) => {
                    let painting = snapshot.painting;
                    return Some(Event::Kept(painting, self.keep(*snapshot, thumbnail, settings, context.window)));
                }
                Err(error) => context.report(&error),
            },
            Msg::Displayed(number, pyramid) => match pyramid {
                Ok(pyramid) => self.show(number, pyramid),
                Err(error) => context.report(&error),
            },
            Msg::StartReady(number, purpose, start) => match (start, purpose) {
                (Ok(start), Purpose::NextStart) => use_as_start(*start, context),
                (Ok(start), Purpose::Continue) => {
                    let snapshot = self.get(number)?.clone();
                    return Some(Event::Continue(Box::new(Branch { snapshot, start: *start })));
                }
                (Err(error), _) => context.report(&error),
            },
        }
        None
    }

    /// Keeps a snapshot whose image for the strip is yet to be made.
    pub fn keep_soon(&self, snapshot: Snapshot) {
        let pixels = Arc::clone(&snapshot.pixels);
        let thumbnail = move || Ok(Pyramid::new(pixels).thumbnail());
        self.tasks.run(thumbnail, move |thumbnail| Msg::Kept(Box::new(snapshot), thumbnail));
    }

    /// Keeps a snapshot, with its image for the strip.
    pub fn keep(
        &mut self,
        snapshot: Snapshot,
        thumbnail: ColorImage,
        settings: &FilmSettings,
        window: &egui::Context,
    ) -> Number {
        self.add(snapshot, upload(window, "snapshot", thumbnail), settings.bytes())
    }

    /// Begins to prepare a snapshot as the start picture of a painting.
    pub fn prepare_start(&self, number: Number, purpose: Purpose, context: &Context<'_>) {
        let Some(snapshot) = self.get(number) else { return };
        let (pixels, window) = (Arc::clone(&snapshot.pixels), context.window.clone());
        let start = move || Ok(Box::new(Loaded::made(Source::Snapshot(number), pixels.to_picture(), &window)));
        self.tasks.run(start, move |start| Msg::StartReady(number, purpose, start));
    }

    /// Lets snapshots go that have no room, once the memory for them is settled, and gives back what is not needed any
    /// more.
    pub fn settle(&mut self, settings: &FilmSettings) {
        self.fit(settings.bytes());
        if let Some(gone) = self.take_gone() {
            discard(gone);
        }
    }

    /// Shows a snapshot on the canvas beside the painting.
    fn look_at(&mut self, number: Option<Number>, context: &mut Context<'_>) {
        self.select(number);
        let Some((number, snapshot)) = number.and_then(|number| Some((number, self.get(number)?))) else { return };
        let comparison = &mut context.services.comparison;
        comparison.tab = Tab::Result;
        if comparison.mode == Mode::Off {
            comparison.mode = Mode::SideBySide;
        }
        let pixels = Arc::clone(&snapshot.pixels);
        self.tasks.run(move || Ok(Arc::new(Pyramid::new(pixels))), move |pyramid| Msg::Displayed(number, pyramid));
    }
}

/// Starts the next painting from a picture.
fn use_as_start(start: Loaded, context: &mut Context<'_>) {
    context.services.undo.note();
    context.use_loaded(Role::Start, start);
    context.change_settings(TransferSettings { start: Start::Picture, ..context.setup.settings.clone() });
    context.services.notices.note(text!("The next painting starts from this snapshot."));
}

impl Branch {
    /// Sets up the painting, with the settings and the pictures of its snapshot.
    pub fn set_up(self, context: &mut Context<'_>) {
        let Self { snapshot, start } = self;
        context.services.undo.note();
        let settings = snapshot.settings_to_continue();
        let [content, _] = snapshot.pictures;
        context.use_loaded(Role::Content, content);
        context.use_loaded(Role::Start, start);
        context.use_styles(&snapshot.styles);
        context.change_settings(settings);
        context.services.method = Method::Optimise;
    }
}
