//! The training as a state machine: one call of [`Trainer::step`], one piece of work.

use std::sync::Arc;
use std::time::Instant;

use super::checkpoint::{Checkpoint, State, host};
use super::lesson::Lesson;
use super::photos::Photos;
use super::report::{TrainEnding, TrainLosses, TrainReport, TrainStep};
use super::sampler::{Crops, Sampler};
use super::settings::{TrainGoal, TrainSettings};
use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::fast::{About, ApplyOptions, Enlarger, Style, TrainedNetwork};
use crate::network::{FeedForwardWeights, TrainableNet, Vgg19, Workspace, sha256};
use crate::optimize::{Moments, Vector};
use crate::picture::Picture;
use crate::text::{Text, text};
use crate::transfer::PerceptualLoss;

/// How much of the running average of the weights is kept in a step, once there were many.
const AVERAGE_DECAY: f64 = 0.995;
/// The same for the losses that are told at the end.
const RECENT_DECAY: f64 = 0.98;
/// Steps after which the state is kept, to go back to if the loss stops being a number.
const KEEP_EVERY: usize = 25;
/// How often the rate is halved before training ends for want of a finite loss.
const MOST_HALVINGS: i32 = 8;

/// The noise of photographs and paintings to measure with, which take as long as any.
const NOISE_SEED: u64 = 0;

/// One training.
///
/// ```
/// use std::sync::Arc;
///
/// use impasto::cancel::CancelToken;
/// use impasto::fast::{Photos, TrainSettings, TrainStep, Trainer};
/// use impasto::network::{DeviceChoice, NetworkCache, WeightScale, Workspace};
/// use impasto::picture::{Picture, SaveOptions};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // A folder of photographs; a real one has some hundred of them.
/// let folder = tempfile::tempdir()?;
/// let photograph = Picture::white_noise(48, 40, 1.0, 1);
/// photograph.save(&folder.path().join("photograph.png"), &SaveOptions::default())?;
/// let painting = Arc::new(Picture::white_noise(40, 40, 0.5, 2));
///
/// // So small only that this example takes a moment; `Quality::Good.settings()` makes a style to use.
/// let settings =
///     TrainSettings { width: 4, steps: 2, crop: 32, style_size: 32, style_scales: 1, ..TrainSettings::default() };
/// let vgg19 = NetworkCache::default().get(DeviceChoice::Cpu, WeightScale::Normalised)?;
/// let mut trainer = Trainer::new(vgg19, settings, Some(painting), Photos::of_folder(folder.path())?, None)?;
///
/// let cancel = CancelToken::new();
/// while !matches!(trainer.step(&cancel)?, TrainStep::Finished(_)) {}
/// assert_eq!(trainer.steps(), 2);
/// let painted = trainer.sample(&photograph, &mut Workspace::default(), &cancel)?;
/// assert_eq!((painted.width(), painted.height()), (48, 40));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Trainer {
    settings: TrainSettings,
    vgg19: Arc<Vgg19>,
    /// What tells the painting from others.
    painting: String,
    lesson: Lesson,
    sampler: Arc<Sampler>,
    network: TrainableNet,
    /// Whether the lesson is prepared.
    is_prepared: bool,
    /// Crops from the next one on that no step has used.
    crops: Option<Crops>,
    /// The crops of the step that is being made.
    batch: Vec<Picture>,
    state: State,
    last_good: State,
    ending: Option<TrainEnding>,
    notices: Vec<Text>,
}

impl Trainer {
    /// Prepares a training, from chance or from the weights of another style, which then has the width of the settings. A
    /// style is learned from a painting; for another goal there is none.
    ///
    /// # Errors
    /// [`Error::Value`] for settings that cannot be used, or weights of another width; or a failure of the device.
    pub fn new(
        vgg19: Arc<Vgg19>,
        settings: TrainSettings,
        painting: Option<Arc<Picture>>,
        photos: Photos,
        start: Option<FeedForwardWeights>,
    ) -> Result<Self> {
        let sampler = Sampler::new(photos, &settings);
        Self::with_sampler(vgg19, settings, painting, sampler, start)
    }

