//! Choosing pictures: files, samples, the clipboard, drops, and how they are framed and mixed.

mod update;
pub mod view;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use egui::{ColorImage, Context, Rect, TextureHandle};

use crate::error::{Error, Result};
use crate::picture::{Framing, Picture};
use crate::project::Sample;
use crate::studio::roles::{Loaded, Role, Source};
use crate::studio::services::{Choice, DialogSlot};
use crate::studio::tasks::Tasks;

/// What runs. The pictures themselves are a service, since every feature looks at them.
pub struct Pictures {
    tasks: Tasks<Msg>,
    /// The samples' thumbnails by file name, as they come in.
    pub thumbnails: HashMap<&'static str, TextureHandle>,
    /// The question that waits for an answer.
    pub dialog: DialogSlot<Dialog>,
    /// Files that were dropped while it was not known where.
    dropped: Option<Dropped>,
}

/// Files that were dropped on the window.
struct Dropped {
    paths: Vec<PathBuf>,
    /// When, in seconds of the window's clock.
    time: f64,
}

/// A question about pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialog {
    /// The path of a picture, where the desktop has no file dialog.
    Path {
        /// What the picture is for.
        role: Role,
        /// What was typed so far.
        text: String,
    },
    /// What part of a picture is used, and how it is turned.
    Framing(Role),
}

/// What is clicked, and what comes back from the background.
#[derive(Debug)]
pub enum Msg {
    /// Asks something, or the same with another text.
    Ask(Dialog),
    /// Takes the question away.
    CloseDialog,
    /// Asks for a picture file.
    Choose(Role),
    /// Asks for the picture file of one more style.
    ChooseFurtherStyle,
    /// The desktop's dialog for that was answered.
    Chosen(Role, Result<Choice>),
    /// Uses a picture for a role.
    Use(Role, Source),
    /// A picture was read, or not.
    Read {
        /// What it is for.
        role: Role,
        /// The number of the request; an older one than the newest is not wanted any more.
        ticket: u64,
        /// The picture.
        result: Result<Box<Loaded>>,
    },
    /// A picture that was there was framed in another way, or not; the rest as in [`Msg::Read`].
    Framed {
        /// What it is for.
        role: Role,
        /// The number of the request.
        ticket: u64,
        /// The picture.
        result: Result<Box<Loaded>>,
    },
    /// Asks the desktop for what is on its clipboard, for this role, or for the last used one.
    Paste(Option<Role>),
    /// Uses pixels from the clipboard for the last used role.
    UsePixels(Arc<ColorImage>),
    /// Uses the file that pasted text names for the last used role.
    UsePastedText(String),
    /// Uses files that were dropped: the first for this role, the next one for the other, and more as further styles;
    /// all as further styles where the role is one.
    UseDropped(Vec<PathBuf>, Role),
    /// Notes where the thumbnail of a role was drawn, for files dropped on it.
    NoteDropTarget(Role, Rect),
    /// Uses a part of the picture of a role, turned.
    Frame(Role, Framing),
    /// Lets a style count more or less against the others.
    WeighStyle(Role, f64),
    /// Takes a style out.
    RemoveStyle(Role),
    /// Shows whole paintings again.
    RemoveMask,
    /// A sample was read: its thumbnail, and the picture itself where it is a painting.
    SampleRead {
        /// The sample.
        sample: &'static Sample,
        /// Its thumbnail.
        image: ColorImage,
        /// The painting.
        painting: Option<Picture>,
    },
    /// The samples' thumbnails cannot be had.
    NoThumbnails(Error),
}

/// What others are asked for.
#[derive(Debug)]
pub enum Event {
    /// Open this file, which is a project.
    Project(PathBuf),
    /// Use this file, which is a preset.
    Preset(PathBuf),
    /// Add these files and folders, which hold fast styles.
    FastStyles(Vec<PathBuf>),
    /// A sample that is a painting was read.
    Painting(Source, Arc<Picture>),
}

impl Pictures {
    /// None yet; the samples begin to be read.
    pub fn new(window: &Context) -> Self {
        let pictures = Self {
            tasks: Tasks::new(window.clone()),
            thumbnails: HashMap::new(),
            dialog: DialogSlot::default(),
            dropped: None,
        };
        pictures.read_samples();
        pictures
    }

    /// What came back from the background.
    pub fn next(&self) -> Option<Msg> {
        self.tasks.next()
    }
}
