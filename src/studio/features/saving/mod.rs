//! Saving: the form, the desktop's dialog, the question whether to replace a file, and the files that are being written.
//!
//! It knows nothing of the things that are saved but what they are called: the app hands it what writes them.

mod form;
mod update;
pub mod view;
mod writing;

use std::path::PathBuf;

use egui::Context;
use serde::{Deserialize, Serialize};

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::picture::SaveOptions;
use crate::studio::painted::SavedPainting;
use crate::studio::services::{Choice, DialogSlot};
use crate::studio::tasks::{Share, Tasks};

pub use form::{Kind, SaveForm, Subject};
pub use writing::{Writer, Writing};

/// What runs.
pub struct Saving {
    tasks: Tasks<Msg>,
    /// The question that waits for an answer.
    pub dialog: DialogSlot<Dialog>,
    /// The files that are being written.
    pub files: Vec<UnfinishedFile>,
}

/// What is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SaveSettings {
    /// The folder where something was last saved.
    #[serde(rename = "save_folder")]
    pub folder: Option<PathBuf>,
    /// The ending of the picture that was last saved.
    #[serde(rename = "save_ending")]
    pub ending: String,
    /// How pictures are written.
    #[serde(rename = "save_options")]
    pub options: SaveOptions,
}

impl Default for SaveSettings {
    fn default() -> Self {
        Self { folder: None, ending: "png".into(), options: SaveOptions::default() }
    }
}

/// A question about saving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialog {
    /// Where to save.
    Form(SaveForm),
    /// Whether to replace the file that the form names.
    Overwrite(SaveForm),
}

/// A file that is being written.
#[derive(Debug)]
pub struct UnfinishedFile {
    /// The file.
    pub path: PathBuf,
    /// How much of it is done.
    pub share: Share,
    /// Ends the writing before it is done, where that can be.
    pub cancel: Option<CancelToken>,
}

/// What is clicked, and what comes back from the background.
#[derive(Debug)]
pub enum Msg {
    /// Shows the form, or the same one with other entries.
    Edit(SaveForm),
    /// Asks for the file in the desktop's own dialog.
    Browse(SaveForm),
    /// That dialog was answered.
    TargetChosen(Result<Choice>),
    /// Saves where the form says; asks first when that replaces a file.
    Save(SaveForm),
    /// Saves where the form says in any case.
    Replace(SaveForm),
    /// Gives the form up.
    CloseDialog,
    /// Ends the writing of a file before it is done.
    Cancel(PathBuf),
    /// A file was written, or not.
    Written {
        /// The file.
        path: PathBuf,
        /// What it shows, when it is the painting that was saved.
        shows: Option<SavedPainting>,
        /// Whether it was written.
        result: Result<()>,
    },
}

/// What others are asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Hand over what writes the subject of this form.
    Write(SaveForm),
    /// Nothing is saved: what was to follow is given up.
    GivenUp,
    /// A file shows this of a painting now.
    Saved(SavedPainting),
}

impl Saving {
    /// Nothing is being written yet.
    pub fn new(window: &Context) -> Self {
        Self { tasks: Tasks::new(window.clone()), dialog: DialogSlot::default(), files: Vec::new() }
    }

    /// What came back from the background.
    pub fn next(&self) -> Option<Msg> {
        self.tasks.next()
    }
}
