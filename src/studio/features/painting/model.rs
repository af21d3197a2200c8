//! One painting as the window sees it: the job, what it told, and its newest picture.

use std::sync::Arc;

use egui::Context;

use crate::job::{Job, JobRequest};
use crate::picture::AfterPainting;
use crate::project::{LossPoint, Marker};
use crate::studio::painted::{Display, Newest, Phase, Recorder, RestoredPainting, SavedPainting, next_number};
use crate::studio::roles::{Loaded, StyleInUse};
use crate::transfer::{Forecast, Pace, Resumption, Scale, Styles, TransferSettings, plan_scales};

/// A painting, from Start until the next Start.
pub struct Painting {
    pub(super) number: u64,
    pub(super) job: Option<Job>,
    pub(super) phase: Phase,
    pub(super) settings: TransferSettings,
    pub(super) scales: Vec<Scale>,
    pub(super) scale: usize,
    pub(super) device: String,
    pub(super) forecast: Forecast,
    pub(super) losses: Vec<LossPoint>,
    pub(super) markers: Vec<Marker>,
    pub(super) newest: Option<Newest>,
    pub(super) display: Option<Display>,
    pub(super) is_preparing_display: bool,
    /// The program's memory before the start, and the most since, in bytes.
    pub(super) memory: Option<[u64; 2]>,
    /// What the last file of it shows.
    pub(super) saved: Option<SavedPainting>,
    /// Records its frames for a time lapse.
    pub(super) recorder: Option<Recorder>,
    /// The styles that it is painted in, as the job knows them.
    pub(super) styles: Styles,
    /// The same as the window knows them.
    pub(super) styles_in_use: Vec<StyleInUse>,
    /// Content and first style; the content is that of the start, whatever is chosen meanwhile.
    pub pictures: [Loaded; 2],
}

impl Painting {
    /// Starts a job that wakes the window whenever it has something to tell, on a device of this pace, in a program
    /// that has so many bytes of memory before.
    pub fn start(
        request: JobRequest,
        pictures: [Loaded; 2],
        styles_in_use: Vec<StyleInUse>,
        pace: Pace,
        memory: Option<u64>,
        recorder: Option<Recorder>,
        window: &Context,
    ) -> Self {
        let (settings, styles) = (request.settings.clone(), request.styles.clone());
        let scales = plan_scales(&settings, request.content.width(), request.content.height());
        let window = window.clone();
        let job = Job::start(request, move || window.request_repaint());
        Self {
            number: next_number(),
            job: Some(job),
            phase: Phase::Preparing,
            settings,
            forecast: Forecast::new(&scales, pace),
            scales,
            scale: 0,
            device: String::new(),
            losses: Vec::new(),
            markers: Vec::new(),
            newest: None,
            display: None,
            is_preparing_display: false,
            memory: memory.map(|bytes| [bytes, bytes]),
            saved: None,
            recorder,
            styles,
            styles_in_use,
            pictures,
        }
    }

    /// A painting of a project as it was saved; one that was not finished waits to be gone on with. None where no style
    /// counts, which a project that was edited by hand may say.
    pub fn restored(restored: RestoredPainting, content: Loaded, styles_in_use: Vec<StyleInUse>) -> Option<Self> {
        let RestoredPainting { record, newest, pyramid, recorder } = restored;
        let styles = Styles::new(StyleInUse::weighted(&styles_in_use)).ok()?;
        let pictures = [content, styles_in_use.first()?.loaded.clone()];
        let of_this_size = |scale: &Scale| [scale.width, scale.height] == newest.size();
        let last = record.scales.len().saturating_sub(1);
        let display = Display { pyramid, previous: None, iteration: record.iteration, is_final: record.is_finished };
        Some(Self {
            number: next_number(),
            job: None,
            phase: if record.is_finished { Phase::Ended } else { Phase::Paused },
            settings: record.setup.settings,
            forecast: Forecast::new(&record.scales, Pace::default()),
            scale: record.scales.iter().position(of_this_size).unwrap_or(last),
            scales: record.scales,
            device: String::new(),
            losses: record.losses,
            markers: record.markers,
            newest: Some(newest),
            display: Some(display),
            is_preparing_display: false,
            memory: None,
            saved: None,
            recorder,
            styles,
            styles_in_use,
            pictures,
        })
    }

