//! One pass of a convolution over a map, forwards or backwards, block by block of tiles.
//!
//! A block of tiles goes through three stages: its inputs are transformed, multiplied by the transformed weights
//! (36 matrix products, one for each frequency), and the products transformed back. Blocks are small enough for the
//! operands of each stage to stay in the second-level cache.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::kernel::{Kernel, OUTPUT_BLOCK, input_blocks};
use super::tiles::{Patch, Source, TileGrid};
use super::winograd::{FREQUENCIES, INPUT_SIDE, OUTPUT_SIDE, input_side, output_side};
use super::{Activation, SKEW};
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::multiply::{GROUP, PANEL, multiply};
use crate::kernels::scratch::Scratch;
use crate::kernels::shared::SharedSlice;
use crate::kernels::simd::{load, store};

/// Tiles in one block.
const BLOCK_TILES: usize = 64;
/// Blocks for each thread from which on threads take whole blocks and not channels of one block.
const BLOCKS_PER_THREAD: usize = 4;
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
        let tiles = self.grid.tiles();
        let blocks = tiles.div_ceil(BLOCK_TILES);
        let output = SharedSlice::new(output);
        if blocks >= BLOCKS_PER_THREAD * rayon::current_num_threads() {
            (0..blocks).into_par_iter().with_max_len(1).try_for_each(|block| {
                let block = self.block(block);
                let mut inputs = Scratch::take(self.inputs_len());
                let mut rest = inputs.as_mut();
                for channels in input_blocks(self.kernel.inputs) {
                    let (part, after) = rest.split_at_mut(self.frequency_pitch(channels.len()) * FREQUENCIES);
                    self.transform_inputs(&block, channels, part, cancel)?;
                    rest = after;
                }
                for first_output in (0..self.kernel.outputs).step_by(OUTPUT_BLOCK) {
                    self.multiply_block(&block, first_output, &inputs, &output, cancel)?;
                }
                Ok(())
            })
        } else {
            let mut inputs = Scratch::take(self.inputs_len());
            for block in 0..blocks {
                let block = self.block(block);
                let mut parts = Vec::new();
                let mut rest = inputs.as_mut();
                for channels in input_blocks(self.kernel.inputs) {
                    let (part, after) = rest.split_at_mut(self.frequency_pitch(channels.len()) * FREQUENCIES);
                    parts.push((channels, part));
                    rest = after;
                }
                parts
                    .into_par_iter()
                    .with_max_len(1)
                    .try_for_each(|(channels, part)| self.transform_inputs(&block, channels, part, cancel))?;
                (0..self.kernel.outputs)
                    .into_par_iter()
                    .step_by(OUTPUT_BLOCK)
                    .with_max_len(1)
                    .try_for_each(|first_output| self.multiply_block(&block, first_output, &inputs, &output, cancel))?;
            }
            Ok(())
        }
    }

    fn block(&self, index: usize) -> Range<usize> {
        let first = index * BLOCK_TILES;
        first..(first + BLOCK_TILES).min(self.grid.tiles())
    }

    /// From one frequency of transformed inputs to the next in a block of `channels`.
    fn frequency_pitch(&self, channels: usize) -> usize {
        channels * BLOCK_TILES + SKEW
    }

    fn inputs_len(&self) -> usize {
        input_blocks(self.kernel.inputs).map(|channels| self.frequency_pitch(channels.len()) * FREQUENCIES).sum()
    }

    fn transform_inputs(
        &self,
        block: &Range<usize>,
        channels: Range<usize>,
        inputs: &mut [f32],
        cancel: &CancelToken,
    ) -> Result<()> {
        cancel.check()?;
        self.arch.dispatch(TransformInputs { pass: self, block, channels, inputs });
        Ok(())
    }

    fn multiply_block(
        &self,
        block: &Range<usize>,
        first_output: usize,
        inputs: &[f32],
        output: &SharedSlice<'_>,
        cancel: &CancelToken,
    ) -> Result<()> {
        cancel.check()?;
        self.arch.dispatch(MultiplyBlock { pass: self, block, first_output, inputs, output });
        Ok(())
    }
}

/// Transforms some channels of a block's inputs to `[frequency][panel][channel][tile]`.
struct TransformInputs<'a> {
    pass: &'a Pass<'a>,
    block: &'a Range<usize>,
    channels: Range<usize>,
    inputs: &'a mut [f32],
}

impl WithSimd for TransformInputs<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { pass, block, channels, inputs } = self;
        let vectors = block.len().div_ceil(S::F32_LANES);
        let mut values = Scratch::take(Patch::len(vectors * S::F32_LANES));
        let mut patch = Patch::new(&mut values);
        let frequency_pitch = pass.frequency_pitch(channels.len());
        for (index, channel) in channels.clone().enumerate() {
            pass.grid.gather(block.clone(), pass.source, channel, &mut patch);
            for vector in 0..vectors {
                let panel = vector / PANEL;
                let panel_vectors = PANEL.min(vectors - panel * PANEL);
                let offset = (panel * PANEL * channels.len() + index * panel_vectors + vector % PANEL) * S::F32_LANES;
                transform_tiles(simd, &patch, vector, frequency_pitch, &mut inputs[offset..]);
            }
        }
    }
}

