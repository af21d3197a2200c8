//! PyTorch's tutorial *Neural Transfer Using PyTorch* as a preset.
//!
//! | tutorial | here |
//! | --- | --- |
//! | `input_img`: a copy of the content, or noise | start from the content, or from noise |
//! | `content_layers_default`: `conv_4` | content layer `conv2_2` |
//! | `style_layers_default`: `conv_1` ... `conv_5` | style layers `conv1_1`, `conv1_2`, `conv2_1`, `conv2_2`, `conv3_1` |
//! | `style_weight=1000000`, `content_weight=1` | ratio 0.26, see below |
//! | `gram.div(a * b * c * d)`, `mse_loss` | the shares 16 : 16 : 4 : 4 : 1 of the style layers, see [`MeansObjective`] |
//! | `models.vgg19` as it was trained | weights as trained |
//! | `MaxPool2d`, zeros beyond the edges | pooling by the maximum, padding by zeros |
//! | `optim.LBFGS([input_img])` on pixels, kept within 0 and 1 | L-BFGS on pixels, kept within 0 and 1 |
//!
//! The ratio: torchvision's network sees pixels in units of their standard deviation, about 0.225 of the range, where
//! the network of Simonyan and Zisserman, which is the one here, sees them from 0 to 255. Both answer alike to the same
//! picture, so the feature maps here are about `255 x 0.225` times as large; content grows with the square of that and
//! style with its fourth power, so the ratio that keeps the balance is its square times the one that the two weights
//! alone would give.
//!
//! Where it departs from the tutorial: the two networks have the same layers but were trained apart; the tutorial
//! measures in front of each rectifier, this program behind it; its L-BFGS takes fixed steps and counts evaluations,
//! the one here searches along a line and counts iterations; and its pictures must have one size. Scales, size and
//! iterations are no part of a preset: the tutorial has one scale, 512 pixels on a graphics card or else 128, and 300
//! evaluations.

use crate::network::{Layer, WeightScale};
use crate::transfer::{BasisKind, MeansObjective, TransferSettings};

/// The layers whose Gram matrices are matched, `conv_1` to `conv_5` in the tutorial's naming.
const STYLE: [Layer; 5] = [Layer::Conv1_1, Layer::Conv1_2, Layer::Conv2_1, Layer::Conv2_2, Layer::Conv3_1];
/// The layer whose feature map is matched, `conv_4` in the tutorial's naming.
const CONTENT: Layer = Layer::Conv2_2;
const STYLE_WEIGHT: f64 = 1e6;
const CONTENT_WEIGHT: f64 = 1.0;
/// The feature maps of torchvision's network in parts of those here.
const FEATURE_SCALE: f64 = 1.0 / (255.0 * 0.225);

/// The settings of the tutorial.
pub(super) fn settings() -> TransferSettings {
    let style = STYLE.map(|layer| (layer, STYLE_WEIGHT)).to_vec();
    let tutorial = MeansObjective { content: CONTENT_WEIGHT, style, feature_scale: FEATURE_SCALE };
    TransferSettings {
        weights: tutorial.translate().map(|translation| translation.weights).unwrap_or_default(),
        content_layer: CONTENT,
        weight_scale: WeightScale::AsTrained,
        basis: BasisKind::Pixels,
        ..TransferSettings::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::{Optimizer, Start};

    #[test]
    fn the_weights_are_those_that_follow_from_the_tutorials() {
        let settings = settings();
        settings.validate().unwrap();
        let layers = "conv1_1=1,conv1_2=1,conv2_1=0.25,conv2_2=0.25,conv3_1=0.0625";
        assert_eq!(settings.weights.style_layers.to_string(), layers);
        // c / (5 sum of 4 s / C^2), and the square of 255 x 0.225.
        let alone = 1.0 / (5.0 * 4e6 * (2.0 / 64_f64.powi(2) + 2.0 / 128_f64.powi(2) + 1.0 / 256_f64.powi(2)));
        assert!((settings.weights.ratio / (alone * 57.375_f64.powi(2)) - 1.0).abs() < 1e-9);
        assert!((settings.weights.ratio - 0.263).abs() < 1e-3, "{}", settings.weights.ratio);
        assert_eq!((settings.start, settings.optimizer), (Start::Content, Optimizer::Lbfgs));
    }
}
