//! The inputs of a block of outputs, copied together with the border around the map.

use crate::kernels::MapShape;
use crate::kernels::memory::Scratch;
use crate::kernels::padding::Padding;

/// `[channel][row][phase][column]`: with stride 2, even and odd columns of a row lie apart, so that the inputs that one
/// tap reads for neighbouring outputs are neighbours.
pub(super) struct Patch {
    values: Scratch,
    rows: usize,
    stride: usize,
    pitch: usize,
}

impl Patch {
    /// The inputs from row `top` and column `left` on, which may lie outside the map: `rows` rows and as many columns
    /// as `columns` outputs read through `taps` taps.
    #[inline(always)]
    pub(super) fn gather(
        input: &[f32],
        shape: MapShape,
        padding: Padding,
        (top, rows): (isize, usize),
        (left, columns, taps): (isize, usize, usize),
        stride: usize,
    ) -> Self {
        let pitch = columns + (taps - 1) / stride;
        let mut values = Scratch::take(shape.channels * rows * stride * pitch);
        for (index, row) in values.chunks_exact_mut(stride * pitch).enumerate() {
            let (channel, y) = (index / rows, top + (index % rows) as isize);
            let Some(y) = padding.source(y, shape.height) else {
                row.fill(0.0);
                continue;
            };
            let line = &input[channel * shape.positions() + y * shape.width..][..shape.width];
            for (phase, target) in row.chunks_exact_mut(pitch).enumerate() {
                let left = left + phase as isize;
                match stride {
                    1 => copy::<1>(line, padding, left, target),
                    _ => copy::<2>(line, padding, left, target),
                }
            }
        }
        Self { values, rows, stride, pitch }
    }

    /// Where the inputs that a tap of the first column reads for the outputs of one row begin.
    #[inline(always)]
    pub(super) fn row(&self, channel: usize, row: usize) -> &[f32] {
        &self.values[(channel * self.rows + row) * self.stride * self.pitch..][..self.stride * self.pitch]
    }

    /// Where in a row the inputs of a tap begin.
    #[inline(always)]
    pub(super) fn tap(&self, tap: usize) -> usize {
        // A division would take as long as the products of the tap.
        if self.stride == 1 { tap } else { tap % 2 * self.pitch + tap / 2 }
    }
}

/// Copies every `STRIDE`-th value of `line` from column `left` on, padded at both ends.
#[inline(always)]
fn copy<const STRIDE: usize>(line: &[f32], padding: Padding, left: isize, target: &mut [f32]) {
    let stride = STRIDE as isize;
    let column = |index: usize| left + index as isize * stride;
    // The first index at or after a column.
    let index = |column: isize| ((column - left).max(0) as usize).div_ceil(STRIDE).min(target.len());
    let (start, end) = (index(0), index(line.len() as isize));
    for outside in (0..start).chain(end..target.len()) {
        target[outside] = padding.source(column(outside), line.len()).map_or(0.0, |place| line[place]);
    }
    if start < end {
        let line = &line[column(start) as usize..];
        let (whole, rest) = line.as_chunks::<STRIDE>();
        let target = &mut target[start..end];
        for (target, values) in target.iter_mut().zip(whole) {
            *target = values[0];
        }
        if let (Some(target), [value, ..]) = (target.get_mut(whole.len()), rest) {
            *target = *value;
        }
    }
}
