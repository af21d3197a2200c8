//! The stages that a block of tiles goes through, each for one thread and any instruction set.

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::kernel::{Kernel, Transformed};
use super::tiles::{Patch, TileGrid};
use super::transforms::{FREQUENCIES, INPUT_SIDE, OUTPUT_SIDE, input_side, output_side};
use crate::kernels::Activation;
use crate::kernels::conv3x3::source::Source;
use crate::kernels::memory::Scratch;
use crate::kernels::multiply::{DEPTH, GROUP, LONGEST_PANEL, PANEL, Packed, Products, multiply};
use crate::kernels::shared::SharedSlice;
use crate::kernels::simd::{load, prefetch, store};

/// Values between the frequencies of products beyond their number, lest all frequencies fall on the same cache lines.
const SKEW: usize = 32;

/// Groups of outputs whose products are computed together.
pub(super) const BLOCK_GROUPS: usize = 32 / GROUP;
/// Chunks of inputs whose weights are transformed together.
pub(super) const BLOCK_CHUNKS: usize = 64 / DEPTH;
/// Values between chunks of transformed inputs, half a page, lest all chunks fall on the same cache lines.
const CHUNK_GAP: usize = 512;

/// Some neighbouring tiles that go through the stages together.
pub(super) struct Block {
    pub(super) tiles: Range<usize>,
    /// From one chunk of the transformed inputs, `[panel][frequency][input][tile]`, to the next.
    pub(super) chunk_pitch: usize,
}

impl Block {
    /// The block number `index` of those of `len` of the tiles of `grid`.
    pub(super) fn new(index: usize, len: usize, grid: TileGrid) -> Self {
        let tiles = index * len..((index + 1) * len).min(grid.tiles());
        let room = len.min(grid.tiles().next_multiple_of(LONGEST_PANEL));
        Self { tiles, chunk_pitch: FREQUENCIES * room * DEPTH + CHUNK_GAP }
    }
}

/// All of a pass but its weights.
#[derive(Clone, Copy)]
pub(in crate::kernels::conv3x3) struct Work<'a> {
    pub(in crate::kernels::conv3x3) source: Source<'a>,
    /// Rows of the map that is read, and of that which is written.
    pub(in crate::kernels::conv3x3) height: usize,
    /// Columns of both.
    pub(in crate::kernels::conv3x3) width: usize,
    /// One for each output channel.
    pub(in crate::kernels::conv3x3) bias: Option<&'a [f32]>,
    pub(in crate::kernels::conv3x3) activation: Activation,
}

/// Transforms some channels of a block's inputs to `[chunk][panel][frequency][channel][tile]`.
///
/// The 36 values of a tile go to 36 places. With only a chunk of channels for each frequency these places lie on few
/// pages; with all channels they would be on 36 pages, more than processors keep translations for writing.
pub(super) struct TransformInputs<'a> {
    pub(super) kernel: &'a Kernel,
    pub(super) grid: TileGrid,
    pub(super) source: Source<'a>,
    pub(super) block: &'a Block,
    pub(super) first_chunk: usize,
    pub(super) inputs: &'a mut [f32],
}

impl WithSimd for TransformInputs<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { kernel, grid, source, block, first_chunk, inputs } = self;
        let vectors = block.tiles.len().div_ceil(S::F32_LANES);
        let mut patch = Patch::new(vectors * S::F32_LANES);
        let channels = first_chunk * DEPTH..kernel.inputs;
        for (index, channel) in channels.take(inputs.len() / block.chunk_pitch * DEPTH).enumerate() {
            grid.gather(simd, block.tiles.clone(), source, channel, &mut patch);
            let inputs = &mut inputs[index / DEPTH * block.chunk_pitch..];
            for vector in 0..vectors {
                let width = PANEL.min(vectors - vector / PANEL * PANEL) * S::F32_LANES;
                let inputs = &mut inputs[panel_start::<S>(vector / PANEL)..];
                let place = index % DEPTH * width + vector % PANEL * S::F32_LANES;
                transform_tiles(simd, &patch, vector * S::F32_LANES, &mut inputs[place..]);
            }
        }
    }
}

