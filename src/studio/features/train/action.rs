//! What a person can do in the Train tab.

use crate::fast::Quality;

/// One thing to do in the Train tab.
#[derive(Debug, Clone, PartialEq)]
pub enum TrainAction {
    /// Puts so much work into the next style.
    ChooseQuality(Quality),
    /// Lets the balance lean, above 1 to the painting and below 1 to the photograph.
    SetLean(f64),
    /// Learns from the photographs in this folder.
    SetFolder(String),
    /// Asks for the folder in the desktop's own dialog.
    BrowseFolder,
    /// Begins a training with the pictures at hand.
    Start,
    /// Waits after the present step.
    Pause,
    /// Goes on.
    Resume,
    /// Ends; the training can be gone on with.
    Stop,
    /// Goes on with the training that was broken off.
    GoOn,
    /// Hands the style of that training to the gallery as it is.
    KeepAsItIs,
    /// Gives that training up.
    Discard,
}
