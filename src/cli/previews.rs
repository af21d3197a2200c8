//! Every Nth picture of a painting or a training in a folder, numbered by its iteration or step.
//!
//! The numbers of a painting count over all scales, so no scale overwrites the pictures of another.

use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::picture::{Picture, SaveOptions, check_writable};

use super::folder::make_folder;

/// A folder that receives pictures on the way.
#[derive(Debug)]
pub struct Previews {
    folder: PathBuf,
    every: usize,
    /// What is counted, as it stands in the names of the files.
    counted: &'static str,
}

impl Previews {
    /// Prepares a folder for a picture after `every` so many of what is `counted`; it is made if its parent is there.
    ///
    /// # Errors
    /// [`Error::File`] when the folder cannot be made or written.
    pub fn new(folder: &Path, every: usize, counted: &'static str) -> Result<Self> {
        make_folder(folder)?;
        let previews = Self { folder: folder.to_owned(), every, counted };
        check_writable(&previews.file(every))?;
        Ok(previews)
    }

    /// Whether the picture after this iteration is wanted.
    pub const fn wants(&self, iteration: usize) -> bool {
        iteration.is_multiple_of(self.every)
    }

    /// Saves the picture after this iteration.
    pub fn save(&self, picture: &Picture, iteration: usize) -> Result<()> {
        picture.save(&self.file(iteration), &SaveOptions::default())
    }

    fn file(&self, iteration: usize) -> PathBuf {
        self.folder.join(format!("{}-{iteration:06}.png", self.counted))
    }
}
