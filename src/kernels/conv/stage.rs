//! One block of outputs, for one thread and any instruction set.

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::form::ConvForm;
use super::patch::Patch;
use crate::kernels::Activation;
use crate::kernels::MapShape;
use crate::kernels::shared::SharedSlice;
use crate::kernels::simd::store;

/// Rows of outputs in one block.
pub(super) const BLOCK_ROWS: usize = 4;
/// Columns of outputs in one block at most: whole panels of the longest vectors. The patch of 64 channels with stride 2
/// has 300 kB, that of 32 channels under a 9x9 kernel 210 kB.
pub(super) const BLOCK_COLUMNS: usize = 128;
/// Outputs that are computed together where there are many.
const MANY: usize = 8;
/// Outputs that are computed together where there are few: the colours of a picture.
const FEW: usize = 3;
/// Vectors of columns that are computed together.
const VECTORS: usize = 2;

/// How many of so many outputs are computed together.
pub(super) fn group(outputs: usize) -> usize {
    if outputs <= FEW { FEW } else { MANY }
}

/// Computes all outputs of some rows and columns.
pub(super) struct ConvolveBlock<'a> {
    pub(super) form: ConvForm,
    /// `[group of outputs][input][tap][output in the group]`, see [`group`].
    pub(super) weights: &'a [f32],
    /// One for each output.
    pub(super) bias: &'a [f32],
    pub(super) input: &'a [f32],
    pub(super) shape: MapShape,
    pub(super) output: &'a SharedSlice<'a>,
    pub(super) rows: Range<usize>,
    pub(super) columns: Range<usize>,
    pub(super) activation: Activation,
}

impl WithSimd for ConvolveBlock<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let ConvForm { side, stride, padding, border, outputs, .. } = self.form;
        let start = |first: usize| (first * stride) as isize - border as isize;
        let columns = self.columns.len().next_multiple_of(VECTORS * S::F32_LANES);
        let rows = (start(self.rows.start), (BLOCK_ROWS - 1) * stride + side);
        let columns = (start(self.columns.start), columns, side);
        let patch = Patch::gather(self.input, self.shape, padding, rows, columns, stride);
        // As many sums as there are registers for, with as many factors as possible for each value that is loaded.
        let many_registers = const { S::REGISTER_COUNT >= 32 };
        match (group(outputs), many_registers) {
            (FEW, true) => self.convolve::<S, 4, FEW, FEW>(simd, &patch),
            (FEW, false) => self.convolve::<S, 2, FEW, FEW>(simd, &patch),
            (_, true) => self.convolve::<S, 1, MANY, MANY>(simd, &patch),
            (_, false) => self.convolve::<S, 1, { MANY / 2 }, MANY>(simd, &patch),
        }
    }
}

impl ConvolveBlock<'_> {
    /// Computes the block, `ROWS` rows and `OUTPUTS` of the `GROUP` outputs that lie together at a time.
    #[inline(always)]
    fn convolve<S: Simd, const ROWS: usize, const OUTPUTS: usize, const GROUP: usize>(&self, simd: S, patch: &Patch) {
        let outputs = self.form.outputs;
        for first in (0..outputs).step_by(OUTPUTS) {
            for row in (0..self.rows.len()).step_by(ROWS) {
                for column in (0..self.columns.len()).step_by(VECTORS * S::F32_LANES) {
                    let sums = self.sums::<S, ROWS, OUTPUTS, GROUP>(simd, patch, first, row, column);
                    for (y, sums) in (row..self.rows.len()).zip(&sums) {
                        for (output, sums) in (first..outputs).zip(sums) {
                            self.write(simd, output, y, column, sums);
                        }
                    }
                }
            }
        }
    }

    /// The sums over all inputs and taps.
    #[inline(always)]
    fn sums<S: Simd, const ROWS: usize, const OUTPUTS: usize, const GROUP: usize>(
        &self,
        simd: S,
        patch: &Patch,
        first: usize,
        row: usize,
        column: usize,
    ) -> [[[S::f32s; VECTORS]; OUTPUTS]; ROWS] {
        let ConvForm { inputs, side, stride, .. } = self.form;
        let taps = inputs * side * side;
        let mut weights = self.weights[first / GROUP * taps * GROUP..][..taps * GROUP].as_chunks::<GROUP>().0.iter();
        let mut sums = [[[simd.splat_f32s(0.0); VECTORS]; OUTPUTS]; ROWS];
        for input in 0..inputs {
            for y in 0..side {
                let mut lines = [&[][..]; ROWS];
                for (index, line) in lines.iter_mut().enumerate() {
                    *line = patch.row(input, (row + index) * stride + y);
                }
                for (x, weights) in (0..side).zip(&mut weights) {
                    let weights = weights[first % GROUP..].first_chunk::<OUTPUTS>();
                    let factors = weights.expect("the outputs lie in the group").map(
                        #[inline(always)]
                        |weight| simd.splat_f32s(weight),
                    );
                    let place = patch.tap(x) + column;
                    for (line, sums) in lines.iter().zip(&mut sums) {
                        let values = S::as_simd_f32s(&line[place..][..VECTORS * S::F32_LANES]).0;
                        let &[value, next] = values.first_chunk::<VECTORS>().expect("as many were taken");
                        for (&factor, [sum, next_sum]) in factors.iter().zip(sums) {
                            *sum = simd.mul_add_e_f32s(factor, value, *sum);
                            *next_sum = simd.mul_add_e_f32s(factor, next, *next_sum);
                        }
                    }
                }
            }
        }
        sums
    }

    /// Writes a panel of one output and row, with the bias and the activation.
    #[inline(always)]
    fn write<S: Simd>(&self, simd: S, output: usize, y: usize, column: usize, sums: &[S::f32s; VECTORS]) {
        let shape = self.form.output_shape(self.shape);
        let bias = simd.splat_f32s(self.bias[output]);
        let mut line = [0.0; BLOCK_COLUMNS];
        for (vector, &sum) in sums.iter().enumerate() {
            let mut value = simd.add_f32s(sum, bias);
            if self.activation == Activation::Relu {
                value = simd.max_f32s(value, simd.splat_f32s(0.0));
            }
            store::<S>(&mut line, vector * S::F32_LANES, value);
        }
        let len = (VECTORS * S::F32_LANES).min(self.columns.len() - column);
        let place = output * shape.positions() + (self.rows.start + y) * shape.width + self.columns.start + column;
        // SAFETY: blocks of rows and columns are disjoint, and each panel of a block is written once.
        #[allow(unsafe_code)]
        let target = unsafe { self.output.part(place, len) };
        target.copy_from_slice(&line[..len]);
    }
}
