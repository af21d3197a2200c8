//! The matrix units that Intel's processors for servers and workstations have since 2023 (Advanced Matrix Extensions).
//!
//! They multiply tiles of 16 x 32 numbers in bfloat16 and add the products in single precision, sixteen times as many
//! in a second as vectors of single precision. A number in bfloat16 has only 8 significant bits, so every number is
//! [split] into two: the nearest one, and the nearest to what is missing. Three products of tiles then take the place of
//! one: high by high, low by high and high by low. What is left out is some 4e-6 of each product, with either sign, and
//! so is the relative error of a sum of them (2-norm), however long it is. Denormal numbers count as zeros, and numbers
//! above 3.39e38, which bfloat16 cannot round, as infinite.
//!
//! Linux lends the units to a process that asks for them. Elsewhere there are none.
#![cfg_attr(not(all(target_arch = "x86_64", target_os = "linux")), allow(dead_code))] // of the units that are absent

#[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
mod absent;
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod amx;
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod packing;
#[cfg(test)]
mod tests;

#[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
pub(super) use self::absent::MatrixUnits;
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
pub(super) use self::amx::MatrixUnits;

/// Rows of a tile, and columns of a tile of products.
pub(super) const SIDE: usize = 16;
/// Factors in each row of a tile on the left, of which each product is a sum.
pub(super) const DEPTH: usize = 32;
/// Channels from which on the units are worth while: half of those that they multiply at once.
pub(super) const LEAST_CHANNELS: usize = DEPTH / 2;
/// Words of 32 bits in a tile: pairs of factors in bfloat16, the first in the lower half, or products.
pub(super) const TILE: usize = SIDE * SIDE;
/// Words of [`DEPTH`] factors: their high parts, then their low parts.
pub(super) const ROW: usize = DEPTH;
/// Columns on the right that are multiplied together: those of two tiles.
pub(super) const GROUP: usize = 2 * SIDE;
/// Words on the right of one step: two tiles of high parts, then two of low parts.
pub(super) const RIGHT: usize = 4 * TILE;
/// Steps of a window.
const WINDOW_STEPS: usize = 9;
/// Chunks that are multiplied in one round. Processors foresee the end of a loop of up to ten rounds or so; where they do
/// not, they lose the time of five steps.
pub(super) const UNROLLED: usize = 2;
/// For each word on the right that is multiplied, a tenth of a word that will be read next is asked for.
const AHEAD: usize = 10;

/// Four tiles of products, aligned to cache lines: those of the first rows and both tiles on the right, then those of
/// the next rows.
#[repr(C, align(64))]
pub(super) struct Products(pub(super) [[[f32; SIDE]; SIDE]; 4]);

impl Products {
    /// All zeros.
    pub(super) const ZERO: Self = Self([[[0.0; SIDE]; SIDE]; 4]);
}

/// A group of columns on the right.
#[derive(Clone, Copy)]
pub(super) struct Right<'a> {
    /// [`RIGHT`] words for each step, and in each tile `[pair of factors][column]`.
    tiles: &'a [u32],
    /// What is brought into the second-level cache meanwhile: about a tenth of the length of `tiles`.
    next: &'a [u32],
}

impl<'a> Right<'a> {
    /// A group that is multiplied for the `turn`-th time, before that in `next` is.
    pub(super) fn new(tiles: &'a [u32], next: &'a [u32], turn: usize) -> Self {
        Self { tiles, next: &next[(turn * tiles.len() / AHEAD).min(next.len())..] }
    }
}

/// Which rows on the left are multiplied: the same ones in each chunk of factors, one step each.
#[derive(Clone, Copy)]
pub(super) struct Chunks {
    /// Rows from one chunk to the next.
    pub(super) pitch: usize,
    /// How many chunks there are, a multiple of [`UNROLLED`].
    pub(super) count: usize,
}

impl Chunks {
    /// Rows that are read from the first one on.
    fn reach(self) -> usize {
        (self.count - 1) * self.pitch + 2 * SIDE
    }
}

/// Which rows on the left are multiplied: windows of three lines of three rows, one window for each chunk of factors, and
/// each of its rows a step.
#[derive(Clone, Copy)]
pub(super) struct Windows {
    /// Rows from one line of a window to the next.
    pub(super) line: usize,
    /// Rows from one window to the next.
    pub(super) chunk: usize,
    /// How many windows there are.
    pub(super) chunks: usize,
}

impl Windows {
    /// Rows that are read from the first one on.
    fn reach(self) -> usize {
        (self.chunks - 1) * self.chunk + 2 * self.line + 2 + 2 * SIDE
    }
}

/// The parts in bfloat16 of a number, the high one and the low one.
#[inline(always)]
pub(super) fn split(value: f32) -> [u16; 2] {
    let high = rounded(value);
    [high, rounded(value - joined([high, 0]))]
}

/// The number that was split.
#[inline(always)]
pub(super) fn joined(parts: [u16; 2]) -> f32 {
    let [high, low] = parts.map(|part| f32::from_bits(u32::from(part) << 16));
    high + low
}

/// The nearest number in bfloat16.
#[inline(always)]
fn rounded(value: f32) -> u16 {
    (value.to_bits().wrapping_add(1 << 15) >> 16) as u16
}
