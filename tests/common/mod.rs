//! A miniature VGG-19 with seeded weights, so that tests of the objective and of jobs are quick.

pub mod patience;

use std::collections::HashMap;
use std::path::Path;

use impasto::network::{Layer, ModelFile};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use safetensors::tensor::{Dtype, TensorView};

/// Output channels of the miniature's five blocks.
const WIDTHS: [usize; 5] = [4, 6, 6, 8, 8];

/// A model file in the format of `models/vgg19.safetensors`, with all 16 layers but few channels.
pub fn miniature_bytes(seed: u64) -> Vec<u8> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut tensors: Vec<(String, Dtype, Vec<usize>, Vec<u8>)> = Vec::new();
    let mut inputs = 3;
    for layer in Layer::ALL {
        let outputs = WIDTHS[layer.block() - 1];
        // Weights of this spread keep the feature maps at about one size from layer to layer.
        let spread = (6.0 / (9 * inputs) as f32).sqrt() / if layer == Layer::Conv1_1 { 100.0 } else { 1.0 };
        let mut numbers = |count: usize, from: f32, to: f32| -> Vec<u8> {
            (0..count).flat_map(|_| (from + (to - from) * random.random::<f32>()).to_le_bytes()).collect()
        };
        let codebook = numbers(256, -spread, spread);
        let bias = numbers(outputs, -0.1, 0.1);
        let means = numbers(outputs, 0.5, 1.5);
        let codes = (0..outputs * inputs * 9).map(|_| random.random::<u8>()).collect();
        tensors.push((format!("{layer}.codebook"), Dtype::F32, vec![256], codebook));
        tensors.push((format!("{layer}.bias"), Dtype::F32, vec![outputs], bias));
        tensors.push((format!("{layer}.mean_activation"), Dtype::F32, vec![outputs], means));
        tensors.push((format!("{layer}.codes"), Dtype::U8, vec![outputs, inputs, 3, 3], codes));
        inputs = outputs;
    }
    let views: HashMap<&str, TensorView<'_>> = tensors
        .iter()
        .map(|(name, dtype, shape, data)| {
            (name.as_str(), TensorView::new(*dtype, shape.clone(), data).expect("length and shape agree"))
        })
        .collect();
    safetensors::serialize(views, None).expect("the tensors are whole")
}

/// The same, checked.
#[allow(dead_code, reason = "not every test program needs both")]
pub fn miniature(seed: u64) -> ModelFile {
    ModelFile::from_bytes(Path::new("miniature"), miniature_bytes(seed)).expect("the miniature is a model file")
}
