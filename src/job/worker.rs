//! The background thread: it steps the painting, obeys commands between steps, and tells what happens.

use std::sync::Arc;
use std::time::Instant;

use crossbeam_channel::TryRecvError;

use crate::error::{Error, Result};
use crate::job::background::{Abandoned, Background, Ends, Weight};
use crate::job::message::{JobCommand, JobEvent, LayerAnswer, Outcome};
use crate::job::slot::{Preview, PreviewPicture, Slot};
use crate::network::{DeviceChoice, Layer, NetworkCache};
use crate::picture::Picture;
use crate::transfer::{Ending, Plan, Resumption, Scale, Step, StepReport, Styles, Transfer, TransferSettings, Weights};

/// Everything a job needs to begin.
#[derive(Debug, Clone)]
pub struct JobRequest {
    /// What the person chose.
    pub settings: TransferSettings,
    /// The content picture at its own size.
    pub content: Arc<Picture>,
    /// The style pictures at their own size.
    pub styles: Styles,
    /// The picture to start from when `settings.start` is [`crate::transfer::Start::Picture`].
    pub start: Option<Arc<Picture>>,
    /// Where an earlier job was broken off that this one goes on from; it has a start of its own.
    pub resumption: Option<Resumption>,
    /// Where to compute.
    pub device: DeviceChoice,
    /// Loss networks kept between jobs.
    pub networks: NetworkCache,
    /// Offers a preview after every so many iterations, 1 or more.
    pub preview_every: usize,
}

/// A painting in a background thread. Dropping it cancels the work and waits for the thread's end.
///
/// ```
/// use std::sync::Arc;
///
/// use impasto::job::{Job, JobEvent, JobRequest};
/// use impasto::network::{DeviceChoice, NetworkCache};
/// use impasto::picture::Picture;
/// use impasto::transfer::{Styles, TransferSettings};
///
/// # fn main() -> impasto::error::Result<()> {
/// let job = Job::start(
///     JobRequest {
///         settings: TransferSettings { size: 32, iterations: 2, ..TransferSettings::default() },
///         content: Arc::new(Picture::white_noise(64, 48, 1.0, 1)),
///         styles: Styles::from(Arc::new(Picture::white_noise(48, 48, 0.5, 2))),
///         start: None,
///         resumption: None,
///         device: DeviceChoice::Cpu,
///         networks: NetworkCache::default(),
///         preview_every: 1,
///     },
///     // A window is woken here; then it reads the events, and takes the newest picture from `job.preview()`.
///     || {},
/// );
/// let mut outcome = None;
/// while let Some(event) = job.wait_event() {
///     match event {
///         JobEvent::Step(report) => println!("iteration {}: {}", report.iteration, report.losses.total),
///         JobEvent::Finished(result) => outcome = Some(result?),
///         _ => {}
///     }
/// }
/// let outcome = outcome.expect("the last event brings it");
/// assert_eq!(outcome.picture.width(), 32);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Job {
    background: Background<JobCommand, JobEvent>,
    slots: Slots,
}

/// What the window takes when it has time.
#[derive(Debug, Clone, Default)]
struct Slots {
    preview: Preview,
    answer: Slot<LayerAnswer>,
}

impl Job {
    /// Starts the thread. `wake` is called from that thread after every event and every preview.
    pub fn start(request: JobRequest, wake: impl Fn() + Send + 'static) -> Self {
        let slots = Slots::default();
        let filled = slots.clone();
        let paint = move |ends: &mut Ends<JobCommand, JobEvent>| Worker::new(ends, filled, &request).paint(request);
        Self { background: Background::start(wake, paint, JobEvent::Finished), slots }
    }

    /// Asks something of the job; once it has finished nothing happens.
    pub fn send(&self, command: JobCommand) {
        if command == JobCommand::Stop {
            self.background.cancel.cancel();
        }
        self.background.send(command);
    }

    /// Stops within a moment, interrupting the iteration under way; [`JobEvent::Finished`] follows.
    pub fn stop(&self) {
        self.send(JobCommand::Stop);
    }

    /// The next event, if one is waiting.
    pub fn try_event(&self) -> Option<JobEvent> {
        self.background.try_event()
    }

    /// Waits for the next event; `None` after [`JobEvent::Finished`].
    pub fn wait_event(&self) -> Option<JobEvent> {
        self.background.wait_event()
    }

