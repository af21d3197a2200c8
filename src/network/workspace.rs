//! Feature maps that are used again in the next iteration, so that the steady state allocates none on the CPU.
//!
//! An accelerator's library keeps memory of its own; there tensors are simply dropped.

use candle_core::{DType, Device, Shape, Tensor};

use crate::error::Result;

/// Tensors on the CPU that nobody uses at the moment.
#[derive(Debug, Default)]
pub struct Workspace {
    pub(super) idle: Vec<Tensor>,
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

    /// Zeros of the shape and on the device of `like`.
    pub(super) fn zeros(&mut self, like: &Tensor) -> Result<Tensor> {
        if !like.device().is_cpu() {
            return Ok(like.zeros_like()?);
        }
        let zeros = self.take(like.shape())?;
        zeros.zero_set()?;
        Ok(zeros)
    }

    /// Gives a tensor back, of which no other handle may be in use.
    pub fn give(&mut self, tensor: Tensor) {
        if tensor.device().is_cpu() {
            self.idle.push(tensor);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_used_again_and_zeros_are_zeros() {
        let mut workspace = Workspace::default();
        for _ in 0..3 {
            let tensor = workspace.take((2, 3)).unwrap();
            tensor.slice_set(&Tensor::ones((2, 3), DType::F32, &Device::Cpu).unwrap(), 0, 0).unwrap();
            workspace.give(tensor);
            let zeros = workspace.zeros(&Tensor::ones((2, 3), DType::F32, &Device::Cpu).unwrap()).unwrap();
            assert_eq!(zeros.to_vec2::<f32>().unwrap(), [[0.0; 3]; 2]);
            workspace.give(zeros);
            assert_eq!(workspace.idle.len(), 1);
        }
    }
}
