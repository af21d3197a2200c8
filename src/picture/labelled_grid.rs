//! Pictures in rows and columns with labelled axes: contact sheets and the figures of the paper as one picture.

use super::text::Line;
use super::{Picture, channels_mut};

/// The letters of the labels, in parts of a cell's longer side.
const LETTERS: f32 = 0.075;
/// The smallest and the largest letters in pixels.
const LETTER_RANGE: [f32; 2] = [14.0, 64.0];
/// The gap between two cells, in parts of a cell's longer side.
const GAP: f32 = 0.025;
/// The paper.
const GROUND: f32 = 1.0;
/// The labels.
const INK: f32 = 0.12;
/// A cell without a picture.
const EMPTY: f32 = 0.9;

/// What stands beside a row or above a column of cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AxisLabels {
    /// What the axis varies; empty for an axis with one value.
    pub title: String,
    /// A label for each row or column.
    pub values: Vec<String>,
}

impl AxisLabels {
    fn count(&self) -> usize {
        self.values.len().max(1)
    }

    /// The lines beside the cells: title and values.
    fn lines(&self) -> usize {
        usize::from(!self.title.is_empty()) + usize::from(!self.values.is_empty())
    }
}

/// A grid of pictures.
#[derive(Debug, Clone)]
pub struct LabelledGrid<'a> {
    /// The columns.
    pub across: AxisLabels,
    /// The rows.
    pub down: AxisLabels,
    /// The pictures row by row; those that are missing stay grey. All are brought to the size of the largest.
    pub cells: Vec<Option<&'a Picture>>,
}

impl LabelledGrid<'_> {
    /// Draws the grid on white paper: the labels of the columns above them, those of the rows at the left, upwards.
    pub fn draw(&self) -> Picture {
        let sizes = self.cells.iter().flatten().map(|cell| [cell.width, cell.height]);
        let cell = sizes.max_by_key(|size| size[0] * size[1]).unwrap_or([1, 1]);
        let layout = Layout::new(cell, &self.across, &self.down);
        let mut paper = Paper::new(layout.size());
        for row in 0..self.down.count() {
            for column in 0..self.across.count() {
                let at = layout.cell_at(column, row);
                match self.cells.get(row * self.across.count() + column).copied().flatten() {
                    Some(picture) => paper.lay(&picture.resized(cell[0], cell[1]), at),
                    None => paper.lay(&Picture::new(cell[0], cell[1], vec![EMPTY; 3 * cell[0] * cell[1]]), at),
                }
            }
        }
        self.label(&mut paper, &layout);
        let [width, height] = layout.size();
        Picture::new(width, height, paper.planes)
    }

    fn label(&self, paper: &mut Paper, layout: &Layout) {
        let [cells_width, cells_height] = layout.cells_size();
        let [left, top] = layout.cells_at();
        let line = |text: &str, widest: usize| Line::new(text, layout.letters, widest);
        if !self.across.title.is_empty() {
            paper.print(&line(&self.across.title, cells_width), [left + cells_width / 2, layout.line_middle(0)]);
        }
        for (column, value) in self.across.values.iter().enumerate() {
            let middle = layout.cell_at(column, 0)[0] + layout.cell[0] / 2;
            let row = self.across.lines() - 1;
            paper.print(&line(value, layout.cell[0]), [middle, layout.line_middle(row)]);
        }
        if !self.down.title.is_empty() {
            let title = line(&self.down.title, cells_height).upwards();
            paper.print(&title, [layout.line_middle(0), top + cells_height / 2]);
        }
        for (row, value) in self.down.values.iter().enumerate() {
            let middle = layout.cell_at(0, row)[1] + layout.cell[1] / 2;
            let column = self.down.lines() - 1;
            paper.print(&line(value, layout.cell[1]).upwards(), [layout.line_middle(column), middle]);
        }
    }
}

/// Where everything lies, in pixels.
struct Layout {
    cell: [usize; 2],
    counts: [usize; 2],
    /// Lines of labels above and at the left.
    lines: [usize; 2],
    letters: f32,
    gap: usize,
}

impl Layout {
    fn new(cell: [usize; 2], across: &AxisLabels, down: &AxisLabels) -> Self {
        let longer = cell[0].max(cell[1]) as f32;
        let [smallest, largest] = LETTER_RANGE;
        Self {
            cell,
            counts: [across.count(), down.count()],
            lines: [across.lines(), down.lines()],
            letters: (LETTERS * longer).clamp(smallest, largest),
            gap: ((GAP * longer).round() as usize).max(2),
        }
    }

    /// The room of one line of labels.
    fn line(&self) -> usize {
        (1.35 * self.letters).ceil() as usize
    }

    /// The middle of a line of labels, counted from the edge of the paper.
    fn line_middle(&self, index: usize) -> usize {
        self.gap + index * self.line() + self.line() / 2
    }

    /// The left top corner of the cells.
    fn cells_at(&self) -> [usize; 2] {
        [self.lines[1], self.lines[0]].map(|lines| 2 * self.gap + lines * self.line())
    }

