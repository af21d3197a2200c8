//! One pass of a convolution over a map, forwards or backwards, block by block of tiles.
//!
//! A block of tiles goes through three stages: its inputs are transformed, multiplied by the transformed weights
//! (36 matrix products, one for each frequency), and the products transformed back. Blocks are small enough for the
//! operands of each stage to stay in the second-level cache.

use pulp::Arch;
use rayon::prelude::*;

use super::kernel::Kernel;
use super::stages::{BLOCK_CHUNKS, BLOCK_GROUPS, Block, MultiplyBlock, TransformInputs, Work};
use super::tiles::TileGrid;
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::memory::Scratch;
use crate::kernels::multiply::DEPTH;
use crate::kernels::shared::SharedSlice;

/// Tiles in a block of which one thread computes all: whole panels of the longest vectors. With 64 inputs and 32 outputs
/// at a time, the inputs of a block (600 kB), the weights and the products (300 kB each) fit a second-level cache of
/// 2 MiB and most of one of 1 MiB.
const OWN_TILES: usize = 64;
/// Tiles in a block that threads share: its inputs leave the second-level cache anyway, and weights are transformed less
/// often.
const SHARED_TILES: usize = 128;
/// Chunks of inputs that are transformed by one thread when threads share a block.
const SHARED_CHUNKS: usize = 2;
/// Blocks for each thread from which on threads take whole blocks and not channels of one block.
const BLOCKS_PER_THREAD: usize = 4;
/// Pieces of a shared block for each thread from which on sharing keeps all threads busy.
const PIECES_PER_THREAD: usize = 2;
/// Chunks of inputs up to which threads take whole blocks: their inputs stay in the second-level cache.
const OWN_CHUNKS: usize = 128 / DEPTH;
/// Computes the whole output map.
pub(in crate::kernels::conv3x3) fn run(
    kernel: &Kernel,
    arch: Arch,
    work: Work<'_>,
    output: &mut [f32],
    cancel: &CancelToken,
) -> Result<()> {
    let grid = TileGrid { height: work.height, width: work.width };
    Pass { kernel, grid, work, arch }.run(output, cancel)
}

/// What is computed, on which instruction set.
struct Pass<'a> {
    kernel: &'a Kernel,
    grid: TileGrid,
    work: Work<'a>,
    arch: Arch,
}

impl Pass<'_> {
    fn run(&self, output: &mut [f32], cancel: &CancelToken) -> Result<()> {
        let output = SharedSlice::new(output);
        let own_blocks = self.grid.tiles().div_ceil(OWN_TILES);
        if self.own_blocks_pay(own_blocks, rayon::current_num_threads()) {
            (0..own_blocks)
                .into_par_iter()
                .with_max_len(1)
                .try_for_each(|index| self.run_block(&Block::new(index, OWN_TILES, self.grid), &output, cancel))
        } else {
            (0..self.grid.tiles().div_ceil(SHARED_TILES))
                .try_for_each(|index| self.share_block(&Block::new(index, SHARED_TILES, self.grid), &output, cancel))
        }
    }

    /// Whether threads take whole blocks, of which there are so many, and do not share blocks.
    fn own_blocks_pay(&self, blocks: usize, threads: usize) -> bool {
        let pieces_of_shared = self.kernel.groups().div_ceil(BLOCK_GROUPS);
        let stays_in_cache = self.kernel.chunks() <= OWN_CHUNKS;
        blocks >= BLOCKS_PER_THREAD * threads && (stays_in_cache || pieces_of_shared < PIECES_PER_THREAD * threads)
    }

    /// Computes one block on this thread.
    fn run_block(&self, block: &Block, output: &SharedSlice<'_>, cancel: &CancelToken) -> Result<()> {
        let mut inputs = Scratch::take(self.kernel.chunks() * block.chunk_pitch);
        for (index, part) in inputs.chunks_mut(BLOCK_CHUNKS * block.chunk_pitch).enumerate() {
            self.transform_inputs(block, index * BLOCK_CHUNKS, part, cancel)?;
        }
        (0..self.kernel.groups())
            .step_by(BLOCK_GROUPS)
            .try_for_each(|first| self.multiply_block(block, first, &inputs, output, cancel))
    }

    /// Computes one block on all threads: each takes some of the channels.
    fn share_block(&self, block: &Block, output: &SharedSlice<'_>, cancel: &CancelToken) -> Result<()> {
        let mut inputs = Scratch::take(self.kernel.chunks() * block.chunk_pitch);
        inputs
            .par_chunks_mut(SHARED_CHUNKS * block.chunk_pitch)
            .enumerate()
            .with_max_len(1)
            .try_for_each(|(index, part)| self.transform_inputs(block, index * SHARED_CHUNKS, part, cancel))?;
        (0..self.kernel.groups())
            .into_par_iter()
            .step_by(BLOCK_GROUPS)
            .with_max_len(1)
            .try_for_each(|first| self.multiply_block(block, first, &inputs, output, cancel))
    }

    fn transform_inputs(
        &self,
        block: &Block,
        first_chunk: usize,
        inputs: &mut [f32],
        cancel: &CancelToken,
    ) -> Result<()> {
        cancel.check()?;
        let Self { kernel, grid, work, arch } = *self;
        arch.dispatch(TransformInputs { kernel, grid, source: work.source, block, first_chunk, inputs });
        Ok(())
    }

    fn multiply_block(
        &self,
        block: &Block,
        first_group: usize,
        inputs: &[f32],
        output: &SharedSlice<'_>,
        cancel: &CancelToken,
    ) -> Result<()> {
        cancel.check()?;
        let groups = first_group..(first_group + BLOCK_GROUPS).min(self.kernel.groups());
        let Self { kernel, grid, work, arch } = *self;
        arch.dispatch(MultiplyBlock { kernel, grid, work, block, groups, inputs, output });
        Ok(())
    }
}
