//! One layer on every device: a convolution of the mirrored map, an instance normalisation, and what follows.
//!
//! The convolution, the statistics and the normalisation can be called one by one, so that the statistics of a picture
//! that is painted in parts can be put together first.

use candle_core::{Device, Tensor};

use super::weights::{LayerWeights, NormWeights, Resolution, Then};
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::conv::Conv;
use crate::kernels::conv3x3::Conv3x3;
use crate::kernels::norm::{self, Affine, Moments};
use crate::kernels::padding::Padding;
use crate::kernels::{Activation, MapShape};
use crate::network::on_slices::{read, write, write_from};
use crate::network::reflection::reflect;
use crate::network::workspace::Workspace;

/// One layer on its device.
#[derive(Debug)]
pub(super) struct Layer {
    convolution: Convolution,
    inputs: usize,
    outputs: usize,
    side: usize,
    resolution: Resolution,
    norm: Option<NormWeights>,
    then: Then,
}

/// A convolution where it is computed.
#[derive(Debug)]
enum Convolution {
    /// On the CPU, by our own kernels.
    Kernel(Kernel),
    /// On an accelerator, by candle's operations: the weight `[O, I, k, k]` and the bias `[1, O, 1, 1]`.
    OnDevice(Tensor, Tensor),
}

/// The kernel that suits a convolution.
#[derive(Debug)]
enum Kernel {
    Direct(Conv),
    Winograd(Conv3x3),
    /// Of the map enlarged twice.
    Enlarged(Conv3x3),
}

impl Layer {
    /// Brings the weights to the device.
    pub(super) fn new(weights: &LayerWeights, device: &Device) -> Result<Self> {
        let convolution = if device.is_cpu() {
            Convolution::Kernel(Kernel::new(weights))
        } else {
            Convolution::on_device(weights, device)?
        };
        Ok(Self::with(convolution, weights))
    }

    fn with(convolution: Convolution, weights: &LayerWeights) -> Self {
        let &LayerWeights { inputs, outputs, side, resolution, then, .. } = weights;
        Self { convolution, inputs, outputs, side, resolution, norm: weights.norm.clone(), then }
    }

    /// Output channels.
    pub(super) const fn outputs(&self) -> usize {
        self.outputs
    }

    /// The side of the kernel.
    pub(super) const fn side(&self) -> usize {
        self.side
    }

    /// Multiplications for each position of the output.
    pub(super) const fn cost(&self) -> usize {
        self.inputs * self.outputs * self.side * self.side
    }

    /// What the layer does to the sides of a map.
    pub(super) const fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// Whether a normalisation follows the convolution.
    pub(super) const fn is_normalised(&self) -> bool {
        self.norm.is_some()
    }

    /// Whether a map is added at the end.
    pub(super) const fn adds_residual(&self) -> bool {
        matches!(self.then, Then::AddResidual)
    }

    /// A length of the map for one of the input.
    pub(super) const fn output_side(&self, input: usize) -> usize {
        match self.resolution {
            Resolution::Kept => input,
            Resolution::Halved => input.div_ceil(2),
            Resolution::Doubled => 2 * input,
        }
    }

    /// The whole layer: `[1, I, H, W]` to `[1, O, h, w]`.
    pub(super) fn forward(
        &self,
        input: &Tensor,
        residual: Option<&Tensor>,
        style: &[f32],
        workspace: &mut Workspace,
        cancel: &CancelToken,
    ) -> Result<Tensor> {
        let map = self.convolve(input, workspace, cancel)?;
        if !self.is_normalised() {
            return match residual {
                Some(_) => self.normalise(map, &vec![Affine::NOTHING; self.outputs], residual, cancel),
                None => Ok(map),
            };
        }
        let channels = self.normalisation(&self.moments(&map, cancel)?, style);
        self.normalise(map, &channels, residual, cancel)
    }

    /// The convolution alone, with the activation if no normalisation comes in between.
    pub(super) fn convolve(&self, input: &Tensor, workspace: &mut Workspace, cancel: &CancelToken) -> Result<Tensor> {
        let activation = match self.then {
            Then::Rectify if self.norm.is_none() => Activation::Relu,
            _ => Activation::None,
        };
        match &self.convolution {
            Convolution::Kernel(kernel) => {
                let (_, channels, height, width) = input.dims4()?;
                let map = workspace.take((1, self.outputs, self.output_side(height), self.output_side(width)))?;
                let shape = MapShape::new(channels, height, width);
                write_from(&map, input, cancel, |map, input| kernel.forward(input, shape, map, activation, cancel))?;
                Ok(map)
            }
            Convolution::OnDevice(weight, bias) => {
                cancel.check()?;
                let map = self.convolve_on_device(input, weight, bias)?;
                Ok(if activation == Activation::Relu { map.relu()? } else { map })
            }
        }
    }

    fn convolve_on_device(&self, input: &Tensor, weight: &Tensor, bias: &Tensor) -> Result<Tensor> {
        let (_, _, height, width) = input.dims4()?;
        let (input, stride) = match self.resolution {
            Resolution::Kept => (input.clone(), 1),
            Resolution::Halved => (input.clone(), 2),
            Resolution::Doubled => (input.upsample_nearest2d(2 * height, 2 * width)?, 1),
        };
        Ok(reflect(&input, self.side / 2)?.conv2d(weight, 0, stride, 1, 1)?.broadcast_add(bias)?)
    }

