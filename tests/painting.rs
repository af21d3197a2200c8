//! Paintings and background jobs, on a miniature network.

mod common;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use candle_core::Device;
use common::patience::Guard;
use impasto::cancel::CancelToken;
use impasto::error::Error;
use impasto::job::{Job, JobCommand, JobEvent, JobRequest, Outcome};
use impasto::network::{DeviceChoice, Layer, NetworkCache, Vgg19, WeightScale};
use impasto::picture::{Picture, Pixels};
use impasto::transfer::{
    BasisKind, Ending, Optimizer, Plan, Resumption, Scales, Start, Step, StyleLayers, Styles, Transfer,
    TransferSettings, WeightedStyle, Weights,
};

fn content() -> Arc<Picture> {
    Arc::new(Picture::white_noise(60, 40, 1.0, 1).resized(90, 60))
}

fn style() -> Arc<Picture> {
    Arc::new(Picture::white_noise(50, 50, 1.0, 2))
}

fn settings() -> TransferSettings {
    TransferSettings { size: 96, iterations: 12, scales: Scales::Count(2), ..TransferSettings::default() }
}

fn transfer(settings: TransferSettings) -> Transfer {
    let network = Arc::new(Vgg19::new(common::miniature(5), settings.weight_scale, Device::Cpu).unwrap());
    let start = (settings.start == Start::Picture).then(|| Arc::new(Picture::white_noise(30, 70, 1.0, 8)));
    Transfer::new(network, settings, content(), style(), start).unwrap()
}

/// Paints to the end: every step, and the picture.
fn paint(settings: TransferSettings) -> (Vec<Step>, Picture) {
    let mut transfer = transfer(settings);
    let mut steps = Vec::new();
    loop {
        let step = transfer.step(&CancelToken::new()).unwrap();
        steps.push(step.clone());
        if matches!(step, Step::Finished(_)) {
            return (steps, transfer.picture().unwrap());
        }
    }
}

#[test]
fn a_painting_goes_through_its_scales_and_lowers_the_loss() {
    // Adam climbs at first: its steps have one length wherever it stands.
    for (optimizer, iterations) in [(Optimizer::Lbfgs, 12), (Optimizer::Adam, 120)] {
        for start in [Start::Content, Start::Noise, Start::Style, Start::Picture] {
            let (steps, picture) = paint(TransferSettings { optimizer, start, iterations, ..settings() });
            assert_eq!((picture.width(), picture.height()), (96, 64));
            assert!(picture.planes().iter().all(|value| (0.0..=1.0).contains(value)));
            assert_eq!(steps.iter().filter(|step| matches!(step, Step::ScaleStarted(_))).count(), 2);
            let reports: Vec<_> = steps
                .iter()
                .filter_map(|step| if let Step::Accepted(report) = step { Some(report) } else { None })
                .collect();
            assert!(reports.iter().map(|report| report.iteration).eq(1..=iterations));
            for scale in 0..2 {
                let totals: Vec<f64> =
                    reports.iter().filter(|report| report.scale == scale).map(|report| report.losses.total).collect();
                assert!(totals.last() < totals.first(), "{optimizer:?} {start:?}: {totals:?}");
                if optimizer == Optimizer::Lbfgs {
                    assert!(totals.is_sorted_by(|a, b| b < a), "L-BFGS never climbs: {totals:?}");
                }
            }
            assert_eq!(steps.last(), Some(&Step::Finished(Ending::Completed)));
        }
    }
}

#[test]
fn the_same_settings_give_the_same_bits() {
    let noise = TransferSettings { start: Start::Noise, ..settings() };
    assert_eq!(paint(noise.clone()).1, paint(noise.clone()).1);
    assert_ne!(paint(noise.clone()).1, paint(TransferSettings { seed: 1, ..noise }).1);
}

