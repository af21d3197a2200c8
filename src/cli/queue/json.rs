//! The lines of `impasto queue --json`; their fields are a promise.

use std::borrow::Cow;

use serde::Serialize;

use crate::cli::json::{Event, word};
use crate::job::Outcome;

use super::plan::Task;

/// A painting is about to be made.
#[derive(Debug, Serialize)]
pub(super) struct StartedLine<'a> {
    event: Event,
    project: Cow<'a, str>,
    number: usize,
    of: usize,
    output: Cow<'a, str>,
}

impl<'a> StartedLine<'a> {
    /// The line for one of so many, counted from 1.
    pub(super) fn new(task: &'a Task, number: usize, of: usize) -> Self {
        let (project, output) = (task.project().to_string_lossy(), task.output.to_string_lossy());
        Self { event: Event::Started, project, number, of, output }
    }
}

/// A painting was made.
#[derive(Debug, Serialize)]
pub(super) struct PaintedLine<'a> {
    event: Event,
    project: Cow<'a, str>,
    output: Cow<'a, str>,
    outcome: &'static str,
    iterations: usize,
    seconds: f64,
    width: usize,
    height: usize,
}

impl<'a> PaintedLine<'a> {
    /// The line for one that was saved.
    pub(super) fn new(task: &'a Task, Outcome { picture, ending, last_step }: &Outcome) -> Self {
        let (iterations, seconds) = last_step.as_ref().map_or((0, 0.0), |step| (step.iteration, step.seconds));
        Self {
            event: Event::Painted,
            project: task.project().to_string_lossy(),
            output: task.output.to_string_lossy(),
            outcome: word(*ending),
            iterations,
            seconds,
            width: picture.width(),
            height: picture.height(),
        }
    }
}

/// Something could not be painted.
#[derive(Debug, Serialize)]
pub(super) struct FailedLine<'a> {
    event: Event,
    project: &'a str,
    message: &'a str,
}

impl<'a> FailedLine<'a> {
    /// The line for a project and what was wrong.
    pub(super) fn new(project: &'a str, message: &'a str) -> Self {
        Self { event: Event::Failed, project, message }
    }
}

/// The last line.
#[derive(Debug, Serialize)]
pub(super) struct QueueLine {
    event: Event,
    painted: usize,
    failed: usize,
    left: usize,
    seconds: f64,
}

impl QueueLine {
    /// The line for so many paintings.
    pub(super) fn new(painted: usize, failed: usize, left: usize, seconds: f64) -> Self {
        Self { event: Event::Finished, painted, failed, left, seconds }
    }
}
