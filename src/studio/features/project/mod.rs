//! The project that is open: its file, what was changed since, opening another one, and what is kept of the session in
//! case that it breaks off.
//!
//! Gathering what a project holds and putting one in the place of another touch everything; the app does both.

mod autosave;
mod fingerprint;
mod keeping;
mod opening;
mod update;
pub mod view;

use std::path::{Path, PathBuf};

use egui::{ColorImage, TextureHandle};

use crate::error::{Error, Result};
use crate::project::{FoundPicture, LostSession, RecentProjects};
use crate::studio::services::{Choice, DialogSlot};
use crate::studio::tasks::Tasks;
use crate::text::escaped_path;

pub use autosave::{AUTOSAVE_EVERY, Autosave};
pub use fingerprint::Fingerprint;
pub use opening::{OpenedFrom, Opening, Restored, RestoredSnapshot};
pub use update::Around;

/// What runs.
pub struct Project {
    tasks: Tasks<Msg>,
    /// The question that waits for an answer.
    pub dialog: DialogSlot<Dialog>,
    /// Its file; none before it was saved.
    pub path: Option<PathBuf>,
    /// The title that the window has now.
    pub title: String,
    /// Whether pictures are put into the file when it is saved.
    pub embeds: bool,
    /// The state that is in the file.
    saved: Option<Fingerprint>,
    /// What follows once it has been saved.
    departure: Option<Departure>,
    /// Another project that is being opened, while some of its pictures are asked for.
    opening: Option<Opening>,
    /// The name of a project that is being read.
    pub reading: Option<String>,
    /// The projects that were opened or saved last, the newest first.
    pub recent: Vec<PathBuf>,
    /// Where they are remembered.
    remembered: Option<RecentProjects>,
    /// Sessions that did not end as they should, the one that is asked about first.
    lost: Vec<Lost>,
    /// What is kept of the session in case that it breaks off.
    pub autosave: Autosave,
}

/// A question about projects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialog {
    /// Whether to leave the project although something is not finished or not saved.
    Leave(Departure),
    /// Whether to go on with a session that broke off.
    Recover,
    /// Where the missing pictures of a project are now.
    MissingPictures,
    /// The path of a missing picture, where the desktop has no file dialog.
    LocationPath {
        /// Its place in the project.
        picture: usize,
        /// What was typed so far.
        text: String,
    },
    /// The path of a project file, where the desktop has no file dialog.
    Path {
        /// What was typed so far.
        text: String,
    },
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

/// A session that did not end as it should, to be asked about.
struct Lost {
    session: LostSession,
    /// What it painted.
    thumbnail: Option<TextureHandle>,
}

/// What is clicked, and what comes back from the background.
#[derive(Debug)]
pub enum Msg {
    /// Leaves the present project for something else, after asking when something would be lost.
    Leave(Departure),
    /// Leaves the present project in any case.
    Depart(Departure),
    /// Saves the present project and then leaves it.
    SaveAndDepart(Departure),
    /// Saves the picture on the canvas instead.
    SavePicture,
    /// Saves to the file of the project, or asks for one when it has none.
    Save,
    /// Asks for a file to save to.
    SaveAs,
    /// Saves to this file.
    SaveTo(PathBuf),
    /// The project was saved, or not.
    Written {
        /// Its file.
        path: PathBuf,
        /// The state that was saved.
        fingerprint: Box<Fingerprint>,
        /// Whether it was.
        result: Result<()>,
    },
    /// Puts pictures into the file when it is saved, or not.
    Embed(bool),
    /// Asks something, or the same with another text.
    Ask(Dialog),
    /// Takes the question away.
    CloseDialog,
    /// Asks for a project file to open.
    Choose,
    /// The desktop's dialog for that was answered.
    Chosen(Result<Choice>),
    /// A project file was read, or not.
    Read(Result<Box<Opening>>),
    /// Asks where a missing picture is now, by its place in the project.
    Locate(usize),
    /// The desktop's dialog for that was answered.
    LocationChosen(usize, Result<Choice>),
    /// Uses this file for a missing picture, if it is the same picture.
    LocateAt(usize, PathBuf),
    /// A missing picture was looked for in a file, and the others beside it.
    Located {
        /// Its place in the project.
        picture: usize,
        /// The file.
        path: PathBuf,
        /// Where every picture is now.
        result: Result<Vec<FoundPicture>>,
    },
    /// Uses the other picture that was found in the place of a missing one.
    UseOther(usize),
    /// Opens the project although pictures are missing.
    OpenAnyway,
    /// The pictures of a project were read, or not.
    Restored(Result<Box<Restored>>),
    /// The session was kept, or not.
    Kept {
        /// How often it had begun anew.
        generation: u64,
        /// The state that was kept.
        fingerprint: Box<Fingerprint>,
        /// Whether it was.
        result: Result<()>,
    },
    /// Sessions were looked for that did not end as they should.
    Lost(Result<Found>),
    /// Goes on with the session that is asked about.
    Recover,
    /// Leaves the session that is asked about for the next start.
    RecoverLater,
    /// Removes the session that is asked about.
    DiscardLost,
    /// The projects that were opened or saved last.
    Recent(Result<Vec<PathBuf>>),
}

/// The sessions that did not end as they should.
#[derive(Debug)]
pub struct Found {
    /// Those that can be gone on with, each with a picture.
    lost: Vec<(LostSession, Option<ColorImage>)>,
    /// Why others cannot be read.
    errors: Vec<Error>,
}

/// What others are asked for.
#[derive(Debug)]
pub enum Event {
    /// Ask where to save the project.
    AskSave,
    /// Ask where to save the picture on the canvas.
    AskSavePicture,
    /// Hand over everything to be written to this file.
    Write(PathBuf),
    /// That file is no longer being written; when the project is saved, leave it for this.
    Written(PathBuf, Option<Departure>),
    /// Close the window.
    Close,
    /// Begin with the settings and the pictures of the first start.
    BeginNew,
    /// Put this project in the place of the present one.
    Restore(Box<Restored>),
}

/// The name of a project file for people.
pub fn name_of(path: &Path) -> String {
    escaped_path(Path::new(path.file_name().unwrap_or(path.as_os_str())))
}
