//! `impasto bench table1`: Table 1 of Johnson et al. 2016 on this machine.
//!
//! The table compares the optimisation of Gatys et al. with one pass of a feed-forward network. A full run of 500
//! iterations takes long, so each size gets a minute; what was not reached in it is extrapolated from the mean of the
//! iterations that were, and marked.

use std::process::ExitCode;
use std::sync::Arc;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::cancel::CancelToken;
use crate::cli::json::{Table1Line, Table1Paper};
use crate::cli::output::{until_the_reader_goes, write_json, write_line};
use crate::error::Result;
use crate::machine;
use crate::network::{DeviceChoice, Vgg19};
use crate::transfer::{Scales, Step, Transfer, TransferSettings};

use super::args::BenchTable1Args;
use super::{fast_style_seconds, white_noise};

/// The iterations of the table's columns.
const ITERATIONS: [usize; 3] = [100, 300, 500];

/// What the paper measured on a GTX Titan X: the side of the picture, the seconds of 100, 300 and 500 iterations, and
/// those of one pass.
const PAPER: [(usize, [f64; 3], f64); 3] =
    [(256, [3.17, 9.52, 15.86], 0.015), (512, [10.97, 32.91, 54.85], 0.05), (1024, [42.89, 128.66, 214.44], 0.21)];

/// Measures and prints the table.
pub fn table1(arguments: &BenchTable1Args) -> Result<ExitCode> {
    let networks = arguments.machine.prepare()?;
    let network = networks.get(arguments.machine.compute.device, TransferSettings::default().weight_scale)?;
    let device = network.device().clone();
    if !arguments.json {
        let threads = if device.is_cpu() { format!(", threads: {}", machine::threads()) } else { String::new() };
        let name = if device.is_cpu() { machine::processor().name } else { DeviceChoice::of(&device).to_string() };
        until_the_reader_goes(write_line(&format!("{name}{threads}\n\n{HEADING}")))?;
    }
    for &size in &arguments.sizes.0 {
        let (seconds, measured) = optimization_seconds(Arc::clone(&network), size, arguments.seconds)?;
        let paper = PAPER.iter().find(|(side, ..)| *side == size);
        let line = Table1Line {
            size,
            iterations: ITERATIONS,
            seconds,
            iterations_measured: measured,
            pass_seconds: fast_style_seconds(size, &device)?,
            paper: paper.map(|&(_, seconds, pass_seconds)| Table1Paper { seconds, pass_seconds }),
        };
        until_the_reader_goes(if arguments.json { write_json(&line) } else { write_line(&row(&line)) })?;
    }
    if !arguments.json {
        until_the_reader_goes(write_line(FOOTNOTE))?;
    }
    Ok(ExitCode::SUCCESS)
}

const HEADING: &str = "\
| size | 100 iterations | 300 iterations | 500 iterations | one pass | speed-up | paper: 500 iterations | paper: one pass |
| --- | --- | --- | --- | --- | --- | --- | --- |";
const FOOTNOTE: &str =
    "\n~ extrapolated from the iterations in brackets. Speed-up: 100, 300 and 500 iterations against one pass.
The paper's seconds are those of Johnson et al. 2016, Table 1, on a GTX Titan X.";

/// The seconds of each column, and how many iterations were made in `budget` seconds.
fn optimization_seconds(network: Arc<Vgg19>, size: usize, budget: f64) -> Result<([f64; 3], usize)> {
    let never = CancelToken::new();
    let noise = |seed| Arc::new(white_noise(size, &mut ChaCha8Rng::seed_from_u64(seed)));
    let iterations = ITERATIONS[ITERATIONS.len() - 1];
    let settings = TransferSettings { size, iterations, scales: Scales::Count(1), ..TransferSettings::default() };
    let mut transfer = Transfer::new(network, settings, noise(1), noise(2), None)?;
    let mut columns = [None; 3];
    let (mut made, mut seconds) = (0, 0.0);
    while seconds < budget || made == 0 {
        match transfer.step(&never)? {
            Step::Accepted(report) => {
                (made, seconds) = (report.iteration, report.seconds);
                for (column, iterations) in columns.iter_mut().zip(ITERATIONS) {
                    if made == iterations {
                        *column = Some(seconds);
                    }
                }
            }
            Step::Finished(_) => break,
            Step::ScaleStarted(_) | Step::ScaleConverged(_) => {}
        }
    }
    let each = seconds / made.max(1) as f64;
    let mut filled = ITERATIONS.map(|iterations| each * iterations as f64);
    for (filled, column) in filled.iter_mut().zip(columns) {
        *filled = column.unwrap_or(*filled);
    }
    Ok((filled, made))
}

/// One line of the table in Markdown.
fn row(line: &Table1Line) -> String {
    let Table1Line { size, iterations, seconds, iterations_measured, pass_seconds, paper } = line;
    let cells = iterations.iter().zip(seconds).map(|(iterations, seconds)| {
        if iterations > iterations_measured {
            format!("~{seconds:.1} s ({iterations_measured})")
        } else {
            format!("{seconds:.1} s")
        }
    });
    let speed_up = seconds.map(|seconds| format!("{:.0}x", seconds / pass_seconds)).join(", ");
    let paper = paper.as_ref().map_or(["-".to_owned(), "-".to_owned()], |paper| {
        [format!("{:.2} s", paper.seconds[2]), format!("{:.3} s", paper.pass_seconds)]
    });
    let cells: Vec<String> = cells.chain([format!("{pass_seconds:.3} s"), speed_up]).chain(paper).collect();
    format!("| {size} | {} |", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_measured_is_marked() {
        let line = Table1Line {
            size: 512,
            iterations: ITERATIONS,
            seconds: [50.0, 150.0, 250.0],
            iterations_measured: 120,
            pass_seconds: 0.25,
            paper: Some(Table1Paper { seconds: PAPER[1].1, pass_seconds: PAPER[1].2 }),
        };
        let expected =
            "| 512 | 50.0 s | ~150.0 s (120) | ~250.0 s (120) | 0.250 s | 200x, 600x, 1000x | 54.85 s | 0.050 s |";
        assert_eq!(row(&line), expected);
        assert_eq!(HEADING.lines().next().unwrap().matches('|').count(), expected.matches('|').count());
    }
}
