//! The direct sum of a 3x3 convolution on matrix units, block by block.
//!
//! The inputs of a block are packed position after position, [`DEPTH`] channels at a time. What one tap reads for sixteen
//! neighbouring positions is then a tile as it stands, so a convolution is a sum of tile products over taps and chunks of
//! channels (an implicit matrix product), and no input is copied for each tap. Winograd's transforms, which
//! save three quarters of the products, would take longer than these.

mod block;
mod kernel;
mod lines;

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use self::block::Block;
pub(super) use self::kernel::Kernel;
use self::lines::LEAD;
use super::source::Source;
use super::unpool::WINDOW;
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::matrix_units::{DEPTH, GROUP, Products, ROW, Right, SIDE, Windows};
use crate::kernels::scratch::Scratch;
use crate::kernels::shared::SharedSlice;

/// Blocks for each thread from which on threads take whole blocks and not channels of the same blocks.
const BLOCKS_PER_THREAD: usize = 4;

/// Computes the whole output map. `source` is that of a gradient: not enlarged, and beyond its border are zeros.
pub(super) fn run(
    kernel: &Kernel,
    arch: Arch,
    source: Source<'_>,
    (height, width): (usize, usize),
    output: &mut [f32],
    cancel: &CancelToken,
) -> Result<()> {
    let threads = rayon::current_num_threads();
    let blocks = Block::all(height, width, kernel.chunks(), BLOCKS_PER_THREAD * threads);
    let positions = blocks.iter().map(Block::packed_positions).max().unwrap_or(0);
    let pass = Pass { kernel, arch, source, height, width, positions, cancel };
    let output = SharedSlice::new(output);
    if blocks.len() >= BLOCKS_PER_THREAD * threads {
        blocks.par_iter().with_max_len(1).try_for_each(|block| pass.run_block(block, &output))
    } else {
        blocks.chunks(threads).try_for_each(|blocks| pass.share_blocks(blocks, &output))
    }
}

/// What is computed, and how.
struct Pass<'a> {
    kernel: &'a Kernel,
    arch: Arch,
    source: Source<'a>,
    /// Rows of the map that is read, and of that which is written.
    height: usize,
    /// Columns of both.
    width: usize,
    /// Packed positions of the largest block.
    positions: usize,
    cancel: &'a CancelToken,
}

impl Pass<'_> {
    /// Computes one block on this thread.
    fn run_block(&self, block: &Block, output: &SharedSlice<'_>) -> Result<()> {
        let mut inputs = Scratch::take(self.kernel.chunks() * self.chunk_words());
        for (chunk, inputs) in inputs.chunks_exact_mut(self.chunk_words()).enumerate() {
            self.pack(block, chunk, inputs)?;
        }
        (0..self.kernel.groups()).try_for_each(|group| self.multiply(block, group, &inputs, output))
    }

    /// Computes some blocks on all threads: each takes some of the channels.
    fn share_blocks(&self, blocks: &[Block], output: &SharedSlice<'_>) -> Result<()> {
        let (chunks, groups) = (self.kernel.chunks(), self.kernel.groups());
        let mut inputs = Scratch::take(blocks.len() * chunks * self.chunk_words());
        inputs
            .par_chunks_exact_mut(self.chunk_words())
            .enumerate()
            .with_max_len(1)
            .try_for_each(|(index, inputs)| self.pack(&blocks[index / chunks], index % chunks, inputs))?;
        (0..blocks.len() * groups).into_par_iter().with_max_len(1).try_for_each(|index| {
            let inputs = &inputs[index / groups * chunks * self.chunk_words()..];
            self.multiply(&blocks[index / groups], index % groups, inputs, output)
        })
    }

    /// The words of one chunk of the packed inputs of a block.
    fn chunk_words(&self) -> usize {
        self.positions * ROW
    }

    fn pack(&self, block: &Block, chunk: usize, inputs: &mut [f32]) -> Result<()> {
        self.cancel.check()?;
        self.arch.dispatch(PackInputs { pass: self, block, chunk, inputs: bytemuck::cast_slice_mut(inputs) });
        Ok(())
    }

    fn multiply(&self, block: &Block, group: usize, inputs: &[f32], output: &SharedSlice<'_>) -> Result<()> {
        self.cancel.check()?;
        self.arch.dispatch(MultiplyBlock { pass: self, block, group, inputs: bytemuck::cast_slice(inputs), output });
        Ok(())
    }
}

