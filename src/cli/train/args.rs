//! What can be typed after `impasto train`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use crate::cli::devices::MachineArgs;
use crate::cli::enlarge::enlargement;
use crate::cli::values::number;
use crate::error::{Error, Result};
use crate::fast::{
    BATCH_RANGE, CROP_RANGE, Enlargement, EnlargerLoss, LEAN_RANGE, Quality, RATE_RANGE, STEPS_RANGE,
    STYLE_PIXELS_RANGE, TrainGoal, TrainSettings, VARIATION_RANGE, WIDTH_RANGE,
};
use crate::text::text;

const EXAMPLES: &str = "\
Examples:
  impasto train --style painting.jpg --photos holidays --output mine.safetensors
      Train a style on the photographs in holidays and the folders in it.
  impasto apply --model mine.safetensors --content photo.jpg --output painted.png
      Paint with it.
  impasto train --style painting.jpg --photos holidays --output mine.safetensors --resume
      Go on after Ctrl-C, a crash or a power cut, exactly as it would have gone on.
  impasto train --style waves.jpg --photos holidays --output waves.safetensors \\
      --from mine.safetensors --steps 1000
      Begin with the network of another style: it learns a new one sooner.
  impasto train --style painting.jpg --photos holidays --output mine.safetensors \\
      --sample photo.jpg --sample-every 100 --sample-dir samples
      Watch how it gets better.
  impasto train --enlarger 4 --photos holidays --output large.safetensors
      A network that makes pictures four times as large, for impasto enlarge.

The state of the training lies beside the output, with .training after its name,
and is written every --checkpoint-every steps. Ctrl-C writes it too and ends with
exit code 130; a second Ctrl-C ends at once. To use a style that was interrupted
as it is, go on with --resume --steps N, where N is the number of steps made.

PyTorch's fast_neural_style example loads the .safetensors file, any ONNX runtime
an .onnx file: pictures [1, 3, height, width] in RGB from 0 to 255 in, and out.

