//! The settings of the figures in Gatys et al. 2016: what a picture's content and style are to the network, made
//! visible by painting from white noise what one term of the objective alone demands.

use crate::network::{Layer, Pooling};
use crate::transfer::settings::{BasisKind, Scales, Start, StyleLayers, Terms, TransferSettings, Weights};

/// The layers of Figure 1, lower row.
pub const CONTENT_FIGURE: [Layer; 5] = [Layer::Conv1_2, Layer::Conv2_2, Layer::Conv3_2, Layer::Conv4_2, Layer::Conv5_2];
/// Iterations of a reconstruction. More hardly change what can be seen.
pub const FIGURE_ITERATIONS: usize = 400;
/// alpha = 1 for the terms that count alone, so that the total variation has the same say in every figure.
const RATIO: f64 = 1.0 / Weights::BETA;
/// The weight of the total variation in the reconstruction of contents. What lies between the positions of a layer is
/// seen through many channels at once, and an optimiser that starts from noise finds the right amount of detail in wrong
/// places, fringes near the edges among them; a little smoothness leaves it out. A photograph of 256 pixels comes back
/// with 34.6 dB from `conv1_2` and 30.7 from `conv2_2`, and with 27.1 and 28.2 without any. With average pooling, which
/// moves no detail, `conv3_2` of another comes back with 22.1 dB; with 50 instead of 10 with 21.7, and with the maximum
/// and no smoothness with 20.4.
const SMOOTHNESS: f64 = 10.0;

/// Figure 1, lower row: the picture that has the feature map of one layer in common with the content picture.
pub fn content_reconstruction(layer: Layer) -> TransferSettings {
    TransferSettings {
        weights: Weights { terms: Terms::Content, ratio: RATIO, total_variation: SMOOTHNESS, ..Weights::default() },
        content_layer: layer,
        pooling: Pooling::Average,
        ..from_noise()
    }
}

/// Figure 1, upper row: a texture that has the Gram matrices of the first `depth` style layers of the paper in common
/// with the style picture; all five of them from 5 on.
///
/// Single pixels are moved, as in the paper. Gram matrices do not say where anything is, so long waves would have it all
/// to themselves: `conv1_1` alone came out as a few coloured clouds around the middle.
pub fn style_reconstruction(depth: usize) -> TransferSettings {
    let mut style_layers = StyleLayers::none();
    for &layer in StyleLayers::PAPER.iter().take(depth.max(1)) {
        style_layers.set(layer, 1.0);
    }
    TransferSettings {
        weights: Weights { terms: Terms::Style, style_layers, ..Weights::default() },
        basis: BasisKind::Pixels,
        ..from_noise()
    }
}

fn from_noise() -> TransferSettings {
    TransferSettings {
        start: Start::Noise,
        scales: Scales::Count(1),
        iterations: FIGURE_ITERATIONS,
        ..TransferSettings::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_valid_and_run_as_deep_as_their_layers() {
        for layer in CONTENT_FIGURE {
            let settings = content_reconstruction(layer);
            settings.validate().unwrap();
            assert_eq!(settings.deepest_layer(), layer);
        }
        for (depth, layer) in (1..).zip(StyleLayers::PAPER) {
            let settings = style_reconstruction(depth);
            settings.validate().unwrap();
            assert_eq!(settings.deepest_layer(), layer);
            assert_eq!(settings.weights.style_layers_that_count().count(), depth);
        }
    }
}
