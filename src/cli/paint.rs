//! One painting from its first iteration to its saved file, told to a terminal or a script.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::job::Outcome;
use crate::network::{DeviceChoice, NetworkCache};
use crate::picture::{ColorSettings, ContentColors, Picture, SaveOptions};
use crate::transfer::{Ending, Forecast, Pace, Step, StepReport, Styles, Transfer, TransferSettings};

use super::interrupt;
use super::json::{FinishedLine, StepLine};
use super::output::{say, until_the_reader_goes, write_json, write_line};
use super::previews::Previews;
use super::progress::{Progress, message};

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
    /// What becomes of its colours after it is painted, and of those of the pictures on the way.
    pub colors: ColorSettings,
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
    /// Pictures on the way.
    pub previews: Option<Previews>,
}

/// Paints until the end or until `cancel`; a painting that was stopped keeps the picture that it had. If it fails on
/// the way, that picture goes to the folder for temporary files.
///
/// # Errors
/// [`Error::Device`], [`Error::File`] for a model file, [`Error::Value`] for settings that do not suit the pictures,
/// [`Error::Computation`], [`Error::Interface`] when the standard output cannot be written.
pub fn paint(order: Order, reports: Reports, cancel: &CancelToken) -> Result<Outcome> {
    let Order { settings, content, styles, start, colors, networks, device } = order;
    colors.validate()?;
    let network = networks.get(device, settings.weight_scale)?;
    let content_colors = ContentColors::new(Arc::clone(&content));
    let mut transfer = Transfer::new(network, settings, content, styles, start)?;
    let forecast = Forecast::new(transfer.scales(), Pace::default());
    let mut teller = Teller { reports, forecast, colors, content_colors, last_step: None };
    let ending = loop {
        match transfer.step(cancel).and_then(|step| teller.tell(step, &transfer)) {
            Ok(None) => {}
            Ok(Some(ending)) => break Ok(ending),
            Err(Error::Cancelled) => break Ok(Ending::Stopped),
            Err(error) => break Err(error),
        }
    };
    teller.reports.progress.clear();
    let picture = teller.colored(transfer.picture()?);
    if ending.is_err() && teller.last_step.is_some() {
        rescue(&picture);
    }
    Ok(Outcome { picture, ending: ending?, last_step: teller.last_step })
}

/// Tells of one painting.
struct Teller {
    reports: Reports,
    forecast: Forecast,
    colors: ColorSettings,
    content_colors: ContentColors,
    last_step: Option<StepReport>,
}

impl Teller {
    /// Tells of one step; if the painting ended with it, how.
    fn tell(&mut self, step: Step, transfer: &Transfer) -> Result<Option<Ending>> {
        match step {
            // A scale that converged took fewer iterations than planned.
            Step::ScaleStarted(_) => self.forecast.set_scales(transfer.scales()),
            Step::Accepted(report) => {
                self.forecast.step(&report);
                self.reports.progress.show(self.forecast.share_done(), &message(&report, &self.forecast));
                if self.reports.wants(report.iteration) {
                    self.reports.keep(report.iteration, &self.colored(transfer.picture()?));
                }
                let report = self.last_step.insert(report);
                if self.reports.told == Told::Json {
                    write_json(&StepLine::new(report))?;
                }
            }
            Step::ScaleConverged(_) => {}
            Step::Finished(ending) => return Ok(Some(ending)),
        }
        Ok(None)
    }

    /// A painted picture with the colours that were chosen.
    fn colored(&self, painted: Picture) -> Picture {
        self.content_colors.given_to(Cow::Owned(painted), self.colors).into_owned()
    }
}

impl Reports {
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

/// Saves the picture of a painting that ended, and tells how it ended and where the picture is.
///
/// A painting that was broken off before its first iteration has nothing to save, and `output` stays as it is. If the
/// picture cannot be saved there, it is kept in the folder for temporary files, so that no work is lost.
///
/// # Errors
/// [`Error::File`] when the picture could not be saved at `output`, [`Error::Interface`] when the standard output
/// cannot be written.
pub fn deliver(outcome: &Outcome, output: &Path, options: SaveOptions, told: Told) -> Result<ExitCode> {
    let Outcome { picture, ending, last_step } = outcome;
    let broken_off = matches!(ending, Ending::Stopped | Ending::NotFinite);
    let saved = !broken_off || last_step.is_some();
    if saved {
        picture.save(output, &options).inspect_err(|_| rescue(picture))?;
    }
    let sentence = if saved {
        let (path, width, height) = (output.display(), picture.width(), picture.height());
        let (iterations, seconds) = last_step.as_ref().map_or((0, 0.0), |step| (step.iteration, step.seconds));
        let details = format!("{width}x{height} pixels, {iterations} iterations, {seconds:.1} s");
        format!("{} It is in {path} ({details}).", ending.sentence())
    } else {
        "The painting ended before its first iteration; nothing was saved.".to_owned()
    };
    if told == Told::Json {
        let line = FinishedLine::new(outcome, saved.then_some(output));
        until_the_reader_goes(write_json(&line))?;
    }
    if broken_off {
        say(&sentence);
    } else if told == Told::Sentence {
        until_the_reader_goes(write_line(&sentence))?;
    }
    Ok(match ending {
        Ending::Completed | Ending::Converged => ExitCode::SUCCESS,
        Ending::Stopped => interrupt::exit_code(),
        Ending::NotFinite => ExitCode::FAILURE,
    })
}

/// Keeps a picture that cannot go where it should.
fn rescue(picture: &Picture) {
    let path = free_name(&std::env::temp_dir());
    if picture.save(&path, &SaveOptions::default()).is_ok() {
        say(&format!("What was painted is kept in {}", path.display()));
    }
}

/// A name in `folder` that no file has yet: `impasto.png`, `impasto-2.png` and so on.
pub fn free_name(folder: &Path) -> PathBuf {
    let names = (2..).map(|number| format!("impasto-{number}.png"));
    let mut paths = std::iter::once("impasto.png".to_owned()).chain(names).map(|name| folder.join(name));
    paths.find(|path| path.symlink_metadata().is_err()).unwrap_or_else(|| folder.join("impasto.png"))
}
