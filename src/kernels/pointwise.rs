//! Convolutions of 1x1: products of a matrix and a map in blocks of channels, with a bias, bounds, and another map added.

use std::fmt;
use std::ops::{Range, RangeInclusive};

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::blocked::{BLOCK, Blocked};
use super::memory::Aligned;
use super::simd::{load, store};
use crate::cancel::CancelToken;
use crate::error::Result;

/// Positions that are computed together where there are many registers; half as many where there are few.
pub(super) const TILE: usize = 8;
/// Vectors of outputs that are computed together.
const VECTORS: usize = 2;
/// Positions that one thread takes at a time.
const POSITIONS: usize = 32;
/// Inputs that are used for all of them before the next ones, in whole blocks: their weights stay in the first-level
/// cache.
const DEPTH: usize = 6 * BLOCK;

/// A convolution of 1x1.
pub struct Pointwise {
    inputs: usize,
    outputs: usize,
    /// `[O]`, and zeros to whole blocks.
    bias: Vec<f32>,
    /// `[block of outputs][input][output in the block]`, zeros where there are no more outputs.
    weights: Aligned,
    /// Within which every result is kept.
    bounds: RangeInclusive<f32>,
    pub(super) arch: Arch,
}

impl fmt::Debug for Pointwise {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { inputs, outputs, bounds, .. } = self;
        write!(formatter, "Pointwise({inputs} to {outputs} within {bounds:?})")
    }
}

impl Pointwise {
    /// A convolution with `weights` `[O, I]` and `bias` `[O]`, whose results are kept within `bounds`.
    ///
    /// # Panics
    /// If the weights are not that long.
    pub fn new(weights: &[f32], bias: &[f32], bounds: RangeInclusive<f32>) -> Self {
        let outputs = bias.len();
        let inputs = weights.len() / outputs;
        assert_eq!(weights.len(), outputs * inputs, "weights are [O, I]");
        let padded = outputs.next_multiple_of(BLOCK);
        let mut packed = Aligned::zeros(padded * inputs);
        for (output, weights) in weights.chunks_exact(inputs).enumerate() {
            let first = output / BLOCK * BLOCK * inputs + output % BLOCK;
            for (target, weight) in packed[first..].iter_mut().step_by(BLOCK).zip(weights) {
                *target = *weight;
            }
        }
        let mut bias = bias.to_vec();
        bias.resize(padded, 0.0);
        Self { inputs, outputs, bias, weights: packed, bounds, arch: Arch::new() }
    }

    /// Input channels.
    pub const fn inputs(&self) -> usize {
        self.inputs
    }

    /// Output channels.
    pub const fn outputs(&self) -> usize {
        self.outputs
    }

    /// Writes the outputs of `input`, to which `residual` is added after the bounds; `output` takes their shape.
    ///
    /// # Errors
    /// [`Error::Cancelled`](crate::error::Error::Cancelled); `output` is then half written.
    ///
    /// # Panics
    /// If a map has other channels or other positions than it must have.
    pub fn forward(
        &self,
        input: &Blocked,
        residual: Option<&Blocked>,
        output: &mut Blocked,
        cancel: &CancelToken,
    ) -> Result<()> {
        let positions = input.positions();
        assert_eq!(input.channels(), self.inputs, "the input has its channels");
        if let Some(residual) = residual {
            assert_eq!((residual.channels(), residual.positions()), (self.outputs, positions), "the same shape");
        }
        output.reshape(self.outputs, positions);
        output.values_mut().par_chunks_mut(positions * BLOCK).enumerate().try_for_each(|(block, output)| {
            output.par_chunks_mut(POSITIONS * BLOCK).enumerate().try_for_each(|(part, output)| {
                cancel.check()?;
                let first = part * POSITIONS;
                let place = (block * positions + first) * BLOCK;
                let residual = residual.map(|residual| &residual.values()[place..][..output.len()]);
                self.arch.dispatch(Outputs { layer: self, input, block, first, residual, output });
                Ok(())
            })
        })
    }

