//! What a painting is measured by: equation 7 of the paper for one pair of pictures at one size, with its gradient.

use std::collections::BTreeMap;
use std::sync::Arc;

use candle_core::Tensor;

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::network::{Lap, Layer, Padding, Pooling, Vgg19, Workspace};
use crate::picture::Picture;
use crate::text::text;
use crate::transfer::activations::Activations;
use crate::transfer::evaluation::{Aim, Evaluation, check_size, map, to_tensor};
use crate::transfer::losses::StyleTarget;
use crate::transfer::measured_style::{self, MeasuredStyle};
use crate::transfer::settings::{TransferSettings, Weights};
use crate::transfer::styles::SeenStyle;
use crate::transfer::targets::{Fingerprint, Key, Kind, Targets};

/// The objective for one content picture and the styles, see [`crate::transfer::Styles`].
#[derive(Debug)]
pub struct Objective {
    network: Arc<Vgg19>,
    pooling: Pooling,
    padding: Padding,
    content_layer: Layer,
    weights: Weights,
    /// Width and height.
    content_size: (usize, usize),
    /// `[1, C, h, w]`.
    content_target: Tensor,
    styles: Vec<MeasuredStyle>,
    /// What all styles together ask of each style layer that counts.
    style_targets: BTreeMap<Layer, StyleTarget>,
    /// What other objectives measured.
    shared: Targets,
    workspace: Workspace,
}

impl Objective {
    /// Measures the content as it is and each style as it is seen.
    ///
    /// # Errors
    /// [`Error::Value`] when a picture is too small for the layers that were chosen, [`Error::Cancelled`], or a
    /// failure of the device.
    pub fn new(
        network: Arc<Vgg19>,
        settings: &TransferSettings,
        content: &Picture,
        styles: Vec<SeenStyle>,
        cancel: &CancelToken,
    ) -> Result<Self> {
        Self::sharing(Targets::default(), network, settings, content, styles, cancel)
    }

    /// The same, sharing targets with other objectives of the same network.
    pub(super) fn sharing(
        shared: Targets,
        network: Arc<Vgg19>,
        settings: &TransferSettings,
        content: &Picture,
        styles: Vec<SeenStyle>,
        cancel: &CancelToken,
    ) -> Result<Self> {
        settings.weights.validate()?;
        check_size(text!("the content picture"), content.width(), content.height(), settings.deepest_layer())?;
        let (layer, pooling, padding) = (settings.content_layer, settings.pooling, settings.padding);
        let key = Key { picture: Fingerprint::of(content), layer, kind: Kind::Content, pooling, padding };
        // The other feature maps are freed before the style picture needs as much: two pictures' at once would be the
        // peak.
        let content_target = shared.get_or(key, || {
            let picture = to_tensor(content, network.device())?;
            let features = network.forward(&picture, layer, pooling, padding, &mut Workspace::default(), cancel)?;
            Ok(map(&features, layer).copy()?)
        })?;
        let mut objective = Self {
            pooling,
            padding,
            content_layer: layer,
            weights: settings.weights.clone(),
            content_size: (content.width(), content.height()),
            content_target,
            styles: Vec::new(),
            style_targets: BTreeMap::new(),
            shared,
            workspace: Workspace::default(),
            network,
        };
        objective.set_styles(styles, cancel)?;
        Ok(objective)
    }

    /// Measures with other styles from now on; those that look as before are not measured again.
    ///
    /// # Errors
    /// [`Error::Value`] when a style is seen too small; [`Error::Cancelled`]. The old styles stay then.
    pub fn set_styles(&mut self, styles: Vec<SeenStyle>, cancel: &CancelToken) -> Result<()> {
        let measured = |seen: SeenStyle| {
            let before = self.styles.iter().find(|style| style.seen.looks_like(&seen));
            let grams = before.map(|style| style.grams.clone()).unwrap_or_default();
            let mut style = MeasuredStyle { seen, grams };
            let kinds = (self.pooling, self.padding);
            style.measure(&self.network, &self.weights, kinds, &self.shared, &mut self.workspace, cancel)?;
            Ok(style)
        };
        self.styles = styles.into_iter().map(measured).collect::<Result<_>>()?;
        self.combine_styles()
    }

