//! What can be chosen about a lesson, and the buttons that start it.

use egui::{Button, ComboBox, DragValue, RichText, Ui, vec2};

use crate::network::Layer;
use crate::studio::app::action::{Action, Actions};
use crate::studio::app::session::Session;
use crate::studio::app::state::State;
use crate::studio::features::contact_sheet::view::{expected_seconds, running, standing};
use crate::studio::features::learn::{AskedPicture, Figure, FigureSettings, LearnAction, LearnSettings, Topic};
use crate::studio::features::saving::Subject;
use crate::studio::format::about;
use crate::studio::language::{tr, tr_count, tr_with};
use crate::studio::painted::Phase;
use crate::studio::painted::sheet::{SIZES, Sheet, SheetPlace};
use crate::studio::theme;
use crate::studio::widgets::{Text, choice, row};

/// The width of the choice of a size in points.
const CHOICE_WIDTH: f32 = 64.0;

/// Draws the controls of the chosen topic.
pub(in crate::studio) fn show(
    ui: &mut Ui,
    settings: &mut LearnSettings,
    state: &State,
    session: &Session,
    actions: &mut Actions,
) {
    match (settings.topic, settings.topic.figure()) {
        (_, Some(figure)) => of_figure(ui, figure, settings, state, session, actions),
        (Topic::Speed, None) => of_speed(ui, session, actions),
        (topic, None) => {
            of_layer(ui, settings);
            let subject = if topic == Topic::GramMatrix { Subject::GramMatrix } else { Subject::FeatureMaps };
            let text = if topic == Topic::GramMatrix { "Save the matrix…" } else { "Save the maps…" };
            if ui.add_enabled(session.learn.answers.shown().is_some(), Button::new(tr(text))).clicked() {
                actions.push(Action::AskSave(subject));
            }
        }
    }
}

/// Which layer is asked about which picture.
fn of_layer(ui: &mut Ui, settings: &mut LearnSettings) {
    let default = LearnSettings::default();
    let text = Text {
        label: "Layer",
        tooltip: "The layer that is asked, from the picture inwards.",
        default: default.layer.to_string(),
    };
    let choices = Layer::ALL.map(|layer| {
        let filters = tr_count("{count} filter", "{count} filters", layer.channels());
        (layer, format!("{layer}, {filters}"))
    });
    let is_default = settings.layer == default.layer;
    if row(ui, &text, is_default, |ui| choice(ui, "layer", &mut settings.layer, &choices)) {
        settings.layer = default.layer;
    }
    let text = Text {
        label: "Answers to",
        tooltip: "The picture that it answers to. The painting is asked again and again while it is painted.",
        default: default.picture.name().into(),
    };
    let choices = AskedPicture::ALL.map(|picture| (picture, picture.name().to_owned()));
    let is_default = settings.picture == default.picture;
    if row(ui, &text, is_default, |ui| choice(ui, "answers to", &mut settings.picture, &choices)) {
        settings.picture = default.picture;
    }
}

/// How large a figure is, how long it is painted, and its start.
fn of_figure(
    ui: &mut Ui,
    figure: Figure,
    settings: &mut LearnSettings,
    state: &State,
    session: &Session,
    actions: &mut Actions,
) {
    let place = SheetPlace::Figure(figure);
    ui.horizontal(|ui| size_and_iterations(ui, settings.figure_mut(figure)));
    let sheet = session.sheet_at(place);
    let phase = sheet.map_or(Phase::Ended, Sheet::phase);
    let text = sheet.and_then(standing).or_else(|| {
        let plan = figure.plan(settings.figure(figure));
        let seconds = expected_seconds(&plan, figure.shape(), state, session)?;
        Some(tr_with("about {time}", &[("time", &about(seconds))]))
    });
    ui.label(RichText::new(text.unwrap_or_default()).weak());
    ui.horizontal(|ui| {
        if phase.is_running() {
            running(ui, place, phase, actions);
            return;
        }
        let is_ready = session.services.pictures.loaded(figure.shape()).is_some();
        let tooltip = tr("Paint it from the pictures at hand. A painting that is under way rests meanwhile.");
        if accent(ui, "Paint the figure", is_ready).on_hover_text(tooltip).clicked() {
            actions.push(Action::Learn(LearnAction::Paint(figure)));
        }
        let save = ui.add_enabled(sheet.is_some(), Button::new(tr("Save figure…")));
        if save.on_hover_text(tr("Save all pictures with their labels as one.")).clicked() {
            actions.push(Action::AskSave(Subject::Sheet(place)));
        }
    });
}

fn size_and_iterations(ui: &mut Ui, settings: &mut FigureSettings) {
    let size = |size: usize| format!("{size} px");
    ComboBox::from_id_salt("size of a figure").width(CHOICE_WIDTH).selected_text(size(settings.size)).show_ui(
        ui,
        |ui| {
            for pixels in SIZES {
                ui.selectable_value(&mut settings.size, pixels, size(pixels));
            }
        },
    );
    let iterations =
        DragValue::new(&mut settings.iterations).range(FigureSettings::ITERATIONS).suffix(tr(" iterations"));
    ui.add(iterations).on_hover_text(tr("How often each picture is gone over. They are painted in turns."));
}

/// The measurement of the table.
fn of_speed(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let table = &session.learn.speed;
    ui.horizontal(|ui| {
        if table.is_measuring() {
            if ui.button(tr("Stop measuring")).clicked() {
                actions.push(Action::Learn(LearnAction::StopMeasuring));
            }
            ui.add(egui::Spinner::new().size(14.0));
            return;
        }
        let tooltip = tr("Measure this machine for about a minute. A painting that is under way rests meanwhile.");
        if accent(ui, "Measure", true).on_hover_text(tooltip).clicked() {
            actions.push(Action::Learn(LearnAction::MeasureSpeed));
        }
        if ui.add_enabled(!table.rows.is_empty(), Button::new(tr("Save table…"))).clicked() {
            actions.push(Action::AskSave(Subject::SpeedTable));
        }
    });
}

/// The button that starts something.
fn accent(ui: &mut Ui, text: &str, is_ready: bool) -> egui::Response {
    let text = tr(text);
    let name = RichText::new(text).color(theme::ON_ACCENT).strong();
    let button = Button::new(name).fill(theme::colors(ui).accent).min_size(vec2(92.0, 26.0));
    ui.add_enabled(is_ready, button).accessible_name(text)
}
