//! How far a painting is and how long it will take, from what it reports and from what was measured before.
//!
//! An iteration costs about as much as it has pixels, but not exactly: what is the same for every picture counts more in
//! a small one. So the time of a scale ahead is that of the present one, multiplied by how the two compared on this
//! machine when they were last measured, or by a power of their pixels where that is not known.

use std::cmp::Ordering;
use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::transfer::report::StepReport;
use crate::transfer::scales::Scale;

/// The computation over which the present speed is measured, in seconds.
const WINDOW: f64 = 8.0;
/// The iterations over which it is measured at least, however long they take.
const LEAST_ITERATIONS: usize = 3;
/// How much a new measurement counts against what was known of a size.
const NEWS: f64 = 0.5;
/// The power of its pixels with which the time of an iteration grows, where it was not measured: so it did on two
/// processors from 256 to 1024 pixels a side (the table of speeds in README.md).
const GROWTH: f64 = 0.92;

/// The speed of one device: seconds for a megapixel in an iteration, by the size of the picture.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pace {
    /// By the size: the logarithm to base 2 of the number of pixels, rounded.
    seconds_a_megapixel: BTreeMap<u32, f64>,
}

impl Pace {
    /// Takes in that an iteration over so many pixels took so many seconds.
    pub fn note(&mut self, pixels: usize, seconds: f64) {
        if pixels == 0 || !seconds.is_finite() || seconds <= 0.0 {
            return;
        }
        let size = (pixels as f64).log2().round();
        // As it would be in a picture of exactly the size under which it is kept.
        let news = seconds / megapixels(pixels) * each_pixel(size.exp2() / pixels as f64);
        let known = self.seconds_a_megapixel.entry(size as u32).or_insert(news);
        *known += NEWS * (news - *known);
    }

    /// The seconds that an iteration over so many pixels takes; `None` before anything was measured.
    pub fn iteration(&self, pixels: usize) -> Option<f64> {
        let size = (pixels.max(1) as f64).log2();
        let below = self.seconds_a_megapixel.range(..=size as u32).next_back();
        let above = self.seconds_a_megapixel.range(size as u32 + 1..).next();
        let each = match (below, above) {
            (Some((&low, &first)), Some((&high, &second))) => {
                let place = (size - f64::from(low)) / f64::from(high - low);
                first + place * (second - first)
            }
            (Some((&known, &each)), None) | (None, Some((&known, &each))) => {
                each * each_pixel((size - f64::from(known)).exp2())
            }
            (None, None) => return None,
        };
        Some(each * megapixels(pixels))
    }

    /// The seconds that a painting through these scales takes; `None` before anything was measured.
    pub fn painting(&self, scales: &[Scale]) -> Option<f64> {
        scales.iter().map(|scale| Some(scale.iterations as f64 * self.iteration(scale.pixels())?)).sum()
    }

    /// How many times longer an iteration takes over some pixels than over others.
    fn compare(&self, pixels: usize, others: usize) -> f64 {
        match (self.iteration(pixels), self.iteration(others)) {
            (Some(first), Some(second)) if second > 0.0 => first / second,
            _ => growth(pixels as f64 / others.max(1) as f64),
        }
    }
}

/// How many times longer an iteration takes over so many times the pixels, where nothing was measured.
fn growth(times: f64) -> f64 {
    times.powf(GROWTH)
}

