//! How and where pictures are written: the options, the same for every command that writes some, and folders for them.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::error::{Error, FileProblem, Result};
use crate::picture::{JPEG_QUALITY_RANGE, Picture, SaveOptions, check_writable};

use super::values::number;

/// How pictures are written.
#[derive(Debug, Args)]
pub struct SaveArgs {
    /// Quality of JPEG files, from 1 to 100
    #[arg(long, value_name = "N", default_value_t = SaveOptions::default().jpeg_quality,
        value_parser = number(JPEG_QUALITY_RANGE), allow_negative_numbers = true, help_heading = "Pictures")]
    quality: u8,
}

impl SaveArgs {
    /// The same as the picture's own options.
    pub const fn options(&self) -> SaveOptions {
        SaveOptions { jpeg_quality: self.quality }
    }
}

/// Makes a folder if nothing is there yet; its parent must be there.
///
/// # Errors
/// [`Error::File`] when it cannot be made.
pub fn make_folder(path: &Path) -> Result<()> {
    if path.exists() {
        return Ok(());
    }
    std::fs::create_dir(path).map_err(|error| {
        let problem = match error.kind() {
            ErrorKind::NotFound => FileProblem::NoFolder,
            _ => FileProblem::Unwritable,
        };
        Error::file_from(path, problem, error)
    })
}

/// A folder that receives every Nth picture of a painting or a training, numbered by its iteration or step.
///
/// The numbers of a painting count over all scales, so no scale overwrites the pictures of another.
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
