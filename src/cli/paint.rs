//! One painting from its first iteration to its saved file, told to a terminal or a script.

use std::borrow::Cow;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::job::Outcome;
use crate::network::{DeviceChoice, NetworkCache};
use crate::picture::{AfterPainting, ContentColors, Picture, SaveOptions, free_name};
use crate::transfer::{Ending, Forecast, Pace, Step, StepReport, Styles, Transfer, TransferSettings};

use super::interrupt;
use super::json::RenderLine;
use super::output::{say, until_the_reader_goes, write_json, write_line};
use super::progress::{Progress, message};
use super::saving::Previews;
use super::time_lapse::{Filmed, TimeLapse};

/// What is to be painted, and where it is computed.
#[derive(Debug)]
pub struct Order {
    /// Every choice about the painting.
    pub settings: TransferSettings,
    /// The content picture at its own size.
    pub content: Arc<Picture>,
    /// The style pictures at their own size.
    pub styles: Styles,
    /// The picture to start from, when the settings ask for one.
    pub start: Option<Arc<Picture>>,
    /// What becomes of it after it is painted, and of the pictures on the way.
    pub after: AfterPainting,
    /// The networks to choose from.
    pub networks: NetworkCache,
    /// The device to compute on.
    pub device: DeviceChoice,
}

/// What goes to the standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// A sentence at the end.
    Sentence,
    /// A line of JSON for each iteration and for the end.
    Json,
    /// Nothing.
    Nothing,
}

/// What is told on the way, and what is kept.
#[derive(Debug)]
pub struct Reports {
    /// For people.
    pub progress: Progress,
    /// For scripts.
    pub told: Told,
    /// Which of several paintings it is, in front of what people are told.
    pub heading: String,
    /// Pictures on the way.
    pub previews: Option<Previews>,
    /// How it came to be.
    pub time_lapse: Option<TimeLapse>,
}

/// Paints until the end or until `cancel`; a painting that was stopped keeps the picture that it had. If it fails on
/// the way, that picture goes to the folder for temporary files.
///
/// # Errors
/// [`Error::Device`], [`Error::File`] for a model file, [`Error::Value`] for settings that do not suit the pictures,
/// [`Error::Computation`], [`Error::Interface`] when the standard output cannot be written.
pub fn paint(order: Order, reports: &mut Reports, cancel: &CancelToken) -> Result<Outcome> {
    let Order { settings, content, styles, start, after, networks, device } = order;
    after.colors.validate()?;
    let network = networks.get(device, settings.weight_scale)?;
    let content_colors = ContentColors::new(Arc::clone(&content));
    let mut transfer = Transfer::new(network, settings, content, styles, start)?;
    let forecast = Forecast::new(transfer.scales(), Pace::default());
    let mut teller = Teller { reports, forecast, after, content_colors, last_step: None };
    teller.record(&transfer, 0)?;
    let ending = loop {
        match transfer.step(cancel).and_then(|step| teller.tell(step, &transfer)) {
            Ok(None) => {}
            Ok(Some(ending)) => break Ok(ending),
            Err(Error::Cancelled) => break Ok(Ending::Stopped),
            Err(error) => break Err(error),
        }
    };
    teller.reports.progress.clear();
    teller.record_last(&transfer)?;
    let picture = teller.finished(transfer.picture()?);
    if ending.is_err() && teller.last_step.is_some() {
        rescue(&picture);
    }
    Ok(Outcome { picture, ending: ending?, last_step: teller.last_step })
}

/// Tells of one painting.
struct Teller<'a> {
    reports: &'a mut Reports,
    forecast: Forecast,
    after: AfterPainting,
    content_colors: ContentColors,
    last_step: Option<StepReport>,
}

impl Teller<'_> {
    /// Tells of one step; if the painting ended with it, how.
    fn tell(&mut self, step: Step, transfer: &Transfer) -> Result<Option<Ending>> {
        match step {
            // A scale that converged took fewer iterations than planned.
            Step::ScaleStarted(_) => self.forecast.set_scales(transfer.scales()),
            Step::Accepted(report) => {
                self.forecast.step(&report);
                let message = format!("{}{}", self.reports.heading, message(&report, &self.forecast));
                self.reports.progress.show(self.forecast.share_done(), &message);
                self.record(transfer, report.iteration)?;
                if self.reports.wants(report.iteration) {
                    self.reports.keep(report.iteration, &self.finished(transfer.picture()?));
                }
                let report = self.last_step.insert(report);
                if self.reports.told == Told::Json {
                    write_json(&RenderLine::step(report))?;
                }
            }
            Step::ScaleConverged(_) => {}
            Step::Finished(ending) => return Ok(Some(ending)),
        }
        Ok(None)
    }

    /// Records the picture after an iteration for the time lapse, if it is wanted there.
    fn record(&mut self, transfer: &Transfer, iteration: usize) -> Result<()> {
        if self.reports.time_lapse.as_ref().is_some_and(|time_lapse| time_lapse.wants(iteration)) {
            self.reports.record(iteration, &transfer.picture()?);
        }
        Ok(())
    }

    /// Records the last picture in any case.
    fn record_last(&mut self, transfer: &Transfer) -> Result<()> {
        if self.reports.time_lapse.is_some() {
            let iteration = self.last_step.as_ref().map_or(0, |step| step.iteration);
            self.reports.record(iteration, &transfer.picture()?);
        }
        Ok(())
    }

    /// A painted picture with the colours and behind the mask that were chosen.
    fn finished(&self, painted: Picture) -> Picture {
        self.after.applied_to(Cow::Owned(painted), &self.content_colors).into_owned()
    }
}

