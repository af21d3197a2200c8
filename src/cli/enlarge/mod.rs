//! `impasto enlarge`: makes a picture twice or four times as large by a network.

mod args;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use candle_core::Device;

use crate::error::{Error, Result};
use crate::fast::{Enlargement, Enlarger};
use crate::picture::{Picture, check_writable};

use super::interrupt::{self, cancelled_by_signals};
use super::json::EnlargedLine;
use super::output::{until_the_reader_goes, write_json, write_line};
use super::progress::Progress;
use super::render::spare_the_inputs;

pub use args::{EnlargeArgs, enlargement};

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
    let (size, seconds) = ((enlarged.width(), enlarged.height()), begin.elapsed().as_secs_f64());
    if arguments.json {
        until_the_reader_goes(write_json(&EnlargedLine::new(input, output, size, seconds)))?;
    } else if !arguments.quiet {
        let ((width, height), path) = (size, output.display());
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
        let remedy = format!("{} enlarges {} times", path.display(), enlarger.enlargement());
        return Err(Error::value("the factor", enlargement, remedy));
    }
    Ok(enlarger)
}
