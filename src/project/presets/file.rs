//! Presets as files: versioned JSON that a person can read.
//!
//! ```json
//! {
//!   "impasto-preset": 1,
//!   "name": "Bold strokes",
//!   "about": "Large marks.",
//!   "settings": { "weights": { "ratio": 0.002, "style_layers": { "conv4_1": 1.0 } }, "pooling": "average" }
//! }
//! ```
//!
//! The settings are those of [`TransferSettings`]; one that is left out has its default, and size, iterations, scales
//! and seed are never in them.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Preset;
use crate::error::{Error, FileProblem, Result, shown};
use crate::picture::write_atomically;
use crate::text::{Text, text};
use crate::transfer::TransferSettings;

/// The version of preset files that this program writes, and the newest that it reads.
pub const PRESET_VERSION: u64 = 1;
/// The ending of preset files.
pub const PRESET_ENDING: &str = "json";
/// Larger files are no presets, in bytes.
const LARGEST: u64 = 1 << 20;
/// Settings that belong to one painting and not to a look.
const NOT_OF_THE_LOOK: [&str; 4] = ["size", "iterations", "scales", "seed"];

#[derive(Serialize, Deserialize)]
struct PresetFile {
    #[serde(rename = "impasto-preset")]
    version: u64,
    name: String,
    #[serde(default)]
    about: String,
    settings: Value,
}

impl Preset {
    /// Reads a preset file.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be read or is no preset that this program can use.
    pub fn open(path: &Path) -> Result<Self> {
        let size = fs::metadata(path).map_err(|error| Error::reading(path, error))?.len();
        if size > LARGEST {
            return Err(bad(path, text!("it is too large")));
        }
        let text = fs::read(path).map_err(|error| Error::reading(path, error))?;
        let file: Value =
            serde_json::from_slice(&text).map_err(|error| bad_from(path, text!("it is no JSON"), error))?;
        let version = file.get("impasto-preset").and_then(Value::as_u64);
        match version {
            None => return Err(bad(path, text!("it has no \"impasto-preset\" version"))),
            Some(newer) if newer > PRESET_VERSION => {
                return Err(bad(
                    path,
                    text!(
                        "it is of version {newer}, and this Impasto reads up to {known}",
                        newer,
                        known = PRESET_VERSION
                    ),
                ));
            }
            Some(_) => {}
        }
        let file: PresetFile = serde_json::from_value(file)
            .map_err(|error| bad_from(path, text!("{error}", error = shown(&error.to_string())), error))?;
        let settings: TransferSettings = serde_json::from_value(file.settings)
            .map_err(|error| bad_from(path, text!("{error}", error = shown(&error.to_string())), error))?;
        settings.validate().map_err(|error| bad_from(path, error.text(), error))?;
        Self::new(&file.name, &file.about, &settings).map_err(|error| bad_from(path, error.text(), error))
    }

    /// The preset as the text of a file.
    pub fn to_text(&self) -> String {
        let mut settings = serde_json::to_value(&self.settings).unwrap_or_default();
        if let Some(settings) = settings.as_object_mut() {
            settings.retain(|name, _| !NOT_OF_THE_LOOK.contains(&name.as_str()));
        }
        let (name, about) = (self.name.clone(), self.about.clone());
        let file = PresetFile { version: PRESET_VERSION, name, about, settings };
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }

    /// Writes a preset file.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        write_atomically(path, self.to_text().as_bytes())
    }
}

fn bad(path: &Path, reason: Text) -> Error {
    Error::file(path, FileProblem::BadPreset(reason))
}

fn bad_from(path: &Path, reason: Text, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::file_from(path, FileProblem::BadPreset(reason), source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::BUNDLED;

    fn read(text: &str) -> Result<Preset> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("preset.json");
        fs::write(&path, text).unwrap();
        Preset::open(&path)
    }

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        for (index, bundled) in BUNDLED.iter().enumerate() {
            let path = folder.path().join(format!("{index}.json"));
            bundled.preset().save(&path).unwrap();
            assert_eq!(Preset::open(&path).unwrap(), bundled.preset());
            let text = fs::read_to_string(&path).unwrap();
            assert!(!text.contains("iterations") && !text.contains("\"size\""), "{text}");
        }
    }

    #[test]
    fn a_setting_that_is_left_out_has_its_default() {
        let preset = read(r#"{"impasto-preset": 1, "name": "Mine", "settings": {"weights": {"ratio": 0.5}}}"#).unwrap();
        assert_eq!(preset.settings.weights.ratio, 0.5);
        assert_eq!(preset.settings.content_layer, TransferSettings::default().content_layer);
    }

    #[test]
    fn files_that_cannot_be_used_are_told_in_one_sentence() {
        let cases = [
            ("", "no JSON"),
            ("{\"a\": 1", "no JSON"),
            ("[1, 2]", "no \"impasto-preset\" version"),
            (r#"{"impasto-preset": 2, "name": "New", "settings": {}}"#, "version 2"),
            (r#"{"impasto-preset": 1, "name": "No settings"}"#, "settings"),
            (r#"{"impasto-preset": 1, "name": "", "settings": {}}"#, "1 to 40 letters"),
            (
                r#"{"impasto-preset": 1, "name": "Wild", "settings": {"weights": {"ratio": 70000}}}"#,
                "the ratio cannot be 70000",
            ),
            (r#"{"impasto-preset": 1, "name": "Odd", "settings": {"pooling": "sum"}}"#, "sum"),
            (r#"{"impasto-preset": 1, "name": "Odd", "settings": {"pooling": "a\nb"}}"#, "a\\nb"),
        ];
        for (text, part) in cases {
            let headline = read(text).unwrap_err().headline();
            assert!(headline.contains(part) && headline.contains("preset.json"), "{headline}");
            assert_eq!(headline.lines().count(), 1);
        }
        assert!(Preset::open(Path::new("/nowhere/a.json")).unwrap_err().headline().contains("does not exist"));
    }
}
