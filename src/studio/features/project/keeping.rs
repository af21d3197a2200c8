//! Keeping the session while it goes on, and asking for one that broke off.

use crate::error::Result;
use crate::project::{Draft, LostSession, Recovery, TimeLapseSettings};
use crate::studio::canvas::{OnScreen, pixels_within, upload};
use crate::studio::features::project::{Dialog, Fingerprint, Found, Lost, Msg, OpenedFrom, Opening, Project};
use crate::studio::services::Context;
use crate::text::text;
use egui::{ColorImage, Context as Window};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The longer side of the picture in the question about a lost session, in pixels.
const QUESTION_SIDE: usize = 480;

impl Project {
    /// Keeps the session in this place, as often as that, and asks for one that did not end as it should.
    pub fn keep_in(&mut self, place: Recovery, every: Duration) {
        (self.autosave.place, self.autosave.every) = (Some(place), every);
        self.autosave.begin_anew(None);
        self.look_for_lost();
    }

    /// Whether it is time to look whether there is something new to keep; the window is woken when it is.
    pub fn is_to_look(&mut self, window: &Window) -> bool {
        let now = Instant::now();
        match self.autosave.rest(now) {
            None => false,
            Some(rest) if !rest.is_zero() => {
                window.request_repaint_after(rest);
                false
            }
            Some(_) => {
                self.autosave.note_looked(now);
                true
            }
        }
    }

    /// Whether this state is to be kept, since it is new and worth it.
    pub fn is_to_be_kept(&mut self, fingerprint: &Fingerprint) -> bool {
        if self.holds(fingerprint) {
            // The file has it all; an older state must not be offered instead.
            if self.autosave.kept.is_some() {
                self.autosave.begin_anew(None);
            }
            return false;
        }
        let is_new = self.autosave.kept.as_ref() != Some(fingerprint);
        is_new && (fingerprint.is_worth_keeping() || self.path.is_some())
    }

    /// Begins to keep this state.
    pub fn keep(&mut self, draft: Draft, fingerprint: Fingerprint) {
        let Some(folder) = self.autosave.folder.clone() else { return };
        let project = self.path.clone();
        self.keep_by(move || folder.keep(draft, project.as_deref()), fingerprint);
    }

    /// The same by this work, which may fail.
    fn keep_by(&mut self, work: impl FnOnce() -> Result<()> + Send + 'static, fingerprint: Fingerprint) {
        self.autosave.is_on_its_way = true;
        let (generation, fingerprint) = (self.autosave.generation, Box::new(fingerprint));
        self.tasks.run(work, move |result| Msg::Kept { generation, fingerprint, result });
    }
}

/// Asking for sessions that broke off.
impl Project {
    /// Begins to look for sessions that did not end as they should.
    fn look_for_lost(&self) {
        let Some(place) = self.autosave.place.clone() else { return };
        let look = move || {
            let (lost, errors) = place.lost();
            let with_picture = |lost: LostSession| {
                let picture = lost.picture.as_ref().map(|picture| pixels_within(picture, QUESTION_SIDE).to_image());
                (lost, picture)
            };
            Ok(Found { lost: lost.into_iter().map(with_picture).collect(), errors })
        };
        self.tasks.run(look, Msg::Lost);
    }

    pub(super) fn take_lost(&mut self, Found { lost, errors }: Found, context: &mut Context<'_>) {
        let with_texture = |(session, picture): (LostSession, Option<ColorImage>)| Lost {
            session,
            thumbnail: picture.map(|picture| upload(context.window, "lost", picture)),
        };
        self.lost = lost.into_iter().map(with_texture).collect();
        if let Some(error) = errors.first() {
            context.report(error);
        }
        if !self.lost.is_empty() {
            self.dialog.open(Dialog::Recover, &mut context.services.dialogs);
        }
    }

    /// Goes on with the session that is asked about; the others are asked about at the next start.
    pub(super) fn recover(&mut self, time_lapse: TimeLapseSettings, context: &mut Context<'_>) {
        context.services.dialogs.close();
        let mut lost = std::mem::take(&mut self.lost);
        if lost.is_empty() {
            return;
        }
        let LostSession { folder, opened, project, .. } = lost.remove(0).session;
        let (origin, session) = (OpenedFrom::Session(project), Some(Arc::new(folder)));
        self.reading = Some("what was kept".into());
        self.tasks.run(move || Ok(Box::new(Opening::new(opened, origin, session, time_lapse))), Msg::Read);
    }

    /// Asks about the next session; the one that was asked about.
    pub(super) fn ask_for_next_lost(&mut self, context: &mut Context<'_>) -> Option<Lost> {
        let asked = (!self.lost.is_empty()).then(|| self.lost.remove(0));
        if self.lost.is_empty() {
            context.services.dialogs.close();
        } else {
            self.dialog.open(Dialog::Recover, &mut context.services.dialogs);
        }
        asked
    }

    pub(super) fn take_kept(
        &mut self,
        generation: u64,
        fingerprint: Fingerprint,
        result: Result<()>,
        context: &mut Context<'_>,
    ) {
        if let Some(error) = self.autosave.take_kept(generation, fingerprint, result) {
            let text = text!(
                "{reason}; until then nothing is kept for the case that Impasto breaks off",
                reason = error.text()
            );
            context.services.notices.warn(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::error::FileProblem;
    use crate::network::NetworkCache;
    use crate::studio::canvas::Method;
    use crate::studio::features::project::Around;
    use crate::studio::roles::Setup;
    use crate::studio::services::{NativeDesktop, Services, Tone};

    fn fingerprint() -> Fingerprint {
        Fingerprint {
            settings: crate::transfer::TransferSettings::default(),
            colors: crate::picture::ColorSettings::default(),
            arrangement: crate::studio::roles::Arrangement::default(),
            fast: crate::fast::FastSettings::default(),
            sources: Vec::new(),
            method: Method::default(),
            embeds: false,
            painting: Some((1, 6, true)),
            snapshots: Vec::new(),
            queue: (0, 0),
        }
    }

    #[test]
    fn keeping_that_fails_or_panics_is_told_once_and_tried_again() {
        let (window, mut setup) = (Window::default(), Setup::default());
        let mut services = Services::new(NetworkCache::new(None), Arc::new(NativeDesktop));
        let mut project = Project::new(&window);
        let unwritable = || Err(Error::file("/nowhere".as_ref(), FileProblem::Unwritable));
        let works: [Box<dyn FnOnce() -> Result<()> + Send>; 3] =
            [Box::new(|| panic!("it broke")), Box::new(unwritable), Box::new(|| Ok(()))];
        for (work, (is_told, is_kept)) in works.into_iter().zip([(true, false), (false, false), (false, true)]) {
            project.keep_by(work, fingerprint());
            assert!(project.autosave.is_on_its_way);
            let msg = loop {
                match project.next() {
                    Some(msg) => break msg,
                    None => std::thread::sleep(Duration::from_millis(1)),
                }
            };
            let mut context = Context { window: &window, setup: &mut setup, services: &mut services };
            let around = Around {
                would_lose: false,
                save_folder: None,
                open_folder: &mut None,
                time_lapse: TimeLapseSettings::default(),
            };
            project.update(around, msg, &mut context);
            assert!(!project.autosave.is_on_its_way, "nobody waits for it any more");
            assert_eq!(project.autosave.kept.is_some(), is_kept);
            let told = services.notices.message.take();
            assert_eq!(told.map(|message| message.tone), is_told.then_some(Tone::Warning));
        }
    }
}
