//! `impasto train`: trains a fast style, or a network that enlarges.

mod args;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::FormattedDuration;

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::fast::{
    About, Checkpoint, Networks, Photos, StyleFormat, TrainEnding, TrainGoal, TrainReport, TrainStep, Trainer,
};
use crate::machine;
use crate::network::{WeightScale, Workspace};
use crate::picture::{Picture, check_place};
use crate::text::text;

use super::interrupt::{self, cancelled_by_signals};
use super::json::TrainLine;
use super::output::{say, until_the_reader_goes, write_json, write_line};
use super::progress::Progress;
use super::render::spare_the_inputs;
use super::saving::Previews;

use args::Beginning;
pub use args::TrainArgs;

/// What is appended to the name of the style's file for that of the training's state.
const STATE_ENDING: &str = ".training";
/// The longer side of the photograph that is painted on the way, in pixels.
const SAMPLE_SIDE: usize = 512;

/// Trains to the end or until Ctrl-C; everything that can be known to fail is tried before the work begins.
pub fn train(arguments: &TrainArgs) -> Result<ExitCode> {
    let networks = arguments.machine.prepare()?;
    let output = arguments.output.as_path();
    StyleFormat::for_goal(output, arguments.goal())?;
    let inputs =
        [arguments.style.as_deref(), arguments.from.as_ref().and_then(Beginning::file), arguments.sample.as_deref()];
    spare_the_inputs(output, inputs.into_iter().flatten())?;
    check_place(output)?;
    let state = state_of(output);
    let begun = begun(arguments, &state)?;
    let painting = arguments.style.as_deref().map(Picture::open).transpose()?.map(Arc::new);
    let photos = Photos::of_folder(&arguments.photos)?;
    let photographs = photos.files().len();
    let samples = Samples::of(arguments)?;
    let cancel = cancelled_by_signals()?;
    let vgg19 = networks.get(arguments.machine.compute.device, WeightScale::Normalised)?;
    let trainer = if let Some(checkpoint) = begun {
        Trainer::resume(vgg19, checkpoint, painting, photos)?
    } else {
        let mut settings = arguments.settings();
        let start = match &arguments.from {
            Some(Beginning::Chance) => None,
            Some(Beginning::Style(file)) => {
                let start = Networks::weights_of_file(file)?;
                settings.width = arguments.width.unwrap_or_else(|| start.width());
                Some(start)
            }
            None => settings.practised_weights()?,
        };
        Trainer::new(vgg19, settings, painting, photos, start)?
    };
    let progress = if arguments.quiet { Progress::Silent } else { Progress::on_stderr(arguments.json) };
    let run = Run { arguments, trainer, state, photographs, samples, progress, pace: Pace::default() };
    run.train(&cancel)
}

/// Where the state of the training for a style lies.
fn state_of(output: &Path) -> PathBuf {
    let mut state = output.to_owned();
    state.as_mut_os_string().push(STATE_ENDING);
    state
}

/// The training that is gone on with; none for a new one, which does not take the place of one that is not at its end.
fn begun(arguments: &TrainArgs, state: &Path) -> Result<Option<Checkpoint>> {
    if arguments.resume {
        let checkpoint = Checkpoint::open(state)?;
        arguments.check_resumed(checkpoint.settings())?;
        let steps = arguments.steps.unwrap_or(checkpoint.settings().steps);
        return checkpoint.with_steps(steps).map(Some);
    }
    match Checkpoint::open(state) {
        Ok(checkpoint) if checkpoint.steps() < checkpoint.settings().steps => {
            let (made, steps) = (checkpoint.steps(), checkpoint.settings().steps);
            let remedy = text!(
                "{path} holds a training of {made} of {steps} steps; add --resume or remove that file",
                path = state,
                made,
                steps
            );
            Err(Error::value("--output", arguments.output.display(), remedy))
        }
        _ => Ok(None),
    }
}