    /// The slot with the newest picture.
    pub const fn preview(&self) -> &Preview {
        &self.slots.preview
    }

    /// The slot with the answer to [`JobCommand::Ask`].
    pub const fn answer(&self) -> &Slot<LayerAnswer> {
        &self.slots.answer
    }
}

/// What was asked for since the last iteration: of the many wishes that a dragged slider sends, only the last counts.
#[derive(Default)]
struct Wishes {
    weights: Option<Weights>,
    styles: Option<Styles>,
    style_scale: Option<f64>,
    plan: Option<Plan>,
    asked: Option<Layer>,
}

/// What the thread works with.
struct Worker<'a> {
    ends: &'a mut Ends<JobCommand, JobEvent>,
    slots: Slots,
    preview_every: usize,
    /// Iterations that an earlier job had made.
    iterations_before: usize,
    last_step: Option<StepReport>,
    /// The scales as they were last told.
    scales: Vec<Scale>,
    paused: bool,
}

impl<'a> Worker<'a> {
    fn new(ends: &'a mut Ends<JobCommand, JobEvent>, slots: Slots, request: &JobRequest) -> Self {
        let preview_every = request.preview_every.max(1);
        let iterations_before = request.resumption.as_ref().map_or(0, |resumption| resumption.iteration);
        Self { ends, slots, preview_every, iterations_before, last_step: None, scales: Vec::new(), paused: false }
    }

    fn paint(mut self, request: JobRequest) -> Result<Outcome> {
        let network = request.networks.get(request.device, request.settings.weight_scale)?;
        let device = DeviceChoice::of(network.device());
        let JobRequest { settings, content, styles, start, resumption, .. } = request;
        let mut transfer = match resumption {
            Some(resumption) => Transfer::resumed(network, settings, content, styles, resumption)?,
            None => Transfer::new(network, settings, content, styles, start)?,
        };
        self.scales = transfer.scales().to_vec();
        let started = JobEvent::Started { scales: self.scales.clone(), device: device.to_string() };
        if self.tell(started).is_err() {
            return self.outcome(&transfer, Ending::Stopped);
        }
        self.offer_preview(&transfer, self.iterations())?;
        loop {
            if self.obey(&mut transfer)?.is_some() {
                return self.outcome(&transfer, Ending::Stopped);
            }
            if self.tell_scale_end(&transfer)?.is_err() {
                return self.outcome(&transfer, Ending::Stopped);
            }
            let step = transfer.step(&self.ends.cancel);
            if self.tell_plan(&transfer).is_err() {
                return self.outcome(&transfer, Ending::Stopped);
            }
            let told = match step {
                Ok(Step::ScaleStarted(index)) => {
                    self.offer_preview(&transfer, self.iterations())?;
                    self.tell(JobEvent::ScaleStarted { index, scale: transfer.scales()[index] })
                }
                Ok(Step::Accepted(report)) => {
                    if report.iteration % self.preview_every == 0 {
                        self.offer_preview(&transfer, report.iteration)?;
                    }
                    self.last_step = Some(report.clone());
                    self.tell(JobEvent::Step(report))
                }
                Ok(Step::ScaleConverged(_)) => Ok(()),
                Ok(Step::Finished(ending)) => return self.outcome(&transfer, ending),
                Err(Error::Cancelled) => return self.outcome(&transfer, Ending::Stopped),
                Err(error) => return Err(error),
            };
            if told.is_err() {
                return self.outcome(&transfer, Ending::Stopped);
            }
        }
    }

