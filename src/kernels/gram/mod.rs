//! Gram matrices of feature maps, and products with them for the gradient.
//!
//! The Gram matrix `G = F F' / M` of a map `F` with `C` channels of `M` positions (Gatys et al. 2016, section 2.2)
//! is symmetric, so only half of it is computed. Positions are cut into chunks that fit the second-level cache; the
//! sums of the chunks of one slice are added in single precision and the slices in double precision, so that maps
//! of millions of positions lose no digits. The cut depends on the shape alone, never on the number of threads.

mod product;

use std::ops::{Range, RangeInclusive};

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

pub use self::product::add_product;
use super::MapShape;
use super::memory::Scratch;
use super::multiply::{GROUP, PANEL, Packed, Products, multiply};
use super::simd::prefetch;
use crate::cancel::CancelToken;
use crate::error::Result;

/// Values of a map that are packed together: half of a second-level cache of 512 kB.
const CHUNK_VALUES: usize = 1 << 16;
/// Positions of one chunk: so few that single precision loses nothing that matters over them.
const CHUNK_POSITIONS: RangeInclusive<usize> = 128..=256;
/// Entries of a Gram matrix whose partial sums are added together.
const COLUMNS_TOGETHER: usize = 64;
/// Values of the partial sums of all slices together, at most.
const PARTIAL_VALUES: usize = 1 << 19;
/// Pieces into which the work is cut at least, where the map is large enough.
const LEAST_PIECES: usize = 8;
/// Channels of a Gram matrix that are worth a piece of their own.
const BAND_CHANNELS: usize = 64;
/// Rows that are packed together.
const QUAD: usize = 4;

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
    let chunk = (CHUNK_VALUES / channels.max(1)).clamp(*CHUNK_POSITIONS.start(), *CHUNK_POSITIONS.end());
    let chunks = positions.div_ceil(chunk);
    let slices = chunks.min((PARTIAL_VALUES / gram.len().max(1)).max(1));
    // Where positions are few, threads take some of the rows each.
    let bands = LEAST_PIECES.div_ceil(slices.max(1)).min(channels.div_ceil(BAND_CHANNELS)).max(1);
    let band = channels.div_ceil(bands).next_multiple_of(GROUP);
    let mut partial = Scratch::take(slices * gram.len());
    let pieces: Vec<(usize, usize, &mut [f32])> = partial
        .chunks_mut(gram.len().max(1))
        .enumerate()
        .flat_map(|(slice, sums)| {
            let bands = sums.chunks_mut(band * channels).enumerate();
            bands.map(move |(index, sums)| (slice, index * band, sums))
        })
        .collect();
    pieces.into_par_iter().with_max_len(1).try_for_each(|(slice, first_row, sums)| {
        sums.fill(0.0);
        for index in slice * chunks / slices..(slice + 1) * chunks / slices {
            cancel.check()?;
            let positions = index * chunk..((index + 1) * chunk).min(positions);
            arch.dispatch(GramChunk { features, shape, positions, first_row, sums });
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
    mirror(gram, channels);
    Ok(())
}

/// Copies the upper half of a matrix to the lower one, square by square, so that neither side leaves the cache.
fn mirror(matrix: &mut [f32], side: usize) {
    const SQUARE: usize = 32;
    for top in (0..side).step_by(SQUARE) {
        for left in (0..=top).step_by(SQUARE) {
            for row in top..(top + SQUARE).min(side) {
                for column in left..(left + SQUARE).min(row) {
                    matrix[row * side + column] = matrix[column * side + row];
                }
            }
        }
    }
}

/// Adds the products of some positions to some rows of the upper half of a Gram matrix.
struct GramChunk<'a> {
    features: &'a [f32],
    shape: MapShape,
    positions: Range<usize>,
    first_row: usize,
    /// Whole rows of the matrix.
    sums: &'a mut [f32],
}

impl WithSimd for GramChunk<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { features, shape, positions, first_row, sums } = self;
        let (channels, depth, width) = (shape.channels, positions.len(), PANEL * S::F32_LANES);
        let rows = sums.len() / channels;
        // `[panel][position][channel of the panel]`, from the panel of the first row on.
        let first_panel = first_row / width;
        let panels = channels.div_ceil(width) - first_panel;
        let mut packed = Scratch::take(panels * depth * width);
        for (panel, packed) in packed.chunks_exact_mut(depth * width).enumerate() {
            let first = (first_panel + panel) * width;
            for member in (0..width).step_by(QUAD) {
                let rows = features.chunks_exact(shape.positions()).skip(first + member).take(QUAD.min(width - member));
                for row in rows.clone() {
                    prefetch(row[positions.clone()].as_ptr().wrapping_add(QUAD * shape.positions()), depth);
                }
                pack_rows(simd, rows.map(|row| &row[positions.clone()]), &mut packed[member..], width);
            }
        }
        let mut group = Scratch::take(depth * GROUP);
        let mut products = Scratch::take(GROUP * width);
        for row in (0..rows).step_by(GROUP) {
            pack_group::<S>(&packed, depth, first_row + row - first_panel * width, &mut group);
            // What lies left of the diagonal is not needed.
            for panel in (first_row + row) / width - first_panel..panels {
                let right = Packed::dense(&packed[panel * depth * width..][..depth * width], width);
                let tile = Products { values: &mut products, pitch: width, accumulate: false };
                multiply(simd, PANEL, depth, Packed::dense(&group, GROUP), right, tile);
                let first = (first_panel + panel) * width;
                let columns = first..(first + width).min(channels);
                let targets = sums[row * channels..].chunks_exact_mut(channels).take(GROUP);
                for (target, products) in targets.zip(products.chunks_exact(width)) {
                    target[columns.clone()].iter_mut().zip(products).for_each(|(sum, product)| *sum += product);
                }
            }
        }
    }
}

