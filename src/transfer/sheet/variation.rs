//! The settings that a contact sheet varies, and their values along an axis.

use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::network::Layer;
use crate::text::{Parameter, Text, text};
use crate::transfer::figures::{CONTENT_FIGURE, content_reconstruction, style_reconstruction};
use crate::transfer::settings::{
    STYLE_SCALE_RANGE, Start, StyleLayers, TransferSettings, USUAL_RATIOS, USUAL_TOTAL_VARIATIONS,
};

/// A setting that an axis varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Varied {
    /// The ratio of content to style.
    Ratio,
    /// How many of the paper's style layers count, from the picture inwards.
    Depth,
    /// The style picture.
    Style,
    /// The size at which the style is seen.
    StyleScale,
    /// The layer that holds the content.
    ContentLayer,
    /// The weight of the total variation.
    TotalVariation,
    /// The seed of the noise from which it starts.
    Seed,
    /// The layer from which the content is reconstructed: Figure 1, lower row.
    ContentReconstruction,
    /// How many style layers the style is reconstructed from: Figure 1, upper row.
    StyleReconstruction,
}

impl Varied {
    /// All settings of a painting that can be varied.
    pub const ALL: [Self; 7] =
        [Self::Ratio, Self::Depth, Self::Style, Self::StyleScale, Self::ContentLayer, Self::TotalVariation, Self::Seed];

    /// Its name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ratio => "Ratio",
            Self::Depth => "Style depth",
            Self::Style => "Style picture",
            Self::StyleScale => "Style scale",
            Self::ContentLayer => "Content layer",
            Self::TotalVariation => "Total variation",
            Self::Seed => "Noise",
            Self::ContentReconstruction | Self::StyleReconstruction => "Reconstructed from",
        }
    }

    /// What it does to a painting, in an artist's words.
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::Ratio => "From painting to photograph.",
            Self::Depth => {
                "From colours and grain alone to whole brush strokes and forms: the first layers of the \
                            style, and one more in each step."
            }
            Self::Style => "The same photograph in the style of several paintings.",
            Self::StyleScale => "From fine strokes to bold ones.",
            Self::ContentLayer => "From every pixel of the photograph to its forms alone.",
            Self::TotalVariation => "From grain to flat areas.",
            Self::Seed => "Several chances: every cell starts from another noise.",
            Self::ContentReconstruction => "What each layer keeps of the photograph.",
            Self::StyleReconstruction => "What more and more layers keep of the painting.",
        }
    }

    /// The numbers along an axis at first, and those that can be chosen; `None` where they are not chosen.
    pub const fn span(self) -> Option<(Span, RangeInclusive<f64>)> {
        match self {
            // The ratios of Figure 4.
            Self::Ratio => Some((Span { first: 1e-4, last: 1e-1 }, USUAL_RATIOS)),
            Self::StyleScale => Some((Span { first: 0.5, last: 2.0 }, STYLE_SCALE_RANGE)),
            Self::TotalVariation => Some((Span { first: 1.0, last: 100.0 }, USUAL_TOTAL_VARIATIONS)),
            Self::Depth
            | Self::Style
            | Self::ContentLayer
            | Self::Seed
            | Self::ContentReconstruction
            | Self::StyleReconstruction => None,
        }
    }

    /// So many values along an axis, fewer where there are not as many; `styles` is the number of style pictures.
    pub fn values(self, count: usize, span: Span, base: &TransferSettings, styles: usize) -> Vec<Variation> {
        match self {
            Self::Ratio => span.geometric(count).map(Variation::Ratio).collect(),
            Self::StyleScale => span.geometric(count).map(Variation::StyleScale).collect(),
            // None at all is what the others are compared with.
            Self::TotalVariation => std::iter::once(0.0)
                .chain(span.geometric(count.saturating_sub(1)))
                .take(count)
                .map(Variation::TotalVariation)
                .collect(),
            Self::Depth => depths(count).map(Variation::Depth).collect(),
            Self::Style => (0..count.min(styles)).map(Variation::Style).collect(),
            Self::ContentLayer => content_layers(count).map(Variation::ContentLayer).collect(),
            Self::ContentReconstruction => content_layers(count).map(Variation::ContentReconstruction).collect(),
            Self::StyleReconstruction => depths(count).map(Variation::StyleReconstruction).collect(),
            Self::Seed => (0..count as u64).map(|index| Variation::Seed(base.seed.wrapping_add(index))).collect(),
        }
    }
}

