//! `--time-lapse`: how a painting came to be, recorded while it is painted without a window.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use tempfile::TempDir;

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::picture::{AfterPainting, ContentColors, Picture, Pixels};
use crate::project::{
    FRAME_SECONDS_RANGE, FRAME_SIDE_RANGE, Film, RECORD_EVERY_RANGE, Recording, Shot, TimeLapseSettings,
    TimeLapseTarget,
};
use crate::text::text;

use super::values::number;

/// Whether and how a time lapse is made.
#[derive(Debug, Args)]
#[command(next_help_heading = "Time lapse")]
pub struct TimeLapseArgs {
    /// Write how the painting came to be: .webp or .gif for a moving picture, no ending for a folder of PNG pictures
    #[arg(id = "time_lapse", long = "time-lapse", value_name = "FILE|FOLDER")]
    pub path: Option<PathBuf>,
    /// Record a frame after every N iterations
    #[arg(id = "time_lapse_every", long = "time-lapse-every", value_name = "N", requires = "time_lapse",
        default_value_t = TimeLapseSettings::default().every, value_parser = number(RECORD_EVERY_RANGE),
        allow_negative_numbers = true)]
    pub every: usize,
    /// Longer side of the frames in pixels
    #[arg(id = "time_lapse_size", long = "time-lapse-size", value_name = "N", requires = "time_lapse",
        default_value_t = TimeLapseSettings::default().longest_side, value_parser = number(FRAME_SIDE_RANGE),
        allow_negative_numbers = true)]
    pub size: usize,
    /// Seconds for which each frame is seen; the last one stays longer
    #[arg(id = "time_lapse_seconds", long = "time-lapse-seconds", value_name = "S", requires = "time_lapse",
        default_value_t = TimeLapseSettings::default().seconds, value_parser = number(FRAME_SECONDS_RANGE),
        allow_negative_numbers = true)]
    pub seconds: f64,
}

impl TimeLapseArgs {
    /// Begins a recording, if one is wanted, of a painting that goes to `output`.
    ///
    /// # Errors
    /// [`Error::File`] when the time lapse could not be written, or its frames; [`Error::Value`] when it would take the
    /// place of the painting.
    pub fn begin(&self, output: &Path) -> Result<Option<TimeLapse>> {
        let Some(path) = &self.path else { return Ok(None) };
        if std::path::absolute(path).ok() == std::path::absolute(output).ok() {
            return Err(Error::value(
                "--time-lapse",
                path.display(),
                text!("the painting goes there; choose another name"),
            ));
        }
        TimeLapseTarget::check(path)?;
        let settings =
            TimeLapseSettings { records: true, every: self.every, longest_side: self.size, seconds: self.seconds };
        let unwritable = |error| Error::writing(&std::env::temp_dir(), error);
        let folder = tempfile::Builder::new().prefix("impasto-").tempdir().map_err(unwritable)?;
        let recording = Recording::new(folder.path().to_owned(), "frame".into(), &settings);
        Ok(Some(TimeLapse { path: path.clone(), settings, recording, _folder: folder }))
    }
}

/// A recording under way.
#[derive(Debug)]
pub struct TimeLapse {
    /// Where the time lapse goes.
    pub path: PathBuf,
    settings: TimeLapseSettings,
    recording: Recording,
    /// The place of the frames; gone with this.
    _folder: TempDir,
}

/// A time lapse that was written.
#[derive(Debug)]
pub struct Filmed {
    /// Where it is.
    pub path: PathBuf,
    /// How many frames it has.
    pub frames: usize,
    /// How long it takes to see all of it.
    pub seconds: f64,
}

impl TimeLapse {
    /// Whether the picture after an iteration is recorded.
    pub fn wants(&self, iteration: usize) -> bool {
        self.recording.wants(iteration)
    }

    /// Records a picture as it was painted, before its colours are changed.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be written.
    pub fn keep(&self, painted: &Picture, iteration: usize) -> Result<()> {
        self.recording.keep_last(&Pixels::of(painted), iteration)
    }

    /// Writes the time lapse, with what becomes of the painting.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be written.
    pub fn save(&self, content: Arc<Picture>, after: AfterPainting) -> Result<Filmed> {
        let shots: Vec<_> = self.recording.frames().into_iter().map(|(_, path)| Shot::File(path)).collect();
        let TimeLapseSettings { longest_side, seconds, .. } = self.settings;
        let content = Arc::new(ContentColors::new(content));
        let film = Film { shots, longest_side, seconds, after: Some((content, after)) };
        // Whoever breaks a painting off wants to see how far it came.
        film.save(&self.path, &CancelToken::new(), &|_| {})?;
        Ok(Filmed { path: self.path.clone(), frames: film.shots.len(), seconds: film.duration() })
    }
}
