//! Buttons and menu entries for commands.

use egui::{Button, Ui, Vec2};

use crate::studio::app::action::Actions;
use crate::studio::app::command::{Command, Situation, key_text};
use crate::studio::language::tr_with;
use crate::studio::theme;

/// The height of the buttons in the bars, in points.
const HEIGHT: f32 = 28.0;

/// How a button looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The one that matters most: filled with the accent.
    Accent,
    /// Icon and text.
    Plain,
    /// Icon only.
    Icon,
}

/// A button that gives a command.
pub fn command_button(ui: &mut Ui, command: Command, situation: Situation, look: Look, actions: &mut Actions) {
    let button = match look {
        Look::Accent => {
            let text = egui::RichText::new(command.text()).color(theme::ON_ACCENT).strong();
            Button::new((command.icon().atom(), text)).fill(theme::colors(ui).accent).min_size(Vec2::new(92.0, HEIGHT))
        }
        Look::Plain => Button::new((command.icon().atom(), command.text())).min_size(Vec2::new(0.0, HEIGHT)),
        Look::Icon => Button::new(command.icon().atom()).min_size(Vec2::splat(HEIGHT)),
    };
    let explanation = explanation(ui, command);
    let response = ui
        .scope(|ui| {
            if look == Look::Accent {
                // The icon takes the colour of the text around it.
                let widgets = &mut ui.visuals_mut().widgets;
                for visuals in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
                    visuals.fg_stroke.color = theme::ON_ACCENT;
                }
            }
            ui.add_enabled(command.is_available(situation), button)
        })
        .inner;
    let response =
        response.accessible_name(command.text()).on_hover_text(&explanation).on_disabled_hover_text(&explanation);
    if response.clicked() {
        actions.push(command.action());
    }
}

/// A menu entry that gives a command.
pub fn menu_item(ui: &mut Ui, command: Command, situation: Situation, actions: &mut Actions) {
    let mut button = Button::new((command.icon().atom(), command.text()));
    if let Some(shortcut) = command.shortcut() {
        button = button.shortcut_text(key_text(ui.ctx(), &shortcut));
    }
    let response = ui.add_enabled(command.is_available(situation), button).on_hover_text(command.tooltip());
    if response.accessible_name(command.text()).clicked() {
        actions.push(command.action());
    }
}

/// What a command does, and its key.
pub fn explanation(ui: &Ui, command: Command) -> String {
    match command.shortcut() {
        Some(shortcut) => tr_with(
            "{explanation}\nKey: {key}",
            &[("explanation", &command.tooltip()), ("key", &key_text(ui.ctx(), &shortcut))],
        ),
        None => command.tooltip().to_owned(),
    }
}
