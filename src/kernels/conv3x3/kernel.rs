//! The weights of a 3x3 convolution in the order in which blocks of them are transformed.

use std::ops::Range;

use pulp::Simd;

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
/// A block is `[tap][group of outputs][input][output in the group]`; outputs beyond the last are zero. Kept are the
/// nine taps and not the 36 transformed values: transforming a block anew takes a few percent of the time of its
/// products with a block of tiles, and a quarter of the memory has to be kept and read.
pub(super) struct Kernel {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    packed: Vec<f32>,
}

/// One block of a [`Kernel`].
#[derive(Clone)]
pub(super) struct KernelBlock<'a> {
    /// The input channels of the block.
    pub(super) inputs: Range<usize>,
    /// The number of groups of output channels.
    pub(super) groups: usize,
    /// Values of one tap, rounded up to whole vectors.
    pub(super) pitch: usize,
    taps: &'a [f32],
}

impl Kernel {
    /// Packs the weights that `weight(output, input, tap)` gives.
    pub(super) fn pack(outputs: usize, inputs: usize, weight: impl Fn(usize, usize, usize) -> f32) -> Self {
        let mut packed = Vec::new();
        for first_output in (0..outputs).step_by(OUTPUT_BLOCK) {
            for block in input_blocks(inputs) {
                let groups = groups_of_block(outputs, first_output);
                let pitch = block_pitch(groups, block.len());
                for tap in 0..TAPS {
                    let end = packed.len() + pitch;
                    for group in 0..groups {
                        for input in block.clone() {
                            packed.extend((0..GROUP).map(|lane| {
                                let output = first_output + group * GROUP + lane;
                                if output < outputs { weight(output, input, tap) } else { 0.0 }
                            }));
                        }
                    }
                    packed.resize(end, 0.0);
                }
            }
        }
        packed.shrink_to_fit();
        Self { inputs, outputs, packed }
    }

    /// The bytes kept.
    pub(super) fn memory_bytes(&self) -> usize {
        size_of_val(self.packed.as_slice())
    }

    /// The blocks of weights for the output channels from `first_output` on, in the order of their inputs.
    pub(super) fn blocks(&self, first_output: usize) -> impl Iterator<Item = KernelBlock<'_>> {
        let groups = groups_of_block(self.outputs, first_output);
        let row_len =
            |groups| input_blocks(self.inputs).map(|block| TAPS * block_pitch(groups, block.len())).sum::<usize>();
        let mut start = first_output / OUTPUT_BLOCK * row_len(OUTPUT_BLOCK / GROUP);
        input_blocks(self.inputs).map(move |inputs| {
            let pitch = block_pitch(groups, inputs.len());
            let taps = &self.packed[start..][..TAPS * pitch];
            start += taps.len();
            KernelBlock { inputs, groups, pitch, taps }
        })
    }
}

impl KernelBlock<'_> {
    /// Transforms the block to `[frequency][group][input][output in the group]`; a frequency is `pitch` long.
    #[inline(always)]
    pub(super) fn transform<S: Simd>(&self, simd: S, transformed: &mut [f32]) {
        let zero = simd.splat_f32s(0.0);
        for start in (0..self.pitch).step_by(S::F32_LANES) {
            let mut columns = [[zero; 6]; 3];
            for (x, column) in columns.iter_mut().enumerate() {
                let mut taps = [zero; 3];
                for (y, tap) in taps.iter_mut().enumerate() {
                    *tap = load::<S>(self.taps, (3 * y + x) * self.pitch + start);
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

/// The longest a transformed block gets.
pub(super) fn transformed_len(kernel: &Kernel) -> usize {
    FREQUENCIES * block_pitch(groups_of_block(kernel.outputs, 0), kernel.inputs.min(INPUT_BLOCK))
}

/// The blocks into which input channels are cut.
pub(super) fn input_blocks(inputs: usize) -> impl Iterator<Item = Range<usize>> {
    (0..inputs).step_by(INPUT_BLOCK).map(move |first| first..(first + INPUT_BLOCK).min(inputs))
}

fn groups_of_block(outputs: usize, first_output: usize) -> usize {
    (outputs - first_output).min(OUTPUT_BLOCK).div_ceil(GROUP)
}

fn block_pitch(groups: usize, inputs: usize) -> usize {
    (groups * inputs * GROUP).next_multiple_of(LONGEST_VECTOR)
}
