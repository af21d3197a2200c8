//! The film strip: pictures kept on the way, looking at them, and painting on from them.

mod film;
mod update;
pub mod view;

use std::ops::RangeInclusive;
use std::sync::Arc;

use egui::ColorImage;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::studio::canvas::Pyramid;
use crate::studio::painted::{Number, Snapshot};
use crate::studio::roles::Loaded;

pub use film::{Film, Frame};

/// How often pictures are kept, in iterations.
pub const EVERY_RANGE: RangeInclusive<usize> = 1..=1000;
/// The memory that the film strip may use, in megabytes.
pub const MEGABYTES_RANGE: RangeInclusive<usize> = 16..=16_384;

/// How the film strip is filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FilmSettings {
    /// Keeps a picture after every so many iterations.
    pub every: usize,
    /// The memory that it may use, in megabytes.
    pub megabytes: usize,
}

impl Default for FilmSettings {
    fn default() -> Self {
        Self { every: 25, megabytes: 512 }
    }
}

impl FilmSettings {
    /// The same, with what lies outside its range brought into it.
    pub fn within_ranges(&self) -> Self {
        let clamp = |value: usize, range: RangeInclusive<usize>| value.clamp(*range.start(), *range.end());
        Self { every: clamp(self.every, EVERY_RANGE), megabytes: clamp(self.megabytes, MEGABYTES_RANGE) }
    }

    /// The memory that it may use, in bytes.
    pub const fn bytes(&self) -> usize {
        self.megabytes * 1_000_000
    }
}

/// One beside another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Neighbour {
    /// The one before.
    Earlier,
    /// The one after.
    Later,
}

/// What a snapshot becomes the start picture for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The next painting, whenever it is started.
    NextStart,
    /// A painting that starts now.
    Continue,
}

/// What is clicked, and what comes back from the background.
#[derive(Debug)]
pub enum Msg {
    /// Shows or hides the strip.
    Toggle,
    /// Fills the strip in another way.
    Change(FilmSettings),
    /// Keeps the painting as it is now.
    Take,
    /// Shows a snapshot beside the painting, or none.
    Select(Option<Number>),
    /// Shows the snapshot before or after the one that is shown; the last when none is.
    SelectNeighbour(Neighbour),
    /// Makes the chosen snapshot the start picture of a painting.
    Start(Purpose),
    /// Saves the chosen snapshot.
    Save,
    /// Takes the chosen snapshot out of the strip.
    Delete,
    /// The image of a snapshot for the strip was made, or not.
    Kept(Box<Snapshot>, Result<ColorImage>),
    /// A snapshot is ready for the canvas, or not.
    Displayed(Number, Result<Arc<Pyramid>>),
    /// A snapshot is ready to be painted on from, or not.
    StartReady(Number, Purpose, Result<Box<Loaded>>),
}

/// What others are asked for.
pub enum Event {
    /// Keep what is on the canvas.
    Take,
    /// A snapshot of this painting is in the strip under this number.
    Kept(u64, Number),
    /// Ask where to save this snapshot.
    Save(Number),
    /// Let what is painted end, and then paint on from here.
    Continue(Box<Branch>),
}

/// A painting that goes on from a snapshot.
pub struct Branch {
    snapshot: Snapshot,
    start: Loaded,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_brought_into_their_ranges() {
        let wild = FilmSettings { every: 0, megabytes: usize::MAX };
        assert_eq!(wild.within_ranges(), FilmSettings { every: 1, megabytes: 16_384 });
        assert_eq!(FilmSettings::default().within_ranges(), FilmSettings::default());
    }
}
