//! One line over the canvas for errors, warnings and good news. Good news go by themselves; the log keeps them.

use std::time::Duration;

use egui::{Align, Align2, Area, Context, Frame, Id, Layout, Order, RichText, Sense, Stroke, Ui, Vec2};

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::session::Session;
use crate::studio::language::translate;
use crate::studio::services::{Message, Tone};
use crate::studio::theme::{self, Colors};
use crate::studio::widgets::{Icon, fold, icon_button};
use crate::text::Text;

/// The width of the line in points.
const WIDTH: f32 = 560.0;
/// The distance from the top of the canvas in points.
const DISTANCE: f32 = 14.0;
/// How long good news stay, in seconds, unless the pointer is on them.
const NOTE_SECONDS: f64 = 12.0;

/// Draws the message over the canvas, if there is one.
pub(in crate::studio) fn show(window: &Context, session: &Session, actions: &mut Actions) {
    if session.services.notices.message.as_ref().is_none_or(|message| message.tone != Tone::Note) {
        // The same words may be said again.
        window.data_mut(|data| data.remove::<Began>(began_id()));
    }
    let (Some(message), Some(stage)) = (&session.services.notices.message, &session.canvas.stage) else { return };
    let top = stage.canvas.center_top() + Vec2::new(0.0, DISTANCE);
    let area = Area::new(Id::unique("message")).order(Order::Middle).pivot(Align2::CENTER_TOP).fixed_pos(top);
    let shown = area.show(window, |ui| {
        ui.set_max_width(WIDTH.min(stage.canvas.width() - 2.0 * DISTANCE));
        let color = color(message.tone, theme::colors(ui));
        let frame = Frame::popup(ui.style()).stroke(Stroke::new(1.0, color.gamma_multiply(0.7)));
        frame.show(ui, |ui| line(ui, message, actions));
    });
    if message.tone == Tone::Note && has_stood(window, message, shown.response.contains_pointer()) {
        actions.push(Action::DismissMessage);
    }
}

/// The words of the good news on the canvas, and since when they are there.
type Began = (Text, f64);

fn began_id() -> Id {
    Id::unique("message begins")
}

/// Whether a message was seen for long enough; while it `is_read`, it never is.
fn has_stood(window: &Context, message: &Message, is_read: bool) -> bool {
    let now = window.input(|input| input.time);
    let began = window.data_mut(|data| {
        let seen: &mut Began = data.get_temp_mut_or(began_id(), (message.text.clone(), now));
        if is_read || seen.0 != message.text {
            *seen = (message.text.clone(), now);
        }
        seen.1
    });
    let left = began + NOTE_SECONDS - now;
    if left > 0.0 {
        window.request_repaint_after(Duration::from_secs_f64(left));
    }
    left <= 0.0
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
                ui.add(egui::Label::new(RichText::new(translate(&message.text)).strong()).wrap());
                if let Some(details) = &message.details {
                    fold(ui, "Details", |ui| ui.add(egui::Label::new(details).selectable(true).wrap()));
                }
            });
        });
    });
}

pub(in crate::studio) const fn icon(tone: Tone) -> Icon {
    match tone {
        Tone::Note => Icon::Information,
        Tone::Warning | Tone::Error => Icon::Warning,
    }
}

pub(in crate::studio) const fn color(tone: Tone, colors: &Colors) -> egui::Color32 {
    match tone {
        Tone::Note => colors.text_weak,
        Tone::Warning => colors.warning,
        Tone::Error => colors.error,
    }
}
