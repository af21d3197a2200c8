//! The photographs of a folder and of the folders in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, FileProblem, Result};
use crate::network::sha256;
use crate::picture::has_picture_ending;

/// Picture files, none of which has been opened yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photos {
    folder: PathBuf,
    /// In the order of their names.
    files: Vec<PathBuf>,
}

impl Photos {
    /// All files of the folder, and of the folders in it, whose names end as those of pictures do. Hidden ones are left
    /// out.
    ///
    /// # Errors
    /// [`Error::File`] when the folder cannot be read or holds no such file.
    pub fn of_folder(folder: &Path) -> Result<Self> {
        let metadata = fs::metadata(folder).map_err(|error| Error::reading(folder, error))?;
        if !metadata.is_dir() {
            return Err(Error::file(folder, FileProblem::NotAFolder));
        }
        let (mut files, mut seen) = (Vec::new(), BTreeSet::new());
        collect(folder, &mut files, &mut seen)?;
        if files.is_empty() {
            return Err(Error::file(folder, FileProblem::NoPhotographs));
        }
        files.sort();
        Ok(Self { folder: folder.to_owned(), files })
    }

    /// A single picture that lies in no file.
    pub(super) fn of_memory() -> Self {
        Self { folder: PathBuf::new(), files: vec![PathBuf::new()] }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The files.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Tells whether it is the same photographs: a hash of their names in the folder.
    pub fn fingerprint(&self) -> String {
        let names = self.files.iter().map(|file| file.strip_prefix(&self.folder).unwrap_or(file).to_string_lossy());
        sha256(names.collect::<Vec<_>>().join("\n").as_bytes())
    }
}

/// Collects the files of a folder and of those in it, each of which is visited once however links lead to it.
fn collect(folder: &Path, files: &mut Vec<PathBuf>, seen: &mut BTreeSet<PathBuf>) -> Result<()> {
    let unreadable = |error| Error::reading(folder, error);
    if !seen.insert(folder.canonicalize().map_err(unreadable)?) {
        return Ok(());
    }
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files, seen)?;
        } else if path.is_file() && has_picture_ending(&path) {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_of_all_folders_are_found_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir_all(path("more/deep")).unwrap();
        for name in ["b.PNG", "a.jpg", "notes.txt", ".hidden.png", "more/deep/c.webp"] {
            fs::write(path(name), b"").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path(), path("more/loop")).unwrap();
        let photos = Photos::of_folder(folder.path()).unwrap();
        assert_eq!(photos.files(), [path("a.jpg"), path("b.PNG"), path("more/deep/c.webp")]);
        let before = photos.fingerprint();
        fs::remove_file(path("a.jpg")).unwrap();
        assert_ne!(Photos::of_folder(folder.path()).unwrap().fingerprint(), before);
    }

    #[test]
    fn a_folder_without_pictures_and_what_is_no_folder_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let problem = |path: &Path| Photos::of_folder(path).unwrap_err().headline();
        assert!(problem(folder.path()).ends_with("holds no pictures; choose a folder of photographs"));
        let file = folder.path().join("a.png");
        fs::write(&file, b"").unwrap();
        assert!(problem(&file).ends_with("is a file; choose the folder that it lies in"));
        assert!(problem(&folder.path().join("missing")).ends_with("does not exist; check the name"));
    }
}
