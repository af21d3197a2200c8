//! The tiles of a feature map: which pixels they cover, how their inputs are gathered and their outputs laid out.
//!
//! Tiles are numbered row after row over the whole map, so a block of consecutive tiles may begin and end anywhere
//! in a row, and no tile is computed for nothing however narrow the map is.

use std::ops::Range;

use pulp::Simd;

use super::winograd::{INPUT_SIDE, OUTPUT_SIDE};
use crate::kernels::padding::Padding;
use crate::kernels::shared::SharedSlice;
use crate::kernels::simd::{load, prefetch, store};

/// The tiles of 4x4 outputs that cover a map of `height` x `width`; the last of a row or column may stick out.
#[derive(Debug, Clone, Copy)]
pub(super) struct TileGrid {
    pub(super) height: usize,
    pub(super) width: usize,
}

/// Consecutive tiles of one row of tiles.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// How many tiles of the block come before.
    before: usize,
    /// The first output row of the tiles.
    top: usize,
    /// The first output column of the first tile.
    left: usize,
    /// How many tiles.
    tiles: usize,
}

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
}

impl Source<'_> {
    /// The value at one place of the map.
    #[inline(always)]
    pub(super) fn value(self, place: usize) -> f32 {
        match self.reading {
            Reading::WherePositive(rectified) if rectified[place] <= 0.0 => 0.0,
            _ => self.values[place],
        }
    }
}

impl Reading<'_> {
    /// Pixels along one side for each value.
    #[inline(always)]
    fn factor(self) -> usize {
        match self {
            Self::Plain | Self::WherePositive(_) => 1,
            Self::Enlarged => 2,
        }
    }

    /// The same for some of the places.
    #[inline(always)]
    fn within(self, places: Range<usize>) -> Self {
        match self {
            Self::WherePositive(rectified) => Self::WherePositive(&rectified[places]),
            reading => reading,
        }
    }
}

impl TileGrid {
    fn per_row(self) -> usize {
        self.width.div_ceil(OUTPUT_SIDE)
    }

    /// The number of tiles.
    pub(super) fn tiles(self) -> usize {
        self.per_row() * self.height.div_ceil(OUTPUT_SIDE)
    }

    /// The pixels of one channel.
    pub(super) fn positions(self) -> usize {
        self.height * self.width
    }

    #[inline(always)]
    fn runs(self, block: Range<usize>) -> impl Iterator<Item = Run> {
        let per_row = self.per_row();
        let mut tile = block.start;
        std::iter::from_fn(move || {
            if tile == block.end {
                return None;
            }
            let (row, column) = (tile / per_row, tile % per_row);
            let tiles = (per_row - column).min(block.end - tile);
            let run = Run { before: tile - block.start, top: row * OUTPUT_SIDE, left: column * OUTPUT_SIDE, tiles };
            tile += tiles;
            Some(run)
        })
    }

    /// Copies what the tiles of `block` read of one channel into `patch`.
    #[inline(always)]
    pub(super) fn gather<S: Simd>(
        self,
        simd: S,
        block: Range<usize>,
        source: Source<'_>,
        channel: usize,
        patch: &mut Patch<'_>,
    ) {
        let factor = source.reading.factor();
        let (positions, width) = (self.positions() / (factor * factor), self.width / factor);
        let channel = channel * positions;
        for run in self.runs(block.clone()) {
            let alone = run.tiles == block.len();
            patch.second_half = if alone { OUTPUT_SIDE } else { patch.row_pitch / 2 };
            let len = run.tiles * OUTPUT_SIDE;
            let halves: &[_] = if alone { &[(0, len + OUTPUT_SIDE)] } else { &[(0, len), (patch.second_half, len)] };
            for row in 0..INPUT_SIDE {
                let line = source.padding.source((run.top + row) as isize - 1, self.height);
                for (half, &(start, len)) in halves.iter().enumerate() {
                    let start = row * patch.row_pitch + start + run.before * OUTPUT_SIDE;
                    let target = &mut patch.values[start..][..len];
                    let Some(y) = line else {
                        target.fill(0.0);
                        continue;
                    };
                    let start = channel + y / factor * width;
                    let line = start..start + width;
                    let (values, reading) = (&source.values[line.clone()], source.reading.within(line));
                    let line = Source { values, reading, padding: source.padding };
                    copy_line(simd, line, run.left + half * OUTPUT_SIDE, target);
                }
            }
        }
    }

    /// Asks for what [`TileGrid::gather`] will read of one channel.
    #[inline(always)]
    pub(super) fn prefetch_inputs(self, block: Range<usize>, source: Source<'_>, channel: usize) {
        let factor = source.reading.factor();
        let (height, width) = (self.height / factor, self.width / factor);
        for run in self.runs(block) {
            let left = run.left / factor;
            let columns = (run.tiles * OUTPUT_SIDE / factor + 1).min(width - left);
            for y in (run.top / factor).saturating_sub(1)..((run.top + INPUT_SIDE - 1).div_ceil(factor)).min(height) {
                let start = (channel * height + y) * width + left;
                prefetch(source.values[start..].as_ptr(), columns);
                if let Reading::WherePositive(rectified) = source.reading {
                    prefetch(rectified[start..].as_ptr(), columns);
                }
            }
        }
    }

    /// Asks for what [`TileGrid::scatter`] will write of one channel.
    #[inline(always)]
    pub(super) fn prefetch_outputs(self, block: Range<usize>, channel: usize, output: &SharedSlice<'_>) {
        for run in self.runs(block) {
            for row in 0..OUTPUT_SIDE.min(self.height - run.top) {
                let (start, columns) = self.output_line(run, row, channel);
                output.prefetch(start, columns);
            }
        }
    }

