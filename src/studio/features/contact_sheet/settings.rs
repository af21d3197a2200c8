//! What a person chose for contact sheets: remembered from one session to the next.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::studio::painted::sheet::{CELL_RANGE, ITERATIONS_RANGE};
use crate::transfer::{ContactSheet, Span, TransferSettings, Varied};

/// The cells of a row and of a column.
pub const SIDE_RANGE: RangeInclusive<usize> = 3..=5;
/// One axis.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AxisSettings {
    /// The setting that it varies.
    pub varied: Varied,
    /// Its first and last number, where these are chosen.
    pub span: Option<Span>,
}

impl AxisSettings {
    /// An axis with the values that are there at first.
    pub const fn new(varied: Varied) -> Self {
        let span = match varied.span() {
            Some((span, _)) => Some(span),
            None => None,
        };
        Self { varied, span }
    }

    fn within_ranges(self) -> Self {
        let span = self.varied.span().map(|(default, range)| self.span.unwrap_or(default).within(&range, default));
        Self { varied: self.varied, span }
    }
}

/// How contact sheets are made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SheetSettings {
    /// From left to right.
    pub across: AxisSettings,
    /// From top to bottom.
    pub down: AxisSettings,
    /// The cells of a row and of a column.
    pub side: usize,
    /// The longer side of a cell in pixels.
    pub size: usize,
    /// The iterations of a cell.
    pub iterations: usize,
}

impl Default for SheetSettings {
    fn default() -> Self {
        Self {
            across: AxisSettings::new(Varied::Ratio),
            down: AxisSettings::new(Varied::Depth),
            side: 4,
            size: 192,
            iterations: 60,
        }
    }
}

impl SheetSettings {
    /// The same, with what lies outside its range brought into it and two different axes.
    pub fn within_ranges(&self) -> Self {
        let clamp = |value: usize, range: RangeInclusive<usize>| value.clamp(*range.start(), *range.end());
        let default = Self::default();
        let other = if self.across.varied == default.down.varied { default.across } else { default.down };
        Self {
            across: self.across.within_ranges(),
            down: if self.down.varied == self.across.varied { other } else { self.down.within_ranges() },
            side: clamp(self.side, SIDE_RANGE),
            size: clamp(self.size, CELL_RANGE),
            iterations: clamp(self.iterations, ITERATIONS_RANGE),
        }
    }

    /// The same with another setting across; the axes change places when it is the other one's.
    pub fn with_across(&self, varied: Varied) -> Self {
        let down = if self.down.varied == varied { self.across } else { self.down };
        let across = if self.down.varied == varied { self.down } else { AxisSettings::new(varied) };
        Self { across, down, ..self.clone() }
    }

    /// The same with another setting down; the axes change places when it is the other one's.
    pub fn with_down(&self, varied: Varied) -> Self {
        let across = if self.across.varied == varied { self.down } else { self.across };
        let down = if self.across.varied == varied { self.across } else { AxisSettings::new(varied) };
        Self { across, down, ..self.clone() }
    }

    /// The sheet that varies these settings; `styles` is the number of style pictures at hand.
    pub fn plan(&self, settings: &TransferSettings, styles: usize) -> ContactSheet {
        let base = TransferSettings { size: self.size, iterations: self.iterations, ..settings.clone() };
        let values = |axis: &AxisSettings| {
            let span = axis.span.unwrap_or(Span { first: 1.0, last: 1.0 });
            axis.varied.values(self.side, span, settings, styles)
        };
        ContactSheet { across: values(&self.across), down: values(&self.down), base }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_never_the_same() {
        let settings = SheetSettings::default().with_across(Varied::Depth);
        assert_eq!((settings.across.varied, settings.down.varied), (Varied::Depth, Varied::Ratio));
        let settings = settings.with_down(Varied::Depth);
        assert_eq!((settings.across.varied, settings.down.varied), (Varied::Ratio, Varied::Depth));
        let twice = SheetSettings { down: AxisSettings::new(Varied::Ratio), ..SheetSettings::default() };
        assert_ne!(twice.within_ranges().across.varied, twice.within_ranges().down.varied);
    }

    #[test]
    fn what_was_remembered_wrongly_is_brought_into_its_range() {
        let wild = SheetSettings {
            across: AxisSettings { varied: Varied::Ratio, span: Some(Span { first: -1.0, last: f64::NAN }) },
            side: 100,
            size: 9999,
            iterations: 0,
            ..SheetSettings::default()
        };
        let tame = wild.within_ranges();
        assert_eq!((tame.side, tame.size, tame.iterations), (5, 384, 4));
        tame.plan(&TransferSettings::default(), 1).validate().unwrap();
        assert_eq!(SheetSettings::default().within_ranges(), SheetSettings::default());
    }

    #[test]
    fn every_pair_of_axes_can_be_painted() {
        for across in Varied::ALL {
            for down in Varied::ALL.into_iter().filter(|&down| down != across) {
                for side in SIDE_RANGE {
                    let settings = SheetSettings { side, ..SheetSettings::default() };
                    let plan = settings.with_across(across).with_down(down).plan(&TransferSettings::default(), side);
                    plan.validate().unwrap();
                    assert_eq!((plan.columns(), plan.rows()), (side, side), "{across:?} {down:?}");
                }
            }
        }
    }
}
