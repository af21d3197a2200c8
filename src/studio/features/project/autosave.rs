//! Keeping the session while it goes on, and asking for one that broke off.

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{ColorImage, Context as Window};

use crate::error::{Error, Result};
use crate::project::{Draft, LostSession, Recovery, SessionFolder, TimeLapseSettings};
use crate::studio::canvas::{OnScreen, pixels_within, upload};
use crate::studio::features::project::{Dialog, Fingerprint, Found, Lost, Msg, OpenedFrom, Opening, Project};
use crate::studio::services::Context;
use crate::text::text;

/// The time between two times that the session is kept. With the time that writing takes, and with an iteration that was
/// under way, less than half a minute of painting is lost, whatever happens.
pub const AUTOSAVE_EVERY: Duration = Duration::from_secs(10);
/// The longer side of the picture in the question about a lost session, in pixels.
const QUESTION_SIDE: usize = 480;

/// Keeps the session now and then.
#[derive(Debug)]
pub struct Autosave {
    /// Where sessions are kept; nothing is without it.
    pub place: Option<Recovery>,
    /// The time between two times.
    pub every: Duration,
    /// The folder of this session; on the disk once something was kept.
    pub folder: Option<Arc<SessionFolder>>,
    /// What was kept last.
    pub kept: Option<Fingerprint>,
    /// Whether something is being written.
    pub is_on_its_way: bool,
    /// Whether a failure was told already.
    pub has_failed: bool,
    /// How often it began anew: what is on its way from before belongs to another project.
    pub generation: u64,
    /// When it was last looked whether there is something new.
    looked: Option<Instant>,
}

impl Default for Autosave {
    fn default() -> Self {
        Self {
            place: None,
            every: AUTOSAVE_EVERY,
            folder: None,
            kept: None,
            is_on_its_way: false,
            has_failed: false,
            generation: 0,
            looked: None,
        }
    }
}

impl Autosave {
    /// The time until it is to be looked again whether there is something new; none when nothing can be kept now.
    pub fn rest(&self, now: Instant) -> Option<Duration> {
        if self.place.is_none() || self.is_on_its_way {
            return None;
        }
        Some(self.looked.map_or(Duration::ZERO, |looked| self.every.saturating_sub(now - looked)))
    }

    /// Notes that it was looked.
    pub fn note_looked(&mut self, now: Instant) {
        self.looked = Some(now);
    }

    /// Begins anew, in this folder if there is one: what was kept belongs to another project, or is in its file.
    pub fn begin_anew(&mut self, folder: Option<Arc<SessionFolder>>) {
        self.kept = None;
        self.generation += 1;
        let folder = folder.or_else(|| self.place.as_ref().map(|place| Arc::new(place.begin())));
        let before = std::mem::replace(&mut self.folder, folder);
        if let Some(before) = before {
            // Removing files takes a moment.
            std::thread::spawn(move || before.discard());
        }
    }

    /// Takes in whether what was under way was kept; an error that has to be told.
    pub(super) fn take_kept(&mut self, generation: u64, fingerprint: Fingerprint, result: Result<()>) -> Option<Error> {
        self.is_on_its_way = false;
        match result {
            // What was kept of a project that is not open any more was removed.
            Ok(()) => {
                self.kept = (self.generation == generation).then_some(fingerprint);
                None
            }
            Err(error) => (!std::mem::replace(&mut self.has_failed, true)).then_some(error),
        }
    }

    /// The session ends as it should: nothing has to be found at the next start.
    pub fn finish(&mut self) {
        if let Some(folder) = self.folder.take() {
            folder.discard();
        }
    }
}

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
    use crate::error::FileProblem;
    use crate::network::NetworkCache;
    use crate::studio::canvas::Method;
    use crate::studio::features::project::Around;
    use crate::studio::roles::Setup;
    use crate::studio::services::{NativeDesktop, Services, Tone};

    #[test]
    fn it_is_kept_often_enough_and_one_at_a_time() {
        let begin = Instant::now();
        let mut autosave = Autosave::default();
        assert_eq!(autosave.rest(begin), None, "there is no place for it");
        autosave.place = Some(Recovery::at("/nowhere".into()));
        assert_eq!(autosave.rest(begin), Some(Duration::ZERO));
        autosave.note_looked(begin);
        assert_eq!(autosave.rest(begin + AUTOSAVE_EVERY / 4), Some(AUTOSAVE_EVERY * 3 / 4));
        assert_eq!(autosave.rest(begin + 2 * AUTOSAVE_EVERY), Some(Duration::ZERO));
        autosave.is_on_its_way = true;
        assert_eq!(autosave.rest(begin + 2 * AUTOSAVE_EVERY), None);
        assert!(AUTOSAVE_EVERY <= Duration::from_secs(15), "half of what may be lost is left for writing");
    }

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
