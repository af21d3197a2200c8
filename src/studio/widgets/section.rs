//! Groups of settings: with a heading, and behind a fold.

use egui::{CollapsingHeader, Frame, Margin, Panel, RichText, Ui};

use crate::studio::language::tr;
use crate::studio::theme;
use crate::studio::widgets::Icon;

/// A group that is always open.
pub fn section<R>(ui: &mut Ui, title: &str, add_contents: impl FnOnce(&mut Ui) -> R) -> R {
    ui.add_space(theme::GAP / 2.0);
    ui.label(RichText::new(tr(title)).strong());
    let result = add_contents(ui);
    ui.add_space(theme::GAP / 2.0);
    result
}

/// A group behind a fold, which remembers whether it is open.
pub fn fold<R>(ui: &mut Ui, title: &str, add_contents: impl FnOnce(&mut Ui) -> R) {
    CollapsingHeader::new(RichText::new(tr(title)).color(theme::colors(ui).text))
        .id_salt(title)
        .icon(|ui, openness, response| {
            let rect = egui::Rect::from_center_size(response.rect.center(), egui::Vec2::splat(11.0));
            let color = ui.style().interact(response).fg_stroke.color;
            Icon::Fold { open: openness > 0.5 }.paint(ui.painter(), rect, color);
        })
        .show_unindented(ui, add_contents);
}

/// A bar along the bottom of the canvas.
pub fn bar(ui: &Ui, name: &'static str, height: f32) -> Panel {
    let frame = Frame::new().fill(theme::colors(ui).panel).inner_margin(Margin::symmetric(theme::MARGIN, 0));
    Panel::bottom(name).exact_size(height).resizable(false).frame(frame)
}
