//! Keeping the session while it goes on, and asking for one that broke off.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::project::{Recovery, SessionFolder};
use crate::studio::features::project::Fingerprint;

/// The time between two times that the session is kept. With the time that writing takes, and with an iteration that was
/// under way, less than half a minute of painting is lost, whatever happens.
pub const AUTOSAVE_EVERY: Duration = Duration::from_secs(10);

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