/// A photograph that is painted on the way.
struct Samples {
    photograph: Picture,
    previews: Previews,
    workspace: Workspace,
}

impl Samples {
    fn of(arguments: &TrainArgs) -> Result<Option<Self>> {
        let (Some(file), Some(every), Some(folder)) =
            (&arguments.sample, arguments.sample_every, &arguments.sample_dir)
        else {
            return Ok(None);
        };
        let photograph = Picture::open(file)?.with_longer_side(SAMPLE_SIDE);
        let previews = Previews::new(folder, every, "step")?;
        Ok(Some(Self { photograph, previews, workspace: Workspace::default() }))
    }

    /// Paints it after a step, if that is due.
    fn paint(&mut self, trainer: &Trainer, cancel: &CancelToken) -> Result<()> {
        if !self.previews.wants(trainer.steps()) {
            return Ok(());
        }
        let painted = trainer.sample(&self.photograph, &mut self.workspace, cancel)?;
        self.previews.save(&painted, trainer.steps())
    }
}

/// How long a step takes in this run.
#[derive(Default)]
struct Pace {
    begin: Option<Instant>,
    steps: usize,
}

impl Pace {
    /// Notes a step; the seconds that all of `left` more will take.
    fn step(&mut self, left: usize) -> f64 {
        let begin = *self.begin.get_or_insert_with(Instant::now);
        // The first step's end is the beginning.
        let made = self.steps;
        self.steps += 1;
        begin.elapsed().as_secs_f64() / made.max(1) as f64 * left as f64
    }
}

/// One training from its first step in this run to its file.
struct Run<'a> {
    arguments: &'a TrainArgs,
    trainer: Trainer,
    /// Where its state is written.
    state: PathBuf,
    photographs: usize,
    samples: Option<Samples>,
    progress: Progress,
    pace: Pace,
}

