//! Frames of a painting, kept on the disk while it paints.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Result};
use crate::picture::{Pixels, fitted_size, write_atomically};
use crate::project::TimeLapseSettings;

/// The most frames of a recording. When there are so many, every second one goes and from then on half as many are
/// recorded: however long it paints, neither the disk nor the viewer's patience is used up.
pub const MOST_FRAMES: usize = 600;

/// The frames of one painting, as PNG files of a folder. Memory is needed for one frame at a time.
#[derive(Debug)]
pub struct Recording {
    folder: PathBuf,
    /// What the names of its files begin with, so that several recordings fit into one folder.
    name: String,
    longest_side: usize,
    tape: Mutex<Tape>,
}

/// What was recorded.
#[derive(Debug)]
struct Tape {
    every: usize,
    /// The iterations of the frames, in their order.
    iterations: Vec<usize>,
}

impl Recording {
    /// An empty recording whose files are in this folder, which need not exist yet, under names that begin like this.
    pub fn new(folder: PathBuf, name: String, settings: &TimeLapseSettings) -> Self {
        let TimeLapseSettings { every, longest_side, .. } = settings.within_ranges();
        let tape = Mutex::new(Tape { every, iterations: Vec::new() });
        Self { folder, name, longest_side, tape }
    }

    /// The recording whose files have these names, all in one folder; `None` when they are not those of one recording.
    pub fn of_files<'a>(
        folder: PathBuf,
        names: impl Iterator<Item = (usize, &'a str)> + Clone,
        settings: &TimeLapseSettings,
    ) -> Option<Self> {
        let (iteration, first) = names.clone().next()?;
        let name = first.strip_suffix(&ending(iteration))?;
        let is_one = names.clone().all(|(iteration, file)| file.strip_suffix(&ending(iteration)) == Some(name));
        let recording = is_one.then(|| Self::new(folder, name.to_owned(), settings))?;
        Some(recording.with_frames(names.map(|(iteration, _)| iteration).collect()))
    }

    /// The same with frames that are there already.
    #[must_use]
    pub fn with_frames(self, mut iterations: Vec<usize>) -> Self {
        iterations.sort_unstable();
        iterations.dedup();
        self.tape.lock().unwrap_or_else(PoisonError::into_inner).iterations = iterations;
        self
    }

    /// Whether the picture after this iteration is to be recorded: the first one after every so many iterations, since
    /// not every picture reaches the screen.
    pub fn wants(&self, iteration: usize) -> bool {
        let tape = self.tape.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = |iteration: usize| iteration / tape.every;
        tape.iterations.last().is_none_or(|&last| passed(iteration) > passed(last))
    }

    /// Records a picture if it is wanted; this takes a moment and belongs in the background.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be written.
    pub fn keep(&self, pixels: &Pixels, iteration: usize) -> Result<()> {
        if self.wants(iteration) { self.keep_last(pixels, iteration) } else { Ok(()) }
    }

    /// Records a picture in any case: the last one of a painting.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be written.
    pub fn keep_last(&self, pixels: &Pixels, iteration: usize) -> Result<()> {
        let [width, height] = pixels.size();
        let small = (width.max(height) > self.longest_side).then(|| {
            let (width, height) = fitted_size(width, height, self.longest_side);
            Pixels::of(&pixels.to_picture().resized(width, height))
        });
        let file = small.as_ref().unwrap_or(pixels).to_png()?;
        fs::create_dir_all(&self.folder).map_err(|error| Error::writing(&self.folder, error))?;
        write_atomically(&self.path(iteration), &file)?;
        let mut tape = self.tape.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(place) = tape.iterations.binary_search(&iteration) {
            tape.iterations.insert(place, iteration);
        }
        if tape.iterations.len() >= MOST_FRAMES {
            self.thin(&mut tape);
        }
        Ok(())
    }

    fn thin(&self, tape: &mut Tape) {
        let last = tape.iterations.len() - 1;
        let (kept, gone): (Vec<_>, Vec<_>) =
            tape.iterations.iter().enumerate().partition(|(index, _)| index % 2 == 0 || *index == last);
        for (_, iteration) in gone {
            let _ = fs::remove_file(self.path(*iteration));
        }
        let kept = kept.into_iter().map(|(_, iteration)| *iteration).collect();
        tape.iterations = kept;
        tape.every *= 2;
    }

