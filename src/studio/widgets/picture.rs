//! Pictures that are clicked: filling a frame, with a line around them.

use egui::{Color32, CornerRadius, Rect, Response, Shape, Stroke, StrokeKind, TextureHandle, Ui, Vec2, pos2};

use crate::studio::theme;

/// The corners of pictures in points.
pub const PICTURE_ROUNDING: CornerRadius = CornerRadius::same(5);

/// Draws the middle of a picture so that it fills a rectangle.
pub fn picture(ui: &Ui, texture: &TextureHandle, rect: Rect) {
    let uv = covering(texture.size_vec2(), rect.size());
    let shape = egui::epaint::RectShape::filled(rect, PICTURE_ROUNDING, Color32::WHITE).with_texture(texture.id(), uv);
    ui.painter().add(Shape::Rect(shape));
}

/// The line around a picture that can be clicked.
pub fn outline(ui: &Ui, rect: Rect, response: &Response) {
    let stroke = if response.hovered() || response.has_focus() {
        Stroke::new(1.5, theme::colors(ui).accent)
    } else {
        Stroke::new(1.0, Color32::from_black_alpha(110))
    };
    ui.painter().rect_stroke(rect, PICTURE_ROUNDING, stroke, StrokeKind::Inside);
}

/// The middle part of a picture, in parts of its sides, that has the shape of a frame.
fn covering(picture: Vec2, frame: Vec2) -> Rect {
    let (picture, frame) = (picture.x / picture.y, frame.x / frame.y);
    let part = if picture > frame { Vec2::new(frame / picture, 1.0) } else { Vec2::new(1.0, picture / frame) };
    Rect::from_center_size(pos2(0.5, 0.5), part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_picture_covers_the_frame() {
        let square = Vec2::splat(1.0);
        assert_eq!(covering(square, square), Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0)));
        let wide = covering(Vec2::new(200.0, 100.0), square);
        assert_eq!((wide.min, wide.max), (pos2(0.25, 0.0), pos2(0.75, 1.0)));
        let tall = covering(Vec2::new(100.0, 200.0), square);
        assert_eq!((tall.min, tall.max), (pos2(0.0, 0.25), pos2(1.0, 0.75)));
    }
}
