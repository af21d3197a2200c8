//! The files of styles: their names, and what tells one from another.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::error::{Error, Result};
use crate::fast::checkpoint::STYLE_ENDINGS;
use crate::picture::free_name;

/// The size of a file in bytes, and when it was written, in seconds since 1970.
pub(super) fn stamp(path: &Path) -> Result<(u64, u64)> {
    let metadata = fs::metadata(path).map_err(|error| Error::reading(path, error))?;
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Ok((metadata.len(), modified.map_or(0, |since| since.as_secs())))
}

/// The files of a folder whose endings are those of styles, by name; hidden ones are left out.
pub(super) fn style_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let unreadable = |error| Error::reading(folder, error);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let is_hidden = file_name(&path).starts_with('.');
        if !is_hidden && has_style_ending(&path) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Whether a file's name ends as those of styles do.
pub fn has_style_ending(path: &Path) -> bool {
    STYLE_ENDINGS.contains(&&*ending(path))
}

/// A place for a file in a folder where none is of that name.
pub(super) fn free_place(folder: &Path, path: &Path) -> PathBuf {
    let own = stem(path);
    let place =
        |name: &str| folder.join(if name == own { file_name(path) } else { format!("{name}.{}", ending(path)) });
    place(&free_name(&own, |name| place(name).exists()))
}

pub(super) fn ending(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

pub(super) fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

pub(super) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