/// So many depths, from the first style layer alone to all of them.
fn depths(count: usize) -> impl Iterator<Item = usize> {
    let deepest = StyleLayers::PAPER.len();
    let step = (deepest - 1) as f64 / count.saturating_sub(1).max(1) as f64;
    (0..count.min(deepest)).map(move |index| 1 + (index as f64 * step).round() as usize)
}

/// So many layers of the content; the deepest, where there is room for few.
fn content_layers(count: usize) -> impl Iterator<Item = Layer> {
    CONTENT_FIGURE.into_iter().skip(CONTENT_FIGURE.len().saturating_sub(count))
}

/// The first and the last number along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// The first one.
    pub first: f64,
    /// The last one.
    pub last: f64,
}

impl Span {
    /// So many numbers, each as many times larger as the one before, in two digits but at the ends.
    fn geometric(self, count: usize) -> impl Iterator<Item = f64> {
        let factor = self.last / self.first;
        (0..count).map(move |index| match index {
            0 => self.first,
            _ if index + 1 == count => self.last,
            _ => two_digits(self.first * factor.powf(index as f64 / (count - 1) as f64)),
        })
    }

    /// Both within a range; what is no number becomes the default's.
    pub fn within(self, range: &RangeInclusive<f64>, default: Self) -> Self {
        // A total variation of 0 has no ratio to the next.
        let smallest = range.start().max(default.first.min(range.end() * 1e-5));
        let within = |value: f64, default: f64| {
            if value.is_finite() { value.clamp(smallest, *range.end()) } else { default }
        };
        Self { first: within(self.first, default.first), last: within(self.last, default.last) }
    }
}

fn two_digits(value: f64) -> f64 {
    let unit = 10_f64.powf(value.abs().log10().floor() - 1.0);
    if unit < 1.0 { (value / unit).round() / (1.0 / unit).round() } else { (value / unit).round() * unit }
}

/// One setting at one value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Variation {
    /// The ratio of content to style.
    Ratio(f64),
    /// The first so many of the paper's style layers, 1 or more.
    Depth(usize),
    /// The style picture of this number, from 0.
    Style(usize),
    /// The size at which the style is seen, in parts of the painting's.
    StyleScale(f64),
    /// The layer that holds the content.
    ContentLayer(Layer),
    /// The weight of the total variation.
    TotalVariation(f64),
    /// Noise of this seed to start from.
    Seed(u64),
    /// What this layer keeps of the content, out of noise.
    ContentReconstruction(Layer),
    /// What the first so many of the paper's style layers keep of the style, out of noise.
    StyleReconstruction(usize),
}

impl Variation {
    /// The setting that it varies.
    pub const fn varied(&self) -> Varied {
        match self {
            Self::Ratio(_) => Varied::Ratio,
            Self::Depth(_) => Varied::Depth,
            Self::Style(_) => Varied::Style,
            Self::StyleScale(_) => Varied::StyleScale,
            Self::ContentLayer(_) => Varied::ContentLayer,
            Self::TotalVariation(_) => Varied::TotalVariation,
            Self::Seed(_) => Varied::Seed,
            Self::ContentReconstruction(_) => Varied::ContentReconstruction,
            Self::StyleReconstruction(_) => Varied::StyleReconstruction,
        }
    }

    /// Changes the settings; a style picture is no part of them.
    pub(super) fn apply(&self, settings: &mut TransferSettings) {
        match *self {
            Self::Ratio(ratio) => settings.weights.ratio = ratio,
            Self::Depth(depth) => {
                let before = settings.weights.style_layers.clone();
                settings.weights.style_layers = StyleLayers::none();
                for layer in StyleLayers::PAPER.into_iter().take(depth) {
                    let weight = Some(before.weight(layer)).filter(|&weight| weight > 0.0).unwrap_or(1.0);
                    settings.weights.style_layers.set(layer, weight);
                }
            }
            Self::Style(_) => {}
            Self::StyleScale(scale) => settings.style_scale = scale,
            Self::ContentLayer(layer) => settings.content_layer = layer,
            Self::TotalVariation(weight) => settings.weights.total_variation = weight,
            Self::Seed(seed) => {
                settings.seed = seed;
                settings.start = Start::Noise;
            }
            Self::ContentReconstruction(layer) => *settings = at_the_size_of(settings, content_reconstruction(layer)),
            Self::StyleReconstruction(depth) => *settings = at_the_size_of(settings, style_reconstruction(depth)),
        }
    }

