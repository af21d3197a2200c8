//! Products of a matrix and a feature map: how the gradient of a Gram matrix reaches the map.

use std::ops::{Range, RangeInclusive};

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::LEAST_PIECES;
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::MapShape;
use crate::kernels::memory::Scratch;
use crate::kernels::multiply::{GROUP, PANEL, Packed, Products, multiply};
use crate::kernels::shared::SharedSlice;
use crate::kernels::simd::prefetch;

/// How many channels before it is read a piece of a channel is asked for.
const AHEAD: usize = 2;
/// Positions that are multiplied together in [`add_product`].
const PRODUCT_POSITIONS: RangeInclusive<usize> = 64..=512;

/// Adds `scale matrix' F` to `target`, where `matrix` is `[C, C]` and `F` are `features` `[C, H, W]`.
///
/// With the matrix `G - A`, which is symmetric, and the scale `w / (C^2 M)` over M positions, this is the gradient of
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
pub(super) fn add_product_on(
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
    packed.par_chunks_exact_mut((GROUP * channels).max(1)).enumerate().for_each(|(group, packed)| {
        for (column, values) in packed.as_chunks_mut::<GROUP>().0.iter_mut().enumerate() {
            let rows = &matrix[column * channels..][group * GROUP..channels.min((group + 1) * GROUP)];
            values.fill(0.0);
            values.iter_mut().zip(rows).for_each(|(value, entry)| *value = scale * entry);
        }
    });
    let target = SharedSlice::new(target);
    let together = shape.positions().div_ceil(LEAST_PIECES).next_multiple_of(*PRODUCT_POSITIONS.start());
    let together = together.min(*PRODUCT_POSITIONS.end());
    let blocks = shape.positions().div_ceil(together);
    (0..blocks).into_par_iter().try_for_each(|block| {
        cancel.check()?;
        let first = block * together;
        let positions = first..(first + together).min(shape.positions());
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
            prefetch(row.as_ptr().wrapping_add(AHEAD * shape.positions()), row.len());
            for (panel, values) in row.chunks(panel_len).enumerate() {
                let target = &mut packed[(panel * channels + channel) * panel_len..][..panel_len];
                target[..values.len()].copy_from_slice(values);
                target[values.len()..].fill(0.0);
            }
        }
        let mut sums = Scratch::take(GROUP * pitch);
        for (group, matrix) in matrix.chunks_exact(GROUP * channels).enumerate() {
            for (panel, values) in packed.chunks_exact(channels * panel_len).enumerate() {
                for channel in group * GROUP..((group + 1) * GROUP).min(channels) {
                    let place = channel * shape.positions() + positions.start + panel * panel_len;
                    target.prefetch(place, panel_len);
                }
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
