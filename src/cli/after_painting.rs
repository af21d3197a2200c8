//! The options for what becomes of a painting after it is painted, the same for every command that paints.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum, builder::PossibleValue};

use crate::error::Result;
use crate::picture::{AfterPainting, COLORS_STRENGTH_RANGE, ColorMethod, ColorSettings, Framing, Mask, Picture};

use super::pictures::open_framed;
use super::presets::Given;
use super::values::number;

/// What becomes of a painting.
#[derive(Debug, Args)]
#[command(next_help_heading = "Colours")]
pub struct AfterPaintingArgs {
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
    /// A picture that says where the painting is seen: where it is white; where it is black, the photograph shows through
    #[arg(long, value_name = "FILE")]
    pub mask: Option<PathBuf>,
}

impl AfterPaintingArgs {
    /// What becomes of the painted colours.
    pub fn settings(&self) -> ColorSettings {
        let method = if self.keep_colours { ColorMethod::Luminance } else { self.colours };
        ColorSettings { method, strength: self.colours_strength }
    }

    /// The step after painting for a photograph that is framed so. `of_project` gives the mask that a project has.
    ///
    /// # Errors
    /// [`crate::error::Error::File`] when the mask cannot be opened.
    pub fn after_painting(
        &self,
        colors: ColorSettings,
        framing: &Framing,
        of_project: impl FnOnce() -> Result<Option<Arc<Picture>>>,
    ) -> Result<AfterPainting> {
        let mask = match &self.mask {
            Some(path) => Some(open_framed(path, framing)?),
            None => of_project()?,
        };
        Ok(AfterPainting { colors, mask: mask.map(|mask| Arc::new(Mask::new(mask))) })
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