/// Lays up to [`QUAD`] rows beside each other, so that the values of one position are neighbours, the next ones `width`
/// further on. Absent rows are zeros. The order of the positions is the same for all rows, but not that of the rows.
#[inline(always)]
fn pack_rows<'a, S: Simd>(simd: S, rows: impl Iterator<Item = &'a [f32]>, packed: &mut [f32], width: usize) {
    let (zero, members) = (simd.splat_f32s(0.0), QUAD.min(width));
    let mut quad = [&[][..]; QUAD];
    quad.iter_mut().zip(rows).for_each(|(place, row)| *place = row);
    let vectors = quad.map(|row| S::as_simd_f32s(row).0);
    let mut targets = packed.chunks_mut(width);
    let whole = if width < QUAD { 0 } else { vectors[0].len() };
    for index in 0..whole {
        let quads = simd.interleave_shfl_f32s(vectors.map(
            #[inline(always)]
            |row| row.get(index).copied().unwrap_or(zero),
        ));
        let quads: &[[f32; QUAD]] = bytemuck::cast_slice(&quads);
        for (quad, target) in quads.iter().zip(&mut targets) {
            target[..QUAD].copy_from_slice(quad);
        }
    }
    for (position, target) in (whole * S::F32_LANES..).zip(targets) {
        for (value, row) in target[..members].iter_mut().zip(quad) {
            *value = row.get(position).copied().unwrap_or(0.0);
        }
    }
}

/// Copies the channels of one group from panels that begin at some channel: `[position][channel of the group]`.
/// Channels beyond the last panel are left as they are.
#[inline(always)]
fn pack_group<S: Simd>(panels: &[f32], depth: usize, first: usize, group: &mut [f32]) {
    let width = PANEL * S::F32_LANES;
    let piece = width.min(GROUP);
    for member in (0..GROUP).step_by(piece) {
        let (panel, place) = ((first + member) / width, (first + member) % width);
        let Some(panel) = panels.get(panel * depth * width..(panel + 1) * depth * width) else { return };
        for (group, panel) in group.chunks_exact_mut(GROUP).zip(panel.chunks_exact(width)) {
            group[member..member + piece].copy_from_slice(&panel[place..place + piece]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::product::add_product_on;
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
