//! Painting in fast styles: what is wished for is ordered, and what comes is shown.

use std::sync::Arc;

use egui::Context;

use crate::job::{FastOrder, StyleWish};
use crate::picture::Picture;
use crate::studio::App;
use crate::studio::app::outcome::Outcome;
use crate::studio::app::state::State;
use crate::studio::canvas::{Method, Tab, upload};
use crate::studio::features::fast::{
    COLUMNS, FastAction, FastOutcome, FastSettings, Glimpse, QUICK_SIDE, Step, Thumbnail,
};
use crate::studio::roles::{Loaded, Role};
use crate::studio::services::Message;

/// Styles in which the canvas is painted before anybody asks for it: the first four rows of the gallery.
const AHEAD: usize = 4 * COLUMNS;

impl App {
    /// Carries out one action.
    pub(in crate::studio) fn perform_fast(&mut self, action: FastAction) {
        match action {
            FastAction::Change(settings) => self.change_fast(settings),
            FastAction::Move(step) => self.move_in_gallery(step),
            FastAction::Search(text) => self.session.fast.search = text,
            FastAction::Ask(files) => self.ask_styles(files),
            FastAction::Add(paths) => self.add_styles(paths),
            FastAction::Remove(name) => self.remove_from_gallery(name),
            FastAction::SetFavourite(name, is_favourite) => self.set_favourite(name, is_favourite),
            FastAction::Stop => self.session.fast.stop(),
            FastAction::Refine => self.prepare_refinement(),
        }
    }

    /// Takes in what the background told.
    pub(in crate::studio) fn take_in_fast(&mut self, outcome: FastOutcome, window: &Context) {
        match outcome {
            FastOutcome::Gallery(result) => self.take_gallery(result),
            FastOutcome::Added(gallery, result) => self.take_added(*gallery, result),
            FastOutcome::Liked(gallery, result) => self.take_liked(*gallery, result),
            FastOutcome::Removed(gallery, name, result) => self.take_removed(*gallery, &name, result),
            FastOutcome::Painted { number, result, is_last, seconds } => match result {
                Ok((picture, pyramid)) => self.session.fast.show(number, picture, pyramid, is_last, seconds),
                Err(error) => {
                    self.session.fast.fail(number);
                    self.session.services.notices.error(&error);
                }
            },
            FastOutcome::Progress { number, done } => self.session.fast.note_progress(number, done),
            FastOutcome::Painting(glimpse) => self.session.fast.paintings.add(glimpse),
            FastOutcome::Thumbnail { number, style, result } => {
                let thumbnail = match result {
                    Ok(image) => Thumbnail::Picture(upload(window, "style", image)),
                    Err(error) => Thumbnail::Failed(error.headline()),
                };
                self.session.fast.thumbnails.take(number, style, thumbnail);
            }
            FastOutcome::Refinement(refinement) => self.refine(*refinement),
        }
    }

    pub(in crate::studio) fn change_fast(&mut self, settings: FastSettings) {
        self.note_choices();
        if settings.style != self.state.fast.style {
            self.session.services.comparison.tab = Tab::Result;
            // Whoever chose a style needs no hints, and they would lie on its picture.
            self.session.shows_first_steps = false;
        }
        self.state.fast = settings;
        self.session.services.method = Method::Fast;
    }

    pub(in crate::studio) fn move_in_gallery(&mut self, step: Step) {
        let fast = &self.session.fast;
        let names: Vec<&str> = fast.found().map(|style| &*style.name).collect();
        let present = names.iter().position(|name| Some(*name) == self.state.fast.style.as_deref());
        let next = match (present, step) {
            (None, _) => 0,
            (Some(index), Step::Left) => index.saturating_sub(1),
            (Some(index), Step::Right) => index + 1,
            (Some(index), Step::Up) => index.checked_sub(COLUMNS).unwrap_or(index),
            (Some(index), Step::Down) => index + COLUMNS,
        };
        if let Some(name) = names.get(next) {
            self.change_fast(self.state.fast.in_style(name));
        }
    }

    /// Sees to it that the gallery, the thumbnails and the picture are those that are wished for.
    pub(in crate::studio) fn keep_fast_up(&mut self) {
        if self.session.services.method != Method::Fast {
            return;
        }
        self.read_gallery();
        let Some(content) = self.session.services.pictures.loaded(Role::Content).cloned() else { return };
        self.look_at_style();
        let wished = self.wished(&content);
        let Self { state, session, .. } = self;
        let (fast, tasks) = (&mut session.fast, &session.tasks);
        if fast.gallery.is_none() {
            return;
        }
        // Asked in every frame: the wishes are only made when something is new.
        if !fast.thumbnails.are_ordered(&content.picture, fast.styles().map(|style| &*style.id)) {
            let styles: Vec<_> = fast.styles().map(|style| fast.wish_for(style)).collect();
            if let Some(order) = fast.thumbnails.next(&content.picture, &styles, state.setup.device) {
                fast.job(tasks).paint_thumbnails(order);
                let ahead = styles.into_iter().take(AHEAD).map(|style| order_of(state, &content.picture, vec![style]));
                fast.job(tasks).paint_ahead(ahead.collect());
            }
        }
        match wished {
            Some(order) => fast.wish(order, &state.fast, &content, tasks),
            None => fast.clear(),
        }
    }

    /// Takes the present style picture among the paintings at hand.
    pub(in crate::studio) fn look_at_style(&mut self) {
        let Some(style) = self.session.services.pictures.loaded(Role::Style) else { return };
        let (source, picture) = (style.source.clone(), Arc::clone(&style.picture));
        if self.session.fast.paintings.is_news(&picture) {
            self.session.tasks.spawn(move || Outcome::Fast(FastOutcome::Painting(Glimpse::new(source, &picture))));
        }
    }

    /// The picture of the present choices; `None` when no style is chosen, or one that is not there.
    pub(in crate::studio) fn wished(&self, content: &Loaded) -> Option<FastOrder> {
        let (state, fast) = (&self.state, &self.session.fast);
        let first = fast.style(state.fast.style.as_deref()?)?;
        let second = state.fast.second.as_deref().and_then(|name| fast.style(name));
        let styles = std::iter::once(first).chain(second).map(|style| fast.wish_for(style)).collect();
        Some(order_of(state, &content.picture, styles))
    }

    /// Tells something about fast styles.
    pub(in crate::studio) fn tell(&mut self, message: Message) {
        self.session.services.notices.message = Some(message);
    }
}

/// The order for a photograph in some styles by the present choices: first the small picture, then the whole one.
fn order_of(state: &State, content: &Arc<Picture>, styles: Vec<StyleWish>) -> FastOrder {
    let size = state.setup.settings.size;
    let mut sizes = vec![size.min(QUICK_SIDE)];
    sizes.extend((size > QUICK_SIDE).then_some(size));
    FastOrder {
        number: 0,
        content: Arc::clone(content),
        styles,
        recipe: state.fast.recipe,
        sizes,
        device: state.setup.device,
    }
}