    /// Obeys every waiting command, and waits for more while paused. Some when the painting is to end.
    fn obey(&mut self, transfer: &mut Transfer) -> Result<Option<Abandoned>> {
        loop {
            let mut wishes = Wishes::default();
            let mut command = if self.paused {
                self.ends.commands.recv().map_err(|_| TryRecvError::Disconnected)
            } else {
                self.ends.commands.try_recv()
            };
            loop {
                match command {
                    Ok(JobCommand::SetWeights(new)) => wishes.weights = Some(new),
                    Ok(JobCommand::SetStyles(new)) => wishes.styles = Some(new),
                    Ok(JobCommand::SetStyleScale(new)) => wishes.style_scale = Some(new),
                    Ok(JobCommand::SetPlan(new)) => wishes.plan = Some(new),
                    Ok(JobCommand::Ask(layer)) => wishes.asked = Some(layer),
                    Ok(JobCommand::SetPreviewEvery(every)) => self.preview_every = every.max(1),
                    Ok(JobCommand::Pause) => self.paused = true,
                    Ok(JobCommand::Resume) => self.paused = false,
                    Ok(JobCommand::SkipScale) => transfer.skip_scale(),
                    Ok(JobCommand::Stop) | Err(TryRecvError::Disconnected) => return Ok(Some(Abandoned)),
                    Err(TryRecvError::Empty) => break,
                }
                command = self.ends.commands.try_recv();
            }
            match self.steer(transfer, wishes) {
                Ok(()) => {}
                Err(Error::Cancelled) => return Ok(Some(Abandoned)),
                Err(error @ Error::Value { .. }) => {
                    let _ = self.tell(JobEvent::Warning(error.text()));
                }
                Err(error) => return Err(error),
            }
            if !self.paused {
                return Ok(None);
            }
        }
    }

    /// Paints on as is wished; what cannot be used leaves the rest as it was.
    fn steer(&mut self, transfer: &mut Transfer, wishes: Wishes) -> Result<()> {
        let Wishes { weights, styles, style_scale, plan, asked } = wishes;
        if let Some(layer) = asked {
            self.answer(transfer, layer)?;
        }
        if let Some(weights) = weights {
            transfer.set_weights(weights, &self.ends.cancel)?;
        }
        if styles.is_some() || style_scale.is_some() {
            let styles = styles.unwrap_or_else(|| transfer.styles().clone());
            let style_scale = style_scale.unwrap_or(transfer.settings().style_scale);
            transfer.set_styles(styles, style_scale, &self.ends.cancel)?;
        }
        let planned = plan.map_or(Ok(()), |plan| transfer.set_plan(plan));
        // Whoever has gone is noticed at the next step.
        let _ = self.tell_plan(transfer);
        planned
    }

    /// Asks a layer about the present picture, and puts its answer into the slot.
    fn answer(&self, transfer: &mut Transfer, layer: Layer) -> Result<()> {
        let begun = Instant::now();
        let result = match transfer.ask(layer, &self.ends.cancel) {
            Err(error @ Error::Value { .. }) => Err(error.text()),
            answer => Ok(answer?),
        };
        let iteration = self.iterations();
        let seconds = begun.elapsed().as_secs_f64();
        self.slots.answer.put(LayerAnswer { layer, iteration, seconds, result });
        self.ends.wake();
        Ok(())
    }

    /// Tells the scales if they are others than were told.
    fn tell_plan(&mut self, transfer: &Transfer) -> Result<(), Abandoned> {
        if transfer.scales() == self.scales {
            return Ok(());
        }
        self.scales = transfer.scales().to_vec();
        self.tell(JobEvent::Planned { scales: self.scales.clone() })
    }

    /// Tells the window; a step is dropped when that is slow.
    fn tell(&self, event: JobEvent) -> Result<(), Abandoned> {
        let weight = if matches!(event, JobEvent::Step(_)) { Weight::Passing } else { Weight::Lasting };
        self.ends.tell(event, weight)
    }

    /// Iterations made, those of an earlier job included.
    fn iterations(&self) -> usize {
        self.last_step.as_ref().map_or(self.iterations_before, |step| step.iteration)
    }

    /// Puts the present picture into the slot, if the last one was taken.
    fn offer_preview(&self, transfer: &Transfer, iteration: usize) -> Result<()> {
        if self.slots.preview.is_wanted() {
            self.slots.preview.put(preview(transfer, iteration)?);
            self.ends.wake();
        }
        Ok(())
    }

    /// Tells the last picture of a scale before it is left, when it is.
    fn tell_scale_end(&self, transfer: &Transfer) -> Result<Result<(), Abandoned>> {
        if !transfer.leaves_scale() {
            return Ok(Ok(()));
        }
        Ok(self.tell(JobEvent::ScaleEnded(preview(transfer, self.iterations())?)))
    }

    fn outcome(&self, transfer: &Transfer, ending: Ending) -> Result<Outcome> {
        Ok(Outcome { picture: transfer.picture()?, ending, last_step: self.last_step.clone() })
    }
}

/// The present picture for the screen.
fn preview(transfer: &Transfer, iteration: usize) -> Result<PreviewPicture> {
    Ok(PreviewPicture::of(&transfer.picture()?, iteration))
}
