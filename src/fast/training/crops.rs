//! Crops made in the background, a few ahead, so that the step does not wait for files.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};

use super::sampler::Sampler;
use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::picture::Picture;

/// Crops that wait at most.
const AHEAD: usize = 4;
/// How often a step that waits for a crop looks whether it is still wanted.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Crops in the order of their numbers. Dropping it ends its thread.
#[derive(Debug)]
pub(super) struct Crops {
    /// There until it is dropped.
    receiver: Option<Receiver<Result<Picture>>>,
    thread: Option<JoinHandle<()>>,
}

impl Crops {
    /// Those from a number on.
    pub(super) fn from(sampler: Arc<Sampler>, first: u64) -> Result<Self> {
        let (sender, receiver) = bounded(AHEAD);
        let make = move || {
            for number in first.. {
                let crop = sampler.crop(number);
                let failed = crop.is_err();
                if sender.send(crop).is_err() || failed {
                    break;
                }
            }
        };
        let thread = std::thread::Builder::new().name("photographs".into()).spawn(make);
        let thread = thread.map_err(|error| Error::Interface {
            what: "the thread that opens photographs cannot be started".into(),
            remedy: "close other programs and try again".into(),
            source: Some(Box::new(error)),
        })?;
        Ok(Self { receiver: Some(receiver), thread: Some(thread) })
    }

    /// The next one.
    pub(super) fn next(&self, cancel: &CancelToken) -> Result<Picture> {
        loop {
            cancel.check()?;
            let Some(receiver) = &self.receiver else { return Err(Error::Cancelled) };
            match receiver.recv_timeout(LOOK_EVERY) {
                Ok(crop) => return crop,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(Error::Cancelled),
            }
        }
    }
}

impl Drop for Crops {
    fn drop(&mut self) {
        // The thread notices at its next crop that nobody takes it.
        drop(self.receiver.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
