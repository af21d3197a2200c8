//! `impasto enlarge`: makes a picture twice or four times as large by a network.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use candle_core::Device;
use clap::Args;

use crate::error::{Error, Result};
use crate::fast::{Enlargement, Enlarger};
use crate::picture::{Picture, check_writable};
use crate::text::text;

use super::devices::ComputeArgs;
use super::interrupt::{self, cancelled_by_signals};
use super::json::EnlargeLine;
use super::output::{until_the_reader_goes, write_json, write_line};
use super::progress::Progress;
use super::render::spare_the_inputs;
use super::saving::SaveArgs;

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

/// Enlarges one picture.
pub fn enlarge(arguments: &EnlargeArgs) -> Result<ExitCode> {
    let EnlargeArgs { input, output, .. } = arguments;
    arguments.compute.prepare()?;
    spare_the_inputs(output, std::iter::once(input).chain(&arguments.model).map(PathBuf::as_path))?;
    check_writable(output)?;
    let enlarger = enlarger(arguments.factor, arguments.model.as_deref(), arguments.compute.device.open()?)?;
    let cancel = cancelled_by_signals()?;
    let mut progress = if arguments.quiet { Progress::Silent } else { Progress::on_stderr(arguments.json) };
    let begin = Instant::now();
    let picture = Arc::new(Picture::open(input)?);
    let mut show = |done: f64| {
        if done < 1.0 {
            progress.show(done, &format!("enlarging, {:.0} % are done", 100.0 * done));
        }
    };
    let enlarged = enlarger.enlarge(&picture, &mut show, &cancel);
    progress.clear();
    let enlarged = match enlarged {
        Err(Error::Cancelled) => return Ok(interrupt::exit_code()),
        enlarged => enlarged?,
    };
    enlarged.save(output, &arguments.saving.options())?;
    let (width, height, seconds) = (enlarged.width(), enlarged.height(), begin.elapsed().as_secs_f64());
    if arguments.json {
        let [input, output] = [input, output].map(|path| path.to_string_lossy());
        until_the_reader_goes(write_json(&EnlargeLine::Enlarged { input, output, width, height, seconds }))?;
    } else if !arguments.quiet {
        let path = output.display();
        until_the_reader_goes(write_line(&format!(
            "The picture is enlarged. It is in {path} ({width}x{height} pixels, {seconds:.1} s)."
        )))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The network for a factor: the program's own, or one from a file, which must have that factor.
///
/// # Errors
/// [`Error::File`] for a file that is no such network, [`Error::Value`] for one of another factor, or a failure of the
/// device.
pub fn enlarger(enlargement: Enlargement, model: Option<&Path>, device: Device) -> Result<Enlarger> {
    let Some(path) = model else { return Enlarger::built_in(enlargement, device) };
    let enlarger = Enlarger::open(path, device)?;
    if enlarger.enlargement() != enlargement {
        let remedy = text!("{path} enlarges {factor} times", path, factor = enlarger.enlargement().to_string());
        return Err(Error::value(text!("the factor"), enlargement.to_string(), remedy));
    }
    Ok(enlarger)
}
