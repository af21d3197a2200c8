//! What can be typed, with the help that goes with it; commands with choices of their own keep them beside their work.
//!
//! Defaults and ranges come from [`crate::transfer`]; nothing is said twice.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::error::{Error, Result};
use crate::network::{DeviceChoice, Layer, NetworkCache, Padding, Pooling, WeightScale};
use crate::picture::{JPEG_QUALITY_RANGE, SaveOptions};
use crate::transfer::{
    BasisKind, ITERATIONS_RANGE, Optimizer, RATIO_RANGE, SIZE_RANGE, STYLE_SCALE_RANGE, Scales, StyleLayers,
    TOTAL_VARIATION_RANGE, Terms, TransferSettings, Weights,
};

use super::apply::ApplyArgs;
use super::bench::Bench;
use super::colors::ColorArgs;
use super::grid::GridArgs;
use super::import::Import;
use super::models::ModelsArgs;
use super::pictures::{ContentArgs, StyleArgs};
use super::presets::{Given, PresetsArgs, on_preset};
use super::reconstruct::Reconstruct;
use super::train::TrainArgs;
use super::values::{Init, number};

const THREADS_RANGE: RangeInclusive<usize> = 1..=1024;

const EXAMPLES: &str = "\
Examples:
  impasto
      Open the window.
  impasto harbour.impasto
      Open the window with a project, or with a photograph and paintings.
  impasto render --content photo.jpg --style painting.jpg --output mine.png
      Paint photo.jpg in the style of painting.jpg.
  impasto apply --style painting.jpg --content photo.jpg --output mine.png
      The same in a moment, by a network that knows any painting.
  impasto render --help
      Everything that can be chosen about a painting.

Exit codes: 0 done, 1 failed, 2 wrong use, 130 interrupted.";

const RENDER_EXAMPLES: &str = "\
Examples:
  impasto render --content photo.jpg --style starry_night.jpg --output night.png
      A painting of 512 pixels with the defaults.
  impasto render --content photo.jpg --style starry_night.jpg \\
      --output night.jpg --size 1024 --ratio 1e-4
      Larger, with more of the style and less of the photograph.
  impasto render --content photo.jpg --style waves.jpg --output fine.png \\
      --style-layers conv1_1=1,conv2_1=0.5
      Only the finest strokes and the colours of the style.
  impasto render --content photo.jpg --style waves.jpg --output kept.png --keep-colours
      The strokes of the style in the colours of the photograph.
  impasto render --content photo.jpg --output mix.png --style waves.jpg \\
      --style starry_night.jpg --style-weight 2 --style-weight 1 --style-scale 2
      Two styles, the first twice as much as the second, with bolder strokes.
  impasto render --content photo.jpg --style waves.jpg --output a.png \\
      --preview-every 10 --preview-dir steps
      Keep every tenth picture in the folder steps, to make a film of them.
  impasto render --content photo.jpg --style waves.jpg --output a.png --json
      One JSON line per iteration, for a script.

Ctrl-C saves the picture as it is and ends with exit code 130; a second Ctrl-C
ends at once. A file at --output is replaced only when the new one is complete.