    /// Its value for people; `styles` are the names of the style pictures.
    pub fn label(&self, styles: &[String]) -> Text {
        match self {
            Self::Ratio(value) | Self::TotalVariation(value) if *value != 0.0 && value.abs() < 1e-3 => {
                number(&format_args!("{value:e}"))
            }
            Self::TotalVariation(0.0) => text!("off"),
            Self::Ratio(value) | Self::TotalVariation(value) | Self::StyleScale(value) => number(value),
            Self::Depth(1) | Self::StyleReconstruction(1) => named(StyleLayers::PAPER[0].name()),
            Self::Depth(depth) | Self::StyleReconstruction(depth) => {
                let layer = StyleLayers::PAPER[(depth - 1).min(StyleLayers::PAPER.len() - 1)];
                // There is little room on an axis: like the names of layers it is written alike in all languages.
                named(&format!("to {layer}"))
            }
            Self::Style(number) => match styles.get(*number) {
                Some(name) => named(name),
                None => text!("style {number}", number = number + 1),
            },
            Self::ContentLayer(layer) | Self::ContentReconstruction(layer) => named(layer.name()),
            Self::Seed(seed) => text!("seed {number}", number = seed),
        }
    }
}

fn number(number: &dyn fmt::Display) -> Text {
    text!("{number}", number = Parameter::number(number))
}

fn named(name: &str) -> Text {
    text!("{name}", name)
}

/// The settings of a figure at the size, with the iterations and the noise of others.
fn at_the_size_of(others: &TransferSettings, figure: TransferSettings) -> TransferSettings {
    TransferSettings { size: others.size, iterations: others.iterations, seed: others.seed, ..figure }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(varied: Varied, count: usize) -> Vec<Variation> {
        let span = varied.span().map_or(Span { first: 1.0, last: 1.0 }, |(span, _)| span);
        varied.values(count, span, &TransferSettings::default(), 2)
    }

    fn labels(varied: Varied, count: usize) -> Vec<String> {
        let styles = ["Waves".to_owned(), "Stars".to_owned()];
        values(varied, count).iter().map(|value| value.label(&styles).to_string()).collect()
    }

    #[test]
    fn ratios_are_those_of_the_figure() {
        assert_eq!(labels(Varied::Ratio, 4), ["1e-4", "0.001", "0.01", "0.1"]);
        assert_eq!(labels(Varied::Ratio, 3), ["1e-4", "0.0032", "0.1"]);
    }

    #[test]
    fn every_axis_has_values_that_can_be_painted_and_are_its_own() {
        for varied in Varied::ALL.into_iter().chain([Varied::ContentReconstruction, Varied::StyleReconstruction]) {
            for count in 1..=5 {
                let values = values(varied, count);
                assert!(!values.is_empty() && values.len() <= count, "{varied:?}");
                for (index, value) in values.iter().enumerate() {
                    assert_eq!(value.varied(), varied);
                    assert!(!values[index + 1..].contains(value), "{values:?}");
                    let mut settings = TransferSettings::default();
                    value.apply(&mut settings);
                    settings.validate().unwrap();
                }
            }
        }
    }

    #[test]
    fn depths_take_one_layer_after_the_other_with_its_weight() {
        assert_eq!(values(Varied::Depth, 3), [1, 3, 5].map(Variation::Depth));
        let mut settings = TransferSettings::default();
        settings.weights.style_layers = "conv1_1=0.5,conv5_1=2".parse().unwrap();
        Variation::Depth(2).apply(&mut settings);
        assert_eq!(settings.weights.style_layers.to_string(), "conv1_1=0.5,conv2_1=1");
        assert_eq!(labels(Varied::Depth, 5)[4], "to conv5_1");
    }

    #[test]
    fn the_first_total_variation_is_none() {
        assert_eq!(labels(Varied::TotalVariation, 4), ["off", "1", "10", "100"]);
    }

    #[test]
    fn spans_are_brought_into_their_range() {
        let (default, range) = Varied::Ratio.span().unwrap();
        let wild = Span { first: f64::NAN, last: 1e9 };
        assert_eq!(wild.within(&range, default), Span { first: default.first, last: 1.0 });
        let (default, range) = Varied::TotalVariation.span().unwrap();
        assert!(Span { first: 0.0, last: 1.0 }.within(&range, default).first > 0.0);
    }
}
