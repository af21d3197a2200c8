//! One layer on every device: a convolution of the mirrored map, an instance normalisation, and what follows.

use candle_core::{Device, Tensor};

use super::weights::{LayerWeights, Resolution};
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::MapShape;
use crate::kernels::conv::Conv;
use crate::kernels::conv3x3::{Activation, Conv3x3};
use crate::kernels::norm;
use crate::kernels::padding::Padding;
use crate::network::on_slices::{write_from, write_from_two};
use crate::network::reflection::reflect;
use crate::network::workspace::Workspace;

/// What follows a normalisation. A layer without one is followed by nothing.
#[derive(Clone, Copy)]
pub(super) enum After<'a> {
    /// A ReLU.
    Rectify,
    /// The sum with the map that entered the residual block.
    Add(&'a Tensor),
}

#[derive(Debug)]
pub(super) enum Layer {
    Cpu(CpuLayer),
    Accelerator(AcceleratorLayer),
}

/// A layer of our own kernels.
#[derive(Debug)]
pub(super) struct CpuLayer {
    convolution: Convolution,
    /// Weight and bias of the normalisation, each `[O]`.
    norm: Option<[Vec<f32>; 2]>,
}

/// The kernel that suits a convolution.
#[derive(Debug)]
enum Convolution {
    Direct(Conv),
    Winograd(Conv3x3),
    /// Of the map enlarged twice.
    Enlarged(Conv3x3),
}

/// A layer of candle's operations.
#[derive(Debug)]
pub(super) struct AcceleratorLayer {
    resolution: Resolution,
    /// `[O, I, k, k]`.
    weight: Tensor,
    /// `[1, O, 1, 1]`.
    bias: Tensor,
    /// Weight and bias of the normalisation, each `[1, O, 1, 1]`.
    norm: Option<[Tensor; 2]>,
}

impl Layer {
    /// Brings the weights to the device.
    pub(super) fn new(weights: &LayerWeights, device: &Device) -> Result<Self> {
        if device.is_cpu() {
            Ok(Self::Cpu(CpuLayer::new(weights)))
        } else {
            Ok(Self::Accelerator(AcceleratorLayer::new(weights, device)?))
        }
    }

    /// `[1, I, H, W]` to `[1, O, h, w]`.
    pub(super) fn forward(
        &self,
        input: &Tensor,
        after: After<'_>,
        workspace: &mut Workspace,
        cancel: &CancelToken,
    ) -> Result<Tensor> {
        match self {
            Self::Cpu(layer) => {
                let (_, channels, height, width) = input.dims4()?;
                let shape = MapShape::new(channels, height, width);
                let leaving = layer.convolution.output_shape(shape);
                let map = workspace.take((1, leaving.channels, leaving.height, leaving.width))?;
                match after {
                    After::Rectify => {
                        write_from(&map, input, cancel, |map, input| layer.forward(input, shape, None, map, cancel))
                    }
                    After::Add(residual) => {
                        write_from_two(&map, [input, residual], cancel, |map, [input, residual]| {
                            layer.forward(input, shape, Some(residual), map, cancel)
                        })
                    }
                }?;
                Ok(map)
            }
            Self::Accelerator(layer) => {
                cancel.check()?;
                layer.forward(input, after)
            }
        }
    }
}

impl CpuLayer {
    fn new(weights: &LayerWeights) -> Self {
        let LayerWeights { inputs, side, resolution, weight, bias, norm, .. } = weights;
        let convolution = match (resolution, side) {
            (Resolution::Doubled, _) => Convolution::Enlarged(Conv3x3::new(weight, bias, *inputs)),
            (Resolution::Kept, 3) => Convolution::Winograd(Conv3x3::new(weight, bias, *inputs)),
            (Resolution::Kept, _) => Convolution::Direct(Conv::new(weight, bias, *inputs, *side, 1)),
            (Resolution::Halved, _) => Convolution::Direct(Conv::new(weight, bias, *inputs, *side, 2)),
        };
        Self { convolution, norm: norm.clone() }
    }

    /// Writes `map` from `input` of `shape`. With a residual it is added after the normalisation, else a ReLU follows.
    fn forward(
        &self,
        input: &[f32],
        shape: MapShape,
        residual: Option<&[f32]>,
        map: &mut [f32],
        cancel: &CancelToken,
    ) -> Result<()> {
        self.convolution.forward(input, shape, map, cancel)?;
        let Some([weight, bias]) = &self.norm else { return Ok(()) };
        let shape = self.convolution.output_shape(shape);
        let moments = norm::moments(map, shape, cancel)?;
        let parameters = weight.iter().zip(bias);
        let channels: Vec<_> =
            moments.into_iter().zip(parameters).map(|(moments, (&w, &b))| moments.normalisation(w, b)).collect();
        match residual {
            None => norm::apply(map, shape, &channels, Activation::Relu, cancel),
            Some(residual) => norm::apply_and_add(map, shape, &channels, residual, cancel),
        }
    }
}

