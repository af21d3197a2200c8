//! What a painting told of its losses and what happened on its way: for the loss plot, and for project files.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::network::Layer;
use crate::text::{Text, text};
use crate::transfer::{Losses, StepReport, Weights};

/// The terms of the loss after one iteration, each with its weight, so that they add up to the total.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LossPoint {
    /// Iterations so far over all scales.
    pub iteration: usize,
    /// The sum of content and style, the value of the paper's equation 7.
    pub total: f64,
    /// alpha times the content loss.
    pub content: f64,
    /// beta times the style loss.
    pub style: f64,
    /// beta times the share of each style layer, 0 for those that are left out.
    #[serde(with = "counting_layers")]
    layers: [f64; Layer::ALL.len()],
    /// Seconds of computation since the start.
    pub seconds: f64,
    /// The scale, from 0.
    pub scale: usize,
}

impl LossPoint {
    /// The weighted terms of a report.
    ///
    /// The content term is what the total has besides the style: that is right even for the very iteration at which
    /// a person moved the ratio.
    pub fn new(report: &StepReport) -> Self {
        let Losses { total, style, ref style_layers, .. } = report.losses;
        let style = Weights::BETA * style;
        let mut layers = [0.0; Layer::ALL.len()];
        for share in style_layers {
            layers[share.layer as usize] = Weights::BETA * share.loss;
        }
        let content = (total - style).max(0.0);
        Self {
            iteration: report.iteration,
            total,
            content,
            style,
            layers,
            seconds: report.seconds,
            scale: report.scale,
        }
    }

    /// beta times the share of a style layer; `None` when it is left out.
    pub fn layer(&self, layer: Layer) -> Option<f64> {
        Some(self.layers[layer as usize]).filter(|&loss| loss > 0.0)
    }
}

/// Layers are written by name, without those that were left out.
mod counting_layers {
    use super::{BTreeMap, Deserialize, Deserializer, Layer, Serializer};

    type Shares = [f64; Layer::ALL.len()];

    pub(super) fn serialize<S: Serializer>(shares: &Shares, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Layer::ALL.into_iter().zip(shares).filter(|(_, share)| **share > 0.0))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Shares, D::Error> {
        let mut shares = [0.0; Layer::ALL.len()];
        for (layer, share) in BTreeMap::<Layer, f64>::deserialize(deserializer)? {
            shares[layer as usize] = share;
        }
        Ok(shares)
    }
}

/// What happened on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Event {
    /// A scale began, of this width and height.
    Scale(usize, usize),
    /// Settings were changed, in words.
    Change(Text),
}

/// When it happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// After this iteration.
    pub iteration: usize,
    /// What.
    pub event: Event,
}

impl Marker {
    /// What happened, for people.
    pub fn text(&self) -> Text {
        match &self.event {
            Event::Scale(width, height) => text!("{width} × {height} begins", width, height),
            Event::Change(text) => text.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::LayerLoss;

    #[test]
    fn the_terms_add_up() {
        let style_layers =
            vec![LayerLoss { layer: Layer::Conv1_1, loss: 0.001 }, LayerLoss { layer: Layer::Conv4_1, loss: 0.003 }];
        let losses = Losses { content: 2.0, style: 0.004, style_layers, total: 2.0 + 4.0, total_variation: 1.5 };
        let report = StepReport { iteration: 3, evaluations: 4, scale: 0, width: 8, height: 8, losses, seconds: 1.0 };
        let point = LossPoint::new(&report);
        assert_eq!(point.style, 4.0);
        assert!((point.content - 2.0).abs() < 1e-12);
        assert_eq!(point.layer(Layer::Conv4_1), Some(3.0));
        assert_eq!(point.layer(Layer::Conv2_1), None);
        assert_eq!(point.layer(Layer::Conv1_1), Some(1.0));
        let text = serde_json::to_string(&point).unwrap();
        assert!(text.contains("conv4_1") && !text.contains("conv2_1"), "{text}");
        assert_eq!(serde_json::from_str::<LossPoint>(&text).unwrap(), point);
    }
}
