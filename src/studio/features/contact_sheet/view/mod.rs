//! The contact sheet in the place of the canvas: its axes above, its cells below.

mod grid;

use egui::{Align, CentralPanel, ComboBox, DragValue, Frame, Layout, Margin, Panel, RichText, Ui};

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::session::Session;
use crate::studio::app::state::State;
use crate::studio::features::saving::Subject;
use crate::studio::format::{about, clock};
use crate::studio::language::{tr, tr_with};
use crate::studio::painted::Phase;
use crate::studio::painted::sheet::{
    AxisSettings, ITERATIONS_RANGE, SIDE_RANGE, SIZES, Sheet, SheetAction, SheetPlace, SheetSettings, style_names,
};
use crate::studio::roles::Role;
use crate::studio::services::device_of;
use crate::studio::theme;
use crate::studio::widgets::{Icon, Landmark, choice, icon_button, landmark, significant, text_width};
use crate::transfer::{ContactSheet, Varied, plan_scales};

pub(in crate::studio) use grid::{cell, table};

/// The height of the header in points.
const HEIGHT: f32 = 76.0;
/// The width of the choice of a setting in points.
const VARIED_WIDTH: f32 = 122.0;
/// The width of the other choices in points.
const CHOICE_WIDTH: f32 = 64.0;

/// Draws the sheet into the rest of the space.
pub(in crate::studio) fn show(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    let frame = Frame::new().fill(theme::colors(ui).panel).inner_margin(Margin::symmetric(theme::MARGIN, 8));
    Panel::top("contact sheet").exact_size(HEIGHT).resizable(false).frame(frame).show(ui, |ui| {
        landmark(ui, Landmark::Canvas);
        let mut settings = state.sheet.clone();
        ui.horizontal(|ui| axes(ui, &mut settings));
        ui.add_space(2.0);
        ui.horizontal(|ui| {
            cells(ui, &mut settings);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                transport(ui, session, actions);
                outlook(ui, state, session);
            });
        });
        if settings != state.sheet {
            actions.push(Action::Sheet(SheetAction::Change(Box::new(settings))));
        }
    });
    CentralPanel::no_frame().show(ui, |ui| grid::show(ui, state, session, actions));
}

/// What goes from left to right, and what from top to bottom.
fn axes(ui: &mut Ui, settings: &mut SheetSettings) {
    let across = axis(ui, "Across", &mut settings.across);
    ui.add_space(theme::GAP);
    let down = axis(ui, "Down", &mut settings.down);
    if let Some(varied) = across {
        *settings = settings.with_across(varied);
    } else if let Some(varied) = down {
        *settings = settings.with_down(varied);
    }
}

/// One axis; another setting when one was chosen.
fn axis(ui: &mut Ui, name: &str, axis: &mut AxisSettings) -> Option<Varied> {
    let label = ui.label(RichText::new(tr(name)).weak());
    let mut varied = axis.varied;
    let choices = Varied::ALL.map(|varied| (varied, varied.name().to_owned()));
    ui.scope(|ui| {
        ui.set_max_width(VARIED_WIDTH);
        choice(ui, name, &mut varied, &choices).labelled_by(label.id).on_hover_text(tr(axis.varied.explanation()));
    });
    if let (Some(span), Some((default, range))) = (&mut axis.span, axis.varied.span()) {
        let before = *span;
        for (end, value) in [("first", &mut span.first), ("last", &mut span.last)] {
            if end == "last" {
                ui.label(RichText::new(tr("to")).weak());
            }
            let speed = *value * 0.02;
            let number = DragValue::new(value).range(range.clone()).speed(speed).max_decimals(6);
            let number = number.custom_formatter(|value, _| significant(value));
            let default = if end == "first" { default.first } else { default.last };
            let text = if end == "first" {
                "The first value on this axis; those between are spread evenly.\n\nDefault: {default}."
            } else {
                "The last value on this axis; those between are spread evenly.\n\nDefault: {default}."
            };
            let explanation = tr_with(text, &[("default", &significant(default))]);
            ui.add(number).on_hover_text(explanation).widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::SpinButton, true, format!("{}: {}", tr(name), tr(end)))
            });
        }
        if *span != before {
            *span = span.within(&range, default);
        }
    }
    (varied != axis.varied).then_some(varied)
}

/// How many cells, how large, how long.
fn cells(ui: &mut Ui, settings: &mut SheetSettings) {
    let label = ui.label(RichText::new(tr("Cells")).weak());
    let side = |side: usize| format!("{side} × {side}");
    let cells = ComboBox::from_id_salt("cells").width(CHOICE_WIDTH).selected_text(side(settings.side));
    let cells = cells.show_ui(ui, |ui| {
        for count in SIDE_RANGE {
            ui.selectable_value(&mut settings.side, count, side(count));
        }
    });
    cells.response.labelled_by(label.id).on_hover_text(tr("How many cells are in a row and in a column."));
    let size = |size: usize| format!("{size} px");
    let sizes = ComboBox::from_id_salt("size of a cell").width(CHOICE_WIDTH).selected_text(size(settings.size));
    let sizes = sizes.show_ui(ui, |ui| {
        for pixels in SIZES {
            ui.selectable_value(&mut settings.size, pixels, size(pixels));
        }
    });
    sizes.response.accessible_name(tr("Size of a cell")).on_hover_text(tr("The longer side of a cell."));
    let iterations = DragValue::new(&mut settings.iterations).range(ITERATIONS_RANGE).suffix(tr(" iterations"));
    ui.add(iterations)
        .on_hover_text(tr("How often each cell is gone over. They are painted in turns, so all get better together."));
}

