//! The folder of one session.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::picture::{Picture, Pixels, write_atomically};
use crate::project::file::{Data, Draft, Embedding, MANIFEST, Opened, Sink, folder_of, hex};
use crate::project::{Recording, TimeLapseSettings};

/// The file whose lock says that the program runs.
const LOCK: &str = "lock";
/// The file that says which project was open.
const SESSION: &str = "session.json";
/// What is appended to the name of a folder that is not locked yet.
const UNFINISHED: &str = "new";
/// What is appended to the name of a folder that cannot be read.
const ASIDE: &str = "damaged";
/// The folder of recorded frames, which come and go with the recording and not with a manifest.
const FRAMES: &str = "frames";
/// The folders of the form; everything in them belongs to a manifest or is left over.
const FOLDERS: [&str; 3] = ["painting", "pictures", "snapshots"];

/// The folder that keeps what a session has painted. It is made, and locked, when there is something to be kept, and
/// stays locked as long as this lives.
#[derive(Debug)]
pub struct SessionFolder {
    path: PathBuf,
    state: Mutex<State>,
}

/// What is kept already. Pictures never change, so one that is the very same in memory is the same on the disk.
#[derive(Debug, Default)]
struct State {
    /// Holds the lock, once the folder is there.
    lock: Option<File>,
    pixels: Vec<(Weak<Pixels>, String)>,
    pictures: Vec<(Weak<Picture>, String)>,
    /// Whether the session has ended, so that nothing may be written any more.
    is_over: bool,
}

/// The contents of `session.json`.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Session {
    project: Option<String>,
}

impl SessionFolder {
    /// A folder with a name that no other one has, which is not there yet.
    pub(super) fn new(parent: &Path) -> Self {
        Self { path: parent.join(unique_name()), state: Mutex::default() }
    }

