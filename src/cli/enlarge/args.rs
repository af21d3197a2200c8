//! What can be typed after `impasto enlarge`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::machine::ComputeArgs;
use crate::cli::saving::SaveArgs;
use crate::fast::Enlargement;

const ENLARGE_EXAMPLES: &str = "\
Examples:
  impasto enlarge --factor 4 --input painting.png --output large.png
      Four times as wide and as high, with edges as sharp as before.
  impasto enlarge --factor 2 --input photo.jpg --output large.jpg --quality 95
      Twice, as JPEG.
  impasto enlarge --factor 4 --model mine.safetensors --input a.png --output b.png
      By a network that `impasto train --enlarger 4` made.

The enlarged picture has 200 megapixels at most. With --json one line tells what
was made:
  {\"event\":\"enlarged\",\"input\":\"a.png\",\"output\":\"b.png\",
   \"width\":2048,\"height\":1364,\"seconds\":..}";

/// `impasto enlarge`.
#[derive(Debug, Args)]
#[command(after_help = ENLARGE_EXAMPLES)]
pub struct EnlargeArgs {
    /// How much wider and higher: 2 or 4
    #[arg(long, value_name = "N", value_parser = enlargement, help_heading = "Pictures")]
    pub factor: Enlargement,
    /// The picture
    #[arg(long, value_name = "FILE", help_heading = "Pictures")]
    pub input: PathBuf,
    /// Where the enlarged picture goes; the ending chooses PNG, JPEG, WebP or TIFF
    #[arg(long, value_name = "FILE", help_heading = "Pictures")]
    pub output: PathBuf,
    /// Another network, made by `impasto train --enlarger`, than the one that comes with the program
    #[arg(long, value_name = "FILE", help_heading = "Pictures")]
    pub model: Option<PathBuf>,
    /// How it is written.
    #[command(flatten)]
    pub saving: SaveArgs,
    /// Where it is computed.
    #[command(flatten)]
    pub compute: ComputeArgs,
    /// Write one JSON line to the standard output
    #[arg(long, help_heading = "Reports")]
    pub json: bool,
    /// Show no progress
    #[arg(long, help_heading = "Reports")]
    pub quiet: bool,
}

/// Reads a factor.
pub fn enlargement(text: &str) -> Result<Enlargement, String> {
    let found = Enlargement::ALL.into_iter().find(|enlargement| enlargement.to_string() == text.trim());
    found.ok_or_else(|| "give 2 or 4".into())
}
