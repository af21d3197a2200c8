//! The training as a state machine: one call of [`Trainer::step`], one piece of work.

use std::sync::Arc;
use std::time::Instant;

use candle_core::{Device, Tensor};

use super::checkpoint::{Checkpoint, SQUARE_DECAY, State, host};
use super::crops::Crops;
use super::photos::Photos;
use super::report::{TrainEnding, TrainLosses, TrainReport, TrainStep};
use super::sampler::Sampler;
use super::settings::TrainSettings;
use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::fast::{About, Style, TrainedStyle, TrainingRecord};
use crate::network::{FeedForwardWeights, TrainableNet, Vgg19, sha256};
use crate::optimize::{Moments, Vector};
use crate::picture::Picture;
use crate::transfer::{PerceptualLoss, PerceptualWeights};

/// Photographs by which content and style are balanced.
const BALANCE_CROPS: u64 = 4;
/// The weight of the content; that of the style is measured against it.
const CONTENT_WEIGHT: f64 = 1.0;
/// What the style counts where both gradients are equally long for what a network of chance paints. That resembles no
/// photograph at all: its gradient for the content says little of the balance at the end, and by far more than that for
/// the style. With this factor the optimiser of [`crate::transfer`], which lowers the same loss for a single picture, paints
/// what is clearly a painting and clearly the photograph.
const STYLE_FACTOR: f64 = 800.0;
/// How much of the running average of the weights is kept in a step, once there were many.
const AVERAGE_DECAY: f64 = 0.995;
/// The same for the losses that are told at the end.
const RECENT_DECAY: f64 = 0.98;
/// Steps after which the state is kept, to go back to if the loss stops being a number.
const KEEP_EVERY: usize = 25;
/// How often the rate is halved before training ends for want of a finite loss.
const MOST_HALVINGS: i32 = 8;

/// One training.
#[derive(Debug)]
pub struct Trainer {
    settings: TrainSettings,
    vgg19: Arc<Vgg19>,
    painting: Arc<Picture>,
    sampler: Arc<Sampler>,
    network: TrainableNet,
    loss: Option<PerceptualLoss>,
    /// Crops from the next one on that no step has used.
    crops: Option<Crops>,
    /// The crops of the step that is being made.
    batch: Vec<Tensor>,
    state: State,
    last_good: State,
    ending: Option<TrainEnding>,
    notices: Vec<String>,
}

impl Trainer {
    /// Prepares a training, from chance or from the weights of another style, which then has the width of the settings.
    ///
    /// # Errors
    /// [`Error::Value`] for settings that cannot be used, or weights of another width; or a failure of the device.
    pub fn new(
        vgg19: Arc<Vgg19>,
        settings: TrainSettings,
        painting: Arc<Picture>,
        photos: Photos,
        start: Option<FeedForwardWeights>,
    ) -> Result<Self> {
        let sampler = Sampler::new(photos, &settings);
        Self::with_sampler(vgg19, settings, painting, sampler, start)
    }