    /// The same on any crops.
    fn with_sampler(
        vgg19: Arc<Vgg19>,
        settings: TrainSettings,
        painting: Option<Arc<Picture>>,
        sampler: Sampler,
        start: Option<FeedForwardWeights>,
    ) -> Result<Self> {
        settings.validate()?;
        let initial = settings.initial_weights();
        let weights = start.unwrap_or_else(|| initial.clone());
        if weights.parameters_len() != initial.parameters_len() {
            let remedy = text!("the style that it begins with has another width; give that one");
            return Err(Error::value(text!("the width"), settings.width, remedy));
        }
        let values = Vector::Host(weights.parameters());
        let state = State {
            steps: 0,
            average: values.clone(),
            moments: Moments::none(&values)?,
            weights: values,
            style_weight: None,
            rate_factor: 1.0,
            seconds: 0.0,
            recent: TrainLosses::default(),
        };
        Self::with_state(vgg19, settings, painting, sampler, state)
    }

    /// Goes on with a training.
    ///
    /// # Errors
    /// [`Error::Value`] when the painting is not the one that the training began with; or a failure of the device.
    pub fn resume(
        vgg19: Arc<Vgg19>,
        checkpoint: Checkpoint,
        painting: Option<Arc<Picture>>,
        photos: Photos,
    ) -> Result<Self> {
        let Checkpoint { settings, painting: expected, photographs, state } = checkpoint;
        let changed = photos.fingerprint() != photographs;
        let sampler = Sampler::new(photos, &settings);
        let mut trainer = Self::with_state(vgg19, settings, painting, sampler, state)?;
        if trainer.painting != expected {
            let remedy = text!("the training that was begun there has another painting; begin again without --resume");
            return Err(Error::value(text!("the painting"), text!("this one"), remedy));
        }
        if changed {
            trainer.notices.push(text!(
                "the photographs are not those that the training began with; it goes on, but not as it would have"
            ));
        }
        Ok(trainer)
    }

    fn with_state(
        vgg19: Arc<Vgg19>,
        settings: TrainSettings,
        painting: Option<Arc<Picture>>,
        sampler: Sampler,
        state: State,
    ) -> Result<Self> {
        let mut weights = settings.initial_weights();
        if weights.parameters_len() != state.weights.len() {
            return Err(Error::value(
                text!("the width"),
                settings.width,
                text!("the training has another one; begin again"),
            ));
        }
        weights.set_parameters(host(&state.weights));
        let network = TrainableNet::new(weights, vgg19.device().clone())?;
        let sampler = Arc::new(sampler);
        let fingerprint = fingerprint(painting.as_deref());
        let lesson = match (settings.goal, painting) {
            (TrainGoal::Style, Some(painting)) => Lesson::Style { painting, loss: None },
            (TrainGoal::Style, None) => {
                return Err(Error::value(
                    text!("the painting"),
                    text!("missing"),
                    text!("give the painting whose style is learned"),
                ));
            }
            (TrainGoal::Enlarge { enlargement, loss }, _) => {
                Lesson::Enlarge { enlargement, loss, perceptual: PerceptualLoss::of_content(Arc::clone(&vgg19)) }
            }
        };
        Ok(Self {
            settings,
            vgg19,
            painting: fingerprint,
            lesson,
            sampler,
            network,
            is_prepared: false,
            crops: None,
            batch: Vec::new(),
            last_good: state.clone(),
            state,
            ending: None,
            notices: Vec::new(),
        })
    }

    /// The settings.
    pub fn settings(&self) -> &TrainSettings {
        &self.settings
    }

    /// Steps that were made.
    pub fn steps(&self) -> usize {
        self.state.steps
    }

    /// Seconds of work since the beginning.
    pub fn seconds(&self) -> f64 {
        self.state.seconds
    }

    /// The running mean of the losses over about the last fifty steps.
    pub fn recent_losses(&self) -> TrainLosses {
        self.state.recent
    }

    /// What there is to be told since this was called last: photographs that cannot be opened, each in a sentence.
    pub fn take_notices(&mut self) -> Vec<Text> {
        self.notices.extend(self.sampler.newly_broken());
        std::mem::take(&mut self.notices)
    }

