//! The gallery: reading it, adding to it, taking out of it. Files are read and written in the background.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use crate::error::{Error, Result};
use crate::fast::{About, Added, Gallery};
use crate::studio::features::fast::{Event, Fast, FastSettings, Msg};
use crate::studio::services::{Context, Message, StyleFiles, Tone};
use crate::text::{Text, text};

impl Fast {
    /// Begins to read the gallery, unless it has been read.
    pub(super) fn read_gallery(&mut self, context: &mut Context<'_>) {
        if std::mem::replace(&mut self.is_asked_for, true) {
            return;
        }
        match self.folder() {
            Ok(folder) => {
                self.changes += 1;
                self.tasks.run(move || Gallery::open(&folder), Msg::Gallery);
            }
            Err(error) => context.report(&error),
        }
    }

    pub(super) fn choose(&self, files: StyleFiles, folder: Option<PathBuf>, context: &Context<'_>) {
        let desktop = Arc::clone(&context.services.desktop);
        self.tasks.run(move || Ok(desktop.choose_styles(files, folder.as_deref())), Msg::Chosen);
    }

    pub(super) fn add(&mut self, paths: Vec<PathBuf>, folder: &mut Option<PathBuf>, context: &mut Context<'_>) {
        context.services.dialogs.close();
        *folder = paths.first().and_then(|path| path.parent()).map(Path::to_owned);
        self.change_gallery(context, move |mut gallery| {
            let result = add_all(&mut gallery, &paths);
            Msg::Added(Box::new(gallery), result)
        });
    }

    pub(super) fn remove(&mut self, name: String, context: &mut Context<'_>) {
        context.services.dialogs.close();
        self.change_gallery(context, move |mut gallery| {
            let result = gallery.remove(&name);
            Msg::Removed(Box::new(gallery), name, result)
        });
    }

    pub(super) fn set_favourite(&mut self, name: String, is_favourite: bool, context: &mut Context<'_>) {
        self.change_gallery(context, move |mut gallery| {
            let result = gallery.set_favourite(&name, is_favourite);
            Msg::Liked(Box::new(gallery), result)
        });
    }

    /// Changes the gallery in the background.
    fn change_gallery(&mut self, context: &mut Context<'_>, change: impl FnOnce(Gallery) -> Msg + Send + 'static) {
        let folder = match self.folder() {
            Ok(folder) => folder,
            Err(error) => return context.report(&error),
        };
        self.changes += 1;
        let turn = Arc::clone(&self.turn);
        self.tasks.run(
            move || {
                // One after the other, so that what is told last is what was done last.
                let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
                Gallery::open(&folder).map(change)
            },
            |result| result.unwrap_or_else(|error| Msg::Gallery(Err(error))),
        );
    }

    pub(super) fn take_gallery(&mut self, result: Result<Gallery>, context: &mut Context<'_>) {
        match result {
            Ok(gallery) => {
                if let Some(problem) = gallery.problems().first() {
                    context.services.notices.tell(Message { tone: Tone::Warning, ..Message::error(problem) });
                }
                self.take_changed(gallery);
            }
            Err(error) => {
                self.changes = self.changes.saturating_sub(1);
                context.report(&error);
            }
        }
    }

    pub(super) fn take_liked(&mut self, gallery: Gallery, result: Result<()>, context: &mut Context<'_>) {
        self.take_changed(gallery);
        if let Err(error) = result {
            context.report(&error);
        }
    }

    pub(super) fn take_added(
        &mut self,
        gallery: Gallery,
        result: Result<Added>,
        settings: &mut FastSettings,
        context: &mut Context<'_>,
    ) -> Option<Event> {
        self.take_changed(gallery);
        let added = match result {
            Ok(added) => added,
            Err(error) => {
                context.report(&error);
                return None;
            }
        };
        // What was looked for before may hide what is new.
        self.search.clear();
        context.services.notices.tell(about(&added));
        let changed = settings.in_style(added.added.first()?);
        super::update::change(settings, changed, context)
    }

    pub(super) fn take_removed(
        &mut self,
        gallery: Gallery,
        name: &str,
        result: Result<PathBuf>,
        settings: &mut FastSettings,
        context: &mut Context<'_>,
    ) {
        self.take_changed(gallery);
        match result {
            Ok(kept) => {
                for chosen in [&mut settings.style, &mut settings.second] {
                    chosen.take_if(|chosen| chosen == name);
                }
                if settings.style.is_none() {
                    settings.style = settings.second.take();
                }
                context.services.notices.note(text!(
                    "{name} is no longer in the gallery; its file is kept as {path}",
                    name,
                    path = kept
                ));
            }
            Err(error) => context.report(&error),
        }
    }
}

/// Adds several files and folders. A single one that cannot be added is an error; of several each is told.
fn add_all(gallery: &mut Gallery, paths: &[PathBuf]) -> Result<Added> {
    let mut all = Added::default();
    for path in paths {
        match gallery.add(path, &About::default()) {
            Ok(added) => {
                all.added.extend(added.added);
                all.known.extend(added.known);
                all.refused.extend(added.refused);
            }
            Err(error) if paths.len() == 1 => return Err(error),
            Err(error) => all.refused.push(error),
        }
    }
    Ok(all)
}

/// What became of styles that were to be added.
fn about(added: &Added) -> Message {
    let mut parts = Vec::new();
    match &added.added[..] {
        [] => {}
        [name] => parts.push(text!("Added {name}", name)),
        several => parts.push(text!("Added {count} styles", count = several.len())),
    }
    match &added.known[..] {
        [] => {}
        [name] => parts.push(text!("{name} was there already", name)),
        [first, second] => parts.push(text!("{first} and {second} were there already", first, second)),
        many => parts.push(text!("{count} were there already", count = many.len())),
    }
    match &added.refused[..] {
        [] => {}
        [error] => parts.push(error.text()),
        several => parts.push(text!("{count} files are no styles", count = several.len())),
    }
    let details: Vec<String> = added.refused.iter().map(Error::headline).collect();
    Message {
        tone: if added.refused.is_empty() { Tone::Note } else { Tone::Warning },
        text: Text::joined(parts, "; "),
        details: (details.len() > 1).then(|| details.join("\n")),
    }
}
