//! The weights of a 3x3 convolution in the order in which they are transformed.

use std::ops::Range;

use pulp::Simd;

use super::transforms::{FREQUENCIES, INPUT_SIDE, kernel_side};
use crate::kernels::memory::Aligned;
use crate::kernels::multiply::{DEPTH, GROUP, Packed};
use crate::kernels::simd::{load, store};

/// Taps along one side of a kernel.
pub(in crate::kernels::conv3x3) const KERNEL_SIDE: usize = 3;
/// All taps.
pub(in crate::kernels::conv3x3) const TAPS: usize = KERNEL_SIDE * KERNEL_SIDE;

/// The weights of one tap, or one frequency, between a group of outputs and a chunk of inputs.
const PATCH: usize = DEPTH * GROUP;

/// Pairs of an input and an output whose taps lie next to each other: as many as the longest vectors have lanes, so
/// that transforming them reads memory from one end to the other.
const SLOT: usize = 16;

/// The weights of a 3x3 convolution, `[group of outputs][chunk of inputs][slot of pairs][tap][pair]`, where the pairs
/// of a group and a chunk are `[input][output]`; zeros where there are no more outputs or inputs.
///
/// Kept are the nine taps and not the 36 transformed values: transforming them anew for every block of tiles takes a
/// few percent of the time of their products, and a quarter of the memory has to be kept and read.
pub(in crate::kernels::conv3x3) struct Kernel {
    pub(in crate::kernels::conv3x3) inputs: usize,
    pub(in crate::kernels::conv3x3) outputs: usize,
    taps: Aligned,
}

impl Kernel {
    /// Packs the weights that `weight(output, input, tap)` gives.
    pub(in crate::kernels::conv3x3) fn pack(
        outputs: usize,
        inputs: usize,
        weight: impl Fn(usize, usize, usize) -> f32,
    ) -> Self {
        let len = outputs.div_ceil(GROUP) * inputs.div_ceil(DEPTH) * TAPS * PATCH;
        let mut kernel = Self { inputs, outputs, taps: Aligned::zeros(len) };
        for output in 0..outputs {
            for input in 0..inputs {
                for tap in 0..TAPS {
                    let place = kernel.place(output, input, tap);
                    kernel.taps[place] = weight(output, input, tap);
                }
            }
        }
        kernel
    }

    /// The same turned by 180 degrees, its channel axes swapped: the gradient for the input is a convolution with it.
    pub(in crate::kernels::conv3x3) fn turned(&self) -> Self {
        Self::pack(self.inputs, self.outputs, |output, input, tap| self.weight(input, output, TAPS - 1 - tap))
    }

    /// One weight.
    fn weight(&self, output: usize, input: usize, tap: usize) -> f32 {
        self.taps[self.place(output, input, tap)]
    }

    fn place(&self, output: usize, input: usize, tap: usize) -> usize {
        let pair = input % DEPTH * GROUP + output % GROUP;
        let patch = output / GROUP * self.chunks() + input / DEPTH;
        patch * TAPS * PATCH + (pair / SLOT * TAPS + tap) * SLOT + pair % SLOT
    }

    /// The number of chunks of inputs.
    pub(super) fn chunks(&self) -> usize {
        self.inputs.div_ceil(DEPTH)
    }

    /// The number of groups of outputs.
    pub(super) fn groups(&self) -> usize {
        self.outputs.div_ceil(GROUP)
    }

    /// Copies the weights of one tap between a group of outputs and a chunk of inputs, `[input][output]`.
    #[inline(always)]
    pub(in crate::kernels::conv3x3) fn copy_tap(&self, group: usize, chunk: usize, tap: usize, target: &mut [f32]) {
        let patch = &self.taps[(group * self.chunks() + chunk) * TAPS * PATCH..][..TAPS * PATCH];
        let slots = patch.chunks_exact(TAPS * SLOT);
        for (target, slot) in target.chunks_exact_mut(SLOT).zip(slots) {
            target.copy_from_slice(&slot[tap * SLOT..][..SLOT]);
        }
    }

    /// The bytes kept.
    pub(in crate::kernels::conv3x3) fn memory_bytes(&self) -> usize {
        size_of_val::<[f32]>(&self.taps)
    }

