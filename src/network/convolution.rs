//! A 3x3 convolution with its ReLU, and the gradient for its input.
//!
//! The transposed convolution that the gradient needs is a convolution with the kernel turned by 180 degrees and its
//! channel axes swapped, so no gradient for the kernel is ever computed.

use candle_core::{Device, Tensor};

use crate::error::Result;
use crate::network::weights::LayerWeights;

/// Stride 1, zero padding 1.
#[derive(Debug)]
pub(super) struct Convolution {
    /// `[O, I, 3, 3]`.
    weight: Tensor,
    /// `[I, O, 3, 3]`, turned.
    turned: Tensor,
    /// `[1, O, 1, 1]`.
    bias: Tensor,
}

impl Convolution {
    /// Brings the weights to the device.
    pub(super) fn new(weights: &LayerWeights, device: &Device) -> Result<Self> {
        let (outputs, inputs) = (weights.outputs, weights.inputs);
        let mut turned = vec![0.0; weights.weight.len()];
        for output in 0..outputs {
            for input in 0..inputs {
                for tap in 0..9 {
                    turned[(input * outputs + output) * 9 + 8 - tap] =
                        weights.weight[(output * inputs + input) * 9 + tap];
                }
            }
        }
        Ok(Self {
            weight: Tensor::from_slice(&weights.weight, (outputs, inputs, 3, 3), device)?,
            turned: Tensor::from_vec(turned, (inputs, outputs, 3, 3), device)?,
            bias: Tensor::from_slice(&weights.bias, (1, outputs, 1, 1), device)?,
        })
    }

    /// `[1, I, H, W]` to the feature map after the ReLU, `[1, O, H, W]`.
    pub(super) fn forward(&self, input: &Tensor) -> Result<Tensor> {
        Ok(input.conv2d(&self.weight, 1, 1, 1, 1)?.broadcast_add(&self.bias)?.relu()?)
    }

    /// The gradient for the input, `[1, I, H, W]`, from that for the feature map, `[1, O, H, W]`; it passes only
    /// where the feature map is above zero.
    pub(super) fn input_gradient(&self, map: &Tensor, gradient: &Tensor) -> Result<Tensor> {
        let passed = (gradient * map.gt(0.0)?.to_dtype(gradient.dtype())?)?;
        Ok(passed.conv2d(&self.turned, 1, 1, 1, 1)?)
    }
}
