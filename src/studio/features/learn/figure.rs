//! The figures of the paper as contact sheets.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::studio::painted::sheet::{CELL_RANGE, ITERATIONS_RANGE};
use crate::studio::roles::Role;
use crate::transfer::figures::{CONTENT_FIGURE, FIGURE_ITERATIONS};
use crate::transfer::{ContactSheet, StyleLayers, TransferSettings, Variation};

/// The ratios of Figure 4.
const RATIOS: [f64; 4] = [1e-4, 1e-3, 1e-2, 1e-1];

/// A figure that is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Figure {
    /// Figure 1, lower row.
    Contents,
    /// Figure 1, upper row.
    Styles,
    /// Figure 4.
    Balance,
}

/// How a figure is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FigureSettings {
    /// The longer side of each picture in pixels.
    pub size: usize,
    /// The iterations for each picture.
    pub iterations: usize,
}

impl FigureSettings {
    /// As in the paper: out of noise, which takes long.
    pub const RECONSTRUCTION: Self = Self { size: 256, iterations: FIGURE_ITERATIONS };
    /// Many pictures, each painted for a while.
    pub const GRID: Self = Self { size: 192, iterations: 100 };
    /// The iterations that can be chosen.
    pub const ITERATIONS: RangeInclusive<usize> = *ITERATIONS_RANGE.start()..=1000;

    /// The same with what lies outside its range brought into it.
    pub fn within_ranges(self) -> Self {
        let clamp = |value: usize, range: RangeInclusive<usize>| value.clamp(*range.start(), *range.end());
        Self { size: clamp(self.size, CELL_RANGE), iterations: clamp(self.iterations, Self::ITERATIONS) }
    }
}

impl Default for FigureSettings {
    fn default() -> Self {
        Self::RECONSTRUCTION
    }
}

impl Figure {
    /// The picture that gives its pictures their shape.
    pub const fn shape(self) -> Role {
        match self {
            Self::Contents | Self::Balance => Role::Content,
            Self::Styles => Role::Style,
        }
    }

    /// The pictures of it.
    pub fn plan(self, settings: FigureSettings) -> ContactSheet {
        let FigureSettings { size, iterations } = settings;
        let base = TransferSettings { size, iterations, ..TransferSettings::default() };
        let depths = 1..=StyleLayers::PAPER.len();
        let (across, down) = match self {
            Self::Contents => (CONTENT_FIGURE.map(Variation::ContentReconstruction).to_vec(), Vec::new()),
            Self::Styles => (depths.map(Variation::StyleReconstruction).collect(), Vec::new()),
            Self::Balance => (RATIOS.map(Variation::Ratio).to_vec(), depths.map(Variation::Depth).collect()),
        };
        ContactSheet { base, across, down }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::{Start, Terms};

    #[test]
    fn the_figures_have_the_pictures_of_the_paper() {
        for (figure, columns, rows) in [(Figure::Contents, 5, 1), (Figure::Styles, 5, 1), (Figure::Balance, 4, 5)] {
            let plan = figure.plan(FigureSettings { size: 64, iterations: 9 });
            plan.validate().unwrap();
            assert_eq!((plan.columns(), plan.rows()), (columns, rows), "{figure:?}");
            for cell in plan.cells() {
                assert_eq!((cell.settings.size, cell.settings.iterations), (64, 9));
            }
        }
        let first = Figure::Styles.plan(FigureSettings::default()).cells().remove(0).settings;
        assert_eq!((first.start, first.weights.terms), (Start::Noise, Terms::Style));
        assert_eq!(first.weights.style_layers.to_string(), "conv1_1=1");
    }

    #[test]
    fn wild_settings_are_brought_into_their_ranges() {
        let wild = FigureSettings { size: 0, iterations: 1_000_000 }.within_ranges();
        assert!(CELL_RANGE.contains(&wild.size) && wild.iterations == 1000);
    }
}
