//! What is remembered from one session to the next. What runs is in [`crate::studio::session`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::network::DeviceChoice;
use crate::picture::{ColorSettings, SaveOptions};
use crate::project::{Preset, TimeLapseSettings};
use crate::studio::appearance::Appearance;
use crate::studio::arrangement::Arrangement;
use crate::studio::canvas::View;
use crate::studio::cost::Costs;
use crate::studio::fast::FastSettings;
use crate::studio::film::FilmSettings;
use crate::studio::learn::LearnSettings;
use crate::studio::losses::Curve;
use crate::studio::sheet::SheetSettings;
use crate::studio::source::{MOST_STYLES, Role, Source};
use crate::studio::time_lapse::Shots;
use crate::studio::train::TrainChoices;
use crate::transfer::TransferSettings;

/// Whether the hints of the first start were shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FirstSteps {
    /// This is the first start.
    ToBeShown,
    /// They were, and never are again.
    Shown,
}

/// How the losses are plotted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlotSettings {
    /// The curves that are drawn.
    pub curves: BTreeSet<Curve>,
    /// Whether each power of ten takes the same room.
    pub is_logarithmic: bool,
}

impl Default for PlotSettings {
    fn default() -> Self {
        Self { curves: Curve::TERMS.into(), is_logarithmic: true }
    }
}

/// Everything that is remembered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each panel is shown or hidden by itself")]
pub struct State {
    /// The sliders.
    pub settings: TransferSettings,
    /// What becomes of the painted colours.
    pub colors: ColorSettings,
    /// The fast style and how it is used.
    pub fast: FastSettings,
    /// Where to compute.
    #[serde(with = "device_name")]
    pub device: DeviceChoice,
    /// The content picture.
    pub content: Option<Source>,
    /// The style picture.
    pub style: Option<Source>,
    /// The styles that are mixed in, by their numbers.
    pub further_styles: BTreeMap<u8, Source>,
    /// The picture to start from.
    pub start: Option<Source>,
    /// The picture that says where paintings are seen.
    pub mask: Option<Source>,
    /// How the pictures are framed and the styles weighed.
    pub arrangement: Arrangement,
    /// The folder where a picture was last opened.
    pub open_folder: Option<PathBuf>,
    /// The folder where a fast style was last opened.
    pub style_folder: Option<PathBuf>,
    /// The folder where a painting was last saved.
    pub save_folder: Option<PathBuf>,
    /// The ending of the file that was last saved.
    pub save_ending: String,
    /// How files are written.
    pub save_options: SaveOptions,
    /// The part of the picture on the canvas.
    pub view: View,
    /// Whether the loss plot is shown.
    pub shows_plot: bool,
    /// How the losses are plotted.
    pub plot: PlotSettings,
    /// Whether the queue is shown.
    pub shows_queue: bool,
    /// Whether the film strip is shown.
    pub shows_film: bool,
    /// How the film strip is filled.
    pub film: FilmSettings,
    /// How a time lapse is recorded and made.
    pub time_lapse: TimeLapseSettings,
    /// What a time lapse is made from.
    pub time_lapse_shots: Shots,
    /// The person's own presets.
    pub presets: Vec<Preset>,
    /// How contact sheets are made.
    pub sheet: SheetSettings,
    /// How the window looks.
    pub appearance: Appearance,
    /// Whether a person at another window is called when work is done.
    pub notifies: bool,
    /// Whether the hints of the first start were shown.
    pub first_steps: FirstSteps,
    /// What is learned about.
    pub learn: LearnSettings,
    /// What is trained, and how.
    pub train: TrainChoices,
    /// Whether the colour values under the pointer are shown.
    pub shows_values: bool,
    /// What painting costs on each device, by its name.
    pub costs: Costs,
}

impl Default for State {
    fn default() -> Self {
        Self {
            settings: TransferSettings::default(),
            colors: ColorSettings::default(),
            fast: FastSettings::default(),
            device: DeviceChoice::default(),
            content: Source::first_sample(Role::Content),
            style: Source::first_sample(Role::Style),
            further_styles: BTreeMap::new(),
            start: None,
            mask: None,
            arrangement: Arrangement::default(),
            open_folder: None,
            style_folder: None,
            save_folder: None,
            save_ending: "png".into(),
            save_options: SaveOptions::default(),
            view: View::default(),
            shows_plot: true,
            plot: PlotSettings::default(),
            shows_queue: false,
            shows_film: false,
            film: FilmSettings::default(),
            time_lapse: TimeLapseSettings::default(),
            time_lapse_shots: Shots::default(),
            presets: Vec::new(),
            sheet: SheetSettings::default(),
            appearance: Appearance::default(),
            notifies: true,
            first_steps: FirstSteps::ToBeShown,
            learn: LearnSettings::default(),
            train: TrainChoices::default(),
            shows_values: false,
            costs: Costs::new(),
        }
    }
}

