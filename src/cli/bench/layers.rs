//! `impasto bench layers`: where the time of one step goes.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use candle_core::Device;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::cancel::CancelToken;
use crate::cli::json::LayerLine;
use crate::cli::output::{until_the_reader_goes, write_json, write_line};
use crate::error::Result;
use crate::fast::speed::{median, median_seconds};
use crate::network::{Lap, Layer, Vgg19, Work};
use crate::optimize::{Function, Lbfgs, Point, Vector};
use crate::transfer::{Objective, Scales, SeenStyle, Step, Transfer, TransferSettings};

use super::args::BenchStepArgs;
use super::{EVALUATIONS, white_noise};

/// The root mean square of the optimiser's first step; only the time matters here.
const FIRST_STEP: f64 = 0.02;

/// The seconds of each part in each evaluation.
type Parts = BTreeMap<(Layer, Work), Vec<f64>>;

/// Times every layer of one objective with its gradient, all pictures being white noise, and what goes on beside it.
pub fn layers(arguments: &BenchStepArgs) -> Result<ExitCode> {
    let networks = arguments.machine.prepare()?;
    let settings = TransferSettings::default();
    let network = networks.get(arguments.machine.compute.device, settings.weight_scale)?;
    let device = network.device().clone();
    let size = arguments.size;

    let (step, laps) = evaluations(Arc::clone(&network), &settings, size)?;
    let mut lines: Vec<LayerLine> = laps
        .into_iter()
        .map(|((layer, work), mut seconds)| line(layer, work, median(&mut seconds), step, size, &settings))
        .collect();
    let told: f64 = lines.iter().map(|line| line.milliseconds).sum();
    lines.push(LayerLine::other("the rest", step - told / 1000.0, step));
    lines.push(LayerLine::other("step", step, step));
    lines.push(LayerLine::other("l-bfgs", optimizer_seconds(size, &device)?, step));
    lines.push(LayerLine::other("preview", preview_seconds(network, &settings, size)?, step));

    let write = |line: &LayerLine| {
        if arguments.json { write_json(line) } else { write_line(&line.to_string()) }
    };
    if !arguments.json {
        until_the_reader_goes(write_line(LayerLine::HEADING))?;
    }
    lines.iter().try_for_each(|line| until_the_reader_goes(write(line)))?;
    Ok(ExitCode::SUCCESS)
}

/// Some work of a layer for pictures of `size` x `size` pixels, in an evaluation of `step` seconds.
fn line(layer: Layer, work: Work, seconds: f64, step: f64, size: usize, settings: &TransferSettings) -> LayerLine {
    let side = size >> (layer.block() - 1);
    let (channels, positions) = (layer.channels() as f64, (side * side) as f64);
    let inputs = Layer::ALL.into_iter().take_while(|&other| other < layer).last().map_or(3, Layer::channels) as f64;
    let is_style = settings.weights.style_layers_that_count().any(|(style, _)| style == layer);
    let (work, operations) = match work {
        Work::Convolution => ("convolution", Some(18.0 * inputs * channels * positions)),
        Work::ConvolutionGradient => ("convolution gradient", Some(18.0 * inputs * channels * positions)),
        Work::Pooling => ("pooling", None),
        Work::PoolingGradient => ("pooling gradient", None),
        // The Gram matrix, and the product that leads back from it.
        Work::Losses => ("losses", is_style.then_some(4.0 * channels * channels * positions)),
    };
    LayerLine {
        part: layer.name(),
        work: Some(work),
        milliseconds: seconds * 1e3,
        gigaflops: operations.map(|operations| operations / seconds / 1e9),
        share: seconds / step,
    }
}

/// The seconds of one evaluation, and those of its parts in each evaluation.
fn evaluations(network: Arc<Vgg19>, settings: &TransferSettings, size: usize) -> Result<(f64, Parts)> {
    let never = CancelToken::new();
    let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
    let mut noise = || white_noise(size, &mut random);
    let device = network.device().clone();
    let (content, style) = (noise(), SeenStyle::alone(Arc::new(noise())));
    let mut objective = Objective::new(network, settings, &content, vec![style], &never)?;
    let image = noise();
    objective.evaluate_picture(&image, &never)?;
    objective.start_stopwatch();
    let mut parts = Parts::new();
    let step = median_seconds(EVALUATIONS, &device, || {
        objective.evaluate_picture(&image, &never)?;
        for Lap { layer, work, seconds } in objective.take_laps() {
            parts.entry((layer, work)).or_default().push(seconds);
        }
        Ok(())
    })?;
    Ok((step, parts))
}

/// The seconds of L-BFGS in one step with a full history, without the function it lowers.
fn optimizer_seconds(size: usize, device: &Device) -> Result<f64> {
    let length = 3 * size * size;
    let never = CancelToken::new();
    // Curvatures far apart, so that the bowl's floor is not reached while time is taken.
    let curvatures = (0..length).map(|n| 10.0_f32.powf((n % 1000) as f32 / 250.0)).collect();
    let mut bowl = Bowl { curvatures: Vector::new(curvatures, device)?, seconds: 0.0, device: device.clone() };
    let history = Lbfgs::<()>::HISTORY;
    let mut lbfgs = Lbfgs::new(Vector::new(vec![1.0; length], device)?, history, FIRST_STEP);
    for _ in 0..=history {
        lbfgs.step(&mut bowl, &never)?;
    }
    let mut own = Vec::with_capacity(EVALUATIONS);
    for _ in 0..EVALUATIONS {
        bowl.seconds = 0.0;
        let start = Instant::now();
        lbfgs.step(&mut bowl, &never)?;
        device.synchronize()?;
        own.push(start.elapsed().as_secs_f64() - bowl.seconds);
    }
    Ok(median(&mut own))
}

/// The seconds that a picture for the screen costs the painting thread.
fn preview_seconds(network: Arc<Vgg19>, settings: &TransferSettings, size: usize) -> Result<f64> {
    let never = CancelToken::new();
    let device = network.device().clone();
    let noise = |seed| Arc::new(white_noise(size, &mut ChaCha8Rng::seed_from_u64(seed)));
    let settings = TransferSettings { size, scales: Scales::Count(1), ..settings.clone() };
    let mut transfer = Transfer::new(network, settings, noise(1), noise(2), None)?;
    while !matches!(transfer.step(&never)?, Step::Accepted(_) | Step::Finished(_)) {}
    median_seconds(EVALUATIONS, &device, || {
        transfer.picture()?.to_rgba8();
        Ok(())
    })
}

/// A quadratic function that knows how long it was asked.
struct Bowl {
    curvatures: Vector,
    seconds: f64,
    device: Device,
}

impl Function for Bowl {
    type Notes = ();

    fn evaluate(&mut self, x: &Vector, _: &CancelToken) -> Result<Point<()>> {
        self.device.synchronize()?;
        let start = Instant::now();
        let mut gradient = x.clone();
        gradient.multiply(&self.curvatures)?;
        let value = x.dot(&gradient)? / 2.0;
        self.device.synchronize()?;
        self.seconds += start.elapsed().as_secs_f64();
        Ok(Point { value, gradient, notes: () })
    }
}
