//! The training of a style that the window has begun: everything it needs to go on, after an end of the program too.
//!
//! The folder holds `painting.png`, the painting as it is learned; `sample.png`, the photograph that is painted on the way;
//! `state.training`, the state ([`Checkpoint`]); and `training.json` with the rest. There is one training at a time; a lock
//! keeps another window from going on with one that is running.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, FileProblem, Result};
use crate::fast::Checkpoint;
use crate::picture::{Picture, SaveOptions, write_atomically};
use crate::project::data_folder;
use crate::text::text;

/// The folder among the person's data.
const FOLDER: &str = "training";
const PAINTING: &str = "painting.png";
const SAMPLE: &str = "sample.png";
const STATE: &str = "state.training";
const PLAN: &str = "training.json";
const LOCK: &str = "lock";

/// The longer side of the photograph that is painted on the way, in pixels.
const SAMPLE_SIDE: usize = 512;
/// The longer side at which a painting is kept at most, in pixels: no training looks at a larger one.
const PAINTING_SIDE: usize = 2048;

/// What is written beside the pictures and the state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingPlan {
    /// The name that the style will have.
    pub name: String,
    /// The painting, for people.
    pub painting: String,
    /// The folder with the photographs.
    pub photos: PathBuf,
}

/// Where trainings are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingPlace(PathBuf);

/// A training whose pictures are at hand. While it is there, no other window takes it.
#[derive(Debug)]
pub struct KeptTraining {
    /// What was planned.
    pub plan: TrainingPlan,
    /// The painting as it is learned.
    pub painting: Arc<Picture>,
    /// The photograph that is painted on the way.
    pub sample: Arc<Picture>,
    /// The state, once some work was done.
    pub checkpoint: Option<Checkpoint>,
    folder: PathBuf,
    _lock: File,
}

impl TrainingPlace {
    /// The place of this person; none where the operating system names no home.
    pub fn of_person() -> Option<Self> {
        data_folder().map(|folder| Self(folder.join(FOLDER)))
    }

    /// A place in this folder, which need not exist yet.
    pub const fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Keeps what a new training needs, in the place of one that was there.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be written; [`Error::Value`] when another window trains.
    pub fn begin(&self, plan: TrainingPlan, painting: &Picture, sample: &Picture) -> Result<KeptTraining> {
        let folder = &self.0;
        fs::create_dir_all(folder).map_err(|error| Error::file_from(folder, FileProblem::Unwritable, error))?;
        let lock = self.lock()?;
        let Some(lock) = lock else {
            return Err(Error::value(
                text!("the training"),
                text!("begun"),
                text!("another window trains a style; wait for its end"),
            ));
        };
        remove(&folder.join(PLAN))?;
        remove(&folder.join(STATE))?;
        // Learned from the files, so that what goes on later is the same to the last bit.
        let kept = |picture: &Picture, most: usize, name: &str| {
            let longer = picture.width().max(picture.height()).min(most);
            let path = folder.join(name);
            picture.with_longer_side(longer).save(&path, &SaveOptions::default())?;
            Picture::open(&path).map(Arc::new)
        };
        let (painting, sample) = (kept(painting, PAINTING_SIDE, PAINTING)?, kept(sample, SAMPLE_SIDE, SAMPLE)?);
        let text = serde_json::to_vec_pretty(&plan).map_err(|error| Error::Computation(Box::new(error)))?;
        write_atomically(&folder.join(PLAN), &text)?;
        Ok(KeptTraining { plan, painting, sample, checkpoint: None, folder: folder.clone(), _lock: lock })
    }

