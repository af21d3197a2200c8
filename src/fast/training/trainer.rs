//! The training as a state machine: one call of [`Trainer::step`], one piece of work.

use std::sync::Arc;
use std::time::Instant;

use super::checkpoint::{Checkpoint, SQUARE_DECAY, State, host};
use super::crops::Crops;
use super::lesson::{Lesson, TrainGoal};
use super::photos::Photos;
use super::report::{TrainEnding, TrainLosses, TrainReport, TrainStep};
use super::sampler::Sampler;
use super::settings::TrainSettings;
use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::fast::{About, ApplyOptions, Enlarger, Style, TrainedNetwork};
use crate::network::{FeedForwardWeights, TrainableNet, Vgg19, Workspace, sha256};
use crate::optimize::{Moments, Vector};
use crate::picture::Picture;
use crate::transfer::PerceptualLoss;

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
    notices: Vec<String>,
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
    pub(super) fn with_sampler(
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
    pub fn resume(
        vgg19: Arc<Vgg19>,
        checkpoint: Checkpoint,
        painting: Option<Arc<Picture>>,
        photos: Photos,
    ) -> Result<Self> {
        let Checkpoint { settings, painting: expected, photographs, state } = checkpoint;
        if fingerprint(painting.as_deref()) != expected {
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
        painting: Option<Arc<Picture>>,
        sampler: Sampler,
        state: State,
    ) -> Result<Self> {
        let mut weights = settings.initial_weights();
        if weights.parameters_len() != state.weights.len() {
            return Err(Error::value("the width", settings.width, "the training has another one; begin again"));
        }
        weights.set_parameters(host(&state.weights));
        let network = TrainableNet::new(weights, vgg19.device().clone())?;
        let sampler = Arc::new(sampler);
        let lesson = match (settings.goal, painting) {
            (TrainGoal::Style, Some(painting)) => Lesson::Style { painting, loss: None },
            (TrainGoal::Style, None) => {
                return Err(Error::value("the painting", "missing", "give the painting whose style is learned"));
            }
            (TrainGoal::Enlarge { enlargement, loss }, _) => {
                Lesson::Enlarge { enlargement, loss, perceptual: PerceptualLoss::of_content(Arc::clone(&vgg19)) }
            }
        };
        Ok(Self {
            settings,
            vgg19,
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
    pub fn take_notices(&mut self) -> Vec<String> {
        self.notices.extend(self.sampler.newly_broken());
        std::mem::take(&mut self.notices)
    }

    /// The whole state.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            settings: self.settings.clone(),
            painting: fingerprint(self.painting()),
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

    /// The painting whose style is learned.
    fn painting(&self) -> Option<&Picture> {
        match &self.lesson {
            Lesson::Style { painting, .. } => Some(painting),
            Lesson::Enlarge { .. } => None,
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

#[cfg(test)]
mod tests {
    use super::super::lesson::EnlargerLoss;
    use super::*;
    use crate::fast::Enlargement;
    use crate::network::{DeviceChoice, NetworkCache, WeightScale};

    fn trainer(settings: TrainSettings) -> Trainer {
        let vgg19 = NetworkCache::default().get(DeviceChoice::Cpu, WeightScale::Normalised).unwrap();
        let noise = |seed| Picture::white_noise(48, 40, 1.0, seed);
        let sampler = Sampler::of_picture(&noise(1), &settings);
        Trainer::with_sampler(vgg19, settings, Some(Arc::new(noise(2))), sampler, None).unwrap()
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

    fn enlarger(enlargement: Enlargement, loss: EnlargerLoss, steps: usize) -> Trainer {
        let vgg19 = NetworkCache::default().get(DeviceChoice::Cpu, WeightScale::Normalised).unwrap();
        let settings = TrainSettings { width: 4, crop: 32, steps, ..TrainSettings::enlarging(enlargement, loss) };
        let stripes = |index: usize| if (index % 64 / 3 + index / 64 / 5).is_multiple_of(2) { 0.2 } else { 0.7 };
        let photograph = Picture::new(64, 48, (0..3 * 64 * 48).map(stripes).collect());
        let sampler = Sampler::of_picture(&photograph, &settings);
        Trainer::with_sampler(vgg19, settings, None, sampler, None).unwrap()
    }

    /// The loss of the present network over some crops that are always the same.
    fn loss_of_first_crops(trainer: &mut Trainer) -> f64 {
        let mut sums = vec![0.0; trainer.state.weights.len()];
        let losses = (0..8).map(|number| {
            let crop = trainer.sampler.crop(number).unwrap();
            let measure = (&trainer.settings, None);
            let never = CancelToken::new();
            trainer.lesson.evaluate(&crop, &mut trainer.network, measure, &mut sums, &never).unwrap().total()
        });
        losses.sum()
    }

    /// Both losses are lowered below those of the bicubic picture, which training begins with.
    #[test]
    fn a_network_learns_to_enlarge() {
        for (enlargement, loss) in
            [(Enlargement::FourTimes, EnlargerLoss::Perceptual), (Enlargement::Twice, EnlargerLoss::Pixel)]
        {
            let mut trainer = enlarger(enlargement, loss, 60);
            assert_eq!(trainer.step(&CancelToken::new()).unwrap(), TrainStep::Prepared);
            let before = loss_of_first_crops(&mut trainer);
            for _ in 0..60 {
                make(&mut trainer);
            }
            let after = loss_of_first_crops(&mut trainer);
            assert!(after < before, "{enlargement}, {loss:?}: {after} after {before}");
            let photograph = Picture::white_noise(24, 20, 1.0, 1);
            let sample = trainer.sample(&photograph, &mut Workspace::default(), &CancelToken::new()).unwrap();
            assert_eq!((sample.width(), sample.height()), (24, 20));
        }
    }

    #[test]
    fn a_training_of_an_enlarger_goes_on_exactly_as_it_would_have() {
        let (never, new) = (CancelToken::new(), || enlarger(Enlargement::Twice, EnlargerLoss::Perceptual, 4));
        let mut whole = new();
        whole.step(&never).unwrap();
        let expected: Vec<_> = (0..4).map(|_| make(&mut whole).losses).collect();
        let mut cut = new();
        cut.step(&never).unwrap();
        make(&mut cut);
        make(&mut cut);
        let folder = tempfile::tempdir().unwrap();
        cut.checkpoint().save(&folder.path().join("a")).unwrap();
        let checkpoint = Checkpoint::open(&folder.path().join("a")).unwrap();
        let Checkpoint { settings, state, .. } = checkpoint;
        // Its thread has the sampler too.
        cut.crops = None;
        let sampler = Arc::into_inner(cut.sampler).unwrap();
        let mut again = Trainer::with_state(cut.vgg19, settings, None, sampler, state).unwrap();
        again.step(&never).unwrap();
        assert_eq!([make(&mut again).losses, make(&mut again).losses], expected[2..]);
        assert_eq!(again.weights().parameters(), whole.weights().parameters());
    }

    #[test]
    fn training_begins_with_weights_of_its_own_width_only() {
        let vgg19 = NetworkCache::default().get(DeviceChoice::Cpu, WeightScale::Normalised).unwrap();
        let painting = Arc::new(Picture::white_noise(40, 40, 1.0, 1));
        let start = |width| Some(FeedForwardWeights::initial_transform_net(width, 9));
        let begin = |width| {
            let sampler = Sampler::of_picture(&painting, &small());
            Trainer::with_sampler(Arc::clone(&vgg19), small(), Some(Arc::clone(&painting)), sampler, start(width))
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
        let (vgg19, painting) = (Arc::clone(&plain.vgg19), plain.painting().cloned().map(Arc::new));
        let mut other = Trainer::with_sampler(vgg19, small(), painting, sampler, Some(start)).unwrap();
        other.step(&CancelToken::new()).unwrap();
        assert_eq!(plain.state.style_weight, other.state.style_weight);
        assert!(plain.state.style_weight.unwrap() > 0.0);
    }
}
