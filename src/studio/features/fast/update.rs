//! What becomes of the messages: what is wished for is ordered, and what comes is shown.

use std::path::PathBuf;
use std::sync::Arc;

use crate::job::{FastOrder, StyleWish};
use crate::picture::Picture;
use crate::studio::canvas::{Method, Tab, upload};
use crate::studio::features::fast::{
    COLUMNS, Dialog, Event, Fast, FastSettings, Glimpse, Msg, QUICK_SIDE, Step, Thumbnail, refine,
};
use crate::studio::roles::{Loaded, Role, Setup, Source};
use crate::studio::services::{Choice, Context};

/// Styles in which the canvas is painted before anybody asks for it: the first four rows of the gallery.
const AHEAD: usize = 4 * COLUMNS;

impl Fast {
    /// Carries out a message; `settings` are the style and how it is used, and `folder` is where a style was last
    /// opened, which are remembered.
    pub fn update(
        &mut self,
        settings: &mut FastSettings,
        folder: &mut Option<PathBuf>,
        msg: Msg,
        context: &mut Context<'_>,
    ) -> Option<Event> {
        match msg {
            Msg::Ask(dialog) => self.dialog.open(dialog, &mut context.services.dialogs),
            Msg::CloseDialog => context.services.dialogs.close(),
            Msg::Change(changed) => return change(settings, changed, context),
            Msg::Move(step) => {
                let changed = settings.in_style(self.beside(settings.style.as_deref(), step)?);
                return change(settings, changed, context);
            }
            Msg::Search(text) => self.search = text,
            Msg::Choose(files) => self.choose(files, folder.clone(), context),
            Msg::Chosen(choice) => match choice {
                Ok(Choice::File(path)) => self.add(vec![path], folder, context),
                Ok(Choice::Cancelled) => {}
                Ok(Choice::Unavailable) => {
                    self.dialog.open(Dialog::Path { text: String::new() }, &mut context.services.dialogs);
                }
                Err(error) => context.report(&error),
            },
            Msg::Add(paths) => self.add(paths, folder, context),
            Msg::Remove(name) => self.remove(name, context),
            Msg::SetFavourite(name, is_favourite) => self.set_favourite(name, is_favourite, context),
            Msg::Stop => self.stop(),
            Msg::Refine => self.prepare_refinement(context),
            Msg::Gallery(result) => self.take_gallery(result, context),
            Msg::Added(gallery, result) => return self.take_added(*gallery, result, settings, context),
            Msg::Liked(gallery, result) => self.take_liked(*gallery, result, context),
            Msg::Removed(gallery, name, result) => self.take_removed(*gallery, &name, result, settings, context),
            Msg::Painted { number, result, is_last, seconds } => match result {
                Ok((picture, pyramid)) => self.show(number, picture, pyramid, is_last, seconds),
                Err(error) => {
                    self.fail(number);
                    context.report(&error);
                }
            },
            Msg::Progress { number, done } => self.note_progress(number, done),
            Msg::LookedAt(result) => match result {
                Ok(glimpse) => self.paintings.add(glimpse),
                Err(error) => context.report(&error),
            },
            Msg::Thumbnail { number, style, result } => {
                let thumbnail = match result {
                    Ok(image) => Thumbnail::Picture(upload(context.window, "style", image)),
                    Err(error) => Thumbnail::Failed(error.text()),
                };
                self.thumbnails.take(number, style, thumbnail);
            }
            Msg::Refinement(result) => match result {
                Ok(refinement) => return Some(refine::refine(*refinement, context)),
                Err(error) => context.report(&error),
            },
        }
        None
    }

    /// The name of the style that a step leads to from the present one.
    fn beside(&self, present: Option<&str>, step: Step) -> Option<&str> {
        let names: Vec<&str> = self.found().map(|style| &*style.name).collect();
        let present = names.iter().position(|&name| Some(name) == present);
        let next = match (present, step) {
            (None, _) => 0,
            (Some(index), Step::Left) => index.saturating_sub(1),
            (Some(index), Step::Right) => index + 1,
            (Some(index), Step::Up) => index.checked_sub(COLUMNS).unwrap_or(index),
            (Some(index), Step::Down) => index + COLUMNS,
        };
        names.get(next).copied()
    }

    /// Sees to it that the gallery, the thumbnails and the picture are those that are wished for.
    pub fn keep_up(&mut self, settings: &FastSettings, context: &mut Context<'_>) {
        if context.services.method != Method::Fast {
            return;
        }
        self.read_gallery(context);
        let Some(content) = context.loaded(Role::Content).cloned() else { return };
        self.look_at_style(context);
        if self.gallery.is_none() {
            return;
        }
        let order = |styles| order_of(settings, context.setup, &content.picture, styles);
        // Asked in every frame: the wishes are only made when something is new.
        if !self.thumbnails.are_ordered(&content.picture, self.styles().map(|style| &*style.id)) {
            let styles: Vec<_> = self.styles().map(|style| self.wish_for(style)).collect();
            if let Some(thumbnails) = self.thumbnails.next(&content.picture, &styles, context.setup.device) {
                let ahead = styles.into_iter().take(AHEAD).map(|style| order(vec![style])).collect();
                let job = self.job();
                job.paint_thumbnails(thumbnails);
                job.paint_ahead(ahead);
            }
        }
        match self.wished(settings) {
            Some(styles) => self.wish(order(styles), settings, &content),
            None => self.clear(),
        }
    }

    /// Takes the present style picture among the paintings at hand.
    fn look_at_style(&mut self, context: &Context<'_>) {
        let Some(Loaded { source, picture, .. }) = context.loaded(Role::Style) else { return };
        if self.paintings.is_news(picture) {
            self.look_at(source.clone(), Arc::clone(picture));
        }
    }

    /// Takes a painting among those at hand.
    pub fn look_at(&self, source: Source, painting: Arc<Picture>) {
        self.tasks.run(move || Ok(Glimpse::new(source, &painting)), Msg::LookedAt);
    }

    /// The chosen styles; `None` when none is chosen, or one that is not there.
    fn wished(&self, settings: &FastSettings) -> Option<Vec<StyleWish>> {
        let first = self.style(settings.style.as_deref()?)?;
        let second = settings.second.as_deref().and_then(|name| self.style(name));
        Some(std::iter::once(first).chain(second).map(|style| self.wish_for(style)).collect())
    }
}

/// Paints in another style, or in another way.
pub(super) fn change(settings: &mut FastSettings, changed: FastSettings, context: &mut Context<'_>) -> Option<Event> {
    context.services.undo.note();
    context.services.method = Method::Fast;
    let before = std::mem::replace(settings, changed);
    if before.style == settings.style {
        return None;
    }
    context.services.comparison.tab = Tab::Result;
    Some(Event::StyleChosen)
}

/// The order for a photograph in some styles by the present choices: first the small picture, then the whole one.
fn order_of(settings: &FastSettings, setup: &Setup, content: &Arc<Picture>, styles: Vec<StyleWish>) -> FastOrder {
    let size = setup.settings.size;
    let mut sizes = vec![size.min(QUICK_SIDE)];
    sizes.extend((size > QUICK_SIDE).then_some(size));
    FastOrder { number: 0, content: Arc::clone(content), styles, recipe: settings.recipe, sizes, device: setup.device }
}
