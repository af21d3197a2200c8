//! The rectangles into which a direct convolution cuts a map.

use crate::kernels::conv3x3::KERNEL_SIDE;
use crate::kernels::conv3x3::unpool::WINDOW;
use crate::kernels::matrix_units::{ROW, SIDE};

/// Words of the packed inputs of a block: half of a second-level cache of 2 MiB, which all processors with matrix units
/// have.
const BLOCK_WORDS: usize = 1 << 18;
/// Columns of a block: the longer its lines, the less time is lost on the way to the next ones; lines of so many values,
/// two of each of the channels that are packed together, leave the first-level cache but little.
const MOST_COLUMNS: usize = 256;
/// Rows below which a block is made narrower: of those that it packs, two are packed for its neighbours too.
const LEAST_ROWS: usize = 8;

/// Positions in each direction that a block reads beyond those of its outputs.
const BORDER: usize = KERNEL_SIDE - 1;

/// A rectangle of outputs, computed from packed inputs with one position more on every side.
///
/// Positions are numbered along rows of [`Block::pitch`], so the two after each row of outputs are computed for nothing.
pub(super) struct Block {
    pub(super) top: usize,
    /// Even, so that pairs of columns of the map are pairs of columns of the block.
    pub(super) left: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
}

/// Outputs in a row of positions: `count` from `lane` of a vector of positions on.
pub(super) struct Run {
    pub(super) lane: usize,
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) count: usize,
}

impl Block {
    /// The blocks of a map for a convolution with so many chunks of inputs: as large as the cache allows, or smaller if
    /// that makes as many as `wanted`.
    pub(super) fn all(height: usize, width: usize, chunks: usize, wanted: usize) -> Vec<Self> {
        let positions = BLOCK_WORDS / ROW / chunks;
        let widest = (positions / (LEAST_ROWS.min(height) + BORDER)).saturating_sub(BORDER).clamp(SIDE, MOST_COLUMNS);
        let columns = width.div_ceil(width.div_ceil(widest)).next_multiple_of(WINDOW);
        let highest = (positions / (columns + BORDER)).saturating_sub(BORDER).max(1);
        let enough = height.div_ceil(wanted.div_ceil(width.div_ceil(columns)));
        let highest = if enough < LEAST_ROWS { highest } else { highest.min(enough) };
        let rows = height.div_ceil(height.div_ceil(highest));
        let tops = (0..height).step_by(rows);
        tops.flat_map(|top| {
            (0..width).step_by(columns).map(move |left| Self {
                top,
                left,
                rows: rows.min(height - top),
                columns: columns.min(width - left),
            })
        })
        .collect()
    }

    /// Whether inputs of that row of the map are read.
    pub(super) fn reads(&self, row: isize) -> bool {
        (self.top as isize - 1..=(self.top + self.rows) as isize).contains(&row)
    }

    /// The positions from one row to the next.
    pub(super) fn pitch(&self) -> usize {
        self.columns + BORDER
    }

    /// Pairs of tiles that cover all outputs.
    pub(super) fn pairs(&self) -> usize {
        (self.rows * self.pitch() - BORDER).div_ceil(2 * SIDE)
    }

    /// The positions of packed inputs: all that the last pair of tiles reads, and all to which whole vectors of positions
    /// are written.
    pub(super) fn packed_positions(&self) -> usize {
        let read = self.pairs() * 2 * SIDE + BORDER * self.pitch() + BORDER;
        read.max((self.rows + BORDER - 1) * self.pitch() + self.pitch().next_multiple_of(SIDE))
    }

    /// The outputs at the positions of a tile.
    #[inline(always)]
    pub(super) fn runs(&self, first: usize) -> impl Iterator<Item = Run> {
        let (pitch, rows, columns) = (self.pitch(), self.rows, self.columns);
        let mut lane = 0;
        std::iter::from_fn(move || {
            let (row, column) = ((first + lane) / pitch, (first + lane) % pitch);
            if lane == SIDE || row >= rows {
                return None;
            }
            let len = (pitch - column).min(SIDE - lane);
            let run = Run { lane, row, column, count: columns.saturating_sub(column).min(len) };
            lane += len;
            Some(run)
        })
        .filter(|run| run.count > 0)
    }
}
