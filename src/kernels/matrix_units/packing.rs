//! Splitting and transposing with AVX-512, which every processor with matrix units has.
//!
//! There are loops where closures would do, for a function that takes a closure has not the instruction set.
#![allow(unsafe_code)]

#[allow(clippy::wildcard_imports)] // two dozen instructions
use std::arch::x86_64::*;

use super::{ROW, SIDE};

/// See [`MatrixUnits::pack`](super::MatrixUnits::pack).
///
/// # Safety
/// There must be AVX-512, `DEPTH` lines of `SIDE` values, each `pitch` from the one before, and room for `SIDE` rows.
#[target_feature(enable = "avx512f")]
#[inline]
pub(super) unsafe fn pack(lines: *const f32, pitch: usize, rows: *mut u32) {
    // SAFETY: the caller's promise.
    let [high, low] = unsafe { pairs(lines, pitch) };
    let parts = [transposed(&high), transposed(&low)];
    for row in 0..SIDE {
        for (part, vectors) in parts.iter().enumerate() {
            // SAFETY: the caller's promise.
            unsafe { _mm512_storeu_ps(rows.add(row * ROW + part * SIDE).cast(), vectors[row]) };
        }
    }
}

/// See [`MatrixUnits::pack_right`](super::MatrixUnits::pack_right).
///
/// # Safety
/// There must be AVX-512, `DEPTH` lines of `SIDE` values, and room for a tile of each part.
#[target_feature(enable = "avx512f")]
pub(super) unsafe fn pack_right(lines: *const f32, high: *mut u32, low: *mut u32) {
    // SAFETY: the caller's promise.
    let parts = unsafe { pairs(lines, SIDE) };
    for (tile, vectors) in [high, low].into_iter().zip(parts) {
        for (row, vector) in vectors.into_iter().enumerate() {
            // SAFETY: the caller's promise.
            unsafe { _mm512_storeu_ps(tile.add(row * SIDE).cast(), vector) };
        }
    }
}

/// The high parts and the low parts of pairs of lines.
///
/// # Safety
/// There must be AVX-512, and `DEPTH` lines of `SIDE` values, each `pitch` from the one before.
#[target_feature(enable = "avx512f")]
#[inline]
unsafe fn pairs(lines: *const f32, pitch: usize) -> [[__m512; SIDE]; 2] {
    let (mut high, mut low) = ([_mm512_setzero_ps(); SIDE], [_mm512_setzero_ps(); SIDE]);
    for (pair, (high, low)) in high.iter_mut().zip(&mut low).enumerate() {
        // SAFETY: the caller's promise.
        let (even, odd) = unsafe {
            (_mm512_loadu_ps(lines.add(2 * pair * pitch)), _mm512_loadu_ps(lines.add((2 * pair + 1) * pitch)))
        };
        let (even_high, odd_high) = (rounded(even), rounded(odd));
        let even_low = rounded(_mm512_sub_ps(even, _mm512_castsi512_ps(even_high)));
        let odd_low = rounded(_mm512_sub_ps(odd, _mm512_castsi512_ps(odd_high)));
        *high = joined(even_high, odd_high);
        *low = joined(even_low, odd_low);
    }
    [high, low]
}

/// The nearest numbers in bfloat16, in the upper halves of words.
#[target_feature(enable = "avx512f")]
#[inline]
fn rounded(values: __m512) -> __m512i {
    let sum = _mm512_add_epi32(_mm512_castps_si512(values), _mm512_set1_epi32(1 << 15));
    _mm512_and_si512(sum, _mm512_set1_epi32(!0xffff))
}

/// Pairs of numbers in bfloat16, given in the upper halves of words.
#[target_feature(enable = "avx512f")]
#[inline]
fn joined(even: __m512i, odd: __m512i) -> __m512 {
    _mm512_castsi512_ps(_mm512_or_si512(_mm512_srli_epi32::<16>(even), odd))
}

/// See [`MatrixUnits::transpose`](super::MatrixUnits::transpose).
///
/// # Safety
/// There must be AVX-512, and sixteen vectors at `tile`.
#[target_feature(enable = "avx512f")]
#[inline]
pub(super) unsafe fn transpose(tile: *mut f32) {
    let mut rows = [_mm512_setzero_ps(); SIDE];
    for (row, values) in rows.iter_mut().enumerate() {
        // SAFETY: the caller's promise.
        *values = unsafe { _mm512_loadu_ps(tile.add(row * SIDE)) };
    }
    for (row, values) in transposed(&rows).into_iter().enumerate() {
        // SAFETY: the caller's promise.
        unsafe { _mm512_storeu_ps(tile.add(row * SIDE), values) };
    }
}

/// Sixteen vectors transposed.
#[target_feature(enable = "avx512f")]
#[inline]
fn transposed(rows: &[__m512; SIDE]) -> [__m512; SIDE] {
    let mut pairs = *rows;
    for index in 0..SIDE / 2 {
        pairs[2 * index] = _mm512_unpacklo_ps(rows[2 * index], rows[2 * index + 1]);
        pairs[2 * index + 1] = _mm512_unpackhi_ps(rows[2 * index], rows[2 * index + 1]);
    }
    let mut quads = pairs;
    for first in [0, 4, 8, 12] {
        let (a, b) = (_mm512_castps_pd(pairs[first]), _mm512_castps_pd(pairs[first + 2]));
        let (c, d) = (_mm512_castps_pd(pairs[first + 1]), _mm512_castps_pd(pairs[first + 3]));
        quads[first] = _mm512_castpd_ps(_mm512_unpacklo_pd(a, b));
        quads[first + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(a, b));
        quads[first + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(c, d));
        quads[first + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(c, d));
    }
    // The quarters of vector `index` of four hold columns `index`, `index + 4`, `index + 8` and `index + 12` of four rows.
    let mut columns = quads;
    for index in 0..4 {
        let (upper, lower) = ((quads[index], quads[index + 4]), (quads[index + 8], quads[index + 12]));
        let even = _mm512_shuffle_f32x4::<0x88>(upper.0, upper.1);
        let odd = _mm512_shuffle_f32x4::<0xdd>(upper.0, upper.1);
        let even_below = _mm512_shuffle_f32x4::<0x88>(lower.0, lower.1);
        let odd_below = _mm512_shuffle_f32x4::<0xdd>(lower.0, lower.1);
        columns[index] = _mm512_shuffle_f32x4::<0x88>(even, even_below);
        columns[index + 4] = _mm512_shuffle_f32x4::<0x88>(odd, odd_below);
        columns[index + 8] = _mm512_shuffle_f32x4::<0xdd>(even, even_below);
        columns[index + 12] = _mm512_shuffle_f32x4::<0xdd>(odd, odd_below);
    }
    columns
}
