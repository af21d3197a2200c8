//! The gradient for the weights of a convolution: for each output, input and tap the product of the gradient for the
//! output and the input that the tap reads, summed over all positions.
//!
//! Positions are cut into blocks. The gradients of a block are packed once, with several outputs next to each other, so
//! that the micro-kernel multiplies them by single inputs, which it reads where they lie in the patch that the forward
//! pass uses too. Blocks are summed in slices, and the slices at the end; the cut depends on the shapes alone, never on
//! the number of threads.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::form::ConvForm;
use super::patch::Patch;
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::MapShape;
use crate::kernels::memory::Scratch;
use crate::kernels::simd::{load, store};

/// Rows of outputs in one block.
const BLOCK_ROWS: usize = 4;
/// Columns of outputs in one block at most. The packed gradients of a block, 32 kB for two of the longest vectors of
/// outputs, stay in the first-level cache while they meet all inputs and taps.
const BLOCK_COLUMNS: usize = 64;
/// Inputs and taps whose products are summed together: all taps of a 3x3 kernel, or a row of a 9x9 kernel.
const GROUP: usize = 9;
/// Inputs that one piece of work takes at most.
const CHUNK_INPUTS: usize = 32;
/// Pieces into which the work is cut, where it is large enough.
const PIECES: usize = 16;
/// Outputs that are worked on together when the slices are summed.
const OUTPUTS_TOGETHER: usize = 16;

/// Adds the gradient of `<convolution(input), output_gradient>` for the weights `[O, I, side, side]` to
/// `weight_gradient`, for an `input` `[I, H, W]` of `shape` and an `output_gradient` `[O, h, w]`.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled); `weight_gradient` then stays as it was.
///
/// # Panics
/// If a slice does not have its shape.
pub fn add_weight_gradient(
    form: ConvForm,
    input: &[f32],
    shape: MapShape,
    output_gradient: &[f32],
    weight_gradient: &mut [f32],
    cancel: &CancelToken,
) -> Result<()> {
    add_weight_gradient_on(Arch::new(), form, input, shape, output_gradient, weight_gradient, cancel)
}

/// [`add_weight_gradient`] on an instruction set that may not be the best.
pub(super) fn add_weight_gradient_on(
    arch: Arch,
    form: ConvForm,
    input: &[f32],
    shape: MapShape,
    output_gradient: &[f32],
    weight_gradient: &mut [f32],
    cancel: &CancelToken,
) -> Result<()> {
    let output_shape = form.output_shape(shape);
    assert_eq!(shape.channels, form.inputs, "the shape is the input's");
    assert_eq!(input.len(), shape.len(), "the input has its shape");
    assert_eq!(output_gradient.len(), output_shape.len(), "the gradient for the output has its shape");
    assert_eq!(weight_gradient.len(), form.weights(), "the gradient for the weights is [O, I, side, side]");
    let plan = Plan::new(arch, form, shape, output_shape);
    let mut packed = Scratch::take(plan.blocks() * plan.block_len());
    packed.par_chunks_mut(plan.block_len().max(1)).enumerate().try_for_each(|(block, packed)| {
        cancel.check()?;
        arch.dispatch(
            #[inline(always)]
            || plan.pack_block(block, output_gradient, packed),
        );
        Ok::<_, crate::error::Error>(())
    })?;
    let mut sums = Scratch::take(plan.slices * plan.slice_len());
    let pieces = sums.par_chunks_mut(plan.piece_len().max(1)).enumerate().with_max_len(1);
    pieces.try_for_each(|(piece, sums)| {
        let (slice, chunk) = (piece / plan.chunks, piece % plan.chunks);
        sums.fill(0.0);
        for block in plan.blocks_of(slice) {
            cancel.check()?;
            let packed = &packed[block * plan.block_len()..][..plan.block_len()];
            arch.dispatch(SumBlock { plan: &plan, input, block, inputs: plan.inputs_of(chunk), packed, sums });
        }
        Ok::<_, crate::error::Error>(())
    })?;
    let rows = form.inputs * form.taps();
    weight_gradient.par_chunks_mut((OUTPUTS_TOGETHER * rows).max(1)).enumerate().for_each(|(group, gradient)| {
        plan.add_sums(&sums, group * OUTPUTS_TOGETHER, gradient);
    });
    Ok(())
}