#[test]
fn cancelling_a_step_leaves_the_painting_as_it_was() {
    let mut transfer = transfer(settings());
    let (go, stop) = (CancelToken::new(), CancelToken::new());
    stop.cancel();
    for _ in 0..4 {
        transfer.step(&go).unwrap();
    }
    let before = transfer.picture().unwrap();
    assert!(matches!(transfer.step(&stop), Err(Error::Cancelled)));
    assert_eq!(transfer.picture().unwrap(), before);
    assert!(matches!(transfer.step(&go), Ok(Step::Accepted(_))));
}

/// A painting that was broken off after so many iterations, with the loss that it had.
fn broken_off(settings: &TransferSettings, iterations: usize) -> (Resumption, f64) {
    let mut transfer = transfer(settings.clone());
    let report = loop {
        if let Step::Accepted(report) = transfer.step(&CancelToken::new()).unwrap()
            && report.iteration == iterations
        {
            break report;
        }
    };
    let picture = Arc::new(Pixels::of(&transfer.picture().unwrap()));
    let scales = transfer.scales().to_vec();
    (Resumption { iteration: iterations, seconds: report.seconds, scales, picture }, report.losses.total)
}

fn resumed(settings: TransferSettings, resumption: Resumption) -> Transfer {
    let network = Arc::new(Vgg19::new(common::miniature(5), settings.weight_scale, Device::Cpu).unwrap());
    Transfer::resumed(network, settings, content(), style(), resumption).unwrap()
}

#[test]
fn a_painting_that_was_broken_off_goes_on_where_it_stood() {
    for (iterations, scale, size) in [(3, 0, (48, 32)), (6, 0, (48, 32)), (9, 1, (96, 64)), (12, 1, (96, 64))] {
        let (resumption, loss) = broken_off(&settings(), iterations);
        let seconds = resumption.seconds;
        let mut transfer = resumed(settings(), resumption);
        assert_eq!(transfer.scales().iter().map(|scale| scale.iterations).collect::<Vec<_>>(), [6, 6]);
        let picture = transfer.picture().unwrap();
        assert_eq!((picture.width(), picture.height()), size);
        assert_eq!(transfer.step(&CancelToken::new()).unwrap(), Step::ScaleStarted(scale));
        let mut made = Vec::new();
        loop {
            match transfer.step(&CancelToken::new()).unwrap() {
                Step::Accepted(report) => made.push(report),
                Step::Finished(ending) => break assert_eq!(ending, Ending::Completed),
                _ => {}
            }
        }
        assert!(made.iter().map(|report| report.iteration).eq(iterations + 1..=12), "no iteration is made twice");
        if let Some(next) = made.first().filter(|next| next.scale == scale) {
            // The bytes of the picture are a little off the numbers that were painted.
            assert!(next.losses.total < 1.02 * loss && next.seconds > seconds, "{} after {loss}", next.losses.total);
        }
        assert_eq!(transfer.picture().unwrap().width(), 96);
    }
}

#[test]
fn a_painting_goes_on_to_another_plan_and_from_a_picture_that_fits_no_scale() {
    let (resumption, _) = broken_off(&settings(), 9);
    let more = TransferSettings { iterations: 40, size: 128, ..settings() };
    let mut transfer = resumed(more, Resumption { ..resumption.clone() });
    while !matches!(transfer.step(&CancelToken::new()).unwrap(), Step::Finished(_)) {}
    assert_eq!(transfer.picture().unwrap().width(), 128);
    let iterations: usize = transfer.scales().iter().map(|scale| scale.iterations).sum();
    assert!((40..50).contains(&iterations), "the finest scale gets its full share: {iterations}");

    let odd = Arc::new(Pixels::of(&Picture::white_noise(70, 70, 1.0, 3)));
    let mut transfer = resumed(settings(), Resumption { picture: odd, ..resumption });
    assert_eq!((transfer.picture().unwrap().width(), transfer.picture().unwrap().height()), (70, 47));
    while !matches!(transfer.step(&CancelToken::new()).unwrap(), Step::Finished(_)) {}
    assert_eq!(transfer.picture().unwrap().width(), 96);
}

