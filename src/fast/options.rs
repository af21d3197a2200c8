//! How a fast style is applied, and what a person can choose about that, whatever the size of the picture.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::text::{Text, text};
use crate::transfer::SIZE_RANGE;

/// The strengths of a style: 0 leaves the picture as it is, or its own style, 1 is all of the style.
pub const STRENGTH_RANGE: RangeInclusive<f32> = 0.0..=1.0;

/// How a fast style is applied.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApplyOptions {
    /// How much of the style, in [`STRENGTH_RANGE`]. A style of any painting is mixed with the picture's own style; other
    /// networks know no such thing, and what they paint is mixed with the picture.
    pub strength: f32,
    /// The longer side in pixels to which the picture is brought before it is painted, in [`SIZE_RANGE`]; the painted one
    /// is brought back. Smaller pictures get larger strokes.
    pub style_size: Option<usize>,
    /// The memory in bytes that painting may take. If the feature maps do not fit, the picture is painted in bands, which
    /// takes 2.5 times as long. 8192x8192 pixels and the published width fit the default.
    pub memory: u64,
}

impl Default for ApplyOptions {
    fn default() -> Self {
        Self { strength: 1.0, style_size: None, memory: 2_000_000_000 }
    }
}

impl ApplyOptions {
    /// Refuses values out of their ranges.
    ///
    /// # Errors
    /// [`Error::Value`].
    pub fn check(&self) -> Result<()> {
        if !STRENGTH_RANGE.contains(&self.strength) {
            let (least, most) = (STRENGTH_RANGE.start(), STRENGTH_RANGE.end());
            return Err(Error::value(
                text!("the strength"),
                self.strength,
                text!("give a number from {least} to {most}", least, most),
            ));
        }
        match self.style_size {
            Some(size) if !SIZE_RANGE.contains(&size) => {
                let remedy =
                    text!("give a number from {least} to {most}", least = SIZE_RANGE.start(), most = SIZE_RANGE.end());
                Err(Error::value(text!("the style size"), size, remedy))
            }
            _ => Ok(()),
        }
    }
}

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

/// What a person chose for pictures in fast styles.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FastSettings {
    /// The name of the style.
    pub style: Option<String>,
    /// The name of the style that is blended with it.
    pub second: Option<String>,
    /// How they are used.
    pub recipe: Recipe,
}

impl FastSettings {
    /// The same in another style, without a second one if that was the same.
    pub fn in_style(&self, name: &str) -> Self {
        let second = self.second.clone().filter(|second| second != name);
        Self { style: Some(name.to_owned()), second, ..*self }
    }

    /// The same blended with another style, or not any more if that was blended; a first style is needed for that.
    pub fn blended_with(&self, name: &str) -> Self {
        if self.style.is_none() || self.style.as_deref() == Some(name) {
            return self.in_style(name);
        }
        let is_second = self.second.as_deref() == Some(name);
        Self { second: (!is_second).then(|| name.to_owned()), ..self.clone() }
    }

    /// The names of the styles.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.style.iter().chain(&self.second).map(String::as_str)
    }

    /// The name of what they paint together.
    pub fn title(&self) -> Text {
        match (&self.style, &self.second) {
            (Some(first), Some(second)) => text!("{first} and {second}", first, second),
            (one, other) => text!("{name}", name = one.as_deref().or(other.as_deref()).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_blended_with_another_one() {
        let none = FastSettings::default();
        let one = none.blended_with("a");
        assert_eq!((one.style.as_deref(), one.second.as_deref()), (Some("a"), None), "the first one is the style");
        let two = one.blended_with("b");
        assert_eq!(two.title().to_string(), "a and b");
        assert_eq!(two.blended_with("b"), one);
        assert_eq!(two.in_style("c").title().to_string(), "c and b");
        assert_eq!(two.in_style("b").title().to_string(), "b");
    }

    #[test]
    fn values_out_of_range_are_refused() {
        let default = ApplyOptions::default();
        assert!(default.check().is_ok());
        for strength in [-0.1, 1.1, f32::NAN] {
            assert!(ApplyOptions { strength, ..default }.check().unwrap_err().is_wrong_use());
        }
        for size in [0, 9000] {
            assert!(ApplyOptions { style_size: Some(size), ..default }.check().is_err());
        }
    }
}
