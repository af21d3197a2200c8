//! Gram matrices of feature maps, and products with them for the gradient.
//!
//! The Gram matrix `G = F F' / M` of a map `F` with `C` channels of `M` positions (Gatys et al. 2016, section 2.2)
//! is symmetric, so only half of it is computed. Positions are cut into chunks that fit the second-level cache; the
//! sums of the chunks of one slice are added in single precision and the slices in double precision, so that maps
//! of millions of positions lose no digits. The cut depends on the shape alone, never on the number of threads.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::MapShape;
use super::multiply::{GROUP, PANEL, Packed, Products, multiply};
use super::scratch::Scratch;
use super::shared::SharedSlice;
use super::simd::{load, store};
use crate::cancel::CancelToken;
use crate::error::Result;

/// Channels whose products with [`COLUMNS`] others are summed together.
const ROWS: usize = 6;
/// The others.
const COLUMNS: usize = 4;
/// Rows packed together.
const PAIR: usize = 2;
/// Positions of one chunk at most: [`ROWS`] rows of them stay in the first-level cache, and adding up the lanes of
/// the sums at the end costs little beside them.
const LONGEST_CHUNK: usize = 1024;
/// Positions of one chunk at least.
const SHORTEST_CHUNK: usize = 256;
/// The longest vector that any instruction set has.
const LONGEST_VECTOR: usize = 16;
/// Entries of a Gram matrix whose partial sums are added together.
const COLUMNS_TOGETHER: usize = 64;
/// Values of the partial sums of all slices together, at most.
const PARTIAL_VALUES: usize = 1 << 21;
/// Positions that are multiplied together in [`add_product`].
const PRODUCT_POSITIONS: usize = 512;

/// Computes the Gram matrix `[C, C]` of `features` `[C, H, W]`, divided by the number of positions.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled); `gram` is then not written.
///
/// # Panics
/// If a slice does not have its shape.
pub fn gram(features: &[f32], shape: MapShape, gram: &mut [f32], cancel: &CancelToken) -> Result<()> {
    gram_on(Arch::new(), features, shape, gram, cancel)
}

/// [`gram`] on an instruction set that may not be the best.
fn gram_on(arch: Arch, features: &[f32], shape: MapShape, gram: &mut [f32], cancel: &CancelToken) -> Result<()> {
    let (channels, positions) = (shape.channels, shape.positions());
    assert_eq!(features.len(), shape.len(), "the features have their shape");
    assert_eq!(gram.len(), channels * channels, "the Gram matrix is [C, C]");
    let chunk = positions.div_ceil(8).clamp(SHORTEST_CHUNK, LONGEST_CHUNK).next_multiple_of(LONGEST_VECTOR);
    let chunks = positions.div_ceil(chunk);
    let most = (PARTIAL_VALUES / gram.len().max(1)).max(1);
    let slices = chunks.min(most);
    let mut partial = Scratch::take(slices * gram.len());
    partial.par_chunks_mut(gram.len().max(1)).enumerate().with_max_len(1).try_for_each(|(slice, partial)| {
        partial.fill(0.0);
        for index in slice * chunks / slices..(slice + 1) * chunks / slices {
            cancel.check()?;
            let positions = index * chunk..((index + 1) * chunk).min(positions);
            arch.dispatch(GramChunk { features, shape, positions, gram: partial });
        }
        Ok::<(), crate::error::Error>(())
    })?;
    gram.par_chunks_mut(channels.max(1)).enumerate().for_each(|(row, values)| {
        for first in (row..channels).step_by(COLUMNS_TOGETHER) {
            let values = &mut values[first..channels.min(first + COLUMNS_TOGETHER)];
            let mut sums = [0.0; COLUMNS_TOGETHER];
            for partial in partial.chunks_exact(channels * channels) {
                for (sum, &value) in sums.iter_mut().zip(&partial[row * channels + first..][..values.len()]) {
                    *sum += f64::from(value);
                }
            }
            for (value, sum) in values.iter_mut().zip(sums) {
                *value = (sum / positions as f64) as f32;
            }
        }
    });
    for row in 1..channels {
        for column in 0..row {
            gram[row * channels + column] = gram[column * channels + row];
        }
    }
    Ok(())
}

