//! Weights of other programs: what their objective is in the terms of this one.
//!
//! neural-style, its ports and PyTorch's Neural Transfer tutorial all lower
//!
//! ```text
//! c mean((F - P)^2) + sum_l s_l mean((G_l - A_l)^2)
//! ```
//!
//! with Gram matrices `F F^T / (C M)`, for C channels and M positions. Here the content term is `5 mean((F - P)^2)`, the
//! Gram matrices are divided by M alone, and `E_l = mean((G_l - A_l)^2) / 4`. So their objective is
//!
//! ```text
//! c / 5 L_content + sum_l 4 s_l / C_l^2 E_l
//! ```
//!
//! exactly, up to a factor that no minimum feels: the weights of the style layers are `w_l = 4 s_l / C_l^2`, of which only
//! the proportions matter here, and the ratio is `c / (5 sum_l w_l)`.

use crate::network::Layer;
use crate::transfer::losses::CONTENT_FACTOR;
use crate::transfer::settings::{StyleLayers, Terms, Weights};

/// The part of equation 4 that is not a mean.
const STYLE_FACTOR: f64 = 0.25;

/// The objective of another program, which takes means of squares and divides Gram matrices by channels and positions.
#[derive(Debug, Clone, PartialEq)]
pub struct MeansObjective {
    /// c, the weight of the content.
    pub content: f64,
    /// Each style layer with its weight `s_l`.
    pub style: Vec<(Layer, f64)>,
    /// How many times larger the feature maps of its network are than those of the network as it was trained, at the
    /// same picture.
    pub feature_scale: f64,
}

/// The same in the terms of this program.
#[derive(Debug, Clone, PartialEq)]
pub struct Translation {
    /// The weights, for the network as it was trained.
    pub weights: Weights,
    /// The value of this objective for a value of 1 of the other.
    pub factor: f64,
}

