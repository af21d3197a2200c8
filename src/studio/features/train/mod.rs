//! Training a style in the window: what was chosen, the training that runs, and the one that was broken off.

mod running;
mod update;
pub mod view;

use std::collections::BTreeMap;
use std::path::PathBuf;

use egui::{Context, TextureHandle};
use serde::{Deserialize, Serialize};

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::fast::{Added, Gallery, LEAN_RANGE, Quality, TrainReport, TrainSettings};
use crate::network::DeviceChoice;
use crate::project::{KeptTraining, TrainingPlace};
use crate::studio::services::Choice;
use crate::studio::tasks::Tasks;
use crate::text::Text;

pub use running::{Running, TrainPhase};

/// What a person chose about trainings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrainChoices {
    /// The settings.
    pub settings: TrainSettings,
    /// The folder with the photographs, as it was typed.
    pub photos: String,
    /// The seconds of a step of each quality, by the name of the device, as they were measured.
    pub step_seconds: BTreeMap<String, BTreeMap<Quality, f64>>,
}

impl Default for TrainChoices {
    fn default() -> Self {
        Self { settings: Quality::default().settings(), photos: String::new(), step_seconds: BTreeMap::new() }
    }
}

impl TrainChoices {
    /// The quality that the settings are, whatever the balance; none when they are others.
    pub fn quality(&self) -> Option<Quality> {
        Quality::ALL.into_iter().find(|quality| self.with_balance(*quality) == self.settings)
    }

    /// Takes the settings of a quality, but keeps the balance.
    pub fn set_quality(&mut self, quality: Quality) {
        self.settings = self.with_balance(quality);
    }

    fn with_balance(&self, quality: Quality) -> TrainSettings {
        TrainSettings { lean: self.settings.lean, ..quality.settings() }
    }

    /// The seconds that a training of this quality takes on a device, as far as that was measured.
    pub fn seconds(&self, quality: Quality, device: DeviceChoice) -> Option<f64> {
        let seconds = self.step_seconds.get(&device.to_string())?.get(&quality)?;
        Some(seconds * quality.settings().steps as f64)
    }

    /// The first quality that was not measured on a device.
    pub fn unmeasured(&self, device: DeviceChoice) -> Option<Quality> {
        Quality::ALL.into_iter().find(|quality| self.seconds(*quality, device).is_none())
    }

    /// Notes how long a step took.
    pub fn note_step(&mut self, quality: Quality, device: DeviceChoice, seconds: f64) {
        if seconds > 0.0 && seconds.is_finite() {
            self.step_seconds.entry(device.to_string()).or_default().insert(quality, seconds);
        }
    }

    /// The folder with the photographs; none while nothing was typed.
    pub fn folder(&self) -> Option<PathBuf> {
        let text = self.photos.trim();
        (!text.is_empty()).then(|| PathBuf::from(text))
    }

    /// The same with what cannot be used replaced.
    pub fn within_ranges(mut self) -> Self {
        if self.settings.validate().is_err() {
            self.settings = Quality::default().settings();
        }
        self.settings.lean = self.settings.lean.clamp(*LEAN_RANGE.start(), *LEAN_RANGE.end());
        self.step_seconds.values_mut().for_each(|seconds| seconds.retain(|_, seconds| *seconds > 0.0));
        self
    }
}

/// What is clicked, and what comes back from the background.
#[derive(Debug)]
pub enum Msg {
    /// Puts so much work into the next style.
    ChooseQuality(Quality),
    /// Lets the balance lean, above 1 to the painting and below 1 to the photograph.
    SetLean(f64),
    /// Learns from the photographs in this folder.
    SetFolder(String),
    /// Asks for the folder in the desktop's own dialog.
    BrowseFolder,
    /// That dialog was answered.
    FolderChosen(Result<Choice>),
    /// Begins a training with the pictures at hand.
    Start,
    /// The pictures of a new training are kept, or not.
    Begun(Result<Box<KeptTraining>>),
    /// Waits after the present step.
    Pause,
    /// Goes on.
    Resume,
    /// Ends; the training can be gone on with.
    Stop,
    /// The state of one that was stopped was read again; with what is to be told of it.
    Stopped(Option<Box<KeptTraining>>, Result<()>),
    /// A training that was broken off was looked for at the start.
    Found(Result<Option<Box<KeptTraining>>>),
    /// Goes on with the training that was broken off.
    GoOn,
    /// Hands the style of that training to the gallery as it is.
    KeepAsItIs,
    /// A style went to the gallery, or not; then the training that it came from is kept.
    Delivered(Result<(Box<Gallery>, Added)>, Option<Box<KeptTraining>>),
    /// Gives that training up.
    Discard,
    /// A training that nobody wants any more was removed, or not.
    Discarded(Result<()>),
    /// A quality was measured, or not.
    Measured(Quality, DeviceChoice, Result<f64>),
}

