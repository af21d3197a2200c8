//! The training that runs, as the window sees it.

use egui::Context;

use crate::error::Result;
use crate::fast::{About, Checkpoint, TrainReport, TrainSettings};
use crate::job::{PreviewPicture, TrainCommand, TrainEvent, TrainJob, TrainOutcome, TrainRequest};
use crate::machine;
use crate::network::{DeviceChoice, NetworkCache};
use crate::project::KeptTraining;
use crate::text::Text;

/// Where a training stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrainPhase {
    /// It looks at the painting.
    Preparing,
    /// It learns.
    Training,
    /// It rests.
    Paused,
    /// It was told to end.
    Stopping,
}

/// One training at work.
pub struct Running {
    job: TrainJob,
    kept: KeptTraining,
    settings: TrainSettings,
    device: DeviceChoice,
    phase: TrainPhase,
    photographs: Option<usize>,
}

/// What happened since the window looked last.
#[derive(Default)]
pub struct TrainChanges {
    /// The steps that were made.
    pub steps: Vec<TrainReport>,
    /// The newest sample.
    pub sample: Option<PreviewPicture>,
    /// What is to be told.
    pub notices: Vec<Text>,
    /// How it ended, if it did.
    pub end: Option<Result<TrainOutcome>>,
}

impl Running {
    /// Starts the work, from the beginning or where it was broken off. `settings` are those of a new training.
    pub fn start(
        kept: KeptTraining,
        settings: &TrainSettings,
        device: DeviceChoice,
        networks: NetworkCache,
        window: &Context,
    ) -> Self {
        let settings = kept.checkpoint.as_ref().map_or(settings, Checkpoint::settings).clone();
        let processor = machine::processor();
        let request = TrainRequest {
            settings: settings.clone(),
            checkpoint: kept.checkpoint.clone(),
            painting: kept.painting.clone(),
            photos: kept.plan.photos.clone(),
            sample: Some(kept.sample.clone()),
            state: kept.state(),
            about: About { painting: Some(kept.plan.painting.clone()), ..About::default() },
            machine: format!("{}, {} threads", processor.name, processor.threads),
            device,
            networks,
        };
        let window = window.clone();
        let job = TrainJob::start(request, move || window.request_repaint());
        Self { job, kept, settings, device, phase: TrainPhase::Preparing, photographs: None }
    }

    /// Where it stands.
    pub const fn phase(&self) -> TrainPhase {
        self.phase
    }

    /// Its settings.
    pub const fn settings(&self) -> &TrainSettings {
        &self.settings
    }

    /// Where it is computed.
    pub const fn device(&self) -> DeviceChoice {
        self.device
    }

    /// The name that the style will have.
    pub fn name(&self) -> &str {
        &self.kept.plan.name
    }

    /// How many photographs there are, once they were counted.
    pub const fn photographs(&self) -> Option<usize> {
        self.photographs
    }

    /// Lets it rest after the present step.
    pub fn pause(&mut self) {
        if matches!(self.phase, TrainPhase::Preparing | TrainPhase::Training) {
            self.phase = TrainPhase::Paused;
            self.job.send(TrainCommand::Pause);
        }
    }

    /// Lets it go on.
    pub fn resume(&mut self) {
        if self.phase == TrainPhase::Paused {
            self.phase = TrainPhase::Training;
            self.job.send(TrainCommand::Resume);
        }
    }

    /// Ends it.
    pub fn stop(&mut self) {
        self.phase = TrainPhase::Stopping;
        self.job.send(TrainCommand::Stop);
    }

    /// Takes in what happened.
    pub fn poll(&mut self) -> TrainChanges {
        let mut changes = TrainChanges::default();
        while let Some(event) = self.job.try_event() {
            match event {
                TrainEvent::Prepared { photographs } => {
                    self.photographs = Some(photographs);
                    if self.phase == TrainPhase::Preparing {
                        self.phase = TrainPhase::Training;
                    }
                }
                TrainEvent::Step(report) => changes.steps.push(report),
                TrainEvent::Notice(notice) => changes.notices.push(notice),
                TrainEvent::Finished(result) => changes.end = Some(result),
            }
        }
        changes.sample = self.job.sample().take();
        changes
    }

    /// The training that it was, once it has ended.
    pub fn into_kept(self) -> KeptTraining {
        self.kept
    }
}
