//! The options for what becomes of the painted colours, the same for every command that paints.

use clap::{Args, ValueEnum, builder::PossibleValue};

use crate::picture::{COLORS_STRENGTH_RANGE, ColorMethod, ColorSettings};

use super::presets::Given;
use super::values::number;

/// What becomes of the painted colours.
#[derive(Debug, Args)]
#[command(next_help_heading = "Colours")]
pub struct ColorArgs {
    /// How the painting gets the content's colours back, after it is painted
    #[arg(long, alias = "colors", value_name = "METHOD", value_enum, default_value_t = ColorSettings::default().method)]
    pub colours: ColorMethod,
    /// How far its colours are led there, from 0 to 1
    #[arg(long, alias = "colors-strength", value_name = "S", default_value_t = ColorSettings::default().strength,
        value_parser = number(COLORS_STRENGTH_RANGE), allow_negative_numbers = true)]
    pub colours_strength: f64,
    /// Keep the content's colours; short for --colours luminance
    #[arg(long, alias = "keep-colors", conflicts_with = "colours")]
    pub keep_colours: bool,
}

impl ColorArgs {
    /// The settings of the step after painting.
    pub fn settings(&self) -> ColorSettings {
        let method = if self.keep_colours { ColorMethod::Luminance } else { self.colours };
        ColorSettings { method, strength: self.colours_strength }
    }

    /// Those of a project, changed by the options that were typed.
    pub fn changing(&self, project: ColorSettings, given: &Given) -> ColorSettings {
        let typed = self.settings();
        let chooses = given.has("colours") || given.has("keep_colours");
        ColorSettings {
            method: if chooses { typed.method } else { project.method },
            strength: if given.has("colours_strength") { typed.strength } else { project.strength },
        }
    }
}

impl ValueEnum for ColorMethod {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::None => PossibleValue::new("none").help("as painted"),
            Self::Luminance => PossibleValue::new("luminance").help("the content's chroma, the painted luminance"),
            Self::LuminanceMatched => {
                PossibleValue::new("luminance-matched").help("the same, with the content's brightness and contrast")
            }
            Self::Cholesky => PossibleValue::new("cholesky").help("a linear map to the content's mean and covariance"),
            Self::Pca => PossibleValue::new("pca").help("the same from principal components"),
            Self::Symmetric => PossibleValue::new("symmetric").help("the same by the map that moves colours least"),
            Self::Histogram => PossibleValue::new("histogram").help("the content's histogram in each channel"),
        })
    }
}
