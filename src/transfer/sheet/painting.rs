//! The cells of a contact sheet painted in turns, so that all of them get better together.
//!
//! Targets that several cells aim at are measured once, and the feature maps of an iteration belong to whichever cell
//! has its turn: what a waiting cell keeps is its picture and the memory of its optimiser.

use std::sync::Arc;

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::network::{Vgg19, Workspace};
use crate::picture::Picture;
use crate::text::text;
use crate::transfer::forecast::{Forecast, Pace};
use crate::transfer::report::Ending;
use crate::transfer::run::{Step, Transfer};
use crate::transfer::sheet::plan::{CellPlan, ContactSheet};
use crate::transfer::styles::Styles;
use crate::transfer::targets::Targets;

/// The iterations that a cell makes in its turn.
const TURN: usize = 4;

/// All cells of a sheet.
#[derive(Debug)]
pub struct SheetPainting {
    /// Row by row from the left top.
    cells: Vec<Cell>,
    /// The cell that has its turn.
    next: usize,
    workspace: Workspace,
}

/// One cell.
#[derive(Debug)]
enum Cell {
    /// It is painted in turns.
    Going(Box<Small>),
    /// It is done.
    Ended(Box<Small>),
    /// It cannot be painted; why, until that was told.
    Refused(Option<Error>),
}

/// The painting of one cell.
#[derive(Debug)]
struct Small {
    transfer: Transfer,
    forecast: Forecast,
}

/// What one turn did.
#[derive(Debug)]
pub struct SheetTurn {
    /// The cell, counted row by row from the left top.
    pub cell: usize,
    /// How the turn ended.
    pub end: TurnEnd,
}

/// How a turn ended.
#[derive(Debug)]
pub enum TurnEnd {
    /// The cell will have another one.
    Waiting,
    /// The cell is done.
    Done(Ending),
    /// The cell cannot be painted; the others go on.
    Failed(Error),
}

impl SheetPainting {
    /// Prepares every cell; `styles` are the styles, or mixtures of styles, that the sheet's cells choose from.
    ///
    /// `start` is the picture to start from when the sheet's settings ask for one.
    ///
    /// # Errors
    /// [`Error::Value`] for a sheet that cannot be painted with these pictures.
    pub fn new(
        network: &Arc<Vgg19>,
        sheet: &ContactSheet,
        content: &Arc<Picture>,
        styles: &[Styles],
        start: Option<&Arc<Picture>>,
    ) -> Result<Self> {
        sheet.validate()?;
        let targets = Targets::default();
        let prepare = |plan: CellPlan| {
            let style = styles.get(plan.style).ok_or_else(|| {
                Error::value(
                    text!("the style picture"),
                    text!("number {number}", number = plan.style + 1),
                    text!("choose one that is there"),
                )
            })?;
            let (network, content, style) = (Arc::clone(network), Arc::clone(content), style.clone());
            let transfer = Transfer::new(network, plan.settings, content, style, start.cloned())?;
            let forecast = Forecast::new(transfer.scales(), Pace::default());
            Ok(Box::new(Small { transfer: transfer.sharing(targets.clone()), forecast }))
        };
        let mut cells: Vec<Cell> = Vec::new();
        for plan in sheet.cells() {
            cells.push(prepare(plan).map_or_else(|error| Cell::Refused(Some(error)), Cell::Going));
        }
        if cells.iter().all(|cell| matches!(cell, Cell::Refused(_)))
            && let Some(Cell::Refused(Some(error))) = cells.pop()
        {
            return Err(error);
        }
        Ok(Self { cells, next: 0, workspace: Workspace::default() })
    }

    /// Lets the next cell paint a few iterations; `None` once all are done.
    ///
    /// # Errors
    /// [`Error::Cancelled`] once the token is cancelled; every cell stays as it was before its iteration.
    pub fn turn(&mut self, cancel: &CancelToken) -> Result<Option<SheetTurn>> {
        let count = self.cells.len();
        let mut from_next = (0..count).map(|offset| (self.next + offset) % count);
        let Some(index) = from_next.find(|&index| self.cells[index].wants_a_turn()) else { return Ok(None) };
        let end = match &mut self.cells[index] {
            Cell::Going(small) => {
                small.transfer.swap_workspace(&mut self.workspace);
                let end = small.paint(cancel);
                small.transfer.swap_workspace(&mut self.workspace);
                match end {
                    Err(Error::Cancelled) => return Err(Error::Cancelled),
                    Err(error) => TurnEnd::Failed(error),
                    Ok(None) => TurnEnd::Waiting,
                    Ok(Some(ending)) => TurnEnd::Done(ending),
                }
            }
            Cell::Refused(error) => match error.take() {
                Some(error) => TurnEnd::Failed(error),
                None => return Ok(None),
            },
            Cell::Ended(_) => return Ok(None),
        };
        if !matches!(end, TurnEnd::Waiting) {
            self.cells[index].end();
        }
        self.next = (index + 1) % count;
        Ok(Some(SheetTurn { cell: index, end }))
    }

    /// The picture of a cell as it is, at its present scale, and the iterations that were made on it; `None` for one
    /// that cannot be painted.
    ///
    /// # Errors
    /// Only when the device fails.
    pub fn picture(&self, cell: usize) -> Result<Option<(Picture, usize)>> {
        self.cells[cell].small().map(|small| Ok((small.transfer.picture()?, small.forecast.made()))).transpose()
    }

    /// How many cells there are.
    pub fn count(&self) -> usize {
        self.cells.len()
    }

    /// The part of the whole work that is done, from 0 to 1.
    pub fn share_done(&self) -> f64 {
        let share = |cell: &Cell| match cell {
            Cell::Going(small) => small.forecast.share_done(),
            Cell::Ended(_) | Cell::Refused(_) => 1.0,
        };
        self.cells.iter().map(share).sum::<f64>() / self.cells.len() as f64
    }
}

