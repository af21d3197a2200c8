//! The weights of a 3x3 convolution in the order in which blocks of them are transformed.

use std::ops::Range;

use pulp::Simd;

use super::SKEW;
use super::winograd::{FREQUENCIES, kernel_side};
use crate::kernels::multiply::GROUP;
use crate::kernels::simd::{load, store};

/// Output channels in one block of weights.
pub(super) const OUTPUT_BLOCK: usize = 64;
/// Input channels in one block of weights.
pub(super) const INPUT_BLOCK: usize = 64;
/// The longest vector that any instruction set has.
const LONGEST_VECTOR: usize = 16;
const TAPS: usize = 9;

/// The weights of a 3x3 convolution, in blocks of up to [`OUTPUT_BLOCK`] x [`INPUT_BLOCK`] channels.
///
/// Kept are the nine taps and not the 36 transformed values: transforming a block anew takes a few percent of the
/// time of its products with a block of tiles, and a quarter of the memory has to be kept and read.
pub(super) struct Kernel {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    /// Row after row of blocks that compute the same outputs.
    blocks: Vec<KernelBlock>,
}

/// One block of a [`Kernel`].
pub(super) struct KernelBlock {
    /// The input channels of the block.
    pub(super) inputs: Range<usize>,
    /// The number of groups of output channels.
    pub(super) groups: usize,
    /// From one tap or frequency to the next.
    pub(super) pitch: usize,
    /// `[tap][group][input][output in the group]`; outputs beyond the last are zero.
    taps: Vec<f32>,
}

impl Kernel {
    /// Packs the weights that `weight(output, input, tap)` gives.
    pub(super) fn pack(outputs: usize, inputs: usize, weight: impl Fn(usize, usize, usize) -> f32) -> Self {
        let blocks = (0..outputs).step_by(OUTPUT_BLOCK).flat_map(|first_output| {
            let groups = (outputs - first_output).min(OUTPUT_BLOCK).div_ceil(GROUP);
            let weight = &weight;
            input_blocks(inputs).map(move |block| {
                KernelBlock::pack(block, groups, |lane, input, tap| {
                    let output = first_output + lane;
                    if output < outputs { weight(output, input, tap) } else { 0.0 }
                })
            })
        });
        Self { inputs, outputs, blocks: blocks.collect() }
    }

    /// The kernel of the gradient for the input: turned by 180 degrees, the channel axes swapped.
    pub(super) fn transposed(&self) -> Self {
        Self::pack(self.inputs, self.outputs, |output, input, tap| self.weight(input, output, TAPS - 1 - tap))
    }

    /// One weight.
    fn weight(&self, output: usize, input: usize, tap: usize) -> f32 {
        let block = &self.blocks(output)[input / INPUT_BLOCK];
        block.taps[block.place(output % OUTPUT_BLOCK, input % INPUT_BLOCK, tap)]
    }

    /// The bytes kept.
    pub(super) fn memory_bytes(&self) -> usize {
        self.blocks.iter().map(|block| size_of_val(block.taps.as_slice())).sum()
    }

    /// The blocks of weights of `output` and the outputs in one row of blocks with it, in the order of their inputs.
    pub(super) fn blocks(&self, output: usize) -> &[KernelBlock] {
        let count = self.inputs.div_ceil(INPUT_BLOCK);
        &self.blocks[output / OUTPUT_BLOCK * count..][..count]
    }

    /// The longest that a transformed block gets.
    pub(super) fn transformed_len(&self) -> usize {
        FREQUENCIES * self.blocks.iter().map(|block| block.pitch).max().unwrap_or(0)
    }
}

impl KernelBlock {
    fn pack(inputs: Range<usize>, groups: usize, weight: impl Fn(usize, usize, usize) -> f32) -> Self {
        let pitch = (groups * inputs.len() * GROUP).next_multiple_of(LONGEST_VECTOR) + SKEW;
        let mut block = Self { groups, pitch, taps: vec![0.0; TAPS * pitch], inputs: inputs.clone() };
        for tap in 0..TAPS {
            for output in 0..groups * GROUP {
                for (index, input) in inputs.clone().enumerate() {
                    let place = block.place(output, index, tap);
                    block.taps[place] = weight(output, input, tap);
                }
            }
        }
        block
    }

    /// Where a weight lies; `output` and `input` count from the beginning of the block.
    fn place(&self, output: usize, input: usize, tap: usize) -> usize {
        tap * self.pitch + (output / GROUP * self.inputs.len() + input) * GROUP + output % GROUP
    }

    /// Transforms the block to `[frequency][group][input][output in the group]`; a frequency is `pitch` long.
    #[inline(always)]
    pub(super) fn transform<S: Simd>(&self, simd: S, transformed: &mut [f32]) {
        let zero = simd.splat_f32s(0.0);
        for start in (0..self.groups * self.inputs.len() * GROUP).step_by(S::F32_LANES) {
            let mut columns = [[zero; 6]; 3];
            for (x, column) in columns.iter_mut().enumerate() {
                let mut taps = [zero; 3];
                for (y, tap) in taps.iter_mut().enumerate() {
                    *tap = load::<S>(&self.taps, (3 * y + x) * self.pitch + start);
                }
                *column = kernel_side(simd, taps);
            }
            for row in 0..6 {
                let values = kernel_side(simd, [columns[0][row], columns[1][row], columns[2][row]]);
                for (column, value) in values.into_iter().enumerate() {
                    store::<S>(transformed, (row * 6 + column) * self.pitch + start, value);
                }
            }
        }
    }
}

/// The blocks into which input channels are cut.
pub(super) fn input_blocks(inputs: usize) -> impl Iterator<Item = Range<usize>> {
    (0..inputs).step_by(INPUT_BLOCK).map(move |first| first..(first + INPUT_BLOCK).min(inputs))
}
