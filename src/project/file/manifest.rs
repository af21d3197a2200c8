//! What a project holds besides its pictures, as `project.json` has it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::PROJECT_VERSION;
use super::container::is_entry_name;
use crate::error::{Error, Result, within};
use crate::fast::FastSettings;
use crate::picture::{ColorSettings, Framing};
use crate::project::{LossPoint, Marker};
use crate::text::{Text, text};
use crate::transfer::{STYLE_WEIGHT_RANGE, Scale, TransferSettings};

/// The whole of `project.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// See [`PROJECT_VERSION`].
    #[serde(rename = "impasto-project")]
    pub version: u64,
    /// Whether pictures are put into the file when it is saved.
    #[serde(default)]
    pub embeds: bool,
    /// Every picture that the project uses; the others refer to them by their place.
    #[serde(default)]
    pub pictures: Vec<PictureRecord>,
    /// What Start would paint.
    #[serde(default)]
    pub setup: Setup,
    /// What becomes of the painted colours.
    #[serde(default)]
    pub colors: ColorSettings,
    /// The picture that says where paintings are seen; framed as the content is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mask: Option<PictureUse>,
    /// The fast style and how it is used.
    #[serde(default)]
    pub fast: FastSettings,
    /// Whether the canvas shows a picture in a fast style.
    #[serde(default)]
    pub shows_fast: bool,
    /// The present painting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub painting: Option<PaintingRecord>,
    /// The film strip, oldest first.
    #[serde(default)]
    pub snapshots: Vec<SnapshotRecord>,
    /// The queue, in its order.
    #[serde(default)]
    pub queue: Vec<JobRecord>,
}

impl Default for Manifest {
    fn default() -> Self {
        Self {
            version: PROJECT_VERSION,
            embeds: false,
            pictures: Vec::new(),
            setup: Setup::default(),
            colors: ColorSettings::default(),
            mask: None,
            fast: FastSettings::default(),
            shows_fast: false,
            painting: None,
            snapshots: Vec::new(),
            queue: Vec::new(),
        }
    }
}

/// A picture that the project uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureRecord {
    /// Its name for people.
    pub name: String,
    /// The bundled sample that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<String>,
    /// The file that it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FilePlace>,
    /// The entry that holds it, when it is embedded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
}

/// Where a file was, and how to know it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePlace {
    /// Its path on the machine where the project was saved.
    pub absolute: PathBuf,
    /// Its path from the folder of the project, with `/` between the names; none where there is no way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative: Option<String>,
    /// The SHA-256 of its bytes, in small hexadecimal digits.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
}

/// Everything that decides one painting.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Setup {
    /// The settings.
    pub settings: TransferSettings,
    /// The photograph.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<PictureUse>,
    /// The styles, the first one first.
    pub styles: Vec<StyleRecord>,
    /// The picture to start from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<PictureUse>,
}

/// A picture and what of it is used.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PictureUse {
    /// Its place among the pictures of the project, from 0.
    pub picture: usize,
    /// What of it is used.
    #[serde(default)]
    pub framing: Framing,
}

/// A style and how much it counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StyleRecord {
    /// The picture.
    #[serde(flatten)]
    pub used: PictureUse,
    /// How much it counts against the other styles, see [`STYLE_WEIGHT_RANGE`].
    #[serde(default = "whole")]
    pub weight: f64,
}

fn whole() -> f64 {
    1.0
}

/// The present painting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaintingRecord {
    /// The entry of its picture.
    pub entry: String,
    /// Iterations made.
    pub iteration: usize,
    /// Whether nothing is left to be painted.
    pub is_finished: bool,
    /// Its scales, coarse to fine: those behind with the iterations made there.
    pub scales: Vec<Scale>,
    /// What is painted.
    pub setup: Setup,
    /// Its losses so far.
    #[serde(default)]
    pub losses: Vec<LossPoint>,
    /// What happened on the way.
    #[serde(default)]
    pub markers: Vec<Marker>,
    /// The frames that were recorded for a time lapse, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frames: Vec<FrameRecord>,
}

/// A recorded frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameRecord {
    /// Its entry.
    pub entry: String,
    /// The iteration after which it was taken.
    pub iteration: usize,
}

