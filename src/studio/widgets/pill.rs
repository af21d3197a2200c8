//! A short text on a dark rounded ground, readable over every picture.

use egui::{Color32, FontId, Label, Pos2, Rect, RichText, Ui, Vec2};

use crate::studio::language::tr;
use crate::studio::theme;

/// The size of the text in points.
const TEXT_SIZE: f32 = 12.5;
/// The ground around the text in points.
const PADDING: Vec2 = Vec2::new(24.0, 10.0);

/// Draws a text around a point; nothing can be done with it.
pub fn pill(ui: &mut Ui, centre: Pos2, text: &str) {
    let (text, color) = (tr(text), theme::ON_PICTURE);
    let size = ui.painter().layout_no_wrap(text.to_owned(), FontId::proportional(TEXT_SIZE), color).size();
    let rect = Rect::from_center_size(centre, size + PADDING);
    ui.painter().rect_filled(rect, rect.height() / 2.0, Color32::from_black_alpha(165));
    ui.place(rect, Label::new(RichText::new(text).size(TEXT_SIZE).color(color)).extend());
}
