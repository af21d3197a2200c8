//! How far a painting is, on the standard error: a bar in a terminal, a line now and then in a log.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{FormattedDuration, ProgressBar, ProgressStyle};

use crate::transfer::{Forecast, StepReport};

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

/// One iteration for people.
pub fn message(report: &StepReport, forecast: &Forecast) -> String {
    let left = Duration::try_from_secs_f64(forecast.seconds_left().unwrap_or(0.0).round()).unwrap_or_default();
    format!(
        "iteration {} of {}, {}x{}, loss {:.1}, {} left",
        report.iteration,
        forecast.iterations(),
        report.width,
        report.height,
        report.losses.objective(),
        FormattedDuration(left),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::{Losses, Pace, Scale};

    #[test]
    fn an_iteration_is_told_with_the_time_that_is_left() {
        let report = |iteration: usize, seconds: f64| StepReport {
            iteration,
            evaluations: iteration,
            scale: 0,
            width: 64,
            height: 64,
            losses: Losses { content: 0.0, style: 1.2, style_layers: Vec::new(), total: 1200.0, total_variation: 34.5 },
            seconds,
        };
        let mut forecast = Forecast::new(&[Scale { width: 64, height: 64, iterations: 60 }], Pace::default());
        forecast.step(&report(29, 28.0));
        forecast.step(&report(30, 30.0));
        let text = message(&report(30, 30.0), &forecast);
        // Thirty iterations of two seconds, and now and then a second evaluation.
        assert_eq!(text, "iteration 30 of 60, 64x64, loss 1234.5, 00:01:02 left");
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
