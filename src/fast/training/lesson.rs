//! What a network is taught: to paint in the style of a painting, or to enlarge. A lesson turns one crop of a photograph
//! into losses and gradients.

use std::sync::Arc;

use candle_core::{Device, Tensor};

use super::report::TrainLosses;
use super::sampler::Sampler;
use super::settings::{EnlargerLoss, TrainSettings};
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::fast::Enlargement;
use crate::network::{TrainableNet, Vgg19};
use crate::picture::Picture;
use crate::transfer::{PerceptualLoss, PerceptualWeights, to_tensor};

/// Photographs by which content and style are balanced.
const BALANCE_CROPS: u64 = 4;
/// The weight of the content; that of the style is measured against it.
const CONTENT_WEIGHT: f64 = 1.0;
/// What the style counts where both gradients are equally long for what a network of chance paints. That resembles no
/// photograph at all: its gradient for the content says little of the balance at the end, and by far more than that for
/// the style. With this factor a network of 16 channels learns the painting's hand and keeps the photograph; with half as
/// much again it leaves even places without strokes at first, and with much more faces fall apart.
const STYLE_FACTOR: f64 = 320.0;
/// What the mean square difference of values from 0 to 1 counts, so that losses are numbers that can be read: it is then
/// that of values from 0 to 100.
const PIXEL_WEIGHT: f64 = 1e4;

/// What the pixels count beside the feature maps for a network that enlarges. The paper has nothing of the kind, and a grid
/// in its pictures: what the loss network sees behind its first maxima leaves such patterns free.
const PIXEL_SHARE: f64 = 1.0;

/// A goal with all that is needed to measure by it.
#[derive(Debug)]
pub(super) enum Lesson {
    /// To paint in the style of this painting, which is looked at once the work begins.
    Style { painting: Arc<Picture>, loss: Option<PerceptualLoss> },
    /// To enlarge.
    Enlarge { enlargement: Enlargement, loss: EnlargerLoss, perceptual: PerceptualLoss },
}

impl Lesson {
    /// Looks at the painting, if there is one.
    pub(super) fn prepare(&mut self, vgg19: &Arc<Vgg19>, settings: &TrainSettings, cancel: &CancelToken) -> Result<()> {
        if let Self::Style { painting, loss } = self {
            *loss = Some(PerceptualLoss::new(Arc::clone(vgg19), painting, &settings.style_sizes(), cancel)?);
        }
        Ok(())
    }

    /// The weight of the style with which its gradient is as long as that of the content, for what a network of chance
    /// paints; none where there is no style. It is always that network, whatever training begins with: what another style
    /// already knows would tell little of the balance.
    pub(super) fn balance(
        &mut self,
        sampler: &Sampler,
        settings: &TrainSettings,
        device: &Device,
        cancel: &CancelToken,
    ) -> Result<Option<f64>> {
        let Self::Style { loss: Some(loss), .. } = self else { return Ok(None) };
        let mut network = TrainableNet::new(settings.initial_weights(), device.clone())?;
        let [mut content, mut style] = [0.0; 2];
        for number in 0..BALANCE_CROPS {
            let photograph = to_tensor(&sampler.crop(number)?, device)?;
            let painted = network.forward(&photograph, cancel)?;
            let mut length = |content, style| {
                let weights = PerceptualWeights { content, style, total_variation: 0.0 };
                loss.evaluate(&photograph, &painted, weights, cancel)?.gradient_l2()
            };
            content += length(CONTENT_WEIGHT, 0.0)?;
            style += length(0.0, 1.0)?;
        }
        Ok(Some(content / style.max(f64::MIN_POSITIVE)))
    }

    /// The losses for one crop, with the gradients for the weights added to `sums`. `balance` is what [`Self::balance`]
    /// found.
    pub(super) fn evaluate(
        &mut self,
        crop: &Picture,
        network: &mut TrainableNet,
        (settings, balance): (&TrainSettings, Option<f64>),
        sums: &mut [f32],
        cancel: &CancelToken,
    ) -> Result<TrainLosses> {
        let photograph = to_tensor(crop, network.device())?;
        match self {
            Self::Style { loss, .. } => {
                let loss = loss.as_mut().expect("the first step prepares it");
                let style = balance.expect("the first step prepares it") * STYLE_FACTOR * settings.lean;
                let total_variation = settings.total_variation;
                let weights = PerceptualWeights { content: CONTENT_WEIGHT, style, total_variation };
                let painted = network.forward(&photograph, cancel)?;
                let evaluation = loss.evaluate(&photograph, &painted, weights, cancel)?;
                network.backward(&evaluation.gradient, sums, cancel)?;
                let of_crop = evaluation.losses;
                Ok(TrainLosses {
                    content: CONTENT_WEIGHT * of_crop.content,
                    style: style * of_crop.style,
                    total_variation: of_crop.total_variation,
                })
            }
            Self::Enlarge { enlargement, loss, perceptual } => {
                let small = enlargement.reduced(crop);
                let bicubic = to_tensor(&enlargement.bicubic(&small), network.device())?;
                let added = network.forward(&to_tensor(&small, network.device())?, cancel)?;
                let enlarged = (bicubic + added)?;
                let (content, gradient) = match loss {
                    EnlargerLoss::Perceptual => {
                        let weights = PerceptualWeights { content: CONTENT_WEIGHT, style: 0.0, total_variation: 0.0 };
                        let evaluation = perceptual.evaluate(&photograph, &enlarged, weights, cancel)?;
                        let (pixels, gradient) = pixel_loss(&photograph, &enlarged)?;
                        let loss = CONTENT_WEIGHT * evaluation.losses.content + PIXEL_SHARE * pixels;
                        (loss, (evaluation.gradient + (gradient * PIXEL_SHARE)?)?)
                    }
                    EnlargerLoss::Pixel => pixel_loss(&photograph, &enlarged)?,
                };
                network.backward(&gradient, sums, cancel)?;
                Ok(TrainLosses { content, style: 0.0, total_variation: 0.0 })
            }
        }
    }
}

/// The mean square difference of two pictures with its weight, and its gradient for the second one.
fn pixel_loss(photograph: &Tensor, enlarged: &Tensor) -> Result<(f64, Tensor)> {
    let difference = (enlarged - photograph)?;
    let mean = f64::from(difference.sqr()?.mean_all()?.to_scalar::<f32>()?);
    let gradient = (&difference * (2.0 * PIXEL_WEIGHT / difference.elem_count() as f64))?;
    Ok((PIXEL_WEIGHT * mean, gradient))
}
