//! What the job tells of a painting, and what becomes of it.

use std::sync::Arc;

use crate::error::Error;
use crate::job::{Job, JobEvent};
use crate::machine;
use crate::picture::Pixels;
use crate::project::{Event as MarkerEvent, LossPoint, Marker};
use crate::studio::canvas::Pyramid;
use crate::studio::features::painting::{Event, Msg, Painting};
use crate::studio::painted::{Newest, Next, Occasion, Phase};
use crate::studio::tasks::Tasks;
use crate::transfer::{Ending, Scale};

impl Painting {
    /// Takes in what the job told since the last call, and hands on what others should know.
    pub(super) fn poll(&mut self, tasks: &Tasks<Msg>) -> Vec<Event> {
        let mut events = Vec::new();
        if let (Phase::Stopping(next), None) = (self.phase, &self.job) {
            self.phase = Phase::Ended;
            events.push(Event::Ended { result: Ok(Ending::Stopped), next });
        }
        while let Some(event) = self.job.as_ref().and_then(Job::try_event) {
            events.extend(self.take_in(event));
        }
        // While one picture is prepared for the canvas, the slot keeps the next.
        if !self.is_preparing_display
            && let Some(preview) = self.job.as_ref().and_then(|job| job.preview().take())
        {
            self.is_preparing_display = true;
            let iteration = preview.iteration;
            self.prepare(tasks, false, move || {
                let pixels = Arc::new(Pixels::from(preview));
                let pyramid = Arc::new(Pyramid::new(Arc::clone(&pixels)));
                (Newest::Preview(pixels, iteration), pyramid)
            });
        }
        events
    }

    /// Begins to prepare the finished picture for the canvas.
    pub(super) fn show_final_picture(&self, tasks: &Tasks<Msg>) {
        if let Some(Newest::Final(picture, iteration)) = self.newest.clone() {
            self.prepare(tasks, true, move || {
                let pyramid = Arc::new(Pyramid::of(&picture));
                (Newest::Final(picture, iteration), pyramid)
            });
        }
    }

    /// Prepares a picture for the canvas in the background, and then records it where frames are recorded.
    fn prepare(
        &self,
        tasks: &Tasks<Msg>,
        is_last: bool,
        work: impl FnOnce() -> (Newest, Arc<Pyramid>) + Send + 'static,
    ) {
        let (painting, recorder) = (self.number, self.recorder.clone());
        tasks.run_many(
            move |report| {
                let (newest, pyramid) = work();
                let (pixels, iteration) = (Arc::clone(pyramid.pixels()), newest.iteration());
                let memory = machine::present_memory().filter(|_| !is_last);
                report(Msg::Display { painting, newest, pyramid, memory });
                recorder.and_then(|recorder| recorder.keep(&pixels, iteration, is_last)).map_or(Ok(()), Err)
            },
            move |error| {
                if matches!(error, Error::Fault(_)) { Msg::NotShown(painting, error) } else { Msg::NotRecorded(error) }
            },
        );
    }

    fn take_in(&mut self, event: JobEvent) -> Option<Event> {
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
                self.markers.push(Marker { iteration, event: MarkerEvent::Scale(scale.width, scale.height) });
                None
            }
            JobEvent::ScaleEnded(preview) => {
                let iteration = preview.iteration;
                let snapshot = self.snapshot_of(Arc::new(Pixels::from(preview)), iteration, Occasion::ScaleEnd);
                Some(Event::ScaleEnded(Box::new(snapshot)))
            }
            JobEvent::Step(report) => {
                self.losses.push(LossPoint::new(&report));
                self.forecast.step(&report);
                None
            }
            JobEvent::Warning(text) => Some(Event::Warning(text)),
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
                Some(Event::Ended { result, next })
            }
        }
    }

    fn set_scales(&mut self, scales: Vec<Scale>) {
        self.forecast.set_scales(&scales);
        self.scales = scales;
    }
}
