//! One layer of a network that is trained, on the CPU.

use std::collections::HashMap;

use rayon::prelude::*;

use super::super::weights::{LayerWeights, Resolution, Then};
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::conv::{Conv, ConvForm, add_weight_gradient};
use crate::kernels::conv3x3::Conv3x3;
use crate::kernels::norm::{self, After, Moments, Normalisation};
use crate::kernels::padding::Padding;
use crate::kernels::resample;
use crate::kernels::{Activation, MapShape};

/// Taps along one side of the kernels that Winograd's filtering is for.
const WINOGRAD_SIDE: usize = 3;

/// One layer.
#[derive(Debug)]
pub(super) struct Layer {
    form: ConvForm,
    resolution: Resolution,
    convolution: Convolution,
    /// Scale and shift of each channel.
    norm: Option<[Vec<f32>; 2]>,
    then: Then,
}

/// The kernels of a convolution in both directions.
#[derive(Debug)]
enum Convolution {
    /// The first one; nobody asks for the gradient for the picture.
    First(Conv),
    /// Any other that is summed directly: forwards, and from the gradient for the output to that for the bordered input.
    Direct(Conv, Conv),
    /// With stride 2: forwards, and the same kernel with stride 1, whose output at every second place this is.
    Halving(Conv, Conv3x3),
    /// With stride 1, of the map or of the map enlarged twice.
    Winograd(Conv3x3),
}

/// What the way back needs of the way forth.
#[derive(Debug)]
pub(super) struct Trace {
    pub(super) input: Vec<f32>,
    shape: MapShape,
    /// Before the normalisation. Of a layer without one: what was rectified, if it was, else nothing.
    convolved: Vec<f32>,
    moments: Vec<Moments>,
}

/// Where the gradients of a layer's parameters are summed.
pub(super) struct Sums<'a> {
    pub(super) weight: &'a mut [f32],
    pub(super) bias: &'a mut [f32],
    pub(super) scale: &'a mut [f32],
    pub(super) shift: &'a mut [f32],
}

impl<'a> Sums<'a> {
    /// Those of one layer, of which there are so many weights, biases, scales and shifts.
    pub(super) fn of(sums: &'a mut [f32], &[weight, bias, scale, _]: &[usize; 4]) -> Self {
        let (weight, rest) = sums.split_at_mut(weight);
        let (bias, rest) = rest.split_at_mut(bias);
        let (scale, shift) = rest.split_at_mut(scale);
        Self { weight, bias, scale, shift }
    }
}

/// Memory for maps that is used again, by its length: all pictures of a training have the same size.
#[derive(Debug, Default)]
pub(super) struct Maps(HashMap<usize, Vec<Vec<f32>>>);

impl Maps {
    /// A map of so many values, which are arbitrary.
    pub(super) fn take(&mut self, len: usize) -> Vec<f32> {
        self.0.get_mut(&len).and_then(Vec::pop).unwrap_or_else(|| vec![0.0; len])
    }

    /// Takes a map back.
    pub(super) fn give(&mut self, map: Vec<f32>) {
        self.0.entry(map.len()).or_default().push(map);
    }
}

impl Layer {
    /// Packs the weights.
    pub(super) fn new(weights: &LayerWeights, is_first: bool) -> Self {
        let &LayerWeights { inputs, outputs, side, resolution, ref weight, ref bias, then, .. } = weights;
        let stride = if resolution == Resolution::Halved { 2 } else { 1 };
        let form = ConvForm::mirrored(inputs, outputs, side, stride);
        let direct = || Conv::new(weight, bias, inputs, side, stride);
        let winograd = || Conv3x3::new(weight, bias, inputs);
        let convolution = match resolution {
            _ if is_first => Convolution::First(direct()),
            Resolution::Halved => Convolution::Halving(direct(), winograd()),
            _ if side == WINOGRAD_SIDE => Convolution::Winograd(winograd()),
            _ => Convolution::Direct(direct(), Conv::transposed(form, weight)),
        };
        let norm = weights.norm.as_ref().map(|norm| [norm.scale.bias.clone(), norm.shift.bias.clone()]);
        Self { form, resolution, convolution, norm, then }
    }

    /// Whether the map that entered the residual block is added at the end.
    pub(super) fn adds_residual(&self) -> bool {
        self.then == Then::AddResidual
    }