/// Where a panel of tiles begins in a chunk of transformed inputs.
#[inline(always)]
fn panel_start<S: Simd>(panel: usize) -> usize {
    panel * FREQUENCIES * frequency_pitch::<S>()
}

/// From one frequency of a panel of transformed inputs to the next.
#[inline(always)]
fn frequency_pitch<S: Simd>() -> usize {
    DEPTH * PANEL * S::F32_LANES
}

/// Transforms the vector of tiles from `tile` on along its rows.
#[inline(always)]
fn transform_tiles<S: Simd>(simd: S, patch: &Patch, tile: usize, inputs: &mut [f32]) {
    for row in 0..INPUT_SIDE {
        for (column, &value) in input_side(simd, patch.row(simd, row, tile)).iter().enumerate() {
            store::<S>(inputs, (row * INPUT_SIDE + column) * frequency_pitch::<S>(), value);
        }
    }
}

/// Computes some groups of output channels of a block of tiles.
pub(super) struct MultiplyBlock<'a> {
    pub(super) kernel: &'a Kernel,
    pub(super) grid: TileGrid,
    pub(super) work: Work<'a>,
    pub(super) block: &'a Block,
    pub(super) groups: Range<usize>,
    pub(super) inputs: &'a [f32],
    pub(super) output: &'a SharedSlice<'a>,
}

impl WithSimd for MultiplyBlock<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let kernel = self.kernel;
        let vectors = self.block.tiles.len().div_ceil(S::F32_LANES);
        let pitch = vectors * S::F32_LANES;
        let frequency_pitch = self.groups.len() * GROUP * pitch + SKEW;
        let mut products = Scratch::take(frequency_pitch * FREQUENCIES);
        let mut weights = Scratch::take(Transformed::len(self.groups.len(), BLOCK_CHUNKS.min(kernel.chunks())));
        for first in (0..kernel.chunks()).step_by(BLOCK_CHUNKS) {
            let chunks = first..(first + BLOCK_CHUNKS).min(kernel.chunks());
            kernel.transform(simd, self.groups.clone(), chunks.clone(), &mut weights);
            let weights = Transformed { values: &weights, groups: self.groups.len(), chunks: chunks.len() };
            for (frequency, products) in products.chunks_exact_mut(frequency_pitch).enumerate() {
                self.multiply_frequency(simd, frequency, chunks.clone(), weights, products);
            }
        }
        let channels = self.groups.start * GROUP..(self.groups.end * GROUP).min(kernel.outputs);
        let mut lines = Scratch::take(OUTPUT_SIDE * OUTPUT_SIDE * pitch);
        for (index, channel) in channels.clone().enumerate() {
            if channel + 1 < channels.end {
                self.grid.prefetch_outputs(self.block.tiles.clone(), channel + 1, self.output);
            }
            let bias = simd.splat_f32s(self.work.bias.map_or(0.0, |bias| bias[channel]));
            for tile in (0..pitch).step_by(S::F32_LANES) {
                let products = &products[index * pitch + tile..];
                let lines = &mut lines[tile * OUTPUT_SIDE..];
                let line_pitch = OUTPUT_SIDE * pitch;
                transform_products(simd, products, frequency_pitch, bias, self.work.activation, lines, line_pitch);
            }
            // SAFETY: tile blocks are disjoint, and so are groups of output channels; each pair is computed once.
            #[allow(unsafe_code)]
            unsafe {
                self.grid.scatter::<S>(self.block.tiles.clone(), &lines, OUTPUT_SIDE * pitch, channel, self.output);
            }
        }
    }
}

