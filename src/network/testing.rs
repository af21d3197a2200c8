//! What the tests of the networks share.

use candle_core::{Device, Shape, Tensor};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Numbers from 0 to 1, always the same for one `seed`.
pub(in crate::network) fn noise(seed: u64, shape: impl Into<Shape>) -> Tensor {
    let shape = shape.into();
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    let values = (0..shape.elem_count()).map(|_| generator.random_range(0.0_f32..1.0)).collect();
    Tensor::from_vec(values, shape, &Device::Cpu).unwrap()
}
