//! Everything a person can choose about a painting, with its default and its range.
//!
//! Sliders, command line and project files read defaults and ranges here and nowhere else.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, within};
use crate::network::{Layer, Padding, Pooling, WeightScale};
use crate::text::text;

/// Ratios of content to style, alpha/beta. The feature maps of the network as it was trained are larger than those of
/// the normalised one, and style grows with their fourth power where content grows with their square: there the same
/// balance has a larger ratio.
pub const RATIO_RANGE: RangeInclusive<f64> = 1e-5..=1e4;
/// Those that span the looks of the normalised network; Figure 4 of the paper has 1e-4 to 1e-1.
pub const USUAL_RATIOS: RangeInclusive<f64> = 1e-5..=1.0;
/// Relative weights of a style layer; 0 leaves the layer out.
pub const WEIGHT_RANGE: RangeInclusive<f64> = 0.0..=10.0;
/// Relative weights of a style picture among several; 0 leaves the picture out.
pub const STYLE_WEIGHT_RANGE: RangeInclusive<f64> = 0.0..=10.0;
/// The longer side of the style picture as the painting sees it, in parts of the painting's: below 1 its strokes become
/// finer, above 1 bolder.
pub const STYLE_SCALE_RANGE: RangeInclusive<f64> = 0.25..=4.0;
/// Weights of the total variation term; 0 leaves it out. Beside the network as it was trained they are as large as its
/// losses.
pub const TOTAL_VARIATION_RANGE: RangeInclusive<f64> = 0.0..=1e15;
/// Those from nothing to flat areas of colour with the normalised network.
pub const USUAL_TOTAL_VARIATIONS: RangeInclusive<f64> = 0.0..=1000.0;
/// The longer side of the painting in pixels. Below 16 the fifth block of the network has no positions left.
pub const SIZE_RANGE: RangeInclusive<usize> = 16..=8192;
/// Iterations of the optimiser, over all scales together.
pub const ITERATIONS_RANGE: RangeInclusive<usize> = 1..=100_000;

/// The style layers with their relative weights; layers of weight 0 are not in it.
///
/// The objective scales the weights to sum to 1, so only their proportions matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StyleLayers(BTreeMap<Layer, f64>);

impl StyleLayers {
    /// The paper's five style layers (section 2.2).
    pub const PAPER: [Layer; 5] = [Layer::Conv1_1, Layer::Conv2_1, Layer::Conv3_1, Layer::Conv4_1, Layer::Conv5_1];

    /// No layer at all; not valid until one has been set.
    pub const fn none() -> Self {
        Self(BTreeMap::new())
    }

    /// The relative weight of a layer, 0 when it is left out.
    pub fn weight(&self, layer: Layer) -> f64 {
        self.0.get(&layer).copied().unwrap_or(0.0)
    }

    /// Sets the relative weight of a layer; 0 leaves it out.
    pub fn set(&mut self, layer: Layer, weight: f64) {
        if weight == 0.0 {
            self.0.remove(&layer);
        } else {
            self.0.insert(layer, weight);
        }
    }

    /// The layers that count, from the picture inwards, with weights scaled to sum to 1.
    pub fn normalised(&self) -> impl Iterator<Item = (Layer, f64)> + '_ {
        let sum: f64 = self.0.values().sum();
        self.0.iter().map(move |(&layer, &weight)| (layer, weight / sum))
    }

    /// Whether every layer is left out.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn validate(&self) -> Result<()> {
        if self.is_empty() {
            return Err(Error::value(
                text!("the set of style layers"),
                text!("empty"),
                text!("switch on at least one style layer"),
            ));
        }
        for (layer, &weight) in &self.0 {
            within(text!("the weight of style layer {layer}", layer = layer.name()), weight, &WEIGHT_RANGE)?;
        }
        Ok(())
    }
}

impl Default for StyleLayers {
    fn default() -> Self {
        Self(Self::PAPER.into_iter().map(|layer| (layer, 1.0)).collect())
    }
}

/// Reads `conv1_1=1,conv2_1=0.5`; a layer without a weight gets 1.
impl FromStr for StyleLayers {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut layers = Self::none();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, weight) = part.split_once('=').unwrap_or((part, "1"));
            let layer: Layer = name.trim().parse()?;
            let weight: f64 = weight.trim().parse().map_err(|_| {
                Error::value(
                    text!("the weight of style layer {layer}", layer = layer.name()),
                    format!("\"{weight}\""),
                    text!("give a number"),
                )
            })?;
            within(text!("the weight of style layer {layer}", layer = layer.name()), weight, &WEIGHT_RANGE)?;
            layers.set(layer, weight);
        }
        layers.validate()?;
        Ok(layers)
    }
}

