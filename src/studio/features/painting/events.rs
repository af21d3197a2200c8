//! What the job tells of a painting, and what becomes of it.

use std::sync::Arc;

use crate::error::Result;
use crate::job::{Job, JobEvent};
use crate::machine;
use crate::picture::Pixels;
use crate::studio::app::outcome::Outcome;
use crate::studio::canvas::Pyramid;
use crate::studio::features::painting::{Event, LossPoint, Marker};
use crate::studio::painted::{Occasion, Snapshot};
use crate::studio::tasks::Tasks;
use crate::text::Text;
use crate::transfer::{Ending, Scale};

use super::{Newest, Next, Painting, Phase};

/// What a painting has to tell the person.
#[derive(Debug)]
pub enum Notice {
    /// Something worth knowing.
    Warning(Text),
    /// A scale is at its end, with this picture.
    ScaleEnded(Box<Snapshot>),
    /// It is over.
    Ended {
        /// Why it ended, or why it failed.
        result: Result<Ending>,
        /// What was to follow.
        next: Next,
    },
}

impl Painting {
    /// Takes in what the job told since the last call, and hands on what the person should know.
    pub fn poll(&mut self, tasks: &Tasks<Outcome>) -> Vec<Notice> {
        let mut notices = Vec::new();
        if let (Phase::Stopping(next), None) = (self.phase, &self.job) {
            self.phase = Phase::Ended;
            notices.push(Notice::Ended { result: Ok(Ending::Stopped), next });
        }
        while let Some(event) = self.job.as_ref().and_then(Job::try_event) {
            notices.extend(self.take_in(event));
        }
        // While one picture is prepared for the canvas, the slot keeps the next.
        if !self.is_preparing_display
            && let Some(preview) = self.job.as_ref().and_then(|job| job.preview().take())
        {
            self.is_preparing_display = true;
            let (painting, recorder) = (self.number, self.recorder.clone());
            tasks.spawn_many(move |report| {
                let iteration = preview.iteration;
                let pixels = Arc::new(Pixels::from(preview));
                let pyramid = Arc::new(Pyramid::new(Arc::clone(&pixels)));
                let memory = machine::present_memory();
                let newest = Newest::Preview(Arc::clone(&pixels), iteration);
                report(Outcome::Display { painting, newest, pyramid, memory });
                if let Some(error) = recorder.and_then(|recorder| recorder.keep(&pixels, iteration, false)) {
                    report(Outcome::NotRecorded(error));
                }
            });
        }
        notices
    }

    fn take_in(&mut self, event: JobEvent) -> Option<Notice> {
        match event {
            JobEvent::Started { scales, device } => {
                self.set_scales(scales);
                self.device = device;
                if self.phase == Phase::Preparing {
                    self.phase = Phase::Painting;
                }
                None
            }
            JobEvent::Planned { scales } => {
                self.set_scales(scales);
                None
            }
            JobEvent::ScaleStarted { index, scale } => {
                self.scale = index;
                let iteration = self.losses.last().map_or(0, |point| point.iteration);
                self.markers.push(Marker { iteration, event: Event::Scale(scale.width, scale.height) });
                None
            }
            JobEvent::ScaleEnded(preview) => {
                let iteration = preview.iteration;
                let snapshot = self.snapshot_of(Arc::new(Pixels::from(preview)), iteration, Occasion::ScaleEnd);
                Some(Notice::ScaleEnded(Box::new(snapshot)))
            }
            JobEvent::Step(report) => {
                self.losses.push(LossPoint::new(&report));
                self.forecast.step(&report);
                None
            }
            JobEvent::Warning(text) => Some(Notice::Warning(text)),
            JobEvent::Finished(result) => {
                let next = if let Phase::Stopping(next) = self.phase { next } else { Next::Rest };
                self.phase = Phase::Ended;
                let job = self.job.take();
                // The thread is at its end, but its memory takes a moment to free.
                std::thread::spawn(move || drop(job));
                let result = result.map(|outcome| {
                    let before = self.display.as_ref().map_or(0, |display| display.iteration);
                    let iteration = outcome.last_step.map_or(before, |step| step.iteration);
                    self.newest = Some(Newest::Final(Arc::new(outcome.picture), iteration));
                    outcome.ending
                });
                Some(Notice::Ended { result, next })
            }
        }
    }

    fn set_scales(&mut self, scales: Vec<Scale>) {
        self.forecast.set_scales(&scales);
        self.scales = scales;
    }
}