With --json each iteration is one line on the standard output:
  {\"event\":\"step\",\"iteration\":1,\"scale\":0,\"width\":128,\"height\":85,
   \"content\":..,\"style\":..,\"total\":..,\"seconds\":..}
Iterations count from 1 over all scales, scales from 0; total is
1000 * ratio * content + 1000 * style. The last line is
  {\"event\":\"finished\",\"outcome\":\"completed\",\"output\":\"a.png\",
   \"iterations\":300,\"seconds\":..,\"width\":512,\"height\":341}
with the outcome completed, converged, stopped or not-finite, and with the
output null where nothing was painted.";

const LOSS_EXAMPLES: &str = "\
Examples:
  impasto loss --content photo.jpg --style painting.jpg --image mine.png
      How far mine.png is from both, as a table.
  impasto loss --content photo.jpg --style painting.jpg --image mine.png \\
      --size 256 --json
      The same of the pictures made smaller, as JSON:
      {\"content\":..,\"style\":{\"conv1_1\":..,..},\"total\":..,\"gradient_l2\":..}";

const DEVICES_EXAMPLES: &str = "\
Examples:
  impasto devices
      What this machine and this build of Impasto can compute on.
  impasto render --device cpu --content photo.jpg --style painting.jpg --output mine.png
      Choose one of them.";

/// Paint one picture in the style of another.
///
/// Without a command the window opens. Where there is no display, the sample pictures are painted in the terminal.
#[derive(Debug, Parser)]
#[command(name = "impasto", version, after_help = EXAMPLES, max_term_width = 100)]
pub struct Cli {
    /// What to do; the window without one.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Files to open in the window: a project (.impasto), or a photograph and paintings
    #[arg(value_name = "FILE", value_parser = window_file)]
    pub files: Vec<PathBuf>,
    /// After an error, tell also what lay behind it
    #[arg(long, global = true)]
    pub details: bool,
    /// Write how long each frame of the window takes to a table, and tell the sum at the end
    #[arg(long, value_name = "FILE")]
    pub frame_times: Option<PathBuf>,
}

/// A word that is no command names a file; one that names nothing is a slip of the pen.
fn window_file(word: &str) -> Result<PathBuf> {
    let path = PathBuf::from(word);
    if path.exists() || path.extension().is_some() || path.components().count() > 1 {
        return Ok(path);
    }
    let remedy = "there is no such command and no such file; `impasto --help` lists the commands";
    Err(Error::value("the command", format!("\"{word}\""), remedy))
}

/// What can be done without a window.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Paint a picture
    Render(Box<RenderArgs>),
    /// Paint many small pictures that differ in one or two settings, side by side with labels
    Grid(Box<GridArgs>),
    /// Paint a picture, or a folder of pictures, in one pass with a fast style
    Apply(ApplyArgs),
    /// Train a fast style from one painting and a folder of photographs
    Train(Box<TrainArgs>),
    /// Measure how far a picture is from its content and its style
    Loss(LossArgs),
    /// Measure the speed of this machine
    #[command(subcommand)]
    Bench(Bench),
    /// List the looks that come with the program
    Presets(PresetsArgs),
    /// Show what a picture's content and style are to the network: Figure 1 of the paper
    #[command(subcommand)]
    Reconstruct(Reconstruct),
    /// Translate a command line of another program
    #[command(subcommand)]
    Import(Import),
    /// List what the computation can run on
    Devices(DevicesArgs),
    /// List, describe, add and remove networks: the loss network, and the fast styles of the gallery
    Models(ModelsArgs),
}

impl Command {
    /// Notes which options were typed, for the commands that ask.
    pub fn note_given(&mut self, given: Given) {
        match self {
            Self::Render(arguments) => arguments.given = given,
            Self::Grid(arguments) => arguments.note_given(given),
            _ => {}
        }
    }
}

/// `impasto render`.
#[derive(Debug, Args)]
#[command(after_help = RENDER_EXAMPLES)]
pub struct RenderArgs {
    /// The photograph.
    #[command(flatten)]
    pub content: ContentArgs,
    /// The styles.
    #[command(flatten)]
    pub styles: StyleArgs,
    /// Where the picture goes; the ending chooses PNG, JPEG, WebP or TIFF
    #[arg(long, value_name = "FILE", help_heading = "Pictures")]
    pub output: PathBuf,
    /// The start: content, noise, style, or a picture FILE (write ./noise for a file of that name)
    #[arg(long, value_name = "START", default_value = "content", help_heading = "Pictures")]
    pub init: Init,
    /// Quality of a JPEG file, from 1 to 100
    #[arg(long, value_name = "N", default_value_t = SaveOptions::default().jpeg_quality,
        value_parser = number(JPEG_QUALITY_RANGE), allow_negative_numbers = true, help_heading = "Pictures")]
    pub quality: u8,

    /// Look to begin with: one of `impasto presets`, or a preset file; options that are given change it
    #[arg(long, value_name = "NAME|FILE", help_heading = "Painting")]
    pub preset: Option<String>,
    /// The options that were typed.
    #[arg(skip)]
    pub given: Given,
    /// Size at which the style is seen: below 1 for finer strokes, above 1 for bolder ones
    #[arg(long, value_name = "S", default_value_t = TransferSettings::default().style_scale,
        value_parser = number(STYLE_SCALE_RANGE), allow_negative_numbers = true, help_heading = "Painting")]
    pub style_scale: f64,
    /// Longer side of the picture in pixels
    #[arg(long, value_name = "N", default_value_t = TransferSettings::default().size,
        value_parser = number(SIZE_RANGE), allow_negative_numbers = true, help_heading = "Painting")]
    pub size: usize,
    /// Iterations, shared out over the scales
    #[arg(long, value_name = "N", default_value_t = TransferSettings::default().iterations,
        value_parser = number(ITERATIONS_RANGE), allow_negative_numbers = true, help_heading = "Painting")]
    pub iterations: usize,
    /// Sizes to go through, coarse to fine: a number, or auto to begin near 128 pixels
    #[arg(long, value_name = "N", default_value_t = TransferSettings::default().scales,
        allow_negative_numbers = true, help_heading = "Painting")]
    pub scales: Scales,
    /// Method that moves the picture
    #[arg(long, value_name = "METHOD", value_enum,
        default_value_t = TransferSettings::default().optimizer, help_heading = "Painting")]
    pub optimizer: Optimizer,
    /// Basis in which the picture moves
    #[arg(long, value_name = "BASIS", value_enum,
        default_value_t = TransferSettings::default().basis, help_heading = "Painting")]
    pub basis: BasisKind,
    /// Weight of the total variation term, which smooths
    #[arg(long, value_name = "W", default_value_t = Weights::default().total_variation,
        value_parser = number(TOTAL_VARIATION_RANGE), allow_negative_numbers = true, help_heading = "Painting")]
    pub tv: f64,
    /// Seed of the white noise; the same seed and settings give the same picture
    #[arg(long, value_name = "N", default_value_t = TransferSettings::default().seed,
        value_parser = number(0..=u64::MAX), allow_negative_numbers = true, help_heading = "Painting")]
    pub seed: u64,
    /// What the picture is measured by.
    #[command(flatten)]
    pub objective: ObjectiveArgs,

    /// What becomes of its colours.
    #[command(flatten)]
    pub colors: ColorArgs,

    /// Where it is computed.
    #[command(flatten)]
    pub machine: MachineArgs,

    /// Keep the picture after every N iterations in the folder of --preview-dir
    #[arg(long, value_name = "N", requires = "preview_dir", value_parser = number(ITERATIONS_RANGE),
        allow_negative_numbers = true, help_heading = "Reports")]
    pub preview_every: Option<usize>,
    /// Folder for the pictures of --preview-every, made if its parent is there: iteration-000010.png and so on
    #[arg(long, value_name = "DIR", requires = "preview_every", help_heading = "Reports")]
    pub preview_dir: Option<PathBuf>,
    /// Write one JSON line per iteration to the standard output
    #[arg(long, help_heading = "Reports")]
    pub json: bool,
    /// Show no progress
    #[arg(long, help_heading = "Reports")]
    pub quiet: bool,
}

