//! The background thread.

use std::sync::Arc;
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender};

use crate::cancel::CancelToken;
use crate::job::message::{JobCommand, JobEvent};
use crate::job::preview::Preview;
use crate::network::{DeviceChoice, NetworkCache};
use crate::picture::Picture;
use crate::transfer::TransferSettings;

/// Everything a job needs to begin.
#[derive(Debug, Clone)]
pub struct JobRequest {
    /// What the person chose; [`Job::start`] validates it.
    pub settings: TransferSettings,
    /// The content picture at its own size.
    pub content: Arc<Picture>,
    /// The style picture at its own size.
    pub style: Arc<Picture>,
    /// The picture to start from when `settings.start` is [`crate::transfer::Start::Picture`].
    pub start: Option<Arc<Picture>>,
    /// Where to compute.
    pub device: DeviceChoice,
    /// Loss networks kept between jobs.
    pub networks: NetworkCache,
    /// Offers a preview after every so many iterations, 1 or more.
    pub preview_every: usize,
}

/// A painting in a background thread. Dropping it cancels the work and waits for the thread's end.
#[derive(Debug)]
pub struct Job {
    commands: Option<Sender<JobCommand>>,
    events: Option<Receiver<JobEvent>>,
    preview: Preview,
    cancel: CancelToken,
    thread: Option<JoinHandle<()>>,
}

impl Job {
    /// Starts the thread. `wake` is called after every event and every preview, from that thread.
    pub fn start(request: JobRequest, wake: impl Fn() + Send + 'static) -> Self {
        todo!()
    }

    /// Asks something of the job; once it has finished nothing happens.
    pub fn send(&self, command: JobCommand) {
        todo!()
    }

    /// Stops within a moment, interrupting the iteration under way; [`JobEvent::Finished`] follows.
    pub fn stop(&self) {
        todo!()
    }

    /// The next event, if one is waiting.
    pub fn try_event(&self) -> Option<JobEvent> {
        todo!()
    }

    /// Waits for the next event; `None` after [`JobEvent::Finished`].
    pub fn wait_event(&self) -> Option<JobEvent> {
        todo!()
    }

    /// The slot with the newest picture.
    pub fn preview(&self) -> &Preview {
        &self.preview
    }
}
