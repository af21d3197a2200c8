//! The product of a matrix and a feature map on matrix units.
//!
//! Some positions of all channels are packed together, position after position, and multiplied by the whole matrix.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::LEAST_PIECES;
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::MapShape;
use crate::kernels::matrix_units::{Chunks, DEPTH, GROUP, MatrixUnits, Products, RIGHT, ROW, Right, SIDE, UNROLLED};
use crate::kernels::scratch::Scratch;
use crate::kernels::shared::SharedSlice;
use crate::kernels::simd::{load, prefetch, store};

/// Values of a map that are packed together: packed they are half a megabyte, a quarter of a second-level cache.
const BLOCK_VALUES: usize = 1 << 17;
/// Positions of two tiles.
const PAIR: usize = 2 * SIDE;

/// Adds `scale matrix' F` to `target`, see [`add_product`](super::add_product).
pub(super) fn add_product(
    (units, arch): (MatrixUnits, Arch),
    matrix: &[f32],
    features: &[f32],
    shape: MapShape,
    scale: f32,
    target: &mut [f32],
    cancel: &CancelToken,
) -> Result<()> {
    let chunks = shape.channels.div_ceil(DEPTH).next_multiple_of(UNROLLED);
    let group_words = chunks * RIGHT;
    let mut packed = Scratch::take(shape.channels.div_ceil(GROUP) * group_words);
    packed.par_chunks_exact_mut(group_words).enumerate().for_each(|(group, packed)| {
        pack_group(units, matrix, shape.channels, group, bytemuck::cast_slice_mut(packed));
    });
    let target = SharedSlice::new(target);
    let together = (BLOCK_VALUES / (chunks * DEPTH)).min(shape.positions().div_ceil(LEAST_PIECES));
    let together = together.next_multiple_of(PAIR);
    (0..shape.positions().div_ceil(together)).into_par_iter().with_max_len(1).try_for_each(|block| {
        cancel.check()?;
        let positions = block * together..((block + 1) * together).min(shape.positions());
        let (matrix, target) = (bytemuck::cast_slice(&packed), &target);
        arch.dispatch(ProductBlock { units, matrix, chunks, features, shape, positions, scale, target });
        Ok(())
    })
}

/// Packs [`GROUP`] columns of the matrix, `[chunk of rows][part][tile][pair of rows][column]`.
fn pack_group(units: MatrixUnits, matrix: &[f32], channels: usize, group: usize, packed: &mut [u32]) {
    for (chunk, step) in packed.chunks_exact_mut(RIGHT).enumerate() {
        for tile in 0..GROUP / SIDE {
            let first = group * GROUP + tile * SIDE;
            let mut rows = [[0.0; SIDE]; DEPTH];
            for (values, row) in rows.iter_mut().zip(matrix.chunks_exact(channels).skip(chunk * DEPTH)) {
                let row = &row[first.min(channels)..channels.min(first + SIDE)];
                values[..row.len()].copy_from_slice(row);
            }
            units.pack_right(&rows, tile, step);
        }
    }
}

/// Adds the product at some positions.
struct ProductBlock<'a> {
    units: MatrixUnits,
    /// `[group of columns]`, each as [`pack_group`] packs it.
    matrix: &'a [u32],
    /// Chunks of channels, with those of zeros that complete the last ones.
    chunks: usize,
    features: &'a [f32],
    shape: MapShape,
    positions: Range<usize>,
    scale: f32,
    target: &'a SharedSlice<'a>,
}

impl WithSimd for ProductBlock<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let pitch = self.positions.len().next_multiple_of(PAIR);
        let mut left = Scratch::take(self.chunks * pitch * ROW);
        let left: &mut [u32] = bytemuck::cast_slice_mut(&mut left);
        for (chunk, rows) in left.chunks_exact_mut(pitch * ROW).enumerate() {
            self.pack_chunk(chunk, pitch, rows);
        }
        let tiles = self.units.configure();
        let mut products = Products::ZERO;
        let (chunks, group_words) = (Chunks { pitch, count: self.chunks }, self.chunks * RIGHT);
        for (group, right) in self.matrix.chunks_exact(group_words).enumerate() {
            let next = &self.matrix[((group + 1) * group_words).min(self.matrix.len())..];
            for first in (0..pitch).step_by(PAIR) {
                let right = Right::new(right, next, first / PAIR);
                tiles.multiply_chunks(&left[first * ROW..], right, chunks, &mut products);
                for (index, tile) in products.0.iter_mut().enumerate() {
                    self.units.transpose(tile);
                    let place = (group * GROUP + index % 2 * SIDE, first + index / 2 * SIDE);
                    self.add_tile(simd, place, tile);
                }
            }
        }
    }
}

impl ProductBlock<'_> {
    /// Packs one chunk of channels at all positions of the block.
    #[inline(always)]
    fn pack_chunk(&self, chunk: usize, pitch: usize, rows: &mut [u32]) {
        // An odd number of cache lines, lest all channels fall on the same ones.
        let line_pitch = pitch + SIDE;
        let mut lines = Scratch::take(DEPTH * line_pitch);
        for (index, line) in lines.chunks_exact_mut(line_pitch).enumerate() {
            let channel = chunk * DEPTH + index;
            if channel < self.shape.channels {
                let row = &self.features[channel * self.shape.positions()..][self.positions.clone()];
                prefetch(row.as_ptr().wrapping_add(self.shape.positions()), row.len());
                line[..row.len()].copy_from_slice(row);
            } else {
                line.fill(0.0);
            }
        }
        for first in (0..pitch).step_by(SIDE) {
            self.units.pack(&lines[first..], line_pitch, &mut rows[first * ROW..][..SIDE * ROW]);
        }
    }

    /// Adds the products of sixteen channels and as many positions of the block, of which there may be fewer.
    #[inline(always)]
    fn add_tile<S: Simd>(&self, simd: S, (first_channel, first): (usize, usize), tile: &[[f32; SIDE]; SIDE]) {
        let count = self.positions.len().saturating_sub(first).min(SIDE);
        if count == 0 {
            return;
        }
        let scale = simd.splat_f32s(self.scale);
        for (channel, products) in (first_channel..self.shape.channels).zip(tile) {
            let start = channel * self.shape.positions() + self.positions.start + first;
            // SAFETY: blocks of positions are disjoint, and each channel is in one tile.
            #[allow(unsafe_code)]
            let target = unsafe { self.target.part(start, count) };
            if count == SIDE {
                for lane in (0..SIDE).step_by(S::F32_LANES) {
                    let sum = simd.mul_add_e_f32s(scale, load::<S>(products, lane), load::<S>(target, lane));
                    store::<S>(target, lane, sum);
                }
            } else {
                target.iter_mut().zip(products).for_each(|(target, product)| *target += self.scale * product);
            }
        }
    }
}
