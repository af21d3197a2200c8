//! What a painting is measured by: equation 7 of the paper for one pair of pictures at one size, with its gradient.

use std::collections::BTreeMap;
use std::sync::Arc;

use candle_core::{Device, Tensor};

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::network::{Features, Lap, Layer, Padding, Pooling, Vgg19, Workspace, gram};
use crate::picture::Picture;
use crate::transfer::losses;
use crate::transfer::report::{LayerLoss, Losses};
use crate::transfer::settings::{TransferSettings, Weights};
use crate::transfer::styles::SeenStyle;
use crate::transfer::targets::{Fingerprint, Key, Kind, Targets};

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
        check_size("the content picture", content.width(), content.height(), settings.deepest_layer())?;
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
        self.style_targets =
            layers.map(|(layer, _)| Ok((layer, StyleTarget::of(&self.styles, layer)?))).collect::<Result<_>>()?;
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
        let (alpha, beta) = (self.weights.alpha(), self.weights.beta());
        let style_weights: BTreeMap<Layer, f64> = self.weights.style_layers_that_count().collect();
        let deepest = self.deepest_layer();
        let workspace = &mut self.workspace;
        let features = self.network.forward(picture, deepest, self.pooling, self.padding, workspace, cancel)?;

        let (mut content, mut style_layers) = (0.0, Vec::with_capacity(style_weights.len()));
        let add_gradient = |layer: Layer, map: &Tensor, mut gradient: Tensor| {
            if let Some(weight) = style_weights.get(&layer) {
                let target = &self.style_targets[&layer];
                let term = losses::style(map, &target.gram, beta * weight, gradient, cancel)?;
                style_layers.push(LayerLoss { layer, loss: weight * (term.loss + target.spread) });
                gradient = term.gradient;
            }
            if layer == self.content_layer && alpha > 0.0 {
                let term = losses::content(map, &self.content_target, alpha, gradient, cancel)?;
                content = term.loss;
                gradient = term.gradient;
            }
            Ok(gradient)
        };
        let mut gradient = self.network.backward(features, deepest, &mut self.workspace, cancel, add_gradient)?;
        style_layers.reverse();

        let mut total_variation = 0.0;
        if self.weights.total_variation > 0.0 {
            let term = losses::total_variation(picture, self.weights.total_variation, gradient)?;
            total_variation = self.weights.total_variation * term.loss;
            gradient = term.gradient;
        }
        let style = style_layers.iter().fold(0.0, |sum, layer| sum + layer.loss);
        let total = alpha * content + beta * style;
        let losses = Losses { content, style, style_layers, total, total_variation };
        Ok(Evaluation { losses, gradient })
    }

    /// Losses and gradient of a picture.
    ///
    /// # Errors
    /// [`Error::Value`] when its size is not that of the content picture; [`Error::Cancelled`]; or a failure of the
    /// device.
    pub fn evaluate_picture(&mut self, picture: &Picture, cancel: &CancelToken) -> Result<Evaluation> {
        check_size("the picture", picture.width(), picture.height(), self.deepest_layer())?;
        let (width, height) = self.content_size;
        if (picture.width(), picture.height()) != (width, height) {
            let remedy = format!("give it the {width}x{height} pixels of the content picture");
            return Err(Error::value(
                "the picture's size",
                format!("{}x{}", picture.width(), picture.height()),
                remedy,
            ));
        }
        let tensor = to_tensor(picture, self.network.device())?;
        self.evaluate(&tensor, cancel)
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

/// A style with what was measured of it.
#[derive(Debug)]
struct MeasuredStyle {
    seen: SeenStyle,
    /// `[C, C]` for every style layer that was ever on.
    grams: BTreeMap<Layer, Tensor>,
}

impl MeasuredStyle {
    /// Measures the style layers that count and were not measured yet, tile after tile.
    fn measure(
        &mut self,
        network: &Vgg19,
        weights: &Weights,
        (pooling, padding): (Pooling, Padding),
        shared: &Targets,
        workspace: &mut Workspace,
        cancel: &CancelToken,
    ) -> Result<()> {
        let layers = weights.style_layers_that_count().map(|(layer, _)| layer);
        let mut missing: Vec<Layer> = layers.filter(|layer| !self.grams.contains_key(layer)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let picture = Fingerprint::of_seen(&self.seen);
        let key = |layer: Layer| Key { picture, layer, kind: Kind::Style, pooling, padding };
        let known = missing.iter().filter_map(|&layer| Some((layer, shared.get(&key(layer))?)));
        self.grams.extend(known);
        missing.retain(|layer| !self.grams.contains_key(layer));
        let Some(&deepest) = missing.last() else { return Ok(()) };
        let (width, height) = self.seen.least_tile();
        check_size("the style picture", width, height, deepest)?;
        // The painting's memory makes room for as much again while the style is measured.
        workspace.free();
        let pixels = (self.seen.size.0 * self.seen.size.1) as f64;
        let mut sums: BTreeMap<Layer, Tensor> = BTreeMap::new();
        for tile in self.seen.tiles() {
            let share = (tile.width() * tile.height()) as f64 / pixels;
            let tensor = to_tensor(&tile, network.device())?;
            let features = network.forward(&tensor, deepest, pooling, padding, &mut Workspace::default(), cancel)?;
            for &layer in &missing {
                let gram = (gram(map(&features, layer), cancel)? * share)?;
                let sum = if let Some(sum) = sums.remove(&layer) { (sum + gram)? } else { gram };
                sums.insert(layer, sum);
            }
        }
        for (&layer, gram) in &sums {
            shared.put(key(layer), gram);
        }
        self.grams.append(&mut sums);
        Ok(())
    }
}

/// What all styles together ask of one layer.
#[derive(Debug)]
struct StyleTarget {
    /// The mean of their Gram matrices by their weights, `[C, C]`.
    gram: Tensor,
    /// How far theirs lie from that mean: the part of the loss that no picture can lower, 0 for one style.
    spread: f64,
}

impl StyleTarget {
    fn of(styles: &[MeasuredStyle], layer: Layer) -> Result<Self> {
        if let [style] = styles {
            return Ok(Self { gram: style.grams[&layer].clone(), spread: 0.0 });
        }
        let weighted = styles.iter().map(|style| (&style.grams[&layer], style.seen.weight));
        let mut mean = styles[0].grams[&layer].zeros_like()?;
        for (gram, weight) in weighted.clone() {
            mean = (mean + (gram * weight)?)?;
        }
        let mut spread = 0.0;
        for (gram, weight) in weighted {
            spread += weight * losses::style_distance(gram, &mean)?;
        }
        Ok(Self { gram: mean, spread })
    }
}

/// A picture as a tensor, `[1, 3, H, W]`.
fn to_tensor(picture: &Picture, device: &Device) -> Result<Tensor> {
    Ok(Tensor::from_slice(picture.planes(), (1, 3, picture.height(), picture.width()), device)?)
}

fn map(features: &Features, layer: Layer) -> &Tensor {
    features.map(layer).expect("the network was run this deep")
}

/// Refuses a picture of which the deepest layer would have no position left.
pub(super) fn check_size(name: &str, width: usize, height: usize, deepest: Layer) -> Result<()> {
    let least = Vgg19::least_side(deepest);
    if width.min(height) >= least {
        return Ok(());
    }
    let remedy = format!("layer {deepest} needs at least {least} pixels on the shorter side; choose a larger size");
    Err(Error::value(name, format!("{width}x{height} pixels"), remedy))
}
