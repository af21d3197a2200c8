//! One setting: its label, its control, and the double click that sets it back to its default; and a line of a form.

use egui::{Align, ComboBox, Key, Label, Layout, PointerButton, Response, RichText, Sense, Ui, Vec2};

use crate::studio::language::{tr, tr_with};
use crate::studio::theme;

/// What a combo box adds to the width it is given, in points.
const COMBO_FRAME: f32 = 2.0;

/// What a person reads about a setting.
#[derive(Debug, Clone)]
pub struct Text<'a> {
    /// Its name.
    pub label: &'a str,
    /// What it does to the painting, in an artist's words.
    pub tooltip: &'a str,
    /// Its default, as the control would show it.
    pub default: String,
}

impl Text<'_> {
    /// The whole tooltip.
    fn explanation(&self) -> String {
        tr_with(
            "{explanation}\n\nDefault: {default}. Double-click to reset.",
            &[("explanation", &tr(self.tooltip)), ("default", &tr(&self.default))],
        )
    }
}

/// Draws a setting on one line; says whether it is to be set back to its default.
///
/// A label that differs from the default is bright, so that changes are seen at a glance.
pub fn row(ui: &mut Ui, text: &Text<'_>, is_default: bool, control: impl FnOnce(&mut Ui) -> Response) -> bool {
    let explanation = text.explanation();
    ui.horizontal(|ui| {
        let color = if is_default { theme::colors(ui).text_weak } else { theme::colors(ui).text_strong };
        let size = Vec2::new(theme::label_width(), ui.spacing().interact_size.y);
        let label = ui
            .allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
                ui.set_min_width(size.x);
                ui.add(Label::new(RichText::new(tr(text.label)).color(color)).wrap().sense(Sense::CLICK))
            })
            .inner;
        let response = ui.label_inputs_by(label.id, control);
        let reset = label.double_clicked() || is_reset(ui, &response);
        label.on_hover_text(&explanation);
        response.on_hover_text(&explanation);
        reset
    })
    .inner
}

/// A labelled line of a form.
pub fn field(ui: &mut Ui, label: &str, control: impl FnOnce(&mut Ui) -> Response) -> Response {
    ui.horizontal(|ui| {
        let size = Vec2::new(theme::label_width(), ui.spacing().interact_size.y);
        let label = ui
            .allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
                ui.set_min_width(size.x);
                ui.label(RichText::new(tr(label)).weak())
            })
            .inner;
        ui.label_inputs_by(label.id, control)
    })
    .inner
}

/// A control that chooses one of a few values.
pub fn choice<T: PartialEq + Clone>(ui: &mut Ui, id: &str, value: &mut T, choices: &[(T, String)]) -> Response {
    let present = choices.iter().find(|(choice, _)| choice == value).map_or("", |(_, name)| tr(name));
    let mut changed = false;
    let mut response = ComboBox::from_id_salt(id)
        .selected_text(present)
        .width(ui.available_width() - COMBO_FRAME)
        .show_ui(ui, |ui| {
            for (choice, name) in choices {
                changed |= ui.selectable_value(value, choice.clone(), tr(name)).changed();
            }
        })
        .response;
    if changed {
        response.mark_changed();
    }
    response
}

/// Whether a control is to be set back to its default: by a double click, which it need not listen to itself, or by
/// Backspace while it has the focus and nothing is typed into it.
pub fn is_reset(ui: &Ui, response: &Response) -> bool {
    let is_clicked = || ui.input(|input| input.pointer.button_double_clicked(PointerButton::Primary));
    let is_pressed = || ui.input(|input| input.key_pressed(Key::Backspace)) && !ui.ctx().text_edit_focused();
    (response.contains_pointer() && is_clicked()) || (response.has_focus() && is_pressed())
}
