//! What a person can choose about a picture in a fast style, whatever its size.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::fast::{ApplyOptions, STRENGTH_RANGE};
use crate::transfer::SIZE_RANGE;

/// How large the strokes are: 2 makes them twice as large.
pub const STYLE_SIZE_RANGE: RangeInclusive<f64> = 0.5..=4.0;
/// How much of the second style there is in a blend of two.
pub const BLEND_RANGE: RangeInclusive<f64> = 0.0..=1.0;

/// What a person can choose.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recipe {
    /// How much of the style, see [`ApplyOptions::strength`].
    pub strength: f64,
    /// How large the strokes are, in [`STYLE_SIZE_RANGE`].
    pub style_size: f64,
    /// How much of the second style there is, in [`BLEND_RANGE`]; it means nothing with one style.
    pub blend: f64,
}

impl Default for Recipe {
    fn default() -> Self {
        Self { strength: 1.0, style_size: 1.0, blend: 0.5 }
    }
}

/// How much of the style is seen, for the sliders.
pub fn strength_range() -> RangeInclusive<f64> {
    f64::from(*STRENGTH_RANGE.start())..=f64::from(*STRENGTH_RANGE.end())
}

impl Recipe {
    /// The same, with what lies outside its range brought into it.
    #[must_use]
    pub fn within_ranges(self) -> Self {
        let clamp = |value: f64, range: RangeInclusive<f64>, default: f64| {
            if value.is_finite() { value.clamp(*range.start(), *range.end()) } else { default }
        };
        let default = Self::default();
        Self {
            strength: clamp(self.strength, strength_range(), default.strength),
            style_size: clamp(self.style_size, STYLE_SIZE_RANGE, default.style_size),
            blend: clamp(self.blend, BLEND_RANGE, default.blend),
        }
    }

    /// The same for a picture of this size in pixels.
    pub fn options(&self, (width, height): (usize, usize)) -> ApplyOptions {
        let longer = width.max(height) as f64 / self.style_size;
        let style_size = (longer.round() as usize).clamp(*SIZE_RANGE.start(), *SIZE_RANGE.end());
        ApplyOptions {
            strength: self.strength as f32,
            style_size: (self.style_size != 1.0).then_some(style_size),
            ..ApplyOptions::default()
        }
    }
}
