//! The network on the CPU, by our own kernels.

use candle_core::{Device, Tensor};

use super::super::weights::FeedForwardWeights;
use super::layer::{Layer, Maps, Sums, Trace};
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::MapShape;
use crate::network::on_slices::read;

/// The network with what its last pass left.
#[derive(Debug)]
pub(super) struct OnCpu {
    layers: Vec<Layer>,
    /// The numbers of weights, biases, scales and shifts of each layer.
    counts: Vec<[usize; 4]>,
    traces: Vec<Trace>,
    maps: Maps,
}

impl OnCpu {
    /// Packs the weights.
    pub(super) fn new(weights: &FeedForwardWeights) -> Self {
        let counts = weights.layers().map(|layer| {
            let norm = if layer.norm.is_some() { layer.outputs } else { 0 };
            [layer.weight.len(), layer.bias.len(), norm, norm]
        });
        Self {
            layers: weights.layers().enumerate().map(|(index, layer)| Layer::new(layer, index == 0)).collect(),
            counts: counts.collect(),
            traces: Vec::new(),
            maps: Maps::default(),
        }
    }

    /// Packs other weights; the memory for maps is kept.
    pub(super) fn set_weights(&mut self, weights: &FeedForwardWeights) {
        *self = Self { maps: std::mem::take(&mut self.maps), ..Self::new(weights) };
    }

    /// See [`super::TrainableNet::forward`].
    pub(super) fn forward(&mut self, picture: &Tensor, cancel: &CancelToken) -> Result<Tensor> {
        let (_, channels, height, width) = picture.dims4()?;
        let mut shape = MapShape::new(channels, height, width);
        let mut map = self.maps.take(shape.len());
        read(picture, |values| {
            map.copy_from_slice(values);
            Ok(())
        })?;
        self.traces.clear();
        for layer in &self.layers {
            cancel.check()?;
            let residual = self.traces.last().filter(|_| layer.adds_residual());
            let residual = residual.map(|first: &Trace| &first.input[..]);
            let (next, next_shape, trace) = layer.forward(map, shape, residual, &mut self.maps, cancel)?;
            self.traces.push(trace);
            (map, shape) = (next, next_shape);
        }
        Ok(Tensor::from_vec(map, (1, shape.channels, shape.height, shape.width), &Device::Cpu)?)
    }

    /// See [`super::TrainableNet::backward`].
    pub(super) fn backward(&mut self, gradient: &Tensor, sums: &mut [f32], cancel: &CancelToken) -> Result<()> {
        assert_eq!(self.traces.len(), self.layers.len(), "a picture was painted");
        let mut gradient = gradient.flatten_all()?.to_vec1::<f32>()?;
        let mut rest = sums;
        // What goes past the layers of a residual block.
        let mut beside: Option<Vec<f32>> = None;
        for (layer, counts) in self.layers.iter().zip(&self.counts).rev() {
            cancel.check()?;
            let Some(trace) = self.traces.pop() else { break };
            let earlier = rest.len() - counts.iter().sum::<usize>();
            let (before, own) = std::mem::take(&mut rest).split_at_mut(earlier);
            rest = before;
            let waiting = beside.take();
            if layer.adds_residual() {
                let mut copy = self.maps.take(gradient.len());
                copy.copy_from_slice(&gradient);
                beside = Some(copy);
            }
            let leaving = layer.backward(trace, gradient, Sums::of(own, counts), &mut self.maps, cancel)?;
            let Some(mut leaving) = leaving else { break };
            if let Some(waiting) = waiting {
                leaving.iter_mut().zip(&waiting).for_each(|(sum, value)| *sum += value);
                self.maps.give(waiting);
            }
            gradient = leaving;
        }
        Ok(())
    }
}
