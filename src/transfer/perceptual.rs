//! The perceptual loss of Johnson, Alahi and Fei-Fei 2016, by which feed-forward networks are trained.
//!
//! Content is the feature map of [`CONTENT_LAYER`], style the Gram matrices of [`STYLE_LAYERS`] (section 4.1), whose
//! numbers are those of the paper; both terms are means, as [`super::losses`] says. Departures: the loss network is VGG-19
//! instead of VGG-16, with each filter scaled to a mean activation of 1, so that no layer drowns the others; its maps are
//! mirrored at their borders; and the painting may be seen at several sizes, whose Gram matrices are averaged, so that
//! strokes of several lengths are learned.

use std::collections::BTreeMap;
use std::sync::Arc;

use candle_core::Tensor;

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::network::{Layer, Padding, Pooling, Vgg19, Workspace};
use crate::picture::Picture;
use crate::transfer::evaluation::{Aim, Evaluation};
use crate::transfer::losses::StyleTarget;
use crate::transfer::measured_style::{self, MeasuredStyle};
use crate::transfer::settings::{StyleLayers, Weights};
use crate::transfer::styles::SeenStyle;
use crate::transfer::targets::Targets;

/// The layer whose feature map holds the content.
const CONTENT_LAYER: Layer = Layer::Conv2_2;
/// The layers whose Gram matrices hold the style.
const STYLE_LAYERS: [Layer; 4] = [Layer::Conv1_2, Layer::Conv2_2, Layer::Conv3_3, Layer::Conv4_3];

const POOLING: Pooling = Pooling::Max;
/// With zeros beyond the border, networks learn to paint a frame there.
const PADDING: Padding = Padding::Reflection;

/// What each term of the loss counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PerceptualWeights {
    /// The content.
    pub content: f64,
    /// The style.
    pub style: f64,
    /// The total variation.
    pub total_variation: f64,
}

/// The loss for pictures that are painted of photographs.
#[derive(Debug)]
pub struct PerceptualLoss {
    network: Arc<Vgg19>,
    style_targets: BTreeMap<Layer, StyleTarget>,
    workspace: Workspace,
}

impl PerceptualLoss {
    /// The loss in the style of a painting, which is seen with each of these lengths of its longer side in pixels.
    ///
    /// # Errors
    /// [`crate::error::Error::Value`] when a side of the painting is too small for the network,
    /// [`crate::error::Error::Cancelled`], or a failure of the device.
    pub fn new(network: Arc<Vgg19>, painting: &Arc<Picture>, sizes: &[usize], cancel: &CancelToken) -> Result<Self> {
        let mut style_layers = StyleLayers::none();
        for layer in STYLE_LAYERS {
            style_layers.set(layer, 1.0);
        }
        let weights = Weights { style_layers, ..Weights::default() };
        let mut loss = Self::of_content(network);
        let share = 1.0 / sizes.len() as f64;
        let measured = |&size: &usize| {
            let seen = SeenStyle::fitted(Arc::clone(painting), share, size);
            let mut style = MeasuredStyle { seen, grams: BTreeMap::new() };
            let targets = Targets::default();
            style.measure(&loss.network, &weights, (POOLING, PADDING), &targets, &mut loss.workspace, cancel)?;
            Ok(style)
        };
        let styles = sizes.iter().map(measured).collect::<Result<Vec<_>>>()?;
        // How far the sizes lie from their mean is a number that no network can lower, and would hide what it learns.
        let target = |layer| Ok((layer, StyleTarget { spread: 0.0, ..measured_style::target(&styles, layer)? }));
        loss.style_targets = STYLE_LAYERS.into_iter().map(target).collect::<Result<_>>()?;
        Ok(loss)
    }

    /// The loss without any style: how far a picture is from another one to the network.
    pub fn of_content(network: Arc<Vgg19>) -> Self {
        Self { network, style_targets: BTreeMap::new(), workspace: Workspace::default() }
    }

    /// The loss network.
    pub const fn network(&self) -> &Arc<Vgg19> {
        &self.network
    }

    /// Losses and gradient of what was painted of a photograph; both are `[1, 3, H, W]` in RGB from 0 to 1.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`], or a failure of the device.
    pub fn evaluate(
        &mut self,
        photograph: &Tensor,
        painted: &Tensor,
        weights: PerceptualWeights,
        cancel: &CancelToken,
    ) -> Result<Evaluation> {
        let evaluation = self.measure(photograph, painted, weights, cancel);
        if evaluation.is_err() {
            // What was cut short gave nothing back.
            self.workspace.free();
        }
        evaluation
    }

    fn measure(
        &mut self,
        photograph: &Tensor,
        painted: &Tensor,
        weights: PerceptualWeights,
        cancel: &CancelToken,
    ) -> Result<Evaluation> {
        let features =
            self.network.forward(photograph, CONTENT_LAYER, POOLING, PADDING, &mut self.workspace, cancel)?;
        let content_target = features.into_map(CONTENT_LAYER, &mut self.workspace);
        let share = 1.0 / STYLE_LAYERS.len() as f64;
        let aim = Aim {
            pooling: POOLING,
            padding: PADDING,
            content_layer: CONTENT_LAYER,
            content_target: &content_target,
            style_layers: self.style_targets.keys().map(|&layer| (layer, share)).collect(),
            style_targets: &self.style_targets,
            alpha: weights.content,
            beta: weights.style,
            total_variation: weights.total_variation,
        };
        let deepest = self.style_targets.keys().copied().fold(CONTENT_LAYER, Layer::max);
        let evaluation = aim.evaluate(&self.network, painted, deepest, &mut self.workspace, cancel)?;
        self.workspace.give(content_target);
        Ok(evaluation)
    }
}
