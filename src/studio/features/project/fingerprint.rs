//! A short description of everything that a project holds, by which two states are told apart.

use crate::fast::FastSettings;
use crate::picture::ColorSettings;
use crate::studio::canvas::Method;
use crate::studio::painted::{Number, Occasion};
use crate::studio::roles::{Arrangement, Role, Source};
use crate::transfer::TransferSettings;

/// What a project held at some moment. Two that are equal hold the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Fingerprint {
    /// The settings of the next painting.
    pub settings: TransferSettings,
    /// Its colours.
    pub colors: ColorSettings,
    /// How its pictures are framed, and its styles weighed.
    pub arrangement: Arrangement,
    /// The fast style and how it is used.
    pub fast: FastSettings,
    /// Where the pictures of the roles come from.
    pub sources: Vec<(Role, Source)>,
    /// How pictures are painted.
    pub method: Method,
    /// Whether pictures are put into the file.
    pub embeds: bool,
    /// The number of the painting, the iteration of its newest picture, and whether it runs.
    pub painting: Option<(u64, usize, bool)>,
    /// The pictures of the film strip.
    pub snapshots: Vec<(Number, Occasion)>,
    /// How often the queue has changed, and how many jobs it has.
    pub queue: (u64, usize),
}

impl Fingerprint {
    /// Whether there is something that cost work, so that it is worth to be kept.
    pub fn is_worth_keeping(&self) -> bool {
        self.painting.is_some_and(|(_, iteration, _)| iteration > 0) || !self.snapshots.is_empty() || self.queue.1 > 0
    }

    /// The iteration of the painting's newest picture; 0 without one.
    pub fn iteration(&self) -> usize {
        self.painting.map_or(0, |(_, iteration, _)| iteration)
    }

    /// Whether a person kept pictures by hand.
    pub fn has_kept_by_hand(&self) -> bool {
        self.snapshots.iter().any(|(_, occasion)| *occasion == Occasion::Hand)
    }
}