With --json every step is one line on the standard output:
  {\"event\":\"step\",\"step\":1,\"steps\":4000,\"content\":..,\"style\":..,
   \"total_variation\":..,\"total\":..,\"rate\":..,\"seconds\":..}
before the first one comes
  {\"event\":\"prepared\",\"photographs\":86,\"step\":0,\"steps\":4000}
between them may come
  {\"event\":\"notice\",\"message\":\"..\"}      a photograph that cannot be opened
  {\"event\":\"went-back\",\"step\":350}       the loss stopped being a number
and the last one is
  {\"event\":\"finished\",\"outcome\":\"completed\",\"output\":\"mine.safetensors\",
   \"steps\":4000,\"seconds\":..}
with the outcome completed, stopped or not-finite, and with the output null
where the style was not written.";

/// What a training begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beginning {
    /// A network of chance.
    Chance,
    /// The network of the style in a file.
    Style(PathBuf),
}

impl Beginning {
    /// What stands for chance; a file of that name is `./chance`.
    const CHANCE: &str = "chance";

    /// The file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Chance => None,
            Self::Style(file) => Some(file),
        }
    }
}

impl From<OsString> for Beginning {
    fn from(given: OsString) -> Self {
        if given == Self::CHANCE { Self::Chance } else { Self::Style(given.into()) }
    }
}

/// `impasto train`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct TrainArgs {
    /// The painting whose style is learned
    #[arg(long, value_name = "FILE", required_unless_present = "enlarger", help_heading = "Pictures")]
    pub style: Option<PathBuf>,
    /// Train a network that enlarges pictures 2 or 4 times instead of a style
    #[arg(long, value_name = "N", value_parser = enlargement, help_heading = "Pictures", conflicts_with_all =
        ["style", "from", "title", "quality", "style_size", "style_scales", "lean", "tv"])]
    pub enlarger: Option<Enlargement>,
    /// What the network that enlarges is measured by
    #[arg(long, value_name = "LOSS", value_enum, default_value_t = EnlargerLoss::default(), requires = "enlarger",
        conflicts_with = "style", help_heading = "Training")]
    pub loss: EnlargerLoss,
    /// Folder with the photographs to learn from; those in the folders in it count too
    #[arg(long, value_name = "FOLDER", help_heading = "Pictures")]
    pub photos: PathBuf,
    /// Where the style goes; the ending chooses .safetensors or .onnx, and is .safetensors for a network that enlarges
    #[arg(long, value_name = "FILE", help_heading = "Pictures")]
    pub output: PathBuf,
    /// Go on with the training that was interrupted
    #[arg(long, conflicts_with = "from", help_heading = "Pictures")]
    pub resume: bool,
    /// Begin with the network of another style, of any format that `impasto apply` reads, or with chance, as the paper
    /// does; without it, with a style that ships with the program where that has the width
    #[arg(long, value_name = "FILE|chance", help_heading = "Pictures")]
    pub from: Option<Beginning>,
    /// Title of the painting, for the file of the style; its file name without it
    #[arg(long, value_name = "TEXT", help_heading = "Pictures")]
    pub title: Option<String>,
    /// Painter of the painting, for the file of the style
    #[arg(long, value_name = "TEXT", conflicts_with = "enlarger", help_heading = "Pictures")]
    pub painter: Option<String>,
    /// Licence of the style, for its file
    #[arg(long, value_name = "TEXT", help_heading = "Pictures")]
    pub licence: Option<String>,

    /// How much work is put into it; the options below change single values of it
    #[arg(long, value_name = "QUALITY", value_enum, default_value_t = Quality::default(), help_heading = "Training")]
    pub quality: Quality,
    /// Channels of the first layer: 16 paints fast, 32 is the published width
    #[arg(long, value_name = "N", value_parser = number(WIDTH_RANGE), allow_negative_numbers = true,
        help_heading = "Training")]
    pub width: Option<usize>,
    /// Steps of the optimiser
    #[arg(long, value_name = "N", value_parser = number(STEPS_RANGE), allow_negative_numbers = true,
        help_heading = "Training")]
    pub steps: Option<usize>,
    /// Crops of photographs in each step
    #[arg(long, value_name = "N", value_parser = number(BATCH_RANGE), allow_negative_numbers = true,
        help_heading = "Training")]
    pub batch: Option<usize>,
    /// Both sides of a crop in pixels, a multiple of 4
    #[arg(long, value_name = "N", value_parser = number(CROP_RANGE), allow_negative_numbers = true,
        help_heading = "Training")]
    pub crop: Option<usize>,
    /// Highest learning rate; it rises to it at first and falls to a hundredth of it
    #[arg(long, value_name = "R", value_parser = number(RATE_RANGE), allow_negative_numbers = true,
        help_heading = "Training")]
    pub rate: Option<f64>,
    /// Longer side of the painting in pixels: more makes bolder strokes
    #[arg(long, value_name = "N", value_parser = number(STYLE_PIXELS_RANGE), allow_negative_numbers = true,
        help_heading = "Training")]
    pub style_size: Option<usize>,
    /// Sizes at which the painting is seen, each half of the one before
    #[arg(long, value_name = "N", value_parser = number(TrainSettings::STYLE_SCALES_RANGE),
        allow_negative_numbers = true, help_heading = "Training")]
    pub style_scales: Option<usize>,
    /// How far the balance leans: above 1 to the painting, below 1 to the photograph
    #[arg(long, value_name = "L", value_parser = number(LEAN_RANGE), allow_negative_numbers = true,
        help_heading = "Training")]
    pub lean: Option<f64>,
    /// Weight of the total variation term, which smooths
    #[arg(long, value_name = "W", value_parser = number(VARIATION_RANGE), allow_negative_numbers = true,
        help_heading = "Training")]
    pub tv: Option<f64>,
    /// Seed of everything random; the same seed and settings give the same style
    #[arg(long, value_name = "N", value_parser = number(0..=u64::MAX), allow_negative_numbers = true,
        help_heading = "Training")]
    pub seed: Option<u64>,

    /// Where it is computed.
    #[command(flatten)]
    pub machine: MachineArgs,

    /// Write the state of the training after every N steps
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = number(STEPS_RANGE),
        allow_negative_numbers = true, help_heading = "Reports")]
    pub checkpoint_every: usize,
    /// Photograph that is painted on the way
    #[arg(long, value_name = "FILE", requires = "sample_every", requires = "sample_dir", help_heading = "Reports")]
    pub sample: Option<PathBuf>,
    /// Paint it after every N steps
    #[arg(long, value_name = "N", requires = "sample", value_parser = number(STEPS_RANGE),
        allow_negative_numbers = true, help_heading = "Reports")]
    pub sample_every: Option<usize>,
    /// Folder for what is painted, made if its parent is there: step-000100.png and so on
    #[arg(long, value_name = "FOLDER", requires = "sample", help_heading = "Reports")]
    pub sample_dir: Option<PathBuf>,
    /// Write one JSON line per step to the standard output
    #[arg(long, help_heading = "Reports")]
    pub json: bool,
    /// Show no progress
    #[arg(long, help_heading = "Reports")]
    pub quiet: bool,
}

