//! How much room texts need, for what has to do with less of them.

use egui::{Color32, TextStyle, Ui};

/// The width of a text on one line, in points.
pub fn text_width(ui: &Ui, text: &str) -> f32 {
    let font = TextStyle::Body.resolve(ui.style());
    ui.painter().layout_no_wrap(text.to_owned(), font, Color32::WHITE).size().x
}

/// The width of a button with a text, in points, with the gap before the next one.
pub fn button_width(ui: &Ui, text: &str) -> f32 {
    text_width(ui, text) + 2.0 * ui.spacing().button_padding.x + ui.spacing().item_spacing.x
}
