//! A short text on a dark rounded ground, readable over every picture.

use egui::{Align2, Color32, FontId, Pos2, Rect, Ui, Vec2};

/// Draws a text around a point; nothing can be done with it.
pub fn pill(ui: &Ui, centre: Pos2, text: &str) {
    let painter = ui.painter();
    let galley = painter.layout_no_wrap(text.to_owned(), FontId::proportional(12.5), Color32::from_gray(235));
    let rect = Rect::from_center_size(centre, galley.size() + Vec2::new(24.0, 10.0));
    painter.rect_filled(rect, rect.height() / 2.0, Color32::from_black_alpha(165));
    let corner = Align2::CENTER_CENTER.anchor_size(centre, galley.size()).min;
    painter.galley(corner, galley, Color32::from_gray(235));
}
