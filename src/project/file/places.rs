//! Where the picture files of a project are: paths from its folder, and files that are known again wherever they went.

use std::collections::HashMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::manifest::FilePlace;

/// The bytes that are read at a time.
const BLOCK: usize = 1 << 20;

/// What is known of a file besides its name, to know it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The SHA-256 of its bytes, in small hexadecimal digits.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// When it was written, where the operating system tells.
    modified: Option<SystemTime>,
}

impl Stamp {
    /// Reads a file from its beginning to its end; this takes long for large ones and belongs in the background.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn of(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let modified = file.metadata()?.modified().ok();
        let (mut hash, mut bytes) = (Sha256::new(), 0);
        let mut block = vec![0; BLOCK];
        loop {
            let count = file.read(&mut block)?;
            if count == 0 {
                break;
            }
            hash.update(&block[..count]);
            bytes += count as u64;
        }
        Ok(Self { sha256: hex(&hash.finalize()), bytes, modified })
    }

    /// What a project knows of a file.
    pub(super) fn recorded(place: &FilePlace) -> Self {
        Self { sha256: place.sha256.clone(), bytes: place.bytes, modified: None }
    }

    /// Whether the file at `path` has the same bytes. One that was not written since is believed without reading it.
    pub fn is_of(&self, path: &Path) -> bool {
        let Some(metadata) = self.metadata_if_as_long(path) else { return false };
        self.is_untouched(&metadata) || Self::of(path).is_ok_and(|there| there.sha256 == self.sha256)
    }

    /// What the operating system knows of the file at `path`, if it is one with as many bytes.
    fn metadata_if_as_long(&self, path: &Path) -> Option<Metadata> {
        fs::metadata(path).ok().filter(|metadata| metadata.is_file() && metadata.len() == self.bytes)
    }

    fn is_untouched(&self, metadata: &Metadata) -> bool {
        self.modified.is_some() && metadata.modified().ok() == self.modified && metadata.len() == self.bytes
    }
}

/// The files that were read to know them again: one that many pictures name is read once.
#[derive(Debug, Default)]
pub(super) struct Stamps(Mutex<HashMap<PathBuf, Stamp>>);

impl Stamps {
    /// What [`Stamp::is_of`] says.
    pub(super) fn is_of(&self, stamp: &Stamp, path: &Path) -> bool {
        let Some(metadata) = stamp.metadata_if_as_long(path) else { return false };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(there) = known.get(path).filter(|there| there.is_untouched(&metadata)) {
            return there.sha256 == stamp.sha256;
        }
        let Ok(there) = Stamp::of(path) else { return false };
        let is_same = there.sha256 == stamp.sha256;
        known.insert(path.to_owned(), there);
        is_same
    }
}

/// Bytes in small hexadecimal digits.
pub(in crate::project) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The way from a folder to a file, with `/` between the names; `None` where there is none or it is no text.
pub(super) fn relative(folder: &Path, file: &Path) -> Option<String> {
    let (from, to): (Vec<_>, Vec<_>) = (folder.components().collect(), file.components().collect());
    let is_plain = |part: &Component<'_>| !matches!(part, Component::ParentDir | Component::CurDir);
    if !from.iter().chain(&to).all(is_plain) || from.first() != to.first() {
        return None;
    }
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from[common..].iter().map(|_| Some(".."));
    let down = to[common..].iter().map(|part| part.as_os_str().to_str());
    Some(up.chain(down).collect::<Option<Vec<_>>>()?.join("/"))
}

/// Where a file that a project names may be, most likely place first: from the project's folder, where it was on the
/// machine of the project, and under its own name in any of these folders.
pub(super) fn candidates(place: &FilePlace, folder: &Path, others: &[PathBuf]) -> Vec<PathBuf> {
    let from_folder = place.relative.as_deref().map(|way| joined(folder, way));
    let name = file_name(place);
    let beside = std::iter::once(folder).chain(others.iter().map(PathBuf::as_path)).map(|folder| folder.join(&name));
    let mut found: Vec<PathBuf> = Vec::new();
    for path in from_folder.into_iter().chain([place.absolute.clone()]).chain(beside) {
        if !found.contains(&path) {
            found.push(path);
        }
    }
    found
}

