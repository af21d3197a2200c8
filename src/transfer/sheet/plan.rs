//! What is on a contact sheet: the settings of each cell.

use crate::error::{Error, Result};
use crate::text::text;
use crate::transfer::settings::TransferSettings;
use crate::transfer::sheet::variation::Variation;

/// The most cells in a row or a column.
pub const MOST_CELLS_A_SIDE: usize = 16;

/// Two axes with their values, and the settings that all cells share.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactSheet {
    /// What the axes do not vary, with the size and the iterations of a cell.
    pub base: TransferSettings,
    /// The values from left to right.
    pub across: Vec<Variation>,
    /// The values from top to bottom; none makes one row.
    pub down: Vec<Variation>,
}

/// One cell of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct CellPlan {
    /// The settings of its painting.
    pub settings: TransferSettings,
    /// The number of its style picture, from 0.
    pub style: usize,
}

impl ContactSheet {
    /// How many cells a row has.
    pub fn columns(&self) -> usize {
        self.across.len().max(1)
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.down.len().max(1)
    }

    /// The cells, row by row from the left top.
    pub fn cells(&self) -> Vec<CellPlan> {
        let or_none = |values: &[Variation]| -> Vec<Option<Variation>> {
            if values.is_empty() { vec![None] } else { values.iter().copied().map(Some).collect() }
        };
        let (across, down) = (or_none(&self.across), or_none(&self.down));
        let places = down.iter().flat_map(|down| across.iter().map(move |across| [*across, *down]));
        places.map(|place| self.cell(place)).collect()
    }

    fn cell(&self, place: [Option<Variation>; 2]) -> CellPlan {
        let mut cell = CellPlan { settings: self.base.clone(), style: 0 };
        for variation in place.into_iter().flatten() {
            variation.apply(&mut cell.settings);
            if let Variation::Style(number) = variation {
                cell.style = number;
            }
        }
        cell
    }

    /// Checks the axes and the settings of every cell.
    ///
    /// # Errors
    /// [`Error::Value`] naming the first that cannot be used.
    pub fn validate(&self) -> Result<()> {
        for values in [&self.across, &self.down] {
            if values.len() > MOST_CELLS_A_SIDE {
                let remedy = text!("give at most {most}", most = MOST_CELLS_A_SIDE);
                return Err(Error::value(text!("the number of values along an axis"), values.len(), remedy));
            }
        }
        if let (Some(across), Some(down)) = (self.across.first(), self.down.first())
            && across.varied() == down.varied()
        {
            let remedy = text!("choose another setting for one of them");
            return Err(Error::value(text!("the setting of both axes"), across.varied().name().to_lowercase(), remedy));
        }
        self.cells().iter().try_for_each(|cell| cell.settings.validate())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(across: &[Variation], down: &[Variation]) -> ContactSheet {
        ContactSheet { base: TransferSettings::default(), across: across.to_vec(), down: down.to_vec() }
    }

    #[test]
    fn cells_go_row_by_row() {
        let ratios = [1e-3, 1e-2].map(Variation::Ratio);
        let sheet = sheet(&ratios, &[Variation::Style(0), Variation::Style(2)]);
        let cells: Vec<_> = sheet.cells().iter().map(|cell| (cell.settings.weights.ratio, cell.style)).collect();
        assert_eq!(cells, [(1e-3, 0), (1e-2, 0), (1e-3, 2), (1e-2, 2)]);
        assert_eq!((sheet.columns(), sheet.rows()), (2, 2));
        sheet.validate().unwrap();
    }

    #[test]
    fn one_axis_makes_one_row() {
        let sheet = sheet(&[Variation::Depth(1), Variation::Depth(2), Variation::Depth(3)], &[]);
        assert_eq!((sheet.columns(), sheet.rows(), sheet.cells().len()), (3, 1, 3));
    }

    #[test]
    fn what_cannot_be_painted_is_named() {
        let wrong = sheet(&[Variation::Ratio(7e4)], &[]).validate().unwrap_err();
        assert!(wrong.headline().starts_with("the ratio cannot be 70000"), "{}", wrong.headline());
        let twice = sheet(&[Variation::Ratio(0.1)], &[Variation::Ratio(0.2)]).validate().unwrap_err();
        assert!(twice.headline().contains("both axes"), "{}", twice.headline());
        let many = sheet(&[Variation::Seed(1); 17], &[]).validate().unwrap_err();
        assert!(many.headline().contains("at most 16"), "{}", many.headline());
    }
}
