//! What can be typed after `impasto render`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::after_painting::AfterPaintingArgs;
use crate::cli::devices::MachineArgs;
use crate::cli::pictures::{FramingArgs, StyleArgs};
use crate::cli::saving::SaveArgs;
use crate::cli::settings::SettingsArgs;
use crate::cli::time_lapse::TimeLapseArgs;
use crate::cli::values::{Init, number};
use crate::transfer::ITERATIONS_RANGE;

const EXAMPLES: &str = "\
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
  impasto render --content photo.jpg --style waves.jpg --output a.png --time-lapse a.webp
      See how it came to be, as a moving picture.
  impasto render --project harbour.impasto --output harbour.tiff --size 4096
      What was set up in the window, larger.
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
output null where nothing was painted. Before it comes, with --time-lapse,
  {\"event\":\"time-lapse\",\"output\":\"a.webp\",\"frames\":62,\"seconds\":8.2}";

/// `impasto render`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(mut_arg("style", |style| style.required(false).required_unless_present("project")))]
pub struct RenderArgs {
    /// Project whose painting is made, from its beginning; options that are given change it
    #[arg(long, value_name = "FILE", help_heading = "Pictures")]
    pub project: Option<PathBuf>,
    /// Folder where pictures of the project may be that have moved; give several to look in all of them
    #[arg(long, value_name = "FOLDER", requires = "project", help_heading = "Pictures")]
    pub pictures: Vec<PathBuf>,
    /// The photograph that is painted; without it, that of the project
    #[arg(long, value_name = "FILE", required_unless_present = "project", help_heading = "Pictures")]
    pub content: Option<PathBuf>,
    /// How the photograph is framed.
    #[command(flatten)]
    pub framing: FramingArgs,
    /// The styles.
    #[command(flatten)]
    pub styles: StyleArgs,
    /// Where the picture goes; the ending chooses PNG, JPEG, WebP or TIFF
    #[arg(long, value_name = "FILE", help_heading = "Pictures")]
    pub output: PathBuf,
    /// The start: content, noise, style, or a picture FILE (write ./noise for a file of that name)
    #[arg(long, value_name = "START", default_value = "content", help_heading = "Pictures")]
    pub init: Init,
    /// How it is written.
    #[command(flatten)]
    pub saving: SaveArgs,

    /// How it is painted.
    #[command(flatten)]
    pub settings: SettingsArgs,

    /// What becomes of its colours.
    #[command(flatten)]
    pub after: AfterPaintingArgs,

    /// Where it is computed.
    #[command(flatten)]
    pub machine: MachineArgs,

    /// How it came to be.
    #[command(flatten)]
    pub time_lapse: TimeLapseArgs,

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
