//! Where on the screen the picture lies: pure functions, so that every move can be tested.
//!
//! Lengths are in points (egui's unit) unless they are called pixels; a factor is physical screen pixels for each
//! pixel of the picture, so that 1 is the artist's "100 %" on every screen.

use egui::{Pos2, Rect, Vec2};
use serde::{Deserialize, Serialize};

/// The smallest and the greatest factor that zooming reaches.
pub const FACTOR_RANGE: std::ops::RangeInclusive<f32> = 0.02..=32.0;
/// How much one press of a zoom button magnifies.
pub const ZOOM_STEP: f32 = 1.25;
/// The empty border around a fitted picture, in points.
const FIT_MARGIN: f32 = 16.0;

/// How large the picture is shown.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub enum Zoom {
    /// As large as the canvas allows.
    #[default]
    Fit,
    /// This many screen pixels for each picture pixel.
    Factor(f32),
}

/// The canvas and the picture on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stage {
    /// The canvas on the screen.
    pub canvas: Rect,
    /// The picture's size in its own pixels.
    pub picture: Vec2,
    /// Physical pixels in a point.
    pub pixels_per_point: f32,
}

impl Stage {
    /// The factor at which the whole picture just fits.
    pub fn fit_factor(&self) -> f32 {
        let room = (self.canvas.size() - Vec2::splat(2.0 * FIT_MARGIN)).max(Vec2::splat(1.0));
        (room * self.pixels_per_point / self.picture).min_elem()
    }
}

/// The part of the picture that an artist looks at.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// How large.
    pub zoom: Zoom,
    /// The place of the picture in the middle of the canvas, from (0, 0) at its left top to (1, 1).
    pub centre: Vec2,
}

impl Default for View {
    fn default() -> Self {
        Self { zoom: Zoom::Fit, centre: Vec2::splat(0.5) }
    }
}

impl View {
    /// The whole picture.
    pub fn fit() -> Self {
        Self::default()
    }

    /// Physical screen pixels for each picture pixel.
    pub fn factor(&self, stage: &Stage) -> f32 {
        match self.zoom {
            Zoom::Fit => stage.fit_factor(),
            Zoom::Factor(factor) => factor,
        }
    }

    /// Where the picture lies on the screen, on whole physical pixels so that it is crisp at 100 %.
    pub fn rect(&self, stage: &Stage) -> Rect {
        let size = stage.picture * self.factor(stage) / stage.pixels_per_point;
        let centre = match self.zoom {
            Zoom::Fit => Vec2::splat(0.5),
            Zoom::Factor(_) => self.centre,
        };
        let corner = stage.canvas.center() - centre * size;
        let on_pixel = |x: f32| (x * stage.pixels_per_point).round() / stage.pixels_per_point;
        Rect::from_min_size(Pos2::new(on_pixel(corner.x), on_pixel(corner.y)), size)
    }

    /// Zooms to a factor and keeps the place of the picture under the pointer where it is.
    pub fn zoomed_to(&self, stage: &Stage, factor: f32, pointer: Pos2) -> Self {
        let factor = factor.clamp(*FACTOR_RANGE.start(), *FACTOR_RANGE.end());
        let before = self.rect(stage);
        let place = (pointer - before.min) / before.size();
        let size = stage.picture * factor / stage.pixels_per_point;
        let corner = pointer - place * size;
        let centre = (stage.canvas.center() - corner) / size;
        Self { zoom: Zoom::Factor(factor), centre: centre.clamp(Vec2::ZERO, Vec2::splat(1.0)) }
    }

    /// Magnifies by a ratio and keeps the place under the pointer.
    pub fn zoomed_by(&self, stage: &Stage, ratio: f32, pointer: Pos2) -> Self {
        self.zoomed_to(stage, self.factor(stage) * ratio, pointer)
    }

    /// Moves the picture so that a place of it, from (0, 0) to (1, 1), comes into the middle of the canvas.
    pub fn looking_at(&self, stage: &Stage, place: Vec2) -> Self {
        Self { zoom: Zoom::Factor(self.factor(stage)), centre: place.clamp(Vec2::ZERO, Vec2::splat(1.0)) }
    }

