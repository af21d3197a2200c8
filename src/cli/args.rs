//! What can be typed, with the help that goes with it.
//!
//! Defaults and ranges come from [`crate::transfer`]; nothing is said twice.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::error::{Error, Result};
use crate::fast::{ApplyOptions, STRENGTH_RANGE, StyleSource};
use crate::network::{DeviceChoice, Layer, NetworkCache, Padding, Pooling, WeightScale};
use crate::picture::{JPEG_QUALITY_RANGE, SaveOptions};
use crate::transfer::figures::CONTENT_FIGURE;
use crate::transfer::{
    BasisKind, ITERATIONS_RANGE, Optimizer, RATIO_RANGE, SIZE_RANGE, STYLE_SCALE_RANGE, Scales, StyleLayers,
    TOTAL_VARIATION_RANGE, Terms, TransferSettings, Weights,
};

use super::colors::ColorArgs;
use super::grid::GridArgs;
use super::models::ModelsArgs;
use super::pictures::{ContentArgs, StyleArgs};
use super::presets::{Given, PresetsArgs, on_preset};
use super::values::{BenchNetwork, BlendShare, Init, LayerList, SizeList, number};

/// The longer side of the pictures of Figure 1, where nothing else is asked for.
const RECONSTRUCTION_SIZE: usize = 256;

const THREADS_RANGE: RangeInclusive<usize> = 1..=1024;

const EXAMPLES: &str = "\
Examples:
  impasto
      Open the window.
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
  impasto render --content photo.jpg --output mix.png --style waves.jpg \
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

const APPLY_EXAMPLES: &str = "\
Examples:
  impasto apply --model candy.pth --content photo.jpg --output candy.png
      Paint photo.jpg in the style that candy.pth was trained on.
  impasto apply --style painting.jpg --content photo.jpg --output mine.png
      Paint it in the style of any painting.
  impasto apply --model dumoulin-7 --content photos --output painted --size 1024
      Paint every picture of the folder photos into the folder painted, in one
      of the styles that come with the program.
  impasto apply --model candy.pth --blend painting.jpg=0.3 --strength 0.8 \\
      --content photo.jpg --output mixed.png
      Three parts in ten of another style, and not all of both.

The model is dumoulin-0 to dumoulin-25, styles that come with the program, or a
network of PyTorch's fast_neural_style example of any width, as .pth or .model
file of PyTorch, .safetensors or .onnx. A picture of a folder keeps its name; to
a name whose format cannot be written .png is added. A file that cannot be
painted does not keep the others from being painted: it is told at the end, and
the exit code is 1. Pictures of up to 8192x8192 pixels are painted, large ones
in bands, with 2 GB of memory.

