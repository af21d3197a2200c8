//! The micro-kernel: a small matrix product whose operands lie packed in the cache.

use pulp::Simd;

use super::simd::prefetch;

/// Rows of the product that the micro-kernel computes together.
pub(super) const GROUP: usize = 8;
/// Vectors of columns that the micro-kernel computes together.
pub(super) const PANEL: usize = 2;
/// Columns in a panel of the longest vectors, which have 16 lanes.
pub(super) const LONGEST_PANEL: usize = PANEL * 16;
/// Summands of each entry whose factors lie next to each other.
pub(super) const DEPTH: usize = 8;

/// A packed operand: [`DEPTH`] rows after each other, the next ones `pitch` further on.
#[derive(Clone, Copy)]
pub(super) struct Packed<'a> {
    pub(super) values: &'a [f32],
    pub(super) pitch: usize,
    /// How far beyond the first value of a chunk a quarter of a chunk begins that is brought into the cache meanwhile.
    pub(super) ahead: Option<usize>,
}

impl<'a> Packed<'a> {
    /// Rows of `width` with no gaps between them.
    pub(super) fn dense(values: &'a [f32], width: usize) -> Self {
        Self { values, pitch: DEPTH * width, ahead: None }
    }

    /// The rows of one chunk of up to [`DEPTH`].
    #[inline(always)]
    fn chunk(self, index: usize, len: usize) -> &'a [f32] {
        &self.values[index * self.pitch..][..len]
    }
}

/// Where products go: a row of `pitch` values for each row of the product.
pub(super) struct Products<'a> {
    pub(super) values: &'a mut [f32],
    pub(super) pitch: usize,
    /// Whether the products are added to what is there already.
    pub(super) accumulate: bool,
}

/// Computes the product of `depth` columns of [`GROUP`] values on the left, `[depth][GROUP]`, and as many rows of
/// up to [`PANEL`] `vectors` on the right, `[depth][vectors * lanes]`.
#[inline(always)]
pub(super) fn multiply<S: Simd>(
    simd: S,
    vectors: usize,
    depth: usize,
    left: Packed<'_>,
    right: Packed<'_>,
    products: Products<'_>,
) {
    match vectors {
        1 => multiply_panel::<S, 1>(simd, depth, left, right, products),
        _ => multiply_panel::<S, PANEL>(simd, depth, left, right, products),
    }
}

/// [`multiply`] with as many rows at once as there are registers for.
#[inline(always)]
fn multiply_panel<S: Simd, const VECTORS: usize>(
    simd: S,
    depth: usize,
    left: Packed<'_>,
    right: Packed<'_>,
    products: Products<'_>,
) {
    let Products { values, pitch, accumulate } = products;
    if const { S::REGISTER_COUNT >= 32 } {
        multiply_rows::<S, VECTORS, GROUP>(simd, 0, depth, left, right, Products { values, pitch, accumulate });
    } else {
        for first in [0, GROUP / 2] {
            let products = Products { values: &mut values[first * pitch..], pitch, accumulate };
            multiply_rows::<S, VECTORS, { GROUP / 2 }>(simd, first, depth, left, right, products);
        }
    }
}

/// The products of the `ROWS` rows of the group from `first` on.
#[inline(always)]
fn multiply_rows<S: Simd, const VECTORS: usize, const ROWS: usize>(
    simd: S,
    first: usize,
    depth: usize,
    left: Packed<'_>,
    right: Packed<'_>,
    products: Products<'_>,
) {
    let Products { values, pitch, accumulate } = products;
    let mut sums = [[simd.splat_f32s(0.0); VECTORS]; ROWS];
    if accumulate {
        for (row, sums) in sums.iter_mut().enumerate() {
            let row = S::as_simd_f32s(&values[row * pitch..][..VECTORS * S::F32_LANES]).0;
            sums.copy_from_slice(&row[..VECTORS]);
        }
    }
    let chunks = depth / DEPTH;
    for chunk in 0..chunks {
        if let Some(ahead) = right.ahead {
            let start = right.values.as_ptr().wrapping_add(chunk * right.pitch + ahead);
            prefetch(start, DEPTH * VECTORS * S::F32_LANES / 4);
        }
        // A constant length, so that the compiler unrolls the sum.
        add_products(
            simd,
            first,
            left.chunk(chunk, DEPTH * GROUP),
            right.chunk(chunk, DEPTH * VECTORS * S::F32_LANES),
            &mut sums,
        );
    }
    let rest = depth % DEPTH;
    if rest > 0 {
        add_products(
            simd,
            first,
            left.chunk(chunks, rest * GROUP),
            right.chunk(chunks, rest * VECTORS * S::F32_LANES),
            &mut sums,
        );
    }
    for (row, sums) in sums.iter().enumerate() {
        let row = S::as_mut_simd_f32s(&mut values[row * pitch..][..VECTORS * S::F32_LANES]).0;
        row[..VECTORS].copy_from_slice(sums);
    }
}

/// Adds the products of some columns on the left and as many rows on the right.
#[inline(always)]
fn add_products<S: Simd, const VECTORS: usize, const ROWS: usize>(
    simd: S,
    first: usize,
    left: &[f32],
    right: &[f32],
    sums: &mut [[S::f32s; VECTORS]; ROWS],
) {
    let right = S::as_simd_f32s(right).0.as_chunks::<VECTORS>().0;
    for (left, right) in left.as_chunks::<GROUP>().0.iter().zip(right) {
        for (row, sums) in sums.iter_mut().enumerate() {
            let factor = simd.splat_f32s(left[first + row]);
            for (sum, &value) in sums.iter_mut().zip(right) {
                *sum = simd.mul_add_e_f32s(factor, value, *sum);
            }
        }
    }
}