impl Run<'_> {
    /// Trains until the end, an interruption or a failure; the state is kept in any case.
    fn train(mut self, cancel: &CancelToken) -> Result<ExitCode> {
        let ending = loop {
            let step = self.trainer.step(cancel).and_then(|step| self.tell(step, cancel));
            match step {
                Ok(None) => {}
                Ok(Some(ending)) => break Some(ending),
                Err(Error::Cancelled) => break None,
                Err(error) => {
                    self.progress.clear();
                    self.trainer.checkpoint().save(&self.state)?;
                    return Err(error);
                }
            }
        };
        self.progress.clear();
        self.trainer.checkpoint().save(&self.state)?;
        match ending {
            Some(ending) => self.deliver(ending),
            None => self.tell_interrupted(),
        }
    }

    /// Tells of one step and keeps what is to be kept; how the training ended, if it did.
    fn tell(&mut self, step: TrainStep, cancel: &CancelToken) -> Result<Option<TrainEnding>> {
        let json = self.arguments.json;
        for notice in self.trainer.take_notices() {
            let notice = notice.to_string();
            if json {
                write_json(&TrainLine::Notice { message: &notice })?;
            }
            self.progress.say(&notice);
        }
        match step {
            TrainStep::Prepared if json => {
                let (step, steps) = (self.trainer.steps(), self.trainer.settings().steps);
                write_json(&TrainLine::Prepared { photographs: self.photographs, step, steps })?;
            }
            TrainStep::Prepared => {}
            TrainStep::Made(report) => {
                let left = self.pace.step(report.steps - report.step);
                let message = message(&report, self.arguments.goal(), left);
                self.progress.show(report.step as f64 / report.steps as f64, &message);
                if json {
                    write_json(&TrainLine::step(&report))?;
                }
                if report.step.is_multiple_of(self.arguments.checkpoint_every) {
                    self.trainer.checkpoint().save(&self.state)?;
                }
                if let Some(samples) = &mut self.samples {
                    samples.paint(&self.trainer, cancel)?;
                }
            }
            TrainStep::WentBack(step) => {
                let sentence = format!(
                    "the loss stopped being a number; training goes on from step {step} with half the learning rate"
                );
                if json {
                    write_json(&TrainLine::WentBack { step })?;
                }
                self.progress.say(&sentence);
            }
            TrainStep::Finished(ending) => return Ok(Some(ending)),
        }
        Ok(None)
    }

    /// Writes the style and tells where it is.
    fn deliver(self, ending: TrainEnding) -> Result<ExitCode> {
        let Self { arguments, trainer, .. } = self;
        let output = arguments.output.as_path();
        let file =
            arguments.style.as_deref().map(|path| path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy());
        let about = About {
            origin: About::trained_here(self.photographs),
            licence: arguments.licence.clone(),
            painting: arguments.title.clone().or(file.map(Cow::into_owned)),
            painter: arguments.painter.clone(),
        };
        let processor = machine::processor();
        let machine = format!("{}, {} threads", processor.name, processor.threads);
        trainer.trained(about, machine).save(output)?;
        let completed = match arguments.goal() {
            TrainGoal::Style => "The style is trained.",
            TrainGoal::Enlarge { .. } => "The network is trained.",
        };
        let (outcome, sentence, code) = match ending {
            TrainEnding::Completed => ("completed", completed, ExitCode::SUCCESS),
            TrainEnding::NotFinite => (
                "not-finite",
                "The loss stopped being a number however small the learning rate; the last good network was kept.",
                ExitCode::FAILURE,
            ),
        };
        if arguments.json {
            let (output, steps, seconds) = (Some(output.to_string_lossy()), trainer.steps(), trainer.seconds());
            until_the_reader_goes(write_json(&TrainLine::Finished { outcome, output, steps, seconds }))?;
        }
        let took = FormattedDuration(Duration::try_from_secs_f64(trainer.seconds().round()).unwrap_or_default());
        let sentence = format!("{sentence} It is in {} ({} steps, {took}).", output.display(), trainer.steps());
        if ending == TrainEnding::NotFinite {
            say(&sentence);
        } else if !arguments.json && !arguments.quiet {
            until_the_reader_goes(write_line(&sentence))?;
        }
        Ok(code)
    }

    fn tell_interrupted(self) -> Result<ExitCode> {
        if self.arguments.json {
            let (steps, seconds) = (self.trainer.steps(), self.trainer.seconds());
            let line = TrainLine::Finished { outcome: "stopped", output: None, steps, seconds };
            until_the_reader_goes(write_json(&line))?;
        }
        let (made, steps) = (self.trainer.steps(), self.trainer.settings().steps);
        let path = self.state.display();
        say(&format!("Interrupted after {made} of {steps} steps; --resume goes on from {path}"));
        Ok(interrupt::exit_code())
    }
}

/// One step for people.
fn message(report: &TrainReport, goal: TrainGoal, seconds_left: f64) -> String {
    let &TrainReport { step, steps, losses, .. } = report;
    let left = FormattedDuration(Duration::try_from_secs_f64(seconds_left.round()).unwrap_or_default());
    let losses = match goal {
        TrainGoal::Style => format!("content {:.2}, style {:.2}", losses.content, losses.style),
        TrainGoal::Enlarge { .. } => format!("loss {:.4}", losses.content),
    };
    format!("step {step} of {steps}, {losses}, {left} left")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::TrainLosses;

    #[test]
    fn a_step_is_told_with_the_time_that_is_left() {
        let losses = TrainLosses { content: 1.234, style: 12.0, total_variation: 0.0 };
        let report = TrainReport { step: 5, steps: 100, losses, rate: 1e-3, seconds: 9.0 };
        assert_eq!(message(&report, TrainGoal::Style, 90.0), "step 5 of 100, content 1.23, style 12.00, 00:01:30 left");
        assert_eq!(state_of(Path::new("a/b.onnx")), Path::new("a/b.onnx.training"));
    }
}
