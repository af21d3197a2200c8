//! What a person sets once and for all: how the program looks, whether it calls, and how much the film strip keeps.

use egui::{ThemePreference, Ui};

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::appearance::{Appearance, SCALES};
use crate::studio::app::state::State;
use crate::studio::app::window;
use crate::studio::features::film_strip::view as film_strip;
use crate::studio::language::{Language, tr};
use crate::studio::widgets::{Text, choice, row, section};
use crate::studio::widgets::{buttons, title};

/// Draws the dialog.
pub(in crate::studio) fn show(ui: &mut Ui, state: &State, actions: &mut Actions) {
    title(ui, "Preferences");
    section(ui, "Appearance", |ui| appearance(ui, state.appearance, actions));
    section(ui, "Notifications", |ui| notifications(ui, state.notifies, actions));
    section(ui, "Film strip", |ui| {
        let mut messages = Vec::new();
        film_strip::how_much(ui, &state.film, &mut messages);
        actions.extend(messages.into_iter().map(Action::Film));
    });
    buttons(ui, [("Close", true, Action::CloseDialog)], actions);
}

fn appearance(ui: &mut Ui, present: Appearance, actions: &mut Actions) {
    let (mut changed, default) = (present, Appearance::default());
    let themes = [
        (ThemePreference::System, "As the desktop".to_owned()),
        (ThemePreference::Dark, "Dark".to_owned()),
        (ThemePreference::Light, "Light".to_owned()),
    ];
    let text = Text {
        label: "Theme",
        tooltip: "Light or dark greys around the picture. They have no hue, so that they do not colour your eye.",
        default: "as the desktop".into(),
    };
    let is_default = changed.theme == default.theme;
    if row(ui, &text, is_default, |ui| choice(ui, text.label, &mut changed.theme, &themes)) {
        changed.theme = default.theme;
    }
    let mut scales: Vec<f32> = SCALES.to_vec();
    if !scales.contains(&present.scale) {
        scales.push(present.scale);
        scales.sort_by(f32::total_cmp);
    }
    let scales: Vec<_> = scales.into_iter().map(|scale| (scale, format!("{:.0} %", scale * 100.0))).collect();
    let text = Text {
        label: "Size of controls",
        tooltip: "How large text and controls are drawn. The picture has a zoom of its own.",
        default: "100 %".into(),
    };
    let is_default = changed.scale == default.scale;
    if row(ui, &text, is_default, |ui| choice(ui, text.label, &mut changed.scale, &scales)) {
        changed.scale = default.scale;
    }
    language(ui, &mut changed.language);
    if changed != present {
        actions.push(Action::Window(window::Msg::Change(changed)));
    }
}

fn notifications(ui: &mut Ui, present: bool, actions: &mut Actions) {
    let mut notifies = present;
    let tooltip =
        tr("While you are at another window, the desktop tells you when the queue or a long painting is done.");
    if ui.checkbox(&mut notifies, tr("Tell me when the work is done")).on_hover_text(tooltip).changed() {
        actions.push(Action::Window(window::Msg::Notify(notifies)));
    }
}

/// In which language it speaks; each is named in itself, for whoever is lost in another.
fn language(ui: &mut Ui, language: &mut Option<Language>) {
    let desktop = (None, "As the desktop".to_owned());
    let languages = Language::ALL.map(|language| (Some(language), language.name().to_owned()));
    let choices: Vec<_> = std::iter::once(desktop).chain(languages).collect();
    let text = Text {
        label: "Language",
        tooltip: "The language of the window. It changes at once.",
        default: "as the desktop".into(),
    };
    let is_default = language.is_none();
    if row(ui, &text, is_default, |ui| choice(ui, text.label, language, &choices)) {
        *language = None;
    }
}