    /// Writes the outputs of one block, before the bounds, for as many positions of `input` from position `first` on as
    /// `output` `[position][BLOCK]` has: from some of the inputs, in whole blocks, added to what is there unless they are
    /// the first ones.
    #[inline(always)]
    pub(super) fn add_products<S: Simd>(
        &self,
        simd: S,
        input: &Blocked,
        (block, first): (usize, usize),
        inputs: Range<usize>,
        output: &mut [f32],
    ) {
        let present = BLOCK.min(self.outputs - block * BLOCK);
        for column in (0..present).step_by(VECTORS * S::F32_LANES) {
            let place = (block, column);
            if present - column > S::F32_LANES {
                self.add_to_vectors::<S, VECTORS>(simd, input, place, first, inputs.clone(), output);
            } else {
                self.add_to_vectors::<S, 1>(simd, input, place, first, inputs.clone(), output);
            }
        }
    }

    /// The same for some vectors of outputs of a block.
    #[inline(always)]
    fn add_to_vectors<S: Simd, const COUNT: usize>(
        &self,
        simd: S,
        input: &Blocked,
        place: (usize, usize),
        first: usize,
        inputs: Range<usize>,
        output: &mut [f32],
    ) {
        let mut done = 0;
        let tiles = output.as_chunks_mut::<BLOCK>().0;
        // As many sums as there are registers for.
        if const { S::REGISTER_COUNT >= 32 } {
            for tile in tiles.as_chunks_mut::<TILE>().0 {
                self.add_to_tile::<S, COUNT, TILE>(simd, input, place, first + done, inputs.clone(), tile);
                done += TILE;
            }
        } else {
            for tile in tiles.as_chunks_mut::<{ TILE / 2 }>().0 {
                self.add_to_tile::<S, COUNT, { TILE / 2 }>(simd, input, place, first + done, inputs.clone(), tile);
                done += TILE / 2;
            }
        }
        for position in tiles[done..].as_chunks_mut::<1>().0 {
            self.add_to_tile::<S, COUNT, 1>(simd, input, place, first + done, inputs.clone(), position);
            done += 1;
        }
    }

    /// The same for some positions.
    #[inline(always)]
    fn add_to_tile<S: Simd, const COUNT: usize, const ROWS: usize>(
        &self,
        simd: S,
        input: &Blocked,
        (block, column): (usize, usize),
        first: usize,
        inputs: Range<usize>,
        output: &mut [[f32; BLOCK]; ROWS],
    ) {
        let mut sums = [[simd.splat_f32s(0.0); COUNT]; ROWS];
        for (row, sums) in sums.iter_mut().enumerate() {
            let line = if inputs.start == 0 { &self.bias[block * BLOCK..] } else { &output[row] };
            for (vector, sum) in sums.iter_mut().enumerate() {
                *sum = load::<S>(line, column + vector * S::F32_LANES);
            }
        }
        let weights = &self.weights[block * self.inputs * BLOCK..][inputs.start * BLOCK..inputs.end * BLOCK];
        let first_block = inputs.start / BLOCK;
        for (index, weights) in weights.as_chunks::<BLOCK>().0.chunks(BLOCK).enumerate() {
            let tile = &input.values()[((first_block + index) * input.positions() + first) * BLOCK..];
            let tile = tile.as_chunks::<BLOCK>().0.first_chunk::<ROWS>().expect("the positions are there");
            add_block(simd, tile, weights, column, &mut sums);
        }
        for (line, sums) in output.iter_mut().zip(&sums) {
            for (vector, &sum) in sums.iter().enumerate() {
                store::<S>(line, column + vector * S::F32_LANES, sum);
            }
        }
    }

    /// Keeps values within the bounds.
    #[inline(always)]
    pub(super) fn bound<S: Simd>(&self, simd: S, values: &mut [f32]) {
        let (least, most) = (simd.splat_f32s(*self.bounds.start()), simd.splat_f32s(*self.bounds.end()));
        for value in S::as_mut_simd_f32s(values).0 {
            *value = simd.max_f32s(simd.min_f32s(*value, most), least);
        }
    }
}

