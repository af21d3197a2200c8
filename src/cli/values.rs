//! How words on the command line become values.

use std::convert::Infallible;
use std::fmt::{self, Display};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::error::Error;
use crate::fast::{EnlargerLoss, STRENGTH_RANGE};
use crate::network::{Layer, Padding, Pooling, WeightScale};
use crate::picture::Format;
use crate::transfer::{BasisKind, Optimizer, SIZE_RANGE, Start, Terms};

/// Reads a number that must lie in `range`; NaN lies in none.
pub fn number<T>(range: RangeInclusive<T>) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static
where
    T: FromStr + PartialOrd + Display + Clone + Send + Sync + 'static,
{
    move |text| {
        let number = text.trim().parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| format!("give a number from {} to {}", range.start(), range.end()))
    }
}

/// The picture from which the painting starts, as `--init` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Init {
    /// The content picture.
    Content,
    /// White noise.
    Noise,
    /// The style picture.
    Style,
    /// A picture file.
    File(PathBuf),
}

impl Init {
    /// What the settings call it.
    pub const fn start(&self) -> Start {
        match self {
            Self::Content => Start::Content,
            Self::Noise => Start::Noise,
            Self::Style => Start::Style,
            Self::File(_) => Start::Picture,
        }
    }

    /// The file, if it is one.
    pub const fn file(&self) -> Option<&PathBuf> {
        match self {
            Self::File(path) => Some(path),
            _ => None,
        }
    }
}

impl FromStr for Init {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "content" => Self::Content,
            "noise" => Self::Noise,
            "style" => Self::Style,
            file => Self::File(file.into()),
        })
    }
}

/// Layers in the order in which they were named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerList(pub Vec<Layer>);

impl FromStr for LayerList {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        text.split(',').map(|name| name.trim().parse()).collect::<Result<_, _>>().map(Self)
    }
}

impl Display for LayerList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.iter().map(|layer| layer.name()).collect::<Vec<_>>().join(","))
    }
}

/// Sides of pictures in pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SizeList(pub Vec<usize>);

impl FromStr for SizeList {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split(',').map(number(SIZE_RANGE)).collect::<Result<_, _>>().map(Self)
    }
}

/// Another style and its share of the whole, as `--blend` names them.
#[derive(Debug, Clone, PartialEq)]
pub struct BlendShare {
    /// Its name or its file.
    pub style: PathBuf,
    /// From 0 to 1.
    pub share: f32,
}

impl FromStr for BlendShare {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const REMEDY: &str = "give a style and its share from 0 to 1, such as painting.jpg=0.3";
        let (style, share) = text.rsplit_once('=').filter(|(style, _)| !style.is_empty()).ok_or(REMEDY)?;
        let share = number(STRENGTH_RANGE)(share).map_err(|_| REMEDY)?;
        Ok(Self { style: style.into(), share })
    }
}

/// The network of a fast style that is timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BenchNetwork {
    /// One style, with random weights and the published width
    TransformNet,
    /// Any painting, without the look at it
    Arbitrary,
    /// The look at a painting
    StylePrediction,
    /// The 26 styles
    Multistyle26,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.endings()[0]))
    }
}

/// Makes a choice that is defined elsewhere one of the command line: its words, each with its help.
macro_rules! words {
    ($choice:ty: $($variant:ident => $word:literal, $help:literal;)+) => {
        impl ValueEnum for $choice {
            fn value_variants<'a>() -> &'a [Self] {
                &[$(Self::$variant),+]
            }

            fn to_possible_value(&self) -> Option<PossibleValue> {
                Some(match self {
                    $(Self::$variant => PossibleValue::new($word).help($help),)+
                })
            }
        }
    };
}

words! { Optimizer:
    Lbfgs => "lbfgs", "the better picture in the same time, as in the paper";
    Adam => "adam", "less memory";
}

words! { BasisKind:
    Frequencies => "frequencies", "long waves further than short ones: no noise";
    Pixels => "pixels", "single pixels, as in the paper";
}

words! { Terms:
    Both => "both", "a painting";
    Content => "content", "the content alone";
    Style => "style", "the style alone";
}

words! { Padding:
    Zero => "zero", "zeros, as the network was trained";
    Reflection => "reflection", "the mirrored picture";
}

words! { Pooling:
    Max => "max", "the greatest of four, as the network was trained";
    Average => "average", "the mean of four, a little smoother";
}

words! { WeightScale:
    Normalised => "normalised", "every filter counts alike, as in the paper";
    AsTrained => "as-trained", "as the network was trained";
}

words! { EnlargerLoss:
    Perceptual => "perceptual", "what VGG-19 sees at conv2_2";
    Pixel => "pixel", "the colours of the pixels, for the comparison";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::ColorMethod;
    use crate::transfer::RATIO_RANGE;

    #[test]
    fn a_blend_is_a_style_and_a_share() {
        let blend = |text: &str| text.parse::<BlendShare>();
        assert_eq!(blend("a=b.jpg=0.25").unwrap(), BlendShare { style: "a=b.jpg".into(), share: 0.25 });
        for text in ["a.jpg", "a.jpg=", "a.jpg=1.5", "a.jpg=NaN", "=0.5"] {
            assert!(blend(text).unwrap_err().contains("from 0 to 1"), "{text}");
        }
    }

    #[test]
    fn numbers_outside_their_range_are_refused_with_the_range() {
        let ratio = number(RATIO_RANGE);
        assert_eq!(ratio("1e-3"), Ok(1e-3));
        for wrong in ["-1", "0", "NaN", "inf", "-inf", "1e400", "", "x"] {
            assert_eq!(ratio(wrong).unwrap_err(), "give a number from 0.00001 to 10000", "{wrong}");
        }
        assert!(number(1..=8_usize)("-3").is_err());
    }

    #[test]
    fn a_start_that_is_no_word_is_a_file() {
        assert_eq!("noise".parse(), Ok(Init::Noise));
        assert_eq!("./noise".parse(), Ok(Init::File("./noise".into())));
    }

    #[test]
    fn words_for_choices_are_those_of_the_settings_file() {
        fn agrees<T: ValueEnum + serde::Serialize>() {
            for choice in T::value_variants() {
                let saved = serde_json::to_value(choice).unwrap();
                assert_eq!(saved, choice.to_possible_value().unwrap().get_name());
            }
        }
        agrees::<BasisKind>();
        agrees::<ColorMethod>();
        agrees::<EnlargerLoss>();
        agrees::<Optimizer>();
        agrees::<Padding>();
        agrees::<Pooling>();
        agrees::<Terms>();
        agrees::<WeightScale>();
    }
}