    /// The whole state.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            settings: self.settings.clone(),
            painting: self.painting.clone(),
            photographs: self.sampler.photos().fingerprint(),
            state: self.state.clone(),
        }
    }

    /// The network as it is kept: the running average of the weights.
    pub fn weights(&self) -> FeedForwardWeights {
        let mut weights = self.network.weights().clone();
        weights.set_parameters(host(&self.state.average));
        weights
    }

    /// What the network as it is now makes of a photograph: it paints it, or enlarges it again after it was reduced.
    ///
    /// # Errors
    /// [`Error::Cancelled`], or a failure of the device.
    pub fn sample(&self, photograph: &Picture, workspace: &mut Workspace, cancel: &CancelToken) -> Result<Picture> {
        let (weights, device) = (self.weights(), self.vgg19.device().clone());
        match self.settings.goal {
            TrainGoal::Style => {
                let (style, options) = (Style::of_weights(&weights, device)?, ApplyOptions::default());
                Ok(style.apply(photograph.clone(), &options, workspace, &mut |_| {}, cancel)?.picture)
            }
            TrainGoal::Enlarge { enlargement, .. } => {
                let small = Arc::new(enlargement.reduced(photograph));
                Enlarger::of_weights(&weights, device)?.enlarge(&small, &mut |_| {}, cancel)
            }
        }
    }

    /// The network as it is now with all that its file tells: where it comes from, and the machine that it was trained on.
    pub fn trained(&self, about: About, machine: String) -> TrainedNetwork {
        self.checkpoint().trained(about, self.sampler.photos().files().len(), machine)
    }

    /// Does the next piece of work.
    ///
    /// # Errors
    /// [`Error::Cancelled`] once the token is cancelled; the training stays as it was before the call. [`Error::File`] when
    /// none of the photographs can be opened, [`Error::Value`] when the painting is too small, or a failure of the device.
    pub fn step(&mut self, cancel: &CancelToken) -> Result<TrainStep> {
        let begin = Instant::now();
        if let Some(ending) = self.ending {
            return Ok(TrainStep::Finished(ending));
        }
        if !self.is_prepared {
            self.prepare(cancel)?;
            self.state.seconds += begin.elapsed().as_secs_f64();
            self.last_good = self.state.clone();
            return Ok(TrainStep::Prepared);
        }
        if self.state.steps >= self.settings.steps {
            return Ok(self.finish(TrainEnding::Completed));
        }
        let (losses, gradient) = self.evaluate(cancel)?;
        if !losses.total().is_finite() || !gradient.dot(&gradient)?.is_finite() {
            return self.go_back();
        }
        let rate = self.settings.rate_at(self.state.steps) * self.state.rate_factor;
        self.descend(&gradient, rate)?;
        self.state.seconds += begin.elapsed().as_secs_f64();
        self.batch.clear();
        let decay = averaged_decay(RECENT_DECAY, self.state.steps);
        let recent = TrainLosses::default().plus(decay, self.state.recent);
        self.state.recent = recent.plus(1.0 - decay, losses);
        self.state.steps += 1;
        if self.state.steps.is_multiple_of(KEEP_EVERY) {
            self.last_good = self.state.clone();
        }
        let State { steps: step, seconds, .. } = self.state;
        Ok(TrainStep::Made(TrainReport { step, steps: self.settings.steps, losses, rate, seconds }))
    }

    /// Looks at the painting, and balances content and style if that was not done before.
    fn prepare(&mut self, cancel: &CancelToken) -> Result<()> {
        self.lesson.prepare(&self.vgg19, &self.settings, cancel)?;
        if self.state.style_weight.is_none() {
            let device = self.vgg19.device();
            self.state.style_weight = self.lesson.balance(&self.sampler, &self.settings, device, cancel)?;
        }
        self.is_prepared = true;
        Ok(())
    }

    /// The mean losses over the crops of this step, with the gradient for the weights.
    fn evaluate(&mut self, cancel: &CancelToken) -> Result<(TrainLosses, Vector)> {
        while self.batch.len() < self.settings.batch {
            let crops = match &mut self.crops {
                Some(crops) => crops,
                none => {
                    let first = (self.state.steps * self.settings.batch + self.batch.len()) as u64;
                    none.insert(Crops::from(Arc::clone(&self.sampler), first)?)
                }
            };
            self.batch.push(crops.next(cancel)?);
        }
        let share = 1.0 / self.batch.len() as f64;
        let (mut losses, mut sums) = (TrainLosses::default(), vec![0.0; self.state.weights.len()]);
        let measure = (&self.settings, self.state.style_weight);
        for crop in &self.batch {
            let of_crop = self.lesson.evaluate(crop, &mut self.network, measure, &mut sums, cancel)?;
            losses = losses.plus(share, of_crop);
        }
        let mut gradient = Vector::Host(sums);
        gradient.scale(share)?;
        Ok((losses, gradient))
    }

    /// Moves the weights.
    fn descend(&mut self, gradient: &Vector, rate: f64) -> Result<()> {
        let moments = self.state.moments.clone().with(gradient)?;
        let weights = moments.applied(&self.state.weights, rate)?;
        self.network.set_parameters(host(&weights))?;
        let decay = averaged_decay(AVERAGE_DECAY, self.state.steps);
        self.state.average = Vector::combination(&[(decay, &self.state.average), (1.0 - decay, &weights)])?;
        (self.state.moments, self.state.weights) = (moments, weights);
        Ok(())
    }

    /// Goes back to the last good state with half the rate.
    fn go_back(&mut self) -> Result<TrainStep> {
        let rate_factor = self.state.rate_factor / 2.0;
        self.state = State { rate_factor, seconds: self.state.seconds, ..self.last_good.clone() };
        self.network.set_parameters(host(&self.state.weights))?;
        self.batch.clear();
        self.crops = None;
        if rate_factor < 0.5_f64.powi(MOST_HALVINGS) {
            return Ok(self.finish(TrainEnding::NotFinite));
        }
        Ok(TrainStep::WentBack(self.state.steps))
    }

    fn finish(&mut self, ending: TrainEnding) -> TrainStep {
        self.ending = Some(ending);
        self.crops = None;
        TrainStep::Finished(ending)
    }
}

