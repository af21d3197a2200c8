//! The network on an accelerator, by candle's operations and its autograd.

use candle_core::{Device, Tensor, Var};

use super::super::weights::{FeedForwardWeights, LayerWeights, Resolution, Then};
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::norm::EPSILON;
use crate::network::reflection::reflect;

/// The network with what its last pass left.
#[derive(Debug)]
pub(super) struct OnDevice {
    layers: Vec<Layer>,
    painted: Option<Tensor>,
}

/// One layer's parameters.
#[derive(Debug)]
struct Layer {
    side: usize,
    resolution: Resolution,
    then: Then,
    /// `[O, I, k, k]`.
    weight: Var,
    /// `[1, O, 1, 1]`.
    bias: Var,
    /// Scale and shift, `[1, O, 1, 1]`.
    norm: Option<[Var; 2]>,
}

impl OnDevice {
    /// Brings the weights to the device.
    pub(super) fn new(weights: &FeedForwardWeights, device: &Device) -> Result<Self> {
        let layers = weights.layers().map(|layer| Layer::new(layer, device)).collect::<Result<_>>()?;
        Ok(Self { layers, painted: None })
    }

    /// See [`super::TrainableNet::forward`].
    pub(super) fn forward(&mut self, picture: &Tensor, cancel: &CancelToken) -> Result<Tensor> {
        let mut inputs: Vec<Tensor> = Vec::new();
        let mut map = picture.clone();
        for layer in &self.layers {
            cancel.check()?;
            let next = layer.forward(&map, inputs.last())?;
            inputs.push(std::mem::replace(&mut map, next));
        }
        let painted = map.detach();
        self.painted = Some(map);
        Ok(painted)
    }

    /// See [`super::TrainableNet::backward`].
    pub(super) fn backward(&mut self, gradient: &Tensor, sums: &mut [f32], cancel: &CancelToken) -> Result<()> {
        cancel.check()?;
        let painted = self.painted.take().expect("a picture was painted");
        let gradients = (painted * gradient)?.sum_all()?.backward()?;
        let mut rest = sums;
        for layer in &self.layers {
            for (index, parameter) in layer.parameters().enumerate() {
                let (sums, after) = std::mem::take(&mut rest).split_at_mut(parameter.elem_count());
                rest = after;
                let is_bias_before_norm = index == 1 && layer.norm.is_some();
                if let Some(gradient) = gradients.get(parameter).filter(|_| !is_bias_before_norm) {
                    let gradient = gradient.flatten_all()?.to_vec1::<f32>()?;
                    sums.iter_mut().zip(gradient).for_each(|(sum, value)| *sum += value);
                }
            }
        }
        Ok(())
    }
}

impl Layer {
    fn new(weights: &LayerWeights, device: &Device) -> Result<Self> {
        let &LayerWeights { inputs, outputs, side, resolution, then, .. } = weights;
        let channels = |values: &[f32]| Var::from_slice(values, (1, outputs, 1, 1), device);
        let norm = match &weights.norm {
            Some(norm) => Some([channels(&norm.scale.bias)?, channels(&norm.shift.bias)?]),
            None => None,
        };
        Ok(Self {
            side,
            resolution,
            then,
            weight: Var::from_slice(&weights.weight, (outputs, inputs, side, side), device)?,
            bias: channels(&weights.bias)?,
            norm,
        })
    }

    /// Weight, bias, scale and shift.
    fn parameters(&self) -> impl Iterator<Item = &Var> {
        [&self.weight, &self.bias].into_iter().chain(self.norm.iter().flatten())
    }

    /// `[1, I, H, W]` to `[1, O, h, w]`; `block` is what entered the residual block, if this layer ends one.
    fn forward(&self, map: &Tensor, block: Option<&Tensor>) -> Result<Tensor> {
        let (_, _, height, width) = map.dims4()?;
        let (map, stride) = match self.resolution {
            Resolution::Kept => (map.clone(), 1),
            Resolution::Halved => (map.clone(), 2),
            Resolution::Doubled => (map.upsample_nearest2d(2 * height, 2 * width)?, 1),
        };
        let map = reflect(&map, self.side / 2)?.conv2d(&self.weight, 0, stride, 1, 1)?;
        let mut map = map.broadcast_add(&self.bias)?;
        if let Some([scale, shift]) = &self.norm {
            let centred = map.broadcast_sub(&map.mean_keepdim((2, 3))?)?;
            let deviation = (centred.sqr()?.mean_keepdim((2, 3))? + EPSILON)?.sqrt()?;
            map = centred.broadcast_div(&deviation)?.broadcast_mul(scale)?.broadcast_add(shift)?;
        }
        Ok(match (self.then, block) {
            (Then::Rectify, _) => map.relu()?,
            (Then::AddResidual, Some(block)) => (map + block)?,
            _ => map,
        })
    }
}