impl MeansObjective {
    /// Translates it; `None` when nothing has a weight. The ratio may lie outside its range.
    pub fn translate(&self) -> Option<Translation> {
        let content = self.content * self.feature_scale.powi(2) / CONTENT_FACTOR;
        let in_style = |&(layer, weight): &(Layer, f64)| {
            let channels = layer.channels() as f64;
            (layer, weight * self.feature_scale.powi(4) / (STYLE_FACTOR * channels * channels))
        };
        let style: Vec<(Layer, f64)> = self.style.iter().map(in_style).filter(|(_, weight)| *weight > 0.0).collect();
        let (sum, largest) = style.iter().fold((0.0, 0.0_f64), |(sum, most), (_, w)| (sum + w, most.max(*w)));
        let mut style_layers = StyleLayers::none();
        for (layer, weight) in style {
            style_layers.set(layer, style_layers.weight(layer) + weight / largest);
        }
        let default = Weights::default();
        let (weights, factor) = match (content > 0.0, sum > 0.0) {
            (true, true) => (Weights { ratio: content / sum, style_layers, ..default }, Weights::BETA / sum),
            (false, true) => (Weights { terms: Terms::Style, style_layers, ..default }, Weights::BETA / sum),
            (true, false) => {
                let weights = Weights { terms: Terms::Content, ..default };
                let factor = weights.alpha() / content;
                (weights, factor)
            }
            (false, false) => return None,
        };
        Some(Translation { weights, factor })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use candle_core::Tensor;

    use super::*;
    use crate::cancel::CancelToken;
    use crate::network::{DeviceChoice, NetworkCache, Padding, Pooling, Vgg19, WeightScale, Workspace};
    use crate::picture::Picture;
    use crate::transfer::{Objective, SeenStyle, TransferSettings};

    const CONTENT: Layer = Layer::Conv2_2;
    const STYLE: [(Layer, f64); 3] = [(Layer::Conv1_1, 3.0), (Layer::Conv2_1, 3.0), (Layer::Conv3_1, 1.0)];

    /// The feature map of a layer as rows of channels.
    fn map(network: &Vgg19, picture: &Picture, layer: Layer) -> Vec<Vec<f32>> {
        let tensor = Tensor::from_slice(picture.planes(), (1, 3, picture.height(), picture.width()), network.device());
        let (mut workspace, cancel) = (Workspace::default(), CancelToken::new());
        let features =
            network.forward(&tensor.unwrap(), layer, Pooling::Max, Padding::Zero, &mut workspace, &cancel).unwrap();
        features.map(layer).unwrap().squeeze(0).unwrap().flatten(1, 2).unwrap().to_vec2().unwrap()
    }

    fn mean_square(a: &[Vec<f64>], b: &[Vec<f64>]) -> f64 {
        let squares = a.iter().flatten().zip(b.iter().flatten()).map(|(a, b)| (a - b).powi(2));
        squares.sum::<f64>() / a.iter().map(Vec::len).sum::<usize>() as f64
    }

    fn gram(map: &[Vec<f32>]) -> Vec<Vec<f64>> {
        let count = (map.len() * map[0].len()) as f64;
        let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum::<f64>() / count;
        map.iter().map(|a| map.iter().map(|b| product(a, b)).collect()).collect()
    }

    /// The objective as the other program computes it.
    fn computed(network: &Vgg19, [picture, content, style]: [&Picture; 3], other: &MeansObjective) -> f64 {
        let wide = |map: Vec<Vec<f32>>| -> Vec<Vec<f64>> {
            map.into_iter().map(|row| row.into_iter().map(f64::from).collect()).collect()
        };
        let contents = [picture, content].map(|picture| wide(map(network, picture, CONTENT)));
        let mut sum = other.content * mean_square(&contents[0], &contents[1]);
        for &(layer, weight) in &other.style {
            let grams = [picture, style].map(|picture| gram(&map(network, picture, layer)));
            sum += weight * mean_square(&grams[0], &grams[1]);
        }
        sum
    }

    #[test]
    fn a_translated_objective_is_the_same_up_to_its_factor() {
        let network = NetworkCache::default().get(DeviceChoice::Cpu, WeightScale::AsTrained).unwrap();
        let noise = |seed| Picture::white_noise(24, 16, 1.0, seed);
        let [content, style] = [1, 2].map(noise);
        for (weight_of_content, styles) in [(5.0, &STYLE[..]), (0.0, &STYLE[..]), (2.0, &[][..])] {
            let other = MeansObjective { content: weight_of_content, style: styles.to_vec(), feature_scale: 1.0 };
            let Translation { weights, factor } = other.translate().unwrap();
            let settings = TransferSettings {
                weights,
                content_layer: CONTENT,
                weight_scale: WeightScale::AsTrained,
                ..TransferSettings::default()
            };
            let seen = vec![SeenStyle::alone(Arc::new(style.clone()))];
            let cancel = CancelToken::new();
            let mut objective = Objective::new(Arc::clone(&network), &settings, &content, seen, &cancel).unwrap();
            for seed in [3, 4] {
                let picture = noise(seed);
                let ours = objective.evaluate_picture(&picture, &cancel).unwrap().losses.objective();
                let theirs = computed(&network, [&picture, &content, &style], &other);
                assert!((ours / (factor * theirs) - 1.0).abs() < 1e-3, "{ours} and {factor} x {theirs}");
            }
        }
    }

    #[test]
    fn larger_features_count_by_their_powers() {
        let other = |feature_scale| MeansObjective { content: 1.0, style: STYLE.to_vec(), feature_scale };
        let ratio = |scale| other(scale).translate().unwrap().weights.ratio;
        assert!((ratio(0.1) / ratio(1.0) - 100.0).abs() < 1e-9);
        assert_eq!(MeansObjective { content: 0.0, style: vec![], feature_scale: 1.0 }.translate(), None);
        assert_eq!(
            other(1.0).translate().unwrap().weights.style_layers.to_string(),
            "conv1_1=1,conv2_1=0.25,conv3_1=0.020833333333333332"
        );
    }
}
