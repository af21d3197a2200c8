//! `impasto bench`: how fast this machine paints.

use std::process::ExitCode;
use std::time::Instant;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::machine;
use crate::network::DeviceChoice;
use crate::picture::Picture;
use crate::transfer::{Objective, TransferSettings};

use super::args::BenchStepArgs;
use super::json::BenchLine;
use super::output::{until_the_reader_goes, write_json, write_line};

/// Evaluations that are timed, as `gatys.py step` does on a processor; one more before them warms up.
const EVALUATIONS: usize = 5;

/// Times one objective with its gradient, all pictures being white noise.
pub fn step(arguments: &BenchStepArgs) -> Result<ExitCode> {
    let networks = arguments.machine.prepare()?;
    let settings = TransferSettings::default();
    let network = networks.get(arguments.machine.device, settings.weight_scale)?;
    let device = DeviceChoice::of(network.device()).to_string();
    let never = CancelToken::new();
    let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
    let mut noise = || white_noise(arguments.size, &mut random);
    let mut objective = Objective::new(network, &settings, &noise(), &noise(), &never)?;
    let mut seconds = Vec::with_capacity(EVALUATIONS);
    for evaluation in 0..=EVALUATIONS {
        let image = noise();
        let start = Instant::now();
        let gradient = objective.evaluate_picture(&image, &never)?.gradient;
        // An accelerator may still be at work when the call returns.
        gradient.device().synchronize()?;
        if evaluation > 0 {
            seconds.push(start.elapsed().as_secs_f64());
        }
    }
    let peak_bytes = machine::peak_memory();
    let line = BenchLine {
        size: arguments.size,
        device,
        threads: machine::threads(),
        evaluations: EVALUATIONS,
        seconds: median(&mut seconds),
        peak_bytes,
        resident_bytes: if peak_bytes.is_none() { machine::present_memory() } else { None },
    };
    until_the_reader_goes(if arguments.json { write_json(&line) } else { write_line(&sentence(&line)) })?;
    Ok(ExitCode::SUCCESS)
}

fn white_noise(size: usize, random: &mut ChaCha8Rng) -> Picture {
    Picture::new(size, size, (0..3 * size * size).map(|_| random.random()).collect())
}

/// The middle value of an odd number of values.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn sentence(line: &BenchLine) -> String {
    let BenchLine { size, device, threads, evaluations, seconds, .. } = line;
    let memory = match (line.peak_bytes, line.resident_bytes) {
        (Some(peak), _) => format!(", {} MB at most", peak / 1_000_000),
        (None, Some(now)) => format!(", {} MB at the end", now / 1_000_000),
        (None, None) => String::new(),
    };
    format!(
        "{size}x{size} on {device}, threads: {threads}; {seconds:.3} s for one objective with its gradient \
         (median of {evaluations}){memory}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median(&mut [5.0, 1.0, 9.0, 2.0, 3.0]), 3.0);
    }
}
