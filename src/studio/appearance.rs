//! Light or dark, how large everything but the picture is drawn, and in which language the window speaks.

use crate::studio::language::{self, Language};
use std::ops::RangeInclusive;

use egui::{Context, ThemePreference};
use serde::{Deserialize, Serialize};

/// How much larger than the desktop asks for everything can be drawn.
pub const SCALE_RANGE: RangeInclusive<f32> = 0.75..=3.0;
/// The scales that the keys go through.
pub const SCALES: [f32; 9] = [0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 2.5, 3.0];

/// How the window looks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Appearance {
    /// Light, dark, or whatever the desktop has.
    pub theme: ThemePreference,
    /// How much larger than the desktop asks for everything is drawn, see [`SCALE_RANGE`].
    pub scale: f32,
    /// The language, or that of the desktop.
    pub language: Option<Language>,
}

impl Default for Appearance {
    fn default() -> Self {
        Self { theme: ThemePreference::System, scale: 1.0, language: None }
    }
}

impl Appearance {
    /// The same, with what lies outside its range brought into it.
    pub fn within_ranges(self) -> Self {
        let scale = if self.scale.is_finite() { self.scale } else { Self::default().scale };
        Self { scale: scale.clamp(*SCALE_RANGE.start(), *SCALE_RANGE.end()), ..self }
    }

    /// The same at another scale.
    pub fn scaled(self, scaling: Scaling) -> Self {
        let next = match scaling {
            Scaling::Larger => SCALES.into_iter().find(|&scale| scale > self.scale),
            Scaling::Smaller => SCALES.into_iter().rev().find(|&scale| scale < self.scale),
            Scaling::Usual => Some(Self::default().scale),
        };
        Self { scale: next.unwrap_or(self.scale), ..self }
    }

    /// The language, on a desktop with this one.
    pub fn language(self, desktop: Language) -> Language {
        self.language.unwrap_or(desktop)
    }

    /// Dresses a window so.
    pub fn apply(self, window: &Context, desktop: Language) {
        window.set_theme(self.theme);
        window.set_zoom_factor(self.scale);
        language::install_fonts(window, self.language(desktop));
    }
}

/// What becomes of the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scaling {
    /// A step up.
    Larger,
    /// A step down.
    Smaller,
    /// As the desktop asks for.
    Usual,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lead_up_and_down_and_end() {
        let mut appearance = Appearance::default();
        for _ in 0..20 {
            appearance = appearance.scaled(Scaling::Larger);
        }
        assert_eq!(appearance.scale, *SCALE_RANGE.end());
        appearance = Appearance { scale: 1.3, ..appearance };
        assert_eq!(appearance.scaled(Scaling::Smaller).scale, 1.25);
        assert_eq!(appearance.scaled(Scaling::Larger).scale, 1.5);
        assert_eq!(appearance.scaled(Scaling::Usual).scale, 1.0);
        assert_eq!(Appearance { scale: 0.75, ..appearance }.scaled(Scaling::Smaller).scale, 0.75);
    }

    #[test]
    fn what_was_remembered_wrongly_is_brought_into_its_range() {
        for (scale, within) in [(f32::NAN, 1.0), (0.0, 0.75), (99.0, 3.0)] {
            assert_eq!(Appearance { scale, ..Appearance::default() }.within_ranges().scale, within);
        }
    }
}
