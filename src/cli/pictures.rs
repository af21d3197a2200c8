//! The options for the pictures that a painting is made from: the content with its framing, the styles with theirs and
//! their weights.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use crate::error::{Error, Result};
use crate::picture::{Crop, Framing, Picture, Turn};
use crate::text::text;
use crate::transfer::{STYLE_WEIGHT_RANGE, Styles, WeightedStyle};

use super::presets::Given;
use super::values::number;

/// The photograph and how it is framed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Pictures")]
pub struct ContentArgs {
    /// The photograph that is painted
    #[arg(long, value_name = "FILE")]
    pub content: PathBuf,
    /// How it is framed.
    #[command(flatten)]
    pub framing: FramingArgs,
}

impl ContentArgs {
    /// Opens the photograph as it is framed.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be opened.
    pub fn open(&self) -> Result<Picture> {
        Ok(used(Picture::open(&self.content)?, &self.framing.framing()))
    }
}

/// How the photograph is framed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Pictures")]
pub struct FramingArgs {
    /// Exchange left and right of the photograph, before it is turned
    #[arg(id = "content_flip", long = "content-flip")]
    pub flip: bool,
    /// Turn the photograph clockwise by so many degrees
    #[arg(id = "content_turn", long = "content-turn", value_name = "DEGREES", value_enum, default_value_t = Turn::default())]
    pub turn: Turn,
    /// Use a part of the turned photograph: its left side, top, width and height in parts of the sides, from 0 to 1
    #[arg(id = "content_crop", long = "content-crop", value_name = "X,Y,W,H", default_value_t = Crop::WHOLE,
        allow_hyphen_values = true)]
    pub crop: Crop,
}

impl FramingArgs {
    /// What of the photograph is used.
    pub fn framing(&self) -> Framing {
        Framing { mirrored: self.flip, turn: self.turn, crop: self.crop }
    }

    /// The framing of a project, changed by the options that were typed.
    pub fn changing(&self, project: Framing, given: &Given) -> Framing {
        let typed = self.framing();
        Framing {
            mirrored: if given.has("content_flip") { typed.mirrored } else { project.mirrored },
            turn: if given.has("content_turn") { typed.turn } else { project.turn },
            crop: if given.has("content_crop") { typed.crop } else { project.crop },
        }
    }
}

/// The style pictures, each with what belongs to it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Pictures")]
pub struct StyleArgs {
    /// The painting whose style is taken; give several to mix their styles
    #[arg(long, value_name = "FILE", required = true)]
    pub style: Vec<PathBuf>,
    /// How much a style counts against the others, from 0 to 10; one for each --style, in their order
    #[arg(long, value_name = "W", value_parser = number(STYLE_WEIGHT_RANGE), allow_negative_numbers = true)]
    pub style_weight: Vec<f64>,
    /// Use a part of a style picture: left side, top, width and height in parts of its sides, from 0 to 1; one for each
    /// --style, in their order (0,0,1,1 is all of it)
    #[arg(long, value_name = "X,Y,W,H", allow_hyphen_values = true)]
    pub style_crop: Vec<Crop>,
}

impl StyleArgs {
    /// Checks that what belongs to the styles was given for all of them or for none.
    ///
    /// # Errors
    /// [`Error::Value`] naming the option that was given too seldom or too often.
    pub fn validate(&self) -> Result<()> {
        let wanted = self.style.len();
        if wanted == 0 { Ok(()) } else { self.check_counts(wanted, &format!("--style is given {}", times(wanted))) }
    }

    /// Checks that what belongs to the styles was given for so many of them, or for none.
    ///
    /// # Errors
    /// [`Error::Value`] naming the option that was given too seldom or too often, and why so many are `wanted`.
    pub fn check_counts(&self, wanted: usize, why: &str) -> Result<()> {
        for (option, given) in [("--style-weight", self.style_weight.len()), ("--style-crop", self.style_crop.len())] {
            if given != 0 && given != wanted {
                let remedy = text!("{why}, so give it as often, in the same order", why);
                return Err(Error::value(option, format!("given {}", times(given)), remedy));
            }
        }
        Ok(())
    }

    /// Opens the style pictures, each changed by `prepare`.
    ///
    /// # Errors
    /// [`Error::File`] when one cannot be opened, [`Error::Value`] when none has a weight.
    pub fn open(&self, prepare: impl Fn(Picture) -> Picture) -> Result<Styles> {
        self.validate()?;
        let styles = self.style.iter().enumerate().map(|(index, path)| {
            let framing =
                Framing { crop: self.style_crop.get(index).copied().unwrap_or_default(), ..Framing::default() };
            let picture = prepare(used(Picture::open(path)?, &framing));
            let weight = self.style_weight.get(index).copied().unwrap_or(1.0);
            Ok(WeightedStyle { picture: Arc::new(picture), weight })
        });
        Styles::new(styles.collect::<Result<_>>()?)
    }

    /// The files.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.style.iter().map(PathBuf::as_path)
    }
}

fn times(count: usize) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// Opens a picture as it is framed.
///
/// # Errors
/// [`Error::File`] when it cannot be opened.
pub fn open_framed(path: &Path, framing: &Framing) -> Result<Arc<Picture>> {
    Picture::open(path).map(|picture| Arc::new(used(picture, framing)))
}

/// A picture as it is framed; not copied when all of it is used as it is.
fn used(picture: Picture, framing: &Framing) -> Picture {
    if *framing == Framing::default() { picture } else { picture.framed(framing) }
}

impl ValueEnum for Turn {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::None => "0",
            Self::Quarter => "90",
            Self::Half => "180",
            Self::ThreeQuarters => "270",
        }))
    }
}