impl TrainArgs {
    /// The settings of a new training.
    pub fn settings(&self) -> TrainSettings {
        self.on(&match self.goal() {
            TrainGoal::Style => self.quality.settings(),
            TrainGoal::Enlarge { enlargement, loss } => TrainSettings::enlarging(enlargement, loss),
        })
    }

    /// What the network shall learn.
    pub fn goal(&self) -> TrainGoal {
        match self.enlarger {
            Some(enlargement) => TrainGoal::Enlarge { enlargement, loss: self.loss },
            None => TrainGoal::Style,
        }
    }

    /// Settings with the values that were typed.
    fn on(&self, settings: &TrainSettings) -> TrainSettings {
        TrainSettings {
            goal: self.goal(),
            width: self.width.unwrap_or(settings.width),
            steps: self.steps.unwrap_or(settings.steps),
            batch: self.batch.unwrap_or(settings.batch),
            crop: self.crop.unwrap_or(settings.crop),
            rate: self.rate.unwrap_or(settings.rate),
            style_size: self.style_size.unwrap_or(settings.style_size),
            style_scales: self.style_scales.unwrap_or(settings.style_scales),
            lean: self.lean.unwrap_or(settings.lean),
            total_variation: self.tv.unwrap_or(settings.total_variation),
            seed: self.seed.unwrap_or(settings.seed),
        }
    }

    /// Checks that nothing was typed that would make a training that was begun another one; only the number of its steps
    /// can change.
    ///
    /// # Errors
    /// [`Error::Value`] naming what was typed.
    pub fn check_resumed(&self, begun: &TrainSettings) -> Result<()> {
        let steps = self.steps.unwrap_or(begun.steps);
        if self.on(begun) == (TrainSettings { steps, ..begun.clone() }) {
            return Ok(());
        }
        let remedy = text!("it changes settings of the training that was begun; only --steps can change");
        Err(Error::value("--resume", text!("given with these options"), remedy))
    }
}

impl ValueEnum for Quality {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let TrainSettings { width, steps, batch, crop, .. } = self.settings();
        let work = format!("{steps} steps of {batch} crops of {crop} pixels, width {width}");
        Some(match self {
            Self::Draft => PossibleValue::new("draft").help(format!("to see whether it is worth more: {work}")),
            Self::Good => PossibleValue::new("good").help(format!("a style to use: {work}")),
            Self::Best => PossibleValue::new("best").help(format!("for a night: {work}")),
        })
    }
}