With --json each picture is one line on the standard output:
  {\"event\":\"painted\",\"content\":\"a.jpg\",\"output\":\"b.png\",
   \"width\":512,\"height\":341,\"seconds\":..}
  {\"event\":\"failed\",\"content\":\"c.jpg\",\"message\":\"..\"}
and for a folder the last line is
  {\"event\":\"finished\",\"painted\":19,\"failed\":1,\"seconds\":..}";

const LOSS_EXAMPLES: &str = "\
Examples:
  impasto loss --content photo.jpg --style painting.jpg --image mine.png
      How far mine.png is from both, as a table.
  impasto loss --content photo.jpg --style painting.jpg --image mine.png \\
      --size 256 --json
      The same of the pictures made smaller, as JSON:
      {\"content\":..,\"style\":{\"conv1_1\":..,..},\"total\":..,\"gradient_l2\":..}";

const BENCH_EXAMPLES: &str = "\
Examples:
  impasto bench step --size 512
      Seconds that one iteration takes at 512 by 512 pixels.
  impasto bench layers --size 512
      Where they go: each layer in both directions, and what goes on beside.
  impasto bench step --size 256 --threads 1 --json
      The same on one thread, for a script.";

const BENCH_APPLY_EXAMPLES: &str = "\
Examples:
  impasto bench apply --size 1024
      Seconds that a fast style takes for 1024 by 1024 pixels, with random
      weights and the published width.
  impasto bench apply --size 384 --model arbitrary
      The same for the style of any painting.";

const RECONSTRUCT_EXAMPLES: &str = "\
Examples:
  impasto reconstruct content --image photo.jpg --output figure
      What conv1_2, conv2_2 ... conv5_2 keep of photo.jpg, with the likeness in dB.
  impasto reconstruct content --image photo.jpg --layers conv3_1 --output figure
      One layer.
  impasto reconstruct style --image painting.jpg --output figure
      Textures from conv1_1 alone to conv1_1 ... conv5_1.

With --json each picture is one line on the standard output:
  {\"event\":\"reconstructed\",\"output\":\"figure/content-conv1_2.png\",
   \"psnr\":32.1,\"seconds\":..}";

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
    /// After an error, tell also what lay behind it
    #[arg(long, global = true)]
    pub details: bool,
    /// Write how long each frame of the window takes to a table, and tell the sum at the end
    #[arg(long, value_name = "FILE")]
    pub frame_times: Option<PathBuf>,
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

/// `impasto apply`.
#[derive(Debug, Args)]
#[command(after_help = APPLY_EXAMPLES)]
pub struct ApplyArgs {
    /// The fast style: its name in the gallery (`impasto models`), or a file
    #[arg(long, value_name = "NAME|FILE", required_unless_present = "style", help_heading = "Style")]
    pub model: Option<PathBuf>,
    /// Any painting whose style is taken, instead of --model
    #[arg(long, value_name = "PAINTING", conflicts_with = "model", help_heading = "Style")]
    pub style: Option<PathBuf>,
    /// Another style, by name, file or painting, and its share of the whole from 0 to 1; can be given several times
    #[arg(long, value_name = "STYLE=SHARE", help_heading = "Style")]
    pub blend: Vec<BlendShare>,
    /// How much of the style, from 0 to 1; the rest is the picture's own
    #[arg(long, value_name = "S", default_value_t = ApplyOptions::default().strength,
        value_parser = number(STRENGTH_RANGE), allow_negative_numbers = true, help_heading = "Style")]
    pub strength: f32,
    /// Longer side in pixels at which a picture is painted and then brought back; less makes larger strokes
    #[arg(long, value_name = "N", value_parser = number(SIZE_RANGE), allow_negative_numbers = true,
        help_heading = "Style")]
    pub style_size: Option<usize>,
    /// The photograph that is painted, or a folder of them
    #[arg(long, value_name = "FILE|FOLDER", help_heading = "Pictures")]
    pub content: PathBuf,
    /// Where the picture goes, or the folder for all of them, made if its parent is there
    #[arg(long, value_name = "FILE|FOLDER", help_heading = "Pictures")]
    pub output: PathBuf,
    /// Longer side to which every picture is brought first, in pixels; without it they keep their size
    #[arg(long, value_name = "N", value_parser = number(SIZE_RANGE), allow_negative_numbers = true,
        help_heading = "Pictures")]
    pub size: Option<usize>,
    /// Quality of JPEG files, from 1 to 100
    #[arg(long, value_name = "N", default_value_t = SaveOptions::default().jpeg_quality,
        value_parser = number(JPEG_QUALITY_RANGE), allow_negative_numbers = true, help_heading = "Pictures")]
    pub quality: u8,
    /// What becomes of its colours.
    #[command(flatten)]
    pub colors: ColorArgs,
    /// Where it is computed.
    #[command(flatten)]
    pub compute: ComputeArgs,
    /// Memory in bytes that painting may take; a picture that needs more is painted in bands, which takes longer
    #[arg(long, value_name = "BYTES", default_value_t = ApplyOptions::default().memory, help_heading = "Machine")]
    pub memory: u64,
    /// Write one JSON line per picture to the standard output
    #[arg(long, help_heading = "Reports")]
    pub json: bool,
    /// Show no progress
    #[arg(long, help_heading = "Reports")]
    pub quiet: bool,
}

impl ApplyArgs {
    /// How the style is applied.
    pub fn options(&self) -> ApplyOptions {
        ApplyOptions { strength: self.strength, style_size: self.style_size, memory: self.memory }
    }

