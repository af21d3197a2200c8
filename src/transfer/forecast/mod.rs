//! How far a painting is and how long it will take, from what it reports and from what was measured before.
//!
//! What is measured are evaluations of the objective: an iteration needs one, now and then a second one, and several at
//! the very beginning. The time of a scale ahead is that of the present one, multiplied by how the two compared on this
//! machine when they were last measured, or by what grows with their pixels where that is not known. What an evaluation
//! takes at the present scale is the median of the last ones; until there are enough of them, what was expected of the
//! scale counts as some more.

mod pace;

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::sync::Arc;

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::network::Vgg19;
use crate::picture::Picture;
use crate::transfer::report::StepReport;
use crate::transfer::run::{Step, Transfer};
use crate::transfer::scales::Scale;
use crate::transfer::settings::{Scales, TransferSettings};

pub use pace::Pace;
use pace::SET_UP;

/// The computation over which the present speed is measured, in seconds.
const WINDOW: f64 = 8.0;
/// The iterations over which it is measured at least, however long they take.
const LEAST_ITERATIONS: usize = 3;
/// As so many iterations counts what was expected of the present scale before it began.
const EXPECTED: usize = 3;
/// The evaluations that an iteration needs in the mean, once the first few are made.
const EVALUATIONS: f64 = 1.03;

/// The longer side of what is painted to measure a device: small, so that it takes a second or two on a processor.
const MEASURED_SIZE: usize = 256;
/// The sizes that are measured, each half as large as the next.
const MEASURED_SCALES: usize = 2;
/// Iterations over all of them.
const MEASURED_ITERATIONS: usize = 12;

/// Watches one painting.
#[derive(Debug, Clone)]
pub struct Forecast {
    scales: Vec<Scale>,
    pace: Pace,
    /// The present scale.
    scale: usize,
    /// The last few iterations of the present scale.
    recent: VecDeque<Moment>,
    /// The first of the present scale, for the measurement.
    first: Option<Moment>,
    /// The seconds of an evaluation at an earlier scale, with its pixels.
    before: Option<(usize, f64)>,
}

/// The end of an iteration: what had been made by then, and the seconds that had passed.
#[derive(Debug, Clone, Copy)]
struct Moment {
    iterations: usize,
    evaluations: usize,
    seconds: f64,
}

impl Moment {
    /// The seconds of an evaluation since an earlier moment; `None` when there was none.
    fn evaluation_since(&self, earlier: &Self) -> Option<f64> {
        let evaluations = self.evaluations.checked_sub(earlier.evaluations).filter(|&count| count > 0)?;
        Some((self.seconds - earlier.seconds) / evaluations as f64)
    }
}

impl Forecast {
    /// A forecast for a painting through these scales on a device of this pace.
    pub fn new(scales: &[Scale], pace: Pace) -> Self {
        let scales = scales.to_vec();
        Self { scales, pace, scale: 0, recent: VecDeque::new(), first: None, before: None }
    }

    /// The scales were planned anew.
    pub fn set_scales(&mut self, scales: &[Scale]) {
        self.scales = scales.to_vec();
    }

    /// An iteration was made.
    pub fn step(&mut self, report: &StepReport) {
        let StepReport { iteration: iterations, evaluations, seconds, .. } = *report;
        let now = Moment { iterations, evaluations, seconds };
        if report.scale != self.scale {
            self.before = self.measured().map(|seconds| (self.pixels(), seconds)).or(self.before);
            self.note_measured();
            self.scale = report.scale;
            self.recent.clear();
            self.first = None;
        }
        self.first.get_or_insert(now);
        self.recent.push_back(now);
        // Counts the intervals, of which there is one less than ends.
        while self.recent.len() > LEAST_ITERATIONS + 1 && now.seconds - self.recent[1].seconds > WINDOW {
            self.recent.pop_front();
        }
    }

    /// Iterations a second at the present scale; `None` until two were made there.
    pub fn speed(&self) -> Option<f64> {
        let (first, last) = (self.recent.front()?, self.recent.back()?);
        let seconds = last.seconds - first.seconds;
        (seconds > 0.0).then(|| (last.iterations - first.iterations) as f64 / seconds).filter(|&speed| speed > 0.0)
    }