/// Watches one painting.
#[derive(Debug, Clone)]
pub struct Forecast {
    scales: Vec<Scale>,
    pace: Pace,
    /// The present scale.
    scale: usize,
    /// Iterations made, with the seconds that had passed then: the last few of the present scale.
    recent: VecDeque<(usize, f64)>,
    /// The first of the present scale, for the measurement.
    first: Option<(usize, f64)>,
    /// The seconds of an iteration at an earlier scale, with its pixels, until the present one has its own.
    before: Option<(usize, f64)>,
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
        let now = (report.iteration, report.seconds);
        if report.scale != self.scale {
            self.note_measured();
            self.before = self.speed().map(|speed| (self.pixels(), 1.0 / speed)).or(self.before);
            self.scale = report.scale;
            self.recent.clear();
            self.first = None;
        }
        self.first.get_or_insert(now);
        self.recent.push_back(now);
        // Counts the intervals, of which there is one less than ends.
        while self.recent.len() > LEAST_ITERATIONS + 1 && now.1 - self.recent[1].1 > WINDOW {
            self.recent.pop_front();
        }
    }

    /// Iterations a second at the present scale; `None` until two were made there.
    pub fn speed(&self) -> Option<f64> {
        let (first, last) = (self.recent.front()?, self.recent.back()?);
        let seconds = last.1 - first.1;
        (seconds > 0.0 && last.0 > first.0).then(|| (last.0 - first.0) as f64 / seconds)
    }

    /// Seconds until the end; `None` until something was measured.
    pub fn seconds_left(&self) -> Option<f64> {
        let here = self.pixels();
        let each = match (self.speed(), self.before) {
            (Some(speed), _) => 1.0 / speed,
            (None, Some((pixels, each))) => each * self.pace.compare(here, pixels),
            (None, None) => self.pace.iteration(here)?,
        };
        Some(self.work().left * each)
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
            let made = match index.cmp(&self.scale) {
                Ordering::Less => scale.iterations,
                Ordering::Equal => made_here.min(scale.iterations),
                Ordering::Greater => 0,
            };
            let each = self.pace.compare(scale.pixels(), self.pixels());
            work.done += made as f64 * each;
            work.left += (scale.iterations - made) as f64 * each;
        }
        work
    }

    /// Iterations made.
    pub fn made(&self) -> usize {
        self.recent.back().map_or(0, |last| last.0)
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
        if let (Some(first), Some(last)) = (self.first, self.recent.back())
            && last.0 >= first.0 + LEAST_ITERATIONS
        {
            let pixels = self.pixels();
            self.pace.note(pixels, (last.1 - first.1) / (last.0 - first.0) as f64);
        }
    }

    fn pixels(&self) -> usize {
        self.scales.get(self.scale).map_or(1, Scale::pixels)
    }

    /// Iterations made before the present scale.
    fn made_before(&self) -> usize {
        self.scales.iter().take(self.scale).map(|scale| scale.iterations).sum()
    }
}

/// How many times longer it takes for each pixel, where there are so many times more of them.
fn each_pixel(times: f64) -> f64 {
    growth(times) / times
}

/// What is behind and what is ahead.
struct Work {
    done: f64,
    left: f64,
}

