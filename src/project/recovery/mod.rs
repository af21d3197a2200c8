//! What keeps an evening's work when the program, or the machine, breaks off in the middle of it.
//!
//! While something is painted, the session keeps it in a folder of its own, in the form of a project file (see
//! [`crate::project::Opened`]) unpacked:
//!
//! | file | what it is |
//! | --- | --- |
//! | `lock` | locked as long as the program runs: the operating system lets it go whatever way the program ends |
//! | `session.json` | which project file was open |
//! | `project.json`, `painting/`, `snapshots/`, `pictures/` | the project |
//!
//! Pictures are written once each, under names that are never used again; then `project.json` takes the place of the
//! older one in a single step; then the pictures that only the older one named are removed. So whenever the program is
//! killed, `project.json` names pictures that are there as a whole.
//!
//! A session that ends as it should removes its folder. One that does not leaves it behind unlocked, and the next start
//! finds it. Sessions that run at the same time have folders of their own and see each other's locks.

mod session;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::error::{Error, Result};
use crate::picture::Picture;
use crate::project::file::{MANIFEST, Opened};
use crate::project::folders::data_folder;

pub use session::SessionFolder;

/// The place where sessions keep their folders.
#[derive(Debug, Clone)]
pub struct Recovery {
    folder: PathBuf,
}

/// A session that did not end as it should.
#[derive(Debug)]
pub struct LostSession {
    /// Its folder, locked, so that no other program offers it too.
    pub folder: SessionFolder,
    /// What it holds.
    pub opened: Opened,
    /// The project file that was open.
    pub project: Option<PathBuf>,
    /// When it was last kept.
    pub time: SystemTime,
    /// The painting, or else the newest picture of the film strip.
    pub picture: Option<Picture>,
}

impl Recovery {
    /// The place among the person's data; `None` where the operating system names no home.
    pub fn of_person() -> Option<Self> {
        data_folder().map(|folder| Self::at(folder.join("recovery")))
    }

    /// Another place, which need not exist yet.
    pub const fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// A folder for a session. It is made when there is something to be kept.
    pub fn begin(&self) -> SessionFolder {
        SessionFolder::new(&self.folder)
    }

    /// The sessions that did not end as they should, newest first; this reads files and belongs in the background.
    ///
    /// One that cannot be read any more is set aside, told, and not found again.
    pub fn lost(&self) -> (Vec<LostSession>, Vec<Error>) {
        let (mut lost, mut errors) = (Vec::new(), Vec::new());
        let entries = fs::read_dir(&self.folder).into_iter().flatten().filter_map(std::result::Result::ok);
        for path in entries.map(|entry| entry.path()).filter(|path| is_session(path)) {
            // Whoever has the lock is still at work there.
            let Some(folder) = SessionFolder::take(&path) else { continue };
            match LostSession::read(folder) {
                Ok(session) => lost.extend(session),
                Err(error) => errors.push(error),
            }
        }
        lost.sort_by_key(|session| std::cmp::Reverse(session.time));
        (lost, errors)
    }
}

/// Whether this is a session's folder and not one that was set aside.
fn is_session(path: &Path) -> bool {
    path.is_dir() && path.extension().is_none()
}

impl LostSession {
    /// Reads what is needed to ask for it; nothing for a session that had nothing to keep yet, which is removed.
    fn read(folder: SessionFolder) -> Result<Option<Self>> {
        let Ok(metadata) = fs::metadata(folder.path().join(MANIFEST)) else {
            folder.discard();
            return Ok(None);
        };
        let opened = match folder.open() {
            Ok(opened) => opened,
            Err(error) => {
                folder.set_aside();
                return Err(error);
            }
        };
        let painting = opened.manifest.painting.as_ref().map(|painting| &painting.entry);
        let entry = painting.or(opened.manifest.snapshots.last().map(|snapshot| &snapshot.entry));
        let picture = entry.and_then(|entry| opened.entry(entry).ok());
        let (project, time) = (folder.project(), metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH));
        Ok(Some(Self { folder, opened, project, time, picture }))
    }
}