    /// Seconds until the end; `None` until something was measured.
    pub fn seconds_left(&self) -> Option<f64> {
        let expected = self.expected().into_iter().flat_map(|seconds| [seconds; EXPECTED]);
        let moments = self.recent.iter().zip(self.recent.iter().skip(1));
        let measured = moments.filter_map(|(earlier, later)| later.evaluation_since(earlier));
        Some(self.work().left * EVALUATIONS * median(measured.chain(expected).collect())?)
    }

    /// The seconds that an evaluation of the present scale was expected to take; `None` when nothing was known.
    fn expected(&self) -> Option<f64> {
        let here = self.pixels();
        match self.before {
            Some((pixels, each)) => Some(each * self.pace.compare(here, pixels)),
            None => self.pace.iteration(here).map(|seconds| seconds / EVALUATIONS),
        }
    }

    /// The part of the whole work that is done, from 0 to 1.
    pub fn share_done(&self) -> f64 {
        let Work { done, left } = self.work();
        if done + left > 0.0 { done / (done + left) } else { 0.0 }
    }

    /// The whole work, counted in iterations of the present scale.
    fn work(&self) -> Work {
        let made_here = self.made().saturating_sub(self.made_before());
        let mut work = Work { done: 0.0, left: 0.0 };
        for (index, scale) in self.scales.iter().enumerate() {
            let each = self.pace.compare(scale.pixels(), self.pixels());
            let made = match index.cmp(&self.scale) {
                Ordering::Less => scale.iterations,
                Ordering::Equal => made_here.min(scale.iterations),
                Ordering::Greater => 0,
            };
            // With its first iteration a scale has been set up.
            let (set_up, to_set_up) = if made > 0 { (SET_UP, 0.0) } else { (0.0, SET_UP) };
            work.done += (made as f64 + set_up) * each;
            work.left += ((scale.iterations - made) as f64 + to_set_up) * each;
        }
        work
    }

    /// Iterations made.
    pub fn made(&self) -> usize {
        self.recent.back().map_or(0, |last| last.iterations)
    }

    /// Iterations of all scales together.
    pub fn iterations(&self) -> usize {
        self.scales.iter().map(|scale| scale.iterations).sum()
    }

    /// The pace, with what was measured at this painting; what its present scale tells is taken in now.
    pub fn into_pace(mut self) -> Pace {
        self.note_measured();
        self.pace
    }

    /// Takes the whole present scale into the pace.
    fn note_measured(&mut self) {
        if let (Some(seconds), Some(first)) = (self.measured(), self.first)
            && self.made() >= first.iterations + LEAST_ITERATIONS
        {
            self.pace.note(self.pixels(), seconds * EVALUATIONS);
        }
    }

    /// The mean seconds of an evaluation of the present scale, but for its first; `None` until two were made.
    fn measured(&self) -> Option<f64> {
        self.recent.back()?.evaluation_since(&self.first?)
    }

    fn pixels(&self) -> usize {
        self.scales.get(self.scale).map_or(1, Scale::pixels)
    }

    /// Iterations made before the present scale.
    fn made_before(&self) -> usize {
        self.scales.iter().take(self.scale).map(|scale| scale.iterations).sum()
    }
}

/// What is behind and what is ahead.
struct Work {
    done: f64,
    left: f64,
}

/// The value in the middle; of an even number of values, the mean of the two there.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    let lower = values[(values.len() - 1) / 2];
    Some(f64::midpoint(lower, upper))
}

/// Measures the device of a network by a short painting of noise, before anything was painted on it.
///
/// # Errors
/// [`crate::error::Error::Cancelled`], or a failure of the device.
pub fn measure_pace(network: Arc<Vgg19>, cancel: &CancelToken) -> Result<Pace> {
    let noise = |seed| Arc::new(Picture::white_noise(MEASURED_SIZE, MEASURED_SIZE, 1.0, seed));
    let scales = Scales::Count(MEASURED_SCALES);
    let settings = TransferSettings {
        size: MEASURED_SIZE,
        iterations: MEASURED_ITERATIONS,
        scales,
        ..TransferSettings::default()
    };
    let mut transfer = Transfer::new(network, settings, noise(1), noise(2), None)?;
    let mut forecast = Forecast::new(transfer.scales(), Pace::default());
    loop {
        match transfer.step(cancel)? {
            Step::Accepted(report) => forecast.step(&report),
            Step::ScaleStarted(_) | Step::ScaleConverged(_) => forecast.set_scales(transfer.scales()),
            Step::Finished(_) => return Ok(forecast.into_pace()),
        }
    }
}

#[cfg(test)]
mod tests;
