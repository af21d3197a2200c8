//! From frames to a file that other programs play.

use std::borrow::Cow;
use std::fs;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::cancel::CancelToken;
use crate::error::{Error, FileProblem, Result};
use crate::picture::{
    AfterPainting, AnimationFormat, AnimationWriter, ContentColors, Picture, Pixels, SaveOptions, check_place,
    fitted_size, write_atomically_by,
};
use crate::text::text;

/// How much longer the last frame is seen than the others, in seconds.
const LAST: f64 = 2.0;

/// What a time lapse is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeLapseTarget {
    /// A file that moves.
    Animation(AnimationFormat),
    /// A folder of pictures.
    Pictures,
}

impl TimeLapseTarget {
    /// All targets, in the order in which they are offered.
    pub const ALL: [Self; 3] =
        [Self::Animation(AnimationFormat::WebP), Self::Animation(AnimationFormat::Gif), Self::Pictures];

    /// Its name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Animation(format) => format.name(),
            Self::Pictures => "PNG pictures",
        }
    }

    /// Checks that a time lapse could be written at a path now.
    ///
    /// # Errors
    /// [`Error::File`] when it could not.
    pub fn check(path: &Path) -> Result<()> {
        match Self::of(path)? {
            Self::Animation(_) => check_place(path),
            Self::Pictures => {
                check_new_folder(path)?;
                // A file beside it: the folder itself must not be there yet.
                check_place(&path.with_added_extension("part"))
            }
        }
    }

    /// The target that a path chooses by its ending; a path without one is a folder.
    ///
    /// # Errors
    /// [`Error::File`] for another ending.
    pub fn of(path: &Path) -> Result<Self> {
        match (AnimationFormat::of(path), path.extension()) {
            (Some(format), _) => Ok(Self::Animation(format)),
            (None, None) => Ok(Self::Pictures),
            (None, Some(_)) => Err(Error::file(path, FileProblem::NoAnimation)),
        }
    }
}

/// One frame before it is made ready.
#[derive(Debug, Clone)]
pub enum Shot {
    /// In a picture file.
    File(PathBuf),
    /// In memory.
    Pixels(Arc<Pixels>),
}

impl Shot {
    fn picture(&self) -> Result<Picture> {
        match self {
            Self::File(path) => Picture::open(path),
            Self::Pixels(pixels) => Ok(pixels.to_picture()),
        }
    }
}

/// A time lapse that is about to be written.
#[derive(Debug, Clone)]
pub struct Film {
    /// The frames in their order.
    pub shots: Vec<Shot>,
    /// The longer side of the frames in pixels. They have the shape of the last one.
    pub longest_side: usize,
    /// How long a frame is seen, in seconds.
    pub seconds: f64,
    /// The colours of the content, and what becomes of what was painted.
    pub after: Option<(Arc<ContentColors>, AfterPainting)>,
}

impl Film {
    /// How long it takes to see all of it, in seconds.
    pub fn duration(&self) -> f64 {
        Self::duration_of(self.shots.len(), self.seconds)
    }

    /// The same for so many frames, each seen for so many seconds.
    pub fn duration_of(frames: usize, seconds: f64) -> f64 {
        frames as f64 * seconds + LAST
    }

    /// Writes it, telling the part that is done, from 0 to 1. The file or the folder appears complete or not at all.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be written or a frame cannot be read, [`Error::Value`] when there is no frame,
    /// [`Error::Cancelled`].
    pub fn save(&self, path: &Path, cancel: &CancelToken, tell: &dyn Fn(f64)) -> Result<()> {
        let target = TimeLapseTarget::of(path)?;
        let nothing =
            || Error::value(text!("a time lapse"), text!("without frames"), text!("paint for some iterations first"));
        let last = self.shots.last().ok_or_else(nothing)?.picture()?;
        let longer = last.width().max(last.height()).min(self.longest_side);
        let (width, height) = fitted_size(last.width(), last.height(), longer);
        match target {
            TimeLapseTarget::Animation(format) => {
                format.check_size(width, height, path)?;
                write_atomically_by(path, |file| {
                    let mut writer = AnimationWriter::new(format, BufWriter::new(file), [width, height])?;
                    self.each([width, height], cancel, tell, |frame, time| {
                        writer.add(&frame.to_dithered_rgb8(), time).map_err(|error| Error::writing(path, error))
                    })
                    .map_err(io::Error::other)?;
                    writer.finish()
                })
            }
            TimeLapseTarget::Pictures => self.save_pictures(path, [width, height], cancel, tell),
        }
    }

    /// Makes every frame ready and hands it on with its time.
    fn each(
        &self,
        [width, height]: [usize; 2],
        cancel: &CancelToken,
        tell: &dyn Fn(f64),
        mut take: impl FnMut(&Picture, Duration) -> Result<()>,
    ) -> Result<()> {
        let count = self.shots.len();
        for (index, shot) in self.shots.iter().enumerate() {
            cancel.check()?;
            let frame = shot.picture()?.cropped_to(width, height);
            let time = self.seconds + if index + 1 == count { LAST } else { 0.0 };
            let time = Duration::from_secs_f64(time);
            match &self.after {
                Some((content, after)) => take(&after.applied_to(Cow::Owned(frame), content), time)?,
                None => take(&frame, time)?,
            }
            tell((index + 1) as f64 / count as f64);
        }
        Ok(())
    }

