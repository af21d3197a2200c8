//! How long a step takes on this machine, before anybody waits for one.

use std::sync::Arc;
use std::time::Instant;

use super::Trainer;
use super::report::TrainStep;
use super::sampler::Sampler;
use super::settings::TrainSettings;
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::network::Vgg19;
use crate::picture::Picture;

/// Photographs and paintings of white noise take as long as any.
const NOISE_SEED: u64 = 0;

/// The seconds that each of `steps` steps with these settings takes, after one that warms up.
///
/// # Errors
/// [`crate::error::Error::Value`] for settings that cannot be used, [`crate::error::Error::Cancelled`], or a failure of the
/// device.
pub fn step_seconds(
    vgg19: Arc<Vgg19>,
    settings: &TrainSettings,
    steps: usize,
    cancel: &CancelToken,
) -> Result<Vec<f64>> {
    let noise = |side: usize| Picture::white_noise(side, side, 1.0, NOISE_SEED);
    let device = vgg19.device().clone();
    let painting = Arc::new(noise(settings.style_size));
    // One more than is made, so that the last one does not end the training.
    let settings = TrainSettings { steps: steps + 2, ..settings.clone() };
    let sampler = Sampler::of_picture(&noise(settings.crop), &settings);
    let mut trainer = Trainer::with_sampler(vgg19, settings, Some(painting), sampler, None)?;
    let mut seconds = Vec::with_capacity(steps);
    while seconds.len() <= steps {
        let begin = Instant::now();
        let step = trainer.step(cancel)?;
        // An accelerator may still be at work when the call returns.
        device.synchronize()?;
        match step {
            TrainStep::Made(_) => seconds.push(begin.elapsed().as_secs_f64()),
            TrainStep::Prepared | TrainStep::WentBack(_) => {}
            TrainStep::Finished(_) => break,
        }
    }
    Ok(seconds.into_iter().skip(1).collect())
}
