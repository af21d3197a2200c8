//! How a painting came to be, as a moving picture: frames that are recorded while it paints, and files made of them.

mod export;
mod recording;

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

pub use export::{Film, Shot, TimeLapseTarget};
pub use recording::{MOST_FRAMES, Recording};

/// How often a frame is recorded, in iterations.
pub const RECORD_EVERY_RANGE: RangeInclusive<usize> = 1..=1000;
/// The longer side of frames in pixels.
pub const FRAME_SIDE_RANGE: RangeInclusive<usize> = 16..=4096;
/// How long a frame is seen, in seconds.
pub const FRAME_SECONDS_RANGE: RangeInclusive<f64> = 0.02..=10.0;

/// How a time lapse is recorded and made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TimeLapseSettings {
    /// Whether frames are recorded while it paints.
    pub records: bool,
    /// Records a frame after every so many iterations, in [`RECORD_EVERY_RANGE`].
    pub every: usize,
    /// The longer side of the frames in pixels, in [`FRAME_SIDE_RANGE`].
    pub longest_side: usize,
    /// How long a frame is seen, in [`FRAME_SECONDS_RANGE`]; the last one is seen longer.
    pub seconds: f64,
}

impl Default for TimeLapseSettings {
    fn default() -> Self {
        Self { records: true, every: 5, longest_side: 512, seconds: 0.1 }
    }
}

impl TimeLapseSettings {
    /// The same, with what lies outside its range brought into it.
    #[must_use]
    pub fn within_ranges(self) -> Self {
        let clamp = |value: usize, range: RangeInclusive<usize>| value.clamp(*range.start(), *range.end());
        let seconds = if self.seconds.is_finite() { self.seconds } else { Self::default().seconds };
        Self {
            records: self.records,
            every: clamp(self.every, RECORD_EVERY_RANGE),
            longest_side: clamp(self.longest_side, FRAME_SIDE_RANGE),
            seconds: seconds.clamp(*FRAME_SECONDS_RANGE.start(), *FRAME_SECONDS_RANGE.end()),
        }
    }
}
