//! What is remembered from one session to the next. What runs is in [`crate::studio::app::session`].

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::project::{Preset, TimeLapseSettings};
use crate::studio::app::appearance::Appearance;
use crate::studio::canvas::View;
use crate::studio::features::contact_sheet::SheetSettings;
use crate::studio::features::fast::FastSettings;
use crate::studio::features::film_strip::FilmSettings;
use crate::studio::features::learn::LearnSettings;
use crate::studio::features::painting::{Costs, PlotSettings};
use crate::studio::features::saving::SaveSettings;
use crate::studio::features::time_lapse::Shots;
use crate::studio::features::train::TrainChoices;
use crate::studio::roles::Setup;

/// Whether the hints of the first start were shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FirstSteps {
    /// This is the first start.
    ToBeShown,
    /// They were, and never are again.
    Shown,
}

/// Everything that is remembered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each panel is shown or hidden by itself")]
pub struct State {
    /// What the next painting is made of.
    #[serde(flatten)]
    pub setup: Setup,
    /// The fast style and how it is used.
    pub fast: FastSettings,
    /// The folder where a picture was last opened.
    pub open_folder: Option<PathBuf>,
    /// The folder where a fast style was last opened.
    pub style_folder: Option<PathBuf>,
    /// Where and how things were last saved.
    #[serde(flatten)]
    pub saving: SaveSettings,
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
            setup: Setup::default(),
            fast: FastSettings::default(),
            open_folder: None,
            style_folder: None,
            saving: SaveSettings::default(),
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
        state.setup = state.setup.within_ranges();
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::DeviceChoice;
    use crate::picture::{ColorMethod, Crop, Framing, Turn};
    use crate::picture::{ColorSettings, SaveOptions};
    use crate::studio::canvas::Zoom;
    use crate::studio::roles::StyleUse;
    use crate::studio::roles::{Role, Source};

    #[test]
    fn what_is_remembered_comes_back() {
        let mut state = State { shows_plot: false, ..State::default() };
        state.setup.device = DeviceChoice::Cuda(1);
        state.setup.settings.weights.ratio = 0.02;
        state.setup.colors = ColorSettings { method: ColorMethod::Pca, strength: 0.25 };
        state.view.zoom = Zoom::Factor(2.0);
        state.setup.content = Some(Source::File("/a/b.png".into()));
        state.setup.style = Some(Source::Sample("starry-night.jpg".into()));
        state.setup.set_source(Role::Further(2), Some(Source::File("/a/c.png".into())));
        state.setup.arrangement.set_style_use(Role::Further(2), StyleUse { weight: 2.0, ..StyleUse::default() });
        let framing = Framing { turn: Turn::Half, crop: Crop { width: 0.5, ..Crop::WHOLE }, mirrored: true };
        state.setup.arrangement.set_framing(Role::Content, framing);
        assert_eq!(State::from_text(&state.to_text()), state);
    }

    #[test]
    fn what_an_earlier_version_remembered_of_saving_is_read() {
        let text = r#"{"save_folder": "/a", "save_ending": "tiff", "save_options": {"jpeg_quality": 70}, "shows_plot": false}"#;
        let state = State::from_text(text);
        let saving = SaveSettings {
            folder: Some("/a".into()),
            ending: "tiff".into(),
            options: SaveOptions { jpeg_quality: 70 },
        };
        assert_eq!((state.saving, state.shows_plot), (saving, false));
    }

    #[test]
    fn what_cannot_be_used_becomes_the_default() {
        assert_eq!(State::from_text("not json"), State::default());
        assert_eq!(State::from_text("{}"), State::default());
        let mut state = State::default();
        state.setup.settings.size = 0;
        state.setup.colors.strength = -1.0;
        state.setup.content = Some(Source::Clipboard);
        state.setup.set_source(Role::Further(1), Some(Source::Clipboard));
        state.setup.set_source(Role::Further(77), Some(Source::File("/a/c.png".into())));
        assert_eq!(State::from_text(&state.to_text()), State::default());
    }
}
