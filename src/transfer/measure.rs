//! A short painting of noise that tells how fast a device is, before anything was painted on it.

use std::sync::Arc;

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::network::Vgg19;
use crate::picture::Picture;
use crate::transfer::forecast::{Forecast, Pace};
use crate::transfer::run::{Step, Transfer};
use crate::transfer::settings::{Scales, TransferSettings};

/// The longer side of what is painted: small, so that it takes a second or two on a processor.
const SIZE: usize = 256;
/// The sizes that are measured, each half as large as the next.
const SCALES: usize = 2;
/// Iterations over all of them.
const ITERATIONS: usize = 12;

/// Measures the device of a network.
///
/// # Errors
/// [`crate::error::Error::Cancelled`], or a failure of the device.
pub fn measure_pace(network: Arc<Vgg19>, cancel: &CancelToken) -> Result<Pace> {
    let noise = |seed| Arc::new(Picture::white_noise(SIZE, SIZE, 1.0, seed));
    let scales = Scales::Count(SCALES);
    let settings = TransferSettings { size: SIZE, iterations: ITERATIONS, scales, ..TransferSettings::default() };
    let mut transfer = Transfer::new(network, settings, noise(1), noise(2), None)?;
    let mut forecast = Forecast::new(transfer.scales(), Pace::default());
    loop {
        match transfer.step(cancel)? {
            Step::Accepted(report) => forecast.step(&report),
            Step::ScaleStarted(_) | Step::ScaleConverged(_) => forecast.set_scales(transfer.scales()),
            Step::Finished(_) => return Ok(forecast.into_pace()),
        }
    }
}
