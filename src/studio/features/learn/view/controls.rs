//! What can be chosen about a lesson, and the buttons that start it.

use egui::{Button, ComboBox, DragValue, RichText, Ui, vec2};

use crate::network::Layer;
use crate::studio::features::learn::view::Around;
use crate::studio::features::learn::{
    AskedPicture, Figure, FigureSettings, Learn, LearnSettings, Msg, Shown, SpeedTable, Topic,
};
use crate::studio::format::about;
use crate::studio::language::{tr, tr_count, tr_with};
use crate::studio::painted::Phase;
use crate::studio::painted::sheet::view::{Names, expected_seconds, running, standing};
use crate::studio::painted::sheet::{SIZES, Sheet};
use crate::studio::theme;
use crate::studio::widgets::{Text, choice, row};

/// The width of the choice of a size in points.
const CHOICE_WIDTH: f32 = 64.0;
/// What the buttons of a figure are called.
const NAMES: Names = Names { pause: "Pause figure", resume: "Resume figure", stop: "Stop figure" };

/// Draws the controls of the chosen topic.
pub(super) fn show(
    ui: &mut Ui,
    learn: &Learn,
    settings: &mut LearnSettings,
    around: Around<'_>,
    messages: &mut Vec<Msg>,
) {
    match (settings.topic, settings.topic.figure()) {
        (_, Some(figure)) => of_figure(ui, figure, learn.figures.get(&figure), settings, around, messages),
        (Topic::Speed, None) => of_speed(ui, &learn.speed, messages),
        (topic, None) => {
            of_layer(ui, settings);
            let (shown, text) = match topic {
                Topic::GramMatrix => (Shown::GramMatrix, "Save the matrix…"),
                _ => (Shown::FeatureMaps, "Save the maps…"),
            };
            if ui.add_enabled(learn.answers.shown().is_some(), Button::new(tr(text))).clicked() {
                messages.push(Msg::Save(shown));
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
    sheet: Option<&Sheet>,
    settings: &mut LearnSettings,
    around: Around<'_>,
    messages: &mut Vec<Msg>,
) {
    ui.horizontal(|ui| size_and_iterations(ui, settings.figure_mut(figure)));
    let phase = sheet.map_or(Phase::Ended, Sheet::phase);
    let text = sheet.and_then(standing).or_else(|| {
        let plan = figure.plan(settings.figure(figure));
        let seconds = expected_seconds(&plan, around.pictures.loaded(figure.shape())?, around.pace)?;
        Some(tr_with("about {time}", &[("time", &about(seconds))]))
    });
    ui.label(RichText::new(text.unwrap_or_default()).weak());
    ui.horizontal(|ui| {
        if phase.is_running() {
            let mut clicked = Vec::new();
            running(ui, &NAMES, phase, &mut clicked);
            messages.extend(clicked.into_iter().map(|msg| Msg::Figure(figure, msg)));
            return;
        }
        let is_ready = around.pictures.loaded(figure.shape()).is_some();
        let tooltip = tr("Paint it from the pictures at hand. A painting that is under way rests meanwhile.");
        if accent(ui, "Paint the figure", is_ready).on_hover_text(tooltip).clicked() {
            messages.push(Msg::Paint(figure));
        }
        let save = ui.add_enabled(sheet.is_some(), Button::new(tr("Save figure…")));
        if save.on_hover_text(tr("Save all pictures with their labels as one.")).clicked() {
            messages.push(Msg::Save(Shown::Figure));
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
fn of_speed(ui: &mut Ui, table: &SpeedTable, messages: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        if table.is_measuring() {
            if ui.button(tr("Stop measuring")).clicked() {
                messages.push(Msg::StopMeasuring);
            }
            ui.add(egui::Spinner::new().size(14.0));
            return;
        }
        let tooltip = tr("Measure this machine for about a minute. A painting that is under way rests meanwhile.");
        if accent(ui, "Measure", true).on_hover_text(tooltip).clicked() {
            messages.push(Msg::MeasureSpeed);
        }
        if ui.add_enabled(!table.rows.is_empty(), Button::new(tr("Save table…"))).clicked() {
            messages.push(Msg::Save(Shown::SpeedTable));
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