    /// Every style with its share of the whole.
    ///
    /// # Errors
    /// [`Error::Value`] when the shares of `--blend` are more than the whole.
    pub fn styles(&self) -> Result<Vec<(StyleSource, f32)>> {
        let blended: f32 = self.blend.iter().map(|blend| blend.share).sum();
        if blended > 1.0 {
            return Err(Error::value("--blend", blended, "all shares together are 1 at most"));
        }
        let first = match (&self.style, &self.model) {
            (Some(painting), _) => Some(StyleSource::Painting(painting.clone())),
            // What is asked for as a model is no painting.
            (None, Some(model)) => Some(match StyleSource::named(model) {
                StyleSource::Painting(path) => StyleSource::File(path),
                source => source,
            }),
            (None, None) => None,
        };
        let others = self.blend.iter().map(|blend| (StyleSource::named(&blend.style), blend.share));
        Ok(first.map(|source| (source, 1.0 - blended)).into_iter().chain(others).collect())
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

/// `impasto bench`.
#[derive(Debug, Subcommand)]
pub enum Bench {
    /// Time one objective and gradient on white noise
    Step(BenchStepArgs),
    /// Time one picture painted by a fast style
    Apply(BenchApplyArgs),
    /// Time every layer of one objective and gradient, the optimiser and the preview
    Layers(BenchStepArgs),
    /// Time the optimiser against one pass of a fast style: Table 1 of Johnson et al. 2016, as Markdown
    Table1(BenchTable1Args),
}

/// `impasto bench step` and `impasto bench layers`.
#[derive(Debug, Args)]
#[command(after_help = BENCH_EXAMPLES)]
pub struct BenchStepArgs {
    /// Both sides of the picture in pixels
    #[arg(long, value_name = "N", value_parser = number(SIZE_RANGE), allow_negative_numbers = true)]
    pub size: usize,
    /// Where it is computed.
    #[command(flatten)]
    pub machine: MachineArgs,
    /// Write JSON
    #[arg(long)]
    pub json: bool,
}

/// `impasto bench table1`.
#[derive(Debug, Args)]
pub struct BenchTable1Args {
    /// Sides of the pictures in pixels
    #[arg(long, value_name = "SIZES", default_value = "256,512,1024")]
    pub sizes: SizeList,
    /// Seconds of painting for each size; iterations that were not reached are extrapolated
    #[arg(long, value_name = "N", default_value_t = 60.0, value_parser = number(0.0..=1e6),
        allow_negative_numbers = true)]
    pub seconds: f64,
    /// Where it is computed.
    #[command(flatten)]
    pub machine: MachineArgs,
    /// Write one JSON line per size
    #[arg(long)]
    pub json: bool,
}

/// `impasto bench apply`.
#[derive(Debug, Args)]
#[command(after_help = BENCH_APPLY_EXAMPLES)]
pub struct BenchApplyArgs {
    /// The network
    #[arg(long, value_name = "NETWORK", value_enum, default_value_t = BenchNetwork::TransformNet)]
    pub model: BenchNetwork,
    /// Both sides of the picture in pixels
    #[arg(long, value_name = "N", value_parser = number(SIZE_RANGE), allow_negative_numbers = true)]
    pub size: usize,
    /// Where it is computed.
    #[command(flatten)]
    pub compute: ComputeArgs,
    /// Write JSON
    #[arg(long)]
    pub json: bool,
}

/// `impasto reconstruct`.
#[derive(Debug, Subcommand)]
pub enum Reconstruct {
    /// Paint, from white noise, what single layers keep of the content (lower row)
    Content(ReconstructContentArgs),
    /// Paint, from white noise, what more and more layers keep of the style (upper row)
    Style(ReconstructArgs),
}

/// `impasto reconstruct content`.
#[derive(Debug, Args)]
#[command(after_help = RECONSTRUCT_EXAMPLES)]
pub struct ReconstructContentArgs {
    /// Layers, each painted to a picture of its own
    #[arg(long, value_name = "LAYERS", default_value_t = LayerList(CONTENT_FIGURE.to_vec()))]
    pub layers: LayerList,
    /// What both rows can choose.
    #[command(flatten)]
    pub common: ReconstructArgs,
}

/// `impasto reconstruct style`, and what it shares with `impasto reconstruct content`.
#[derive(Debug, Args)]
pub struct ReconstructArgs {
    /// The picture
    #[arg(long, value_name = "FILE")]
    pub image: PathBuf,
    /// Folder for the pictures, made if its parent is there
    #[arg(long, value_name = "DIR")]
    pub output: PathBuf,
    /// Longer side of the pictures in pixels
    #[arg(long, value_name = "N", default_value_t = RECONSTRUCTION_SIZE, value_parser = number(SIZE_RANGE),
        allow_negative_numbers = true)]
    pub size: usize,
    /// Iterations for each picture
    #[arg(long, value_name = "N", value_parser = number(ITERATIONS_RANGE), allow_negative_numbers = true)]
    pub iterations: Option<usize>,
    /// Seed of the white noise
    #[arg(long, value_name = "N", default_value_t = TransferSettings::default().seed,
        value_parser = number(0..=u64::MAX), allow_negative_numbers = true)]
    pub seed: u64,
    /// Where it is computed.
    #[command(flatten)]
    pub machine: MachineArgs,
    /// Write one JSON line per picture to the standard output
    #[arg(long)]
    pub json: bool,
    /// Show no progress
    #[arg(long)]
    pub quiet: bool,
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