impl State {
    /// Reads what [`Self::to_text`] wrote; what cannot be read or used any more becomes the default.
    pub fn from_text(text: &str) -> Self {
        let mut state: Self = serde_json::from_str(text).unwrap_or_default();
        if state.settings.validate().is_err() {
            state.settings = TransferSettings::default();
        }
        if state.colors.validate().is_err() {
            state.colors = ColorSettings::default();
        }
        for role in [Role::Content, Role::Style] {
            if !state.source(role).is_some_and(Source::can_be_read_again) {
                state.set_source(role, Source::first_sample(role));
            }
        }
        state.further_styles.retain(|number, source| (1..MOST_STYLES).contains(number) && source.can_be_read_again());
        state.arrangement = state.arrangement.within_ranges();
        state.start.take_if(|source| !source.can_be_read_again());
        state.mask.take_if(|source| !source.can_be_read_again());
        state.film = state.film.within_ranges();
        state.appearance = state.appearance.within_ranges();
        state.sheet = state.sheet.within_ranges();
        state.time_lapse = state.time_lapse.within_ranges();
        state.learn = state.learn.within_ranges();
        state.train = state.train.within_ranges();
        state.presets.retain(|preset| preset.settings.validate().is_ok());
        state.fast.recipe = state.fast.recipe.within_ranges();
        state
    }

    /// The state as text.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Where the picture of a role comes from.
    pub fn source(&self, role: Role) -> Option<&Source> {
        match role {
            Role::Content => self.content.as_ref(),
            Role::Style => self.style.as_ref(),
            Role::Further(number) => self.further_styles.get(&number),
            Role::Start => self.start.as_ref(),
            Role::Mask => self.mask.as_ref(),
        }
    }

    /// Remembers where the picture of a role comes from.
    pub fn set_source(&mut self, role: Role, source: Option<Source>) {
        match role {
            Role::Content => self.content = source,
            Role::Style => self.style = source,
            Role::Further(number) => match source {
                Some(source) => drop(self.further_styles.insert(number, source)),
                None => drop(self.further_styles.remove(&number)),
            },
            Role::Start => self.start = source,
            Role::Mask => self.mask = source,
        }
    }

    /// The places of all styles, the first one first.
    pub fn style_roles(&self) -> impl Iterator<Item = Role> {
        std::iter::once(Role::Style).chain(self.further_styles.keys().map(|&number| Role::Further(number)))
    }

    /// The place for one more style, while there is room.
    pub fn next_style(&self) -> Option<Role> {
        (1..MOST_STYLES).find(|number| !self.further_styles.contains_key(number)).map(Role::Further)
    }
}

/// A device is remembered under the name that `--device` knows it by.
mod device_name {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::network::DeviceChoice;

    pub(super) fn serialize<S: Serializer>(device: &DeviceChoice, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(device)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DeviceChoice, D::Error> {
        Ok(String::deserialize(deserializer)?.parse().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::{ColorMethod, Crop, Framing, Turn};
    use crate::studio::arrangement::StyleUse;
    use crate::studio::canvas::Zoom;

    #[test]
    fn what_is_remembered_comes_back() {
        let mut state = State { device: DeviceChoice::Cuda(1), shows_plot: false, ..State::default() };
        state.settings.weights.ratio = 0.02;
        state.colors = ColorSettings { method: ColorMethod::Pca, strength: 0.25 };
        state.view.zoom = Zoom::Factor(2.0);
        state.content = Some(Source::File("/a/b.png".into()));
        state.style = Some(Source::Sample("starry-night.jpg".into()));
        state.set_source(Role::Further(2), Some(Source::File("/a/c.png".into())));
        state.arrangement.set_style_use(Role::Further(2), StyleUse { weight: 2.0, ..StyleUse::default() });
        let framing = Framing { turn: Turn::Half, crop: Crop { width: 0.5, ..Crop::WHOLE }, mirrored: true };
        state.arrangement.set_framing(Role::Content, framing);
        assert_eq!(State::from_text(&state.to_text()), state);
    }

    #[test]
    fn what_cannot_be_used_becomes_the_default() {
        assert_eq!(State::from_text("not json"), State::default());
        assert_eq!(State::from_text("{}"), State::default());
        let mut state = State::default();
        state.settings.size = 0;
        state.colors.strength = -1.0;
        state.content = Some(Source::Clipboard);
        state.set_source(Role::Further(1), Some(Source::Clipboard));
        state.set_source(Role::Further(77), Some(Source::File("/a/c.png".into())));
        assert_eq!(State::from_text(&state.to_text()), State::default());
    }
}
