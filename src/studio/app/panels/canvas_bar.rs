//! Below the canvas: how large the picture is shown, which one, and how two are compared.

use egui::{Align, Button, Layout, RichText, Slider, Ui};

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::canvas;
use crate::studio::app::command::explanation;
use crate::studio::app::command::{Command, Situation};
use crate::studio::app::session::Session;
use crate::studio::app::state::State;
use crate::studio::canvas::{Comparison, Method, Mode, Tab, View, Zoom};
use crate::studio::language::{tr, tr_with};
use crate::studio::theme;
use crate::studio::widgets::{Landmark, bar, button_width, icon_button, is_reset, landmark};

/// The height of the bar in points.
const HEIGHT: f32 = 36.0;
/// The width of the zoom as a number, in points.
const PERCENT_WIDTH: f32 = 48.0;
/// The side of a button for a way to compare, in points.
const MODE: f32 = 26.0;
/// The width of the wipe slider in points.
const WIPE_WIDTH: f32 = 120.0;
/// The room that it needs with its label, in points.
const WIPE_ROOM: f32 = 190.0;

/// Draws the bar.
pub(in crate::studio) fn show(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    bar(ui, "canvas bar", HEIGHT).show(ui, |ui| {
        landmark(ui, Landmark::CanvasBar);
        ui.horizontal_centered(|ui| {
            zoom(ui, state, session, actions);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                modes(ui, session, actions);
                ui.add_space(theme::GAP);
                tabs(ui, session, actions);
                if session.services.comparison.active_mode() == Mode::Wipe && ui.available_width() > WIPE_ROOM {
                    ui.add_space(theme::GAP);
                    wipe(ui, session, actions);
                }
            });
        });
    });
}

fn zoom(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    ui.spacing_mut().item_spacing.x = 4.0;
    ui.visuals_mut().selection.bg_fill = theme::colors(ui).chosen;
    for command in [Command::ZoomOut, Command::ZoomIn] {
        if icon_button(ui, command.icon(), command.text()).clicked() {
            actions.push(command.action());
        }
    }
    if ui.available_width() < words_room(ui, session) {
        return;
    }
    let percent = session.canvas.stage.map_or(100.0, |stage| state.view.factor(&stage) * 100.0);
    let text = RichText::new(format!("{percent:.0} %")).weak();
    ui.allocate_ui_with_layout(
        egui::vec2(PERCENT_WIDTH, HEIGHT),
        Layout::centered_and_justified(egui::Direction::TopDown),
        |ui| {
            ui.label(text);
        },
    );
    let fit = ui.add(Button::selectable(state.view.zoom == Zoom::Fit, tr("Fit"))).on_hover_text(Command::Fit.tooltip());
    if fit.clicked() {
        actions.push(Action::Canvas(canvas::Msg::SetView(View::fit())));
    }
    let actual = ui
        .add(Button::selectable(state.view.zoom == Zoom::Factor(1.0), Command::ActualSize.text()))
        .on_hover_text(Command::ActualSize.tooltip());
    if actual.clicked() {
        actions.push(Action::Canvas(canvas::Msg::ShowActualSize));
    }
}

/// The room that it takes to tell and offer the zoom in words beside all else; the keys are always there.
fn words_room(ui: &Ui, session: &Session) -> f32 {
    let words = [tr("Fit"), Command::ActualSize.text()].into_iter();
    let tabs = shown_tabs(session).map(|(.., name)| tr(name));
    let buttons: f32 = words.chain(tabs).map(|text| button_width(ui, text)).sum();
    PERCENT_WIDTH + buttons + Mode::COMPARING.len() as f32 * MODE + 2.0 * theme::GAP
}

/// The ways to compare; drawn from right to left.
fn modes(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let situation = Situation::of(session);
    ui.spacing_mut().item_spacing.x = 2.0;
    for mode in Mode::COMPARING.into_iter().rev() {
        let command = match mode {
            Mode::Off | Mode::Wipe => Command::Compare,
            Mode::SideBySide => Command::SideBySide,
            Mode::Blink => Command::Blink,
            Mode::Difference => Command::Difference,
        };
        let is_on = session.services.comparison.active_mode() == mode;
        let button = Button::selectable(is_on, command.icon().atom()).min_size(egui::Vec2::splat(MODE));
        let response = ui
            .add_enabled(command.is_available(situation), button)
            .accessible_name(tr_with(
                "Compare: {way}",
                &[("way", &if mode == Mode::Wipe { tr("Wipe") } else { command.text() })],
            ))
            .on_hover_text(explanation(ui, command))
            .on_disabled_hover_text(explanation(ui, command));
        if response.clicked() {
            actions.push(command.action());
        }
    }
}

/// The pictures that can be looked at, with their commands and names; the figure is what is learned or trained from.
fn shown_tabs(session: &Session) -> impl DoubleEndedIterator<Item = (Tab, Command, &'static str)> {
    let method = session.services.method;
    Tab::ALL.into_iter().filter_map(move |tab| match (tab, method) {
        (Tab::Result, _) => Some((tab, Command::ShowResult, tab.name())),
        (Tab::Content, _) => Some((tab, Command::ShowContent, tab.name())),
        (Tab::Style, _) => Some((tab, Command::ShowStyle, tab.name())),
        (Tab::Sheet, _) => Some((tab, Command::ShowSheet, tab.name())),
        (Tab::Figure, Method::Learn) => Some((tab, Command::ShowFigure, tab.name())),
        (Tab::Figure, Method::Train) => Some((tab, Command::TrainStyle, "Training")),
        (Tab::Figure, _) => None,
    })
}

/// The tabs, drawn from right to left.
fn tabs(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    for (tab, command, name) in shown_tabs(session).rev() {
        let button = Button::selectable(session.services.comparison.tab == tab, tr(name));
        let response = ui.add(button).accessible_name(command.text()).on_hover_text(explanation(ui, command));
        if response.clicked() {
            actions.push(command.action());
        }
    }
}

/// From the painting alone to the other picture alone.
fn wipe(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    ui.spacing_mut().slider_width = WIPE_WIDTH;
    ui.spacing_mut().interact_size.y = 16.0;
    let mut wipe = session.services.comparison.wipe;
    let slider = Slider::new(&mut wipe, 0.0..=1.0).show_value(false);
    let response = ui
        .add(slider)
        .accessible_name(tr("Wipe"))
        .on_hover_text(tr("Where the line is.\n\nDefault: in the middle. Double-click to reset."));
    if is_reset(ui, &response) {
        wipe = Comparison::MIDDLE;
    }
    if wipe != session.services.comparison.wipe {
        actions.push(Action::Canvas(canvas::Msg::SetWipe(wipe)));
    }
}