/// What others are asked for.
#[derive(Debug)]
pub enum Event {
    /// Make way for this training, and then let it run.
    Run(Box<KeptTraining>),
    /// Show the gallery with the style of this name, which is new in it.
    Trained(Box<Gallery>, Option<String>),
}

/// What a training has to know of others.
#[derive(Debug)]
pub struct Around {
    /// Where the gallery of fast styles is.
    pub gallery: Result<PathBuf>,
    /// Whether something is painted at the moment.
    pub is_painting: bool,
}

/// What runs.
pub struct Train {
    tasks: Tasks<Msg>,
    /// Where trainings are kept; none where the operating system names no home.
    pub place: Option<TrainingPlace>,
    /// The one that runs.
    pub running: Option<Running>,
    /// The one that was broken off.
    pub kept: Option<KeptTraining>,
    /// Whether one is being begun, ended or handed to the gallery at the moment.
    pub is_busy: bool,
    /// The steps of the present training, or the last one.
    pub history: Vec<TrainReport>,
    /// How the photograph was painted last, and after which step.
    pub sample: Option<(TextureHandle, usize)>,
    /// What there was to be told of the present training.
    pub notices: Vec<Text>,
    /// Ends the measuring of a quality.
    pub measuring: Option<CancelToken>,
    /// Whether the times cannot be measured here, which was told.
    pub cannot_measure: bool,
}

impl Train {
    /// Nothing yet.
    pub fn new(window: &Context) -> Self {
        Self {
            tasks: Tasks::new(window.clone()),
            place: None,
            running: None,
            kept: None,
            is_busy: false,
            history: Vec::new(),
            sample: None,
            notices: Vec::new(),
            measuring: None,
            cannot_measure: false,
        }
    }

    /// What came back from the background.
    pub fn next(&self) -> Option<Msg> {
        self.tasks.next()
    }

    /// Whether a training is at work or rests.
    pub const fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Lets the training rest.
    pub fn pause(&mut self) {
        if let Some(running) = &mut self.running {
            running.pause();
        }
    }

    /// Ends the measuring.
    pub fn stop_measuring(&mut self) {
        if let Some(cancel) = self.measuring.take() {
            cancel.cancel();
        }
    }

    /// Notes a step.
    pub fn note(&mut self, report: TrainReport) {
        // After the loss stopped being a number it is again at an earlier step.
        let known = self.history.partition_point(|before| before.step < report.step);
        self.history.truncate(known);
        self.history.push(report);
    }
}

impl Drop for Train {
    fn drop(&mut self) {
        self.stop_measuring();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::TrainLosses;

    #[test]
    fn a_quality_is_known_by_its_settings_whatever_the_balance() {
        let mut choices = TrainChoices::default();
        assert_eq!(choices.quality(), Some(Quality::Good));
        choices.settings.lean = 2.0;
        choices.set_quality(Quality::Draft);
        assert_eq!((choices.quality(), choices.settings.lean), (Some(Quality::Draft), 2.0));
        choices.settings.steps = 7;
        assert_eq!(choices.quality(), None);
        let text = serde_json::to_string(&choices).unwrap();
        assert_eq!(serde_json::from_str::<TrainChoices>(&text).unwrap().within_ranges(), choices);
    }

    #[test]
    fn times_follow_from_what_was_measured_on_the_device() {
        let (mut choices, device) = (TrainChoices::default(), DeviceChoice::Cpu);
        assert_eq!((choices.seconds(Quality::Draft, device), choices.unmeasured(device)), (None, Some(Quality::Draft)));
        choices.note_step(Quality::Draft, device, 0.5);
        choices.note_step(Quality::Good, device, f64::NAN);
        assert_eq!(choices.seconds(Quality::Draft, device), Some(0.5 * Quality::Draft.settings().steps as f64));
        assert_eq!(choices.unmeasured(device), Some(Quality::Good));
        assert_eq!(choices.seconds(Quality::Draft, DeviceChoice::Cuda(0)), None);
    }

    #[test]
    fn a_step_that_is_made_again_replaces_what_came_after() {
        let report = |step| TrainReport { step, steps: 9, losses: TrainLosses::default(), rate: 0.1, seconds: 1.0 };
        let mut train = Train::new(&Context::default());
        for step in [1, 2, 3, 4, 3] {
            train.note(report(step));
        }
        assert_eq!(train.history.iter().map(|report| report.step).collect::<Vec<_>>(), [1, 2, 3]);
    }
}