/// Adds the products of some positions to the upper half of a Gram matrix.
struct GramChunk<'a> {
    features: &'a [f32],
    shape: MapShape,
    positions: Range<usize>,
    gram: &'a mut [f32],
}

impl WithSimd for GramChunk<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { features, shape, positions, gram } = self;
        let channels = shape.channels;
        let len = positions.len().next_multiple_of(S::F32_LANES);
        let mut packed = Scratch::take(channels.next_multiple_of(ROWS * COLUMNS) * len);
        for (index, pair) in packed.chunks_exact_mut(PAIR * len).enumerate() {
            for member in 0..PAIR {
                let channel = index * PAIR + member;
                let row = if channel < channels { positions.clone() } else { 0..0 };
                pack_row::<S>(&features[channel.min(channels - 1) * shape.positions()..][row], member, pair);
            }
        }
        for first in (0..channels).step_by(ROWS) {
            for second in (first / COLUMNS * COLUMNS..channels).step_by(COLUMNS) {
                let sums = products(simd, &packed[first * len..], &packed[second * len..], len);
                for (row, sums) in (first..channels).zip(sums) {
                    for (column, sum) in (second..channels).zip(sums) {
                        gram[row * channels + column] += sum;
                    }
                }
            }
        }
    }
}

/// Copies one row of a map into a pair of rows `[vector][row of the pair]`, with zeros beyond its end.
///
/// Rows of the map are often a power of two apart and would fall on the same few cache lines; pairs of rows need half
/// as many places to be looked after while they are multiplied.
#[inline(always)]
fn pack_row<S: Simd>(row: &[f32], member: usize, pair: &mut [f32]) {
    let targets = pair.chunks_exact_mut(S::F32_LANES).skip(member).step_by(PAIR);
    let mut values = row.chunks(S::F32_LANES);
    for target in targets {
        let values = values.next().unwrap_or(&[]);
        if values.len() == S::F32_LANES {
            store::<S>(target, 0, load::<S>(values, 0));
        } else {
            target[..values.len()].copy_from_slice(values);
            target[values.len()..].fill(0.0);
        }
    }
}

/// The sums of the products of each of the rows on the left with each of those on the right, packed in pairs of
/// `len` positions.
#[inline(always)]
fn products<S: Simd>(simd: S, left: &[f32], right: &[f32], len: usize) -> [[f32; COLUMNS]; ROWS] {
    let mut sums = [[0.0; COLUMNS]; ROWS];
    if const { S::REGISTER_COUNT >= 32 } {
        sum_products::<S, { ROWS / PAIR }>(simd, left, right, len, &mut sums);
    } else {
        for (index, sums) in sums.chunks_exact_mut(PAIR).enumerate() {
            sum_products::<S, 1>(simd, &left[index * PAIR * len..], right, len, sums);
        }
    }
    sums
}

/// The vectors of one pair of rows.
#[inline(always)]
fn pair<S: Simd>(rows: &[f32], index: usize, len: usize) -> &[[S::f32s; PAIR]] {
    S::as_simd_f32s(&rows[index * PAIR * len..][..PAIR * len]).0.as_chunks().0
}

/// [`products`] of some pairs of rows on the left.
#[inline(always)]
fn sum_products<S: Simd, const PAIRS: usize>(
    simd: S,
    left: &[f32],
    right: &[f32],
    len: usize,
    sums: &mut [[f32; COLUMNS]],
) {
    let mut lanes = [[[simd.splat_f32s(0.0); COLUMNS]; PAIR]; PAIRS];
    let right = [pair::<S>(right, 0, len), pair::<S>(right, 1, len)];
    let mut left_pairs = [right[0]; PAIRS];
    for (index, rows) in left_pairs.iter_mut().enumerate() {
        *rows = pair::<S>(left, index, len);
    }
    for (vector, (&[r0, r1], &[r2, r3])) in right[0].iter().zip(right[1]).enumerate() {
        for (rows, lanes) in left_pairs.iter().zip(&mut lanes) {
            for (&value, lanes) in rows[vector].iter().zip(lanes) {
                for (lane, other) in lanes.iter_mut().zip([r0, r1, r2, r3]) {
                    *lane = simd.mul_add_e_f32s(value, other, *lane);
                }
            }
        }
    }
    for (sums, lanes) in sums.iter_mut().zip(lanes.as_flattened()) {
        for (sum, &lane) in sums.iter_mut().zip(lanes) {
            *sum = simd.reduce_sum_f32s(lane);
        }
    }
}

