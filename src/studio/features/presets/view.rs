//! The presets: a choice of looks with pictures, and what can be done with one's own.

use egui::{
    Align, Button, CornerRadius, Layout, Popup, PopupCloseBehavior, Rect, RichText, Sense, Ui, Vec2, WidgetInfo,
};

use crate::project::{BUNDLED, BundledPreset, Preset};
use crate::studio::features::presets::{Dialog, Msg, NamePurpose, Presets};
use crate::studio::language::{tr, tr_with};
use crate::studio::theme;
use crate::studio::widgets::{Icon, Question};
use crate::studio::widgets::{outline, picture};
use crate::text::escaped;
use crate::transfer::TransferSettings;

/// The presets in one row of the choice.
const IN_A_ROW: usize = 3;
/// The size of a thumbnail in points.
const THUMBNAIL: Vec2 = Vec2::new(120.0, 80.0);
/// The room of a name below its thumbnail, in points.
const NAME_HEIGHT: f32 = 18.0;

/// Draws the name of the present look; a click opens the choice.
pub fn show(ui: &mut Ui, presets: &Presets, own: &[Preset], settings: &TransferSettings, messages: &mut Vec<Msg>) {
    ui.add_space(theme::GAP / 2.0);
    ui.horizontal(|ui| {
        let size = Vec2::new(theme::label_width(), ui.spacing().interact_size.y);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(size.x);
            ui.label(RichText::new(tr("Preset")).strong());
        });
        let name = present_name(own, settings);
        let button = Button::new((name.clone(), egui::Atom::grow(), Icon::Fold { open: true }.atom()));
        let response = ui
            .add_sized(Vec2::new(ui.available_width(), ui.spacing().interact_size.y), button)
            .accessible_name(tr("Choose preset"));
        Popup::from_toggle_button_response(&response)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| gallery(ui, presets, own, settings, messages));
        response.on_hover_text(tr_with(
            "{name}\n\nA look to begin with. It changes every setting but the size, the iterations and the pictures.",
            &[("name", &name)],
        ));
    });
}

/// The name of the preset whose look the settings have.
fn present_name(own: &[Preset], settings: &TransferSettings) -> String {
    let own = own.iter().find(|preset| preset.is_that_of(settings)).map(|preset| preset.name.clone());
    let bundled = || BUNDLED.iter().find(|bundled| bundled.preset().is_that_of(settings));
    own.or_else(|| bundled().map(|bundled| tr(bundled.name).to_owned())).unwrap_or_else(|| tr("Custom").to_owned())
}

fn gallery(ui: &mut Ui, presets: &Presets, own: &[Preset], settings: &TransferSettings, messages: &mut Vec<Msg>) {
    let width = THUMBNAIL.x * IN_A_ROW as f32 + ui.spacing().item_spacing.x * (IN_A_ROW - 1) as f32;
    ui.set_width(width);
    for row in BUNDLED.chunks(IN_A_ROW) {
        ui.horizontal_top(|ui| {
            for bundled in row {
                thumbnail(ui, bundled, presets, settings, messages);
            }
        });
    }
    ui.separator();
    ui.label(RichText::new(tr("Your own")).small().weak());
    if own.is_empty() {
        ui.label(
            RichText::new(tr("None yet. Set the sliders as you like them and save them under a name.")).small().weak(),
        );
    }
    for (index, preset) in own.iter().enumerate() {
        own_row(ui, index, preset, settings, messages);
    }
    ui.horizontal(|ui| {
        let save = Dialog::Name { purpose: NamePurpose::New, text: String::new() };
        if ui.button(tr("Save these settings…")).on_hover_text(tr("Give the present look a name.")).clicked() {
            messages.push(Msg::Ask(save));
            ui.close();
        }
        if ui.button(tr("Import…")).on_hover_text(tr("Take a preset from a file.")).clicked() {
            messages.push(Msg::ChooseFile);
            ui.close();
        }
    });
}

