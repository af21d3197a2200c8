//! What can be done with contact sheets and figures.

use crate::studio::painted::sheet::{SheetPlace, SheetSettings};

/// Something to do with contact sheets and figures.
#[derive(Debug, Clone, PartialEq)]
pub enum SheetAction {
    /// Makes the next contact sheet in another way.
    Change(Box<SheetSettings>),
    /// Starts to paint a contact sheet.
    Start,
    /// Lets a sheet wait.
    Pause(SheetPlace),
    /// Goes on with a sheet.
    Resume(SheetPlace),
    /// Ends a sheet with the pictures as they are.
    Stop(SheetPlace),
    /// Takes the settings of a cell of a sheet over.
    UseCell(SheetPlace, usize),
    /// Keeps the picture of a cell in the film strip.
    KeepCell(SheetPlace, usize),
    /// Paints on from a cell at full size.
    ContinueFromCell(SheetPlace, usize),
}
