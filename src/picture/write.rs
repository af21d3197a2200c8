//! Files that appear complete or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, FileProblem, Result};

/// Writes a file beside `path` and puts it in that place once all of it is on the disk.
///
/// # Errors
/// [`Error::File`] when it cannot be written; what was in that place before stays then.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    write_atomically_by(path, |file| file.write_all(bytes))
}

/// The same for a file that is not in memory as a whole: `fill` writes it.
///
/// # Errors
/// [`Error::File`] when it cannot be written, or `fill` says so; what was in that place before stays then.
pub fn write_atomically_by(path: &Path, fill: impl FnOnce(&mut fs::File) -> io::Result<()>) -> Result<()> {
    let place = Place::of(path)?;
    let write = || -> io::Result<()> {
        let mut temporary = place.temporary()?;
        fill(temporary.as_file_mut())?;
        temporary.as_file().sync_all()?;
        temporary.persist(&place.target)?;
        Ok(())
    };
    write().map_err(|error| Error::writing(path, error))
}

/// Checks that [`write_atomically`] could write at `path` now, without leaving anything behind.
///
/// # Errors
/// [`Error::File`] when it could not.
pub fn check_place(path: &Path) -> Result<()> {
    Place::of(path)?.temporary().map(drop).map_err(|error| Error::writing(path, error))
}

/// The first of `name`, `name-2`, `name-3` and so on that is not taken.
pub fn free_name(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2_u64..).map(|number| format!("{name}-{number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default()
}

/// Where a file goes: a link is followed, so that what it points to is replaced and not the link.
struct Place {
    target: PathBuf,
    folder: PathBuf,
    /// What is there already, to take its permissions over.
    old: Option<fs::Metadata>,
}

impl Place {
    fn of(path: &Path) -> Result<Self> {
        let (target, old) = match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => return Err(Error::file(path, FileProblem::OutputIsFolder)),
            Ok(metadata) if !metadata.is_file() || metadata.permissions().readonly() => {
                return Err(Error::file(path, FileProblem::Unwritable));
            }
            Ok(metadata) => (fs::canonicalize(path).map_err(|error| Error::writing(path, error))?, Some(metadata)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => (path.to_owned(), None),
            Err(error) => return Err(Error::writing(path, error)),
        };
        let folder = match target.parent() {
            Some(folder) if folder != Path::new("") => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        if !folder.is_dir() {
            return Err(Error::file(path, FileProblem::NoFolder));
        }
        Ok(Self { target, folder, old })
    }

    /// A new file in the folder, with the permissions that the target has or would be given; removed when dropped.
    fn temporary(&self) -> io::Result<NamedTempFile> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".impasto-").suffix(".part");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // What the system gives to any new file; it takes the umask off by itself.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let temporary = builder.tempfile_in(&self.folder)?;
        if let Some(old) = &self.old {
            temporary.as_file().set_permissions(old.permissions())?;
        }
        Ok(temporary)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_name_has_the_lowest_number_that_no_other_has() {
        let taken = ["a", "a-2", "a-4", "b-2"];
        let names = ["a", "b", "c"].map(|name| free_name(name, |name| taken.contains(&name)));
        assert_eq!(names, ["a-3", "b", "c"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_called_one() {
        let mut full = fs::File::options().write(true).open("/dev/full").unwrap();
        let error = Error::writing(Path::new("a.png"), full.write_all(b"x").unwrap_err());
        assert!(matches!(error, Error::File { problem: FileProblem::DiskFull, .. }), "{error}");
    }
}