/// The name of the file itself, also where the path was written by a system with `\` between the names.
fn file_name(place: &FilePlace) -> String {
    let path = place.absolute.to_string_lossy();
    path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

/// A path from a folder along a way with `/` between the names.
fn joined(folder: &Path, way: &str) -> PathBuf {
    let mut path = folder.to_owned();
    for part in way.split('/') {
        match part {
            ".." => _ = path.pop(),
            part => path.push(part),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_leads_back_to_the_file() {
        let cases = [
            ("/home/me/work", "/home/me/work/a.png", "a.png"),
            ("/home/me/work", "/home/me/photos/2024/a.png", "../photos/2024/a.png"),
            ("/home/me/work", "/a.png", "../../../a.png"),
            ("/", "/a.png", "a.png"),
        ];
        for (folder, file, way) in cases {
            assert_eq!(relative(Path::new(folder), Path::new(file)).as_deref(), Some(way));
            assert_eq!(joined(Path::new(folder), way), Path::new(file));
        }
        assert_eq!(relative(Path::new("work"), Path::new("/a.png")), None);
        assert_eq!(relative(Path::new("/work/../b"), Path::new("/a.png")), None);
    }

    #[test]
    fn a_file_is_known_again_by_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let [first, moved, other] = ["a", "b", "c"].map(|name| folder.path().join(name));
        fs::write(&first, "the same").unwrap();
        let stamp = Stamp::of(&first).unwrap();
        assert_eq!(stamp.sha256, "fa0487f2dc91544ab4b9f5b1d59b7eb2bf68807a6e42cdf22fce4e0bc4b84cb2");
        fs::rename(&first, &moved).unwrap();
        fs::write(&other, "not same").unwrap();
        assert!(!stamp.is_of(&first) && stamp.is_of(&moved) && !stamp.is_of(&other) && !stamp.is_of(folder.path()));
    }

    #[test]
    fn a_file_that_many_pictures_name_is_read_once() {
        let folder = tempfile::tempdir().unwrap();
        let [path, other] = ["a", "b"].map(|name| folder.path().join(name));
        fs::write(&path, "the same").unwrap();
        let stamp = Stamp { modified: None, ..Stamp::of(&path).unwrap() };
        let foreign = Stamp { sha256: "0".repeat(64), ..stamp.clone() };
        let stamps = Stamps::default();
        for _ in 0..2 {
            assert!(stamps.is_of(&stamp, &path) && !stamps.is_of(&foreign, &path));
            assert!(!stamps.is_of(&stamp, folder.path()) && !stamps.is_of(&stamp, &other));
        }
        assert_eq!(stamps.0.lock().unwrap().len(), 1);
        // One that was written since is read again.
        let file = File::options().write(true).open(&path).unwrap();
        fs::write(&path, "not same").unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        assert!(!stamps.is_of(&stamp, &path));
    }

    #[test]
    fn files_are_looked_for_beside_the_project_too() {
        let place = FilePlace {
            absolute: PathBuf::from("/home/a/photos/x.jpg"),
            relative: Some("../photos/x.jpg".into()),
            sha256: String::new(),
            bytes: 0,
        };
        let found = candidates(&place, Path::new("/mnt/b/work"), &[PathBuf::from("/mnt/c")]);
        let expected = ["/mnt/b/photos/x.jpg", "/home/a/photos/x.jpg", "/mnt/b/work/x.jpg", "/mnt/c/x.jpg"];
        assert_eq!(found, expected.map(PathBuf::from));
        let foreign = FilePlace { absolute: PathBuf::from("C:\\Users\\a\\x.jpg"), relative: None, ..place };
        assert!(candidates(&foreign, Path::new("/mnt"), &[]).contains(&PathBuf::from("/mnt/x.jpg")));
    }
}
