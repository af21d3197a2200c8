//! What can be done with contact sheets.

use crate::studio::sheet::SheetSettings;

/// Something to do with contact sheets.
#[derive(Debug, Clone, PartialEq)]
pub enum SheetAction {
    /// Makes the next contact sheet in another way.
    Change(Box<SheetSettings>),
    /// Starts to paint a contact sheet.
    Start,
    /// Lets the contact sheet wait.
    Pause,
    /// Goes on with the contact sheet.
    Resume,
    /// Ends the contact sheet with the pictures as they are.
    Stop,
    /// Takes the settings of a cell of the contact sheet over.
    UseCell(usize),
    /// Keeps the picture of a cell in the film strip.
    KeepCell(usize),
    /// Paints on from a cell at full size.
    ContinueFromCell(usize),
}
