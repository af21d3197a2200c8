//! What is shown while a file is held over the window.

use egui::{Align2, Color32, Context, FontId, Id, LayerId, Order, Stroke, StrokeKind, Vec2};

use crate::studio::canvas::Method;
use crate::studio::language::tr;
use crate::studio::theme;

/// Draws the hint over everything while a file is held over the window.
pub(in crate::studio) fn show(window: &Context, method: Method) {
    let hovering = window.input(|input| !input.raw.hovered_files.is_empty());
    if !hovering {
        return;
    }
    let painter = window.layer_painter(LayerId::new(Order::Foreground, Id::unique("drop hint")));
    let rect = window.content_rect();
    painter.rect_filled(rect, 0.0, Color32::from_black_alpha(170));
    painter.rect_stroke(rect.shrink(10.0), 8.0, Stroke::new(2.0, theme::DARK.accent), StrokeKind::Inside);
    let centre = rect.center();
    painter.text(
        centre,
        Align2::CENTER_BOTTOM,
        tr("Drop to use as content"),
        FontId::proportional(22.0),
        theme::ON_PICTURE,
    );
    painter.text(
        centre + Vec2::new(0.0, 10.0),
        Align2::CENTER_TOP,
        tr(match method {
            Method::Optimise | Method::Learn | Method::Train => {
                "Drop on the Style thumbnail to use as style; two files fill both"
            }
            Method::Fast => "A fast style, or a folder of them, is added to the gallery",
        }),
        FontId::proportional(14.0),
        theme::DARK.text,
    );
}