    /// The training that was broken off; none if there is none, or another window works on it.
    ///
    /// # Errors
    /// [`Error::File`] when something of it cannot be read.
    pub fn open(&self) -> Result<Option<KeptTraining>> {
        let folder = &self.0;
        let path = folder.join(PLAN);
        if !path.exists() {
            return Ok(None);
        }
        let Some(lock) = self.lock()? else { return Ok(None) };
        let bytes = fs::read(&path).map_err(|error| Error::reading(&path, error))?;
        let damaged = |_| Error::file(&path, FileProblem::BadTraining(text!("it is damaged")));
        let plan: TrainingPlan = serde_json::from_slice(&bytes).map_err(damaged)?;
        let [painting, sample] = [PAINTING, SAMPLE].map(|name| Picture::open(&folder.join(name)).map(Arc::new));
        let state = folder.join(STATE);
        let checkpoint = if state.exists() { Some(Checkpoint::open(&state)?) } else { None };
        let (painting, sample) = (painting?, sample?);
        Ok(Some(KeptTraining { plan, painting, sample, checkpoint, folder: folder.clone(), _lock: lock }))
    }

    /// Keeps other windows away; none if one of them does.
    fn lock(&self) -> Result<Option<File>> {
        let path = self.0.join(LOCK);
        let file = File::create(&path).map_err(|error| Error::file_from(&path, FileProblem::Unwritable, error))?;
        Ok(file.try_lock().is_ok().then_some(file))
    }
}

impl KeptTraining {
    /// Where the state is written.
    pub fn state(&self) -> PathBuf {
        self.folder.join(STATE)
    }

    /// Where the style is written before it goes to the gallery, under the name that it will have there.
    pub fn style_file(&self) -> PathBuf {
        self.folder.join(format!("{}.safetensors", self.plan.name))
    }

    /// Reads the state again, after some work was done.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be read.
    pub fn refresh(&mut self) -> Result<()> {
        let state = self.state();
        self.checkpoint = if state.exists() { Some(Checkpoint::open(&state)?) } else { None };
        Ok(())
    }

    /// Removes everything of it: it has reached its end, or nobody wants it any more.
    ///
    /// # Errors
    /// [`Error::File`] when a file cannot be removed.
    pub fn discard(self) -> Result<()> {
        // Without the plan the rest is nothing.
        for name in [PLAN, STATE, PAINTING, SAMPLE] {
            remove(&self.folder.join(name))?;
        }
        remove(&self.style_file())
    }
}

/// Removes a file if it is there.
fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::file_from(path, FileProblem::Unwritable, error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> TrainingPlan {
        TrainingPlan { name: "waves".into(), painting: "The Wave".into(), photos: "photos".into() }
    }

    #[test]
    fn a_training_is_kept_taken_by_one_window_and_discarded() {
        let folder = tempfile::tempdir().unwrap();
        let place = TrainingPlace::new(folder.path().join("training"));
        assert!(place.open().unwrap().is_none());
        let (painting, sample) = (Picture::white_noise(2200, 3, 1.0, 1), Picture::white_noise(30, 20, 1.0, 2));
        let begun = place.begin(plan(), &painting, &sample).unwrap();
        assert_eq!((begun.painting.width(), begun.sample.width()), (2048, 30));
        assert!(place.open().unwrap().is_none(), "it is taken");
        let other = place.begin(plan(), &painting, &sample).unwrap_err();
        assert!(other.headline().contains("another window trains"), "{}", other.headline());
        let before = Arc::clone(&begun.painting);
        drop(begun);
        let again = place.open().unwrap().unwrap();
        assert_eq!((&again.plan, &again.painting), (&plan(), &before));
        assert!(again.checkpoint.is_none());
        again.discard().unwrap();
        assert!(place.open().unwrap().is_none());
    }

    #[test]
    fn what_is_damaged_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let place = TrainingPlace::new(folder.path().to_owned());
        let picture = Picture::white_noise(30, 20, 1.0, 2);
        drop(place.begin(plan(), &picture, &picture).unwrap());
        for (name, words) in [(PAINTING, "painting.png"), (STATE, "is not a training"), (PLAN, "it is damaged")] {
            fs::write(folder.path().join(name), b"nothing").unwrap();
            let told = place.open().unwrap_err().headline();
            assert!(told.contains(words), "{told}");
        }
    }
}
