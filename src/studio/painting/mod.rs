//! One painting as the window sees it: the job, what it told, and its newest picture.

mod newest;
mod phase;
mod recorder;
mod setup;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use egui::{ColorImage, Context};

use crate::error::Result;
use crate::job::{Job, JobCommand, JobEvent, JobRequest, LayerAnswer};
use crate::machine;
use crate::network::Layer;
use crate::picture::{ColorSettings, Pixels};
use crate::studio::arrangement::StyleInUse;
use crate::studio::canvas::Pyramid;
use crate::studio::film::{Occasion, Snapshot};
use crate::studio::losses::{Event, LossPoint, Marker, describe_changes, note_change};
use crate::studio::project::RestoredPainting;
use crate::studio::session::Loaded;
use crate::studio::tasks::{Outcome, Tasks};
use crate::transfer::{
    Ending, Forecast, Pace, Plan, Resumption, Scale, Styles, TransferSettings, Weights, plan_scales,
};

pub use newest::{Display, Newest};
pub use phase::{Next, Phase};
pub use recorder::Recorder;
pub use setup::PaintingSetup;

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

/// What a file of a painting shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SavedPainting {
    /// The number of the painting.
    pub painting: u64,
    /// The iteration after which it was taken.
    pub iteration: usize,
    /// What became of its colours.
    pub colors: ColorSettings,
}

/// A number that no picture has yet, in whatever way it is painted: no painting, and no cell of a contact sheet.
pub fn next_number() -> u64 {
    static NUMBERS: AtomicU64 = AtomicU64::new(0);
    NUMBERS.fetch_add(1, Ordering::Relaxed)
}

/// A painting, from Start until the next Start.
pub struct Painting {
    number: u64,
    job: Option<Job>,
    phase: Phase,
    settings: TransferSettings,
    scales: Vec<Scale>,
    scale: usize,
    device: String,
    forecast: Forecast,
    losses: Vec<LossPoint>,
    markers: Vec<Marker>,
    newest: Option<Newest>,
    display: Option<Display>,
    is_preparing_display: bool,
    /// The program's memory before the start, and the most since, in bytes.
    memory: Option<[u64; 2]>,
    /// What the last file of it shows.
    saved: Option<SavedPainting>,
    /// Records its frames for a time lapse.
    recorder: Option<Recorder>,
    /// The styles that it is painted in, as the job knows them.
    styles: Styles,
    /// The same as the window knows them.
    styles_in_use: Vec<StyleInUse>,
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