/// Start, or Pause and Stop; drawn from right to left.
fn transport(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let has_pictures = session.services.pictures.loaded(Role::Content).is_some()
        && session.services.pictures.loaded(Role::Style).is_some();
    match session.sheet.as_ref().map_or(Phase::Ended, Sheet::phase) {
        Phase::Ended => {
            let text = RichText::new(tr("Paint sheet")).color(theme::ON_ACCENT).strong();
            let button = egui::Button::new(text).fill(theme::colors(ui).accent).min_size(egui::vec2(92.0, 26.0));
            let is_ready = has_pictures && !session.is_preparing_sheet;
            let response = ui.add_enabled(is_ready, button).accessible_name(tr("Paint sheet"));
            if response
                .on_hover_text(tr("Paint all cells in turns. A painting that is under way rests meanwhile."))
                .clicked()
            {
                actions.push(Action::Sheet(SheetAction::Start));
            }
            let has_sheet = session.sheet.is_some();
            let save = ui.add_enabled(has_sheet, egui::Button::new(tr("Save sheet…")));
            if save.on_hover_text(tr("Save all cells with their labels as one picture.")).clicked() {
                actions.push(Action::AskSave(Subject::Sheet(SheetPlace::Contact)));
            }
        }
        phase => running(ui, SheetPlace::Contact, phase, actions),
    }
    if icon_button(ui, Icon::Reset, "Reset the contact sheet").clicked() {
        actions.push(Action::Sheet(SheetAction::Change(Box::default())));
    }
}

/// Stop, and Pause or Resume, for a sheet that is painted.
pub(in crate::studio) fn running(ui: &mut Ui, place: SheetPlace, phase: Phase, actions: &mut Actions) {
    let is_possible = !matches!(phase, Phase::Stopping(_));
    let pause = match (place, phase == Phase::Paused) {
        (SheetPlace::Contact, true) => "Resume sheet",
        (SheetPlace::Contact, false) => "Pause sheet",
        (SheetPlace::Figure(_), true) => "Resume figure",
        (SheetPlace::Figure(_), false) => "Pause figure",
    };
    let stop = match place {
        SheetPlace::Contact => "Stop sheet",
        SheetPlace::Figure(_) => "Stop figure",
    };
    let pausing = if phase == Phase::Paused { SheetAction::Resume(place) } else { SheetAction::Pause(place) };
    for (text, action) in [(stop, SheetAction::Stop(place)), (pause, pausing)] {
        if ui.add_enabled(is_possible, egui::Button::new(tr(text))).clicked() {
            actions.push(Action::Sheet(action));
        }
    }
}

/// How long the contact sheet will take, or how far it is.
fn outlook(ui: &mut Ui, state: &State, session: &Session) {
    let text = session.sheet.as_ref().and_then(standing).or_else(|| {
        let plan = state.sheet.plan(&state.setup.settings, style_names(session, state).len());
        let seconds = expected_seconds(&plan, Role::Content, state, session)?;
        Some(tr_with("about {time}", &[("time", &about(seconds))]))
    });
    if let Some(text) = text.filter(|text| ui.available_width() > text_width(ui, text)) {
        ui.label(RichText::new(text).weak());
    }
}

/// How far a sheet is; `None` when it is not painted.
pub(in crate::studio) fn standing(sheet: &Sheet) -> Option<String> {
    if !sheet.phase().is_running() {
        return None;
    }
    let Some(progress) = sheet.progress() else { return Some(tr("Loading the network…").to_owned()) };
    let percent = (progress.share * 100.0).floor();
    Some(match progress.seconds_left().filter(|_| progress.share > 0.02) {
        Some(seconds) => tr_with("{percent} %, about {time} left", &[("percent", &percent), ("time", &clock(seconds))]),
        None => format!("{percent} %"),
    })
}

/// What a sheet will take whose pictures have the shape of a role's; `None` until the device was measured.
pub(in crate::studio) fn expected_seconds(
    plan: &ContactSheet,
    shape: Role,
    state: &State,
    session: &Session,
) -> Option<f64> {
    let picture = &session.services.pictures.loaded(shape)?.picture;
    let device = device_of(state.setup.device, &session.services.devices);
    let pace = &state.costs.get(&device.to_string())?.pace;
    let seconds = plan
        .cells()
        .into_iter()
        .map(|cell| pace.painting(&plan_scales(&cell.settings, picture.width(), picture.height())));
    seconds.sum()
}
