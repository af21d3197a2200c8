//! The feed-forward network of one style as it is trained: forwards with everything kept that the way back needs, and
//! backwards to the gradient of every weight.
//!
//! On the CPU our own kernels go both ways (`kernels.rs`, `layer.rs`): the gradient for a layer's input is a convolution
//! of the gradient for its output, that for its weights a sum of products that costs as much. candle's autograd takes
//! several times as long there, and is the way on accelerators (`on_device.rs`).
//!
//! A picture is trained on at a time; for a batch the gradients are summed, so that the memory is that of one picture.
//! What is painted is not cut off to the range of a picture. A network that enlarges is trained by the same layers.

mod kernels;
mod layer;
mod on_device;

use candle_core::{Device, Tensor};

use self::kernels::OnCpu;
use self::on_device::OnDevice;
use super::weights::FeedForwardWeights;
use crate::cancel::CancelToken;
use crate::error::Result;

/// A network of one style on its device.
#[derive(Debug)]
pub struct TrainableNet {
    weights: FeedForwardWeights,
    device: Device,
    way: Way,
}

/// How the gradients are computed.
#[derive(Debug)]
enum Way {
    Kernels(OnCpu),
    Autograd(OnDevice),
}

impl TrainableNet {
    /// Pixels of which each side of a picture must be a multiple.
    pub const MULTIPLE: usize = 4;

    /// The network with these weights on a device.
    ///
    /// # Errors
    /// Only when the device fails.
    ///
    /// # Panics
    /// If the weights belong to a network of several styles, which is a mistake of the caller.
    pub fn new(weights: FeedForwardWeights, device: Device) -> Result<Self> {
        assert_eq!(weights.style_len, 0, "a network of one style");
        let way = if device.is_cpu() {
            Way::Kernels(OnCpu::new(&weights))
        } else {
            Way::Autograd(OnDevice::new(&weights, &device)?)
        };
        Ok(Self { weights, device, way })
    }

    /// The present weights.
    pub const fn weights(&self) -> &FeedForwardWeights {
        &self.weights
    }

    /// Where the network runs.
    pub const fn device(&self) -> &Device {
        &self.device
    }

    /// Goes on with other weights, in the order of [`FeedForwardWeights::parameters`].
    ///
    /// # Errors
    /// Only when the device fails.
    ///
    /// # Panics
    /// If there are not as many, which is a mistake of the caller.
    pub fn set_parameters(&mut self, parameters: &[f32]) -> Result<()> {
        self.weights.set_parameters(parameters);
        match &mut self.way {
            Way::Kernels(network) => network.set_weights(&self.weights),
            Way::Autograd(network) => *network = OnDevice::new(&self.weights, &self.device)?,
        }
        Ok(())
    }

    /// Paints a picture, `[1, 3, H, W]` in RGB from 0 to 1, and keeps what [`Self::backward`] needs. Both sides are
    /// multiples of [`Self::MULTIPLE`]; what is painted has the same size. A network that enlarges takes any size, and makes
    /// what is to be added to the enlarged picture.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`], or a failure of the device.
    pub fn forward(&mut self, picture: &Tensor, cancel: &CancelToken) -> Result<Tensor> {
        match &mut self.way {
            Way::Kernels(network) => network.forward(picture, cancel),
            Way::Autograd(network) => network.forward(picture, cancel),
        }
    }

    /// Adds the gradient for every weight, in the order of [`FeedForwardWeights::parameters`], to `sums`, given the gradient
    /// `[1, 3, H, W]` for what [`Self::forward`] painted last.
    ///
    /// The bias of a convolution before a normalisation changes nothing, so its gradient is exactly zero.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`], or a failure of the device; some gradients are then added and others not.
    ///
    /// # Panics
    /// If nothing was painted, or there are not as many sums as weights, which is a mistake of the caller.
    pub fn backward(&mut self, gradient: &Tensor, sums: &mut [f32], cancel: &CancelToken) -> Result<()> {
        assert_eq!(sums.len(), self.weights.parameters_len(), "a sum for every weight");
        match &mut self.way {
            Way::Kernels(network) => network.backward(gradient, sums, cancel),
            Way::Autograd(network) => network.backward(gradient, sums, cancel),
        }
    }
}

#[cfg(test)]
mod tests;
