//! What the views and keys make the program do: a message for a feature, for the canvas or the window, or one of the few
//! things that concern several features at once. [`crate::studio::App`] carries them out after drawing.

use crate::studio::app::{canvas, window};
use crate::studio::canvas::Method;
use crate::studio::features::saving::Subject;
use crate::studio::features::{
    contact_sheet, fast, film_strip, learn, painting, pictures, presets, project, queue, saving, time_lapse, train,
};

/// One thing to do.
#[derive(Debug)]
pub enum Action {
    /// Paints.
    Painting(painting::Msg),
    /// Does something with pictures.
    Pictures(pictures::Msg),
    /// Does something with presets.
    Presets(presets::Msg),
    /// Does something with the film strip.
    Film(film_strip::Msg),
    /// Does something with contact sheets.
    Sheet(contact_sheet::Msg),
    /// Does something with time lapses.
    TimeLapse(time_lapse::Msg),
    /// Does something with the queue.
    Queue(queue::Msg),
    /// Does something with projects.
    Project(project::Msg),
    /// Does something about saving.
    Saving(saving::Msg),
    /// Does something with fast styles.
    Fast(fast::Msg),
    /// Does something in the Learn tab.
    Learn(learn::Msg),
    /// Does something in the Train tab.
    Train(train::Msg),
    /// Looks at the canvas in another way.
    Canvas(canvas::Msg),
    /// Does something with the window itself.
    Window(window::Msg),
    /// Shows another way of painting.
    ShowMethod(Method),
    /// Takes the last change of settings back.
    Undo,
    /// Makes the change again that was taken back last.
    Redo,
    /// Sets every setting to its default.
    ResetSettings,
    /// Opens the form for saving what is on the canvas.
    AskSaveResult,
    /// Opens the form for saving.
    AskSave(Subject),
    /// Takes the dialog away.
    CloseDialog,
    /// Takes the message away.
    DismissMessage,
}

/// The actions of one frame, in the order in which they were asked for.
pub type Actions = Vec<Action>;
