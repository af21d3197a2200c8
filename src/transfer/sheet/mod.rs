//! Many small paintings that differ in two settings, painted together: Figure 4 of Gatys et al. 2016 as a tool.

mod painting;
mod plan;
mod variation;

pub use painting::{SheetPainting, SheetTurn, TurnEnd};
pub use plan::{CellPlan, ContactSheet, MOST_CELLS_A_SIDE};
pub use variation::{Span, Variation, Varied};
