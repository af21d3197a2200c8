//! Folders for pictures.

use std::io::ErrorKind;
use std::path::Path;

use crate::error::{Error, FileProblem, Result};

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