#[test]
fn weights_change_at_the_next_step() {
    let mut transfer = transfer(TransferSettings { scales: Scales::Count(1), ..settings() });
    let cancel = CancelToken::new();
    let report = |transfer: &mut Transfer| match transfer.step(&cancel).unwrap() {
        Step::Accepted(report) => report.losses,
        other => panic!("a step was expected, not {other:?}"),
    };
    transfer.step(&cancel).unwrap();
    let default = report(&mut transfer);
    let style_layers: StyleLayers = "conv1_1,conv3_2=2".parse().unwrap();
    let weights = Weights { ratio: 0.1, style_layers, total_variation: 3.0, ..Weights::default() };
    transfer.set_weights(weights, &cancel).unwrap();
    let changed = report(&mut transfer);
    assert_eq!((default.style_layers.len(), changed.style_layers.len()), (5, 2));
    assert!((changed.total - (100.0 * changed.content + 1000.0 * changed.style)).abs() < 1e-9 * changed.total);
    assert!(changed.total_variation > 0.0);
    let wrong = Weights { ratio: f64::NAN, ..Weights::default() };
    assert!(transfer.set_weights(wrong, &cancel).unwrap_err().is_wrong_use());
    assert_eq!(report(&mut transfer).style_layers.len(), 2, "the old weights stay");
}

#[test]
fn the_style_scale_changes_the_painting_and_one_is_the_default() {
    let painted = |style_scale| paint(TransferSettings { style_scale, ..settings() }).1;
    let natural = paint(settings()).1;
    assert_eq!(painted(1.0), natural);
    for scale in [0.25, 0.5, 1.5, 4.0] {
        assert_ne!(painted(scale), natural, "{scale}");
    }
}

#[test]
fn other_styles_count_from_the_next_step_as_if_they_had_been_there() {
    let never = CancelToken::new();
    let other = Arc::new(Picture::white_noise(70, 50, 0.5, 9));
    let mixed = |first: f64, second: f64| {
        let weighted = |picture: &Arc<Picture>, weight| WeightedStyle { picture: Arc::clone(picture), weight };
        Styles::new(vec![weighted(&style(), first), weighted(&other, second)]).unwrap()
    };
    let losses = |transfer: &mut Transfer| match transfer.step(&never).unwrap() {
        Step::Accepted(report) => report.losses,
        step => panic!("{step:?}"),
    };
    // Pixels, and one step, so that both paintings stand at the same place before and after.
    let plain = TransferSettings { basis: BasisKind::Pixels, scales: Scales::Count(1), ..settings() };
    let begun = || {
        let mut transfer = transfer(plain.clone());
        transfer.step(&never).unwrap();
        transfer
    };
    let mut steered = begun();
    steered.set_styles(mixed(1.0, 3.0), 2.0, &never).unwrap();
    let network = Arc::new(Vgg19::new(common::miniature(5), plain.weight_scale, Device::Cpu).unwrap());
    let fresh = TransferSettings { style_scale: 2.0, ..plain.clone() };
    let mut fresh = Transfer::new(network, fresh, content(), mixed(1.0, 3.0), None).unwrap();
    fresh.step(&never).unwrap();
    assert_eq!(losses(&mut steered), losses(&mut fresh));
    assert_ne!(losses(&mut steered), losses(&mut begun()));

    let before = steered.styles().clone();
    let narrow = Styles::from(Arc::new(Picture::white_noise(900, 3, 1.0, 1)));
    assert!(steered.set_styles(narrow, 1.0, &never).unwrap_err().is_wrong_use());
    assert!(steered.set_styles(before.clone(), 9.0, &never).unwrap_err().is_wrong_use());
    assert_eq!((steered.styles(), steered.settings().style_scale), (&before, 2.0), "the old ones stay");
}