/// Transforms one vector of tiles.
#[inline(always)]
fn transform_tiles<S: Simd>(simd: S, patch: &Patch<'_>, vector: usize, frequency_pitch: usize, inputs: &mut [f32]) {
    let zero = simd.splat_f32s(0.0);
    let mut rows = [[zero; INPUT_SIDE]; INPUT_SIDE];
    for (row, values) in rows.iter_mut().enumerate() {
        *values = input_side(simd, patch.row(simd, row, vector * S::F32_LANES));
    }
    for column in 0..INPUT_SIDE {
        let mut values = [zero; INPUT_SIDE];
        for (value, row) in values.iter_mut().zip(&rows) {
            *value = row[column];
        }
        for (row, value) in input_side(simd, values).into_iter().enumerate() {
            store::<S>(inputs, (row * INPUT_SIDE + column) * frequency_pitch, value);
        }
    }
}

/// Computes one block of output channels of a block of tiles.
struct MultiplyBlock<'a> {
    pass: &'a Pass<'a>,
    block: &'a Range<usize>,
    first_output: usize,
    inputs: &'a [f32],
    output: &'a SharedSlice<'a>,
}

impl WithSimd for MultiplyBlock<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { pass, block, first_output, mut inputs, output } = self;
        let vectors = block.len().div_ceil(S::F32_LANES);
        let pitch = vectors * S::F32_LANES;
        let products_pitch = OUTPUT_BLOCK * pitch + SKEW;
        let mut products = Scratch::take(products_pitch * FREQUENCIES);
        let mut weights = Scratch::take(pass.kernel.transformed_len());
        for (index, kernel) in pass.kernel.blocks(first_output).iter().enumerate() {
            kernel.transform(simd, &mut weights);
            let channels = kernel.inputs.len();
            let frequency_pitch = pass.frequency_pitch(channels);
            let (part, rest) = inputs.split_at(frequency_pitch * FREQUENCIES);
            inputs = rest;
            for frequency in 0..FREQUENCIES {
                let weights = &weights[frequency * kernel.pitch..][..kernel.groups * channels * GROUP];
                for first in (0..vectors).step_by(PANEL) {
                    let panel_vectors = PANEL.min(vectors - first);
                    let tiles = &part[frequency * frequency_pitch + first * channels * S::F32_LANES..]
                        [..panel_vectors * channels * S::F32_LANES];
                    for group in 0..kernel.groups {
                        let weights = &weights[group * channels * GROUP..][..channels * GROUP];
                        let start = frequency * products_pitch + group * GROUP * pitch + first * S::F32_LANES;
                        multiply(simd, panel_vectors, weights, tiles, &mut products[start..], pitch, index > 0);
                    }
                }
            }
        }
        let mut lines = Scratch::take(OUTPUT_SIDE * OUTPUT_SIDE * pitch);
        for (index, channel) in (first_output..(first_output + OUTPUT_BLOCK).min(pass.kernel.outputs)).enumerate() {
            let bias = simd.splat_f32s(pass.bias.map_or(0.0, |bias| bias[channel]));
            for vector in 0..vectors {
                let products = &products[index * pitch + vector * S::F32_LANES..];
                let lines = &mut lines[vector * OUTPUT_SIDE * S::F32_LANES..];
                transform_products(simd, products, products_pitch, bias, pass.activation, lines, OUTPUT_SIDE * pitch);
            }
            // SAFETY: tile blocks are disjoint, and so are blocks of output channels; each pair is computed once.
            #[allow(unsafe_code)]
            unsafe {
                pass.grid.scatter(block.clone(), &lines, OUTPUT_SIDE * pitch, channel, output);
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
    let zero = simd.splat_f32s(0.0);
    let mut columns = [[zero; OUTPUT_SIDE]; INPUT_SIDE];
    for (column, values) in columns.iter_mut().enumerate() {
        let mut frequencies = [zero; INPUT_SIDE];
        for (row, product) in frequencies.iter_mut().enumerate() {
            *product = load::<S>(products, (row * INPUT_SIDE + column) * frequency_pitch);
        }
        *values = output_side(simd, frequencies);
    }
    for row in 0..OUTPUT_SIDE {
        let mut values = [zero; INPUT_SIDE];
        for (value, column) in values.iter_mut().zip(&columns) {
            *value = column[row];
        }
        let mut values = output_side(simd, values);
        for value in &mut values {
            *value = simd.add_f32s(*value, bias);
            if activation == Activation::Relu {
                *value = simd.max_f32s(*value, zero);
            }
        }
        for (index, value) in simd.interleave_shfl_f32s(values).into_iter().enumerate() {
            store::<S>(lines, row * line_pitch + index * S::F32_LANES, value);
        }
    }
}
