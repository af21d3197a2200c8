//! Opening a project: reading it, and asking where its missing pictures are now.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::Result;
use crate::project::{FoundPicture, Opened};
use crate::studio::App;
use crate::studio::app::outcome::Outcome;
use crate::studio::app::session::Dialog;
use crate::studio::features::project::{OpenedFrom, Opening, ProjectOutcome, Restored, name_of};
use crate::studio::language::tr_with;
use crate::studio::services::Choice;

impl App {
    /// Begins to read a project file. The present project stays until all of the other one is there.
    pub(in crate::studio) fn open_project(&mut self, path: PathBuf) {
        self.session.project.reading = Some(name_of(&path));
        let session = self.session.autosave.place.as_ref().map(|place| Arc::new(place.begin()));
        let time_lapse = self.state.time_lapse;
        self.session.tasks.spawn(move || {
            let opened = Opened::file(&path);
            let opening = opened.map(|opened| Opening::new(opened, OpenedFrom::File(path), session, time_lapse));
            Outcome::Project(ProjectOutcome::Read(opening.map(Box::new)))
        });
    }

    /// Goes on with a project that was read: asks for what is missing, or reads its pictures.
    pub(in crate::studio) fn take_read(&mut self, result: Result<Box<Opening>>) {
        self.session.project.reading = None;
        match result {
            Ok(opening) => {
                self.session.project.opening = Some(*opening);
                self.ask_or_restore();
            }
            Err(error) => self.session.services.notices.error(&error),
        }
    }

    pub(in crate::studio) fn ask_or_restore(&mut self) {
        let is_missing =
            self.session.project.opening.as_ref().is_some_and(|opening| opening.missing().next().is_some());
        if is_missing {
            self.session.dialog.open(Dialog::MissingPictures, &mut self.session.services.dialogs);
        } else {
            self.restore();
        }
    }

    /// Begins to read the pictures of the project, wherever they were found.
    pub(in crate::studio) fn restore(&mut self) {
        if self.session.dialog.get(&self.session.services.dialogs) == Some(&Dialog::MissingPictures) {
            self.session.services.dialogs.close();
        }
        let Some(opening) = self.session.project.opening.take() else { return };
        self.session.project.reading = Some("the project".into());
        let window = self.window.clone();
        self.session
            .tasks
            .spawn(move || Outcome::Project(ProjectOutcome::Restored(Restored::read(&opening, &window).map(Box::new))));
    }

    /// Asks for the file of a missing picture.
    pub(in crate::studio) fn locate(&mut self, picture: usize) {
        let Some(opening) = &self.session.project.opening else { return };
        let desktop = Arc::clone(&self.session.services.desktop);
        let title = tr_with("Where is {name} now?", &[("name", &opening.opened.manifest.pictures[picture].name)]);
        let folder = self.state.open_folder.clone();
        self.session.tasks.spawn(move || {
            let choice = desktop.choose_picture(&title, folder.as_deref());
            Outcome::Project(ProjectOutcome::LocationChosen(picture, choice))
        });
    }

    pub(in crate::studio) fn use_location(&mut self, picture: usize, choice: Choice) {
        match choice {
            Choice::File(path) => self.locate_at(picture, path),
            Choice::Unavailable if self.session.project.opening.is_some() => {
                self.session
                    .dialog
                    .open(Dialog::LocationPath { picture, text: String::new() }, &mut self.session.services.dialogs);
            }
            Choice::Cancelled | Choice::Unavailable => {}
        }
    }

    /// Begins to compare a file with a missing picture.
    pub(in crate::studio) fn locate_at(&mut self, picture: usize, path: PathBuf) {
        let Some(opening) = self.session.project.opening.clone() else { return };
        self.session.dialog.open(Dialog::MissingPictures, &mut self.session.services.dialogs);
        self.session.tasks.spawn(move || {
            let found = opening.located(picture, &path);
            Outcome::Project(ProjectOutcome::Located { picture, path, found })
        });
    }

    pub(in crate::studio) fn take_located(&mut self, picture: usize, path: &Path, found: Vec<FoundPicture>) {
        let Some(opening) = &mut self.session.project.opening else { return };
        if found[picture].is_missing() {
            // It is another picture; a person may want it all the same.
            opening.found[picture] = found[picture].clone();
        } else {
            self.state.open_folder = path.parent().map(Path::to_owned);
            opening.take_located(path, found);
        }
        if self.session.dialog.get(&self.session.services.dialogs) == Some(&Dialog::MissingPictures) {
            self.ask_or_restore();
        }
    }

    /// Uses the other picture in the place of a missing one.
    pub(in crate::studio) fn use_other(&mut self, picture: usize) {
        let Some(opening) = &mut self.session.project.opening else { return };
        if let FoundPicture::Missing { other: Some(path) } = &opening.found[picture] {
            opening.found[picture] = FoundPicture::File(path.clone());
        }
        self.ask_or_restore();
    }
}
