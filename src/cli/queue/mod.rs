//! `impasto queue`: paints what several projects describe, one after another, and reports on all of them.

mod args;
mod plan;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::job::Outcome;
use crate::network::NetworkCache;
use crate::text::text;
use crate::transfer::{Ending, Start};

use super::interrupt::{self, cancelled_by_signals};
use super::json::{QueueLine, word};
use super::output::{say, until_the_reader_goes, write_json, write_line};
use super::paint::{Order, Reports, Told, measures, paint, save};
use super::progress::Progress;
use super::saving::make_folder;

use plan::{Task, planned};

pub use args::QueueArgs;

/// Paints what can be painted; what cannot is told, and the others go on.
pub fn queue(arguments: &QueueArgs) -> Result<ExitCode> {
    let networks = arguments.machine.prepare()?;
    // A preset that cannot be used would fail them all.
    arguments.settings.settings(Start::default(), None)?;
    if arguments.output.is_file() {
        let remedy = text!("it is a file; the pictures go to a folder");
        return Err(Error::value("--output", arguments.output.display(), remedy));
    }
    make_folder(&arguments.output)?;
    let (tasks, failures) = planned(arguments);
    let mut queue = Queue { arguments, networks, cancel: cancelled_by_signals()?, painted: 0, failed: 0 };
    let begun = Instant::now();
    for (project, error) in &failures {
        queue.note_failed(project, &error.headline())?;
    }
    let mut begun_tasks = 0;
    while begun_tasks < tasks.len() && !queue.cancel.is_cancelled() {
        begun_tasks += 1;
        match queue.paint(&tasks[begun_tasks - 1], begun_tasks, tasks.len()) {
            Err(Error::Cancelled) => queue.cancel.cancel(),
            result => result?,
        }
    }
    queue.report(tasks.len() - begun_tasks, begun.elapsed().as_secs_f64())
}

/// The paintings on their way.
struct Queue<'a> {
    arguments: &'a QueueArgs,
    networks: NetworkCache,
    cancel: CancelToken,
    painted: usize,
    failed: usize,
}

impl Queue<'_> {
    /// Paints one and tells how it ended; only what concerns all of them is an error.
    fn paint(&mut self, task: &Task, number: usize, of: usize) -> Result<()> {
        if self.arguments.json {
            let (project, output) = (task.project().to_string_lossy(), task.output.to_string_lossy());
            write_json(&QueueLine::Started { project, number, of, output })?;
        }
        match self.painted(task, &format!("{number} of {of}, {}: ", task.name())) {
            Ok(Some(outcome)) if outcome.ending == Ending::NotFinite => {
                let kept = format!("{} It is in {}.", outcome.ending.sentence(), task.output.display());
                self.note_failed(task.project(), &kept)?;
            }
            Ok(Some(outcome)) => {
                self.painted += usize::from(outcome.ending != Ending::Stopped);
                if outcome.ending == Ending::Stopped {
                    self.cancel.cancel();
                }
                self.tell_painted(task, &outcome)?;
            }
            Ok(None) | Err(Error::Cancelled) => self.cancel.cancel(),
            Err(error) => self.note_failed(task.project(), &error.headline())?,
        }
        Ok(())
    }

    /// Paints one and saves it; `None` when it was broken off before there was anything to save.
    fn painted(&self, task: &Task, heading: &str) -> Result<Option<Outcome>> {
        let QueueArgs { settings, after, machine, saving, json, quiet, .. } = self.arguments;
        let described = &task.described;
        let settings = settings.settings(described.setup.settings.start, Some(&described.setup.settings))?;
        let changed = after.changing(described.colors(), &self.arguments.settings.given);
        let framing = described.framing();
        let order = Order {
            content: described.content(|framing| framing)?,
            styles: described.styles(|_, weight, framing| (weight, framing))?,
            start: described.start(settings.start)?,
            settings,
            after: after.after_painting(changed, &framing, || described.mask(&framing))?,
            networks: self.networks.clone(),
            device: machine.compute.device,
        };
        let progress = if *quiet { Progress::Silent } else { Progress::on_stderr(*json) };
        let told = if *json { Told::Json } else { Told::Nothing };
        let mut reports = Reports { heading: heading.to_owned(), ..Reports::new(progress, told) };
        let outcome = paint(order, &mut reports, &self.cancel)?;
        let is_saved = save(&outcome, &task.output, saving.options())?;
        Ok(is_saved.then_some(outcome))
    }

    fn tell_painted(&self, task: &Task, outcome: &Outcome) -> Result<()> {
        if self.arguments.json {
            let Outcome { picture, ending, last_step } = outcome;
            let (iterations, seconds) = last_step.as_ref().map_or((0, 0.0), |step| (step.iteration, step.seconds));
            return until_the_reader_goes(write_json(&QueueLine::Painted {
                project: task.project().to_string_lossy(),
                output: task.output.to_string_lossy(),
                outcome: word(*ending),
                iterations,
                seconds,
                width: picture.width(),
                height: picture.height(),
            }));
        }
        let how = if outcome.ending == Ending::Stopped { "was stopped; what there is" } else { "is painted; it" };
        let text = format!("{} {how} is in {} ({}).", task.name(), task.output.display(), measures(outcome));
        if self.arguments.quiet { Ok(()) } else { write_line(&text) }
    }

    fn note_failed(&mut self, project: &Path, message: &str) -> Result<()> {
        self.failed += 1;
        let project = project.to_string_lossy();
        if self.arguments.json {
            write_json(&QueueLine::Failed { project: &project, message })?;
        }
        say(&if message.starts_with(&*project) { message.to_owned() } else { format!("{project}: {message}") });
        Ok(())
    }

    /// Tells what became of all of them, so many of which were not even begun.
    fn report(&self, left: usize, seconds: f64) -> Result<ExitCode> {
        let &Self { arguments, ref cancel, painted, failed, .. } = self;
        let told = if arguments.json {
            write_json(&QueueLine::Finished { painted, failed, left, seconds })
        } else if arguments.quiet {
            Ok(())
        } else {
            let folder = arguments.output.display();
            let failed = if failed == 0 { String::new() } else { format!("; {failed} could not be painted") };
            let left = if left == 0 { String::new() } else { format!("; {left} were not begun") };
            write_line(&format!("{painted} painted, in {folder}{failed}{left} ({seconds:.1} s)."))
        };
        until_the_reader_goes(told)?;
        Ok(match (cancel.is_cancelled(), failed) {
            (true, _) => interrupt::exit_code(),
            (false, 0) => ExitCode::SUCCESS,
            (false, _) => ExitCode::FAILURE,
        })
    }
}
