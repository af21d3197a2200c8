//! What a network keeps between its passes: memory for feature maps that is used again, so that the steady state
//! allocates none on the CPU, and a stopwatch.
//!
//! An accelerator's library keeps memory of its own; there tensors are simply dropped.

use std::collections::HashMap;

use candle_core::{Device, Shape, Tensor, TensorId};

use crate::error::Result;
use crate::kernels::memory::zeros;
use crate::network::laps::{Lap, Stopwatch, Work};
use crate::network::layer::Layer;

/// Blocks of memory on the CPU, lent as tensors.
#[derive(Debug, Default)]
pub struct Workspace {
    /// The blocks that nobody uses at the moment, each a tensor of one dimension.
    idle: Vec<Tensor>,
    /// The blocks behind the tensors that are shorter than their block.
    lent: HashMap<TensorId, Tensor>,
    /// What the blocks were used for.
    purpose: (usize, usize, u64),
    stopwatch: Stopwatch,
}

impl Workspace {
    /// Frees the memory unless the last purpose was the same: height and width of a picture, and the bytes of its
    /// feature maps. Blocks for larger maps would only fill the memory.
    pub fn prepare(&mut self, purpose: (usize, usize, u64)) {
        if purpose != self.purpose {
            self.free();
            self.purpose = purpose;
        }
    }

    /// A tensor of this shape on the CPU, in the smallest idle block that can hold it, else in a new one; its contents
    /// are arbitrary.
    pub(super) fn take(&mut self, shape: impl Into<Shape>) -> Result<Tensor> {
        let shape = shape.into();
        let len = shape.elem_count();
        let fitting = (0..self.idle.len()).filter(|&block| self.idle[block].elem_count() >= len);
        match fitting.min_by_key(|&block| self.idle[block].elem_count()) {
            Some(block) => {
                let block = self.idle.swap_remove(block);
                let tensor = block.narrow(0, 0, len)?.reshape(shape)?;
                if block.elem_count() > len {
                    self.lent.insert(tensor.id(), block);
                }
                Ok(tensor)
            }
            None => Ok(Tensor::from_vec(zeros(len), shape, &Device::Cpu)?),
        }
    }

    /// Zeros of the shape and on the device of `like`.
    ///
    /// # Errors
    /// Only when the device fails.
    pub fn zeros(&mut self, like: &Tensor) -> Result<Tensor> {
        if !like.device().is_cpu() {
            return Ok(like.zeros_like()?);
        }
        let zeros = self.take(like.shape())?;
        zeros.zero_set()?;
        Ok(zeros)
    }

    /// Sees to it that as many idle blocks can hold a tensor of the shape of `like`.
    pub(super) fn reserve(&mut self, count: usize, like: &Tensor) -> Result<()> {
        if like.device().is_cpu() {
            let blocks = (0..count).map(|_| self.take(like.shape())).collect::<Result<Vec<_>>>()?;
            for block in blocks {
                self.give(block);
            }
        }
        Ok(())
    }

    /// Takes a tensor back, of which no other handle may be in use. One that is dropped instead may keep its block
    /// as long as the workspace lasts.
    #[expect(clippy::needless_pass_by_value, reason = "the giver's handle ends here")]
    pub fn give(&mut self, tensor: Tensor) {
        if !tensor.device().is_cpu() {
            return;
        }
        match self.lent.remove(&tensor.id()) {
            Some(block) => self.idle.push(block),
            None => self.idle.extend(tensor.flatten_all()),
        }
    }

    /// The same values in memory of their own, for a tensor that is to outlive the workspace.
    pub(super) fn part_with(&mut self, tensor: Tensor) -> Result<Tensor> {
        if !self.lent.contains_key(&tensor.id()) {
            return Ok(tensor);
        }
        let copy = tensor.copy()?;
        self.give(tensor);
        Ok(copy)
    }

    /// Frees the memory that nobody uses; tensors that were cut short and never given back are forgotten.
    pub fn free(&mut self) {
        self.idle.clear();
        self.lent.clear();
    }

    /// From now on the time of each part of a pass is taken.
    pub fn start_stopwatch(&mut self) {
        self.stopwatch.start();
    }

    /// The laps since the stopwatch was started or this was called last.
    pub fn take_laps(&mut self) -> Vec<Lap> {
        self.stopwatch.take()
    }

    /// Does a part of a pass on a device, and takes its time if somebody asked for it.
    pub(super) fn timed<T>(
        &mut self,
        layer: Layer,
        work: Work,
        device: &Device,
        part: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let start = self.stopwatch.begin(device)?;
        let result = part(self)?;
        self.stopwatch.end(start, layer, work, device)?;
        Ok(result)
    }

    /// How many values all idle blocks hold together.
    #[cfg(test)]
    pub(super) fn idle_len(&self) -> usize {
        self.idle.iter().map(Tensor::elem_count).sum()
    }
}

#[cfg(test)]
mod tests {
    use candle_core::DType;

    use super::*;

    fn ones(len: usize) -> Tensor {
        Tensor::ones(len, DType::F32, &Device::Cpu).unwrap()
    }

    #[test]
    fn memory_is_used_again_and_zeros_are_zeros() {
        let mut workspace = Workspace::default();
        for _ in 0..3 {
            let tensor = workspace.take((2, 3)).unwrap();
            tensor.slice_set(&ones(6).reshape((2, 3)).unwrap(), 0, 0).unwrap();
            workspace.give(tensor);
            let zeros = workspace.zeros(&ones(6).reshape((2, 3)).unwrap()).unwrap();
            assert_eq!(zeros.to_vec2::<f32>().unwrap(), [[0.0; 3]; 2]);
            workspace.give(zeros);
            assert_eq!(workspace.idle_len(), 6);
        }
    }

    #[test]
    fn a_smaller_tensor_lies_in_the_smallest_block_that_holds_it_and_gives_all_of_it_back() {
        let mut workspace = Workspace::default();
        let blocks = [10, 4, 7].map(|len| workspace.take(len).unwrap());
        for block in blocks {
            workspace.give(block);
        }
        let five = workspace.take(5).unwrap();
        assert_eq!(workspace.idle_len(), 14, "the block of seven is lent");
        let kept = {
            five.slice_set(&ones(5), 0, 0).unwrap();
            workspace.part_with(five).unwrap()
        };
        assert_eq!(workspace.idle_len(), 21);
        workspace.zeros(&ones(7)).unwrap();
        assert_eq!(kept.to_vec1::<f32>().unwrap(), [1.0; 5], "the copy lies elsewhere");
    }

    #[test]
    fn what_is_reserved_is_there() {
        let mut workspace = Workspace::default();
        workspace.reserve(2, &ones(8)).unwrap();
        assert_eq!(workspace.idle_len(), 16);
        workspace.reserve(2, &ones(3)).unwrap();
        assert_eq!(workspace.idle_len(), 16);
    }
}