impl RenderArgs {
    /// The settings of the painting.
    ///
    /// # Errors
    /// For a preset that cannot be used.
    pub fn settings(&self) -> Result<TransferSettings> {
        let objective = self.objective.settings();
        let typed = TransferSettings {
            weights: Weights { total_variation: self.tv, ..objective.weights },
            style_scale: self.style_scale,
            start: self.init.start(),
            size: self.size,
            iterations: self.iterations,
            scales: self.scales,
            optimizer: self.optimizer,
            basis: self.basis,
            seed: self.seed,
            ..objective
        };
        on_preset(self.preset.as_deref(), typed, &self.given)
    }
}

/// `impasto loss`.
#[derive(Debug, Args)]
#[command(after_help = LOSS_EXAMPLES)]
pub struct LossArgs {
    /// The photograph.
    #[command(flatten)]
    pub content: ContentArgs,
    /// The styles.
    #[command(flatten)]
    pub styles: StyleArgs,
    /// The picture that is measured
    #[arg(long, value_name = "FILE")]
    pub image: PathBuf,
    /// Longer side in pixels to which every picture is brought first; without it they are taken as they are
    #[arg(long, value_name = "N", value_parser = number(SIZE_RANGE), allow_negative_numbers = true)]
    pub size: Option<usize>,
    /// What the picture is measured by.
    #[command(flatten)]
    pub objective: ObjectiveArgs,
    /// Where it is computed.
    #[command(flatten)]
    pub machine: MachineArgs,
    /// Write JSON
    #[arg(long)]
    pub json: bool,
}

