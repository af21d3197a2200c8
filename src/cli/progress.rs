//! How far a painting is, on the standard error: a bar in a terminal, a line now and then in a log.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{FormattedDuration, ProgressBar, ProgressStyle};

use crate::transfer::{Scale, StepReport};

use super::output::say;

/// The lines of a log that a whole painting makes.
const LINES: u64 = 10;

/// How progress is shown.
#[derive(Debug)]
pub enum Progress {
    /// As a bar that is drawn over and over.
    Bar(ProgressBar),
    /// As plain lines; the field counts those already written.
    Lines(u64),
    /// Not at all.
    Silent,
}

impl Progress {
    /// A bar if people watch, lines if the standard error goes to a file.
    ///
    /// With `data_on_stdout` lines on the standard output tell the progress already, so none are added to a log, and
    /// no bar is drawn between them in a terminal.
    pub fn on_stderr(data_on_stdout: bool) -> Self {
        if !std::io::stderr().is_terminal() {
            return if data_on_stdout { Self::Silent } else { Self::Lines(0) };
        }
        if data_on_stdout && std::io::stdout().is_terminal() {
            return Self::Silent;
        }
        // Narrow, so that all of it fits into 80 columns.
        let style = ProgressStyle::with_template("{bar:12} {percent:>3} % {wide_msg}");
        Self::Bar(ProgressBar::no_length().with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
    }

    /// Shows a message about work that is `share` done, from 0 to 1.
    pub fn show(&mut self, share: f64, message: &str) {
        match self {
            Self::Bar(bar) => {
                bar.set_length(1000);
                bar.set_position((share * 1000.0) as u64);
                bar.set_message(message.to_owned());
            }
            Self::Lines(written) => {
                let due = (share * LINES as f64) as u64;
                if due > *written {
                    *written = due;
                    say(message);
                }
            }
            Self::Silent => {}
        }
    }

    /// Takes the bar away, so that sentences can follow.
    pub fn clear(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }

    /// Tells a sentence without damage to the bar.
    pub fn say(&self, sentence: &str) {
        match self {
            Self::Bar(bar) => bar.suspend(|| say(sentence)),
            Self::Lines(_) | Self::Silent => say(sentence),
        }
    }
}

/// The work of a painting, counted in pixels times iterations, since a scale of twice the size takes four times as long.
#[derive(Debug)]
pub struct Work {
    scales: Vec<Scale>,
    /// Iterations made before the present scale began; fewer than planned where an earlier scale converged.
    iterations_before: usize,
    last_iteration: usize,
}

impl Work {
    /// The work of a painting that goes through these scales.
    pub fn new(scales: &[Scale]) -> Self {
        Self { scales: scales.to_vec(), iterations_before: 0, last_iteration: 0 }
    }

    /// A scale begins.
    pub fn scale_started(&mut self) {
        self.iterations_before = self.last_iteration;
    }

    /// An iteration was made; shows it.
    pub fn step(&mut self, report: &StepReport, progress: &mut Progress) {
        self.last_iteration = report.iteration;
        let share = self.share_done(report);
        progress.show(share, &self.message(report, share));
    }

    fn share_done(&self, report: &StepReport) -> f64 {
        let cost = |scale: &Scale, iterations: usize| (scale.width * scale.height * iterations) as f64;
        let whole: f64 = self.scales.iter().map(|scale| cost(scale, scale.iterations)).sum();
        let (before, rest) = self.scales.split_at(report.scale.min(self.scales.len()));
        let finished: f64 = before.iter().map(|scale| cost(scale, scale.iterations)).sum();
        let present = rest.first().map_or(0.0, |scale| cost(scale, report.iteration - self.iterations_before));
        ((finished + present) / whole).min(1.0)
    }

    fn message(&self, report: &StepReport, share: f64) -> String {
        let left = report.seconds * (1.0 - share) / share;
        format!(
            "iteration {} of {}, {}x{}, loss {:.1}, {} left",
            report.iteration,
            self.scales.iter().map(|scale| scale.iterations).sum::<usize>(),
            report.width,
            report.height,
            report.losses.objective(),
            FormattedDuration(Duration::try_from_secs_f64(left.round()).unwrap_or_default()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::Losses;

    fn report(iteration: usize, scale: usize) -> StepReport {
        StepReport {
            iteration,
            evaluations: 9,
            scale,
            width: 64,
            height: 64,
            losses: Losses { content: 0.0, style: 1.2, style_layers: Vec::new(), total: 1200.0, total_variation: 34.5 },
            seconds: 30.0,
        }
    }

    #[test]
    fn time_left_counts_pixels_and_not_iterations() {
        let small = Scale { width: 32, height: 32, iterations: 40 };
        let large = Scale { width: 64, height: 64, iterations: 20 };
        let mut work = Work::new(&[small, large]);
        let share = work.share_done(&report(40, 0));
        assert_eq!(share, 1.0 / 3.0);
        assert_eq!(work.message(&report(40, 0), share), "iteration 40 of 60, 64x64, loss 1234.5, 00:01:00 left");
        work.last_iteration = 25;
        work.scale_started();
        assert_eq!(work.share_done(&report(35, 1)), 2.0 / 3.0, "the first scale converged after 25 iterations");
    }

    #[test]
    fn a_log_gets_few_lines() {
        let mut progress = Progress::Lines(0);
        for step in 1..=1000 {
            progress.show(f64::from(step) / 1000.0, "on the way");
        }
        assert!(matches!(progress, Progress::Lines(LINES)));
    }
}
