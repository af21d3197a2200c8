//! The parts of a dialog: its title, its buttons, and a question that is answered with one line.

use egui::{Button, Key, RichText, TextEdit, Ui};

use crate::studio::language::tr;
use crate::studio::theme;

/// The least size of a button that answers, in points.
const BUTTON: egui::Vec2 = egui::vec2(84.0, 28.0);

/// The title of a dialog.
pub fn title(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(tr(text)).heading().strong());
    ui.add_space(6.0);
}

/// A row of buttons at the right; the first is the one that matters and lies rightmost.
pub fn buttons<'a, M>(ui: &mut Ui, entries: impl IntoIterator<Item = (&'a str, bool, M)>, messages: &mut Vec<M>) {
    ui.add_space(10.0);
    // No higher than its buttons: all of the window's height is offered.
    let row = egui::vec2(ui.available_width(), BUTTON.y);
    ui.allocate_ui_with_layout(row, egui::Layout::right_to_left(egui::Align::Center).with_main_wrap(true), |ui| {
        for (index, (text, enabled, message)) in entries.into_iter().enumerate() {
            let text = tr(text);
            let button = if index == 0 {
                Button::new(RichText::new(text).color(theme::ON_ACCENT)).fill(theme::colors(ui).accent)
            } else {
                Button::new(text)
            };
            if ui.add_enabled(enabled, button.min_size(BUTTON)).clicked() {
                messages.push(message);
            }
        }
    });
}

/// A question that is answered with one line.
pub struct Question<'a> {
    /// The title.
    pub title: &'a str,
    /// What is asked.
    pub text: &'a str,
    /// The name of the field.
    pub field: &'a str,
    /// An example of an answer.
    pub hint: &'a str,
    /// The button that answers.
    pub answer: &'a str,
}

impl Question<'_> {
    /// Draws the question with what was typed so far; `typed` is the message of more, `act` that of the answer.
    pub fn show<M>(
        &self,
        ui: &mut Ui,
        text: &str,
        typed: impl Fn(String) -> M,
        act: impl Fn(String) -> M,
        cancel: M,
        messages: &mut Vec<M>,
    ) {
        title(ui, self.title);
        ui.label(tr(self.text));
        ui.add_space(6.0);
        let mut edited = text.to_owned();
        let edit = TextEdit::singleline(&mut edited).hint_text(tr(self.hint)).desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name(tr(self.field));
        if !response.has_focus() && !response.lost_focus() {
            response.request_focus();
        }
        let is_filled = !edited.trim().is_empty();
        let answer = act(edited.trim().to_owned());
        let is_entered = is_filled && response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let entered = is_entered.then(|| act(edited.trim().to_owned()));
        if edited != text {
            messages.push(typed(edited));
        }
        messages.extend(entered);
        buttons(ui, [(self.answer, is_filled, answer), ("Cancel", true, cancel)], messages);
    }
}