/// Why a picture was kept; when memory is short, those of the first kinds go first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// A number of iterations had passed.
    Interval,
    /// A scale, or the painting, was at its end.
    ScaleEnd,
    /// It is what a job of the queue painted.
    Result,
    /// The person asked for it.
    Hand,
}

/// A picture of the film strip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SnapshotRecord {
    /// The entry of its picture.
    pub entry: String,
    /// Its name within the project: they are counted from 1.
    pub number: usize,
    /// The number of the painting; pictures with the same one belong together.
    pub painting: u64,
    /// Why it was kept.
    pub occasion: Occasion,
    /// The iteration after which it was taken; 0 in a fast style.
    pub iteration: usize,
    /// The fast style that it was painted in, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fast_style: Option<String>,
    /// What was painted.
    pub setup: Setup,
}

/// A painting of the queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobRecord {
    /// What is painted.
    pub setup: Setup,
    /// How far it is.
    pub state: JobState,
    /// The number of its result in the film strip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<usize>,
}

/// How far a painting of the queue is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobState {
    /// Its turn will come.
    Waiting,
    /// It is the present painting.
    Painting,
    /// It is painted.
    Done,
    /// It was stopped before its end.
    Stopped,
    /// It could not be painted, for this reason.
    Failed(Text),
}

impl Manifest {
    /// Checks that everything can be used: files are edited by hand.
    ///
    /// # Errors
    /// [`Error::Value`] naming the first thing that cannot.
    pub(super) fn validate(&self) -> Result<()> {
        self.colors.validate()?;
        self.check_setup(&self.setup)?;
        self.mask.iter().try_for_each(|mask| self.check_use(mask))?;
        for picture in &self.pictures {
            check_entry(picture.entry.as_deref())?;
            if picture.sample.is_none() && picture.file.is_none() && picture.entry.is_none() {
                return Err(Error::value(&picture.name, text!("nowhere"), text!("give its sample, file or entry")));
            }
        }
        if let Some(painting) = &self.painting {
            check_entry(Some(&painting.entry))?;
            painting.frames.iter().try_for_each(|frame| check_entry(Some(&frame.entry)))?;
            self.check_painted(&painting.setup)?;
        }
        for snapshot in &self.snapshots {
            check_entry(Some(&snapshot.entry))?;
            self.check_painted(&snapshot.setup)?;
        }
        self.queue.iter().try_for_each(|job| self.check_painted(&job.setup))
    }

    /// Checks what something was painted from: content and style have to be there.
    fn check_painted(&self, setup: &Setup) -> Result<()> {
        self.check_setup(setup)?;
        match (&setup.content, setup.styles.first()) {
            (Some(_), Some(_)) => Ok(()),
            (None, _) => {
                Err(Error::value(text!("the content of a painting"), text!("left out"), text!("name its picture")))
            }
            (_, None) => {
                Err(Error::value(text!("the style of a painting"), text!("left out"), text!("name its picture")))
            }
        }
    }

    fn check_use(&self, used: &PictureUse) -> Result<()> {
        used.framing.crop.validate()?;
        if used.picture < self.pictures.len() {
            return Ok(());
        }
        let remedy = text!("there are {count} pictures, counted from 0", count = self.pictures.len());
        Err(Error::value(text!("the number of a picture"), used.picture, remedy))
    }

    fn check_setup(&self, setup: &Setup) -> Result<()> {
        setup.settings.validate()?;
        let styles = setup.styles.iter().map(|style| &style.used);
        setup.content.iter().chain(styles).chain(&setup.start).try_for_each(|used| self.check_use(used))?;
        setup
            .styles
            .iter()
            .try_for_each(|style| within(text!("the weight of a style"), style.weight, &STYLE_WEIGHT_RANGE))
    }
}

fn check_entry(entry: Option<&str>) -> Result<()> {
    match entry.filter(|entry| !is_entry_name(entry)) {
        Some(entry) => {
            Err(Error::value(text!("an entry"), format!("\"{entry}\""), text!("use small letters, digits, - and /")))
        }
        None => Ok(()),
    }
}
