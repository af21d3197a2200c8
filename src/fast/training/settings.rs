//! Everything a person can choose about the training of a style, with its default and its range.
//!
//! Window, command line and checkpoints read defaults and ranges here and nowhere else.

use std::f64::consts::PI;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, within};
use crate::fast::{BundledStyle, Enlargement};
use crate::network::{FeedForwardWeights, TrainableNet};
use crate::text::text;

/// Channels of the network's first layer. 32 is the published width; 16 paints four times as fast.
pub const WIDTH_RANGE: RangeInclusive<usize> = 1..=128;
/// Steps of the optimiser.
pub const STEPS_RANGE: RangeInclusive<usize> = 1..=1_000_000;
/// Crops of photographs in each step.
pub const BATCH_RANGE: RangeInclusive<usize> = 1..=64;
/// Both sides of a crop in pixels, a multiple of 4.
pub const CROP_RANGE: RangeInclusive<usize> = 32..=1024;
/// The highest learning rate.
pub const RATE_RANGE: RangeInclusive<f64> = 1e-6..=0.1;
/// The longer side of the painting in pixels, as its strokes are learned.
pub const STYLE_PIXELS_RANGE: RangeInclusive<usize> = 32..=2048;
/// How far the balance leans: above 1 to the style, below 1 to the photograph.
pub const LEAN_RANGE: RangeInclusive<f64> = 0.05..=20.0;
/// Weights of the total variation term; 0 leaves it out.
pub const VARIATION_RANGE: RangeInclusive<f64> = 0.0..=1000.0;

/// The share of the steps in which the rate rises.
const RISE: f64 = 0.02;
/// The share of the highest rate at which training ends.
const LAST_RATE: f64 = 0.01;

/// What a training is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrainGoal {
    /// A network that paints in the style of a painting.
    #[default]
    Style,
    /// A network that enlarges pictures.
    Enlarge {
        /// How much larger.
        enlargement: Enlargement,
        /// By what it is measured.
        loss: EnlargerLoss,
    },
}

/// By what a network that enlarges is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EnlargerLoss {
    /// The mean square difference of the feature maps of `conv2_2` (section 3.1 of the paper), with a little of the pixels'.
    #[default]
    Perceptual,
    /// The mean square difference of the pixels, for the comparison.
    Pixel,
}

/// How much work is put into a style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quality {
    /// To see whether a painting is worth more.
    Draft,
    /// A style to use.
    #[default]
    Good,
    /// The published width, for a night.
    Best,
}

impl Quality {
    /// All of them, from the quickest on.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Good, Self::Best];

    /// The settings, everything else at its default.
    pub fn settings(self) -> TrainSettings {
        let good = TrainSettings::default();
        match self {
            Self::Draft => TrainSettings { steps: 1500, crop: 128, ..good },
            Self::Good => good,
            Self::Best => TrainSettings { width: 32, steps: 16_000, batch: 2, crop: 256, ..good },
        }
    }
}

/// The learning rate of a network that enlarges. It has no normalisation; at the rate of those for styles its rectifiers
/// die, all of one layer after a few hundred steps, and it ends as the bicubic picture with which it began.
const ENLARGER_RATE: f64 = 2e-4;

/// Everything a person can choose about one training, apart from its pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrainSettings {
    /// What the network learns.
    pub goal: TrainGoal,
    /// Channels of the network's first layer.
    pub width: usize,
    /// Steps of the optimiser.
    pub steps: usize,
    /// Crops of photographs in each step.
    pub batch: usize,
    /// Both sides of a crop in pixels.
    pub crop: usize,
    /// The highest learning rate, see [`Self::rate_at`].
    pub rate: f64,
    /// The longer side of the painting in pixels.
    pub style_size: usize,
    /// How many sizes the painting is seen at, each half of the one before.
    pub style_scales: usize,
    /// How far the balance leans, see [`LEAN_RANGE`].
    pub lean: f64,
    /// The weight of the total variation term.
    pub total_variation: f64,
    /// From this number everything random follows.
    pub seed: u64,
}

impl TrainSettings {
    /// Sizes that a painting can be seen at.
    pub const STYLE_SCALES_RANGE: RangeInclusive<usize> = 1..=4;

    /// The settings of a network that enlarges. The crops are those of the paper (section 4.2: patches of 288x288); its
    /// width, 64, needs four times the work of this one, both for a step and for every picture that is enlarged.
    pub fn enlarging(enlargement: Enlargement, loss: EnlargerLoss) -> Self {
        Self {
            goal: TrainGoal::Enlarge { enlargement, loss },
            width: 32,
            crop: 288,
            rate: ENLARGER_RATE,
            total_variation: 0.0,
            ..Self::default()
        }
    }

    /// The weights of a style that ships, to begin with; none where they are of another width, or for another goal.
    ///
    /// The paper begins with chance. A network that paints another style already has learned to keep a photograph, and
    /// after the 1500 steps of a draft it shows the painting's hand where one of chance shows a fog.
    ///
    /// # Errors
    /// As [`BundledStyle::weights`].
    pub fn practised_weights(&self) -> Result<Option<FeedForwardWeights>> {
        let practised = BundledStyle::practised().filter(|style| style.width == self.width);
        practised.filter(|_| self.goal == TrainGoal::Style).map(BundledStyle::weights).transpose()
    }

