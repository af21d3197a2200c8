//! The tiles of a feature map: which pixels they cover, how their inputs are gathered and their outputs laid out.
//!
//! Tiles are numbered row after row over the whole map, so a block of consecutive tiles may begin and end anywhere
//! in a row, and no tile is computed for nothing however narrow the map is.

use std::ops::Range;

use pulp::Simd;

use super::transforms::{INPUT_SIDE, OUTPUT_SIDE, input_side};
use crate::kernels::conv3x3::source::{Reading, Source, copy_enlarged};
use crate::kernels::conv3x3::unpool::WINDOW;
use crate::kernels::memory::Scratch;
use crate::kernels::padding::Padding;
use crate::kernels::shared::SharedSlice;
use crate::kernels::simd::{load, store};

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

/// Columns of a [`Patch`] beyond those of its tiles: the last tile reads two of them, and vectors may reach further.
const OVERHANG: usize = 32;

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

    /// Reads what the tiles of `block` need of one channel and transforms it along its columns into `patch`. Asks
    /// meanwhile for the same places of the next channel.
    #[inline(always)]
    pub(super) fn gather<S: Simd>(
        self,
        simd: S,
        block: Range<usize>,
        source: Source<'_>,
        channel: usize,
        patch: &mut Patch,
    ) {
        for run in self.runs(block.clone()) {
            let inside = run.left.saturating_sub(1)..(run.left + run.tiles * OUTPUT_SIDE + 1).min(self.width);
            let start = run.before * OUTPUT_SIDE;
            let first = start + inside.start + 1 - run.left;
            match source.reading {
                Reading::Plain | Reading::WherePositive(_) => {
                    let positions = self.positions();
                    let lines = self.lines(run, source.padding, |y| channel * positions + y * self.width);
                    let target = Lines { values: &mut patch.values, pitch: patch.row_pitch, start: first };
                    transform_columns(simd, source, lines, inside, positions, target);
                }
                Reading::Enlarged => {
                    let (positions, width) = (self.positions() / 4, self.width / 2);
                    let lines = self.lines(run, source.padding, |y| channel * positions + y / 2 * width);
                    let stored = inside.start / 2..inside.end.div_ceil(2);
                    let target = Lines { values: &mut patch.prepared, pitch: patch.row_pitch, start: 0 };
                    transform_columns(simd, source, lines, stored, positions, target);
                    let rows = patch.values.chunks_exact_mut(patch.row_pitch);
                    for (row, line) in rows.zip(patch.prepared.chunks_exact(patch.row_pitch)) {
                        copy_enlarged(line, inside.start % 2, &mut row[first..][..inside.len()]);
                    }
                }
                Reading::Unpooled(unpooled) => {
                    let windows = inside.start / WINDOW..inside.end.div_ceil(WINDOW);
                    let above = run.top as isize - WINDOW as isize;
                    for (row, lines) in
                        (above / WINDOW as isize..).zip(patch.prepared.chunks_exact_mut(2 * patch.row_pitch))
                    {
                        let lines = lines.split_at_mut(patch.row_pitch).into();
                        unpooled.write_row(simd, source.values, (channel, row), windows.clone(), lines);
                    }
                    let lines = self.lines(run, source.padding, |y| (y as isize - above) as usize * patch.row_pitch);
                    let source = Source { values: &patch.prepared, reading: Reading::Plain, ..source };
                    let columns = inside.start % WINDOW..inside.start % WINDOW + inside.len();
                    let target = Lines { values: &mut patch.values, pitch: patch.row_pitch, start: first };
                    transform_columns(simd, source, lines, columns, 0, target);
                }
            }
            patch.surround(source.padding, run, self.width);
            patch.second_half = OUTPUT_SIDE;
            if run.tiles < block.len() {
                patch.second_half = patch.row_pitch / 2;
                patch.copy_second_half::<S>(start..start + run.tiles * OUTPUT_SIDE);
            }
        }
    }

    /// The beginnings of the six lines that the tiles of a run read, where `place` tells that of a row; none for zeros.
    #[inline(always)]
    fn lines(self, run: Run, padding: Padding, place: impl Fn(usize) -> usize) -> [Option<usize>; INPUT_SIDE] {
        let mut lines = [None; INPUT_SIDE];
        for (row, line) in lines.iter_mut().enumerate() {
            *line = padding.source((run.top + row) as isize - 1, self.height).map(&place);
        }
        lines
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

/// The inputs of a block of tiles in one channel, transformed along their columns: the six values of each column lie in
/// as many rows.
///
/// A row holds the first four columns of every tile, and from `second_half` on the four from each tile's fifth on, of
/// which two are used. If the tiles are neighbours, these are the same values four places on.
pub(super) struct Patch {
    values: Scratch,
    /// Lines of a map before it is enlarged, or after its pooling was undone.
    prepared: Scratch,
    row_pitch: usize,
    second_half: usize,
}

impl Patch {
    /// Room for so many tiles.
    pub(super) fn new(tiles: usize) -> Self {
        let row_pitch = 2 * (tiles * OUTPUT_SIDE + OVERHANG);
        let values = Scratch::take(INPUT_SIDE * row_pitch);
        let prepared = Scratch::take((INPUT_SIDE + WINDOW) * row_pitch);
        Self { values, prepared, row_pitch, second_half: OUTPUT_SIDE }
    }

    /// Lays the padding beside a run that begins or ends a row of tiles. What is further beyond the end than one column
    /// is read for no output that counts.
    #[inline(always)]
    fn surround(&mut self, padding: Padding, run: Run, width: usize) {
        let start = run.before * OUTPUT_SIDE;
        let place = |column: usize| start + column + 1 - run.left;
        let after = place(width)..start + run.tiles * OUTPUT_SIDE + INPUT_SIDE - OUTPUT_SIDE;
        for row in self.values.chunks_exact_mut(self.row_pitch) {
            if run.left == 0 {
                row[start] = padding.source(-1, width).map_or(0.0, |column| row[place(column)]);
            }
            if !after.is_empty() {
                let value = padding.source(width as isize, width).map_or(0.0, |column| row[place(column)]);
                row[after.clone()].fill(value);
            }
        }
    }

    /// Copies the columns of some tiles from their fifth on to the second half.
    #[inline(always)]
    fn copy_second_half<S: Simd>(&mut self, places: Range<usize>) {
        for row in self.values.chunks_exact_mut(self.row_pitch) {
            for place in places.clone().step_by(S::F32_LANES) {
                let values = load::<S>(row, place + OUTPUT_SIDE);
                store::<S>(row, self.second_half + place, values);
            }
        }
    }

    /// The six columns of a vector of tiles from `tile` on in one row, in an order of tiles that
    /// [`Simd::interleave_shfl_f32s`] undoes.
    #[inline(always)]
    pub(super) fn row<S: Simd>(&self, simd: S, row: usize, tile: usize) -> [S::f32s; INPUT_SIDE] {
        let start = row * self.row_pitch + tile * OUTPUT_SIDE;
        let [d0, d1, d2, d3] = load_tiles(simd, &self.values, start);
        let [d4, d5, _, _] = load_tiles(simd, &self.values, start + self.second_half);
        [d0, d1, d2, d3, d4, d5]
    }
}

/// Six lines of values, each `pitch` after the one before.
struct Lines<'a> {
    values: &'a mut [f32],
    pitch: usize,
    /// The place of the first value in its line.
    start: usize,
}