    /// Measures with other weights from now on; style layers that were never on are looked up in the styles.
    ///
    /// # Errors
    /// [`Error::Value`] for weights that cannot be used; [`Error::Cancelled`]. The old weights stay then.
    pub fn set_weights(&mut self, weights: Weights, cancel: &CancelToken) -> Result<()> {
        weights.validate()?;
        for style in &mut self.styles {
            let kinds = (self.pooling, self.padding);
            style.measure(&self.network, &weights, kinds, &self.shared, &mut self.workspace, cancel)?;
        }
        self.weights = weights;
        self.combine_styles()
    }

    /// Makes one target of all styles for each layer that counts.
    fn combine_styles(&mut self) -> Result<()> {
        let layers = self.weights.style_layers_that_count();
        self.style_targets = layers
            .map(|(layer, _)| Ok((layer, measured_style::target(&self.styles, layer)?)))
            .collect::<Result<_>>()?;
        Ok(())
    }

    /// Exchanges the memory of the feature maps, which other objectives can use while this one waits.
    pub(super) fn swap_workspace(&mut self, workspace: &mut Workspace) {
        std::mem::swap(&mut self.workspace, workspace);
    }

    /// Losses and gradient of a picture, `[1, 3, H, W]` in RGB from 0 to 1, of the content picture's size.
    ///
    /// # Errors
    /// [`Error::Cancelled`], or a failure of the device.
    pub fn evaluate(&mut self, picture: &Tensor, cancel: &CancelToken) -> Result<Evaluation> {
        let evaluation = self.measure(picture, cancel);
        if evaluation.is_err() {
            // What was cut short gave nothing back.
            self.workspace.free();
        }
        evaluation
    }

    /// [`Objective::evaluate`], in the workspace as it is.
    fn measure(&mut self, picture: &Tensor, cancel: &CancelToken) -> Result<Evaluation> {
        let aim = Aim {
            pooling: self.pooling,
            padding: self.padding,
            content_layer: self.content_layer,
            content_target: &self.content_target,
            style_layers: self.weights.style_layers_that_count().collect(),
            style_targets: &self.style_targets,
            alpha: self.weights.alpha(),
            beta: self.weights.beta(),
            total_variation: self.weights.total_variation,
        };
        let deepest = self.weights.deepest_with(self.content_layer);
        aim.evaluate(&self.network, picture, deepest, &mut self.workspace, cancel)
    }

    /// Losses and gradient of a picture.
    ///
    /// # Errors
    /// [`Error::Value`] when its size is not that of the content picture; [`Error::Cancelled`]; or a failure of the
    /// device.
    pub fn evaluate_picture(&mut self, picture: &Picture, cancel: &CancelToken) -> Result<Evaluation> {
        check_size(text!("the picture"), picture.width(), picture.height(), self.deepest_layer())?;
        let (width, height) = self.content_size;
        if (picture.width(), picture.height()) != (width, height) {
            let remedy = text!("give it the {width}x{height} pixels of the content picture", width, height);
            return Err(Error::value(
                text!("the picture's size"),
                format!("{}x{}", picture.width(), picture.height()),
                remedy,
            ));
        }
        let tensor = to_tensor(picture, self.network.device())?;
        self.evaluate(&tensor, cancel)
    }

    /// Asks a layer about a picture, in the memory that evaluations use.
    ///
    /// # Errors
    /// [`Error::Value`] when the picture is too small for the layer; [`Error::Cancelled`]; or a failure of the device.
    pub fn ask(&mut self, layer: Layer, picture: &Picture, cancel: &CancelToken) -> Result<Activations> {
        let choices = (self.pooling, self.padding);
        let asked = Activations::of(&self.network, picture, layer, choices, &mut self.workspace, cancel)?;
        let target = self.style_targets.get(&layer).map(|target| target.gram.flatten_all()?.to_vec1()).transpose()?;
        Ok(Activations { target, ..asked })
    }

    /// From now on the time of each part of an evaluation is taken.
    pub fn start_stopwatch(&mut self) {
        self.workspace.start_stopwatch();
    }

    /// The times since the stopwatch was started or this was called last.
    pub fn take_laps(&mut self) -> Vec<Lap> {
        self.workspace.take_laps()
    }

    fn deepest_layer(&self) -> Layer {
        self.weights.deepest_with(self.content_layer)
    }
}