    /// Moves the picture by a distance on the screen; some of it always stays on the canvas.
    pub fn panned(&self, stage: &Stage, distance: Vec2) -> Self {
        let rect = self.rect(stage).translate(distance);
        let centre = (stage.canvas.center() - rect.min) / rect.size();
        Self { zoom: Zoom::Factor(self.factor(stage)), centre: centre.clamp(Vec2::ZERO, Vec2::splat(1.0)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    fn stage() -> Stage {
        Stage {
            canvas: Rect::from_min_size(pos2(100.0, 50.0), vec2(832.0, 632.0)),
            picture: vec2(400.0, 300.0),
            pixels_per_point: 2.0,
        }
    }

    #[test]
    fn a_fitted_picture_lies_inside_and_in_the_middle() {
        let stage = stage();
        let rect = View::fit().rect(&stage);
        assert!(stage.canvas.contains_rect(rect));
        assert!((rect.center() - stage.canvas.center()).length() < 1.0);
        assert!((rect.width() / rect.height() - 4.0 / 3.0).abs() < 1e-4);
        assert_eq!(rect.width(), 800.0);
    }

    #[test]
    fn a_hundred_percent_is_one_physical_pixel_each() {
        let stage = stage();
        let view = View::fit().zoomed_to(&stage, 1.0, stage.canvas.center());
        let rect = view.rect(&stage);
        assert_eq!(rect.size() * stage.pixels_per_point, stage.picture);
        assert_eq!((rect.min.x * 2.0).fract(), 0.0);
        assert_eq!((rect.min.y * 2.0).fract(), 0.0);
    }

    #[test]
    fn zooming_keeps_the_place_under_the_pointer() {
        let stage = stage();
        let pointer = pos2(430.0, 300.0);
        let mut view = View::fit();
        let place = |view: &View| {
            let rect = view.rect(&stage);
            (pointer - rect.min) / rect.size()
        };
        let before = place(&view);
        for ratio in [1.25, 1.25, 3.0, 0.5, 0.8] {
            view = view.zoomed_by(&stage, ratio, pointer);
            // Corners are rounded to half points, so the place may move by that much.
            assert!(((place(&view) - before) * view.rect(&stage).size()).length() <= 0.75, "{view:?}");
        }
    }

    #[test]
    fn zooming_stays_within_its_range() {
        let stage = stage();
        let far = View::fit().zoomed_by(&stage, 1e9, stage.canvas.center());
        assert_eq!(far.factor(&stage), *FACTOR_RANGE.end());
        let near = View::fit().zoomed_by(&stage, 1e-9, stage.canvas.center());
        assert_eq!(near.factor(&stage), *FACTOR_RANGE.start());
    }

    #[test]
    fn looking_at_a_place_brings_it_into_the_middle() {
        let stage = stage();
        let view = View::fit().zoomed_to(&stage, 8.0, stage.canvas.center()).looking_at(&stage, vec2(0.25, 0.75));
        let rect = view.rect(&stage);
        assert!((rect.min + vec2(0.25, 0.75) * rect.size() - stage.canvas.center()).length() < 1.0);
        assert_eq!(view.factor(&stage), 8.0);
        assert_eq!(view.looking_at(&stage, vec2(-3.0, 9.0)).centre, vec2(0.0, 1.0));
    }

    #[test]
    fn panning_moves_by_the_distance_and_never_loses_the_picture() {
        let stage = stage();
        let before = View::fit().rect(&stage);
        let after = View::fit().panned(&stage, vec2(-40.0, 25.0)).rect(&stage);
        assert!((after.min - before.min - vec2(-40.0, 25.0)).length() < 1.0);
        let lost = View::fit().panned(&stage, vec2(1e6, -1e6)).rect(&stage);
        assert!(stage.canvas.expand(1.0).intersects(lost));
    }
}