/// Packs one chunk of the inputs of a block.
struct PackInputs<'a> {
    pass: &'a Pass<'a>,
    block: &'a Block,
    chunk: usize,
    inputs: &'a mut [u32],
}

impl WithSimd for PackInputs<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { pass, block, chunk, inputs } = self;
        let channels = chunk * DEPTH..pass.kernel.inputs.min((chunk + 1) * DEPTH);
        // An odd number of cache lines, lest all channels fall on the same ones.
        let pitch = (block.pitch() + LEAD).next_multiple_of(2 * SIDE) + SIDE;
        let mut lines = Scratch::take(WINDOW * DEPTH * pitch);
        let (upper, lower) = lines.split_at_mut(DEPTH * pitch);
        upper[channels.len() * pitch..].fill(0.0);
        lower[channels.len() * pitch..].fill(0.0);
        let first_row = block.top as isize - 1;
        let last_row = (block.top + block.rows) as isize;
        for pair in first_row.div_euclid(WINDOW as isize)..=last_row.div_euclid(WINDOW as isize) {
            let targets = upper.chunks_exact_mut(pitch).zip(lower.chunks_exact_mut(pitch));
            for (channel, (upper, lower)) in channels.clone().zip(targets) {
                pass.write_lines(simd, block, channel, pair, [upper, lower]);
            }
            for (lines, row) in [&*upper, &*lower].into_iter().zip(pair * WINDOW as isize..) {
                if !block.reads(row) {
                    continue;
                }
                let row = (row - first_row) as usize * block.pitch();
                for column in (0..block.pitch()).step_by(SIDE) {
                    let inputs = &mut inputs[(row + column) * ROW..][..SIDE * ROW];
                    pass.kernel.units.pack(&lines[LEAD - 1 + column..], pitch, inputs);
                }
            }
        }
    }
}

/// Computes one group of output channels of a block, with vectors only for what is copied.
struct MultiplyBlock<'a> {
    pass: &'a Pass<'a>,
    block: &'a Block,
    group: usize,
    inputs: &'a [u32],
    output: &'a SharedSlice<'a>,
}

impl WithSimd for MultiplyBlock<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let kernel = self.pass.kernel;
        let windows = Windows { line: self.block.pitch(), chunk: self.pass.positions, chunks: kernel.chunks() };
        let tiles = kernel.units.configure();
        let mut products = Products::ZERO;
        let (right, next) = (kernel.group(self.group), kernel.group((self.group + 1) % kernel.groups()));
        for pair in 0..self.block.pairs() {
            let first = pair * 2 * SIDE;
            let right = Right::new(right, next, pair);
            tiles.multiply_windows(&self.inputs[first * ROW..], right, windows, &mut products);
            for (index, tile) in products.0.iter_mut().enumerate() {
                kernel.units.transpose(tile);
                self.write(first + index / 2 * SIDE, self.group * GROUP + index % 2 * SIDE, tile);
            }
        }
    }
}

impl MultiplyBlock<'_> {
    /// Writes the outputs of sixteen positions from `first` on and as many channels from `first_channel` on.
    #[inline(always)]
    fn write(&self, first: usize, first_channel: usize, tile: &[[f32; SIDE]; SIDE]) {
        let Pass { kernel, height, width, .. } = *self.pass;
        for run in self.block.runs(first) {
            let start = (self.block.top + run.row) * width + self.block.left + run.column;
            for (channel, values) in (first_channel..kernel.outputs).zip(tile) {
                // SAFETY: blocks are disjoint, and so are groups of output channels; each pair is computed once.
                #[allow(unsafe_code)]
                let target = unsafe { self.output.part(channel * height * width + start, run.count) };
                match <&mut [f32; SIDE]>::try_from(&mut *target) {
                    Ok(target) => *target = *values,
                    Err(_) => target.copy_from_slice(&values[run.lane..][..run.count]),
                }
            }
        }
    }
}