    /// Whether it is over and its last picture, if there is one, has come to the canvas.
    pub fn is_done_with(&self) -> bool {
        let is_shown = match (&self.newest, &self.display) {
            (Some(newest @ Newest::Final(..)), Some(display)) => {
                display.is_final && newest.iteration() == display.iteration
            }
            (Some(Newest::Final(..)), None) => false,
            _ => true,
        };
        !self.phase.is_running() && is_shown
    }

    /// Whether it waits to be gone on with by a job of its own, since the one that began it is gone.
    pub fn waits_for_job(&self) -> bool {
        self.job.is_none() && self.phase == Phase::Paused
    }

    /// What a job that goes on needs besides content and styles: where it stands.
    pub fn resumption(&self) -> Option<Resumption> {
        let display = self.display.as_ref()?;
        Some(Resumption {
            iteration: display.iteration,
            seconds: self.losses.last().map_or(0.0, |point| point.seconds),
            scales: self.scales.clone(),
            picture: Arc::clone(display.pyramid.pixels()),
        })
    }

    /// Goes on by this job, on a device of this pace, in a program that has so many bytes of memory before.
    pub fn go_on(&mut self, request: JobRequest, pace: Pace, memory: Option<u64>, window: &Context) {
        self.forecast = Forecast::new(&self.scales, pace);
        self.memory = memory.map(|bytes| [bytes, bytes]);
        self.phase = Phase::Preparing;
        let window = window.clone();
        self.job = Some(Job::start(request, move || window.request_repaint()));
    }

    /// What records its frames, if something does.
    pub fn recorder(&self) -> Option<&Recorder> {
        self.recorder.as_ref()
    }

    /// The styles that it is painted in.
    pub fn styles_in_use(&self) -> &[StyleInUse] {
        &self.styles_in_use
    }

    /// The same as a job needs them.
    pub fn styles(&self) -> &Styles {
        &self.styles
    }

    /// No other painting has this number.
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// Where it stands.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The settings it was started with, and what was steered since.
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

    /// How far it is and how long it will take.
    pub fn forecast(&self) -> &Forecast {
        &self.forecast
    }

    /// The terms of the loss after each iteration.
    pub fn losses(&self) -> &[LossPoint] {
        &self.losses
    }

    /// What happened on the way.
    pub fn markers(&self) -> &[Marker] {
        &self.markers
    }

    /// The newest full picture, once there is one.
    pub fn newest(&self) -> Option<&Newest> {
        self.newest.as_ref()
    }

    /// The picture for the canvas, once there is one.
    pub fn display(&self) -> Option<&Display> {
        self.display.as_ref()
    }

    /// Whether the newest picture is in no file as it is shown now.
    pub fn is_unsaved(&self, after: &AfterPainting) -> bool {
        self.newest.as_ref().map(Newest::iteration).is_some_and(|iteration| {
            let is_saved = |saved: &SavedPainting| {
                (saved.painting, saved.iteration) == (self.number, iteration) && saved.after == *after
            };
            iteration > 0 && !self.saved.as_ref().is_some_and(is_saved)
        })
    }

    /// Notes what is in a file, if it is of this painting.
    pub fn note_saved(&mut self, saved: SavedPainting) {
        if saved.painting == self.number {
            self.saved = Some(saved);
        }
    }

    /// Takes in how much memory the program has while it paints, in bytes.
    pub fn note_memory(&mut self, bytes: Option<u64>) {
        if let (Some([_, most]), Some(bytes)) = (&mut self.memory, bytes) {
            *most = bytes.max(*most);
        }
    }

    /// The bytes that it needed at most as far as is known, and the pixels for which it did.
    pub fn memory(&self) -> Option<(u64, usize)> {
        let [before, most] = self.memory?;
        let reached = self.scales.iter().take(self.scale + 1).map(Scale::pixels).max()?;
        Some((most - before, reached))
    }
}