    /// The frames in their order: the iteration and the file.
    pub fn frames(&self) -> Vec<(usize, PathBuf)> {
        let tape = self.tape.lock().unwrap_or_else(PoisonError::into_inner);
        tape.iterations.iter().map(|&iteration| (iteration, self.path(iteration))).collect()
    }

    /// How many frames there are.
    pub fn count(&self) -> usize {
        self.tape.lock().unwrap_or_else(PoisonError::into_inner).iterations.len()
    }

    /// The folder of its files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of the frame after an iteration.
    pub fn path(&self, iteration: usize) -> PathBuf {
        self.folder.join(format!("{}{}", self.name, ending(iteration)))
    }

    /// Removes its files: nobody wants the frames any more.
    pub fn discard(&self) {
        for (_, path) in self.frames() {
            let _ = fs::remove_file(path);
        }
    }
}

/// What the name of a frame's file ends with.
fn ending(iteration: usize) -> String {
    format!("-{iteration:06}.png")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Picture;

    fn recording(folder: &Path, every: usize) -> Recording {
        let settings = TimeLapseSettings { every, longest_side: 24, ..TimeLapseSettings::default() };
        Recording::new(folder.join("frames"), "a".into(), &settings)
    }

    fn iterations(recording: &Recording) -> Vec<usize> {
        recording.frames().into_iter().map(|(iteration, _)| iteration).collect()
    }

    #[test]
    fn frames_are_kept_as_often_as_asked_and_no_larger() {
        let folder = tempfile::tempdir().unwrap();
        let recording = recording(folder.path(), 5);
        let pixels = Pixels::of(&Picture::white_noise(48, 32, 1.0, 1));
        for iteration in [0, 1, 4, 6, 7, 9, 10, 13, 22] {
            recording.keep(&pixels, iteration).unwrap();
        }
        assert_eq!(iterations(&recording), [0, 6, 10, 22]);
        let kept = Picture::open(&recording.path(10)).unwrap();
        assert_eq!((kept.width(), kept.height()), (24, 16));
        let frames = recording.frames();
        let names: Vec<_> =
            frames.iter().map(|(iteration, path)| (*iteration, path.file_name().unwrap().to_str().unwrap())).collect();
        let settings = TimeLapseSettings::default();
        let found = Recording::of_files(folder.path().join("frames"), names.iter().copied(), &settings).unwrap();
        assert_eq!(found.frames(), recording.frames());
        let mixed = [names[0], (6, "b-000006.png")];
        assert!(Recording::of_files(folder.path().to_owned(), mixed.into_iter(), &settings).is_none());
        let again = self::recording(folder.path(), 5).with_frames(vec![6, 0, 10, 22]);
        assert_eq!(again.frames(), recording.frames());
        recording.keep_last(&pixels, 23).unwrap();
        recording.keep_last(&pixels, 23).unwrap();
        assert_eq!(iterations(&recording), [0, 6, 10, 22, 23]);
        again.discard();
        recording.discard();
        assert_eq!(fs::read_dir(folder.path().join("frames")).unwrap().count(), 0);
    }

    #[test]
    fn a_long_painting_is_recorded_ever_more_seldom() {
        let folder = tempfile::tempdir().unwrap();
        let recording = recording(folder.path(), 1);
        let pixels = Pixels::new(1, 1, vec![7; 4]);
        let long = 3 * MOST_FRAMES;
        for iteration in 0..long {
            recording.keep(&pixels, iteration).unwrap();
            assert!(recording.count() < MOST_FRAMES);
        }
        let kept = iterations(&recording);
        assert!(kept.len() > MOST_FRAMES / 3 && kept[0] == 0, "{}", kept.len());
        let steps: Vec<_> = kept.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(steps.iter().all(|&step| step <= 8), "{steps:?}");
        assert_eq!(fs::read_dir(recording.folder()).unwrap().count(), kept.len(), "what is thinned out is removed");
    }
}
