//! Light or dark, how large everything but the picture is drawn, and in which language the window speaks.

use crate::studio::language::{self, Language};
use std::ops::RangeInclusive;

use egui::{Context, ThemePreference, Vec2};
use serde::{Deserialize, Serialize};

/// How much larger than the desktop asks for everything can be drawn.
pub const SCALE_RANGE: RangeInclusive<f32> = 0.75..=3.0;
/// The scales that the keys go through.
pub const SCALES: [f32; 9] = [0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 2.5, 3.0];

/// The smallest window in which nothing is cut off, in points.
pub const SMALLEST_SIZE: Vec2 = Vec2::new(1024.0, 640.0);

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
        self.fit(window);
        language::install_fonts(window, self.language(desktop));
    }

    /// Draws everything as large as was chosen, or as large as still fits the window.
    pub fn fit(self, window: &Context) {
        let size = window.viewport_rect().size() * window.zoom_factor();
        window.set_zoom_factor(self.scale_within(size));
    }

    /// The scale for a window of this size, in points of the desktop.
    fn scale_within(self, size: Vec2) -> f32 {
        /// So that rounding in the size never makes the scale waver.
        const STEPS: f32 = 20.0;
        let fitting = ((size / SMALLEST_SIZE).min_elem() * STEPS + 0.01).floor() / STEPS;
        self.scale.min(fitting.max(1.0))
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
    fn nothing_is_drawn_larger_than_fits_the_window() {
        let appearance = Appearance { scale: 2.0, ..Appearance::default() };
        for (width, height, scale) in [
            (2560.0, 1600.0, 2.0),
            (1280.0, 800.0, 1.25),
            (1279.999, 800.0, 1.25),
            (1300.0, 650.0, 1.0),
            (800.0, 500.0, 1.0),
        ] {
            assert_eq!(appearance.scale_within(Vec2::new(width, height)), scale, "{width} x {height}");
        }
        assert_eq!(Appearance { scale: 0.75, ..appearance }.scale_within(SMALLEST_SIZE), 0.75);
    }

    #[test]
    fn what_was_remembered_wrongly_is_brought_into_its_range() {
        for (scale, within) in [(f32::NAN, 1.0), (0.0, 0.75), (99.0, 3.0)] {
            assert_eq!(Appearance { scale, ..Appearance::default() }.within_ranges().scale, within);
        }
    }
}
