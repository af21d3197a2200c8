//! Where the entries of a project are: in an archive, or as files of a folder.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::PROJECT_MEDIA_TYPE;
use crate::error::{Error, FileProblem, Result};
use crate::text::{Text, text};

/// The entry of the manifest.
pub(in crate::project) const MANIFEST: &str = "project.json";
/// The first entry of an archive.
const MEDIA_TYPE_ENTRY: &str = "mimetype";
/// No entry is larger, in bytes: a picture of the most pixels that a picture may have takes less.
const LARGEST_ENTRY: u64 = 4 << 30;
/// The manifest is no larger, in bytes: one of 100,000 iterations with the losses of all layers has half of it.
const LARGEST_MANIFEST: u64 = 128 << 20;
/// The bytes from which on an entry of an archive needs numbers of 64 bits.
const LARGE: usize = u32::MAX as usize - (1 << 16);

/// The entries of a project that is being read.
#[derive(Debug)]
pub(super) enum Container {
    /// Those of an archive.
    Archive(PathBuf, Mutex<ZipArchive<BufReader<File>>>),
    /// The files of a folder.
    Folder(PathBuf),
}

impl Container {
    /// Reads the list of entries of a project file.
    ///
    /// # Errors
    /// [`Error::File`] when the file cannot be read or is no archive.
    pub(super) fn archive(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|error| Error::reading(path, error))?;
        let metadata = file.metadata().map_err(|error| Error::reading(path, error))?;
        if metadata.is_dir() {
            return Err(Error::file(path, FileProblem::BadProject(no_project())));
        }
        let mut file = BufReader::new(file);
        let begins_like_one = begins_like_an_archive(&mut file).map_err(|error| Error::reading(path, error))?;
        let archive = ZipArchive::new(file).map_err(|error| {
            let reason = if begins_like_one { damaged() } else { no_project() };
            Error::file_from(path, FileProblem::BadProject(reason), error)
        })?;
        Ok(Self::Archive(path.to_owned(), Mutex::new(archive)))
    }

    /// The file or folder itself.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Archive(path, _) | Self::Folder(path) => path,
        }
    }

    /// The contents of an entry.
    ///
    /// # Errors
    /// [`Error::File`] when it is not there, damaged, or compressed, which no Impasto does.
    pub(super) fn read(&self, entry: &str) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match self {
            Self::Archive(path, archive) => {
                let mut archive = archive.lock().unwrap_or_else(PoisonError::into_inner);
                let mut file = archive.by_name(entry).map_err(|error| problem(path, entry, error))?;
                // The archive says so itself only when the entry is read, as an error like any other.
                if file.compression() != CompressionMethod::Stored {
                    return Err(Error::file(path, FileProblem::BadProject(compressed())));
                }
                if file.size() > if entry == MANIFEST { LARGEST_MANIFEST } else { LARGEST_ENTRY } {
                    return Err(Error::file(path, FileProblem::BadProject(damaged())));
                }
                // The checksum is compared at the end.
                file.read_to_end(&mut bytes)
                    .map_err(|error| Error::file_from(path, FileProblem::BadProject(damaged()), error))?;
            }
            Self::Folder(folder) => {
                let path = folder.join(entry);
                bytes = fs::read(&path).map_err(|error| Error::reading(&path, error))?;
            }
        }
        Ok(bytes)
    }
}

/// What is wrong with a file that breaks off or contradicts itself.
pub(super) fn damaged() -> Text {
    text!("it is cut short or damaged; take a backup or another copy of it")
}

/// What is wrong with a file that was packed anew.
fn compressed() -> Text {
    text!("it was compressed by another program; store its entries without compression")
}

/// What is wrong with any other file.
pub(super) fn no_project() -> Text {
    text!("it is none; choose a file that ends in .impasto")
}

fn problem(path: &Path, entry: &str, error: ZipError) -> Error {
    let reason = match error {
        ZipError::FileNotFound if entry == MANIFEST => no_project(),
        ZipError::FileNotFound => text!("its {name} is missing; take a backup or another copy of it", name = entry),
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => compressed(),
        _ => damaged(),
    };
    Error::file_from(path, FileProblem::BadProject(reason), error)
}

/// Whether a file begins as every archive does, so that one that cannot be read is a damaged one.
fn begins_like_an_archive(file: &mut (impl Read + io::Seek)) -> io::Result<bool> {
    let mut first = Vec::new();
    file.by_ref().take(4).read_to_end(&mut first)?;
    file.rewind()?;
    Ok(first == *b"PK\x03\x04")
}

/// Whether this can name an entry: names of small letters, digits, `-`, `_` and points, with `/` between them, and none
/// that leads out of a folder.
pub(super) fn is_entry_name(name: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_.".contains(letter);
    let is_part = |part: &str| !part.is_empty() && !part.starts_with('.') && part.chars().all(is_letter);
    name.len() <= 200 && name.split('/').all(is_part)
}

/// An archive that is being written.
pub(super) struct ArchiveWriter<'a>(ZipWriter<BufWriter<&'a mut File>>);

impl<'a> ArchiveWriter<'a> {
    /// Begins with the media type.
    ///
    /// # Errors
    /// What the operating system says.
    pub(super) fn new(file: &'a mut File) -> io::Result<Self> {
        let mut writer = Self(ZipWriter::new(BufWriter::new(file)));
        writer.add(MEDIA_TYPE_ENTRY, PROJECT_MEDIA_TYPE.as_bytes())?;
        Ok(writer)
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// What the operating system says.
    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(zip::DateTime::default())
            .large_file(bytes.len() > LARGE);
        self.0.start_file(name, options).map_err(io::Error::other)?;
        self.0.write_all(bytes)
    }

    /// Ends with the list of entries.
    ///
    /// # Errors
    /// What the operating system says.
    pub(super) fn finish(self) -> io::Result<()> {
        self.0.finish().map_err(io::Error::from)?.flush()
    }
}
