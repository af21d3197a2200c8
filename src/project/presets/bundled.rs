//! The presets that come with the program, each with a thumbnail that the program itself painted.
//!
//! `screenshots/make.sh presets` paints the thumbnails anew; look at them before committing.

use std::path::Path;

use super::file::PRESET_ENDING;
use super::{Preset, plain, tutorial};
use crate::error::{Error, Result};
use crate::network::{Layer, Pooling};
use crate::text::{Parameter, text};
use crate::transfer::{Start, StyleLayers, Terms, TransferSettings, Weights};

/// One bundled preset.
#[derive(Debug)]
pub struct BundledPreset {
    /// Its name for people.
    pub name: &'static str,
    /// What it does, in an artist's words.
    pub about: &'static str,
    /// The castle in the style of The Starry Night with this preset, as a JPEG file.
    pub thumbnail: &'static [u8],
    look: fn() -> TransferSettings,
}

impl BundledPreset {
    /// The preset itself.
    pub fn preset(&self) -> Preset {
        Preset { name: self.name.into(), about: self.about.into(), settings: (self.look)() }
    }
}

/// The bundled presets, the default look first.
pub static BUNDLED: &[BundledPreset] = &[
    BundledPreset {
        name: "Balanced",
        about: "The subject stays clear, and the paint is the master's. The settings of the first start.",
        thumbnail: include_bytes!("../../../assets/presets/balanced.jpg"),
        look: TransferSettings::default,
    },
    BundledPreset {
        name: "Faithful",
        about: "The photograph first: its drawing and its light, with a touch of the painting in the sky.",
        thumbnail: include_bytes!("../../../assets/presets/faithful.jpg"),
        look: || with_weights(|weights| weights.ratio = 3e-1),
    },
    BundledPreset {
        name: "Free",
        about: "The painting first: its swirls and colours take over, and the photograph is only their occasion.",
        thumbnail: include_bytes!("../../../assets/presets/free.jpg"),
        look: || with_weights(|weights| weights.ratio = 1e-4),
    },
    BundledPreset {
        name: "Bold strokes",
        about: "Large marks: whole swirls and patches of the painting, and little of its grain.",
        thumbnail: include_bytes!("../../../assets/presets/bold-strokes.jpg"),
        look: || TransferSettings {
            pooling: Pooling::Average,
            ..layered(2e-4, &[(Layer::Conv3_1, 0.3), (Layer::Conv4_1, 1.0), (Layer::Conv5_1, 1.0)])
        },
    },
    BundledPreset {
        name: "Fine detail",
        about: "Every window and leaf stays; only the small marks of the painting are laid over them.",
        thumbnail: include_bytes!("../../../assets/presets/fine-detail.jpg"),
        look: || TransferSettings {
            content_layer: Layer::Conv3_2,
            ..layered(1e-2, &[(Layer::Conv1_1, 1.0), (Layer::Conv2_1, 1.0), (Layer::Conv3_1, 1.0)])
        },
    },
    BundledPreset {
        name: "Palette",
        about: "The colours of the painting and the finest tooth of its canvas; no strokes.",
        thumbnail: include_bytes!("../../../assets/presets/palette.jpg"),
        look: || TransferSettings { content_layer: Layer::Conv2_2, ..layered(2e-3, &[(Layer::Conv1_1, 1.0)]) },
    },
    BundledPreset {
        name: "Soft wash",
        about: "Flat, calm areas with soft edges, like a wash.",
        thumbnail: include_bytes!("../../../assets/presets/soft-wash.jpg"),
        look: || TransferSettings {
            pooling: Pooling::Average,
            ..with_weights(|weights| {
                weights.ratio = 2e-2;
                weights.total_variation = 300.0;
            })
        },
    },
    BundledPreset {
        name: "Texture",
        about: "The paint alone, without the photograph: a texture of the painting out of noise.",
        thumbnail: include_bytes!("../../../assets/presets/texture.jpg"),
        look: || TransferSettings { start: Start::Noise, ..with_weights(|weights| weights.terms = Terms::Style) },
    },
    BundledPreset {
        name: "Reconstruction",
        about: "The photograph alone, as the network remembers it: forms without their surfaces, out of noise.",
        thumbnail: include_bytes!("../../../assets/presets/reconstruction.jpg"),
        look: || TransferSettings { start: Start::Noise, ..with_weights(|weights| weights.terms = Terms::Content) },
    },
    BundledPreset {
        name: "PyTorch tutorial",
        about: "The layers and weights of PyTorch's Neural Transfer tutorial, on the network as it was trained. The \
                tutorial has one scale, and begins with the content or with noise.",
        thumbnail: include_bytes!("../../../assets/presets/pytorch-tutorial.jpg"),
        look: tutorial::settings,
    },
];

impl Preset {
    /// Finds the preset that a word on the command line names: a bundled one, however it is written, else a file.
    ///
    /// # Errors
    /// [`Error::Value`] when it names neither; [`Error::File`] for a file that is no preset.
    pub fn find(word: &str) -> Result<Self> {
        if let Some(bundled) = BUNDLED.iter().find(|bundled| plain(bundled.name) == plain(word)) {
            return Ok(bundled.preset());
        }
        let path = Path::new(word);
        if path.exists() || path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(PRESET_ENDING)) {
            return Self::open(path);
        }
        let names: Vec<String> = BUNDLED.iter().map(|bundled| plain(bundled.name)).collect();
        let remedy = text!("give a preset file, or one of {names}", names = Parameter::list(names, ", "));
        Err(Error::value(text!("the preset"), word, remedy))
    }
}

/// The default look with other weights.
fn with_weights(change: impl FnOnce(&mut Weights)) -> TransferSettings {
    let mut settings = TransferSettings::default();
    change(&mut settings.weights);
    settings
}

/// The default look with this ratio and these style layers alone.
fn layered(ratio: f64, weights: &[(Layer, f64)]) -> TransferSettings {
    let mut layers = StyleLayers::none();
    for &(layer, weight) in weights {
        layers.set(layer, weight);
    }
    with_weights(|weights| (weights.ratio, weights.style_layers) = (ratio, layers))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Picture;

    #[test]
    fn presets_are_found_by_name_or_file() {
        assert_eq!(Preset::find(" Bold Strokes").unwrap().name, "Bold strokes");
        assert_eq!(Preset::find("bold-strokes").unwrap().name, "Bold strokes");
        let error = Preset::find("cold strokes").unwrap_err();
        assert!(error.is_wrong_use() && error.headline().contains("faithful"), "{}", error.headline());
        assert!(Preset::find("nowhere.json").unwrap_err().headline().contains("does not exist"));
    }

    #[test]
    fn every_preset_has_a_small_thumbnail_and_its_own_name() {
        for (index, bundled) in BUNDLED.iter().enumerate() {
            let picture = Picture::decode(bundled.thumbnail, Path::new(bundled.name)).unwrap();
            assert!(picture.width() >= 192 && bundled.thumbnail.len() < 30_000, "{}", bundled.name);
            assert!(bundled.about.ends_with('.'));
            assert!(BUNDLED[index + 1..].iter().all(|other| plain(other.name) != plain(bundled.name)));
        }
    }
}
