//! Table 1 of Johnson et al. 2016: the optimisation of Gatys et al. against one pass of a feed-forward network.
//!
//! A full run of 500 iterations takes long. Each size gets some time; what was not reached in it is extrapolated from the
//! mean of the iterations that were, and marked.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

use candle_core::{Device, Tensor};

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::network::{FeedForward, FeedForwardWeights, Vgg19, Workspace};
use crate::picture::Picture;
use crate::transfer::{Scales, Step, Transfer, TransferSettings};

/// The iterations of the table's columns.
pub const TABLE_ITERATIONS: [usize; 3] = [100, 300, 500];
/// The sides of the table's pictures in pixels.
pub const TABLE_SIZES: [usize; 3] = [256, 512, 1024];
/// Channels of the first layer of the fast style: the published network's.
const WIDTH: usize = 32;
/// Passes that are timed; one more before them warms up.
const PASSES: usize = 5;

/// Seconds of the optimiser and of one pass, for a picture of one size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speed {
    /// Both sides of the picture in pixels.
    pub size: usize,
    /// The seconds of [`TABLE_ITERATIONS`].
    pub seconds: [f64; 3],
    /// How many iterations were made; the seconds of more are extrapolated.
    pub iterations_measured: usize,
    /// The seconds of one pass.
    pub pass_seconds: f64,
}

/// What the paper measured on a GTX Titan X.
const PAPER: [Speed; 3] = [
    Speed { size: 256, seconds: [3.17, 9.52, 15.86], iterations_measured: 500, pass_seconds: 0.015 },
    Speed { size: 512, seconds: [10.97, 32.91, 54.85], iterations_measured: 500, pass_seconds: 0.05 },
    Speed { size: 1024, seconds: [42.89, 128.66, 214.44], iterations_measured: 500, pass_seconds: 0.21 },
];

impl Speed {
    /// Measures with a loss network on its device; the optimiser paints noise for `budget` seconds or 500 iterations.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`], or a failure of the device.
    pub fn measure(network: &Arc<Vgg19>, size: usize, budget: f64, cancel: &CancelToken) -> Result<Self> {
        let (seconds, iterations_measured) = optimization_seconds(network, size, budget, cancel)?;
        let pass_seconds = pass_seconds(size, network.device(), cancel)?;
        Ok(Self { size, seconds, iterations_measured, pass_seconds })
    }

    /// What the paper measured at this size, if it did.
    pub fn of_paper(size: usize) -> Option<&'static Self> {
        PAPER.iter().find(|speed| speed.size == size)
    }

    /// The seconds of a column for people; extrapolated ones with a wave and the iterations that were made.
    pub fn column(&self, index: usize) -> String {
        let seconds = self.seconds[index];
        if TABLE_ITERATIONS[index] > self.iterations_measured {
            format!("~{seconds:.2} s ({})", self.iterations_measured)
        } else {
            format!("{seconds:.2} s")
        }
    }

    /// The seconds of one pass for people.
    pub fn pass(&self) -> String {
        format!("{:.3} s", self.pass_seconds)
    }

    /// How many times as long the optimiser takes as one pass, for each column.
    pub fn speed_up(&self) -> String {
        self.seconds.map(|seconds| format!("{:.0}x", seconds / self.pass_seconds)).join(", ")
    }
}

/// What stands over the lines of the table in Markdown; `machine` is the one that was measured.
pub fn table_heading(machine: &str) -> String {
    let columns: Vec<String> = TABLE_ITERATIONS.iter().map(|iterations| format!("{iterations} iterations")).collect();
    let mut heading = format!("{machine}\n\n| size | machine | {} | one pass | speed-up |\n|", columns.join(" | "));
    for _ in 0..columns.len() + 4 {
        heading += " --- |";
    }
    heading
}

/// A measurement as lines of the table: this machine's, and the paper's where it has this size.
pub fn table_lines(speed: &Speed) -> String {
    let mut lines = String::new();
    let rows = std::iter::once(("this one", speed)).chain(Speed::of_paper(speed.size).map(|paper| ("Titan X", paper)));
    for (machine, row) in rows {
        let columns: Vec<String> = (0..TABLE_ITERATIONS.len()).map(|index| row.column(index)).collect();
        let break_before = if lines.is_empty() { "" } else { "\n" };
        let _ = write!(
            lines,
            "{break_before}| {} | {machine} | {} | {} | {} |",
            row.size,
            columns.join(" | "),
            row.pass(),
            row.speed_up()
        );
    }
    lines
}