impl MultiplyBlock<'_> {
    /// Computes (or from the second range of chunks on adds) the products of one frequency.
    #[inline(always)]
    fn multiply_frequency<S: Simd>(
        &self,
        simd: S,
        frequency: usize,
        chunks: Range<usize>,
        weights: Transformed<'_>,
        products: &mut [f32],
    ) {
        let vectors = self.block.tiles.len().div_ceil(S::F32_LANES);
        let pitch = vectors * S::F32_LANES;
        let depth = (chunks.end * DEPTH).min(self.kernel.inputs) - chunks.start * DEPTH;
        let streamed = self.kernel.chunks() > BLOCK_CHUNKS;
        for panel in 0..vectors.div_ceil(PANEL) {
            let chunk_pitch = self.block.chunk_pitch;
            let start = chunks.start * chunk_pitch + panel_start::<S>(panel) + frequency * frequency_pitch::<S>();
            for group in 0..self.groups.len() {
                let ahead = streamed.then_some(frequency_pitch::<S>() + group * frequency_pitch::<S>() / BLOCK_GROUPS);
                let tiles = Packed { values: &self.inputs[start..], pitch: chunk_pitch, ahead };
                let weights = weights.group(group, frequency);
                let values = &mut products[group * GROUP * pitch + panel * PANEL * S::F32_LANES..];
                let accumulate = chunks.start > 0;
                if accumulate {
                    // The sums of the next group, which may have left the first-level cache.
                    for row in GROUP..2 * GROUP {
                        prefetch(values.as_ptr().wrapping_add(row * pitch), PANEL * S::F32_LANES);
                    }
                }
                let products = Products { values, pitch, accumulate };
                multiply(simd, PANEL.min(vectors - panel * PANEL), depth, weights, tiles, products);
            }
        }
    }
}

/// Transforms the products of one vector of tiles back, to four lines of `line_pitch`.
#[inline(always)]
fn transform_products<S: Simd>(
    simd: S,
    products: &[f32],
    frequency_pitch: usize,
    bias: S::f32s,
    activation: Activation,
    lines: &mut [f32],
    line_pitch: usize,
) {
    // Neither columns nor rows in a loop, which would take the vectors through memory.
    let columns = [
        transform_column(simd, products, frequency_pitch, 0),
        transform_column(simd, products, frequency_pitch, 1),
        transform_column(simd, products, frequency_pitch, 2),
        transform_column(simd, products, frequency_pitch, 3),
        transform_column(simd, products, frequency_pitch, 4),
        transform_column(simd, products, frequency_pitch, 5),
    ];
    transform_row::<S, 0>(simd, &columns, bias, activation, lines);
    transform_row::<S, 1>(simd, &columns, bias, activation, &mut lines[line_pitch..]);
    transform_row::<S, 2>(simd, &columns, bias, activation, &mut lines[2 * line_pitch..]);
    transform_row::<S, 3>(simd, &columns, bias, activation, &mut lines[3 * line_pitch..]);
}

/// Transforms the products of one column of frequencies.
#[inline(always)]
fn transform_column<S: Simd>(
    simd: S,
    products: &[f32],
    frequency_pitch: usize,
    column: usize,
) -> [S::f32s; OUTPUT_SIDE] {
    let product = |row: usize| load::<S>(products, (row * INPUT_SIDE + column) * frequency_pitch);
    output_side(simd, [product(0), product(1), product(2), product(3), product(4), product(5)])
}

/// Transforms one row of transformed columns to outputs.
#[inline(always)]
fn transform_row<S: Simd, const ROW: usize>(
    simd: S,
    columns: &[[S::f32s; OUTPUT_SIDE]; INPUT_SIDE],
    bias: S::f32s,
    activation: Activation,
    line: &mut [f32],
) {
    let [a, b, c, d, e, f] = columns;
    let mut values = output_side(simd, [a[ROW], b[ROW], c[ROW], d[ROW], e[ROW], f[ROW]]);
    for value in &mut values {
        *value = simd.add_f32s(*value, bias);
        if activation == Activation::Relu {
            *value = simd.max_f32s(*value, simd.splat_f32s(0.0));
        }
    }
    for (index, &value) in simd.interleave_shfl_f32s(values).iter().enumerate() {
        store::<S>(line, index * S::F32_LANES, value);
    }
}
