//! One pass of a convolution over a map, forwards or backwards, block by block of tiles.
//!
//! A block of tiles goes through three stages: its inputs are transformed, multiplied by the transformed weights
//! (36 matrix products, one for each frequency), and the products transformed back. Blocks are small enough for the
//! operands of each stage to stay in the second-level cache.

use std::ops::Range;

use pulp::Arch;
use rayon::prelude::*;

use super::Activation;
use super::kernel::Kernel;
use super::stages::{MultiplyBlock, TransformInputs};
use super::tiles::{Source, TileGrid};
use super::winograd::FREQUENCIES;
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::multiply::{DEPTH, GROUP};
use crate::kernels::scratch::Scratch;
use crate::kernels::shared::SharedSlice;

/// Tiles in one block: whole panels of the longest vectors. With 64 inputs and 32 outputs at a time, the inputs of a
/// block (600 kB), the weights and the products (300 kB each) fit a second-level cache of 2 MiB and most of one of 1 MiB.
pub(super) const BLOCK_TILES: usize = 64;
/// Groups of outputs whose products are computed together.
pub(super) const BLOCK_GROUPS: usize = 32 / GROUP;
/// Chunks of inputs whose weights are transformed together.
pub(super) const BLOCK_CHUNKS: usize = 64 / DEPTH;
/// Chunks of inputs that are transformed by one thread when threads share a block.
const SHARED_CHUNKS: usize = 2;
/// Blocks for each thread from which on threads take whole blocks and not channels of one block.
const BLOCKS_PER_THREAD: usize = 4;
/// From one chunk of a block's transformed inputs to the next, `[panel][frequency][input][tile]`; a little more than
/// needed, lest all chunks fall on the same cache lines.
pub(super) const CHUNK_PITCH: usize = (FREQUENCIES * BLOCK_TILES + BLOCK_TILES / 2) * DEPTH;

/// What is computed, on which instruction set.
pub(super) struct Pass<'a> {
    pub(super) kernel: &'a Kernel,
    pub(super) grid: TileGrid,
    pub(super) source: Source<'a>,
    /// One for each output channel.
    pub(super) bias: Option<&'a [f32]>,
    pub(super) activation: Activation,
    pub(super) arch: Arch,
}

impl Pass<'_> {
    /// Computes the whole output map.
    pub(super) fn run(&self, output: &mut [f32], cancel: &CancelToken) -> Result<()> {
        let blocks = self.grid.tiles().div_ceil(BLOCK_TILES);
        let output = SharedSlice::new(output);
        if blocks >= BLOCKS_PER_THREAD * rayon::current_num_threads() {
            (0..blocks)
                .into_par_iter()
                .with_max_len(1)
                .try_for_each(|index| self.run_block(&self.block(index), &output, cancel))
        } else {
            (0..blocks).try_for_each(|index| self.share_block(&self.block(index), &output, cancel))
        }
    }

    /// Computes one block on this thread.
    fn run_block(&self, block: &Range<usize>, output: &SharedSlice<'_>, cancel: &CancelToken) -> Result<()> {
        let mut inputs = Scratch::take(self.kernel.chunks() * CHUNK_PITCH);
        for (index, part) in inputs.chunks_mut(BLOCK_CHUNKS * CHUNK_PITCH).enumerate() {
            self.transform_inputs(block, index * BLOCK_CHUNKS, part, cancel)?;
        }
        (0..self.kernel.groups())
            .step_by(BLOCK_GROUPS)
            .try_for_each(|first| self.multiply_block(block, first, &inputs, output, cancel))
    }

    /// Computes one block on all threads: each takes some of the channels.
    fn share_block(&self, block: &Range<usize>, output: &SharedSlice<'_>, cancel: &CancelToken) -> Result<()> {
        let mut inputs = Scratch::take(self.kernel.chunks() * CHUNK_PITCH);
        inputs
            .par_chunks_mut(SHARED_CHUNKS * CHUNK_PITCH)
            .enumerate()
            .with_max_len(1)
            .try_for_each(|(index, part)| self.transform_inputs(block, index * SHARED_CHUNKS, part, cancel))?;
        (0..self.kernel.groups())
            .into_par_iter()
            .step_by(BLOCK_GROUPS)
            .with_max_len(1)
            .try_for_each(|first| self.multiply_block(block, first, &inputs, output, cancel))
    }

    fn block(&self, index: usize) -> Range<usize> {
        let first = index * BLOCK_TILES;
        first..(first + BLOCK_TILES).min(self.grid.tiles())
    }

    fn transform_inputs(
        &self,
        block: &Range<usize>,
        first_chunk: usize,
        inputs: &mut [f32],
        cancel: &CancelToken,
    ) -> Result<()> {
        cancel.check()?;
        self.arch.dispatch(TransformInputs { pass: self, block, first_chunk, inputs });
        Ok(())
    }

    fn multiply_block(
        &self,
        block: &Range<usize>,
        first_group: usize,
        inputs: &[f32],
        output: &SharedSlice<'_>,
        cancel: &CancelToken,
    ) -> Result<()> {
        cancel.check()?;
        let groups = first_group..(first_group + BLOCK_GROUPS).min(self.kernel.groups());
        self.arch.dispatch(MultiplyBlock { pass: self, block, groups, inputs, output });
        Ok(())
    }
}
