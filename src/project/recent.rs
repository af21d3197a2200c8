//! The projects that were opened or saved last.
//!
//! They are kept in a file of their own, not with what the window remembers: several windows may run at once, and each
//! adds to what the others wrote.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::picture::write_atomically;
use crate::project::folders::data_folder;

/// How many are remembered.
const MOST: usize = 12;
/// No such file is larger, in bytes.
const LARGEST: u64 = 1 << 20;

/// The file that remembers them.
#[derive(Debug, Clone)]
pub struct RecentProjects {
    file: PathBuf,
}

/// The contents of the file.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Contents {
    /// The newest first.
    projects: Vec<PathBuf>,
}

impl RecentProjects {
    /// The file among the person's data; `None` where the operating system names no home.
    pub fn of_person() -> Option<Self> {
        data_folder().map(|folder| Self::at(folder.join("recent.json")))
    }

    /// Another file, which need not exist yet.
    pub const fn at(file: PathBuf) -> Self {
        Self { file }
    }

    /// The projects that are still there, the newest first; a file that cannot be read remembers none.
    pub fn list(&self) -> Vec<PathBuf> {
        let mut projects = self.read().projects;
        projects.retain(|path| path.is_file());
        projects
    }

    /// Puts a project first, and gives the list of those that are still there.
    ///
    /// # Errors
    /// [`Error::File`] when the file cannot be written.
    pub fn add(&self, project: &Path) -> Result<Vec<PathBuf>> {
        let project = std::path::absolute(project).unwrap_or_else(|_| project.to_owned());
        let mut projects = self.read().projects;
        projects.retain(|other| *other != project);
        projects.insert(0, project);
        projects.truncate(MOST);
        // A path that is no text cannot be remembered.
        projects.retain(|path| path.to_str().is_some());
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder).map_err(|error| Error::writing(&self.file, error))?;
        }
        let text = serde_json::to_vec_pretty(&Contents { projects }).map_err(|e| Error::Computation(Box::new(e)))?;
        write_atomically(&self.file, &text)?;
        Ok(self.list())
    }

    fn read(&self) -> Contents {
        let is_small = fs::metadata(&self.file).is_ok_and(|metadata| metadata.len() <= LARGEST);
        let text = is_small.then(|| fs::read(&self.file).ok()).flatten();
        text.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_comes_first_and_what_is_gone_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let recent = RecentProjects::at(folder.path().join("data/recent.json"));
        assert!(recent.list().is_empty());
        let [a, b, c] = ["a", "b", "c"].map(|name| folder.path().join(name));
        for path in [&a, &b, &c] {
            fs::write(path, "").unwrap();
        }
        for path in [&a, &b, &c, &a] {
            recent.add(path).unwrap();
        }
        assert_eq!(recent.list(), [a.clone(), c.clone(), b.clone()]);
        fs::remove_file(&c).unwrap();
        assert_eq!(recent.list(), [a, b]);
        for number in 0..2 * MOST {
            let path = folder.path().join(format!("many-{number}"));
            fs::write(&path, "").unwrap();
            recent.add(&path).unwrap();
        }
        assert_eq!(recent.list().len(), MOST);
    }

    #[test]
    fn a_damaged_file_remembers_nothing_and_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let recent = RecentProjects::at(folder.path().join("recent.json"));
        fs::write(folder.path().join("recent.json"), "{ broken").unwrap();
        assert!(recent.list().is_empty());
        let project = folder.path().join("a");
        fs::write(&project, "").unwrap();
        assert_eq!(recent.add(&project).unwrap(), [project]);
    }
}
