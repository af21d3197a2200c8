//! The gradient for a map that was rectified and then pooled, made from that for the pooled map where a pass reads it.
//!
//! The gradient is as large as the map, and three quarters of it are zeros; stored, it would be written to memory and read
//! again only to be masked by the rectifier.

use std::ops::Range;

use pulp::Simd;

use crate::kernels::MapShape;
use crate::kernels::pool::Pooling;
use crate::kernels::simd::{load, prefetch, store, where_positive};

/// Pixels along one side of a window.
pub(super) const WINDOW: usize = 2;

/// What a rectified map was before it was pooled.
#[derive(Clone, Copy)]
pub(super) struct Unpooled<'a> {
    pub(super) pooling: Pooling,
    pub(super) rectified: &'a [f32],
    /// The shape of `rectified`.
    pub(super) shape: MapShape,
}

impl Unpooled<'_> {
    /// The gradient at one place of the map, from that for the pooled map.
    #[inline(always)]
    pub(super) fn value(self, gradient: &[f32], place: usize) -> f32 {
        let pooled = self.pooling.output_shape(self.shape);
        let (channel, position) = (place / self.shape.positions(), place % self.shape.positions());
        let (y, x) = (position / self.shape.width, position % self.shape.width);
        let (row, window) = (y / WINDOW, x / WINDOW);
        if row >= pooled.height || window >= pooled.width {
            return 0.0;
        }
        let passed = self.window(
            self.lines(channel, row).map(|line| &self.rectified[line + x / WINDOW * WINDOW..][..WINDOW]),
            gradient[channel * pooled.positions() + row * pooled.width + window],
        );
        passed[y % WINDOW][x % WINDOW]
    }

    /// Where the two lines of a row of windows begin.
    #[inline(always)]
    fn lines(self, channel: usize, row: usize) -> [usize; WINDOW] {
        let upper = channel * self.shape.positions() + row * WINDOW * self.shape.width;
        [upper, upper + self.shape.width]
    }

    /// What passes through one window of the gradient for its pooled value.
    #[inline(always)]
    fn window(self, lines: [&[f32]; WINDOW], gradient: f32) -> [[f32; WINDOW]; WINDOW] {
        let ([a, b], [c, d]) = ([lines[0][0], lines[0][1]], [lines[1][0], lines[1][1]]);
        match self.pooling {
            Pooling::Max => {
                let above = a.max(b) >= c.max(d);
                let left = if above { a >= b } else { c >= d };
                let gradient = if a.max(b).max(c.max(d)) > 0.0 { gradient } else { 0.0 };
                let at = |chosen: bool| if chosen { gradient } else { 0.0 };
                [[at(above && left), at(above && !left)], [at(!above && left), at(!above && !left)]]
            }
            Pooling::Average => {
                [[a, b], [c, d]].map(|row| row.map(|value| if value > 0.0 { 0.25 * gradient } else { 0.0 }))
            }
        }
    }

    /// Writes the gradient in some windows of a row of windows, two lines, to the beginning of `targets`, and a zero beyond
    /// them. Outside the pooled map it is zero. Asks meanwhile for the same places of the next channel.
    #[inline(always)]
    pub(super) fn write_row<S: Simd>(
        self,
        simd: S,
        gradient: &[f32],
        (channel, row): (usize, isize),
        windows: Range<usize>,
        targets: [&mut [f32]; WINDOW],
    ) {
        let pooled = self.pooling.output_shape(self.shape);
        let [upper, lower] = targets;
        let (wanted, inside) = (windows.len() * WINDOW, windows.start..windows.end.min(pooled.width));
        let Some(row) = usize::try_from(row).ok().filter(|&row| row < pooled.height && !inside.is_empty()) else {
            upper[..wanted].fill(0.0);
            lower[..wanted].fill(0.0);
            return;
        };
        let lines = self.lines(channel, row).map(|line| line + inside.start * WINDOW);
        let first = channel * pooled.positions() + row * pooled.width + inside.start;
        for line in lines {
            let next = self.rectified.as_ptr().wrapping_add(line + self.shape.positions());
            prefetch(next, inside.len() * WINDOW);
        }
        prefetch(gradient.as_ptr().wrapping_add(first + pooled.positions()), inside.len());
        let lines = lines.map(|line| &self.rectified[line..][..inside.len() * WINDOW]);
        let gradient = &gradient[first..][..inside.len()];
        self.write_windows(simd, lines, gradient, [&mut *upper, &mut *lower]);
        upper[inside.len() * WINDOW..wanted].fill(0.0);
        lower[inside.len() * WINDOW..wanted].fill(0.0);
    }

    /// [`Self::write_row`] where all windows lie in the map.
    #[inline(always)]
    fn write_windows<S: Simd>(
        self,
        simd: S,
        lines: [&[f32]; WINDOW],
        gradient: &[f32],
        [upper, lower]: [&mut [f32]; WINDOW],
    ) {
        let Some(last) = gradient.len().checked_sub(S::F32_LANES) else {
            for (window, &value) in gradient.iter().enumerate() {
                let place = window * WINDOW..(window + 1) * WINDOW;
                let passed = self.window(lines.map(|line| &line[place.clone()]), value);
                upper[place.clone()].copy_from_slice(&passed[0]);
                lower[place].copy_from_slice(&passed[1]);
            }
            return;
        };
        for window in (0..last).step_by(S::F32_LANES).chain([last]) {
            let places = [window * WINDOW, window * WINDOW + S::F32_LANES];
            // The vector of each half of the windows, every value for both of its columns.
            let values = load::<S>(gradient, window);
            let values = twice(simd, values);
            // Not by `map`, which is called here and takes vectors through memory.
            let [left, right] = places;
            let above = [load::<S>(lines[0], left), load::<S>(lines[0], right)];
            let below = [load::<S>(lines[1], left), load::<S>(lines[1], right)];
            let shares = match self.pooling {
                Pooling::Max => shares_of_largest(simd, above, below),
                Pooling::Average => [above, below],
            };
            let values = match self.pooling {
                Pooling::Max => values,
                Pooling::Average => values.map(
                    #[inline(always)]
                    |value| simd.mul_f32s(simd.splat_f32s(0.25), value),
                ),
            };
            for (half, place) in places.into_iter().enumerate() {
                store::<S>(upper, place, where_positive(simd, values[half], shares[0][half]));
                store::<S>(lower, place, where_positive(simd, values[half], shares[1][half]));
            }
        }
    }
}