    /// The same on any crops.
    pub(super) fn with_sampler(
        vgg19: Arc<Vgg19>,
        settings: TrainSettings,
        painting: Arc<Picture>,
        sampler: Sampler,
        start: Option<FeedForwardWeights>,
    ) -> Result<Self> {
        settings.validate()?;
        let initial = FeedForwardWeights::initial_transform_net(settings.width, settings.seed);
        let weights = start.unwrap_or_else(|| initial.clone());
        if weights.parameters_len() != initial.parameters_len() {
            let remedy = "the style that it begins with has another width; give that one";
            return Err(Error::value("the width", settings.width, remedy));
        }
        let values = Vector::Host(weights.parameters());
        let state = State {
            steps: 0,
            average: values.clone(),
            moments: Moments::none(&values, SQUARE_DECAY)?,
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
    pub fn resume(vgg19: Arc<Vgg19>, checkpoint: Checkpoint, painting: Arc<Picture>, photos: Photos) -> Result<Self> {
        let Checkpoint { settings, painting: expected, photographs, state } = checkpoint;
        if fingerprint(&painting) != expected {
            let remedy = "the training that was begun there has another painting; begin again without --resume";
            return Err(Error::value("the painting", "this one", remedy));
        }
        let changed = photos.fingerprint() != photographs;
        let sampler = Sampler::new(photos, &settings);
        let mut trainer = Self::with_state(vgg19, settings, painting, sampler, state)?;
        if changed {
            trainer.notices.push(
                "the photographs are not those that the training began with; it goes on, but not as it would have"
                    .into(),
            );
        }
        Ok(trainer)
    }

    fn with_state(
        vgg19: Arc<Vgg19>,
        settings: TrainSettings,
        painting: Arc<Picture>,
        sampler: Sampler,
        state: State,
    ) -> Result<Self> {
        let mut weights = FeedForwardWeights::initial_transform_net(settings.width, settings.seed);
        if weights.parameters_len() != state.weights.len() {
            return Err(Error::value("the width", settings.width, "the training has another one; begin again"));
        }
        weights.set_parameters(host(&state.weights));
        let network = TrainableNet::new(weights, vgg19.device().clone())?;
        let sampler = Arc::new(sampler);
        Ok(Self {
            settings,
            vgg19,
            painting,
            sampler,
            network,
            loss: None,
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
    pub fn take_notices(&mut self) -> Vec<String> {
        self.notices.extend(self.sampler.newly_broken());
        std::mem::take(&mut self.notices)
    }

    /// The whole state.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            settings: self.settings.clone(),
            painting: fingerprint(&self.painting),
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

    /// The style as it is now, to paint with on the device where it is trained.
    ///
    /// # Errors
    /// Only when the device fails.
    pub fn style(&self) -> Result<Style> {
        Style::of_weights(&self.weights(), self.vgg19.device().clone())
    }

    /// The style as it is now with all that its file tells: where it comes from, and the machine that it was trained on.
    pub fn trained(&self, about: About, machine: String) -> TrainedStyle {
        let record = TrainingRecord {
            settings: self.settings.clone(),
            steps: self.state.steps,
            photographs: self.sampler.photos().files().len(),
            seconds: self.state.seconds,
            machine,
            losses: self.state.recent,
        };
        TrainedStyle { weights: self.weights(), about, record }
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
        if self.loss.is_none() {
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
        let sizes = self.settings.style_sizes();
        let mut loss = PerceptualLoss::new(Arc::clone(&self.vgg19), &self.painting, &sizes, cancel)?;
        if self.state.style_weight.is_none() {
            self.state.style_weight = Some(self.balance(&mut loss, cancel)?);
        }
        self.loss = Some(loss);
        Ok(())
    }

    /// The weight of the style with which its gradient is as long as that of the content, for what a network of chance
    /// paints. It is always that network, whatever training begins with: what another style already knows would tell
    /// little of the balance.
    fn balance(&self, loss: &mut PerceptualLoss, cancel: &CancelToken) -> Result<f64> {
        let chance = FeedForwardWeights::initial_transform_net(self.settings.width, self.settings.seed);
        let mut network = TrainableNet::new(chance, self.vgg19.device().clone())?;
        let [mut content, mut style] = [0.0; 2];
        for number in 0..BALANCE_CROPS {
            let photograph = to_tensor(&self.sampler.crop(number)?, self.vgg19.device())?;
            let painted = network.forward(&photograph, cancel)?;
            let mut length = |content, style| {
                let weights = PerceptualWeights { content, style, total_variation: 0.0 };
                loss.evaluate(&photograph, &painted, weights, cancel)?.gradient_l2()
            };
            content += length(CONTENT_WEIGHT, 0.0)?;
            style += length(0.0, 1.0)?;
        }
        Ok(content / style.max(f64::MIN_POSITIVE))
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
            self.batch.push(to_tensor(&crops.next(cancel)?, self.vgg19.device())?);
        }
        let loss = self.loss.as_mut().expect("the first step prepares it");
        let balance = self.state.style_weight.expect("the first step prepares it");
        let style_weight = balance * STYLE_FACTOR * self.settings.lean;
        let weights = PerceptualWeights {
            content: CONTENT_WEIGHT,
            style: style_weight,
            total_variation: self.settings.total_variation,
        };
        let share = 1.0 / self.batch.len() as f64;
        let (mut losses, mut sums) = (TrainLosses::default(), vec![0.0; self.state.weights.len()]);
        for photograph in &self.batch {
            let painted = self.network.forward(photograph, cancel)?;
            let evaluation = loss.evaluate(photograph, &painted, weights, cancel)?;
            self.network.backward(&evaluation.gradient, &mut sums, cancel)?;
            let of_crop = evaluation.losses;
            losses = losses.plus(
                share,
                TrainLosses {
                    content: CONTENT_WEIGHT * of_crop.content,
                    style: style_weight * of_crop.style,
                    total_variation: of_crop.total_variation,
                },
            );
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

/// Tells paintings apart by all their values.
fn fingerprint(painting: &Picture) -> String {
    let size = format!("{}x{} ", painting.width(), painting.height());
    let values = painting.planes().iter().flat_map(|value| value.to_le_bytes());
    sha256(&size.into_bytes().into_iter().chain(values).collect::<Vec<u8>>())
}

/// A picture as a tensor, `[1, 3, H, W]`.
fn to_tensor(picture: &Picture, device: &Device) -> Result<Tensor> {
    Ok(Tensor::from_slice(picture.planes(), (1, 3, picture.height(), picture.width()), device)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{DeviceChoice, NetworkCache, WeightScale};

    fn trainer(settings: TrainSettings) -> Trainer {
        let vgg19 = NetworkCache::default().get(DeviceChoice::Cpu, WeightScale::Normalised).unwrap();
        let noise = |seed| Picture::white_noise(48, 40, 1.0, seed);
        let sampler = Sampler::of_picture(&noise(1), &settings);
        Trainer::with_sampler(vgg19, settings, Arc::new(noise(2)), sampler, None).unwrap()
    }

    fn small() -> TrainSettings {
        TrainSettings { width: 2, steps: 4, crop: 32, style_size: 32, style_scales: 1, ..TrainSettings::default() }
    }

    fn make(trainer: &mut Trainer) -> TrainReport {
        match trainer.step(&CancelToken::new()).unwrap() {
            TrainStep::Made(report) => report,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn steps_are_made_until_the_end() {
        let mut trainer = trainer(small());
        let never = CancelToken::new();
        assert_eq!(trainer.step(&never).unwrap(), TrainStep::Prepared);
        for step in 1..=4 {
            let report = make(&mut trainer);
            assert_eq!((report.step, report.steps), (step, 4));
            assert!(report.losses.content > 0.0 && report.losses.style > 0.0);
        }
        for _ in 0..2 {
            assert_eq!(trainer.step(&never).unwrap(), TrainStep::Finished(TrainEnding::Completed));
        }
        assert_eq!(trainer.steps(), 4);
        assert!(trainer.recent_losses().total() > 0.0);
    }

    #[test]
    fn a_step_that_is_cancelled_changes_nothing() {
        let (mut one, mut other) = (trainer(small()), trainer(small()));
        let (never, cancelled) = (CancelToken::new(), CancelToken::new());
        cancelled.cancel();
        assert!(matches!(one.step(&cancelled), Err(Error::Cancelled)));
        for trainer in [&mut one, &mut other] {
            trainer.step(&never).unwrap();
        }
        let losses = |trainer: &mut Trainer| make(trainer).losses;
        assert_eq!(losses(&mut one), losses(&mut other));
        assert!(matches!(one.step(&cancelled), Err(Error::Cancelled)));
        assert_eq!(losses(&mut one), losses(&mut other));
    }

    #[test]
    fn a_loss_that_is_no_number_leads_back_with_half_the_rate() {
        let mut trainer = trainer(small());
        trainer.step(&CancelToken::new()).unwrap();
        let first = make(&mut trainer);
        let spoil = |trainer: &mut Trainer| {
            let spoilt = vec![f32::NAN; trainer.state.weights.len()];
            trainer.network.set_parameters(&spoilt).unwrap();
        };
        spoil(&mut trainer);
        assert_eq!(trainer.step(&CancelToken::new()).unwrap(), TrainStep::WentBack(0));
        let again = make(&mut trainer);
        assert_eq!(again.losses, first.losses, "the same crop and the same weights");
        assert!((again.rate - first.rate / 2.0).abs() < 1e-12);
        for _ in 1..MOST_HALVINGS {
            spoil(&mut trainer);
            assert_eq!(trainer.step(&CancelToken::new()).unwrap(), TrainStep::WentBack(0));
        }
        spoil(&mut trainer);
        let end = TrainStep::Finished(TrainEnding::NotFinite);
        assert_eq!(trainer.step(&CancelToken::new()).unwrap(), end);
        assert!(trainer.weights().parameters().iter().all(|value| value.is_finite()));
    }

    #[test]
    fn training_begins_with_weights_of_its_own_width_only() {
        let vgg19 = NetworkCache::default().get(DeviceChoice::Cpu, WeightScale::Normalised).unwrap();
        let painting = Arc::new(Picture::white_noise(40, 40, 1.0, 1));
        let start = |width| Some(FeedForwardWeights::initial_transform_net(width, 9));
        let begin = |width| {
            let sampler = Sampler::of_picture(&painting, &small());
            Trainer::with_sampler(Arc::clone(&vgg19), small(), Arc::clone(&painting), sampler, start(width))
        };
        assert_eq!(begin(2).unwrap().weights().parameters(), start(2).unwrap().parameters());
        assert!(begin(3).unwrap_err().is_wrong_use());
    }

    /// The balance does not depend on what training begins with.
    #[test]
    fn content_and_style_are_balanced_for_a_network_of_chance() {
        let mut plain = trainer(small());
        plain.step(&CancelToken::new()).unwrap();
        let sampler = Sampler::of_picture(&Picture::white_noise(48, 40, 1.0, 1), &small());
        let start = FeedForwardWeights::random_transform_net(2, 77);
        let (vgg19, painting) = (Arc::clone(&plain.vgg19), Arc::clone(&plain.painting));
        let mut other = Trainer::with_sampler(vgg19, small(), painting, sampler, Some(start)).unwrap();
        other.step(&CancelToken::new()).unwrap();
        assert_eq!(plain.state.style_weight, other.state.style_weight);
        assert!(plain.state.style_weight.unwrap() > 0.0);
    }
}