/// `impasto devices`.
#[derive(Debug, Args)]
#[command(after_help = DEVICES_EXAMPLES)]
pub struct DevicesArgs {
    /// Write JSON
    #[arg(long)]
    pub json: bool,
}

/// What a picture is measured by.
#[derive(Debug, Args)]
#[command(next_help_heading = "Balance")]
pub struct ObjectiveArgs {
    /// Balance of content to style: smaller is more painting, larger is more photograph
    #[arg(long, value_name = "R", default_value_t = Weights::default().ratio, value_parser = number(RATIO_RANGE),
        allow_negative_numbers = true)]
    pub ratio: f64,
    /// Terms that count; one alone reconstructs the content or the style (Figure 1 of the paper)
    #[arg(long, value_name = "TERMS", value_enum, default_value_t = Weights::default().terms)]
    pub terms: Terms,
    /// Layers that hold the style, each with its share: `conv1_1` the finest strokes, `conv5_1` the largest
    #[arg(long, value_name = "LAYER=W,..", default_value_t = StyleLayers::default())]
    pub style_layers: StyleLayers,
    /// Layer that holds the content; a deeper one keeps less of the photograph's detail
    #[arg(long, value_name = "LAYER", default_value_t = TransferSettings::default().content_layer)]
    pub content_layer: Layer,
    /// How the network halves its feature maps
    #[arg(long, value_name = "KIND", value_enum, default_value_t = TransferSettings::default().pooling)]
    pub pooling: Pooling,
    /// What the network reads beyond the edges
    #[arg(long, value_name = "KIND", value_enum, default_value_t = TransferSettings::default().padding)]
    pub padding: Padding,
    /// Weights of the network
    #[arg(long, value_name = "KIND", value_enum, default_value_t = TransferSettings::default().weight_scale)]
    pub weights: WeightScale,
}

impl ObjectiveArgs {
    /// Settings with these choices and the defaults for everything else.
    pub fn settings(&self) -> TransferSettings {
        TransferSettings {
            weights: Weights {
                terms: self.terms,
                ratio: self.ratio,
                style_layers: self.style_layers.clone(),
                ..Weights::default()
            },
            content_layer: self.content_layer,
            padding: self.padding,
            pooling: self.pooling,
            weight_scale: self.weights,
            ..TransferSettings::default()
        }
    }
}

/// Where it is computed, and with which loss network.
#[derive(Debug, Args)]
#[command(next_help_heading = "Machine")]
pub struct MachineArgs {
    /// Where it is computed.
    #[command(flatten)]
    pub compute: ComputeArgs,
    /// Another VGG-19 file, in the format of the one that comes with the program
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
}

impl MachineArgs {
    /// Sets the number of threads, once for the whole program, and gives the networks to load from.
    pub fn prepare(&self) -> Result<NetworkCache> {
        self.compute.prepare()?;
        Ok(NetworkCache::new(self.model.clone()))
    }
}

/// Where it is computed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Machine")]
pub struct ComputeArgs {
    /// Device to compute on: auto, cpu, cuda, cuda:N or metal; `impasto devices` lists them
    #[arg(long, value_name = "DEVICE", default_value_t = DeviceChoice::default())]
    pub device: DeviceChoice,
    /// Threads of the processor to use; all of them without it
    #[arg(long, value_name = "N", value_parser = number(THREADS_RANGE), allow_negative_numbers = true)]
    pub threads: Option<usize>,
}

impl ComputeArgs {
    /// Sets the number of threads, once for the whole program.
    pub fn prepare(&self) -> Result<()> {
        self.threads.map_or(Ok(()), crate::machine::set_threads)
    }
}
