//! The sample pictures painted in the terminal, for a first look at the program where there is no display.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::network::{DeviceChoice, NetworkCache};
use crate::picture::{AfterPainting, Picture, SaveOptions, check_writable};
use crate::project::{SAMPLES, SampleKind};
use crate::text::text;
use crate::transfer::TransferSettings;

use super::interrupt::cancelled_by_signals;
use super::output::say;
use super::paint::{Order, Reports, Told, deliver, free_file, paint};
use super::progress::Progress;

/// Small enough that a laptop's processor is done in about a minute.
const SIZE: usize = 256;
const ITERATIONS: usize = 60;

/// Paints the first sample photograph in the style of the first sample painting and tells where the picture is: in
/// the current folder, or in the one for temporary files, under a name that no file has yet.
///
/// # Errors
/// [`Error::File`] when neither folder can be written, or whatever fails in the painting.
pub fn paint_samples(networks: NetworkCache) -> Result<ExitCode> {
    let folder = writable_folder()?;
    let settings = TransferSettings { size: SIZE, iterations: ITERATIONS, ..TransferSettings::default() };
    let content = sample(SampleKind::Photograph)?;
    let styles = sample(SampleKind::Painting)?.into();
    say("Painting a sample photograph in the style of a sample painting instead; Ctrl-C keeps what there is.");
    let (after, device) = (AfterPainting::default(), DeviceChoice::default());
    let order = Order { settings, content, styles, start: None, after, networks, device };
    let mut reports = Reports::new(Progress::on_stderr(false), Told::Sentence);
    let outcome = paint(order, &mut reports, &cancelled_by_signals()?)?;
    deliver(&outcome, &free_file(&folder), SaveOptions::default(), Told::Sentence, || Ok(None))
}

fn sample(kind: SampleKind) -> Result<Arc<Picture>> {
    let sample = SAMPLES.iter().find(|sample| sample.kind == kind);
    let missing = || {
        Error::value(text!("the sample pictures"), text!("empty"), text!("this build has none; use `impasto render`"))
    };
    sample.ok_or_else(missing)?.open().map(Arc::new)
}

fn writable_folder() -> Result<PathBuf> {
    let temporary = std::env::temp_dir();
    let here = std::env::current_dir().ok().filter(|folder| check_writable(&free_file(folder)).is_ok());
    match here {
        Some(folder) => Ok(folder),
        None => check_writable(&free_file(&temporary)).map(|()| temporary),
    }
}
