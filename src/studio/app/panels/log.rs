//! What happened in this session, line by line, and the button that copies it for a report.

use egui::{Align, Label, Layout, RichText, ScrollArea, Sense, Ui, Vec2};

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::command::Command;
use crate::studio::app::command::explanation;
use crate::studio::app::panels::message_line::{color, icon};
use crate::studio::app::session::Session;
use crate::studio::app::window;
use crate::studio::format::clock;
use crate::studio::language::{tr, tr_count, translate};
use crate::studio::services::Entry;
use crate::studio::theme;
use crate::studio::widgets::{Icon, Landmark, bar, icon_button, landmark};

/// The height of the panel in points.
const HEIGHT: f32 = 170.0;
/// The width of the times in points.
const TIME_WIDTH: f32 = 52.0;

/// Draws the panel.
pub(in crate::studio) fn show(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    bar(ui, "log", HEIGHT).show(ui, |ui| {
        landmark(ui, Landmark::Log);
        ui.add_space(6.0);
        header(ui, session, actions);
        ui.add_space(4.0);
        ScrollArea::vertical().auto_shrink(false).stick_to_bottom(true).show(ui, |ui| {
            if session.services.notices.log.entries().len() == 0 {
                ui.label(RichText::new(tr("What the program does and what goes wrong is told here.")).weak());
            }
            for entry in session.services.notices.log.entries() {
                line(ui, entry);
            }
        });
    });
}

fn header(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(tr("Log")).strong());
        let count = session.services.notices.log.entries().len();
        ui.label(RichText::new(tr_count("{count} line", "{count} lines", count)).weak());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            if icon_button(ui, Icon::Close, "Hide the log").clicked() {
                actions.push(Action::Window(window::Msg::ToggleLog));
            }
            let copy = ui.button((Icon::Copy.atom(), Command::CopyDetails.text()));
            if copy.on_hover_text(explanation(ui, Command::CopyDetails)).clicked() {
                actions.push(Command::CopyDetails.action());
            }
        });
    });
}

fn line(ui: &mut Ui, Entry { seconds, message }: &Entry) {
    ui.horizontal_top(|ui| {
        ui.allocate_ui_with_layout(Vec2::new(TIME_WIDTH, 18.0), Layout::right_to_left(Align::Min), |ui| {
            ui.label(RichText::new(clock(*seconds)).monospace().weak());
        });
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(14.0), Sense::hover());
        icon(message.tone).paint(
            ui.painter(),
            rect.translate(Vec2::new(0.0, 2.0)),
            color(message.tone, theme::colors(ui)),
        );
        ui.vertical(|ui| {
            ui.add(Label::new(translate(&message.text)).selectable(true).wrap());
            if let Some(details) = &message.details {
                ui.add(Label::new(RichText::new(details).small().weak()).selectable(true).wrap());
            }
        });
    });
}
