//! Where a convolution reads its inputs: a feature map, or what another layer would have made of one.

use std::ops::Range;

use pulp::Simd;

use super::unpool::Unpooled;
use crate::kernels::padding::Padding;
use crate::kernels::simd::{load, prefetch, where_positive};

/// Where a pass reads: a map with what is beyond its border.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) values: &'a [f32],
    pub(super) reading: Reading<'a>,
    pub(super) padding: Padding,
}

/// How a pass reads the values of a map.
#[derive(Clone, Copy)]
pub(super) enum Reading<'a> {
    /// As they are.
    Plain,
    /// They count only where this output of a rectifier, of the same shape, is positive.
    WherePositive(&'a [f32]),
    /// Each counts for 2x2 pixels. The map enlarged in this way is nowhere stored.
    Enlarged,
    /// They are the gradient for a pooled map; what counts is that for the map before, which is nowhere stored.
    Unpooled(Unpooled<'a>),
}

impl Source<'_> {
    /// The value at one place of the map.
    #[inline(always)]
    pub(super) fn value(self, place: usize) -> f32 {
        match self.reading {
            Reading::WherePositive(rectified) if rectified[place] <= 0.0 => 0.0,
            Reading::Unpooled(unpooled) => unpooled.value(self.values, place),
            _ => self.values[place],
        }
    }

    /// The vector of values from `place` on.
    #[inline(always)]
    pub(super) fn load<S: Simd>(self, simd: S, place: usize) -> S::f32s {
        let values = load::<S>(self.values, place);
        match self.reading {
            Reading::WherePositive(rectified) => where_positive(simd, values, load::<S>(rectified, place)),
            _ => values,
        }
    }

    /// [`Source::load`] at fewer places than a vector has; zeros beyond them.
    #[inline(always)]
    pub(super) fn load_part<S: Simd>(self, simd: S, places: Range<usize>) -> S::f32s {
        let values = simd.partial_load_f32s(&self.values[places.clone()]);
        match self.reading {
            Reading::WherePositive(rectified) => {
                where_positive(simd, values, simd.partial_load_f32s(&rectified[places]))
            }
            _ => values,
        }
    }

    /// Asks for the vector from `place` on, which may lie outside.
    #[inline(always)]
    pub(super) fn prefetch(self, place: usize) {
        prefetch(self.values.as_ptr().wrapping_add(place), 1);
        if let Reading::WherePositive(rectified) = self.reading {
            prefetch(rectified.as_ptr().wrapping_add(place), 1);
        }
    }
}

/// Copies each value twice, from column `from` of the enlarged line on.
#[inline(always)]
pub(super) fn copy_enlarged(line: &[f32], from: usize, target: &mut [f32]) {
    let (odd, target) = target.split_at_mut((from % 2).min(target.len()));
    odd.fill(line[(from / 2).min(line.len() - 1)]);
    let (pairs, last) = target.as_chunks_mut::<2>();
    let mut values = line[from.div_ceil(2)..].iter();
    for (pair, &value) in pairs.iter_mut().zip(&mut values) {
        *pair = [value; 2];
    }
    if let ([last], Some(&value)) = (last, values.next()) {
        *last = value;
    }
}