#[test]
fn a_job_paints_on_in_other_styles() {
    let model = ModelOnDisk::new();
    let job = Job::start(model.request(endless()), || {});
    wait_for_step(&job);
    let weight = |picture, weight| WeightedStyle { picture, weight };
    let other = Arc::new(Picture::white_noise(40, 40, 0.1, 4));
    let styles = Styles::new(vec![weight(style(), 1.0), weight(other, 2.0)]).unwrap();
    job.send(JobCommand::SetStyles(styles));
    job.send(JobCommand::SetStyleScale(0.5));
    for _ in 0..3 {
        wait_for_step(&job);
    }
    job.send(JobCommand::SetStyles(Arc::new(Picture::white_noise(900, 3, 1.0, 1)).into()));
    loop {
        if let JobEvent::Warning(text) = job.wait_event().expect("the job is running") {
            assert!(text.to_string().contains("the style picture cannot be"), "{text}");
            break;
        }
    }
    wait_for_step(&job);
    job.stop();
    assert_eq!(outcome(&job).ending, Ending::Stopped);
}

#[test]
fn a_start_that_is_already_perfect_ends_the_painting() {
    let network = Arc::new(Vgg19::new(common::miniature(5), WeightScale::Normalised, Device::Cpu).unwrap());
    let picture = Arc::new(Picture::white_noise(96, 60, 1.0, 1));
    let settings = TransferSettings { basis: BasisKind::Pixels, scales: Scales::Count(1), ..settings() };
    let mut transfer = Transfer::new(network, settings, Arc::clone(&picture), Arc::clone(&picture), None).unwrap();
    transfer.step(&CancelToken::new()).unwrap();
    assert_eq!(transfer.step(&CancelToken::new()).unwrap(), Step::Finished(Ending::Converged));
    assert_eq!(transfer.picture().unwrap(), *picture);
}

/// The miniature as a file, for jobs, which load their network themselves.
struct ModelOnDisk(tempfile::NamedTempFile, #[allow(dead_code, reason = "it is dropped, no more")] Guard);

impl ModelOnDisk {
    fn new() -> Self {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), common::miniature_bytes(5)).unwrap();
        Self::of(file)
    }

    fn of(file: tempfile::NamedTempFile) -> Self {
        Self(file, Guard::of("the events of a job"))
    }

    fn request(&self, settings: TransferSettings) -> JobRequest {
        JobRequest {
            settings,
            content: content(),
            styles: style().into(),
            start: None,
            device: DeviceChoice::Cpu,
            networks: NetworkCache::new(Some(PathBuf::from(self.0.path()))),
            resumption: None,
            preview_every: 1,
        }
    }
}

/// Long enough never to end by itself during a test.
fn endless() -> TransferSettings {
    TransferSettings { iterations: 100_000, optimizer: Optimizer::Adam, scales: Scales::Count(1), ..settings() }
}

fn wait_for_step(job: &Job) {
    while !matches!(job.wait_event().expect("the job is running"), JobEvent::Step(_)) {}
}

fn outcome(job: &Job) -> Outcome {
    loop {
        if let JobEvent::Finished(result) = job.wait_event().expect("Finished comes last") {
            assert!(job.wait_event().is_none(), "nothing comes after Finished");
            return result.unwrap();
        }
    }
}

