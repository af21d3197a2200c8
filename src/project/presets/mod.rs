//! Named looks: settings that a person can take over at once, bundled or their own, and as files for others.
//!
//! A preset is about the look. The size, the iterations, the scales and the seed stay as they are, and so do the
//! pictures; everything else of the settings is the preset's.

mod bundled;
mod file;
mod tutorial;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::text::text;
use crate::transfer::{Start, TransferSettings};

pub use bundled::{BUNDLED, BundledPreset};
pub use file::{PRESET_ENDING, PRESET_VERSION};

/// The longest name of a preset, in letters.
pub const LONGEST_NAME: usize = 40;

/// A named look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Preset {
    /// Its name for people.
    pub name: String,
    /// What it does, in an artist's words; may be empty.
    #[serde(default)]
    pub about: String,
    /// The settings, of which those that are not part of a look are ignored.
    pub settings: TransferSettings,
}

impl Preset {
    /// The look of some settings under a name.
    ///
    /// # Errors
    /// [`Error::Value`] for a name that is empty or too long.
    pub fn new(name: &str, about: &str, settings: &TransferSettings) -> Result<Self> {
        let preset = Self { name: checked_name(name)?, about: about.to_owned(), settings: settings.clone() };
        Ok(Self { settings: preset.applied_to(&TransferSettings::default()), ..preset })
    }

    /// Settings with this look.
    pub fn applied_to(&self, present: &TransferSettings) -> TransferSettings {
        // A picture to start from is none of the look.
        let start = if self.settings.start == Start::Picture { Start::Content } else { self.settings.start };
        TransferSettings {
            size: present.size,
            iterations: present.iterations,
            scales: present.scales,
            seed: present.seed,
            start,
            ..self.settings.clone()
        }
    }

    /// Whether the settings have this look.
    pub fn is_that_of(&self, settings: &TransferSettings) -> bool {
        self.applied_to(settings) == *settings
    }
}

/// A name without the space around it.
///
/// # Errors
/// [`Error::Value`] when nothing is left of it or too much.
pub fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        let shown = format!("\"{}\"", name.chars().take(LONGEST_NAME).filter(|c| !c.is_control()).collect::<String>());
        return Err(Error::value(
            text!("the name of a preset"),
            shown,
            text!("give 1 to {limit} letters", limit = LONGEST_NAME),
        ));
    }
    Ok(name.to_owned())
}

/// A name as it is typed on a command line.
pub fn plain(name: &str) -> String {
    name.trim().to_lowercase().split_whitespace().collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::Scales;

    #[test]
    fn a_preset_changes_the_look_alone() {
        let present = TransferSettings {
            size: 700,
            iterations: 77,
            scales: Scales::Count(2),
            seed: 7,
            ..TransferSettings::default()
        };
        for bundled in BUNDLED {
            let preset = bundled.preset();
            let settings = preset.applied_to(&present);
            settings.validate().unwrap();
            assert_eq!((settings.size, settings.iterations, settings.seed), (700, 77, 7), "{}", bundled.name);
            assert!(preset.is_that_of(&settings));
            assert_eq!(BUNDLED.iter().filter(|other| other.preset().is_that_of(&settings)).count(), 1);
        }
    }

    #[test]
    fn a_start_picture_is_none_of_the_look() {
        let settings = TransferSettings { start: Start::Picture, ..TransferSettings::default() };
        assert_eq!(Preset::new("Mine", "", &settings).unwrap().settings.start, Start::Content);
    }

    #[test]
    fn names_are_short_and_not_empty() {
        let default = TransferSettings::default();
        assert_eq!(Preset::new("  Mine ", "", &default).unwrap().name, "Mine");
        for wrong in ["", "  ", "a\nb", &"x".repeat(41)] {
            assert!(Preset::new(wrong, "", &default).unwrap_err().headline().contains("1 to 40 letters"));
        }
    }
}
