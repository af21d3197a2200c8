//! One look of the loss network at a picture: the losses, and the gradient of their weighted sum for the picture.

use std::collections::BTreeMap;

use candle_core::{Device, Tensor};

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::network::{Features, Layer, Padding, Pooling, Vgg19, Workspace};
use crate::picture::Picture;
use crate::text::{Text, text};
use crate::transfer::losses::{self, StyleTarget};
use crate::transfer::report::{LayerLoss, Losses};

/// The losses of a picture and the gradient of the objective for it.
#[derive(Debug)]
pub struct Evaluation {
    /// The losses.
    pub losses: Losses,
    /// The gradient for the picture in RGB from 0 to 1, `[1, 3, H, W]`.
    pub gradient: Tensor,
}

impl Evaluation {
    /// The Euclidean norm of the gradient.
    ///
    /// # Errors
    /// Only when the device fails.
    pub fn gradient_l2(&self) -> Result<f64> {
        let squares = self.gradient.flatten_all()?.to_vec1::<f32>()?;
        Ok(squares.iter().map(|&value| f64::from(value).powi(2)).sum::<f64>().sqrt())
    }
}

/// What a picture shall come near to: `alpha content + beta style + total_variation smoothness`.
pub(super) struct Aim<'a> {
    pub(super) pooling: Pooling,
    pub(super) padding: Padding,
    pub(super) content_layer: Layer,
    /// `[1, C, h, w]`.
    pub(super) content_target: &'a Tensor,
    /// The layers that count, with their shares.
    pub(super) style_layers: BTreeMap<Layer, f64>,
    /// The target of each of them.
    pub(super) style_targets: &'a BTreeMap<Layer, StyleTarget>,
    pub(super) alpha: f64,
    pub(super) beta: f64,
    pub(super) total_variation: f64,
}

impl Aim<'_> {
    /// Losses and gradient of a picture, `[1, 3, H, W]` in RGB from 0 to 1, seen as deep as `deepest`.
    pub(super) fn evaluate(
        &self,
        network: &Vgg19,
        picture: &Tensor,
        deepest: Layer,
        workspace: &mut Workspace,
        cancel: &CancelToken,
    ) -> Result<Evaluation> {
        let features = network.forward(picture, deepest, self.pooling, self.padding, workspace, cancel)?;
        let (mut content, mut style_layers) = (0.0, Vec::with_capacity(self.style_layers.len()));
        let has_content = |layer| layer == self.content_layer && self.alpha > 0.0;
        let counts = |layer| has_content(layer) || self.style_layers.contains_key(&layer);
        let add_gradient = |layer: Layer, map: &Tensor, mut gradient: Tensor, workspace: &mut Workspace| {
            if let Some(weight) = self.style_layers.get(&layer) {
                let target = &self.style_targets[&layer];
                let term = losses::style(map, &target.gram, self.beta * weight, gradient, workspace, cancel)?;
                style_layers.push(LayerLoss { layer, loss: weight * (term.loss + target.spread) });
                gradient = term.gradient;
            }
            if has_content(layer) {
                let term = losses::content(map, self.content_target, self.alpha, gradient, cancel)?;
                content = term.loss;
                gradient = term.gradient;
            }
            Ok(gradient)
        };
        let mut gradient = network.backward(features, deepest, workspace, cancel, counts, add_gradient)?;
        style_layers.reverse();

        let mut total_variation = 0.0;
        if self.total_variation > 0.0 {
            let term = losses::total_variation(picture, self.total_variation, gradient)?;
            total_variation = self.total_variation * term.loss;
            gradient = term.gradient;
        }
        let style = style_layers.iter().fold(0.0, |sum, layer| sum + layer.loss);
        let total = self.alpha * content + self.beta * style;
        let losses = Losses { content, style, style_layers, total, total_variation };
        Ok(Evaluation { losses, gradient })
    }
}

/// A picture as a tensor, `[1, 3, H, W]`.
///
/// # Errors
/// Only when the device fails.
pub fn to_tensor(picture: &Picture, device: &Device) -> Result<Tensor> {
    Ok(Tensor::from_slice(picture.planes(), (1, 3, picture.height(), picture.width()), device)?)
}

/// The feature map of a layer that was computed.
pub(super) fn map(features: &Features, layer: Layer) -> &Tensor {
    features.map(layer).expect("the network was run this deep")
}

/// Refuses a picture of which the deepest layer would have no position left.
pub(super) fn check_size(name: Text, width: usize, height: usize, deepest: Layer) -> Result<()> {
    let least = Vgg19::least_side(deepest);
    if width.min(height) >= least {
        return Ok(());
    }
    let remedy = text!(
        "layer {layer} needs at least {pixels} pixels on the shorter side; choose a larger size",
        layer = deepest.name(),
        pixels = least
    );
    Err(Error::value(name, text!("{width}x{height} pixels", width, height), remedy))
}