#[test]
fn a_job_tells_its_life_in_order() {
    let model = ModelOnDisk::new();
    let wakes = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&wakes);
    let job = Job::start(model.request(settings()), move || {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    let mut told = Vec::new();
    while let Some(event) = job.wait_event() {
        told.push(match event {
            JobEvent::Started { scales, device } => format!("started {} {device}", scales.len()),
            JobEvent::ScaleStarted { index, .. } => format!("scale {index}"),
            JobEvent::Step(report) => format!("step {}", report.iteration),
            JobEvent::Planned { scales } => format!("planned {}", scales.len()),
            JobEvent::ScaleEnded(picture) => format!("scale ended {}x{}", picture.width, picture.height),
            JobEvent::Warning(text) => text.to_string(),
            JobEvent::Finished(result) => format!("finished {:?}", result.unwrap().ending),
        });
    }
    let steps = |range: std::ops::RangeInclusive<usize>| range.map(|step| format!("step {step}"));
    let mut expected = vec!["started 2 cpu".to_owned(), "scale 0".to_owned()];
    expected.extend(steps(1..=6));
    expected.extend(["scale ended 48x32".to_owned(), "scale 1".to_owned()]);
    expected.extend(steps(7..=12));
    expected.push("finished Completed".to_owned());
    assert_eq!(told, expected);
    assert!(wakes.load(Ordering::Relaxed) >= expected.len());
    assert!(job.preview().take().is_some());
}

#[test]
fn stopping_keeps_the_picture() {
    let model = ModelOnDisk::new();
    let job = Job::start(model.request(endless()), || ());
    wait_for_step(&job);
    job.stop();
    let outcome = outcome(&job);
    assert_eq!(outcome.ending, Ending::Stopped);
    assert_eq!((outcome.picture.width(), outcome.picture.height()), (96, 64));
    assert!(outcome.last_step.is_some());
}

#[test]
fn a_paused_job_waits_and_still_obeys() {
    let model = ModelOnDisk::new();
    let job = Job::start(model.request(endless()), || ());
    wait_for_step(&job);
    job.send(JobCommand::Pause);
    let replan = |iterations| job.send(JobCommand::SetPlan(Plan { iterations, ..Plan::of(&endless()) }));
    // Whatever was under way arrives; then it obeys, and nothing else comes.
    replan(90_000);
    while !matches!(job.wait_event(), Some(JobEvent::Planned { .. })) {}
    for iterations in 90_001..90_020 {
        replan(iterations);
        let event = job.wait_event();
        assert!(matches!(event, Some(JobEvent::Planned { .. })), "{event:?}");
    }
    job.send(JobCommand::Resume);
    wait_for_step(&job);
    job.send(JobCommand::Pause);
    job.send(JobCommand::SkipScale);
    job.send(JobCommand::Resume);
    assert_eq!(outcome(&job).ending, Ending::Completed);
}

#[test]
fn weights_that_cannot_be_used_are_a_warning() {
    let model = ModelOnDisk::new();
    let job = Job::start(model.request(endless()), || ());
    wait_for_step(&job);
    job.send(JobCommand::SetWeights(Weights { style_layers: StyleLayers::none(), ..Weights::default() }));
    loop {
        if let JobEvent::Warning(text) = job.wait_event().expect("the job goes on") {
            assert!(text.to_string().contains("at least one style layer"), "{text}");
            break;
        }
    }
    wait_for_step(&job);
}

#[test]
fn dropping_a_job_ends_it() {
    let model = ModelOnDisk::new();
    let wakes = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&wakes);
    let job = Job::start(model.request(endless()), move || {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    wait_for_step(&job);
    drop(job);
    // The thread has ended: nobody holds the counter any more.
    assert_eq!(Arc::strong_count(&wakes), 1);
}

#[test]
fn a_model_that_cannot_be_used_is_the_last_event() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), b"nothing").unwrap();
    let model = ModelOnDisk::of(file);
    let job = Job::start(model.request(settings()), || ());
    let Some(JobEvent::Finished(Err(error))) = job.wait_event() else { panic!("only Finished comes") };
    assert!(error.headline().contains("is not a usable model file"));
}

/// Goes on to the end; the sizes that were painted with their iterations.
fn finish(transfer: &mut Transfer) -> Vec<(usize, usize)> {
    while !matches!(transfer.step(&CancelToken::new()).unwrap(), Step::Finished(_)) {}
    transfer.scales().iter().map(|scale| (scale.width, scale.iterations)).collect()
}

/// A painting of 12 iterations over the sizes 48 and 96 that has made some of them.
fn begun(iterations: usize) -> Transfer {
    let mut transfer = transfer(settings());
    let mut made = 0;
    while made < iterations {
        made += usize::from(matches!(transfer.step(&CancelToken::new()).unwrap(), Step::Accepted(_)));
    }
    transfer
}

