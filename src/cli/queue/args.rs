//! What can be typed after `impasto queue`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::after_painting::AfterPaintingArgs;
use crate::cli::devices::MachineArgs;
use crate::cli::saving::SaveArgs;
use crate::cli::settings::SettingsArgs;
use crate::picture::Format;

const EXAMPLES: &str = "\
Examples:
  impasto queue harbour.impasto castle.impasto --output painted
      Paint both, to painted/harbour.png and painted/castle.png.
  impasto queue night.impasto --output painted
      Paint the queue that was set up in the window and saved with the project,
      to painted/night-1.png, painted/night-2.png and so on.
  impasto queue *.impasto --output prints --size 4096 --format tiff
      Paint all of them larger than they were set up.
  impasto queue *.impasto --output painted --pictures /archive/photos
      Look there for photographs that have moved.

A project whose queue has paintings that wait gives these; any other gives what
Start would paint. What no option chooses is as the project says. Whatever
cannot be painted is told, and the others are painted nevertheless; the exit
code is 1 then. Ctrl-C saves the present picture as it is, begins no other and
ends with exit code 130. Older pictures of the same name in the folder are
replaced.

With --json each event is one line on the standard output:
  {\"event\":\"started\",\"project\":\"harbour.impasto\",\"number\":1,\"of\":2,
   \"output\":\"painted/harbour.png\"}
  {\"event\":\"step\",..}                       as of `impasto render --json`
  {\"event\":\"painted\",\"project\":\"harbour.impasto\",\"output\":\"painted/harbour.png\",
   \"outcome\":\"completed\",\"iterations\":300,\"seconds\":..,\"width\":512,\"height\":341}
  {\"event\":\"failed\",\"project\":\"castle.impasto\",\"message\":\"..\"}
  {\"event\":\"finished\",\"painted\":1,\"failed\":1,\"left\":0,\"seconds\":..}
where left are those that Ctrl-C left unpainted.";

/// `impasto queue`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(mut_args(|arg| match arg.get_help_heading() {
    // What is not given is as the projects say.
    Some("Painting" | "Balance" | "Colours") if arg.get_action().takes_values() => arg.hide_default_value(true),
    _ => arg,
}))]
pub struct QueueArgs {
    /// The projects, painted in this order
    #[arg(value_name = "PROJECT", required = true)]
    pub projects: Vec<PathBuf>,
    /// Folder for the pictures, made if its parent is there
    #[arg(long, value_name = "DIR", help_heading = "Pictures")]
    pub output: PathBuf,
    /// Format of the pictures
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Png, help_heading = "Pictures")]
    pub format: Format,
    /// Folder where pictures of the projects may be that have moved; give several to look in all of them
    #[arg(long, value_name = "FOLDER", help_heading = "Pictures")]
    pub pictures: Vec<PathBuf>,
    /// How it is written.
    #[command(flatten)]
    pub saving: SaveArgs,
    /// How they are painted where that is not as the projects say.
    #[command(flatten)]
    pub settings: SettingsArgs,
    /// What becomes of their colours.
    #[command(flatten)]
    pub after: AfterPaintingArgs,
    /// Where they are computed.
    #[command(flatten)]
    pub machine: MachineArgs,
    /// Write one JSON line per iteration and painting to the standard output
    #[arg(long, help_heading = "Reports")]
    pub json: bool,
    /// Show no progress, and tell only what could not be painted
    #[arg(long, help_heading = "Reports")]
    pub quiet: bool,
}
