//! The gradient of the objective against finite differences, on a miniature network.

mod common;

use std::sync::Arc;

use candle_core::{Device, Tensor};
use impasto::cancel::CancelToken;
use impasto::network::{Layer, Pooling, Vgg19, WeightScale};
use impasto::picture::Picture;
use impasto::transfer::{
    Losses, Objective, SeenStyle, StyleLayers, Styles, Terms, TransferSettings, WeightedStyle, Weights,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const WIDTH: usize = 37;
const HEIGHT: usize = 22;

/// The objective of every layer at once on noise.
fn objective(pooling: Pooling, weight_scale: WeightScale) -> Objective {
    let mut style_layers = StyleLayers::none();
    for (index, layer) in Layer::ALL.into_iter().enumerate() {
        style_layers.set(layer, 1.0 + index as f64 / 4.0);
    }
    let settings = TransferSettings {
        weights: Weights { ratio: 0.05, style_layers, total_variation: 40.0, ..Weights::default() },
        content_layer: Layer::Conv3_2,
        pooling,
        weight_scale,
        ..TransferSettings::default()
    };
    let network = Arc::new(Vgg19::new(common::miniature(5), weight_scale, Device::Cpu).unwrap());
    let content = Picture::white_noise(WIDTH, HEIGHT, 1.0, 1);
    Objective::new(network, &settings, &content, vec![style(2)], &CancelToken::new()).unwrap()
}

fn style(seed: u64) -> SeenStyle {
    SeenStyle::alone(Arc::new(Picture::white_noise(25, 41, 1.0, seed)))
}

#[test]
fn the_gradient_equals_finite_differences() {
    let cancel = CancelToken::new();
    let mut random = ChaCha8Rng::seed_from_u64(9);
    let picture = Picture::white_noise(WIDTH, HEIGHT, 1.0, 3);
    for (pooling, weight_scale) in [
        (Pooling::Max, WeightScale::Normalised),
        (Pooling::Average, WeightScale::Normalised),
        (Pooling::Average, WeightScale::AsTrained),
    ] {
        let mut objective = objective(pooling, weight_scale);
        let gradient = objective.evaluate_picture(&picture, &cancel).unwrap().gradient;
        let gradient = gradient.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        for _ in 0..5 {
            let direction: Vec<f32> = gradient.iter().map(|_| random.random::<f32>() - 0.5).collect();
            let mut value_at = |length: f32| {
                let moved = picture.planes().iter().zip(&direction).map(|(x, d)| x + length * d).collect::<Vec<_>>();
                let moved = Tensor::from_vec(moved, (1, 3, HEIGHT, WIDTH), &Device::Cpu).unwrap();
                objective.evaluate(&moved, &cancel).unwrap().losses.objective()
            };
            // Short enough that few ReLUs and maxima change sides, long enough for sums in 32 bits: both errors stay
            // below a fiftieth of a typical slope.
            let length = 1e-4;
            let slope = (value_at(length) - value_at(-length)) / f64::from(2.0 * length);
            let expected: f64 = gradient.iter().zip(&direction).map(|(&g, &d)| f64::from(g) * f64::from(d)).sum();
            let norm = gradient.iter().map(|&g| f64::from(g).powi(2)).sum::<f64>().sqrt();
            // The spread of the slopes along directions whose values spread by 1/sqrt(12).
            let typical = norm / 12.0_f64.sqrt();
            assert!(
                (slope - expected).abs() < 0.03 * typical,
                "{pooling:?} {weight_scale:?}: {slope} instead of {expected}, typical {typical}"
            );
        }
    }
}

#[test]
fn layers_switched_on_later_count_as_if_they_had_been_on() {
    let cancel = CancelToken::new();
    let picture = Picture::white_noise(WIDTH, HEIGHT, 1.0, 3);
    let mut all = objective(Pooling::Max, WeightScale::Normalised);
    let wanted = all.evaluate_picture(&picture, &cancel).unwrap().losses;
    let mut weights =
        Weights { ratio: 0.05, style_layers: StyleLayers::none(), total_variation: 40.0, ..Weights::default() };
    weights.style_layers.set(Layer::Conv1_2, 1.0);
    let mut later = objective(Pooling::Max, WeightScale::Normalised);
    later.set_weights(weights.clone(), &cancel).unwrap();
    let few = later.evaluate_picture(&picture, &cancel).unwrap().losses;
    assert_eq!(few.style_layers.len(), 1);
    for (index, layer) in Layer::ALL.into_iter().enumerate() {
        weights.style_layers.set(layer, 1.0 + index as f64 / 4.0);
    }
    later.set_weights(weights, &cancel).unwrap();
    assert_eq!(later.evaluate_picture(&picture, &cancel).unwrap().losses, wanted);
}

#[test]
fn several_styles_are_the_weighted_mean_of_each() {
    let cancel = CancelToken::new();
    let picture = Picture::white_noise(WIDTH, HEIGHT, 1.0, 3);
    let mut objective = objective(Pooling::Max, WeightScale::Normalised);
    let mut measure = |styles: Vec<SeenStyle>| {
        objective.set_styles(styles, &cancel).unwrap();
        let evaluation = objective.evaluate_picture(&picture, &cancel).unwrap();
        (evaluation.losses, evaluation.gradient.flatten_all().unwrap().to_vec1::<f32>().unwrap())
    };
    let pictures = [2, 7, 8].map(|seed| Arc::new(Picture::white_noise(25, 41, 1.0, seed)));
    let alone = pictures.clone().map(|picture| measure(vec![SeenStyle::alone(picture)]));
    // The third one counts nothing.
    let weights = [1.0, 3.0, 0.0];
    let weighted =
        pictures.into_iter().zip(weights).map(|(picture, weight)| WeightedStyle { picture, weight }).collect();
    let (together, gradient) = measure(SeenStyle::all_whole(&Styles::new(weighted).unwrap()));
    let mean = |of: &dyn Fn(&Losses) -> f64| 0.25 * of(&alone[0].0) + 0.75 * of(&alone[1].0);
    assert!((together.style / mean(&|losses| losses.style) - 1.0).abs() < 1e-5);
    assert!((together.total / mean(&|losses| losses.total) - 1.0).abs() < 1e-5);
    for (index, layer) in together.style_layers.iter().enumerate() {
        assert!((layer.loss / mean(&|losses| losses.style_layers[index].loss) - 1.0).abs() < 1e-4, "{layer:?}");
    }
    let largest = gradient.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    for ((together, first), second) in gradient.iter().zip(&alone[0].1).zip(&alone[1].1) {
        assert!((together - 0.25 * first - 0.75 * second).abs() < 1e-4 * largest);
    }
    let again = measure(vec![style(2)]);
    assert_eq!(again, alone[0], "styles that were set before leave nothing behind");
}

#[test]
fn one_term_alone_is_that_term_of_both() {
    let cancel = CancelToken::new();
    let picture = Picture::white_noise(WIDTH, HEIGHT, 1.0, 3);
    let mut objective = objective(Pooling::Max, WeightScale::Normalised);
    let mut style_layers = StyleLayers::none();
    style_layers.set(Layer::Conv1_2, 1.0);
    let weights = Weights { ratio: 0.05, style_layers, ..Weights::default() };
    let mut measure = |terms| {
        objective.set_weights(Weights { terms, ..weights.clone() }, &cancel).unwrap();
        let evaluation = objective.evaluate_picture(&picture, &cancel).unwrap();
        (evaluation.losses, evaluation.gradient.flatten_all().unwrap().to_vec1::<f32>().unwrap())
    };
    let (both, both_gradient) = measure(Terms::Both);
    let (content, content_gradient) = measure(Terms::Content);
    let (style, style_gradient) = measure(Terms::Style);
    assert_eq!((content.content, content.style, content.style_layers.len()), (both.content, 0.0, 0));
    assert_eq!((style.content, style.style), (0.0, both.style));
    assert!((both.total - content.total - style.total).abs() < 1e-9 * both.total);
    let largest = both_gradient.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    for ((both, content), style) in both_gradient.iter().zip(&content_gradient).zip(&style_gradient) {
        assert!((both - content - style).abs() < 1e-5 * largest);
    }
}

#[test]
fn pictures_too_small_for_the_network_are_refused_with_a_sentence() {
    let network = Arc::new(Vgg19::new(common::miniature(5), WeightScale::Normalised, Device::Cpu).unwrap());
    let (small, large) = (Picture::white_noise(400, 9, 1.0, 1), Picture::white_noise(40, 40, 1.0, 1));
    let cancel = CancelToken::new();
    let settings = TransferSettings::default();
    let seen = |picture: &Picture| vec![SeenStyle::alone(Arc::new(picture.clone()))];
    let error = Objective::new(Arc::clone(&network), &settings, &small, seen(&large), &cancel);
    assert!(error.unwrap_err().headline().starts_with("the content picture cannot be 400x9 pixels"));
    let error = Objective::new(Arc::clone(&network), &settings, &large, seen(&small), &cancel);
    assert!(error.unwrap_err().headline().starts_with("the style picture cannot be 400x9 pixels"));
    let mut objective = Objective::new(network, &settings, &large, seen(&large), &cancel).unwrap();
    assert!(objective.evaluate_picture(&small, &cancel).unwrap_err().is_wrong_use());
    assert!(objective.evaluate_picture(&Picture::white_noise(41, 40, 1.0, 1), &cancel).unwrap_err().is_wrong_use());
}
