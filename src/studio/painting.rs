//! One painting as the window sees it: the job, what it told, and its newest picture.

use std::sync::Arc;

use egui::{ColorImage, Context, TextureHandle, TextureOptions};

use crate::error::Result;
use crate::job::{Job, JobCommand, JobEvent, JobRequest, PreviewPicture};
use crate::picture::Picture;
use crate::studio::progress::LossPoint;
use crate::studio::source::Source;
use crate::transfer::{Ending, Scale, TransferSettings, Weights, plan_scales};

/// Where a painting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The network is being loaded.
    Preparing,
    /// It paints.
    Painting,
    /// It waits for Resume.
    Paused,
    /// It was told to stop and has not answered yet.
    Stopping(Next),
    /// It is over.
    Ended,
}

impl Phase {
    /// Whether the background thread is still there.
    pub fn is_running(self) -> bool {
        self != Self::Ended
    }
}

/// What follows when a painting has stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing.
    Rest,
    /// The same again from the beginning.
    Restart,
    /// The window closes.
    Close,
}

/// What a painting has to tell the person.
#[derive(Debug)]
pub enum Notice {
    /// Something worth knowing.
    Warning(String),
    /// It is over.
    Ended {
        /// Why it ended, or why it failed.
        result: Result<Ending>,
        /// What was to follow.
        next: Next,
    },
}

/// The newest full picture.
#[derive(Debug, Clone)]
pub enum Newest {
    /// While it paints.
    Preview(Arc<PreviewPicture>),
    /// At the end, with the iteration after which it was taken.
    Final(Arc<Picture>, usize),
}

impl Newest {
    /// Its size in pixels.
    pub fn size(&self) -> [usize; 2] {
        match self {
            Self::Preview(preview) => [preview.width, preview.height],
            Self::Final(picture, _) => [picture.width(), picture.height()],
        }
    }

    /// The iteration after which it was taken.
    pub fn iteration(&self) -> usize {
        match self {
            Self::Preview(preview) => preview.iteration,
            Self::Final(_, iteration) => *iteration,
        }
    }

    /// The picture itself; this takes long for large ones and belongs in the background.
    pub fn to_picture(&self) -> Arc<Picture> {
        match self {
            Self::Preview(preview) => Arc::new(Picture::from_rgba8(preview.width, preview.height, &preview.rgba)),
            Self::Final(picture, _) => Arc::clone(picture),
        }
    }
}

/// A painting, from Start until the next Start.
pub struct Painting {
    job: Option<Job>,
    phase: Phase,
    settings: TransferSettings,
    scales: Vec<Scale>,
    scale: usize,
    device: String,
    losses: Vec<LossPoint>,
    newest: Option<Newest>,
    texture: Option<TextureHandle>,
    saved_iteration: Option<usize>,
    /// The content picture on the canvas, kept for comparing when another one is chosen meanwhile.
    pub content_texture: TextureHandle,
    /// The names of the content and the style picture.
    pub sources: [Source; 2],
}

impl Painting {
    /// Starts a job that wakes the window whenever it has something to tell.
    pub fn start(request: JobRequest, content_texture: TextureHandle, sources: [Source; 2], window: &Context) -> Self {
        let settings = request.settings.clone();
        let scales = plan_scales(&settings, request.content.width(), request.content.height());
        let window = window.clone();
        let job = Job::start(request, move || window.request_repaint());
        Self {
            job: Some(job),
            phase: Phase::Preparing,
            settings,
            scales,
            scale: 0,
            device: String::new(),
            losses: Vec::new(),
            newest: None,
            texture: None,
            saved_iteration: None,
            content_texture,
            sources,
        }
    }

    /// Where it stands.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The settings it was started with, and the weights it was last told.
    pub fn settings(&self) -> &TransferSettings {
        &self.settings
    }

    /// The scales it goes through.
    pub fn scales(&self) -> &[Scale] {
        &self.scales
    }

