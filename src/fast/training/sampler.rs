//! Which part of which photograph a number stands for.
//!
//! Photographs come in another order in every pass over all of them. Of each a square of random size and place is taken,
//! mirrored every other time, and brought to the size of the crops. All of it follows from the seed and the number alone,
//! and from which files can be opened: in the place of a broken one the next of the pass is taken. A thread makes them a few
//! ahead, so that the step does not wait for files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::photos::Photos;
use super::settings::TrainSettings;
use crate::cancel::CancelToken;
use crate::error::{Error, FileProblem, Result};
use crate::picture::Picture;
use crate::text::{Text, text};

/// The shorter side of a photograph as it is kept, in crops: larger ones are made smaller, so that what a crop shows is
/// never less than a quarter of the picture's area.
const KEPT_SIDE: usize = 2;
/// Photographs that were opened are kept in so many bytes, as many as have room.
const KEPT_BYTES: usize = 512 << 20;

/// Crops that wait at most.
const AHEAD: usize = 4;
/// How often a step that waits for a crop looks whether it is still wanted.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Makes crops of photographs; threads may share it.
#[derive(Debug)]
pub(super) struct Sampler {
    photos: Photos,
    crop: usize,
    seed: u64,
    memory: Mutex<Memory>,
}

/// What was learned of the files.
#[derive(Debug, Default)]
struct Memory {
    /// sRGB bytes, 4 a pixel, with width and height.
    kept: BTreeMap<usize, (usize, usize, Vec<u8>)>,
    kept_bytes: usize,
    /// The files that cannot be opened.
    broken: BTreeSet<usize>,
    /// The reasons that nobody has asked for yet.
    untold: Vec<Text>,
    /// The order of the files in a pass, and its number.
    order: Option<(u64, Vec<usize>)>,
}

impl Sampler {
    pub(super) fn new(photos: Photos, settings: &TrainSettings) -> Self {
        Self { photos, crop: settings.crop, seed: settings.seed, memory: Mutex::default() }
    }

    /// Makes crops of one picture in memory.
    pub(super) fn of_picture(picture: &Picture, settings: &TrainSettings) -> Self {
        let sampler = Self::new(Photos::of_memory(), settings);
        let kept = (picture.width(), picture.height(), picture.to_rgba8());
        sampler.memory().kept.insert(0, kept);
        sampler
    }

    pub(super) fn photos(&self) -> &Photos {
        &self.photos
    }

    /// The crop of a number, counted from 0.
    pub(super) fn crop(&self, number: u64) -> Result<Picture> {
        let picture = self.photograph(number)?;
        let mut random = self.random(2 * number);
        let (width, height) = (picture.width(), picture.height());
        let shorter = width.min(height);
        let side = random.random_range(self.crop.min(shorter)..=shorter);
        let [x, y] = [width, height].map(|len| random.random_range(0..=len - side));
        let parts = [x as f64 / width as f64, y as f64 / height as f64];
        let part = [parts[0], parts[1], side as f64 / width as f64, side as f64 / height as f64];
        let crop = picture.part_resized(part, self.crop, self.crop);
        Ok(if random.random() { mirrored(crop) } else { crop })
    }

    /// The files that could not be opened since this was asked last, with the reason.
    pub(super) fn newly_broken(&self) -> Vec<Text> {
        std::mem::take(&mut self.memory().untold)
    }

    /// The photograph of a number, with the size in which it is kept.
    fn photograph(&self, number: u64) -> Result<Picture> {
        let files = self.photos.files();
        let (pass, place) = (number / files.len() as u64, (number % files.len() as u64) as usize);
        let order = self.order(pass);
        for index in order[place..].iter().chain(&order[..place]) {
            if let Some(picture) = self.open(*index, &files[*index]) {
                return Ok(picture);
            }
        }
        Err(Error::file(self.photos.folder(), FileProblem::NoPhotographs))
    }