impl Cell {
    fn wants_a_turn(&self) -> bool {
        matches!(self, Self::Going(_) | Self::Refused(Some(_)))
    }

    fn end(&mut self) {
        *self = match std::mem::replace(self, Self::Refused(None)) {
            Self::Going(small) => Self::Ended(small),
            other => other,
        };
    }

    fn small(&self) -> Option<&Small> {
        match self {
            Self::Going(small) | Self::Ended(small) => Some(small),
            Self::Refused(_) => None,
        }
    }
}

impl Small {
    /// Paints a few iterations; some when the painting ended with them.
    fn paint(&mut self, cancel: &CancelToken) -> Result<Option<Ending>> {
        let mut made = 0;
        while made < TURN {
            match self.transfer.step(cancel)? {
                Step::Accepted(report) => {
                    self.forecast.step(&report);
                    made += 1;
                }
                Step::ScaleStarted(_) | Step::ScaleConverged(_) => self.forecast.set_scales(self.transfer.scales()),
                Step::Finished(ending) => return Ok(Some(ending)),
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use super::*;

    use crate::network::{DeviceChoice, NetworkCache, WeightScale};
    use crate::transfer::settings::{Scales, TransferSettings};
    use crate::transfer::sheet::variation::Variation;

    fn network() -> Arc<Vgg19> {
        static NETWORKS: OnceLock<NetworkCache> = OnceLock::new();
        NETWORKS.get_or_init(NetworkCache::default).get(DeviceChoice::Cpu, WeightScale::Normalised).unwrap()
    }

    fn noise(seed: u64) -> Arc<Picture> {
        Arc::new(Picture::white_noise(40, 32, 1.0, seed))
    }

    fn base(size: usize) -> TransferSettings {
        TransferSettings { size, iterations: 6, scales: Scales::Count(2), ..TransferSettings::default() }
    }

    fn sheet(across: &[Variation], down: &[Variation], size: usize) -> ContactSheet {
        ContactSheet { base: base(size), across: across.to_vec(), down: down.to_vec() }
    }

    #[test]
    fn cells_become_what_they_would_become_alone() {
        let (network, content, styles) = (network(), noise(1), [noise(2), noise(3)].map(Styles::from));
        let sheet = sheet(&[1e-3, 1e-1].map(Variation::Ratio), &[Variation::Style(0), Variation::Style(1)], 40);
        let mut painting = SheetPainting::new(&network, &sheet, &content, &styles, None).unwrap();
        let cancel = CancelToken::new();
        let mut order = Vec::new();
        while let Some(turn) = painting.turn(&cancel).unwrap() {
            order.push(turn.cell);
        }
        assert_eq!(order[..8], [0, 1, 2, 3, 0, 1, 2, 3], "they take turns");
        assert!((painting.share_done() - 1.0).abs() < 1e-12);
        for (index, plan) in sheet.cells().into_iter().enumerate() {
            let style = styles[plan.style].clone();
            let mut alone =
                Transfer::new(Arc::clone(&network), plan.settings, Arc::clone(&content), style, None).unwrap();
            while !matches!(alone.step(&cancel).unwrap(), Step::Finished(_)) {}
            let (together, made) = painting.picture(index).unwrap().unwrap();
            assert_eq!(made, 6);
            assert!(together == alone.picture().unwrap(), "cell {index}");
        }
    }

    #[test]
    fn targets_are_measured_once() {
        let (network, targets) = (network(), Targets::default());
        for ratio in [1e-3, 1e-2] {
            let mut settings = base(40);
            settings.weights.ratio = ratio;
            let transfer = Transfer::new(Arc::clone(&network), settings, noise(1), noise(2), None).unwrap();
            transfer.sharing(targets.clone()).step(&CancelToken::new()).unwrap();
            assert_eq!(targets.count(), 6, "one of the content, five of the style");
        }
    }

    #[test]
    fn a_cell_that_cannot_be_painted_leaves_the_others() {
        let sheet = sheet(&[Variation::Depth(5), Variation::Depth(2)], &[], 18);
        let sheet = ContactSheet {
            base: TransferSettings {
                content_layer: crate::network::Layer::Conv2_2,
                scales: Scales::Count(1),
                ..sheet.base
            },
            ..sheet
        };
        let mut painting = SheetPainting::new(&network(), &sheet, &noise(1), &[noise(2).into()], None).unwrap();
        let first = painting.turn(&CancelToken::new()).unwrap().unwrap();
        assert!(matches!(first.end, TurnEnd::Failed(Error::Value { .. })), "{first:?}");
        while painting.turn(&CancelToken::new()).unwrap().is_some() {}
        assert!(painting.picture(0).unwrap().is_none() && painting.picture(1).unwrap().is_some());
    }

    #[test]
    fn a_cancelled_turn_can_be_made_again() {
        let mut painting = SheetPainting::new(
            &network(),
            &sheet(&[Variation::Ratio(1e-3)], &[], 32),
            &noise(1),
            &[noise(2).into()],
            None,
        )
        .unwrap();
        let cancelled = CancelToken::new();
        cancelled.cancel();
        assert!(matches!(painting.turn(&cancelled), Err(Error::Cancelled)));
        assert!(painting.turn(&CancelToken::new()).unwrap().is_some());
    }

    #[test]
    fn a_sheet_of_which_nothing_can_be_painted_is_an_error() {
        let sheet = sheet(&[Variation::Style(3)], &[], 32);
        let error = SheetPainting::new(&network(), &sheet, &noise(1), &[noise(2).into()], None).unwrap_err();
        assert!(error.headline().contains("number 4"), "{}", error.headline());
    }
}
