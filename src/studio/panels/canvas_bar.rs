//! Below the canvas: how large the picture is shown, and the wipe between content and painting.

use egui::{Align, Button, Layout, RichText, Slider, Ui};

use crate::studio::action::{Action, Actions};
use crate::studio::canvas::{View, Zoom};
use crate::studio::command::{Command, Situation};
use crate::studio::session::Session;
use crate::studio::state::State;
use crate::studio::theme;
use crate::studio::widgets::{double_clicked, icon_button};

/// The height of the bar in points.
const HEIGHT: f32 = 36.0;
/// The width of the wipe slider in points.
const WIPE_WIDTH: f32 = 170.0;

/// Draws the bar.
pub(super) fn show(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    super::bar("canvas bar", HEIGHT).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            zoom(ui, state, session, actions);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| wipe(ui, session, actions));
        });
    });
}

fn zoom(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    ui.spacing_mut().item_spacing.x = 4.0;
    for command in [Command::ZoomOut, Command::ZoomIn] {
        if icon_button(ui, command.icon(), command.text()).clicked() {
            actions.push(command.action());
        }
    }
    let percent = session.stage.map_or(100.0, |stage| state.view.factor(&stage) * 100.0);
    let text = RichText::new(format!("{percent:.0} %")).color(theme::TEXT_WEAK);
    ui.allocate_ui_with_layout(
        egui::vec2(48.0, HEIGHT),
        Layout::centered_and_justified(egui::Direction::TopDown),
        |ui| {
            ui.label(text);
        },
    );
    let fit = ui.add(Button::selectable(state.view.zoom == Zoom::Fit, "Fit")).on_hover_text(Command::Fit.tooltip());
    if fit.clicked() {
        actions.push(Action::SetView(View::fit()));
    }
    let actual = ui
        .add(Button::selectable(state.view.zoom == Zoom::Factor(1.0), Command::ActualSize.text()))
        .on_hover_text(Command::ActualSize.tooltip());
    if actual.clicked() {
        actions.push(Action::ShowActualSize);
    }
}

/// From the painting alone to the content alone; drawn from right to left.
fn wipe(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let can_compare = Command::Compare.is_available(Situation::of(session));
    ui.add_enabled_ui(can_compare, |ui| {
        ui.label(RichText::new("Content").color(theme::TEXT_WEAK));
        ui.spacing_mut().slider_width = WIPE_WIDTH;
        let mut wipe = session.wipe;
        let slider = Slider::new(&mut wipe, 0.0..=1.0).show_value(false);
        let response = ui.add(slider).accessible_name("Wipe").on_hover_text(
            "Wipe from the painting to the content photograph, and back.\n\n\
             Default: only the painting. Double-click to reset.",
        );
        if double_clicked(ui, &response) {
            wipe = 0.0;
        }
        if wipe != session.wipe {
            actions.push(Action::SetWipe(wipe));
        }
        ui.label(RichText::new("Painting").color(theme::TEXT_WEAK));
    });
}