    /// The shape of the output for an input of `shape`.
    fn output_shape(&self, shape: MapShape) -> MapShape {
        self.form.output_shape(self.read_shape(shape))
    }

    /// The shape of what the convolution reads.
    fn read_shape(&self, shape: MapShape) -> MapShape {
        if self.resolution == Resolution::Doubled { resample::enlarged(shape) } else { shape }
    }

    /// The output for an input of `shape`, and what the way back needs.
    pub(super) fn forward(
        &self,
        input: Vec<f32>,
        shape: MapShape,
        residual: Option<&[f32]>,
        maps: &mut Maps,
        cancel: &CancelToken,
    ) -> Result<(Vec<f32>, MapShape, Trace)> {
        let output_shape = self.output_shape(shape);
        let mut convolved = maps.take(output_shape.len());
        self.convolve(&input, shape, &mut convolved, cancel)?;
        if self.norm.is_none() {
            let mut trace = Trace { input, shape, convolved: Vec::new(), moments: Vec::new() };
            if self.then == Then::Rectify {
                trace.convolved = maps.take(convolved.len());
                trace.convolved.copy_from_slice(&convolved);
            }
            if let Some(residual) = residual {
                convolved.par_iter_mut().zip(residual).for_each(|(sum, value)| *sum += value);
            }
            return Ok((convolved, output_shape, trace));
        }
        let moments = norm::moments(&convolved, output_shape, cancel)?;
        let channels: Vec<_> = self.normalisations(&moments).map(Normalisation::affine).collect();
        let mut output = maps.take(output_shape.len());
        let after = residual.map_or(After::Activate(self.activation()), After::Add);
        norm::apply_to(&mut output, &convolved, output_shape, &channels, after, cancel)?;
        Ok((output, output_shape, Trace { input, shape, convolved, moments }))
    }

    fn activation(&self) -> Activation {
        if self.then == Then::Rectify { Activation::Relu } else { Activation::None }
    }

    fn normalisations<'a>(&'a self, moments: &'a [Moments]) -> impl Iterator<Item = Normalisation> + 'a {
        let parameters = self.norm.iter().flat_map(|[scale, shift]| scale.iter().zip(shift));
        moments.iter().zip(parameters).map(|(&moments, (&weight, &bias))| Normalisation { moments, weight, bias })
    }

    fn convolve(&self, input: &[f32], shape: MapShape, output: &mut [f32], cancel: &CancelToken) -> Result<()> {
        // Between a convolution and its activation lies the normalisation, if there is one.
        let activation = if self.norm.is_none() { self.activation() } else { Activation::None };
        let padding = Padding::Reflection;
        match &self.convolution {
            Convolution::First(kernel) | Convolution::Direct(kernel, _) | Convolution::Halving(kernel, _) => {
                kernel.forward(input, shape, output, activation, cancel)
            }
            Convolution::Winograd(kernel) if self.resolution == Resolution::Doubled => {
                kernel.forward_enlarged(input, shape, padding, output, activation, cancel)
            }
            Convolution::Winograd(kernel) => kernel.forward(input, shape, padding, output, activation, cancel),
        }
    }

    /// Adds the gradients of the parameters to `sums`, and gives that for the input, unless nobody asks for it. `gradient`
    /// is the one for the output, without what goes back to the residual block's beginning.
    pub(super) fn backward(
        &self,
        trace: Trace,
        mut gradient: Vec<f32>,
        sums: Sums<'_>,
        maps: &mut Maps,
        cancel: &CancelToken,
    ) -> Result<Option<Vec<f32>>> {
        let Trace { input, shape, convolved, moments } = trace;
        let output_shape = self.output_shape(shape);
        if self.norm.is_some() {
            let channels: Vec<_> = self.normalisations(&moments).collect();
            let activation = self.activation();
            let parameters = norm::gradient(&convolved, output_shape, &channels, activation, &mut gradient, cancel)?;
            for ((scale, shift), parameter) in sums.scale.iter_mut().zip(sums.shift).zip(parameters) {
                *scale += parameter.weight;
                *shift += parameter.bias;
            }
            maps.give(convolved);
        } else {
            if self.then == Then::Rectify {
                let values = gradient.par_iter_mut().zip(&convolved);
                values.filter(|(_, rectified)| **rectified <= 0.0).for_each(|(value, _)| *value = 0.0);
                maps.give(convolved);
            }
            for (bias, channel) in sums.bias.iter_mut().zip(gradient.chunks_exact(output_shape.positions())) {
                *bias += channel.iter().map(|&value| f64::from(value)).sum::<f64>() as f32;
            }
        }
        self.add_weight_gradient(&input, shape, &gradient, sums.weight, maps, cancel)?;
        maps.give(input);
        let leaving = self.input_gradient(&gradient, shape, maps, cancel)?;
        maps.give(gradient);
        Ok(leaving)
    }