impl Reports {
    /// Those of one painting, without anything kept on the way.
    pub const fn new(progress: Progress, told: Told) -> Self {
        Self { progress, told, heading: String::new(), previews: None, time_lapse: None }
    }

    /// Records a picture as it was painted; a failure is told and does not end the painting.
    fn record(&mut self, iteration: usize, painted: &Picture) {
        if let Some(time_lapse) = &self.time_lapse
            && let Err(error) = time_lapse.keep(painted, iteration)
        {
            self.progress.say(&format!("{}; no time lapse is made", error.headline()));
            self.time_lapse = None;
        }
    }

    /// Whether the picture after an iteration is to be kept.
    fn wants(&self, iteration: usize) -> bool {
        self.previews.as_ref().is_some_and(|previews| previews.wants(iteration))
    }

    /// Keeps the picture after an iteration; a failure there is told and does not end the painting.
    fn keep(&mut self, iteration: usize, picture: &Picture) {
        if let Some(previews) = &self.previews
            && let Err(error) = previews.save(picture, iteration)
        {
            self.progress.say(&format!("{}; no further pictures on the way are kept", error.headline()));
            self.previews = None;
        }
    }
}

/// Saves the picture of a painting that ended, writes its time lapse by `film`, and tells how it ended and where
/// all is.
///
/// A painting that was broken off before its first iteration has nothing to save, and `output` stays as it is. If the
/// picture cannot be saved there, it is kept in the folder for temporary files, so that no work is lost.
///
/// # Errors
/// [`Error::File`] when the picture could not be saved at `output`, or the time lapse in its place;
/// [`Error::Interface`] when the standard output cannot be written.
pub fn deliver(
    outcome: &Outcome,
    output: &Path,
    options: SaveOptions,
    told: Told,
    film: impl FnOnce() -> Result<Option<Filmed>>,
) -> Result<ExitCode> {
    let saved = save(outcome, output, options)?;
    let filmed = if saved { film() } else { Ok(None) };
    let mut sentence = if saved {
        format!("{} It is in {} ({}).", outcome.ending.sentence(), output.display(), measures(outcome))
    } else {
        "The painting ended before its first iteration; nothing was saved.".to_owned()
    };
    if let Ok(Some(Filmed { path, frames, seconds })) = &filmed {
        let _ = write!(sentence, " The time lapse is in {} ({frames} frames, {seconds:.1} s).", path.display());
    }
    if told == Told::Json {
        if let Ok(Some(Filmed { path, frames, seconds })) = &filmed {
            let (output, frames, seconds) = (path.to_string_lossy(), *frames, *seconds);
            until_the_reader_goes(write_json(&RenderLine::TimeLapse { output, frames, seconds }))?;
        }
        until_the_reader_goes(write_json(&RenderLine::finished(outcome, saved.then_some(output))))?;
    }
    if is_broken_off(outcome.ending) {
        say(&sentence);
    } else if told == Told::Sentence {
        until_the_reader_goes(write_line(&sentence))?;
    }
    filmed?;
    Ok(match outcome.ending {
        Ending::Completed | Ending::Converged => ExitCode::SUCCESS,
        Ending::Stopped => interrupt::exit_code(),
        Ending::NotFinite => ExitCode::FAILURE,
    })
}

/// Saves the picture of a painting that ended, and says whether there was one: not when it was broken off before its
/// first iteration.
///
/// # Errors
/// [`Error::File`] when it could not be saved at `output`; it is kept in the folder for temporary files then.
pub fn save(outcome: &Outcome, output: &Path, options: SaveOptions) -> Result<bool> {
    let is_there = !is_broken_off(outcome.ending) || outcome.last_step.is_some();
    if is_there {
        outcome.picture.save(output, &options).inspect_err(|_| rescue(&outcome.picture))?;
    }
    Ok(is_there)
}

/// The size of a painting and what it took, for people.
pub fn measures(Outcome { picture, last_step, .. }: &Outcome) -> String {
    let (iterations, seconds) = last_step.as_ref().map_or((0, 0.0), |step| (step.iteration, step.seconds));
    format!("{}x{} pixels, {iterations} iterations, {seconds:.1} s", picture.width(), picture.height())
}

const fn is_broken_off(ending: Ending) -> bool {
    matches!(ending, Ending::Stopped | Ending::NotFinite)
}

/// Keeps a picture that cannot go where it should.
fn rescue(picture: &Picture) {
    let path = free_file(&std::env::temp_dir());
    if picture.save(&path, &SaveOptions::default()).is_ok() {
        say(&format!("What was painted is kept in {}", path.display()));
    }
}

/// A file in `folder` that is not there yet: `impasto.png`, `impasto-2.png` and so on.
pub fn free_file(folder: &Path) -> PathBuf {
    let file = |name: &str| folder.join(format!("{name}.png"));
    file(&free_name("impasto", |name| file(name).symlink_metadata().is_ok()))
}