/// Writes what [`StyleLayers::from_str`] reads.
impl fmt::Display for StyleLayers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (layer, weight)) in self.0.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(formatter, "{comma}{layer}={weight}")?;
        }
        Ok(())
    }
}

/// Which terms of the objective count: both for a painting, one alone for the reconstructions of the paper's Figure 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Terms {
    /// Content and style.
    #[default]
    Both,
    /// The content term alone.
    Content,
    /// The style term alone.
    Style,
}

/// What can change while a picture is being painted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Weights {
    /// Which terms count.
    pub terms: Terms,
    /// alpha/beta of the paper's equation 7, the weight of the content against that of the style.
    pub ratio: f64,
    /// The style layers and their relative weights.
    pub style_layers: StyleLayers,
    /// The weight of the total variation term.
    pub total_variation: f64,
}

impl Weights {
    /// beta while both terms count; fixed, so that the ratio alone moves the balance.
    pub const BETA: f64 = 1000.0;

    /// alpha, the weight of the content term.
    pub fn alpha(&self) -> f64 {
        if self.terms == Terms::Style { 0.0 } else { self.ratio * Self::BETA }
    }

    /// The style layers that count, as [`StyleLayers::normalised`] gives them: none when the content counts alone.
    pub fn style_layers_that_count(&self) -> impl Iterator<Item = (Layer, f64)> + '_ {
        self.style_layers.normalised().filter(|_| self.terms != Terms::Content)
    }

    /// The deepest layer that the loss network has to compute for these and the content layer.
    pub fn deepest_with(&self, content_layer: Layer) -> Layer {
        let style = self.style_layers_that_count().last().map(|(layer, _)| layer);
        let content = (self.terms != Terms::Style).then_some(content_layer);
        style.max(content).unwrap_or(content_layer)
    }

    /// beta, the weight of the style term.
    pub const fn beta(&self) -> f64 {
        match self.terms {
            Terms::Content => 0.0,
            Terms::Both | Terms::Style => Self::BETA,
        }
    }

    /// Checks every value against its range.
    ///
    /// # Errors
    /// [`Error::Value`] naming the first value that cannot be used.
    pub fn validate(&self) -> Result<()> {
        within(text!("the ratio"), self.ratio, &RATIO_RANGE)?;
        within(text!("the total variation"), self.total_variation, &TOTAL_VARIATION_RANGE)?;
        self.style_layers.validate()
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self { terms: Terms::Both, ratio: 1e-2, style_layers: StyleLayers::default(), total_variation: 0.0 }
    }
}

/// The picture from which the painting starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Start {
    /// A copy of the content picture.
    #[default]
    Content,
    /// White noise from the seed.
    Noise,
    /// The style picture, cropped to the content's shape.
    Style,
    /// A picture of the person's choice, which is handed to [`crate::transfer::Transfer::new`] beside the settings.
    Picture,
}

/// The method that moves the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Optimizer {
    /// Limited-memory BFGS, as in the paper.
    #[default]
    Lbfgs,
    /// Adam (Kingma and Ba 2015), which keeps two vectors only.
    Adam,
}

/// The basis in which the picture moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BasisKind {
    /// Waves, long ones further than short ones: no noise, and colours and large strokes come soon.
    #[default]
    Frequencies,
    /// Single pixels, as in the paper.
    Pixels,
}

/// How many sizes the painting goes through, coarse to fine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scales {
    /// Doubling from about 128 pixels up to the asked size.
    #[default]
    Auto,
    /// This many, each half the size of the next; 1 paints at one size only.
    Count(usize),
}

/// Reads `auto` or a number.
impl FromStr for Scales {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let range = 1..=TransferSettings::MAX_SCALES;
        match text.parse() {
            _ if text == "auto" => Ok(Self::Auto),
            Ok(count) if range.contains(&count) => Ok(Self::Count(count)),
            _ => {
                let remedy =
                    text!("give auto or a number from {least} to {most}", least = range.start(), most = range.end());
                Err(Error::value(text!("the number of scales"), text, remedy))
            }
        }
    }
}

/// Writes what [`Scales::from_str`] reads.
impl fmt::Display for Scales {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => formatter.write_str("auto"),
            Self::Count(count) => write!(formatter, "{count}"),
        }
    }
}