    fn cells_size(&self) -> [usize; 2] {
        [0, 1].map(|axis| self.counts[axis] * (self.cell[axis] + self.gap) - self.gap)
    }

    fn cell_at(&self, column: usize, row: usize) -> [usize; 2] {
        let [left, top] = self.cells_at();
        [left + column * (self.cell[0] + self.gap), top + row * (self.cell[1] + self.gap)]
    }

    fn size(&self) -> [usize; 2] {
        let (at, size) = (self.cells_at(), self.cells_size());
        [0, 1].map(|axis| at[axis] + size[axis] + 2 * self.gap)
    }
}

/// What is drawn on.
struct Paper {
    size: [usize; 2],
    planes: Vec<f32>,
}

impl Paper {
    fn new(size: [usize; 2]) -> Self {
        Self { size, planes: vec![GROUND; 3 * size[0] * size[1]] }
    }

    /// Lays a picture with its left top corner there.
    fn lay(&mut self, picture: &Picture, at: [usize; 2]) {
        for (target, source) in channels_mut(&mut self.planes).into_iter().zip(&picture.channels()) {
            for (row, pixels) in source.chunks(picture.width).enumerate() {
                let start = (at[1] + row) * self.size[0] + at[0];
                target[start..start + picture.width].copy_from_slice(pixels);
            }
        }
    }

    /// Prints a line around a point; what lies beyond the paper is lost.
    fn print(&mut self, line: &Line, middle: [usize; 2]) {
        let [width, height] = self.size;
        let (left, top) = (middle[0].saturating_sub(line.width / 2), middle[1].saturating_sub(line.height / 2));
        for plane in channels_mut(&mut self.planes) {
            for (y, row) in line.coverage.chunks(line.width).enumerate().take(height.saturating_sub(top)) {
                let start = (top + y) * width + left;
                for (pixel, coverage) in plane[start..].iter_mut().zip(row).take(width.saturating_sub(left)) {
                    *pixel += coverage * (INK - *pixel);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(width: usize, height: usize, value: f32) -> Picture {
        Picture::new(width, height, vec![value; 3 * width * height])
    }

    fn labels(title: &str, values: &[&str]) -> AxisLabels {
        AxisLabels { title: title.into(), values: values.iter().map(|&value| value.into()).collect() }
    }

    #[test]
    fn every_picture_lies_in_its_place() {
        let pictures: Vec<Picture> = (0..6).map(|index| flat(40, 30, 0.1 * index as f32)).collect();
        let cells: Vec<_> = pictures.iter().map(Some).collect();
        let grid = LabelledGrid { across: labels("", &["a", "b", "c"]), down: labels("", &["x", "y"]), cells };
        let layout = Layout::new([40, 30], &grid.across, &grid.down);
        let drawn = grid.draw();
        assert_eq!([drawn.width(), drawn.height()], layout.size());
        for (index, picture) in pictures.iter().enumerate() {
            let [x, y] = layout.cell_at(index % 3, index / 3);
            for (x, y) in [(x, y), (x + 39, y + 29), (x + 20, y + 15)] {
                assert_eq!(drawn.at(x, y), picture.at(0, 0), "cell {index}");
            }
            assert_eq!(drawn.at(x + 40, y), [GROUND; 3], "the gap beside cell {index}");
        }
    }

    #[test]
    fn labels_stand_above_and_at_the_left_and_never_on_a_picture() {
        let picture = flat(60, 60, 0.5);
        let without = LabelledGrid { across: labels("", &[]), down: labels("", &[]), cells: vec![Some(&picture)] };
        let plain = without.draw();
        assert!(plain.width() < 70 && plain.planes().iter().all(|&value| value == 0.5 || value == GROUND));
        let grid = LabelledGrid {
            across: labels("Ratio", &["a very long label that has no room"]),
            down: labels("Depth", &["one"]),
            ..without
        };
        let (layout, drawn) = (Layout::new([60, 60], &grid.across, &grid.down), grid.draw());
        let [left, top] = layout.cells_at();
        let has_ink = |columns: std::ops::Range<usize>, rows: std::ops::Range<usize>| {
            rows.into_iter().any(|y| columns.clone().any(|x| drawn.at(x, y)[0] < 0.4))
        };
        assert!(has_ink(left..drawn.width(), 0..top) && has_ink(0..left, top..drawn.height()));
        assert!(!has_ink(left..drawn.width(), top..drawn.height()));
    }

    #[test]
    fn missing_pictures_stay_grey_and_smaller_ones_are_enlarged() {
        let (small, large) = (flat(10, 10, 0.0), flat(20, 20, 0.25));
        let grid = LabelledGrid {
            across: labels("", &["1", "2", "3"]),
            down: AxisLabels::default(),
            cells: vec![Some(&small), Some(&large), None],
        };
        let (layout, drawn) = (Layout::new([20, 20], &grid.across, &grid.down), grid.draw());
        for (column, value) in [0.0, 0.25, EMPTY].into_iter().enumerate() {
            let [x, y] = layout.cell_at(column, 0);
            assert!((drawn.at(x + 19, y + 19)[0] - value).abs() < 1e-6);
        }
    }
}
