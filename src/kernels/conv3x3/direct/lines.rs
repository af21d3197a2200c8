//! The lines of a map that a block reads, with zeros beyond the map.

use std::ops::Range;

use pulp::Simd;

use super::Pass;
use super::block::Block;
use crate::kernels::conv3x3::source::{Reading, Source};
use crate::kernels::conv3x3::unpool::WINDOW;
use crate::kernels::simd::store;

/// Columns that a line has before the first one of a block: those of the window to which the column beside the block
/// belongs.
pub(super) const LEAD: usize = WINDOW;

impl Pass<'_> {
    /// Writes a pair of lines of one channel, those with the numbers `2 pair` and `2 pair + 1`, from [`LEAD`] columns before
    /// `block` to one behind it, as far as the block reads them. Asks meanwhile for the same places of the next channel.
    #[inline(always)]
    pub(super) fn write_lines<S: Simd>(
        &self,
        simd: S,
        block: &Block,
        channel: usize,
        pair: isize,
        mut lines: [&mut [f32]; WINDOW],
    ) {
        let inside = block.left.saturating_sub(1)..(block.left + block.columns + 1).min(self.width);
        let place = |column: usize| column + LEAD - block.left;
        if let Reading::Unpooled(unpooled) = self.source.reading {
            let windows = inside.start / WINDOW..inside.end.div_ceil(WINDOW);
            let targets = lines.each_mut().map(|line| &mut line[place(windows.start * WINDOW)..]);
            unpooled.write_row(simd, self.source.values, (channel, pair), windows, targets);
        } else {
            let rows = lines.iter_mut().zip(pair * WINDOW as isize..).filter(|&(_, row)| block.reads(row));
            for (line, row) in rows {
                let target = &mut line[place(inside.start)..];
                match usize::try_from(row).ok().filter(|&row| row < self.height) {
                    Some(row) => {
                        let positions = self.height * self.width;
                        let first = channel * positions + row * self.width;
                        write_line(simd, self.source, first + inside.start..first + inside.end, positions, target);
                    }
                    None => target[..inside.len()].fill(0.0),
                }
            }
        }
        for line in lines {
            if block.left == 0 {
                line[LEAD - 1] = 0.0;
            }
            if block.left + block.columns == self.width {
                line[place(self.width)] = 0.0;
            }
        }
    }
}

/// Copies the values at `places`, and asks for those `next` further on.
#[inline(always)]
fn write_line<S: Simd>(simd: S, source: Source<'_>, places: Range<usize>, next: usize, target: &mut [f32]) {
    let Some(last) = places.len().checked_sub(S::F32_LANES) else {
        let values = source.load_part(simd, places.clone());
        simd.partial_store_f32s(&mut target[..places.len()], values);
        return;
    };
    for column in (0..last).step_by(S::F32_LANES).chain([last]) {
        source.prefetch(places.start + column + next);
        store::<S>(target, column, source.load(simd, places.start + column));
    }
}
