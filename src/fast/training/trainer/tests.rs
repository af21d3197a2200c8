//! What a training does step by step, on noise.

use super::super::settings::EnlargerLoss;
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
    let (vgg19, painting) = (Arc::clone(&plain.vgg19), Some(Arc::new(Picture::white_noise(48, 40, 1.0, 2))));
    let mut other = Trainer::with_sampler(vgg19, small(), painting, sampler, Some(start)).unwrap();
    other.step(&CancelToken::new()).unwrap();
    assert_eq!(plain.state.style_weight, other.state.style_weight);
    assert!(plain.state.style_weight.unwrap() > 0.0);
}