    /// Writes `frame-0001.png` and so on into a folder that is new, or empty.
    fn save_pictures(&self, path: &Path, size: [usize; 2], cancel: &CancelToken, tell: &dyn Fn(f64)) -> Result<()> {
        check_new_folder(path)?;
        let parent = path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
        let unwritable = |error| Error::writing(path, error);
        let folder = tempfile::Builder::new().prefix(".impasto-").tempdir_in(parent).map_err(unwritable)?;
        let mut number = 0;
        self.each(size, cancel, tell, |frame, _| {
            number += 1;
            frame.save(&folder.path().join(format!("frame-{number:04}.png")), &SaveOptions::default())
        })?;
        if path.exists() {
            fs::remove_dir(path).map_err(unwritable)?;
        }
        let folder = folder.keep();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // A folder for temporary files is for its owner alone; this one is not temporary any more.
            let _ = fs::set_permissions(&folder, fs::Permissions::from_mode(0o755));
        }
        fs::rename(&folder, path).map_err(|error| {
            let _ = fs::remove_dir_all(&folder);
            unwritable(error)
        })
    }
}

/// Checks that a folder is new, or empty.
fn check_new_folder(path: &Path) -> Result<()> {
    let is_taken = match fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => path.exists(),
    };
    if is_taken { Err(Error::file(path, FileProblem::NotEmpty)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::picture::{ColorMethod, ColorSettings};

    fn film(shots: usize) -> Film {
        // Each twice as large as the one before, as scales are.
        let pixels = |index: usize| {
            let side = 8 << index;
            Shot::Pixels(Arc::new(Pixels::of(&Picture::white_noise(2 * side, side, 1.0, index as u64))))
        };
        Film { shots: (0..shots).map(pixels).collect(), longest_side: 48, seconds: 0.25, after: None }
    }

    fn save(film: &Film, path: &Path) -> Result<()> {
        film.save(path, &CancelToken::new(), &|_| {})
    }

    #[test]
    fn every_target_is_written_at_one_size() {
        let folder = tempfile::tempdir().unwrap();
        let film = film(3);
        assert_eq!(film.duration(), 2.75);
        for name in ["a.webp", "a.gif"] {
            let path = folder.path().join(name);
            let told = RefCell::new(Vec::new());
            film.save(&path, &CancelToken::new(), &|share| told.borrow_mut().push(share)).unwrap();
            assert_eq!(told.into_inner(), [1.0 / 3.0, 2.0 / 3.0, 1.0]);
            let first = Picture::open(&path).unwrap();
            assert_eq!((first.width(), first.height()), (48, 24));
        }
        let pictures = folder.path().join("steps");
        save(&film, &pictures).unwrap();
        let mut names: Vec<_> =
            fs::read_dir(&pictures).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        assert_eq!(names, ["frame-0001.png", "frame-0002.png", "frame-0003.png"]);
        assert_eq!(Picture::open(&pictures.join("frame-0001.png")).unwrap().width(), 48);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "nothing else is left");
    }

    #[test]
    fn frames_take_the_colours_of_the_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let grey = Arc::new(ContentColors::new(Arc::new(Picture::new(4, 4, vec![0.5; 48]))));
        let settings = ColorSettings { method: ColorMethod::Luminance, strength: 1.0 };
        let film = Film { after: Some((grey, AfterPainting { colors: settings, mask: None })), ..film(1) };
        save(&film, &path).unwrap();
        let frame = Picture::open(&path.join("frame-0001.png")).unwrap();
        let [r, g, b] = frame.at(3, 3);
        assert!((r - g).abs() < 0.02 && (g - b).abs() < 0.02, "{r} {g} {b}");
    }

    #[test]
    fn what_cannot_be_done_is_told_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        assert!(save(&film(0), &path("a.webp")).unwrap_err().headline().contains("without frames"));
        assert!(save(&film(1), &path("a.mp4")).unwrap_err().headline().contains("use .webp or .gif"));
        assert!(save(&film(1), &path("nowhere/a.webp")).unwrap_err().headline().contains("create the folder first"));
        fs::create_dir(path("full")).unwrap();
        fs::write(path("full/x"), "precious").unwrap();
        assert!(save(&film(1), &path("full")).unwrap_err().headline().contains("holds other files"));
        let mut missing = film(2);
        missing.shots[0] = Shot::File(path("gone.png"));
        for name in ["b.webp", "b.gif", "b"] {
            assert!(save(&missing, &path(name)).unwrap_err().headline().contains("gone.png does not exist"));
            let cancel = CancelToken::new();
            cancel.cancel();
            let cancelled = film(2).save(&path(name), &cancel, &|_| {});
            assert!(matches!(cancelled, Err(Error::Cancelled)), "{cancelled:?}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        // An empty folder may be filled.
        fs::create_dir(path("empty")).unwrap();
        save(&film(1), &path("empty")).unwrap();
    }
}