/// How the work is cut.
struct Plan {
    form: ConvForm,
    shape: MapShape,
    output_shape: MapShape,
    /// Outputs whose gradients lie next to each other.
    panel: usize,
    slices: usize,
    chunks: usize,
}

impl Plan {
    fn new(arch: Arch, form: ConvForm, shape: MapShape, output_shape: MapShape) -> Self {
        let chunks = form.inputs.div_ceil(CHUNK_INPUTS);
        let panel = arch.dispatch(PanelLen { outputs: form.outputs });
        let mut plan = Self { form, shape, output_shape, panel, slices: 1, chunks };
        plan.slices = (PIECES / chunks.max(1)).clamp(1, plan.blocks().max(1));
        plan
    }

    fn panels(&self) -> usize {
        self.form.outputs.div_ceil(self.panel)
    }

    fn blocks_across(&self) -> usize {
        self.output_shape.width.div_ceil(BLOCK_COLUMNS)
    }

    fn blocks(&self) -> usize {
        self.blocks_across() * self.output_shape.height.div_ceil(BLOCK_ROWS)
    }

    /// The rows and the columns of a block.
    fn positions(&self, block: usize) -> (Range<usize>, Range<usize>) {
        let top = block / self.blocks_across() * BLOCK_ROWS;
        let left = block % self.blocks_across() * BLOCK_COLUMNS;
        let MapShape { height, width, .. } = self.output_shape;
        (top..(top + BLOCK_ROWS).min(height), left..(left + BLOCK_COLUMNS).min(width))
    }

    fn blocks_of(&self, slice: usize) -> Range<usize> {
        slice * self.blocks() / self.slices..(slice + 1) * self.blocks() / self.slices
    }

    fn inputs_of(&self, chunk: usize) -> Range<usize> {
        chunk * CHUNK_INPUTS..((chunk + 1) * CHUNK_INPUTS).min(self.form.inputs)
    }

    /// Packed gradients of one panel of a block, `[row][column][output]`.
    fn panel_len(&self) -> usize {
        BLOCK_ROWS * BLOCK_COLUMNS * self.panel
    }

    /// Packed gradients of a block, `[panel]` and so on.
    fn block_len(&self) -> usize {
        self.panels() * self.panel_len()
    }

    /// Sums of one panel of a piece, `[input][tap][output]`.
    fn sums_len(&self) -> usize {
        CHUNK_INPUTS.min(self.form.inputs) * self.form.taps() * self.panel
    }

    /// Sums of a piece, `[panel]` and so on.
    fn piece_len(&self) -> usize {
        self.panels() * self.sums_len()
    }

    /// Sums of a slice, `[chunk]` and so on.
    fn slice_len(&self) -> usize {
        self.chunks * self.piece_len()
    }

    /// Packs the gradients of one block, zeros where there are no more outputs.
    #[inline(always)]
    fn pack_block(&self, block: usize, output_gradient: &[f32], packed: &mut [f32]) {
        let (rows, columns) = self.positions(block);
        for (panel, packed) in packed.chunks_exact_mut(self.panel_len()).enumerate() {
            for member in 0..self.panel {
                let output = panel * self.panel + member;
                for (row, packed) in rows.clone().zip(packed.chunks_exact_mut(BLOCK_COLUMNS * self.panel)) {
                    let targets = packed[member..].iter_mut().step_by(self.panel);
                    if output < self.form.outputs {
                        let start = (output * self.output_shape.height + row) * self.output_shape.width;
                        let line = &output_gradient[start..][columns.clone()];
                        targets.zip(line).for_each(|(target, value)| *target = *value);
                    } else {
                        targets.for_each(|target| *target = 0.0);
                    }
                }
            }
        }
    }

    /// Adds the sums of all slices for the outputs from `first` on to their rows of the gradient.
    fn add_sums(&self, sums: &[f32], first: usize, gradient: &mut [f32]) {
        let (taps, rows) = (self.form.taps(), self.form.inputs * self.form.taps());
        for (output, gradient) in (first..).zip(gradient.chunks_exact_mut(rows)) {
            let chunks = gradient.chunks_mut(CHUNK_INPUTS * taps).enumerate();
            for (chunk, gradient) in chunks {
                let place = chunk * self.piece_len() + output / self.panel * self.sums_len() + output % self.panel;
                for slice in sums.chunks_exact(self.slice_len()) {
                    let sums = slice[place..].iter().step_by(self.panel);
                    gradient.iter_mut().zip(sums).for_each(|(gradient, sum)| *gradient += sum);
                }
            }
        }
    }
}

