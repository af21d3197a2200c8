//! `impasto bench`: how fast this machine paints.

mod args;
mod enlarge;
mod layers;

use std::process::ExitCode;
use std::sync::Arc;

use candle_core::Device;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::fast::speed::{Speed, TABLE_FOOTNOTE, median, median_seconds, pass_seconds, table_heading, table_lines};
use crate::fast::{ApplyOptions, Networks, Style, TrainSettings, step_seconds};
use crate::machine;
use crate::network::{DeviceChoice, WeightScale, Workspace};
use crate::picture::Picture;
use crate::transfer::{Objective, SeenStyle, TransferSettings};

pub use args::Bench;
pub use enlarge::enlarge;
pub use layers::layers;

use self::args::{BenchApplyArgs, BenchStepArgs, BenchTable1Args, BenchTrainArgs};
use super::json::{BenchLine, Table1Line};
use super::output::{until_the_reader_goes, write_json, write_line};
use super::values::BenchNetwork;

/// Evaluations that are timed, as `gatys.py step` and `fast.py step` do on a processor; one more before them warms up.
const EVALUATIONS: usize = 5;

/// Times one objective with its gradient, all pictures being white noise.
pub fn step(arguments: &BenchStepArgs) -> Result<ExitCode> {
    let networks = arguments.machine.prepare()?;
    let settings = TransferSettings::default();
    let network = networks.get(arguments.machine.compute.device, settings.weight_scale)?;
    let device = network.device().clone();
    let never = CancelToken::new();
    let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
    let mut noise = || white_noise(arguments.size, &mut random);
    let (content, style) = (noise(), SeenStyle::alone(Arc::new(noise())));
    let mut objective = Objective::new(network, &settings, &content, vec![style], &never)?;
    let image = noise();
    let seconds = median_seconds(EVALUATIONS, &device, || objective.evaluate_picture(&image, &never).map(drop))?;
    tell(&bench_line(arguments.size, &device, seconds), "one objective with its gradient", arguments.json)
}

/// Times one picture painted by a fast style.
pub fn apply(arguments: &BenchApplyArgs) -> Result<ExitCode> {
    arguments.compute.prepare()?;
    let (device, size) = (arguments.compute.device.open()?, arguments.size);
    let never = CancelToken::new();
    let noise = white_noise(size, &mut ChaCha8Rng::seed_from_u64(0));
    let networks = Networks::new(device.clone());
    let seconds = match arguments.model {
        BenchNetwork::TransformNet => pass_seconds(size, &device, &never)?,
        BenchNetwork::StylePrediction => {
            median_seconds(EVALUATIONS, &device, || networks.of_painting(&noise, &never).map(drop))?
        }
        BenchNetwork::Arbitrary => style_seconds(&networks.of_painting(&noise, &never)?, &noise, &device)?,
        BenchNetwork::Multistyle26 => style_seconds(&networks.numbered(0)?, &noise, &device)?,
    };
    tell(&bench_line(size, &device, seconds), "one picture", arguments.json)
}

/// Times one step of training a fast style.
pub fn train(arguments: &BenchTrainArgs) -> Result<ExitCode> {
    let networks = arguments.machine.prepare()?;
    let vgg19 = networks.get(arguments.machine.compute.device, WeightScale::Normalised)?;
    let device = vgg19.device().clone();
    let settings = TrainSettings { crop: arguments.size, width: arguments.width, batch: 1, ..TrainSettings::default() };
    let mut seconds = step_seconds(vgg19, &settings, EVALUATIONS, &CancelToken::new())?;
    let line = bench_line(arguments.size, &device, median(&mut seconds));
    tell(&line, "one step of training on one crop", arguments.json)
}

/// Table 1 of Johnson et al. 2016 on this machine: measures and prints the table, a size at a time.
pub fn table1(arguments: &BenchTable1Args) -> Result<ExitCode> {
    let networks = arguments.machine.prepare()?;
    let network = networks.get(arguments.machine.compute.device, TransferSettings::default().weight_scale)?;
    let device = DeviceChoice::of(network.device());
    let name = if device == DeviceChoice::Cpu {
        format!("{}, threads: {}", machine::processor().name, machine::threads())
    } else {
        device.to_string()
    };
    if !arguments.json {
        until_the_reader_goes(write_line(&table_heading(&name)))?;
    }
    for &size in &arguments.sizes.0 {
        let speed = Speed::measure(&network, size, arguments.seconds, &CancelToken::new())?;
        until_the_reader_goes(if arguments.json {
            write_json(&Table1Line::new(&name, &speed))
        } else {
            write_line(&table_lines(&speed))
        })?;
    }
    if !arguments.json {
        until_the_reader_goes(write_line(&format!("\n{TABLE_FOOTNOTE}")))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The median seconds of a style on a picture.
fn style_seconds(style: &Style, picture: &Picture, device: &Device) -> Result<f64> {
    let (mut workspace, never, options) = (Workspace::default(), CancelToken::new(), ApplyOptions::default());
    median_seconds(EVALUATIONS, device, || {
        style.apply(picture.clone(), &options, &mut workspace, &mut |_| {}, &never).map(drop)
    })
}

/// What is told about some work on pictures of `size` x `size` pixels.
fn bench_line(size: usize, device: &Device, seconds: f64) -> BenchLine {
    let peak_bytes = machine::peak_memory();
    BenchLine {
        size,
        device: DeviceChoice::of(device).to_string(),
        threads: machine::threads(),
        evaluations: EVALUATIONS,
        seconds,
        peak_bytes,
        resident_bytes: if peak_bytes.is_none() { machine::present_memory() } else { None },
    }
}

/// Answers with JSON or with a sentence about `work`.
fn tell(line: &BenchLine, work: &str, json: bool) -> Result<ExitCode> {
    until_the_reader_goes(if json { write_json(line) } else { write_line(&sentence(line, work)) })?;
    Ok(ExitCode::SUCCESS)
}

fn white_noise(size: usize, random: &mut ChaCha8Rng) -> Picture {
    Picture::new(size, size, (0..3 * size * size).map(|_| random.random()).collect())
}

fn sentence(line: &BenchLine, work: &str) -> String {
    let BenchLine { size, device, threads, evaluations, seconds, .. } = line;
    let memory = match (line.peak_bytes, line.resident_bytes) {
        (Some(peak), _) => format!(", {} MB at most", peak / 1_000_000),
        (None, Some(now)) => format!(", {} MB at the end", now / 1_000_000),
        (None, None) => String::new(),
    };
    format!(
        "{size}x{size} on {device}, threads: {threads}; {seconds:.3} s for {work} (median of {evaluations}){memory}"
    )
}
