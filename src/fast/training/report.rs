//! What a training tells of itself: losses, steps, and how it ended.

use serde::{Deserialize, Serialize};

/// The terms of the loss with their weights: their sum is what is lowered.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct TrainLosses {
    /// How far what is painted is from the photographs.
    pub content: f64,
    /// How far it is from the painting.
    pub style: f64,
    /// How rough it is, if that counts.
    pub total_variation: f64,
}

impl TrainLosses {
    /// What is lowered.
    pub fn total(self) -> f64 {
        self.content + self.style + self.total_variation
    }

    pub(super) fn plus(self, share: f64, other: Self) -> Self {
        Self {
            content: self.content + share * other.content,
            style: self.style + share * other.style,
            total_variation: self.total_variation + share * other.total_variation,
        }
    }
}

/// One step that was made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrainReport {
    /// Steps so far, from 1.
    pub step: usize,
    /// Steps that will be made in all.
    pub steps: usize,
    /// The losses over the crops of this step.
    pub losses: TrainLosses,
    /// The learning rate.
    pub rate: f64,
    /// Seconds of work since the beginning, before earlier pauses too.
    pub seconds: f64,
}

/// How a training ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrainEnding {
    /// Every step was made.
    Completed,
    /// The loss stopped being a number however small the rate; the last good weights were kept.
    NotFinite,
}

/// What one call of [`Trainer::step`](crate::fast::Trainer::step) did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TrainStep {
    /// The painting was looked at, and content and style were balanced.
    Prepared,
    /// One step was made.
    Made(TrainReport),
    /// The loss stopped being a number: the training is again where it was after so many steps, with half the rate.
    WentBack(usize),
    /// The training ended; every further call says the same.
    Finished(TrainEnding),
}
