//! How fast a painting goes and how long it will take, as pure functions over what it reported.

use crate::transfer::{Scale, StepReport, Weights};

/// The time over which the speed is measured, in seconds of computation.
const WINDOW: f64 = 3.0;
/// The points of a curve that the loss plot draws at most; more than its pixels would show nothing.
const PLOT_POINTS: usize = 600;

/// The terms of the loss after one iteration, each with its weight, so that they add up to the total.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LossPoint {
    /// Iterations so far over all scales.
    pub iteration: usize,
    /// The sum of content and style, the value of the paper's equation 7.
    pub total: f64,
    /// alpha times the content loss.
    pub content: f64,
    /// beta times the style loss.
    pub style: f64,
    /// Seconds of computation since the start.
    pub seconds: f64,
    /// The scale, from 0.
    pub scale: usize,
}

impl LossPoint {
    /// The weighted terms of a report.
    ///
    /// The content term is what the total has besides the style: that is right even for the very iteration at which
    /// a person moved the ratio.
    pub fn new(report: &StepReport) -> Self {
        let (total, style) = (report.losses.total, Weights::BETA * report.losses.style);
        Self {
            iteration: report.iteration,
            total,
            content: (total - style).max(0.0),
            style,
            seconds: report.seconds,
            scale: report.scale,
        }
    }
}

/// Iterations a second over the last few seconds at the present scale; `None` until two were made there.
pub fn speed(history: &[LossPoint]) -> Option<f64> {
    let last = history.last()?;
    let recent = history
        .iter()
        .rev()
        .take_while(|point| point.scale == last.scale && last.seconds - point.seconds <= WINDOW)
        .last()?;
    let seconds = last.seconds - recent.seconds;
    (seconds > 0.0).then(|| (last.iteration - recent.iteration) as f64 / seconds)
}

/// Seconds until the end, from the speed at the present scale; an iteration costs as much as it has pixels.
pub fn remaining(history: &[LossPoint], scales: &[Scale]) -> Option<f64> {
    let last = history.last()?;
    let present = scales.get(last.scale)?;
    let seconds_each = 1.0 / speed(history)?;
    let pixels = |scale: &Scale| (scale.width * scale.height) as f64;
    let mut left = 0.0;
    let mut done = last.iteration;
    for (index, scale) in scales.iter().enumerate() {
        let here = done.min(scale.iterations);
        done -= here;
        if index >= last.scale {
            left += (scale.iterations - here) as f64 * pixels(scale) / pixels(present);
        }
    }
    Some(left * seconds_each)
}

/// About as many points of the history as a plot can show, the newest always among them.
pub fn thinned(history: &[LossPoint]) -> impl Iterator<Item = &LossPoint> {
    let stride = history.len().div_ceil(PLOT_POINTS).max(1);
    let last = history.len().saturating_sub(1);
    history.iter().enumerate().filter(move |(index, _)| index % stride == 0 || *index == last).map(|(_, point)| point)
}

/// A time for people: `0:07`, `12:34`, `1:02:03`.
pub fn clock(seconds: f64) -> String {
    let seconds = seconds.max(0.0).round() as u64;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::Losses;

    fn point(iteration: usize, seconds: f64, scale: usize) -> LossPoint {
        LossPoint { iteration, total: 1.0, content: 0.5, style: 0.5, seconds, scale }
    }

    const SCALES: [Scale; 2] =
        [Scale { width: 100, height: 100, iterations: 10 }, Scale { width: 200, height: 200, iterations: 10 }];

    #[test]
    fn speed_is_that_of_the_present_scale() {
        assert_eq!(speed(&[]), None);
        assert_eq!(speed(&[point(1, 0.1, 0)]), None);
        assert_eq!(speed(&[point(1, 1.0, 0), point(2, 1.5, 0)]), Some(2.0));
        assert_eq!(speed(&[point(1, 1.0, 0), point(2, 1.5, 1)]), None);
        let slowing = [point(1, 0.0, 0), point(2, 10.0, 0), point(3, 11.0, 0)];
        assert_eq!(speed(&slowing), Some(1.0));
    }

    #[test]
    fn remaining_time_counts_pixels() {
        let history = [point(4, 4.0, 0), point(5, 5.0, 0)];
        assert_eq!(remaining(&history, &SCALES), Some(5.0 + 10.0 * 4.0));
        let history = [point(11, 20.0, 1), point(12, 22.0, 1)];
        assert_eq!(remaining(&history, &SCALES), Some(8.0 * 2.0));
        let history = [point(19, 20.0, 1), point(20, 22.0, 1)];
        assert_eq!(remaining(&history, &SCALES), Some(0.0));
    }

    #[test]
    fn the_terms_add_up() {
        let report = StepReport {
            iteration: 3,
            evaluations: 9,
            scale: 0,
            width: 8,
            height: 8,
            losses: Losses {
                content: 2.0,
                style: 0.004,
                style_layers: Vec::new(),
                total: 2.0 + 4.0,
                total_variation: 1.5,
            },
            seconds: 1.0,
        };
        let point = LossPoint::new(&report);
        assert_eq!(point.style, 4.0);
        assert!((point.content - 2.0).abs() < 1e-12);
    }

    #[test]
    fn a_long_history_is_thinned_but_keeps_its_ends() {
        let history: Vec<_> = (1..=100_000).map(|iteration| point(iteration, 0.0, 0)).collect();
        let thin: Vec<_> = thinned(&history).collect();
        assert!(thin.len() <= PLOT_POINTS + 1);
        assert_eq!(thin[0].iteration, 1);
        assert_eq!(thin.last().unwrap().iteration, 100_000);
        assert_eq!(thinned(&[]).count(), 0);
    }

    #[test]
    fn times_read_well() {
        assert_eq!(clock(7.4), "0:07");
        assert_eq!(clock(754.0), "12:34");
        assert_eq!(clock(3723.0), "1:02:03");
        assert_eq!(clock(-1.0), "0:00");
    }
}