/// A bundled preset: its picture and its name.
fn thumbnail(
    ui: &mut Ui,
    bundled: &BundledPreset,
    presets: &Presets,
    settings: &TransferSettings,
    messages: &mut Vec<Msg>,
) {
    let preset = bundled.preset();
    let size = THUMBNAIL + Vec2::new(0.0, NAME_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let is_present = preset.is_that_of(settings);
    response.widget_info(|| {
        WidgetInfo::selected(
            egui::Role::Button,
            true,
            is_present,
            tr_with("Preset {name}", &[("name", &tr(bundled.name))]),
        )
    });
    let frame = Rect::from_min_size(rect.min, THUMBNAIL);
    match presets.thumbnails.get(bundled.name) {
        Some(texture) => picture(ui, texture, frame),
        None => _ = ui.painter().rect_filled(frame, CornerRadius::same(5), theme::colors(ui).sunken),
    }
    outline(ui, frame, &response);
    if is_present {
        let stroke = egui::Stroke::new(2.0, theme::colors(ui).accent);
        ui.painter().rect_stroke(frame, CornerRadius::same(5), stroke, egui::StrokeKind::Inside);
    }
    let color = if is_present { theme::colors(ui).text_strong } else { theme::colors(ui).text };
    let below = Rect::from_min_max(frame.left_bottom(), rect.max);
    ui.painter().text(
        below.left_center(),
        egui::Align2::LEFT_CENTER,
        tr(bundled.name),
        egui::FontId::proportional(12.0),
        color,
    );
    if response.on_hover_text(tr(bundled.about)).clicked() {
        messages.push(Msg::Apply(Box::new(preset)));
        ui.close();
    }
}

/// One of the person's own: its name, and what can be done with it.
fn own_row(ui: &mut Ui, index: usize, preset: &Preset, settings: &TransferSettings, messages: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        let entries = [
            ("Delete", "Delete {name}", Msg::Delete(index)),
            ("Export…", "Export {name}", Msg::Export(index)),
            (
                "Rename…",
                "Rename {name}",
                Msg::Ask(Dialog::Name { purpose: NamePurpose::Rename(index), text: preset.name.clone() }),
            ),
        ];
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for (text, name, message) in entries {
                let name = tr_with(name, &[("name", &preset.name)]);
                if ui.small_button(tr(text)).accessible_name(name).clicked() {
                    let closes = !matches!(message, Msg::Delete(_));
                    messages.push(message);
                    if closes {
                        ui.close();
                    }
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let is_present = preset.is_that_of(settings);
                let button = Button::selectable(is_present, escaped(&preset.name)).truncate();
                let response = ui.add(button).accessible_name(tr_with("Preset {name}", &[("name", &preset.name)]));
                if response.on_hover_text(tr("Click to use this look.")).clicked() {
                    messages.push(Msg::Apply(Box::new(preset.clone())));
                    ui.close();
                }
            });
        });
    });
}

/// Draws the question that waits for an answer.
pub fn dialog(ui: &mut Ui, dialog: &Dialog, messages: &mut Vec<Msg>) {
    match dialog {
        Dialog::Name { purpose, text } => {
            let purpose = *purpose;
            let (title, answer) = match purpose {
                NamePurpose::New => ("Save these settings", "Save"),
                NamePurpose::Rename(_) => ("Rename the preset", "Rename"),
            };
            let question =
                Question { title, text: "Under which name?", field: "Name", hint: "Strong evening light", answer };
            let typed = |text| Msg::Ask(Dialog::Name { purpose, text });
            question.show(ui, text, typed, |name| Msg::Name(purpose, name), Msg::CloseDialog, messages);
        }
        Dialog::Path { text } => {
            let question = Question {
                title: "Import a preset",
                text: "This desktop has no file dialog. Type the path of a preset, or drop its file on the window.",
                field: "Path",
                hint: "/home/me/strokes.json",
                answer: "Import",
            };
            let typed = |text| Msg::Ask(Dialog::Path { text });
            question.show(ui, text, typed, |path| Msg::ReadFile(path.into()), Msg::CloseDialog, messages);
        }
    }
}
