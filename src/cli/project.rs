//! Paintings that project files describe, for the commands that paint them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::picture::{ColorSettings, Framing, Picture};
use crate::project::{JobState, Opened, PictureUse, Setup};
use crate::text::text;
use crate::transfer::{Start, Styles, WeightedStyle};

/// One painting of a project.
#[derive(Debug, Clone)]
pub struct Described {
    /// The project file.
    pub path: PathBuf,
    opened: Arc<Opened>,
    /// What is painted.
    pub setup: Setup,
    /// Where its pictures may be besides the places that it knows.
    folders: Arc<[PathBuf]>,
}

impl Described {
    /// What Start would paint in the window with this project.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be opened.
    pub fn start_of(path: &Path, folders: &[PathBuf]) -> Result<Self> {
        let opened = Arc::new(Opened::file(path)?);
        let setup = opened.manifest.setup.clone();
        Ok(Self { path: path.to_owned(), opened, setup, folders: folders.into() })
    }

    /// The paintings of its queue that are not painted yet; where nothing waits there, what Start would paint.
    ///
    /// # Errors
    /// Those of [`Self::start_of`].
    pub fn queue_of(path: &Path, folders: &[PathBuf]) -> Result<Vec<Self>> {
        let start = Self::start_of(path, folders)?;
        let waits = |state: &JobState| matches!(state, JobState::Waiting | JobState::Painting);
        let jobs = start.opened.manifest.queue.iter().filter(|job| waits(&job.state));
        let jobs: Vec<_> = jobs.map(|job| Self { setup: job.setup.clone(), ..start.clone() }).collect();
        Ok(if jobs.is_empty() { vec![start] } else { jobs })
    }

    /// What becomes of the painted colours.
    pub fn colors(&self) -> ColorSettings {
        self.opened.manifest.colors
    }

    /// How its content is framed.
    pub fn framing(&self) -> Framing {
        self.setup.content.map_or_else(Framing::default, |content| content.framing)
    }

    /// Its mask, for a content that is framed so.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be read or is not there any more.
    pub fn mask(&self, framing: &Framing) -> Result<Option<Arc<Picture>>> {
        let mask = self.opened.manifest.mask;
        mask.map(|mask| self.opened.used_picture(mask.picture, framing, &self.folders)).transpose()
    }

    /// The content, with its framing changed.
    ///
    /// # Errors
    /// [`Error::Value`] when it has none, [`Error::File`] when that cannot be read or is not there any more.
    pub fn content(&self, framing: impl FnOnce(Framing) -> Framing) -> Result<Arc<Picture>> {
        let used = self.setup.content.ok_or_else(|| self.lacks("the content"))?;
        let framing = framing(used.framing);
        self.opened.used_picture(used.picture, &framing, &self.folders)
    }

    /// The styles, each with its weight and framing changed according to its place.
    ///
    /// # Errors
    /// [`Error::Value`] when it has none, [`Error::File`] when one cannot be read or is not there any more.
    pub fn styles(&self, change: impl Fn(usize, f64, Framing) -> (f64, Framing)) -> Result<Styles> {
        if self.setup.styles.is_empty() {
            return Err(self.lacks("the style"));
        }
        // The same picture may stand there many times.
        let mut read: Vec<(PictureUse, Arc<Picture>)> = Vec::new();
        let styles = self.setup.styles.iter().enumerate().map(|(place, style)| {
            let (weight, framing) = change(place, style.weight, style.used.framing);
            let used = PictureUse { framing, ..style.used };
            if let Some((_, picture)) = read.iter().find(|(other, _)| *other == used) {
                return Ok(WeightedStyle { picture: Arc::clone(picture), weight });
            }
            let picture = self.opened.used_picture(used.picture, &framing, &self.folders)?;
            read.push((used, Arc::clone(&picture)));
            Ok(WeightedStyle { picture, weight })
        });
        Styles::new(styles.collect::<Result<_>>()?)
    }

    /// The picture to start from, when these settings ask for one.
    ///
    /// # Errors
    /// [`Error::Value`] when it has none, [`Error::File`] when that cannot be read or is not there any more.
    pub fn start(&self, start: Start) -> Result<Option<Arc<Picture>>> {
        if start != Start::Picture {
            return Ok(None);
        }
        let used = self.setup.start.ok_or_else(|| self.lacks("the picture to start from"))?;
        self.opened.used_picture(used.picture, &used.framing, &self.folders).map(Some)
    }

    fn lacks(&self, what: &str) -> Error {
        let remedy = text!("choose one in the window and save the project, or give it on the command line");
        Error::value(text!("{what} of {path}", what, path = &self.path), text!("left out"), remedy)
    }

    /// Checks that everything that it is painted from is there; pictures are looked for, but not opened.
    ///
    /// # Errors
    /// What [`Self::content`], [`Self::styles`], [`Self::start`] and [`Self::mask`] would say of a picture that is not there.
    pub fn check(&self) -> Result<()> {
        let Setup { settings, content, styles, start } = &self.setup;
        if content.is_none() {
            return Err(self.lacks("the content"));
        }
        if styles.is_empty() {
            return Err(self.lacks("the style"));
        }
        let starts = start.filter(|_| settings.start == Start::Picture);
        let mask = self.opened.manifest.mask;
        let used = content.iter().copied().chain(styles.iter().map(|style| style.used)).chain(starts).chain(mask);
        let pictures: BTreeSet<_> = used.map(|used| used.picture).collect();
        pictures.into_iter().try_for_each(|picture| self.opened.located(picture, &self.folders).map(drop))
    }

    /// The files that nothing may be written over: the project, and its pictures where they are now.
    pub fn inputs(&self) -> Vec<PathBuf> {
        let pictures = 0..self.opened.manifest.pictures.len();
        let files = pictures.filter_map(|picture| self.opened.file_of(picture, &self.folders));
        std::iter::once(self.path.clone()).chain(files).collect()
    }
}