    /// The weights of chance, with which training begins unless others are given.
    pub fn initial_weights(&self) -> FeedForwardWeights {
        match self.goal {
            TrainGoal::Style => FeedForwardWeights::initial_transform_net(self.width, self.seed),
            TrainGoal::Enlarge { enlargement, .. } => {
                FeedForwardWeights::initial_enlarger(self.width, enlargement.doublings(), self.seed)
            }
        }
    }

    /// How many numbers [`Self::initial_weights`] have.
    pub(super) fn parameters_len(&self) -> usize {
        match self.goal {
            TrainGoal::Style => FeedForwardWeights::transform_net_len(self.width),
            TrainGoal::Enlarge { enlargement, .. } => {
                FeedForwardWeights::enlarger_len(self.width, enlargement.doublings())
            }
        }
    }

    /// The learning rate of a step, counted from 0: it rises evenly, lest the first steps, whose means Adam does not know
    /// yet, destroy what the network is, and falls along a cosine (Loshchilov and Hutter 2017, without restarts).
    pub fn rate_at(&self, step: usize) -> f64 {
        let (step, steps) = (step as f64 + 1.0, self.steps as f64);
        let rise = (RISE * steps).ceil();
        if step <= rise {
            return self.rate * step / rise;
        }
        let share = ((step - rise) / (steps - rise).max(1.0)).min(1.0);
        self.rate * (LAST_RATE + (1.0 - LAST_RATE) * 0.5 * (1.0 + (PI * share).cos()))
    }

    /// The lengths of the painting's longer side at which its strokes are learned.
    pub fn style_sizes(&self) -> Vec<usize> {
        (0..self.style_scales).map(|halvings| self.style_size >> halvings).collect()
    }

    /// Checks every value against its range.
    ///
    /// # Errors
    /// [`Error::Value`] naming the first value that cannot be used.
    pub fn validate(&self) -> Result<()> {
        within(text!("the width"), self.width, &WIDTH_RANGE)?;
        within(text!("the number of steps"), self.steps, &STEPS_RANGE)?;
        within(text!("the batch"), self.batch, &BATCH_RANGE)?;
        within(text!("the crop"), self.crop, &CROP_RANGE)?;
        if !self.crop.is_multiple_of(TrainableNet::MULTIPLE) {
            let remedy = text!("give a multiple of {number}", number = TrainableNet::MULTIPLE);
            return Err(Error::value(text!("the crop"), self.crop, remedy));
        }
        within(text!("the learning rate"), self.rate, &RATE_RANGE)?;
        within(text!("the style size"), self.style_size, &STYLE_PIXELS_RANGE)?;
        within(text!("the number of style scales"), self.style_scales, &Self::STYLE_SCALES_RANGE)?;
        within(text!("the lean"), self.lean, &LEAN_RANGE)?;
        within(text!("the total variation"), self.total_variation, &VARIATION_RANGE)
    }
}

impl Default for TrainSettings {
    fn default() -> Self {
        Self {
            goal: TrainGoal::Style,
            width: 16,
            steps: 5000,
            batch: 1,
            crop: 192,
            rate: 1e-3,
            style_size: 640,
            style_scales: 1,
            lean: 1.0,
            total_variation: 500.0,
            seed: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quality_is_valid_and_takes_more_work_than_the_one_before() {
        let work = |quality: Quality| {
            let settings = quality.settings();
            settings.validate().unwrap();
            settings.steps * settings.batch * settings.crop * settings.crop * settings.width
        };
        assert!(Quality::ALL.map(work).is_sorted());
    }

    #[test]
    fn the_rate_rises_and_falls() {
        let settings = TrainSettings { steps: 1000, rate: 0.01, ..TrainSettings::default() };
        let rates: Vec<f64> = (0..1000).map(|step| settings.rate_at(step)).collect();
        assert!(rates[..20].is_sorted() && rates[19..].is_sorted_by(|a, b| a >= b));
        assert!((rates[19] - 0.01).abs() < 1e-9 && (rates[999] - 1e-4).abs() < 1e-6);
        for steps in [1, 2, 3] {
            let settings = TrainSettings { steps, ..settings.clone() };
            assert!((0..steps + 2).all(|step| settings.rate_at(step) > 0.0 && settings.rate_at(step) <= 0.01));
        }
    }

    #[test]
    fn values_that_cannot_be_used_are_named() {
        let problem = |change: fn(&mut TrainSettings)| {
            let mut settings = TrainSettings::default();
            change(&mut settings);
            settings.validate().unwrap_err().headline()
        };
        assert_eq!(problem(|settings| settings.crop = 254), "the crop cannot be 254: give a multiple of 4");
        assert!(problem(|settings| settings.rate = f64::NAN).starts_with("the learning rate cannot be NaN"));
        assert!(problem(|settings| settings.batch = 0).starts_with("the batch cannot be 0"));
        assert!(problem(|settings| settings.lean = 100.0).starts_with("the lean cannot be 100"));
    }

    #[test]
    fn settings_survive_json_and_older_files() {
        let settings = TrainSettings { steps: 7, ..TrainSettings::default() };
        let text = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<TrainSettings>(&text).unwrap(), settings);
        assert_eq!(serde_json::from_str::<TrainSettings>("{}").unwrap(), TrainSettings::default());
        let enlarging = TrainSettings::enlarging(Enlargement::FourTimes, EnlargerLoss::Pixel);
        enlarging.validate().unwrap();
        let text = serde_json::to_string(&enlarging).unwrap();
        assert_eq!(serde_json::from_str::<TrainSettings>(&text).unwrap(), enlarging);
    }
}
