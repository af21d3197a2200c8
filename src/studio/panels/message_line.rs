//! One line over the canvas for errors, warnings and good news.

use egui::{Align, Align2, Area, Context, Frame, Id, Layout, Order, RichText, Sense, Stroke, Ui, Vec2};

use crate::studio::action::{Action, Actions};
use crate::studio::language::tr_sentence;
use crate::studio::session::{Message, Session, Tone};
use crate::studio::theme::{self, Colors};
use crate::studio::widgets::{Icon, fold, icon_button};

/// The width of the line in points.
const WIDTH: f32 = 560.0;
/// The distance from the top of the canvas in points.
const DISTANCE: f32 = 14.0;

/// Draws the message over the canvas, if there is one.
pub(super) fn show(window: &Context, session: &Session, actions: &mut Actions) {
    let (Some(message), Some(stage)) = (&session.message, &session.stage) else { return };
    let top = stage.canvas.center_top() + Vec2::new(0.0, DISTANCE);
    Area::new(Id::unique("message")).order(Order::Middle).pivot(Align2::CENTER_TOP).fixed_pos(top).show(window, |ui| {
        ui.set_max_width(WIDTH.min(stage.canvas.width() - 2.0 * DISTANCE));
        let color = color(message.tone, theme::colors(ui));
        let frame = Frame::popup(ui.style()).stroke(Stroke::new(1.0, color.gamma_multiply(0.7)));
        frame.show(ui, |ui| line(ui, message, actions));
    });
}

fn line(ui: &mut Ui, message: &Message, actions: &mut Actions) {
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        if icon_button(ui, Icon::Close, "Dismiss").clicked() {
            actions.push(Action::DismissMessage);
        }
        ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
            let (rect, _) = ui.allocate_exact_size(Vec2::splat(theme::ICON), Sense::hover());
            let color = color(message.tone, theme::colors(ui));
            icon(message.tone).paint(ui.painter(), rect.translate(Vec2::new(0.0, 3.0)), color);
            ui.vertical(|ui| {
                ui.add_space(2.0);
                ui.add(egui::Label::new(RichText::new(tr_sentence(&message.text)).strong()).wrap());
                if let Some(details) = &message.details {
                    fold(ui, "Details", |ui| ui.add(egui::Label::new(details).selectable(true).wrap()));
                }
            });
        });
    });
}

pub(super) const fn icon(tone: Tone) -> Icon {
    match tone {
        Tone::Note => Icon::Information,
        Tone::Warning | Tone::Error => Icon::Warning,
    }
}

pub(super) const fn color(tone: Tone, colors: &Colors) -> egui::Color32 {
    match tone {
        Tone::Note => colors.text_weak,
        Tone::Warning => colors.warning,
        Tone::Error => colors.error,
    }
}
