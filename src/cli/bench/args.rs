//! What can be typed after `impasto bench`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::devices::{ComputeArgs, MachineArgs};
use crate::cli::enlarge::enlargement;
use crate::cli::values::{BenchNetwork, SizeList, number};
use crate::fast::{CROP_RANGE, Enlargement, TrainSettings, WIDTH_RANGE};
use crate::transfer::SIZE_RANGE;

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

const BENCH_ENLARGE_EXAMPLES: &str = "\
Examples:
  impasto bench enlarge --factor 4 --photos held-out
      PSNR and SSIM of bicubic pictures and of those of the network.
  impasto train --enlarger 4 --loss pixel --photos photos --output pixel.safetensors
  impasto bench enlarge --factor 4 --photos held-out --pixel pixel.safetensors \\
      --crops crops.png
      A network of the same shape beside it, and what they look like.";

/// `impasto bench`.
#[derive(Debug, Subcommand)]
pub enum Bench {
    /// Time one objective and gradient on white noise
    Step(BenchStepArgs),
    /// Time one picture painted by a fast style
    Apply(BenchApplyArgs),
    /// Time one step of training a fast style on white noise
    Train(BenchTrainArgs),
    /// Time every layer of one objective and gradient, the optimiser and the preview
    Layers(BenchStepArgs),
    /// Time the optimiser against one pass of a fast style: Table 1 of Johnson et al. 2016, as Markdown
    Table1(BenchTable1Args),
    /// Reduce photographs, enlarge them again, and tell how near they come, as Markdown
    Enlarge(BenchEnlargeArgs),
}

/// `impasto bench enlarge`.
#[derive(Debug, Args)]
#[command(after_help = BENCH_ENLARGE_EXAMPLES)]
pub struct BenchEnlargeArgs {
    /// How much they are reduced and enlarged: 2 or 4
    #[arg(long, value_name = "N", value_parser = enlargement)]
    pub factor: Enlargement,
    /// Folder with photographs that no network was trained on
    #[arg(long, value_name = "FOLDER")]
    pub photos: PathBuf,
    /// The network with the perceptual loss, if not the one that comes with the program
    #[arg(long, value_name = "FILE")]
    pub perceptual: Option<PathBuf>,
    /// A network of `impasto train --enlarger N --loss pixel`, to compare with
    #[arg(long, value_name = "FILE")]
    pub pixel: Option<PathBuf>,
    /// Longer side in pixels to which larger photographs are brought first
    #[arg(long, value_name = "N", default_value_t = 768, value_parser = number(SIZE_RANGE),
        allow_negative_numbers = true)]
    pub size: usize,
    /// Picture file for crops of the first photographs, every method beside the other
    #[arg(long, value_name = "FILE")]
    pub crops: Option<PathBuf>,
    /// Where it is computed.
    #[command(flatten)]
    pub compute: ComputeArgs,
    /// Write one JSON line per photograph, and one for their mean
    #[arg(long)]
    pub json: bool,
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

/// `impasto bench train`.
#[derive(Debug, Args)]
pub struct BenchTrainArgs {
    /// Both sides of the crops in pixels, a multiple of 4
    #[arg(long, value_name = "N", default_value_t = TrainSettings::default().crop, value_parser = number(CROP_RANGE),
        allow_negative_numbers = true)]
    pub size: usize,
    /// Channels of the first layer
    #[arg(long, value_name = "N", default_value_t = TrainSettings::default().width, value_parser = number(WIDTH_RANGE),
        allow_negative_numbers = true)]
    pub width: usize,
    /// Where it is computed.
    #[command(flatten)]
    pub machine: MachineArgs,
    /// Write JSON
    #[arg(long)]
    pub json: bool,
}