/// Adds `scale matrix F` to `target`, where `matrix` is `[C, C]` and `F` are `features` `[C, H, W]`.
///
/// With the matrix `G - A` and the scale `w / (C^2 M)` over M positions, this is the gradient of
/// `w mean((G - A)^2) / 4`, equation 6 of Gatys et al. 2016.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled); `target` is then half written.
///
/// # Panics
/// If a slice does not have its shape.
pub fn add_product(
    matrix: &[f32],
    features: &[f32],
    shape: MapShape,
    scale: f32,
    target: &mut [f32],
    cancel: &CancelToken,
) -> Result<()> {
    add_product_on(Arch::new(), matrix, features, shape, scale, target, cancel)
}

/// [`add_product`] on an instruction set that may not be the best.
fn add_product_on(
    arch: Arch,
    matrix: &[f32],
    features: &[f32],
    shape: MapShape,
    scale: f32,
    target: &mut [f32],
    cancel: &CancelToken,
) -> Result<()> {
    let channels = shape.channels;
    assert_eq!(matrix.len(), channels * channels, "the matrix is [C, C]");
    assert_eq!(features.len(), shape.len(), "the features have their shape");
    assert_eq!(target.len(), shape.len(), "the target has the shape of the features");
    let mut packed = Scratch::take(channels.next_multiple_of(GROUP) * channels);
    for (group, packed) in packed.chunks_exact_mut((GROUP * channels).max(1)).enumerate() {
        for (column, values) in packed.as_chunks_mut::<GROUP>().0.iter_mut().enumerate() {
            for (row, value) in (group * GROUP..).zip(values) {
                *value = if row < channels { scale * matrix[row * channels + column] } else { 0.0 };
            }
        }
    }
    let target = SharedSlice::new(target);
    let blocks = shape.positions().div_ceil(PRODUCT_POSITIONS);
    (0..blocks).into_par_iter().try_for_each(|block| {
        cancel.check()?;
        let first = block * PRODUCT_POSITIONS;
        let positions = first..(first + PRODUCT_POSITIONS).min(shape.positions());
        arch.dispatch(ProductBlock { matrix: &packed, features, shape, positions, target: &target });
        Ok(())
    })
}

/// Adds the product at some positions.
struct ProductBlock<'a> {
    /// `[group of rows][column][row in the group]`.
    matrix: &'a [f32],
    features: &'a [f32],
    shape: MapShape,
    positions: Range<usize>,
    target: &'a SharedSlice<'a>,
}