    /// Transforms the weights of some groups and chunks to `[frequency][group][input][output]`, for [`Transformed`].
    #[inline(always)]
    pub(super) fn transform<S: Simd>(
        &self,
        simd: S,
        groups: Range<usize>,
        chunks: Range<usize>,
        transformed: &mut [f32],
    ) {
        let pitch = frequency_pitch(groups.len(), chunks.len());
        let mut place = 0;
        for group in groups {
            let first = group * self.chunks();
            let taps = &self.taps[(first + chunks.start) * TAPS * PATCH..(first + chunks.end) * TAPS * PATCH];
            for taps in taps.chunks_exact(TAPS * PATCH) {
                transform_patch(simd, taps, &mut transformed[place..], pitch);
                place += PATCH;
            }
        }
    }
}

/// Weights of some groups and chunks that [`Kernel::transform`] transformed. What one frequency reads lies together.
#[derive(Clone, Copy)]
pub(super) struct Transformed<'a> {
    pub(super) values: &'a [f32],
    pub(super) groups: usize,
    pub(super) chunks: usize,
}

impl<'a> Transformed<'a> {
    /// The length of the values of so many groups and chunks.
    pub(super) fn len(groups: usize, chunks: usize) -> usize {
        FREQUENCIES * frequency_pitch(groups, chunks)
    }

    /// The weights of one frequency and group, `[input][output]`.
    #[inline(always)]
    pub(super) fn group(self, group: usize, frequency: usize) -> Packed<'a> {
        let start = frequency * frequency_pitch(self.groups, self.chunks) + group * self.chunks * PATCH;
        Packed::dense(&self.values[start..][..self.chunks * PATCH], GROUP)
    }
}

/// From one frequency of transformed weights to the next; a cache line more than needed, lest all frequencies fall on the
/// same ones.
#[inline(always)]
fn frequency_pitch(groups: usize, chunks: usize) -> usize {
    groups * chunks * PATCH + SLOT
}

/// Transforms `[slot][tap][pair]` to `[frequency][slot][pair]`, with `pitch` from one frequency to the next.
#[inline(always)]
fn transform_patch<S: Simd>(simd: S, taps: &[f32], transformed: &mut [f32], pitch: usize) {
    for start in (0..PATCH).step_by(S::F32_LANES) {
        let taps = &taps[start / SLOT * TAPS * SLOT + start % SLOT..];
        // Rows one by one and not in a loop, which would take the vectors through memory.
        let columns =
            [transform_column(simd, taps, 0), transform_column(simd, taps, 1), transform_column(simd, taps, 2)];
        let transformed = &mut transformed[start..];
        transform_row::<S, 0>(simd, &columns, transformed, pitch);
        transform_row::<S, 1>(simd, &columns, transformed, pitch);
        transform_row::<S, 2>(simd, &columns, transformed, pitch);
        transform_row::<S, 3>(simd, &columns, transformed, pitch);
        transform_row::<S, 4>(simd, &columns, transformed, pitch);
        transform_row::<S, 5>(simd, &columns, transformed, pitch);
    }
}

/// Transforms the taps of one column of a kernel, `[tap][pair]`.
#[inline(always)]
fn transform_column<S: Simd>(simd: S, taps: &[f32], column: usize) -> [S::f32s; INPUT_SIDE] {
    let tap = |row: usize| load::<S>(taps, (KERNEL_SIDE * row + column) * SLOT);
    kernel_side(simd, [tap(0), tap(1), tap(2)])
}

/// Transforms one row of three transformed columns.
#[inline(always)]
fn transform_row<S: Simd, const ROW: usize>(
    simd: S,
    columns: &[[S::f32s; INPUT_SIDE]; KERNEL_SIDE],
    transformed: &mut [f32],
    pitch: usize,
) {
    let row = kernel_side(simd, [columns[0][ROW], columns[1][ROW], columns[2][ROW]]);
    for (column, &value) in row.iter().enumerate() {
        store::<S>(transformed, (ROW * INPUT_SIDE + column) * pitch, value);
    }
}
