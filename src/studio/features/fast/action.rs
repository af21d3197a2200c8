//! What a person can do with fast styles.

use std::path::PathBuf;

use crate::studio::features::fast::FastSettings;

/// Whether a file or a folder is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StyleFiles {
    /// The file of one style.
    File,
    /// A folder of them.
    Folder,
}

/// A step from one style of the gallery to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// To the one before.
    Left,
    /// To the next one.
    Right,
    /// To the row above.
    Up,
    /// To the row below.
    Down,
}

/// One thing to do with fast styles.
#[derive(Debug, Clone, PartialEq)]
pub enum FastAction {
    /// Paints in another style, or in another way.
    Change(FastSettings),
    /// Goes to another style of those that are found.
    Move(Step),
    /// Looks for styles.
    Search(String),
    /// Asks for styles to add.
    Ask(StyleFiles),
    /// Adds styles, from files or folders.
    Add(Vec<PathBuf>),
    /// Takes the style of this name out of the gallery.
    Remove(String),
    /// Likes the style of this name more than others, or not any more.
    SetFavourite(String, bool),
    /// Leaves it at the picture that is on the canvas: the large one is not painted.
    Stop,
    /// Lets the optimiser go on with the picture on the canvas.
    Refine,
}