    /// The order of the files in a pass.
    fn order(&self, pass: u64) -> Vec<usize> {
        let mut memory = self.memory();
        match &memory.order {
            Some((known, order)) if *known == pass => order.clone(),
            _ => {
                let mut order: Vec<usize> = (0..self.photos.files().len()).collect();
                order.shuffle(&mut self.random(2 * pass + 1));
                memory.order = Some((pass, order.clone()));
                order
            }
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The numbers of one purpose, always the same for one seed.
    fn random(&self, purpose: u64) -> ChaCha8Rng {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(purpose);
        random
    }

    /// A photograph that can be opened.
    fn open(&self, index: usize, file: &Path) -> Option<Picture> {
        {
            let memory = self.memory();
            if memory.broken.contains(&index) {
                return None;
            }
            if let Some((width, height, bytes)) = memory.kept.get(&index) {
                return Some(Picture::from_rgba8(*width, *height, bytes));
            }
        }
        let opened = Picture::open(file);
        let mut memory = self.memory();
        match opened {
            Ok(picture) => {
                let picture = self.reduced(picture);
                let bytes = picture.to_rgba8();
                let (width, height) = (picture.width(), picture.height());
                // Rounded whether it is kept or not, so that its crops are the same.
                let rounded = Picture::from_rgba8(width, height, &bytes);
                if memory.kept_bytes + bytes.len() <= KEPT_BYTES {
                    memory.kept_bytes += bytes.len();
                    memory.kept.insert(index, (width, height, bytes));
                }
                Some(rounded)
            }
            Err(error) => {
                memory.broken.insert(index);
                memory.untold.push(error.text());
                None
            }
        }
    }

    /// As large as crops are taken from.
    fn reduced(&self, picture: Picture) -> Picture {
        let (width, height) = (picture.width(), picture.height());
        let (shorter, most) = (width.min(height), KEPT_SIDE * self.crop);
        if shorter <= most {
            return picture;
        }
        let side = |len: usize| (len * most).div_ceil(shorter);
        picture.resized(side(width), side(height))
    }
}

/// Left and right exchanged.
fn mirrored(picture: Picture) -> Picture {
    let (width, height) = (picture.width(), picture.height());
    let mut planes = picture.into_planes();
    planes.chunks_exact_mut(width).for_each(<[f32]>::reverse);
    Picture::new(width, height, planes)
}

/// Crops in the order of their numbers. Dropping it ends its thread.
#[derive(Debug)]
pub(super) struct Crops {
    /// There until it is dropped.
    receiver: Option<Receiver<Result<Picture>>>,
    thread: Option<JoinHandle<()>>,
}

impl Crops {
    /// Those from a number on.
    pub(super) fn from(sampler: Arc<Sampler>, first: u64) -> Result<Self> {
        let (sender, receiver) = bounded(AHEAD);
        let make = move || {
            for number in first.. {
                let crop = sampler.crop(number);
                let failed = crop.is_err();
                if sender.send(crop).is_err() || failed {
                    break;
                }
            }
        };
        let thread = std::thread::Builder::new().name("photographs".into()).spawn(make);
        let thread = thread.map_err(|error| Error::Interface {
            what: text!("the thread that opens photographs cannot be started"),
            remedy: text!("close other programs and try again"),
            source: Some(Box::new(error)),
        })?;
        Ok(Self { receiver: Some(receiver), thread: Some(thread) })
    }

    /// The next one.
    pub(super) fn next(&self, cancel: &CancelToken) -> Result<Picture> {
        loop {
            cancel.check()?;
            let Some(receiver) = &self.receiver else { return Err(Error::Cancelled) };
            match receiver.recv_timeout(LOOK_EVERY) {
                Ok(crop) => return crop,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(Error::Cancelled),
            }
        }
    }
}

impl Drop for Crops {
    fn drop(&mut self) {
        // The thread notices at its next crop that nobody takes it.
        drop(self.receiver.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::SaveOptions;

    fn folder(count: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for index in 0..count {
            let picture = Picture::white_noise(90 + index, 70, 1.0, index as u64);
            picture.save(&folder.path().join(format!("{index}.png")), &SaveOptions::default()).unwrap();
        }
        folder
    }

    fn sampler(folder: &Path, seed: u64) -> Sampler {
        let settings = TrainSettings { crop: 32, seed, ..TrainSettings::default() };
        Sampler::new(Photos::of_folder(folder).unwrap(), &settings)
    }

    #[test]
    fn a_number_always_stands_for_the_same_crop() {
        let folder = folder(3);
        let (first, other) = (sampler(folder.path(), 1), sampler(folder.path(), 2));
        let crops = |sampler: &Sampler, numbers: &[u64]| {
            numbers.iter().map(|&number| sampler.crop(number).unwrap()).collect::<Vec<_>>()
        };
        let forwards = crops(&first, &[0, 1, 2, 3, 4]);
        assert!(forwards.iter().all(|crop| (crop.width(), crop.height()) == (32, 32)));
        assert!((0..5).all(|a| (0..a).all(|b| forwards[a] != forwards[b])), "no two crops are the same");
        // What was opened before, and is kept, changes nothing.
        assert_eq!(crops(&sampler(folder.path(), 1), &[4, 2]), [forwards[4].clone(), forwards[2].clone()]);
        assert_ne!(crops(&other, &[0]), forwards[..1]);
    }

    #[test]
    fn every_photograph_comes_once_in_a_pass() {
        let folder = folder(7);
        let sampler = sampler(folder.path(), 5);
        for pass in 0..3 {
            let mut order = sampler.order(pass);
            order.sort_unstable();
            assert_eq!(order, (0..7).collect::<Vec<_>>());
        }
        assert_ne!(sampler.order(0), sampler.order(1));
    }

    #[test]
    fn broken_files_are_passed_over_and_told_once() {
        let folder = folder(2);
        std::fs::write(folder.path().join("broken.jpg"), b"no picture").unwrap();
        let mixed = sampler(folder.path(), 1);
        (0..6).for_each(|number| drop(mixed.crop(number).unwrap()));
        let told = mixed.newly_broken();
        assert!(told.len() == 1 && told[0].to_string().contains("broken.jpg is not a picture"), "{told:?}");
        assert!(mixed.newly_broken().is_empty());

        for index in 0..2 {
            std::fs::write(folder.path().join(format!("{index}.png")), b"").unwrap();
        }
        let error = sampler(folder.path(), 1).crop(0).unwrap_err().headline();
        assert!(error.ends_with("holds no pictures; choose a folder of photographs"), "{error}");
    }

    #[test]
    fn large_photographs_are_made_smaller_and_small_ones_larger() {
        let folder = tempfile::tempdir().unwrap();
        let sampler = |(width, height)| {
            let path = folder.path().join("a.png");
            Picture::new(width, height, vec![0.5; 3 * width * height]).save(&path, &SaveOptions::default()).unwrap();
            sampler(folder.path(), 1)
        };
        let large = sampler((300, 200));
        let kept = large.photograph(0).unwrap();
        assert_eq!((kept.width(), kept.height()), (96, 64));
        for size in [(5, 9), (1, 1), (32, 40)] {
            let crop = sampler(size).crop(0).unwrap();
            assert_eq!((crop.width(), crop.height()), (32, 32));
        }
    }
}
