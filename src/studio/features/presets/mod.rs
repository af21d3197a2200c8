//! Presets: looks to begin with, and one's own.

mod update;
pub mod view;

use std::collections::HashMap;
use std::path::PathBuf;

use egui::{ColorImage, Context, TextureHandle};

use crate::error::Result;
use crate::project::Preset;
use crate::studio::services::{Choice, DialogSlot};
use crate::studio::tasks::Tasks;

/// What runs.
pub struct Presets {
    tasks: Tasks<Msg>,
    /// The pictures of the bundled presets by name, as they come in.
    pub thumbnails: HashMap<&'static str, TextureHandle>,
    /// The question that waits for an answer.
    pub dialog: DialogSlot<Dialog>,
}

/// A question about presets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialog {
    /// The name of a preset.
    Name {
        /// What it is for.
        purpose: NamePurpose,
        /// What was typed so far.
        text: String,
    },
    /// The path of a preset file, where the desktop has no file dialog.
    Path {
        /// What was typed so far.
        text: String,
    },
}

/// What the name of a preset is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamePurpose {
    /// The present look becomes a preset.
    New,
    /// The preset in this place gets another name.
    Rename(usize),
}

/// What is clicked, and what comes back from the background.
#[derive(Debug)]
pub enum Msg {
    /// Gives the settings the look of a preset.
    Apply(Box<Preset>),
    /// Asks something, or the same with another text.
    Ask(Dialog),
    /// Takes the question away.
    CloseDialog,
    /// Keeps the present look under a name, or gives a preset another one.
    Name(NamePurpose, String),
    /// Takes one of the user's own presets away, by its place.
    Delete(usize),
    /// Writes one of the user's own presets to a file, by its place.
    Export(usize),
    /// Asks for a preset file.
    ChooseFile,
    /// The desktop's dialog for that was answered.
    FileChosen(Result<Choice>),
    /// Takes a preset from a file and uses it.
    ReadFile(PathBuf),
    /// That file was read, or not.
    Read(Result<Preset>),
    /// The picture of a bundled preset is there.
    Thumbnail(&'static str, ColorImage),
    /// The pictures of the bundled presets cannot be had.
    NoThumbnails,
}

/// What others are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Write the preset in this place to a file.
    Export(usize),
}

impl Presets {
    /// Presets that begin to read their pictures.
    pub fn new(window: &Context) -> Self {
        let presets =
            Self { tasks: Tasks::new(window.clone()), thumbnails: HashMap::new(), dialog: DialogSlot::default() };
        presets.read_thumbnails();
        presets
    }

    /// What came back from the background.
    pub fn next(&self) -> Option<Msg> {
        self.tasks.next()
    }
}