fn megapixels(pixels: usize) -> f64 {
    pixels as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::Losses;

    const SCALES: [Scale; 2] =
        [Scale { width: 100, height: 100, iterations: 10 }, Scale { width: 200, height: 200, iterations: 10 }];

    fn report(iteration: usize, scale: usize, seconds: f64) -> StepReport {
        let losses = Losses { content: 0.0, style: 1.0, style_layers: Vec::new(), total: 1000.0, total_variation: 0.0 };
        StepReport { iteration, evaluations: iteration, scale, width: 1, height: 1, losses, seconds }
    }

    fn after(pace: Pace, reports: &[(usize, usize, f64)]) -> Forecast {
        let mut forecast = Forecast::new(&SCALES, pace);
        for &(iteration, scale, seconds) in reports {
            forecast.step(&report(iteration, scale, seconds));
        }
        forecast
    }

    fn assert_near(left: f64, right: f64) {
        assert!((left - right).abs() < 1e-9 * right.abs().max(1.0), "{left} is not {right}");
    }

    #[test]
    fn the_speed_is_that_of_the_present_scale() {
        assert_eq!(after(Pace::default(), &[]).speed(), None);
        assert_eq!(after(Pace::default(), &[(1, 0, 0.1)]).speed(), None);
        assert_eq!(after(Pace::default(), &[(1, 0, 1.0), (2, 0, 1.5)]).speed(), Some(2.0));
        assert_eq!(after(Pace::default(), &[(1, 0, 1.0), (2, 0, 1.5), (3, 1, 2.0)]).speed(), None);
        let slow: Vec<_> = (1..=6).map(|index| (index, 0, 40.0 * index as f64)).collect();
        assert_near(after(Pace::default(), &slow).speed().unwrap(), 1.0 / 40.0);
        let slowing: Vec<_> =
            (1..=9).map(|index| (index, 0, if index < 5 { 0.1 } else { 10.0 } * index as f64)).collect();
        assert_near(after(Pace::default(), &slowing).speed().unwrap(), 0.1);
    }

    #[test]
    fn the_time_left_counts_pixels_where_nothing_better_is_known() {
        assert_eq!(after(Pace::default(), &[]).seconds_left(), None);
        let forecast = after(Pace::default(), &[(4, 0, 4.0), (5, 0, 5.0)]);
        assert_near(forecast.seconds_left().unwrap(), 5.0 + 10.0 * growth(4.0));
        let forecast = after(Pace::default(), &[(11, 1, 20.0), (12, 1, 22.0)]);
        assert_near(forecast.seconds_left().unwrap(), 8.0 * 2.0);
        let forecast = after(Pace::default(), &[(19, 1, 20.0), (20, 1, 22.0)]);
        assert_near(forecast.seconds_left().unwrap(), 0.0);
    }

    #[test]
    fn the_time_left_is_that_of_the_measured_scales() {
        let mut pace = Pace::default();
        pace.note(10_000, 1.0);
        pace.note(40_000, 3.0);
        let left = after(pace.clone(), &[]).seconds_left().unwrap();
        assert!((left - (10.0 * 1.0 + 10.0 * 3.0)).abs() < 0.8, "{left}");
        // This painting is twice as slow as the one that was measured, which will hold at the next scale too.
        let forecast = after(pace, &[(1, 0, 2.0), (2, 0, 4.0)]);
        let left = forecast.seconds_left().unwrap();
        assert!((left - (8.0 * 2.0 + 10.0 * 6.0)).abs() < 4.0, "{left}");
    }

    #[test]
    fn the_first_iteration_of_a_scale_has_a_forecast_too() {
        let forecast = after(Pace::default(), &[(9, 0, 9.0), (10, 0, 10.0), (11, 1, 15.0)]);
        assert_near(forecast.seconds_left().unwrap(), 9.0 * growth(4.0));
    }

    #[test]
    fn the_share_counts_pixels_and_not_iterations() {
        let first = 1.0 / (1.0 + growth(4.0));
        assert_near(after(Pace::default(), &[(10, 0, 1.0)]).share_done(), first);
        assert_near(after(Pace::default(), &[(15, 1, 1.0)]).share_done(), f64::midpoint(first, 1.0));
        assert_near(after(Pace::default(), &[(20, 1, 1.0)]).share_done(), 1.0);
        assert_eq!(Forecast::new(&[], Pace::default()).share_done(), 0.0);
    }

    #[test]
    fn a_new_plan_counts_at_once() {
        let mut forecast = after(Pace::default(), &[(4, 0, 4.0), (5, 0, 5.0)]);
        forecast.set_scales(&[SCALES[0]]);
        assert_near(forecast.seconds_left().unwrap(), 5.0);
        assert_eq!(forecast.iterations(), 10);
    }

    #[test]
    fn a_painting_refines_the_pace() {
        let reports: Vec<_> =
            (1..=10).map(|index| (index, 0, 0.5 * index as f64)).chain([(11, 1, 8.0), (12, 1, 10.0)]).collect();
        let pace = after(Pace::default(), &reports).into_pace();
        assert_near(pace.iteration(10_000).unwrap(), 0.5);
        // Two iterations are too few to tell; the pixels do.
        let four_times = pace.iteration(40_000).unwrap();
        assert!((1.5..2.0).contains(&four_times), "{four_times}");
    }

    #[test]
    fn a_pace_lies_between_what_was_measured() {
        let mut pace = Pace::default();
        assert_eq!(pace.iteration(1000), None);
        assert_eq!(pace.painting(&SCALES), None);
        for wrong in [f64::NAN, -1.0, 0.0, f64::INFINITY] {
            pace.note(1000, wrong);
        }
        pace.note(0, 1.0);
        assert_eq!(pace.iteration(1000), None);
        pace.note(1 << 16, 4.0 * f64::from(1 << 16) / 1e6);
        pace.note(1 << 20, 2.0 * f64::from(1 << 20) / 1e6);
        assert_near(pace.iteration(1 << 18).unwrap(), 3.0 * f64::from(1 << 18) / 1e6);
        // Beyond it the time grows a little slower than the pixels.
        let ends = [(1 << 16, 1 << 10), (1 << 20, 1 << 24)];
        for (known, beyond) in ends {
            let times = f64::from(beyond) / f64::from(known);
            assert_near(
                pace.iteration(beyond as usize).unwrap(),
                growth(times) * pace.iteration(known as usize).unwrap(),
            );
        }
        let text = serde_json::to_string(&pace).unwrap();
        assert_eq!(serde_json::from_str::<Pace>(&text).unwrap(), pace);
    }
}