    /// Lays what the tiles of `block` produced for one channel, four lines of `pitch` values, into that channel of
    /// `output`.
    ///
    /// # Safety
    /// Nobody else may refer to the outputs of these tiles in this channel.
    #[allow(unsafe_code)]
    #[inline(always)]
    pub(super) unsafe fn scatter<S: Simd>(
        self,
        block: Range<usize>,
        lines: &[f32],
        pitch: usize,
        channel: usize,
        output: &SharedSlice<'_>,
    ) {
        for run in self.runs(block) {
            for row in 0..OUTPUT_SIDE.min(self.height - run.top) {
                let (start, columns) = self.output_line(run, row, channel);
                // SAFETY: these are outputs of the run's tiles in this channel, which are the caller's alone.
                let target = unsafe { output.part(start, columns) };
                copy::<S>(&lines[row * pitch + run.before * OUTPUT_SIDE..][..columns], target);
            }
        }
    }

    /// Where one line of the outputs of a run begins in a map, and how long it is.
    #[inline(always)]
    fn output_line(self, run: Run, row: usize, channel: usize) -> (usize, usize) {
        let start = channel * self.positions() + (run.top + row) * self.width + run.left;
        (start, (run.tiles * OUTPUT_SIDE).min(self.width - run.left))
    }
}

/// The inputs of a block of tiles in one channel, for each of the six rows of the tiles.
///
/// A row holds the first four inputs of every tile, and from `second_half` on the four from each tile's fifth on, of
/// which two are used. If the tiles are neighbours, these are the same values four places on.
pub(super) struct Patch<'a> {
    values: &'a mut [f32],
    row_pitch: usize,
    second_half: usize,
}

impl<'a> Patch<'a> {
    /// The length of the slice for up to `tiles` tiles.
    pub(super) fn len(tiles: usize) -> usize {
        2 * INPUT_SIDE * tiles * OUTPUT_SIDE
    }

    /// An empty patch in `values`.
    pub(super) fn new(values: &'a mut [f32]) -> Self {
        let row_pitch = values.len() / INPUT_SIDE;
        Self { values, row_pitch, second_half: row_pitch / 2 }
    }

    /// The six inputs in `row` of a vector of tiles from `tile` on, in an order of tiles that
    /// [`Simd::interleave_shfl_f32s`] undoes.
    #[inline(always)]
    pub(super) fn row<S: Simd>(&self, simd: S, row: usize, tile: usize) -> [S::f32s; INPUT_SIDE] {
        let start = row * self.row_pitch + tile * OUTPUT_SIDE;
        let [d0, d1, d2, d3] = load_tiles(simd, self.values, start);
        let [d4, d5, _, _] = load_tiles(simd, self.values, start + self.second_half);
        [d0, d1, d2, d3, d4, d5]
    }
}

/// Four inputs of each tile of a vector, from `start` on.
#[inline(always)]
fn load_tiles<S: Simd>(simd: S, values: &[f32], start: usize) -> [S::f32s; OUTPUT_SIDE] {
    let line = S::as_simd_f32s(&values[start..][..OUTPUT_SIDE * S::F32_LANES]).0;
    simd.deinterleave_shfl_f32s([line[0], line[1], line[2], line[3]])
}

/// Copies a line into `target` from column `start` - 1 on, with the padding beyond both ends. What is further beyond the
/// end than one column is read for no output that counts.
#[inline(always)]
fn copy_line<S: Simd>(simd: S, line: Source<'_>, start: usize, target: &mut [f32]) {
    let factor = line.reading.factor();
    let len = line.values.len() * factor;
    let beyond = |column| line.padding.source(column, len).map_or(0.0, |column| line.value(column / factor));
    let (before, target) = target.split_at_mut(usize::from(start == 0));
    before.fill(beyond(-1));
    let from = start.saturating_sub(1).min(len);
    let (target, after) = target.split_at_mut(target.len().min(len - from));
    let inside = from..from + target.len();
    match line.reading {
        Reading::Plain => copy::<S>(&line.values[inside], target),
        Reading::WherePositive(rectified) => {
            copy_rectified(simd, &line.values[inside.clone()], &rectified[inside], target);
        }
        Reading::Enlarged => copy_enlarged(line.values, from, target),
    }
    if !after.is_empty() {
        after.fill(beyond(len as isize));
    }
}

/// Copies each value twice, from column `from` of the enlarged line on.
#[inline(always)]
fn copy_enlarged(line: &[f32], from: usize, target: &mut [f32]) {
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

/// Copies whole vectors, the last of which may overlap the one before. Lines are often too short to be worth a call
/// of the system's function.
#[inline(always)]
fn copy<S: Simd>(source: &[f32], target: &mut [f32]) {
    let Some(last) = target.len().checked_sub(S::F32_LANES) else {
        for (target, &value) in target.iter_mut().zip(source) {
            *target = value;
        }
        return;
    };
    for start in (0..last).step_by(S::F32_LANES).chain([last]) {
        store::<S>(target, start, load::<S>(source, start));
    }
}

/// [`copy`], with zeros where `rectified` is not positive.
#[inline(always)]
fn copy_rectified<S: Simd>(simd: S, source: &[f32], rectified: &[f32], target: &mut [f32]) {
    let Some(last) = target.len().checked_sub(S::F32_LANES) else {
        for (target, (&value, &rectified)) in target.iter_mut().zip(source.iter().zip(rectified)) {
            *target = if rectified > 0.0 { value } else { 0.0 };
        }
        return;
    };
    let zero = simd.splat_f32s(0.0);
    for start in (0..last).step_by(S::F32_LANES).chain([last]) {
        let positive = simd.greater_than_f32s(load::<S>(rectified, start), zero);
        store::<S>(target, start, simd.select_f32s(positive, load::<S>(source, start), zero));
    }
}