/// How much a running mean keeps after so many values: little at first, when what it began with says nothing.
fn averaged_decay(decay: f64, values: usize) -> f64 {
    let values = values as f64;
    decay.min((1.0 + values) / (10.0 + values))
}

/// Tells paintings apart by all their values; nothing where there is none.
fn fingerprint(painting: Option<&Picture>) -> String {
    let Some(painting) = painting else { return String::new() };
    let size = format!("{}x{} ", painting.width(), painting.height());
    let values = painting.planes().iter().flat_map(|value| value.to_le_bytes());
    sha256(&size.into_bytes().into_iter().chain(values).collect::<Vec<u8>>())
}

/// The seconds that each of `steps` steps with these settings takes, after one that warms up.
///
/// # Errors
/// [`crate::error::Error::Value`] for settings that cannot be used, [`crate::error::Error::Cancelled`], or a failure of the
/// device.
pub fn step_seconds(
    vgg19: Arc<Vgg19>,
    settings: &TrainSettings,
    steps: usize,
    cancel: &CancelToken,
) -> Result<Vec<f64>> {
    let noise = |side: usize| Picture::white_noise(side, side, 1.0, NOISE_SEED);
    let device = vgg19.device().clone();
    let painting = Arc::new(noise(settings.style_size));
    // One more than is made, so that the last one does not end the training.
    let settings = TrainSettings { steps: steps + 2, ..settings.clone() };
    let sampler = Sampler::of_picture(&noise(settings.crop), &settings);
    let mut trainer = Trainer::with_sampler(vgg19, settings, Some(painting), sampler, None)?;
    let mut seconds = Vec::with_capacity(steps);
    while seconds.len() <= steps {
        let begin = Instant::now();
        let step = trainer.step(cancel)?;
        // An accelerator may still be at work when the call returns.
        device.synchronize()?;
        match step {
            TrainStep::Made(_) => seconds.push(begin.elapsed().as_secs_f64()),
            TrainStep::Prepared | TrainStep::WentBack(_) => {}
            TrainStep::Finished(_) => break,
        }
    }
    Ok(seconds.into_iter().skip(1).collect())
}

#[cfg(test)]
mod tests;