#[test]
fn another_number_of_iterations_ends_the_painting_there() {
    let plan = Plan::of(&settings());
    for (iterations, sizes) in [(30, [(48, 15), (96, 15)]), (9, [(48, 4), (96, 5)]), (2, [(48, 3), (96, 1)])] {
        let mut transfer = begun(3);
        transfer.set_plan(Plan { iterations, ..plan }).unwrap();
        assert_eq!(finish(&mut transfer), sizes, "{iterations} iterations");
    }
    let mut transfer = begun(10);
    transfer.set_plan(Plan { iterations: 5, ..plan }).unwrap();
    assert_eq!(finish(&mut transfer), [(48, 6), (96, 4)], "it ends at once");
}

#[test]
fn another_size_goes_on_from_what_was_painted() {
    let mut larger = begun(8);
    larger.set_plan(Plan { size: 192, ..Plan::of(&settings()) }).unwrap();
    let before = larger.picture().unwrap();
    assert_eq!(larger.scales().len(), 3);
    finish(&mut larger);
    let after = larger.picture().unwrap();
    assert_eq!((after.width(), after.height()), (192, 128));
    // What was there shows through: nothing began anew.
    let difference = |a: &Picture, b: &Picture| {
        let squares = a.planes().iter().zip(b.planes()).map(|(a, b)| (a - b).powi(2));
        (squares.sum::<f32>() / a.planes().len() as f32).sqrt()
    };
    assert!(difference(&after.resized(96, 64), &before) < 0.25);

    let mut smaller = begun(8);
    smaller.set_plan(Plan { size: 60, ..Plan::of(&settings()) }).unwrap();
    let sizes = finish(&mut smaller);
    assert_eq!(sizes, [(48, 6), (96, 2), (60, 4)]);
    assert_eq!(smaller.picture().unwrap().width(), 60);
}

#[test]
fn a_plan_that_cannot_be_used_changes_nothing() {
    let mut transfer = begun(3);
    let before = transfer.scales().to_vec();
    let plan = Plan::of(&settings());
    for wrong in [Plan { size: 0, ..plan }, Plan { iterations: 0, ..plan }, Plan { scales: Scales::Count(99), ..plan }]
    {
        assert!(transfer.set_plan(wrong).unwrap_err().is_wrong_use());
    }
    assert_eq!(transfer.scales(), before);
    finish(&mut transfer);
    transfer.set_plan(Plan { iterations: 100, ..plan }).unwrap();
    assert!(matches!(transfer.step(&CancelToken::new()), Ok(Step::Finished(Ending::Completed))), "it is over");
}

#[test]
fn a_job_tells_its_new_plan_and_the_end_of_each_scale() {
    let model = ModelOnDisk::new();
    let job = Job::start(model.request(TransferSettings { iterations: 100_000, ..settings() }), || ());
    wait_for_step(&job);
    // It rests until it knows its new plan.
    job.send(JobCommand::Pause);
    job.send(JobCommand::Ask(Layer::Conv1_1));
    let made = loop {
        if let Some(answer) = job.answer().take() {
            break answer.iteration;
        }
        std::thread::yield_now();
    };
    let all = 2 * (made + 20);
    job.send(JobCommand::SetPlan(Plan { iterations: 0, ..Plan::of(&settings()) }));
    job.send(JobCommand::SetPlan(Plan { iterations: all, ..Plan::of(&settings()) }));
    job.send(JobCommand::Resume);
    let (mut planned, mut ended) = (Vec::new(), Vec::new());
    let outcome = loop {
        match job.wait_event().unwrap() {
            JobEvent::Planned { scales } => planned = scales,
            JobEvent::ScaleEnded(picture) => ended.push((picture.width, picture.iteration)),
            JobEvent::Finished(result) => break result.unwrap(),
            _ => {}
        }
    };
    assert_eq!(outcome.ending, Ending::Completed);
    assert_eq!(planned.iter().map(|scale| scale.iterations).sum::<usize>(), all);
    assert_eq!(ended, [(48, planned[0].iterations)]);
    assert_eq!(outcome.last_step.unwrap().iteration, all);
}
