//! The project that is open, as the window sees it: its file, what was changed since, and what is kept of the session.

mod action;
mod autosave;
mod autosave_update;
mod gather;
mod mark;
mod opening;
mod opening_update;
mod restoring;
mod update;
pub mod view;

use std::path::{Path, PathBuf};

use egui::TextureHandle;

use crate::project::{LostSession, RecentProjects};

pub use action::{Departure, ProjectAction, ProjectOutcome};
pub use autosave::{AUTOSAVE_EVERY, Autosave};
pub use gather::draft;
pub use mark::Mark;
pub use opening::{OpenedFrom, Opening, Restored, RestoredPainting, RestoredSnapshot};

/// The project that is open.
#[derive(Default)]
pub struct OpenProject {
    /// Its file; none before it was saved.
    pub path: Option<PathBuf>,
    /// The title that the window has now.
    pub title: String,
    /// Whether pictures are put into the file when it is saved.
    pub embeds: bool,
    /// The state that is in the file.
    pub saved: Option<Mark>,
    /// What follows once it has been saved.
    pub departure: Option<Departure>,
    /// Another project that is being opened, while some of its pictures are asked for.
    pub opening: Option<Opening>,
    /// The name of a project that is being read.
    pub reading: Option<String>,
    /// The projects that were opened or saved last, the newest first.
    pub recent: Vec<PathBuf>,
    /// Where they are remembered.
    pub remembered: Option<RecentProjects>,
    /// Sessions that did not end as they should, the one that is asked about first.
    pub lost: Vec<Lost>,
}

/// A session that did not end as it should, to be asked about.
pub struct Lost {
    /// The session.
    pub session: LostSession,
    /// What it painted.
    pub thumbnail: Option<TextureHandle>,
}

impl OpenProject {
    /// Its name for people; none before it was saved.
    pub fn name(&self) -> Option<String> {
        self.path.as_deref().map(name_of)
    }

    /// Whether the file holds this state.
    pub fn holds(&self, mark: &Mark) -> bool {
        self.saved.as_ref() == Some(mark)
    }
}

/// The name of a project file for people.
pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