/// Two vectors in which each value of one stands twice, side by side.
#[inline(always)]
fn twice<S: Simd>(_: S, values: S::f32s) -> [S::f32s; 2] {
    let mut pairs = [values; 2];
    let lines: &mut [[f32; 2]] = bytemuck::cast_slice_mut(&mut pairs);
    for (pair, &value) in lines.iter_mut().zip(bytemuck::cast_slice::<S::f32s, f32>(&[values])) {
        *pair = [value; 2];
    }
    pairs
}

/// For the windows of two lines of two vectors: a positive number for the first largest value, if it is positive, and
/// zero for the others.
#[inline(always)]
fn shares_of_largest<S: Simd>(simd: S, above: [S::f32s; 2], below: [S::f32s; 2]) -> [[S::f32s; 2]; 2] {
    let zero = simd.splat_f32s(0.0);
    let ([a, b], [c, d]) = (simd.deinterleave_shfl_f32s(above), simd.deinterleave_shfl_f32s(below));
    let (largest_above, largest_below) = (simd.max_f32s(a, b), simd.max_f32s(c, d));
    let is_above = simd.greater_than_or_equal_f32s(largest_above, largest_below);
    // Each is its own share, or none.
    let [upper, lower] =
        [simd.select_f32s(is_above, largest_above, zero), simd.select_f32s(is_above, zero, largest_below)];
    let (left_above, left_below) = (simd.greater_than_or_equal_f32s(a, b), simd.greater_than_or_equal_f32s(c, d));
    let above = [simd.select_f32s(left_above, upper, zero), simd.select_f32s(left_above, zero, upper)];
    let below = [simd.select_f32s(left_below, lower, zero), simd.select_f32s(left_below, zero, lower)];
    [simd.interleave_shfl_f32s(above), simd.interleave_shfl_f32s(below)]
}
