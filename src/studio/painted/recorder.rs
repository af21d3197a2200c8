//! Records the frames of a painting for a time lapse, in the folder of the session.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::Error;
use crate::picture::Pixels;
use crate::project::{Recording, SessionFolder};

/// A recording under way; clones share it.
#[derive(Debug, Clone)]
pub struct Recorder {
    folder: Arc<SessionFolder>,
    /// What was recorded.
    pub recording: Arc<Recording>,
    /// Whether a frame could not be written, so that none is any more.
    has_failed: Arc<AtomicBool>,
}

impl Recorder {
    /// Records into this recording in the folder of the session.
    pub fn new(folder: Arc<SessionFolder>, recording: Recording) -> Self {
        Self { folder, recording: Arc::new(recording), has_failed: Arc::default() }
    }

    /// Records a picture if it is wanted, the last one in any case; this takes a moment and belongs in the background.
    /// A failure is handed back once.
    pub fn keep(&self, pixels: &Pixels, iteration: usize, is_last: bool) -> Option<Error> {
        if self.has_failed.load(Ordering::Relaxed) {
            return None;
        }
        let keep = || match self.folder.prepare()? {
            false => Ok(()),
            true if is_last => self.recording.keep_last(pixels, iteration),
            true => self.recording.keep(pixels, iteration),
        };
        keep().inspect_err(|_| self.has_failed.store(true, Ordering::Relaxed)).err()
    }
}