    /// The number of the present scale, from 0.
    pub fn scale(&self) -> usize {
        self.scale
    }

    /// The device it runs on; empty until it is known.
    pub fn device(&self) -> &str {
        &self.device
    }

    /// The terms of the loss after each iteration.
    pub fn losses(&self) -> &[LossPoint] {
        &self.losses
    }

    /// The newest full picture, once there is one.
    pub fn newest(&self) -> Option<&Newest> {
        self.newest.as_ref()
    }

    /// The newest picture on the graphics card.
    pub fn texture(&self) -> Option<&TextureHandle> {
        self.texture.as_ref()
    }

    /// Whether the newest picture is in no file.
    pub fn is_unsaved(&self) -> bool {
        self.newest
            .as_ref()
            .is_some_and(|newest| newest.iteration() > 0 && Some(newest.iteration()) != self.saved_iteration)
    }

    /// Notes that the picture after some iteration is in a file.
    pub fn note_saved(&mut self, iteration: usize) {
        self.saved_iteration = Some(iteration);
    }

    /// Waits after the present iteration.
    pub fn pause(&mut self) {
        if matches!(self.phase, Phase::Preparing | Phase::Painting) {
            self.send(JobCommand::Pause);
            self.phase = Phase::Paused;
        }
    }

    /// Goes on.
    pub fn resume(&mut self) {
        if self.phase == Phase::Paused {
            self.send(JobCommand::Resume);
            self.phase = Phase::Painting;
        }
    }

    /// Stops within a moment; `next` follows when it has.
    pub fn stop(&mut self, next: Next) {
        if let Some(job) = &self.job {
            job.stop();
            self.phase = Phase::Stopping(next);
        }
    }

    /// Paints on with other weights; sends nothing when they are the same or cannot be used.
    pub fn set_weights(&mut self, weights: &Weights) {
        if self.job.is_some() && *weights != self.settings.weights && weights.validate().is_ok() {
            self.settings.weights = weights.clone();
            self.send(JobCommand::SetWeights(weights.clone()));
        }
    }

    fn send(&self, command: JobCommand) {
        if let Some(job) = &self.job {
            job.send(command);
        }
    }

    /// Takes in what the job told since the last call, and hands on what the person should know.
    pub fn poll(&mut self, window: &Context) -> Vec<Notice> {
        let mut notices = Vec::new();
        while let Some(event) = self.job.as_ref().and_then(Job::try_event) {
            notices.extend(self.take_in(event));
        }
        if let Some(preview) = self.job.as_ref().and_then(|job| job.preview().take()) {
            let image = ColorImage::from_rgba_premultiplied([preview.width, preview.height], &preview.rgba);
            self.newest = Some(Newest::Preview(Arc::new(preview)));
            self.show(image, window);
        }
        notices
    }

    /// Puts an image of the newest picture on the graphics card.
    pub fn show(&mut self, image: ColorImage, window: &Context) {
        match &mut self.texture {
            Some(texture) => texture.set(image, TextureOptions::LINEAR),
            None => self.texture = Some(window.load_texture("painting", image, TextureOptions::LINEAR)),
        }
    }

    fn take_in(&mut self, event: JobEvent) -> Option<Notice> {
        match event {
            JobEvent::Started { scales, device } => {
                self.scales = scales;
                self.device = device;
                if self.phase == Phase::Preparing {
                    self.phase = Phase::Painting;
                }
                None
            }
            JobEvent::ScaleStarted { index, .. } => {
                self.scale = index;
                None
            }
            JobEvent::Step(report) => {
                self.losses.push(LossPoint::new(&report));
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
                    let iteration = outcome.last_step.map_or(0, |step| step.iteration);
                    self.newest = Some(Newest::Final(Arc::new(outcome.picture), iteration));
                    outcome.ending
                });
                Some(Notice::Ended { result, next })
            }
        }
    }
}