/// Adds the products of a block of inputs at some positions with their weights.
#[inline(always)]
fn add_block<S: Simd, const COUNT: usize, const ROWS: usize>(
    simd: S,
    tile: &[[f32; BLOCK]; ROWS],
    weights: &[[f32; BLOCK]],
    column: usize,
    sums: &mut [[S::f32s; COUNT]; ROWS],
) {
    for (channel, weights) in weights.iter().enumerate() {
        let factors = S::as_simd_f32s(&weights[column..][..COUNT * S::F32_LANES]).0;
        for (values, sums) in tile.iter().zip(&mut *sums) {
            let value = simd.splat_f32s(values[channel]);
            for (sum, &factor) in sums.iter_mut().zip(factors) {
                *sum = simd.mul_add_e_f32s(value, factor, *sum);
            }
        }
    }
}

#[cfg(test)]
impl Pointwise {
    /// The same on an instruction set that may not be the best.
    pub(super) fn on(self, arch: Arch) -> Self {
        Self { arch, ..self }
    }
}

/// One block of outputs at some positions.
struct Outputs<'a> {
    layer: &'a Pointwise,
    input: &'a Blocked,
    block: usize,
    /// The first position.
    first: usize,
    residual: Option<&'a [f32]>,
    output: &'a mut [f32],
}

impl WithSimd for Outputs<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { layer, input, block, first, residual, output } = self;
        for start in (0..layer.inputs).step_by(DEPTH) {
            let inputs = start..(start + DEPTH).min(layer.inputs);
            layer.add_products(simd, input, (block, first), inputs, output);
        }
        layer.bound(simd, output);
        if let Some(residual) = residual {
            for (sum, &value) in S::as_mut_simd_f32s(output).0.iter_mut().zip(S::as_simd_f32s(residual).0) {
                *sum = simd.add_f32s(*sum, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::MapShape;
    use crate::kernels::conv::ConvForm;
    use crate::kernels::reference;
    use crate::kernels::testing::{double, instruction_sets, random, relative_error};

    #[test]
    fn matches_its_twin_at_odd_sizes_on_every_instruction_set() {
        for arch in instruction_sets() {
            for (inputs, outputs, positions) in [(1, 1, 1), (3, 9, 31), (33, 50, 33), (400, 70, 64), (5, 16, 200)] {
                let (weights, bias) = (random(1, outputs * inputs, 1.0), random(2, outputs, 1.0));
                let planes = random(3, inputs * positions, 1.0);
                let residual = random(4, outputs * positions, 1.0);
                let shape = MapShape::new(inputs, 1, positions);
                let form = ConvForm::mirrored(inputs, outputs, 1, 1);
                let sums = reference::conv(form, &double(&planes), shape, &double(&weights), &double(&bias));
                for (bounds, added) in [(f32::NEG_INFINITY..=f32::INFINITY, true), (0.0..=1.5, false)] {
                    let layer = Pointwise::new(&weights, &bias, bounds.clone()).on(arch);
                    let input = Blocked::of_planes(&planes, inputs);
                    let other = added.then(|| Blocked::of_planes(&residual, outputs));
                    let mut output = Blocked::default();
                    layer.forward(&input, other.as_ref(), &mut output, &CancelToken::new()).unwrap();
                    let (least, most) = (f64::from(*bounds.start()), f64::from(*bounds.end()));
                    let expected: Vec<f64> = sums
                        .iter()
                        .zip(&residual)
                        .map(|(sum, &other)| sum.clamp(least, most) + if added { f64::from(other) } else { 0.0 })
                        .collect();
                    let error = relative_error(&output.planes(), &expected);
                    assert!(error < 1e-6, "{layer:?} at {positions} positions differs by {error:e}");
                }
            }
        }
    }

    #[test]
    fn cancelled_work_ends_with_an_error() {
        let token = CancelToken::new();
        token.cancel();
        let (layer, input) = (Pointwise::new(&[1.0], &[0.0], 0.0..=1.0), Blocked::of_planes(&[0.0], 1));
        assert!(layer.forward(&input, None, &mut Blocked::default(), &token).is_err());
    }
}
