//! How a fast style is applied.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
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
            return Err(Error::value("the strength", self.strength, format!("give a number from {least} to {most}")));
        }
        match self.style_size {
            Some(size) if !SIZE_RANGE.contains(&size) => {
                let remedy = format!("give a number from {} to {}", SIZE_RANGE.start(), SIZE_RANGE.end());
                Err(Error::value("the style size", size, remedy))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
