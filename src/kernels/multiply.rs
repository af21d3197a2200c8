//! The micro-kernel: a small matrix product whose operands lie packed in the cache.

use pulp::Simd;

/// Output channels that the micro-kernel computes together.
pub(super) const GROUP: usize = 8;
/// Vectors of tiles that the micro-kernel computes together.
pub(super) const PANEL: usize = 2;

/// Adds to (or, unless `accumulate`, sets) `products[output][tile]` for one group of outputs and one panel of tiles.
///
/// `weights` is `[input][GROUP]`, `tiles` is `[input][vectors * lanes]`, and `products` has a row of `pitch` for
/// each output, of which the first `vectors * lanes` are written.
#[inline(always)]
pub(super) fn multiply<S: Simd>(
    simd: S,
    vectors: usize,
    weights: &[f32],
    tiles: &[f32],
    products: &mut [f32],
    pitch: usize,
    accumulate: bool,
) {
    match vectors {
        1 => multiply_panel::<S, 1>(simd, weights, tiles, products, pitch, accumulate),
        _ => multiply_panel::<S, PANEL>(simd, weights, tiles, products, pitch, accumulate),
    }
}

/// [`multiply`] with as many outputs at once as there are registers for.
#[inline(always)]
fn multiply_panel<S: Simd, const VECTORS: usize>(
    simd: S,
    weights: &[f32],
    tiles: &[f32],
    products: &mut [f32],
    pitch: usize,
    accumulate: bool,
) {
    if const { S::REGISTER_COUNT >= 32 } {
        multiply_outputs::<S, VECTORS, GROUP>(simd, 0, weights, tiles, products, pitch, accumulate);
    } else {
        for first in [0, GROUP / 2] {
            let products = &mut products[first * pitch..];
            multiply_outputs::<S, VECTORS, { GROUP / 2 }>(simd, first, weights, tiles, products, pitch, accumulate);
        }
    }
}

/// The products of the `OUTPUTS` outputs of the group from `first` on.
#[inline(always)]
fn multiply_outputs<S: Simd, const VECTORS: usize, const OUTPUTS: usize>(
    simd: S,
    first: usize,
    weights: &[f32],
    tiles: &[f32],
    products: &mut [f32],
    pitch: usize,
    accumulate: bool,
) {
    let mut sums = [[simd.splat_f32s(0.0); VECTORS]; OUTPUTS];
    if accumulate {
        for (output, sums) in sums.iter_mut().enumerate() {
            let row = S::as_simd_f32s(&products[output * pitch..][..VECTORS * S::F32_LANES]).0;
            sums.copy_from_slice(&row[..VECTORS]);
        }
    }
    let weights = weights.as_chunks::<GROUP>().0;
    let tiles = S::as_simd_f32s(tiles).0.as_chunks::<VECTORS>().0;
    for (weights, tiles) in weights.iter().zip(tiles) {
        for (output, sums) in sums.iter_mut().enumerate() {
            let weight = simd.splat_f32s(weights[first + output]);
            for (sum, &tile) in sums.iter_mut().zip(tiles) {
                *sum = simd.mul_add_e_f32s(weight, tile, *sum);
            }
        }
    }
    for (output, sums) in sums.iter().enumerate() {
        let row = S::as_mut_simd_f32s(&mut products[output * pitch..][..VECTORS * S::F32_LANES]).0;
        row[..VECTORS].copy_from_slice(sums);
    }
}
