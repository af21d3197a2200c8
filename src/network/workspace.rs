//! Feature maps that are used again in the next iteration, so that the steady state allocates none on the CPU.
//!
//! An accelerator's library keeps memory of its own; there tensors are simply dropped.

use candle_core::{DType, Device, Shape, Tensor};

use crate::error::Result;

/// Tensors on the CPU that nobody uses at the moment.
#[derive(Debug, Default)]
pub struct Workspace {
    idle: Vec<Tensor>,
}

impl Workspace {
    /// A tensor of this shape on the CPU; its contents are arbitrary.
    pub(super) fn take(&mut self, shape: impl Into<Shape>) -> Result<Tensor> {
        let shape = shape.into();
        match self.idle.iter().position(|tensor| tensor.shape() == &shape) {
            Some(index) => Ok(self.idle.swap_remove(index)),
            None => Ok(Tensor::zeros(shape, DType::F32, &Device::Cpu)?),
        }
    }

    /// Gives a tensor back, of which no other handle may be in use.
    pub(super) fn give(&mut self, tensor: Tensor) {
        if tensor.device().is_cpu() {
            self.idle.push(tensor);
        }
    }
}
