//! How a file is written, for what writes it.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cancel::CancelToken;
use crate::error::{Error, FileProblem, Result};
use crate::fast::{Enlargement, Enlarger};
use crate::network::DeviceChoice;
use crate::picture::{Picture, SaveOptions};
use crate::studio::painted::SavedPainting;
use crate::studio::tasks::Share;

/// The part of the time that painting takes of painting and writing a large picture.
const PAINTING_SHARE: f64 = 0.9;
/// The part of the time after which an enlarged picture is written.
const ENLARGED_SHARE: f64 = 0.9;

/// The work of writing one thing.
type Write = dyn FnOnce(&Writing) -> Result<()> + Send;

/// What writes one thing, in the background.
pub struct Writer {
    pub(super) write: Box<Write>,
    pub(super) shows: Option<SavedPainting>,
}

impl Writer {
    /// A thing that is written by this.
    pub fn new(write: impl FnOnce(&Writing) -> Result<()> + Send + 'static) -> Self {
        Self { write: Box::new(write), shows: None }
    }

    /// The same of which the file shows that afterwards.
    #[must_use]
    pub fn showing(self, shows: SavedPainting) -> Self {
        Self { shows: Some(shows), ..self }
    }
}

/// Where something is written to, and how.
pub struct Writing {
    pub(super) path: PathBuf,
    pub(super) options: SaveOptions,
    pub(super) share: Share,
    /// How much larger a picture is made before, and where that is computed.
    pub(super) enlargement: Option<(Enlargement, DeviceChoice)>,
    pub(super) cancel: CancelToken,
}

impl Writing {
    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What ends it before the file is written.
    pub fn cancel(&self) -> &CancelToken {
        &self.cancel
    }

    /// Tells how much of it is done, from 0 to 1.
    pub fn tell(&self, done: f64) {
        self.share.set(done);
    }

    /// The part of the time that painting takes of all, where a picture has to be painted before.
    pub fn painting_share(&self) -> f64 {
        if self.enlargement.is_some() { PAINTING_SHARE / 2.0 } else { PAINTING_SHARE }
    }

    /// Enlarges a picture if that was asked for, and writes it, when the first `done` of the work is done.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be written, [`Error::Cancelled`], and whatever keeps it from being enlarged.
    pub fn picture(&self, picture: Cow<'_, Picture>, done: f64) -> Result<()> {
        let Some((enlargement, device)) = self.enlargement else {
            return picture.save_telling(&self.path, &self.options, &|part| self.tell(part.max(done)));
        };
        let enlarger = Enlarger::built_in(enlargement, device.open()?)?;
        let mut tell = |part: f64| self.tell(done + (ENLARGED_SHARE - done) * part);
        let enlarged = enlarger.enlarge(&Arc::new(picture.into_owned()), &mut tell, &self.cancel)?;
        let tell = |part: f64| self.tell(ENLARGED_SHARE + (1.0 - ENLARGED_SHARE) * part);
        enlarged.save_telling(&self.path, &self.options, &tell)
    }

    /// Writes a table.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be written.
    pub fn text(&self, text: &str) -> Result<()> {
        std::fs::write(&self.path, text).map_err(|error| {
            let problem = match error.kind() {
                std::io::ErrorKind::NotFound => FileProblem::NoFolder,
                _ => FileProblem::Unwritable,
            };
            Error::file_from(&self.path, problem, error)
        })
    }
}
