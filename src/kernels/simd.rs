//! Loading and storing vectors of whichever length the instruction set has.

use pulp::Simd;

/// The vector that begins at `offset`.
#[inline(always)]
pub(super) fn load<S: Simd>(values: &[f32], offset: usize) -> S::f32s {
    S::as_simd_f32s(&values[offset..][..S::F32_LANES]).0[0]
}

/// Stores the vector that begins at `offset`.
#[inline(always)]
pub(super) fn store<S: Simd>(values: &mut [f32], offset: usize, vector: S::f32s) {
    S::as_mut_simd_f32s(&mut values[offset..][..S::F32_LANES]).0[0] = vector;
}