/// What stands below the table.
pub const TABLE_FOOTNOTE: &str = "\
~ is extrapolated from the iterations in brackets. The speed-up is that of one pass against 100, 300 and 500 iterations.
The seconds of the GTX Titan X are those of Johnson et al. 2016, Table 1.";

/// The seconds of each column, and how many iterations were made in `budget` seconds.
fn optimization_seconds(
    network: &Arc<Vgg19>,
    size: usize,
    budget: f64,
    cancel: &CancelToken,
) -> Result<([f64; 3], usize)> {
    let noise = |seed| Arc::new(Picture::white_noise(size, size, 1.0, seed));
    let iterations = TABLE_ITERATIONS[TABLE_ITERATIONS.len() - 1];
    let settings = TransferSettings { size, iterations, scales: Scales::Count(1), ..TransferSettings::default() };
    let mut transfer = Transfer::new(Arc::clone(network), settings, noise(1), noise(2), None)?;
    let mut columns = [None; 3];
    let (mut made, mut seconds) = (0, 0.0);
    while seconds < budget || made == 0 {
        match transfer.step(cancel)? {
            Step::Accepted(report) => {
                (made, seconds) = (report.iteration, report.seconds);
                for (column, iterations) in columns.iter_mut().zip(TABLE_ITERATIONS) {
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
    let mut filled = TABLE_ITERATIONS.map(|iterations| each * iterations as f64);
    for (filled, column) in filled.iter_mut().zip(columns) {
        *filled = column.unwrap_or(*filled);
    }
    Ok((filled, made))
}

/// The median seconds of one pass of the published network, with random weights, on a picture of `size` x `size`.
///
/// # Errors
/// [`crate::error::Error::Cancelled`], or a failure of the device.
pub fn pass_seconds(size: usize, device: &Device, cancel: &CancelToken) -> Result<f64> {
    let network = FeedForward::new(&FeedForwardWeights::random_transform_net(WIDTH, 0), device.clone())?;
    let mut workspace = Workspace::default();
    let noise = Picture::white_noise(size, size, 1.0, 0);
    let noise = Tensor::from_slice(noise.planes(), (1, 3, size, size), device)?;
    median_seconds(PASSES, device, || {
        let painted = network.forward(&noise, &[], &mut workspace, cancel)?;
        workspace.give(painted);
        Ok(())
    })
}

/// The median seconds of some work that is done so many times; once more before warms up.
///
/// # Errors
/// Those of the work.
pub fn median_seconds(times: usize, device: &Device, mut work: impl FnMut() -> Result<()>) -> Result<f64> {
    let mut seconds = Vec::with_capacity(times);
    for time in 0..=times {
        let start = Instant::now();
        work()?;
        // An accelerator may still be at work when the call returns.
        device.synchronize()?;
        if time > 0 {
            seconds.push(start.elapsed().as_secs_f64());
        }
    }
    Ok(median(&mut seconds))
}

/// The middle one of some values, or the upper of the two in the middle.
pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_measured_is_marked_and_the_paper_stands_beside() {
        let speed = Speed { size: 512, seconds: [50.0, 150.0, 250.0], iterations_measured: 120, pass_seconds: 0.25 };
        let expected = "\
| 512 | this one | 50.00 s | ~150.00 s (120) | ~250.00 s (120) | 0.250 s | 200x, 600x, 1000x |
| 512 | Titan X | 10.97 s | 32.91 s | 54.85 s | 0.050 s | 219x, 658x, 1097x |";
        assert_eq!(table_lines(&speed), expected);
        let heading = table_heading("A machine");
        for line in heading.lines().skip(2).chain(expected.lines()) {
            assert_eq!(line.matches('|').count(), 8, "{line}");
        }
        assert_eq!(table_lines(&Speed { size: 300, ..speed }).lines().count(), 1);
    }

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median(&mut [5.0, 1.0, 9.0, 2.0, 3.0]), 3.0);
    }
}
