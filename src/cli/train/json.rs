//! The lines of `impasto train --json`; their fields are a promise.

use std::borrow::Cow;
use std::path::Path;

use serde::Serialize;

use crate::cli::json::Event;
use crate::fast::{TrainReport, Trainer};

/// Before the first step.
#[derive(Debug, Serialize)]
pub(super) struct PreparedLine {
    event: Event,
    photographs: usize,
    step: usize,
    steps: usize,
}

impl PreparedLine {
    /// The line for a training on so many photographs.
    pub(super) fn new(trainer: &Trainer, photographs: usize) -> Self {
        Self { event: Event::Prepared, photographs, step: trainer.steps(), steps: trainer.settings().steps }
    }
}

/// One step.
#[derive(Debug, Serialize)]
pub(super) struct TrainStepLine {
    event: Event,
    step: usize,
    steps: usize,
    content: f64,
    style: f64,
    total_variation: f64,
    total: f64,
    rate: f64,
    seconds: f64,
}

impl TrainStepLine {
    /// The line for one step.
    pub(super) fn new(report: &TrainReport) -> Self {
        let &TrainReport { step, steps, losses, rate, seconds } = report;
        Self {
            event: Event::Step,
            step,
            steps,
            content: losses.content,
            style: losses.style,
            total_variation: losses.total_variation,
            total: losses.total(),
            rate,
            seconds,
        }
    }
}

/// Something that people should know.
#[derive(Debug, Serialize)]
pub(super) struct NoticeLine<'a> {
    event: Event,
    message: &'a str,
}

impl<'a> NoticeLine<'a> {
    pub(super) fn new(message: &'a str) -> Self {
        Self { event: Event::Notice, message }
    }
}

/// The loss stopped being a number.
#[derive(Debug, Serialize)]
pub(super) struct WentBackLine {
    event: Event,
    step: usize,
}

impl WentBackLine {
    pub(super) fn new(step: usize) -> Self {
        Self { event: Event::WentBack, step }
    }
}

/// The last line.
#[derive(Debug, Serialize)]
pub(super) struct TrainedLine<'a> {
    event: Event,
    outcome: &'static str,
    output: Option<Cow<'a, str>>,
    steps: usize,
    seconds: f64,
}

impl<'a> TrainedLine<'a> {
    /// The line for a training that ended so; `output` is where the style was written, if it was.
    pub(super) fn new(outcome: &'static str, output: Option<&'a Path>, trainer: &Trainer) -> Self {
        let output = output.map(Path::to_string_lossy);
        Self { event: Event::Finished, outcome, output, steps: trainer.steps(), seconds: trainer.seconds() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::TrainLosses;

    #[test]
    fn a_step_line_has_exactly_the_promised_fields() {
        let losses = TrainLosses { content: 1.0, style: 2.0, total_variation: 0.5 };
        let report = TrainReport { step: 7, steps: 9, losses, rate: 1e-3, seconds: 4.5 };
        assert_eq!(
            serde_json::to_string(&TrainStepLine::new(&report)).unwrap(),
            r#"{"event":"step","step":7,"steps":9,"content":1.0,"style":2.0,"total_variation":0.5,"total":3.5,"rate":0.001,"seconds":4.5}"#
        );
        assert_eq!(serde_json::to_string(&WentBackLine::new(3)).unwrap(), r#"{"event":"went-back","step":3}"#);
    }
}
