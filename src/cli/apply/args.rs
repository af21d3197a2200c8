//! What can be typed after `impasto apply`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::after_painting::AfterPaintingArgs;
use crate::cli::devices::ComputeArgs;
use crate::cli::saving::SaveArgs;
use crate::cli::values::{BlendShare, number};
use crate::error::{Error, Result};
use crate::fast::{ApplyOptions, STRENGTH_RANGE, StyleSource};
use crate::text::text;
use crate::transfer::SIZE_RANGE;

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
    /// How it is written.
    #[command(flatten)]
    pub saving: SaveArgs,
    /// What becomes of its colours.
    #[command(flatten)]
    pub after: AfterPaintingArgs,
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
            return Err(Error::value("--blend", blended, text!("all shares together are 1 at most")));
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