/// How many outputs lie next to each other: as many vectors as there are registers for their sums.
struct PanelLen {
    outputs: usize,
}

impl WithSimd for PanelLen {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        vectors::<S>(self.outputs) * S::F32_LANES
    }
}

#[inline(always)]
fn vectors<S: Simd>(outputs: usize) -> usize {
    if S::REGISTER_COUNT >= 32 && outputs > S::F32_LANES { 2 } else { 1 }
}

/// Adds the products of one block with some inputs.
struct SumBlock<'a> {
    plan: &'a Plan,
    input: &'a [f32],
    block: usize,
    inputs: Range<usize>,
    /// The gradients of this block.
    packed: &'a [f32],
    sums: &'a mut [f32],
}

impl WithSimd for SumBlock<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match vectors::<S>(self.plan.form.outputs) {
            1 => self.sum::<S, 1>(simd),
            _ => self.sum::<S, 2>(simd),
        }
    }
}

impl SumBlock<'_> {
    #[inline(always)]
    fn sum<S: Simd, const VECTORS: usize>(self, simd: S) {
        let Self { plan, input, block, inputs, packed, sums } = self;
        let ConvForm { side, stride, padding, border, .. } = plan.form;
        let (rows, columns) = plan.positions(block);
        let start = |first: usize| (first * stride) as isize - border as isize;
        let patch = Patch::gather(
            &input[inputs.start * plan.shape.positions()..inputs.end * plan.shape.positions()],
            MapShape { channels: inputs.len(), ..plan.shape },
            padding,
            (start(rows.start), (rows.len() - 1) * stride + side),
            (start(columns.start), columns.len(), side),
            stride,
        );
        let products = inputs.len() * plan.form.taps();
        let width = VECTORS * S::F32_LANES;
        for (packed, sums) in packed.chunks_exact(plan.panel_len()).zip(sums.chunks_exact_mut(plan.sums_len())) {
            for (first, targets) in (0..products).step_by(GROUP).zip(sums.chunks_mut(GROUP * width)) {
                let group = first..(first + GROUP).min(products);
                let group_sums =
                    group_sums::<S, VECTORS>(simd, plan, &patch, packed, group, (rows.len(), columns.len()));
                for (target, sums) in targets.chunks_exact_mut(width).zip(&group_sums) {
                    for (vector, &sum) in sums.iter().enumerate() {
                        let place = vector * S::F32_LANES;
                        store::<S>(target, place, simd.add_f32s(load::<S>(target, place), sum));
                    }
                }
            }
        }
    }
}

/// The products of some inputs and taps, `group` among all of `[input][tap]`, with one panel of outputs, summed over a
/// block. What is beyond the end of the group is arbitrary.
#[inline(always)]
fn group_sums<S: Simd, const VECTORS: usize>(
    simd: S,
    plan: &Plan,
    patch: &Patch,
    packed: &[f32],
    group: Range<usize>,
    (rows, columns): (usize, usize),
) -> [[S::f32s; VECTORS]; GROUP] {
    let ConvForm { side, stride, .. } = plan.form;
    let taps = plan.form.taps();
    let mut sums = [[simd.splat_f32s(0.0); VECTORS]; GROUP];
    // Input, row and column of the tap.
    let mut places = [(0, 0, 0); GROUP];
    for (place, index) in places.iter_mut().zip(group) {
        *place = (index / taps, index % taps / side, index % side);
    }
    for (row, packed) in (0..rows).zip(packed.chunks_exact(BLOCK_COLUMNS * VECTORS * S::F32_LANES)) {
        let mut lines = [&[][..]; GROUP];
        for (line, &(input, y, x)) in lines.iter_mut().zip(&places) {
            *line = &patch.row(input, row * stride + y)[patch.tap(x)..][..columns];
        }
        let gradients = S::as_simd_f32s(packed).0.as_chunks::<VECTORS>().0;
        for (column, gradients) in gradients[..columns].iter().enumerate() {
            for (line, sums) in lines.iter().zip(&mut sums) {
                let factor = simd.splat_f32s(line[column]);
                for (sum, &gradient) in sums.iter_mut().zip(gradients) {
                    *sum = simd.mul_add_e_f32s(factor, gradient, *sum);
                }
            }
        }
    }
    sums
}