/// Everything a person can choose about one painting, apart from its pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TransferSettings {
    /// What can change while it paints.
    pub weights: Weights,
    /// The size at which the style pictures are seen, see [`STYLE_SCALE_RANGE`]; it can change while it paints.
    pub style_scale: f64,
    /// The layer whose feature map holds the content.
    pub content_layer: Layer,
    /// The picture from which the painting starts.
    pub start: Start,
    /// The longer side of the painting in pixels.
    pub size: usize,
    /// Iterations over all scales together; [`crate::transfer::plan_scales`] divides them.
    pub iterations: usize,
    /// How many sizes the painting goes through.
    pub scales: Scales,
    /// The method that moves the picture.
    pub optimizer: Optimizer,
    /// The basis in which the picture moves.
    pub basis: BasisKind,
    /// What the loss network reads beyond the edges of its feature maps.
    pub padding: Padding,
    /// How the loss network halves its feature maps.
    pub pooling: Pooling,
    /// Which weights the loss network uses.
    pub weight_scale: WeightScale,
    /// The seed of the white noise.
    pub seed: u64,
}

impl TransferSettings {
    /// The most scales that can be asked for: more would begin below the smallest size.
    pub const MAX_SCALES: usize = 8;

    /// The deepest layer that the loss network has to compute.
    pub fn deepest_layer(&self) -> Layer {
        self.weights.deepest_with(self.content_layer)
    }

    /// Checks every value against its range.
    ///
    /// # Errors
    /// [`Error::Value`] naming the first value that cannot be used.
    pub fn validate(&self) -> Result<()> {
        self.weights.validate()?;
        within(text!("the style scale"), self.style_scale, &STYLE_SCALE_RANGE)?;
        within(text!("the size"), self.size, &SIZE_RANGE)?;
        within(text!("the number of iterations"), self.iterations, &ITERATIONS_RANGE)?;
        if let Scales::Count(count) = self.scales {
            within(text!("the number of scales"), count, &(1..=Self::MAX_SCALES))?;
        }
        Ok(())
    }
}

impl Default for TransferSettings {
    fn default() -> Self {
        Self {
            weights: Weights::default(),
            style_scale: 1.0,
            content_layer: Layer::Conv4_2,
            start: Start::default(),
            size: 512,
            iterations: 300,
            scales: Scales::default(),
            optimizer: Optimizer::default(),
            basis: BasisKind::default(),
            padding: Padding::default(),
            pooling: Pooling::default(),
            weight_scale: WeightScale::default(),
            seed: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_valid() {
        TransferSettings::default().validate().unwrap();
    }

    #[test]
    fn numbers_that_cannot_be_used_are_named() {
        for ratio in [-1.0, 0.0, 2e4, f64::NAN, f64::INFINITY] {
            let settings =
                TransferSettings { weights: Weights { ratio, ..Weights::default() }, ..TransferSettings::default() };
            assert!(settings.validate().unwrap_err().headline().starts_with("the ratio cannot be"));
        }
        let settings = TransferSettings { scales: Scales::Count(0), ..TransferSettings::default() };
        assert!(settings.validate().is_err());
        let settings = TransferSettings { size: 0, ..TransferSettings::default() };
        assert!(settings.validate().is_err());
        for style_scale in [0.0, -1.0, 5.0, f64::NAN] {
            let settings = TransferSettings { style_scale, ..TransferSettings::default() };
            assert!(settings.validate().unwrap_err().headline().starts_with("the style scale cannot be"));
        }
    }

    #[test]
    fn style_layers_are_read_and_scaled() {
        let layers: StyleLayers = "conv1_1=3, conv2_1".parse().unwrap();
        let normalised: Vec<_> = layers.normalised().collect();
        assert_eq!(normalised, [(Layer::Conv1_1, 0.75), (Layer::Conv2_1, 0.25)]);
        for wrong in ["", "conv9_9", "conv1_1=x", "conv1_1=-1", "conv1_1=nan", "conv1_1=inf", "conv1_1=0"] {
            assert!(wrong.parse::<StyleLayers>().unwrap_err().is_wrong_use(), "{wrong}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let layers: StyleLayers = "conv5_1=0.25,conv1_1".parse().unwrap();
        assert_eq!(layers.to_string(), "conv1_1=1,conv5_1=0.25");
        assert_eq!(layers.to_string().parse::<StyleLayers>().unwrap(), layers);
        for scales in [Scales::Auto, Scales::Count(3)] {
            assert_eq!(scales.to_string().parse::<Scales>().unwrap(), scales);
        }
        for wrong in ["0", "9", "-1", "many", ""] {
            assert!(wrong.parse::<Scales>().unwrap_err().is_wrong_use(), "{wrong}");
        }
    }

    #[test]
    fn settings_survive_json_and_older_files() {
        let settings = TransferSettings { scales: Scales::Count(2), ..TransferSettings::default() };
        let text = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<TransferSettings>(&text).unwrap(), settings);
        assert_eq!(serde_json::from_str::<TransferSettings>("{}").unwrap(), TransferSettings::default());
    }
}
