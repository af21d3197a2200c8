//! A 3x3 convolution with its ReLU, and the gradient for its input: one layer for every device.
//!
//! The transposed convolution that the gradient needs is a convolution with the kernel turned by 180 degrees and its
//! channel axes swapped, so no gradient for the kernel is ever computed.

use candle_core::{Device, Tensor};

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::conv3x3::Conv3x3;
use crate::kernels::padding::Padding;
use crate::kernels::pool::Pooling;
use crate::kernels::{Activation, MapShape};
use crate::network::on_slices::{write_from, write_from_two};
use crate::network::pooling;
use crate::network::reflection::{fold, reflect};
use crate::network::weights::LayerWeights;
use crate::network::workspace::Workspace;

/// Stride 1, with one pixel of padding on every side.
#[derive(Debug)]
pub(super) enum Convolution {
    /// Our own kernel.
    Cpu(Conv3x3),
    /// candle's convolution.
    Accelerator {
        /// `[O, I, 3, 3]`.
        weight: Tensor,
        /// `[I, O, 3, 3]`, turned.
        turned: Tensor,
        /// `[1, O, 1, 1]`.
        bias: Tensor,
    },
}

impl Convolution {
    /// Brings the weights to the device.
    pub(super) fn new(weights: &LayerWeights, device: &Device) -> Result<Self> {
        if device.is_cpu() {
            Ok(Self::Cpu(Conv3x3::new(&weights.weight, &weights.bias, weights.inputs)))
        } else {
            Self::on_accelerator(weights, device)
        }
    }

    fn on_accelerator(weights: &LayerWeights, device: &Device) -> Result<Self> {
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
        Ok(Self::Accelerator {
            weight: Tensor::from_slice(&weights.weight, (outputs, inputs, 3, 3), device)?,
            turned: Tensor::from_vec(turned, (inputs, outputs, 3, 3), device)?,
            bias: Tensor::from_slice(&weights.bias, (1, outputs, 1, 1), device)?,
        })
    }

    /// `[1, I, H, W]` to the feature map after the ReLU, `[1, O, H, W]`.
    pub(super) fn forward(
        &self,
        input: &Tensor,
        padding: Padding,
        workspace: &mut Workspace,
        cancel: &CancelToken,
    ) -> Result<Tensor> {
        match self {
            Self::Cpu(kernel) => {
                let (_, channels, height, width) = input.dims4()?;
                let shape = MapShape::new(channels, height, width);
                let map = workspace.take((1, kernel.outputs(), height, width))?;
                write_from(&map, input, cancel, |map, input| {
                    kernel.forward(input, shape, padding, map, Activation::Relu, cancel)
                })?;
                Ok(map)
            }
            Self::Accelerator { weight, bias, .. } => {
                let sums = match padding {
                    Padding::Zero => input.conv2d(weight, 1, 1, 1, 1)?,
                    Padding::Reflection => reflect(input, 1)?.conv2d(weight, 0, 1, 1, 1)?,
                };
                Ok(sums.broadcast_add(bias)?.relu()?)
            }
        }
    }

    /// The gradient for the input, `[1, I, H, W]`, from that for the feature map, `[1, O, H, W]`; it passes only
    /// where the feature map is above zero.
    pub(super) fn input_gradient(
        &self,
        map: &Tensor,
        gradient: &Tensor,
        padding: Padding,
        workspace: &mut Workspace,
        cancel: &CancelToken,
    ) -> Result<Tensor> {
        match self {
            Self::Cpu(kernel) => {
                let (_, _, height, width) = map.dims4()?;
                let shape = MapShape::new(kernel.inputs(), height, width);
                let leaving = workspace.take((1, kernel.inputs(), height, width))?;
                write_from_two(&leaving, [gradient, map], cancel, |leaving, [gradient, map]| {
                    kernel.input_gradient(gradient, Some(map), shape, padding, leaving, cancel)
                })?;
                Ok(leaving)
            }
            Self::Accelerator { turned, .. } => {
                let passed = (gradient * map.gt(0.0)?.to_dtype(gradient.dtype())?)?;
                match padding {
                    Padding::Zero => Ok(passed.conv2d(turned, 1, 1, 1, 1)?),
                    Padding::Reflection => fold(&passed.conv2d(turned, 2, 1, 1, 1)?),
                }
            }
        }
    }

    /// The same from the gradient for the feature map after pooling, `[1, O, H / 2, W / 2]`.
    pub(super) fn input_gradient_of_pooled(
        &self,
        map: &Tensor,
        (pooling, gradient): (Pooling, &Tensor),
        padding: Padding,
        workspace: &mut Workspace,
        cancel: &CancelToken,
    ) -> Result<Tensor> {
        let Self::Cpu(kernel) = self else {
            let gradient = pooling::input_gradient(pooling, map, gradient, workspace, cancel)?;
            return self.input_gradient(map, &gradient, padding, workspace, cancel);
        };
        let (_, _, height, width) = map.dims4()?;
        let shape = MapShape::new(kernel.inputs(), height, width);
        let leaving = workspace.take((1, kernel.inputs(), height, width))?;
        write_from_two(&leaving, [gradient, map], cancel, |leaving, [gradient, map]| {
            kernel.input_gradient_of_pooled((pooling, gradient), map, shape, padding, leaving, cancel)
        })?;
        Ok(leaving)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The way of the accelerators, run on the CPU, is the twin of the way of the CPU.
    #[test]
    fn both_ways_agree() {
        let weights = LayerWeights {
            outputs: 5,
            inputs: 4,
            weight: (0..180).map(|n| ((n * 37 % 101) as f32 - 50.0) / 100.0).collect(),
            bias: vec![0.1, -0.2, 0.0, 0.3, -0.1],
        };
        let (cancel, mut workspace) = (CancelToken::new(), Workspace::default());
        let fast = Convolution::new(&weights, &Device::Cpu).unwrap();
        let plain = Convolution::on_accelerator(&weights, &Device::Cpu).unwrap();
        let input = Tensor::randn(0.0_f32, 1.0, (1, 4, 13, 9), &Device::Cpu).unwrap();
        let gradient = Tensor::randn(0.0_f32, 1.0, (1, 5, 13, 9), &Device::Cpu).unwrap();
        let pooled = Tensor::randn(0.0_f32, 1.0, (1, 5, 6, 4), &Device::Cpu).unwrap();
        let mut run = |convolution: &Convolution, padding| {
            let map = convolution.forward(&input, padding, &mut workspace, &cancel).unwrap();
            let leaving = convolution.input_gradient(&map, &gradient, padding, &mut workspace, &cancel).unwrap();
            let pooled = (Pooling::Max, &pooled);
            let of_pooled =
                convolution.input_gradient_of_pooled(&map, pooled, padding, &mut workspace, &cancel).unwrap();
            [map, leaving, of_pooled].map(|tensor| tensor.flatten_all().unwrap().to_vec1::<f32>().unwrap())
        };
        for padding in [Padding::Zero, Padding::Reflection] {
            for (a, b) in run(&fast, padding).iter().zip(&run(&plain, padding)) {
                assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4));
            }
        }
    }
}