impl Convolution {
    fn output_shape(&self, shape: MapShape) -> MapShape {
        match self {
            Self::Direct(kernel) => kernel.output_shape(shape),
            Self::Winograd(kernel) => MapShape { channels: kernel.outputs(), ..shape },
            Self::Enlarged(kernel) => MapShape::new(kernel.outputs(), 2 * shape.height, 2 * shape.width),
        }
    }

    fn forward(&self, input: &[f32], shape: MapShape, output: &mut [f32], cancel: &CancelToken) -> Result<()> {
        let (padding, activation) = (Padding::Reflection, Activation::None);
        match self {
            Self::Direct(kernel) => kernel.forward(input, shape, output, activation, cancel),
            Self::Winograd(kernel) => kernel.forward(input, shape, padding, output, activation, cancel),
            Self::Enlarged(kernel) => kernel.forward_enlarged(input, shape, padding, output, activation, cancel),
        }
    }
}

impl AcceleratorLayer {
    fn new(weights: &LayerWeights, device: &Device) -> Result<Self> {
        let LayerWeights { inputs, outputs, side, resolution, weight, bias, norm } = weights;
        let per_channel = |values: &[f32]| Tensor::from_slice(values, (1, values.len(), 1, 1), device);
        let norm = match norm {
            Some([weight, bias]) => Some([per_channel(weight)?, per_channel(bias)?]),
            None => None,
        };
        Ok(Self {
            resolution: *resolution,
            weight: Tensor::from_slice(weight, (*outputs, *inputs, *side, *side), device)?,
            bias: per_channel(bias)?,
            norm,
        })
    }

    fn forward(&self, input: &Tensor, after: After<'_>) -> Result<Tensor> {
        let (_, _, height, width) = input.dims4()?;
        let (input, stride) = match self.resolution {
            Resolution::Kept => (input.clone(), 1),
            Resolution::Halved => (input.clone(), 2),
            Resolution::Doubled => (input.upsample_nearest2d(2 * height, 2 * width)?, 1),
        };
        let input = reflect(&input, self.weight.dim(3)? / 2)?;
        let map = input.conv2d(&self.weight, 0, stride, 1, 1)?.broadcast_add(&self.bias)?;
        let Some([weight, bias]) = &self.norm else { return Ok(map) };
        let deviation = map.broadcast_sub(&map.mean_keepdim((2, 3))?)?;
        let variance = deviation.sqr()?.mean_keepdim((2, 3))?;
        let scale = weight.div(&(variance + norm::EPSILON)?.sqrt()?)?;
        let map = deviation.broadcast_mul(&scale)?.broadcast_add(bias)?;
        Ok(match after {
            After::Rectify => map.relu()?,
            After::Add(residual) => (map + residual)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::weights::{Parts, TransformWeights};
    use super::*;

    /// The way of the accelerators, run on the CPU, is the twin of the way of the CPU.
    #[test]
    fn both_ways_agree() {
        let weights = TransformWeights::random(3, 7);
        let Parts { first, shrinking, residual, enlarging, last } = weights.parts();
        let layers = [first].into_iter().chain(shrinking).chain(residual.as_flattened()).chain(enlarging).chain([last]);
        let (mut workspace, cancel) = (Workspace::default(), CancelToken::new());
        for (index, weights) in layers.enumerate() {
            let input = Tensor::randn(0.0_f32, 1.0, (1, weights.inputs, 9, 14), &Device::Cpu).unwrap();
            let fast = Layer::Cpu(CpuLayer::new(weights));
            let plain = Layer::Accelerator(AcceleratorLayer::new(weights, &Device::Cpu).unwrap());
            let adds = weights.inputs == weights.outputs && index % 2 == 0;
            let mut run = |layer: &Layer| {
                let after = if adds { After::Add(&input) } else { After::Rectify };
                let map = layer.forward(&input, after, &mut workspace, &cancel).unwrap();
                (map.dims4().unwrap(), map.flatten_all().unwrap().to_vec1::<f32>().unwrap())
            };
            let ((shape, map), (expected_shape, expected)) = (run(&fast), run(&plain));
            assert_eq!(shape, expected_shape, "layer {index}");
            let worst = map.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(
                worst < 1e-4 * expected.iter().fold(1.0, |most: f32, value| most.max(value.abs())),
                "layer {index}: {worst}"
            );
        }
    }
}
