//! The window itself: its panels, its looks, its dialogs, which part has the focus, and what a report tells.

use egui::{Context, ThemePreference};

use crate::error::Result;
use crate::studio::app::appearance::{Appearance, Scaling};
use crate::studio::services::DialogSlot;
use crate::studio::tasks::Tasks;
use crate::studio::widgets::Landmark;

/// Who the keys belong to.
///
/// It is noted at the end of each frame for the next one: the very key that leaves a menu or a text field, such as
/// Escape, must not also stop the painting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyboard {
    /// The commands.
    Commands,
    /// The commands, but Space presses the control that has the focus, Escape lets go of it, and Tab and the arrows go
    /// to another one.
    CommandsButFocusKeys,
    /// A dialog, a menu or a text field, and nothing else.
    Elsewhere,
}

/// What runs.
pub struct WindowState {
    /// Its work in the background.
    pub tasks: Tasks<Msg>,
    /// Which panels are in the window.
    pub panels: Panels,
    /// Whether the log is shown.
    pub shows_log: bool,
    /// Whether the hints of the first start are shown.
    pub shows_first_steps: bool,
    /// The part of the window to which the focus was given last.
    pub landmark: Option<Landmark>,
    /// What draws the window, where that is known.
    pub graphics: Option<String>,
    /// The dialog that waits for an answer.
    pub dialog: DialogSlot<Dialog>,
    /// Who the keys of the next frame belong to.
    pub keyboard: Keyboard,
    /// Whether the window may close without asking.
    pub exit: Exit,
}

impl WindowState {
    /// A window with all its panels.
    pub fn new(window: &Context) -> Self {
        Self {
            tasks: Tasks::new(window.clone()),
            panels: Panels::Shown,
            shows_log: false,
            shows_first_steps: false,
            landmark: None,
            graphics: None,
            dialog: DialogSlot::default(),
            keyboard: Keyboard::Commands,
            exit: Exit::Asks,
        }
    }

    /// What came back from the background.
    pub fn next(&self) -> Option<Msg> {
        self.tasks.next()
    }
}

/// What was typed, and the entry that Return gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// What was typed.
    pub text: String,
    /// The place of the chosen entry among those that are found.
    pub chosen: usize,
}

/// A question that is asked above everything else.
#[derive(Debug, Clone, PartialEq)]
pub enum Dialog {
    /// The table of keys.
    Shortcuts,
    /// Everything that can be done, to be found by a few letters.
    Palette(Search),
    /// What a person sets once and for all.
    Preferences,
}

/// Which panels are in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panels {
    /// All of them.
    Shown,
    /// Only the canvas.
    Hidden,
    /// Only the canvas, and the window fills the screen.
    FullScreen,
}

/// Whether the window may close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// It asks when something would be lost.
    Asks,
    /// It may.
    Agreed,
}

/// What is clicked, and what comes back from the background.
#[derive(Debug)]
pub enum Msg {
    /// Changes how it looks.
    Change(Appearance),
    /// Shows everything in light or dark greys.
    SetTheme(ThemePreference),
    /// Draws text and controls larger or smaller.
    Scale(Scaling),
    /// Calls a person at another window when work is done, or does not.
    Notify(bool),
    /// Shows other panels, or all of them when these are shown.
    TogglePanels(Panels),
    /// Gives the focus to its next part.
    FocusNextPart,
    /// Takes the hints of the first start away.
    CloseFirstSteps,
    /// Shows or hides the log.
    ToggleLog,
    /// Copies what helps to find the cause of a problem.
    CopyDetails,
    /// What is known of this machine, to be copied with the rest.
    Machine(Result<String>),
    /// Shows a dialog, or the same one with other entries.
    ShowDialog(Dialog),
    /// Closes it, after asking when something would be lost.
    Quit,
}
