//! The training of fast styles against PyTorch, by the golden files that `tests/reference/training.py` makes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use candle_core::{Device, Tensor};
use impasto::cancel::CancelToken;
use impasto::fast::Networks;
use impasto::network::{DeviceChoice, FeedForwardWeights, NetworkCache, StoredTensor, TrainableNet, WeightScale};
use impasto::picture::Picture;
use impasto::transfer::{PerceptualLoss, PerceptualWeights};
use safetensors::SafeTensors;
use serde::Deserialize;

/// The most by which a loss, or the gradient of a tensor in the 2-norm, may differ, relative to the golden one.
const TOLERANCE: f64 = 1e-3;
/// Gradients below this share of the largest are zero but for rounding: those of biases before a normalisation, and of
/// what a residual block shifts.
const ROUNDING: f64 = 1e-6;
/// The range of pictures to PyTorch's example, where it is 1 to the program.
const RANGE: f64 = 255.0;

#[derive(Deserialize)]
struct Golden {
    crop: usize,
    style_weight: f64,
    variation_weight: f64,
    content: f64,
    style: f64,
    variation: f64,
}

fn tests(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn picture(name: &str) -> Picture {
    Picture::open(&tests("reference").join(name)).unwrap()
}

/// The upper left square of a picture, `[1, 3, side, side]`.
fn corner(picture: &Picture, side: usize) -> Tensor {
    let at = |c: usize, y: usize, x: usize| picture.planes()[(c * picture.height() + y) * picture.width() + x];
    let places = (0..3).flat_map(|c| (0..side).flat_map(move |y| (0..side).map(move |x| (c, y, x))));
    let values: Vec<f32> = places.map(|(c, y, x)| at(c, y, x)).collect();
    Tensor::from_vec(values, (1, 3, side, side), &Device::Cpu).unwrap()
}

fn norm(values: impl Iterator<Item = f64>) -> f64 {
    values.map(|value| value * value).sum::<f64>().sqrt()
}

/// The gradients under the names of PyTorch, and for its weights, which are those of a network of another range.
fn named(gradient: &[f32], mut weights: FeedForwardWeights) -> BTreeMap<String, Vec<f64>> {
    weights.set_parameters(gradient);
    let scale = |name: &str| match name {
        // The way to PyTorch's tensors multiplies weights by what their gradients are to be divided by.
        "conv1.conv2d.weight" => RANGE * RANGE,
        "deconv3.conv2d.weight" | "deconv3.conv2d.bias" => 1.0 / (RANGE * RANGE),
        _ => 1.0,
    };
    let tensors = weights.to_tensors().into_iter();
    tensors
        .map(|(name, tensor)| {
            let values = tensor.values.iter().map(|&value| f64::from(value) * scale(&name)).collect();
            (name, values)
        })
        .collect()
}

/// The tensors whose names begin so.
fn stored(file: &SafeTensors<'_>, prefix: &str) -> BTreeMap<String, StoredTensor> {
    let tensors = file.iter().filter_map(|(name, view)| Some((name.strip_prefix(prefix)?.to_owned(), view)));
    tensors
        .map(|(name, view)| {
            let values = view.data().as_chunks::<4>().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
            (name, StoredTensor { shape: view.shape().to_vec(), values })
        })
        .collect()
}

#[test]
fn losses_and_the_gradient_of_every_weight_equal_pytorch() {
    let golden: Golden =
        serde_json::from_slice(&std::fs::read(tests("reference/golden_training.json")).unwrap()).unwrap();
    let never = CancelToken::new();
    let vgg19 = NetworkCache::default().get(DeviceChoice::Cpu, WeightScale::Normalised).unwrap();
    let painting = Arc::new(picture("style.png"));
    // At its own size, so that no filter comes between.
    let size = painting.width().max(painting.height());
    let mut loss = PerceptualLoss::new(vgg19, &painting, &[size], &never).unwrap();
    let bytes = std::fs::read(tests("reference/golden_training.safetensors")).unwrap();
    let theirs = SafeTensors::deserialize(&bytes).unwrap();
    let weights = FeedForwardWeights::transform_net(stored(&theirs, "weights.")).unwrap();
    let expected = stored(&theirs, "gradients.");
    let mut network = TrainableNet::new(weights.clone(), Device::Cpu).unwrap();

    let photograph = corner(&picture("content.png"), golden.crop);
    let painted = network.forward(&photograph, &never).unwrap();
    let counts =
        PerceptualWeights { content: 1.0, style: golden.style_weight, total_variation: golden.variation_weight };
    let evaluation = loss.evaluate(&photograph, &painted, counts, &never).unwrap();
    let losses = evaluation.losses;
    for (what, value, expected) in [
        ("content", losses.content, golden.content),
        ("style", losses.style, golden.style),
        ("total variation", losses.total_variation, golden.variation),
    ] {
        assert!((value - expected).abs() <= TOLERANCE * expected, "{what}: {value} instead of {expected}");
    }

    let mut gradient = vec![0.0; weights.parameters_len()];
    network.backward(&evaluation.gradient, &mut gradient, &never).unwrap();
    let ours = named(&gradient, weights);
    assert_eq!(expected.len(), ours.len());
    let values = |name: &str| expected[name].values.iter().map(|&value| f64::from(value)).collect::<Vec<_>>();
    // Of the layers between, whose gradients are the same for both ranges.
    let largest = norm(values("res3.conv1.conv2d.weight").into_iter());
    let mut compared = 0;
    for (name, gradient) in &ours {
        let expected = values(name);
        let (size, error) = (norm(expected.iter().copied()), norm(gradient.iter().zip(&expected).map(|(a, b)| a - b)));
        if size > ROUNDING * largest {
            compared += 1;
            assert!(error <= TOLERANCE * size, "{name} differs by {error:e}, where its gradient has {size:e}");
        } else {
            assert!(norm(gradient.iter().copied()) <= 10.0 * ROUNDING * largest, "{name} is not zero");
        }
    }
    // All but 15 biases before normalisations and 5 shifts of residual blocks.
    assert_eq!(compared, ours.len() - 20);
}

/// What is exported has the names, the shapes and the values that PyTorch stored.
#[test]
fn the_tensors_of_a_style_are_those_of_pytorch() {
    let path = tests("styles/net.safetensors");
    let ours = Networks::weights_of_file(&path).unwrap().to_tensors();
    let bytes = std::fs::read(path).unwrap();
    let theirs = SafeTensors::deserialize(&bytes).unwrap();
    assert_eq!(theirs.len(), ours.len());
    for (name, tensor) in ours {
        let view = theirs.tensor(&name).unwrap();
        assert_eq!(view.shape(), tensor.shape, "{name}");
        for (&bytes, value) in view.data().as_chunks::<4>().0.iter().zip(tensor.values) {
            let expected = f32::from_le_bytes(bytes);
            assert!((value - expected).abs() <= 1e-6 * expected.abs(), "{name}: {value} instead of {expected}");
        }
    }
}
