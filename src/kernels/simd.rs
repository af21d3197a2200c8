//! Loading and storing vectors of whichever length the instruction set has, and asking for memory in advance.

use pulp::Simd;

/// Values in a cache line.
const LINE: usize = 16;

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

/// The values where `rectified` is positive, zeros elsewhere.
#[inline(always)]
pub(super) fn where_positive<S: Simd>(simd: S, values: S::f32s, rectified: S::f32s) -> S::f32s {
    let zero = simd.splat_f32s(0.0);
    simd.select_f32s(simd.greater_than_f32s(rectified, zero), values, zero)
}

/// Asks for `len` values from `start` on to be brought into the cache while other work is done. Does nothing where
/// that is not possible.
///
/// Maps are read and written in short pieces of lines, one for each channel, which processors do not foresee.
#[inline(always)]
pub(super) fn prefetch(start: *const f32, len: usize) {
    #[cfg(target_arch = "x86_64")]
    for offset in (0..len).step_by(LINE) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch reads nothing that the program could see and never faults, whatever the address.
        #[allow(unsafe_code)]
        unsafe {
            _mm_prefetch::<_MM_HINT_T0>(start.wrapping_add(offset).cast());
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (start, len, LINE);
}