    /// Whether the newest picture is in no file with these colours.
    pub fn is_unsaved(&self, colors: ColorSettings) -> bool {
        self.newest.as_ref().map(Newest::iteration).is_some_and(|iteration| {
            iteration > 0 && self.saved != Some(SavedPainting { painting: self.number, iteration, colors })
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
        }
        if self.phase.is_running() {
            self.phase = Phase::Stopping(next);
        }
    }

    /// Paints on with other weights; sends nothing when they are the same or cannot be used.
    pub fn set_weights(&mut self, weights: &Weights) {
        if *weights != self.settings.weights && weights.validate().is_ok() {
            let settings = TransferSettings { weights: weights.clone(), ..self.settings.clone() };
            self.steer(settings, JobCommand::SetWeights(weights.clone()));
        }
    }

    /// Paints on with the styles seen at another scale; sends nothing when it is the same.
    pub fn set_style_scale(&mut self, style_scale: f64) {
        let settings = TransferSettings { style_scale, ..self.settings.clone() };
        if settings != self.settings && settings.validate().is_ok() {
            self.steer(settings, JobCommand::SetStyleScale(style_scale));
        }
    }

    /// Paints on in other styles, or with other weights of them; sends nothing when they are the same.
    pub fn set_styles(&mut self, styles: Styles, in_use: Vec<StyleInUse>) {
        if self.job.is_none() || styles == self.styles {
            return;
        }
        self.send(JobCommand::SetStyles(styles.clone()));
        let iteration = self.losses.last().map_or(0, |point| point.iteration);
        let weights: Vec<_> = in_use.iter().map(|style| style.how.weight.to_string()).collect();
        let text = if in_use.len() > 1 { format!("styles {}", weights.join(" : ")) } else { "style changed".into() };
        note_change(&mut self.markers, iteration, text);
        if let Some(first) = in_use.first() {
            self.pictures[1] = first.loaded.clone();
        }
        (self.styles, self.styles_in_use) = (styles, in_use);
    }

    /// Paints on to another plan; sends nothing when it is the same or cannot be used.
    pub fn set_plan(&mut self, plan: Plan) {
        let settings = plan.applied_to(&self.settings);
        if settings != self.settings && settings.validate().is_ok() {
            self.steer(settings, JobCommand::SetPlan(plan));
        }
    }

    fn steer(&mut self, settings: TransferSettings, command: JobCommand) {
        if self.job.is_none() {
            return;
        }
        self.send(command);
        let iteration = self.losses.last().map_or(0, |point| point.iteration);
        note_change(&mut self.markers, iteration, describe_changes(&self.settings, &settings));
        self.settings = settings;
    }

    fn send(&self, command: JobCommand) {
        if let Some(job) = &self.job {
            job.send(command);
        }
    }

    /// Asks a layer about the picture as it is; the answer comes with [`Self::take_answer`].
    pub fn ask(&self, layer: Layer) {
        self.send(JobCommand::Ask(layer));
    }

    /// The answer of a layer, once it is there.
    pub fn take_answer(&self) -> Option<LayerAnswer> {
        self.job.as_ref()?.answer().take()
    }

    /// Takes in what the job told since the last call, and hands on what the person should know.
    pub fn poll(&mut self, tasks: &Tasks) -> Vec<Notice> {
        let mut notices = Vec::new();
        if let (Phase::Stopping(next), None) = (self.phase, &self.job) {
            self.phase = Phase::Ended;
            notices.push(Notice::Ended { result: Ok(Ending::Stopped), next });
        }
        while let Some(event) = self.job.as_ref().and_then(Job::try_event) {
            notices.extend(self.take_in(event, tasks));
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

    /// Shows a picture that was prepared for the canvas; returns what the film strip keeps when it keeps one after
    /// `every` so many iterations, with a small image for the strip.
    pub fn show(&mut self, newest: Newest, pyramid: Arc<Pyramid>, every: usize) -> Option<(Snapshot, ColorImage)> {
        let (iteration, is_final) = (newest.iteration(), matches!(newest, Newest::Final(..)));
        if !is_final {
            self.is_preparing_display = false;
            if !self.phase.is_running() {
                // The end came first.
                return None;
            }
            self.newest = Some(newest);
        }
        let before = self.display.take();
        let passed = |iteration: usize| iteration / every.max(1);
        let is_due = passed(iteration) > before.as_ref().map_or(0, |before| passed(before.iteration));
        let previous = before.map(|before| before.pyramid);
        let display = Display { pyramid, previous, iteration, is_final };
        let occasion = if is_final { Occasion::ScaleEnd } else { Occasion::Interval };
        let kept = ((is_final && iteration > 0) || is_due).then(|| self.keep(&display, occasion));
        self.display = Some(display);
        kept
    }

    /// The picture on the canvas as a snapshot; `None` before there is one.
    pub fn snapshot(&self) -> Option<(Snapshot, ColorImage)> {
        Some(self.keep(self.display.as_ref()?, Occasion::Hand))
    }

    /// The same while it paints, to be kept before another painting takes its place.
    pub fn snapshot_on_the_way(&self) -> Option<(Snapshot, ColorImage)> {
        let display = self.display.as_ref().filter(|display| self.phase.is_running() && display.iteration > 0)?;
        Some(self.keep(display, Occasion::ScaleEnd))
    }

    fn keep(&self, display: &Display, occasion: Occasion) -> (Snapshot, ColorImage) {
        let pixels = Arc::clone(display.pyramid.pixels());
        (self.snapshot_of(pixels, display.iteration, occasion), display.pyramid.thumbnail())
    }

    fn snapshot_of(&self, pixels: Arc<Pixels>, iteration: usize, occasion: Occasion) -> Snapshot {
        let (settings, pictures, styles) = (self.settings.clone(), self.pictures.clone(), self.styles_in_use.clone());
        Snapshot { painting: self.number, occasion, pixels, iteration, fast_style: None, settings, pictures, styles }
    }

    fn take_in(&mut self, event: JobEvent, tasks: &Tasks) -> Option<Notice> {
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
                tasks.spawn(move || {
                    let thumbnail = Pyramid::new(Arc::clone(&snapshot.pixels)).thumbnail();
                    Outcome::Kept(Box::new(snapshot), thumbnail)
                });
                None
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
