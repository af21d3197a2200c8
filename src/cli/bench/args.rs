//! What can be typed after `impasto bench`.

use clap::{Args, Subcommand};

use crate::cli::args::{ComputeArgs, MachineArgs};
use crate::cli::values::{BenchNetwork, SizeList, number};
use crate::fast::{CROP_RANGE, TrainSettings, WIDTH_RANGE};
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