    /// The statistics of each channel of what [`Layer::convolve`] made.
    pub(super) fn moments(&self, map: &Tensor, cancel: &CancelToken) -> Result<Vec<Moments>> {
        let (_, channels, height, width) = map.dims4()?;
        if let Convolution::Kernel(_) = self.convolution {
            return read(map, |values| norm::moments(values, MapShape::new(channels, height, width), cancel));
        }
        cancel.check()?;
        let mean = map.mean_keepdim((2, 3))?;
        let variance = map.broadcast_sub(&mean)?.sqr()?.mean_keepdim((2, 3))?;
        let numbers = |values: Tensor| -> Result<Vec<f32>> { Ok(values.flatten_all()?.to_vec1()?) };
        let count = (height * width) as f64;
        let moments = numbers(mean)?.into_iter().zip(numbers(variance)?).map(|(mean, variance)| Moments {
            count,
            mean: f64::from(mean),
            squares: f64::from(variance) * count,
        });
        Ok(moments.collect())
    }

    /// The normalisation of each channel from the statistics of the whole map; none for a layer without one.
    pub(super) fn normalisation(&self, moments: &[Moments], style: &[f32]) -> Vec<Affine> {
        let Some(NormWeights { scale, shift }) = &self.norm else { return Vec::new() };
        let parameters = scale.of(style).into_iter().zip(shift.of(style));
        moments.iter().zip(parameters).map(|(moments, (scale, shift))| moments.normalisation(scale, shift)).collect()
    }

    /// Normalises what [`Layer::convolve`] made, in its place, and does what follows.
    pub(super) fn normalise(
        &self,
        map: Tensor,
        channels: &[Affine],
        residual: Option<&Tensor>,
        cancel: &CancelToken,
    ) -> Result<Tensor> {
        if let Convolution::OnDevice(..) = self.convolution {
            return normalise_on_device(&map, channels, residual, self.then);
        }
        let (_, outputs, height, width) = map.dims4()?;
        let shape = MapShape::new(outputs, height, width);
        let activation = if self.then == Then::Rectify { Activation::Relu } else { Activation::None };
        match residual {
            Some(residual) => write_from(&map, residual, cancel, |map, residual| {
                norm::apply_and_add(map, shape, channels, residual, cancel)
            })?,
            None => write(&map, cancel, |map| norm::apply(map, shape, channels, activation, cancel))?,
        }
        Ok(map)
    }
}

fn normalise_on_device(map: &Tensor, channels: &[Affine], residual: Option<&Tensor>, then: Then) -> Result<Tensor> {
    let numbers = |of: fn(&Affine) -> f32| {
        Tensor::from_iter(channels.iter().map(of), map.device())?.reshape((1, channels.len(), 1, 1))
    };
    let map = map.broadcast_mul(&numbers(|affine| affine.scale)?)?.broadcast_add(&numbers(|affine| affine.shift)?)?;
    Ok(match (residual, then) {
        (Some(residual), _) => (map + residual)?,
        (None, Then::Rectify) => map.relu()?,
        (None, _) => map,
    })
}

impl Convolution {
    fn on_device(weights: &LayerWeights, device: &Device) -> Result<Self> {
        let LayerWeights { inputs, outputs, side, weight, bias, .. } = weights;
        Ok(Self::OnDevice(
            Tensor::from_slice(weight, (*outputs, *inputs, *side, *side), device)?,
            Tensor::from_slice(bias, (1, *outputs, 1, 1), device)?,
        ))
    }
}

impl Kernel {
    fn new(weights: &LayerWeights) -> Self {
        let LayerWeights { inputs, side, resolution, weight, bias, .. } = weights;
        match (resolution, side) {
            (Resolution::Doubled, _) => Self::Enlarged(Conv3x3::new(weight, bias, *inputs)),
            (Resolution::Kept, 3) => Self::Winograd(Conv3x3::new(weight, bias, *inputs)),
            (Resolution::Kept, _) => Self::Direct(Conv::new(weight, bias, *inputs, *side, 1)),
            (Resolution::Halved, _) => Self::Direct(Conv::new(weight, bias, *inputs, *side, 2)),
        }
    }

    /// Writes `map` from `input` of `shape`.
    fn forward(
        &self,
        input: &[f32],
        shape: MapShape,
        map: &mut [f32],
        activation: Activation,
        cancel: &CancelToken,
    ) -> Result<()> {
        let padding = Padding::Reflection;
        match self {
            Self::Direct(kernel) => kernel.forward(input, shape, map, activation, cancel),
            Self::Winograd(kernel) => kernel.forward(input, shape, padding, map, activation, cancel),
            Self::Enlarged(kernel) => kernel.forward_enlarged(input, shape, padding, map, activation, cancel),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::FeedForwardWeights;
    use super::super::enlarging::lively_enlarger;
    use super::*;

    /// The way of the accelerators, run on the CPU, is the twin of the way of the CPU.
    #[test]
    fn both_ways_agree() {
        let (style, enlarger) = (FeedForwardWeights::random_transform_net(3, 7), lively_enlarger(3, 2, 7));
        let (mut workspace, cancel) = (Workspace::default(), CancelToken::new());
        for (index, weights) in style.layers().chain(enlarger.layers()).enumerate() {
            let input = Tensor::randn(0.0_f32, 1.0, (1, weights.inputs, 9, 14), &Device::Cpu).unwrap();
            let fast = Layer::new(weights, &Device::Cpu).unwrap();
            let plain = Layer::with(Convolution::on_device(weights, &Device::Cpu).unwrap(), weights);
            let residual = fast.adds_residual().then_some(&input);
            let mut run = |layer: &Layer| {
                let map = layer.forward(&input, residual, &[], &mut workspace, &cancel).unwrap();
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