/// Transforms some columns of the six lines of a map that begin at `lines`; absent ones are zeros. Asks for the same
/// places in the next channel, which lies `next` further on.
#[inline(always)]
fn transform_columns<S: Simd>(
    simd: S,
    source: Source<'_>,
    lines: [Option<usize>; INPUT_SIDE],
    columns: Range<usize>,
    next: usize,
    target: Lines<'_>,
) {
    let Lines { values: target, pitch, start } = target;
    let zero = simd.splat_f32s(0.0);
    let (first, len) = (columns.start, columns.len());
    if len < S::F32_LANES {
        let mut values = [zero; INPUT_SIDE];
        for (value, line) in values.iter_mut().zip(lines) {
            if let Some(line) = line {
                *value = source.load_part(simd, line + first..line + columns.end);
            }
        }
        for (row, &value) in input_side(simd, values).iter().enumerate() {
            simd.partial_store_f32s(&mut target[row * pitch + start..][..len], value);
        }
        return;
    }
    let last = len - S::F32_LANES;
    for column in (0..last).step_by(S::F32_LANES).chain([last]) {
        // Not in a loop, which would take the vectors through memory.
        let values = [
            load_line(simd, source, lines[0], first + column, next),
            load_line(simd, source, lines[1], first + column, next),
            load_line(simd, source, lines[2], first + column, next),
            load_line(simd, source, lines[3], first + column, next),
            load_line(simd, source, lines[4], first + column, next),
            load_line(simd, source, lines[5], first + column, next),
        ];
        for (row, &value) in input_side(simd, values).iter().enumerate() {
            store::<S>(target, row * pitch + start + column, value);
        }
    }
}

/// The vector from `column` on of the line that begins at `line`, or zeros if it is absent. Asks for that which lies `next`
/// further on.
#[inline(always)]
fn load_line<S: Simd>(simd: S, source: Source<'_>, line: Option<usize>, column: usize, next: usize) -> S::f32s {
    match line {
        Some(line) => {
            source.prefetch(line + column + next);
            source.load(simd, line + column)
        }
        None => simd.splat_f32s(0.0),
    }
}

/// Four inputs of each tile of a vector, from `start` on.
#[inline(always)]
fn load_tiles<S: Simd>(simd: S, values: &[f32], start: usize) -> [S::f32s; OUTPUT_SIDE] {
    let line = S::as_simd_f32s(&values[start..][..OUTPUT_SIDE * S::F32_LANES]).0;
    simd.deinterleave_shfl_f32s([line[0], line[1], line[2], line[3]])
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
