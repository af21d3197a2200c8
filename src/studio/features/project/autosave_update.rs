//! Keeping the session while it goes on, and asking for one that broke off.

use std::sync::Arc;
use std::time::Instant;

use egui::{ColorImage, Context};

use crate::error::{Error, Result};
use crate::project::LostSession;
use crate::studio::App;
use crate::studio::app::outcome::Outcome;
use crate::studio::app::session::Dialog;
use crate::studio::canvas::{OnScreen, pixels_within, upload};
use crate::studio::features::project::{Lost, Mark, OpenedFrom, Opening, ProjectOutcome, draft};

/// The longer side of the picture in the question, in pixels.
const QUESTION_SIDE: usize = 480;

impl App {
    /// Begins to keep the session when something is new since it was last kept.
    pub(in crate::studio) fn autosave(&mut self, window: &Context) {
        let now = Instant::now();
        match self.session.autosave.rest(now) {
            None => return,
            Some(rest) if !rest.is_zero() => return window.request_repaint_after(rest),
            Some(_) => self.session.autosave.note_looked(now),
        }
        let mark = Mark::of(&self.state, &self.session);
        let autosave = &mut self.session.autosave;
        if self.session.project.holds(&mark) {
            // The file has it all; an older state must not be offered instead.
            if autosave.kept.is_some() {
                autosave.begin_anew(None);
            }
            return;
        }
        let is_new = autosave.kept.as_ref() != Some(&mark);
        if is_new && (mark.is_worth_keeping() || self.session.project.path.is_some()) {
            self.keep_session(mark);
        }
    }

    pub(in crate::studio) fn keep_session(&mut self, mark: Mark) {
        let draft = draft(&self.state, &self.session);
        let autosave = &mut self.session.autosave;
        let Some(folder) = autosave.folder.clone() else { return };
        autosave.is_on_its_way = true;
        let generation = autosave.generation;
        let (mark, project) = (Box::new(mark), self.session.project.path.clone());
        self.session.tasks.spawn(move || {
            let result = folder.keep(draft, project.as_deref());
            Outcome::Project(ProjectOutcome::Kept { generation, mark, result })
        });
    }

    pub(in crate::studio) fn take_kept(&mut self, generation: u64, mark: Mark, result: Result<()>) {
        let autosave = &mut self.session.autosave;
        autosave.is_on_its_way = false;
        match result {
            // What was kept of a project that is not open any more was removed.
            Ok(()) => autosave.kept = (autosave.generation == generation).then_some(mark),
            Err(error) if !autosave.has_failed => {
                autosave.has_failed = true;
                let text =
                    format!("{}; until then nothing is kept for the case that Impasto breaks off", error.headline());
                self.session.services.notices.warn(text);
            }
            Err(_) => {}
        }
    }

    /// Begins to look for sessions that did not end as they should.
    pub(in crate::studio) fn look_for_lost(&self) {
        let Some(place) = self.session.autosave.place.clone() else { return };
        self.session.tasks.spawn(move || {
            let (lost, errors) = place.lost();
            let with_picture = |lost: LostSession| {
                let picture = lost.picture.as_ref().map(|picture| pixels_within(picture, QUESTION_SIDE).to_image());
                (lost, picture)
            };
            Outcome::Project(ProjectOutcome::Lost(lost.into_iter().map(with_picture).collect(), errors))
        });
    }

    pub(in crate::studio) fn take_lost(
        &mut self,
        lost: Vec<(LostSession, Option<ColorImage>)>,
        errors: &[Error],
        window: &Context,
    ) {
        let with_texture = |(session, picture): (LostSession, Option<ColorImage>)| Lost {
            session,
            thumbnail: picture.map(|picture| upload(window, "lost", picture)),
        };
        self.session.project.lost = lost.into_iter().map(with_texture).collect();
        if let Some(error) = errors.first() {
            self.session.services.notices.error(error);
        }
        if !self.session.project.lost.is_empty() {
            self.session.dialog.open(Dialog::Recover, &mut self.session.services.dialogs);
        }
    }

    /// Goes on with the session that is asked about; the others are asked about at the next start.
    pub(in crate::studio) fn recover(&mut self) {
        self.session.services.dialogs.close();
        let mut lost = std::mem::take(&mut self.session.project.lost);
        if lost.is_empty() {
            return;
        }
        let LostSession { folder, opened, project, .. } = lost.remove(0).session;
        let (origin, session, time_lapse) =
            (OpenedFrom::Session(project), Some(Arc::new(folder)), self.state.time_lapse);
        self.session.project.reading = Some("what was kept".into());
        self.session.tasks.spawn(move || {
            let opening = Box::new(Opening::new(opened, origin, session, time_lapse));
            Outcome::Project(ProjectOutcome::Read(Ok(opening)))
        });
    }

    /// Leaves the session that is asked about for the next start.
    pub(in crate::studio) fn leave_lost(&mut self) {
        self.ask_for_next_lost();
    }

    /// Removes the session that is asked about.
    pub(in crate::studio) fn discard_lost(&mut self) {
        if let Some(Lost { session, .. }) = self.ask_for_next_lost() {
            // Removing files takes a moment.
            std::thread::spawn(move || session.folder.discard());
        }
    }

    /// Asks about the next session; the one that was asked about.
    pub(in crate::studio) fn ask_for_next_lost(&mut self) -> Option<Lost> {
        let lost = &mut self.session.project.lost;
        let asked = (!lost.is_empty()).then(|| lost.remove(0));
        if lost.is_empty() {
            self.session.services.dialogs.close();
        } else {
            self.session.dialog.open(Dialog::Recover, &mut self.session.services.dialogs);
        }
        asked
    }
}
