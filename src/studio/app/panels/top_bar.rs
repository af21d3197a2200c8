//! The menus, the transport, and Save.

use std::path::PathBuf;

use egui::containers::menu::menu_style;
use egui::{Align, Frame, Layout, Margin, Panel, Ui, Vec2};

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::command::{Command, MENUS, Situation};
use crate::studio::app::command::{Look, command_button, menu_item};
use crate::studio::app::session::Session;
use crate::studio::features::project::{self, Departure, name_of};
use crate::studio::language::tr;
use crate::studio::painted::Phase;
use crate::studio::theme;
use crate::studio::widgets::{Icon, Landmark, landmark};
use crate::text::escaped_path;

/// The height of the bar in points.
const HEIGHT: f32 = 44.0;
/// The width of the menus in points.
const MENU_WIDTH: f32 = 230.0;

/// Draws the bar.
pub(in crate::studio) fn show(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let situation = Situation::of(session);
    let frame = Frame::new().fill(theme::colors(ui).panel).inner_margin(Margin::symmetric(8, 0));
    Panel::top("top bar").exact_size(HEIGHT).resizable(false).frame(frame).show(ui, |ui| {
        landmark(ui, Landmark::TopBar);
        ui.horizontal_centered(|ui| {
            menus(ui, situation, session, actions);
            ui.add_space(theme::GAP);
            transport(ui, situation, actions);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(4.0);
                command_button(ui, Command::Save, situation, Look::Plain, actions);
                command_button(ui, Command::TakeSnapshot, situation, Look::Icon, actions);
                ui.add_space(4.0);
                command_button(ui, Command::Redo, situation, Look::Icon, actions);
                command_button(ui, Command::Undo, situation, Look::Icon, actions);
            });
        });
    });
}

fn menus(ui: &mut Ui, situation: Situation, session: &Session, actions: &mut Actions) {
    ui.scope(|ui| {
        menu_style(ui.style_mut());
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.spacing_mut().button_padding = Vec2::new(8.0, 4.0);
        for menu in MENUS {
            ui.menu_button(tr(menu.title), |ui| {
                ui.set_min_width(MENU_WIDTH);
                for (index, group) in menu.groups.iter().enumerate() {
                    if index > 0 {
                        ui.separator();
                    }
                    for &command in *group {
                        menu_item(ui, command, situation, actions);
                        if command == Command::OpenProject {
                            recent_projects(ui, &session.project.recent, actions);
                        }
                    }
                }
            });
        }
    });
}

/// The projects that were opened or saved last.
fn recent_projects(ui: &mut Ui, recent: &[PathBuf], actions: &mut Actions) {
    ui.add_enabled_ui(!recent.is_empty(), |ui| {
        ui.menu_button((Icon::Open.atom(), tr("Open recent")), |ui| {
            for path in recent {
                let folder = path.parent().map(escaped_path).unwrap_or_default();
                if ui.button(name_of(path)).on_hover_text(folder).clicked() {
                    actions.push(Action::Project(project::Msg::Leave(Departure::Open(path.clone()))));
                }
            }
        });
    });
}

/// Start, Pause or Resume, whichever can be given, then Stop and Restart.
fn transport(ui: &mut Ui, situation: Situation, actions: &mut Actions) {
    let main = match situation.phase {
        Phase::Ended => Command::Start,
        Phase::Preparing | Phase::Painting | Phase::Stopping(_) => Command::Pause,
        Phase::Paused => Command::Resume,
    };
    command_button(ui, main, situation, Look::Accent, actions);
    command_button(ui, Command::Stop, situation, Look::Plain, actions);
    command_button(ui, Command::Restart, situation, Look::Plain, actions);
}
