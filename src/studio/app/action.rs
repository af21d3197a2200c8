//! Everything that a person can make the program do.
//!
//! Panels only look at the state and push actions; [`crate::studio::App`] carries them out after drawing, in one
//! place (`perform.rs`).

use egui::ThemePreference;

use crate::network::DeviceChoice;
use crate::picture::ColorSettings;
use crate::studio::app::appearance::{Appearance, Scaling};
use crate::studio::app::session::{Dialog, Panels};
use crate::studio::app::state::PlotSettings;
use crate::studio::canvas::{Method, Mode, Stage, Tab, View};
use crate::studio::features::contact_sheet;
use crate::studio::features::fast;
use crate::studio::features::film_strip;
use crate::studio::features::learn;
use crate::studio::features::pictures;
use crate::studio::features::queue;
use crate::studio::features::saving::{self, Subject};
use crate::studio::features::time_lapse;
use crate::studio::features::train;
use crate::studio::features::{presets, project};
use crate::transfer::TransferSettings;

/// One thing to do.
#[derive(Debug)]
pub enum Action {
    /// Does something with pictures.
    Pictures(pictures::Msg),
    /// Changes settings; those that can change while it paints do so at the next iteration.
    ChangeSettings(Box<TransferSettings>),
    /// Gives the paintings on the canvas other colours, those that are painted and those that are finished.
    ChangeColors(ColorSettings),
    /// Sets every setting to its default.
    ResetSettings,
    /// Does something with presets.
    Presets(presets::Msg),
    /// Takes the last change of settings back.
    Undo,
    /// Makes the change again that was taken back last.
    Redo,
    /// Computes elsewhere from the next start.
    ChangeDevice(DeviceChoice),
    /// Starts to paint.
    Start,
    /// Waits after the present iteration.
    Pause,
    /// Goes on.
    Resume,
    /// Ends with the picture as it is.
    Stop,
    /// Begins again from the beginning.
    Restart,
    /// Opens the form for saving what is on the canvas.
    AskSaveResult,
    /// Opens the form for saving.
    AskSave(Subject),
    /// Does something about saving.
    Saving(saving::Msg),
    /// Shows a dialog, or the same one with other entries.
    ShowDialog(Dialog),
    /// Takes the dialog away.
    CloseDialog,
    /// Takes the message away.
    DismissMessage,
    /// Shows another part of the picture.
    SetView(View),
    /// Magnifies around the middle of the canvas.
    ZoomBy(f32),
    /// Shows one screen pixel for each picture pixel.
    ShowActualSize,
    /// Looks at another picture.
    ShowTab(Tab),
    /// Compares in this way, or not any more when that is how it is compared.
    ToggleMode(Mode),
    /// Moves the line of the wipe to this part of the picture, from its left side.
    SetWipe(f32),
    /// Shows or hides the colour values under the pointer.
    ToggleValues,
    /// Shows or hides the loss plot.
    TogglePlot,
    /// Plots the losses in another way.
    ChangePlot(PlotSettings),
    /// Does something with the film strip.
    Film(film_strip::Msg),
    /// Does something with contact sheets.
    Sheet(contact_sheet::Msg),
    /// Does something with the window itself.
    Window(WindowAction),
    /// Shows another way of painting.
    ShowMethod(Method),
    /// Does something with time lapses.
    TimeLapse(time_lapse::Msg),
    /// Does something with the queue.
    Queue(queue::Msg),
    /// Does something with projects.
    Project(project::Msg),
    /// Does something with fast styles.
    Fast(fast::Msg),
    /// Does something in the Learn tab.
    Learn(learn::Msg),
    /// Does something in the Train tab.
    Train(train::Msg),
    /// Notes how the canvas was drawn, for the next zoom.
    NoteStage(Stage),
}

/// One thing to do with the window itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WindowAction {
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
    /// Closes it, after asking when something would be lost.
    Quit,
}

/// The actions of one frame, in the order in which they were asked for.
pub type Actions = Vec<Action>;