    fn add_weight_gradient(
        &self,
        input: &[f32],
        shape: MapShape,
        gradient: &[f32],
        sum: &mut [f32],
        maps: &mut Maps,
        cancel: &CancelToken,
    ) -> Result<()> {
        match &self.convolution {
            Convolution::Direct(..) => {
                // Few outputs would leave vectors half empty; of the transposed convolution they are the inputs.
                let (border, transposed) = (self.form.border, self.form.transposed());
                let mut reflected = maps.take(resample::bordered(shape, border).len());
                resample::reflect(input, shape, border, &mut reflected, cancel)?;
                let mut turned = vec![0.0; sum.len()];
                let output_shape = self.output_shape(shape);
                add_weight_gradient(transposed, gradient, output_shape, &reflected, &mut turned, cancel)?;
                maps.give(reflected);
                add_turned(&turned, self.form, sum);
                Ok(())
            }
            Convolution::Winograd(_) if self.resolution == Resolution::Doubled => {
                let large = resample::enlarged(shape);
                let mut enlarged = maps.take(large.len());
                resample::enlarge(input, shape, &mut enlarged, cancel)?;
                add_weight_gradient(self.form, &enlarged, large, gradient, sum, cancel)?;
                maps.give(enlarged);
                Ok(())
            }
            _ => add_weight_gradient(self.form, input, shape, gradient, sum, cancel),
        }
    }

    /// The gradient for an input of `shape`.
    fn input_gradient(
        &self,
        gradient: &[f32],
        shape: MapShape,
        maps: &mut Maps,
        cancel: &CancelToken,
    ) -> Result<Option<Vec<f32>>> {
        let padding = Padding::Reflection;
        match &self.convolution {
            Convolution::First(_) => Ok(None),
            Convolution::Direct(_, transposed) => {
                let mut leaving = maps.take(shape.len());
                let mut bordered = maps.take(resample::bordered(shape, self.form.border).len());
                transposed.forward(gradient, self.output_shape(shape), &mut bordered, Activation::None, cancel)?;
                resample::fold(&bordered, shape, self.form.border, &mut leaving, cancel)?;
                maps.give(bordered);
                Ok(Some(leaving))
            }
            Convolution::Halving(_, kernel) => {
                let mut leaving = maps.take(shape.len());
                let wide = MapShape { channels: self.form.outputs, ..shape };
                let mut spread = maps.take(wide.len());
                resample::spread(gradient, wide, &mut spread, cancel)?;
                kernel.input_gradient(&spread, None, shape, padding, &mut leaving, cancel)?;
                maps.give(spread);
                Ok(Some(leaving))
            }
            Convolution::Winograd(kernel) => {
                let read = self.read_shape(shape);
                let mut leaving = maps.take(read.len());
                kernel.input_gradient(gradient, None, read, padding, &mut leaving, cancel)?;
                if self.resolution != Resolution::Doubled {
                    return Ok(Some(leaving));
                }
                let mut shrunk = maps.take(shape.len());
                resample::shrink(&leaving, shape, &mut shrunk, cancel)?;
                maps.give(leaving);
                Ok(Some(shrunk))
            }
        }
    }
}

/// Adds the gradient for the weights of the transposed convolution, `[I, O, k, k]`, to that of the form itself,
/// `[O, I, k, k]`, whose kernels are turned by 180 degrees.
fn add_turned(turned: &[f32], form: ConvForm, sum: &mut [f32]) {
    let taps = form.taps();
    for (index, sum) in sum.chunks_exact_mut(taps).enumerate() {
        let (output, input) = (index / form.inputs, index % form.inputs);
        let turned = &turned[(input * form.outputs + output) * taps..][..taps];
        sum.iter_mut().zip(turned.iter().rev()).for_each(|(sum, value)| *sum += value);
    }
}