impl WithSimd for ProductBlock<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { matrix, features, shape, positions, target } = self;
        let channels = shape.channels;
        let panel_len = PANEL * S::F32_LANES;
        let panels = positions.len().div_ceil(panel_len);
        let pitch = panels * panel_len;
        // `[panel][channel][position in the panel]`
        let mut packed = Scratch::take(channels * pitch);
        for channel in 0..channels {
            let row = &features[channel * shape.positions()..][positions.clone()];
            for (panel, values) in row.chunks(panel_len).enumerate() {
                let target = &mut packed[(panel * channels + channel) * panel_len..][..panel_len];
                target[..values.len()].copy_from_slice(values);
                target[values.len()..].fill(0.0);
            }
        }
        let mut sums = Scratch::take(GROUP * pitch);
        for (group, matrix) in matrix.chunks_exact(GROUP * channels).enumerate() {
            for (panel, values) in packed.chunks_exact(channels * panel_len).enumerate() {
                let (matrix, values) = (Packed::dense(matrix, GROUP), Packed::dense(values, panel_len));
                let products = Products { values: &mut sums[panel * panel_len..], pitch, accumulate: false };
                multiply(simd, PANEL, channels, matrix, values, products);
            }
            for (channel, sums) in (group * GROUP..channels).zip(sums.chunks_exact(pitch)) {
                // SAFETY: blocks of positions are disjoint, and each channel is in one group.
                #[allow(unsafe_code)]
                let target = unsafe { target.part(channel * shape.positions() + positions.start, positions.len()) };
                for (target, sum) in target.iter_mut().zip(sums) {
                    *target += sum;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::reference;
    use crate::kernels::testing::{SIZES, double, instruction_sets, random, relative_error, with_threads};

    /// Single precision loses half a digit of its seven over a few hundred channels.
    const TOLERANCE: f64 = 1e-6;

    fn gram_of(features: &[f32], shape: MapShape) -> Vec<f32> {
        let mut result = vec![f32::NAN; shape.channels * shape.channels];
        gram(features, shape, &mut result, &CancelToken::new()).unwrap();
        result
    }

    #[test]
    fn match_their_twins_at_odd_sizes_and_channels_on_every_instruction_set() {
        let cancel = CancelToken::new();
        for arch in instruction_sets() {
            for (index, (height, width)) in SIZES.into_iter().enumerate() {
                let channels = [1, 3, 8, 21, 70][index % 5];
                let shape = MapShape::new(channels, height, width);
                let features = random(1, shape.len(), 1.0);
                let mut matrix = vec![f32::NAN; channels * channels];
                gram_on(arch, &features, shape, &mut matrix, &cancel).unwrap();
                let error = relative_error(&matrix, &reference::gram(&double(&features), shape));
                assert!(error < TOLERANCE, "matrix of {shape:?} differs by {error:e}");

                let matrix = random(2, channels * channels, 1.0);
                let before = random(3, shape.len(), 1.0);
                let mut after = before.clone();
                add_product_on(arch, &matrix, &features, shape, 0.5, &mut after, &cancel).unwrap();
                let product = reference::product(&double(&matrix), &double(&features), shape);
                let expected: Vec<f64> = double(&before).iter().zip(product).map(|(b, p)| b + 0.5 * p).collect();
                let error = relative_error(&after, &expected);
                assert!(error < TOLERANCE, "product with {shape:?} differs by {error:e}");
            }
        }
    }

    #[test]
    fn matches_its_twin_at_extreme_values() {
        let shape = MapShape::new(6, 7, 9);
        for scale in [1e-15, 1e18] {
            let features = random(1, shape.len(), scale);
            let error = relative_error(&gram_of(&features, shape), &reference::gram(&double(&features), shape));
            assert!(error < TOLERANCE, "differs by {error:e} at {scale:e}");
        }
        assert!(gram_of(&vec![0.0; shape.len()], shape).iter().all(|&value| value == 0.0));
    }

    #[test]
    fn loses_no_digits_over_a_million_positions() {
        let shape = MapShape::new(4, 1000, 1001);
        let features: Vec<f32> = random(1, shape.len(), 0.5).iter().map(|value| value + 0.5).collect();
        let error = relative_error(&gram_of(&features, shape), &reference::gram(&double(&features), shape));
        assert!(error < 2e-7, "differs by {error:e}");
    }

    #[test]
    fn is_symmetric_and_the_same_for_every_number_of_threads() {
        let shape = MapShape::new(37, 50, 41);
        let features = random(1, shape.len(), 1.0);
        let one = with_threads(1, || gram_of(&features, shape));
        assert_eq!(one, with_threads(3, || gram_of(&features, shape)));
        for row in 0..37 {
            assert!((0..37).all(|column| one[row * 37 + column] == one[column * 37 + row]));
        }
    }

    #[test]
    fn cancelled_work_ends_with_an_error() {
        let token = CancelToken::new();
        token.cancel();
        let shape = MapShape::new(2, 3, 3);
        let features = [1.0; 18];
        assert!(gram(&features, shape, &mut [0.0; 4], &token).is_err());
        assert!(add_product(&[1.0; 4], &features, shape, 1.0, &mut [0.0; 18], &token).is_err());
    }
}
