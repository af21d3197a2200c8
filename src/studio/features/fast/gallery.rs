//! The gallery: reading it, adding to it, taking out of it. Files are read and written in the background.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use crate::error::{Error, Result};
use crate::fast::{About, Added, Gallery};
use crate::studio::App;
use crate::studio::app::outcome::Outcome;
use crate::studio::app::session::Dialog;
use crate::studio::features::fast::{FastOutcome, StyleFiles};
use crate::studio::services::{Choice, Message, Tone};

impl App {
    /// Begins to read the gallery, unless it has been read.
    pub(in crate::studio) fn read_gallery(&mut self) {
        let fast = &mut self.session.fast;
        if std::mem::replace(&mut fast.is_asked_for, true) {
            return;
        }
        match fast.folder() {
            Ok(folder) => {
                fast.changes += 1;
                self.session.tasks.spawn(move || Outcome::Fast(FastOutcome::Gallery(Gallery::open(&folder))));
            }
            Err(error) => self.session.services.notices.error(&error),
        }
    }

    pub(in crate::studio) fn ask_styles(&mut self, files: StyleFiles) {
        let desktop = Arc::clone(&self.session.services.desktop);
        let folder = self.state.style_folder.clone();
        self.session.tasks.spawn(move || Outcome::StylesChosen(desktop.choose_styles(files, folder.as_deref())));
    }

    /// Uses the answer of the dialog for styles.
    pub(in crate::studio) fn use_style_choice(&mut self, choice: Choice) {
        match choice {
            Choice::File(path) => self.add_styles(vec![path]),
            Choice::Cancelled => {}
            Choice::Unavailable => {
                self.session.dialog.open(Dialog::StylePath { text: String::new() }, &mut self.session.services.dialogs)
            }
        }
    }

    pub(in crate::studio) fn add_styles(&mut self, paths: Vec<PathBuf>) {
        self.session.services.dialogs.close();
        self.state.style_folder = paths.first().and_then(|path| path.parent()).map(Path::to_owned);
        self.change_gallery(move |mut gallery| {
            let result = add_all(&mut gallery, &paths);
            FastOutcome::Added(Box::new(gallery), result)
        });
    }

    pub(in crate::studio) fn remove_from_gallery(&mut self, name: String) {
        self.session.services.dialogs.close();
        self.change_gallery(move |mut gallery| {
            let result = gallery.remove(&name);
            FastOutcome::Removed(Box::new(gallery), name, result)
        });
    }

    pub(in crate::studio) fn set_favourite(&mut self, name: String, is_favourite: bool) {
        self.change_gallery(move |mut gallery| {
            let result = gallery.set_favourite(&name, is_favourite);
            FastOutcome::Liked(Box::new(gallery), result)
        });
    }

    /// Changes the gallery in the background.
    pub(in crate::studio) fn change_gallery(&mut self, change: impl FnOnce(Gallery) -> FastOutcome + Send + 'static) {
        let fast = &mut self.session.fast;
        let folder = match fast.folder() {
            Ok(folder) => folder,
            Err(error) => return self.session.services.notices.error(&error),
        };
        fast.changes += 1;
        let turn = Arc::clone(&fast.turn);
        self.session.tasks.spawn_many(move |report| {
            // One after the other, so that what is told last is what was done last.
            let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
            let outcome = Gallery::open(&folder).map_or_else(|error| FastOutcome::Gallery(Err(error)), change);
            report(Outcome::Fast(outcome));
        });
    }

    pub(in crate::studio) fn take_gallery(&mut self, result: Result<Gallery>) {
        self.session.fast.changes = self.session.fast.changes.saturating_sub(1);
        match result {
            Ok(gallery) => {
                if let Some(problem) = gallery.problems().first() {
                    self.tell(Message { tone: Tone::Warning, ..Message::error(problem) });
                }
                self.session.fast.gallery = Some(gallery);
            }
            Err(error) => self.session.services.notices.error(&error),
        }
    }

    pub(in crate::studio) fn take_liked(&mut self, gallery: Gallery, result: Result<()>) {
        self.session.fast.take_changed(gallery);
        if let Err(error) = result {
            self.session.services.notices.error(&error);
        }
    }

    pub(in crate::studio) fn take_added(&mut self, gallery: Gallery, result: Result<Added>) {
        self.session.fast.take_changed(gallery);
        match result {
            Ok(added) => {
                // What was looked for before may hide what is new.
                self.session.fast.search.clear();
                if let Some(name) = added.added.first() {
                    self.change_fast(self.state.fast.in_style(name));
                }
                self.tell(about(&added));
            }
            Err(error) => self.session.services.notices.error(&error),
        }
    }

    pub(in crate::studio) fn take_removed(&mut self, gallery: Gallery, name: &str, result: Result<PathBuf>) {
        self.session.fast.take_changed(gallery);
        match result {
            Ok(kept) => {
                let settings = &mut self.state.fast;
                for chosen in [&mut settings.style, &mut settings.second] {
                    chosen.take_if(|chosen| chosen == name);
                }
                if settings.style.is_none() {
                    settings.style = settings.second.take();
                }
                self.tell(Message::note(format!(
                    "{name} is no longer in the gallery; its file is kept as {}",
                    kept.display()
                )));
            }
            Err(error) => self.session.services.notices.error(&error),
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
        [name] => parts.push(format!("Added {name}")),
        several => parts.push(format!("Added {} styles", several.len())),
    }
    match &added.known[..] {
        [] => {}
        [name] => parts.push(format!("{name} was there already")),
        [first, second] => parts.push(format!("{first} and {second} were there already")),
        many => parts.push(format!("{} were there already", many.len())),
    }
    match &added.refused[..] {
        [] => {}
        [error] => parts.push(error.headline()),
        several => parts.push(format!("{} files are no styles", several.len())),
    }
    let details: Vec<String> = added.refused.iter().map(Error::headline).collect();
    Message {
        tone: if added.refused.is_empty() { Tone::Note } else { Tone::Warning },
        text: parts.join("; "),
        details: (details.len() > 1).then(|| details.join("\n")),
    }
}
