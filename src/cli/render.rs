//! `impasto render`: paints one picture.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::picture::{Picture, SaveOptions, check_writable};

use super::args::RenderArgs;
use super::interrupt::cancelled_by_signals;
use super::paint::{Order, Reports, Told, deliver, paint};
use super::previews::Previews;
use super::progress::Progress;

/// Paints, saves and tells; everything that can be known to fail is tried before the work begins.
pub fn render(arguments: &RenderArgs) -> Result<ExitCode> {
    let networks = arguments.machine.prepare()?;
    let output = arguments.output.as_path();
    let inputs = [Some(&arguments.content.content), arguments.init.file()].into_iter().flatten();
    spare_the_inputs(output, inputs.map(PathBuf::as_path).chain(arguments.styles.paths()))?;
    arguments.styles.validate()?;
    check_writable(output)?;
    let settings = arguments.settings()?;
    let content = arguments.content.open().map(Arc::new)?;
    let styles = arguments.styles.open(|style| style)?;
    let start = arguments.init.file().map(|path| Picture::open(path).map(Arc::new)).transpose()?;
    let previews = arguments.preview_dir.as_deref().zip(arguments.preview_every);
    let previews = previews.map(|(folder, every)| Previews::new(folder, every, "iteration")).transpose()?;

    let told = match (arguments.json, arguments.quiet) {
        (true, _) => Told::Json,
        (false, false) => Told::Sentence,
        (false, true) => Told::Nothing,
    };
    let progress = if arguments.quiet { Progress::Silent } else { Progress::on_stderr(arguments.json) };
    let order = Order {
        settings,
        content,
        styles,
        start,
        colors: arguments.colors.settings(),
        networks,
        device: arguments.machine.compute.device,
    };
    let cancel = cancelled_by_signals()?;
    let outcome = paint(order, Reports { progress, told, previews }, &cancel)?;
    deliver(&outcome, output, SaveOptions { jpeg_quality: arguments.quality }, told)
}

/// Refuses to put the result in the place of something that it is made from.
pub fn spare_the_inputs<'a>(output: &Path, mut inputs: impl Iterator<Item = &'a Path>) -> Result<()> {
    let Ok(there) = output.canonicalize() else { return Ok(()) };
    if inputs.any(|input| input.canonicalize().is_ok_and(|input| input == there)) {
        let remedy = "it is what is painted from; choose another name";
        return Err(Error::value("--output", output.display(), remedy));
    }
    Ok(())
}