    /// Takes a folder over whose program is gone; `None` while it runs.
    pub(super) fn take(path: &Path) -> Option<Self> {
        let lock = File::open(path.join(LOCK)).ok()?;
        lock.try_lock().ok()?;
        Some(Self { path: path.to_owned(), state: Mutex::new(State { lock: Some(lock), ..State::default() }) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the folder if it is not there yet; says whether anything may be written there.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be made.
    pub fn prepare(&self) -> Result<bool> {
        self.make(&mut self.state())
    }

    /// The folder of frames, which need not be there yet.
    pub fn frames(&self) -> PathBuf {
        self.path.join(FRAMES)
    }

    /// A recording of a painting of this session.
    pub fn recording(&self, settings: &TimeLapseSettings) -> Recording {
        Recording::new(self.frames(), unique_name(), settings)
    }

    fn make(&self, state: &mut State) -> Result<bool> {
        if state.is_over || state.lock.is_some() {
            return Ok(!state.is_over);
        }
        // Nobody takes a folder over that is not called a session's yet.
        let unfinished = self.path.with_extension(UNFINISHED);
        let make = || -> io::Result<File> {
            fs::create_dir_all(&unfinished)?;
            let lock = File::create(unfinished.join(LOCK))?;
            lock.lock()?;
            fs::rename(&unfinished, &self.path)?;
            Ok(lock)
        };
        state.lock = Some(make().map_err(|error| Error::writing(&self.path, error))?);
        Ok(true)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The project that is kept there.
    ///
    /// # Errors
    /// Those of [`Opened::file`].
    pub fn open(&self) -> Result<Opened> {
        let base = self.project().map_or_else(|| self.path.clone(), |project| folder_of(&project));
        Opened::folder(&self.path, base)
    }

    /// The project file that was open.
    pub(super) fn project(&self) -> Option<PathBuf> {
        let text = fs::read(self.path.join(SESSION)).ok()?;
        serde_json::from_slice::<Session>(&text).ok()?.project.map(PathBuf::from)
    }

    /// Keeps a project that was last saved as `project`; this takes long and belongs in the background. Once the session
    /// is over nothing happens.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be written; what was kept before stays then.
    pub fn keep(&self, draft: Draft, project: Option<&Path>) -> Result<()> {
        let mut state = self.state();
        if !self.make(&mut state)? {
            return Ok(());
        }
        let base = project.map_or_else(|| self.path.clone(), folder_of);
        let mut folder = Folder { path: &self.path, state: &mut state, named: BTreeSet::new() };
        let manifest = draft
            .write_into(&mut folder, &base, Embedding::Needed, &|_| {})
            .map_err(|error| Error::writing(&self.path, error))?;
        let named = folder.named;
        let session = Session { project: project.and_then(Path::to_str).map(str::to_owned) };
        let as_text = |error| Error::Computation(Box::new(error));
        write_atomically(&self.path.join(SESSION), &serde_json::to_vec_pretty(&session).map_err(as_text)?)?;
        write_atomically(&self.path.join(MANIFEST), &serde_json::to_vec_pretty(&manifest).map_err(as_text)?)?;
        self.remove_all_but(&named);
        state.pixels.retain(|(pixels, name)| pixels.strong_count() > 0 && named.contains(name));
        state.pictures.retain(|(picture, name)| picture.strong_count() > 0 && named.contains(name));
        Ok(())
    }

    /// Notes that a picture is kept under this name already, as it was read from there.
    pub fn note_kept(&self, pixels: &Arc<Pixels>, entry: &str) {
        self.state().pixels.push((Arc::downgrade(pixels), entry.to_owned()));
    }

    /// Removes the entries that no manifest names any more; what cannot be removed is removed the next time.
    fn remove_all_but(&self, named: &BTreeSet<String>) {
        for folder in FOLDERS {
            let entries =
                fs::read_dir(self.path.join(folder)).into_iter().flatten().filter_map(std::result::Result::ok);
            for entry in entries {
                let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
                if !named.contains(&name) {
                    let _ = fs::remove_file(entry.path());
                }
            }
        }
    }

    /// Removes the folder: the session has ended as it should, or nobody wants it.
    pub fn discard(&self) {
        let mut state = self.state();
        state.is_over = true;
        if let Some(lock) = state.lock.take() {
            // Without a manifest nobody finds it, even if the rest cannot be removed.
            let _ = fs::remove_file(self.path.join(MANIFEST));
            drop(lock);
            let _ = fs::remove_dir_all(&self.path);
        }
    }

    /// Keeps a folder that cannot be read under another name, for whoever can read it.
    pub(super) fn set_aside(&self) {
        let _ = fs::rename(&self.path, self.path.with_extension(ASIDE));
    }
}

/// The folder as a place for entries.
struct Folder<'a> {
    path: &'a Path,
    state: &'a mut State,
    named: BTreeSet<String>,
}

impl Sink for Folder<'_> {
    fn keep(&mut self, folder: &str, data: &Data<'_>) -> io::Result<String> {
        if let Data::Frame(path) = data {
            // It is there already.
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            return Ok(format!("{FRAMES}/{name}"));
        }
        let known = match data {
            Data::Pixels(pixels) => name_of(&self.state.pixels, pixels),
            Data::Picture(picture) => name_of(&self.state.pictures, picture),
            Data::Frame(_) => None,
            // The same bytes have the same name.
            Data::File(bytes, _) => Some(format!("{folder}/{}.{}", short_hash(bytes), data.ending())),
        };
        let name = known.unwrap_or_else(|| format!("{folder}/{}.{}", unique_name(), data.ending()));
        let path = self.path.join(&name);
        if !path.exists() {
            fs::create_dir_all(self.path.join(folder))?;
            data.encoded(|bytes| write_atomically(&path, bytes).map_err(io::Error::other))?;
            match data {
                Data::Pixels(pixels) => self.state.pixels.push((Arc::downgrade(pixels), name.clone())),
                Data::Picture(picture) => self.state.pictures.push((Arc::downgrade(picture), name.clone())),
                Data::File(..) | Data::Frame(_) => {}
            }
        }
        self.named.insert(name.clone());
        Ok(name)
    }
}

/// The name under which the very same picture is kept.
fn name_of<T>(kept: &[(Weak<T>, String)], picture: &Arc<T>) -> Option<String> {
    // While a weak pointer is kept, its place in memory is given to nothing else.
    kept.iter().find(|(known, _)| std::ptr::eq(known.as_ptr(), Arc::as_ptr(picture))).map(|(_, name)| name.clone())
}

fn short_hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..12])
}

/// A name that nothing else has, on this machine and in all sessions.
fn unique_name() -> String {
    format!("{:032x}", rand::random::<u128>())
}
