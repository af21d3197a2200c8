//! What can be done with projects, and what the background has to tell of them.

use std::path::PathBuf;

use egui::ColorImage;

use crate::error::{Error, Result};
use crate::project::{FoundPicture, LostSession};
use crate::studio::features::project::{Mark, Opening, Restored};
use crate::studio::services::Choice;

/// Something to do with projects.
#[derive(Debug, Clone, PartialEq)]
pub enum ProjectAction {
    /// Leaves the present project for something else, after asking when something would be lost.
    Leave(Departure),
    /// Leaves the present project in any case.
    Depart(Departure),
    /// Saves the present project and then leaves it.
    SaveAndDepart(Departure),
    /// Asks for a project file to open.
    Choose,
    /// Saves to the file of the project, or asks for one when it has none.
    Save,
    /// Asks for a file to save to.
    SaveAs,
    /// Puts pictures into the file when it is saved, or not.
    Embed(bool),
    /// Asks where a missing picture is now, by its place in the project.
    Locate(usize),
    /// Uses this file for a missing picture, if it is the same picture.
    LocateAt(usize, PathBuf),
    /// Uses the other picture that was found in the place of a missing one.
    UseOther(usize),
    /// Opens the project although pictures are missing.
    OpenAnyway,
    /// Goes on with the session that is asked about.
    Recover,
    /// Leaves the session that is asked about for the next start.
    RecoverLater,
    /// Removes the session that is asked about.
    DiscardLost,
}

/// Where to go from the present project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Departure {
    /// The window closes.
    Close,
    /// A new project.
    New,
    /// The project of this file.
    Open(PathBuf),
}

/// What the background has to tell of projects.
pub enum ProjectOutcome {
    /// A dialog for a project file was answered.
    Chosen(Choice),
    /// A project file was read, or not.
    Read(Result<Box<Opening>>),
    /// A dialog for a missing picture was answered.
    LocationChosen(usize, Choice),
    /// A missing picture was looked for in a file, and the others beside it.
    Located {
        /// Its place in the project.
        picture: usize,
        /// The file.
        path: PathBuf,
        /// Where every picture is now.
        found: Vec<FoundPicture>,
    },
    /// The pictures of a project were read, or not.
    Restored(Result<Box<Restored>>),
    /// A project was saved, or not.
    Saved {
        /// Its file.
        path: PathBuf,
        /// The state that was saved.
        mark: Box<Mark>,
        /// Whether it was.
        result: Result<()>,
    },
    /// The session was kept, or not.
    Kept {
        /// How often it had begun anew.
        generation: u64,
        /// The state that was kept.
        mark: Box<Mark>,
        /// Whether it was.
        result: Result<()>,
    },
    /// Sessions that did not end as they should, each with a picture; and those that cannot be read any more.
    Lost(Vec<(LostSession, Option<ColorImage>)>, Vec<Error>),
    /// The projects that were opened or saved last.
    Recent(Vec<PathBuf>),
}
