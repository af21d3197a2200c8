//! The colours of the content for the painting: a step after painting, which also acts on what is finished.

use egui::Ui;

use crate::picture::{COLORS_STRENGTH_RANGE, ColorMethod, ColorSettings};
use crate::studio::action::{Action, Actions};
use crate::studio::coloring::title;
use crate::studio::state::State;
use crate::studio::widgets::{Curve, Slider, Text, choice, row, section, significant};

/// Draws them as a group.
pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Actions) {
    section(ui, "Colours", |ui| rows(ui, state, actions));
}

/// Draws the method and its strength.
pub(super) fn rows(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let mut colors = state.colors;
    method(ui, &mut colors.method);
    if colors.method != ColorMethod::None {
        strength(ui, &mut colors.strength);
    }
    if colors != state.colors {
        actions.push(Action::ChangeColors(colors));
    }
}

fn method(ui: &mut Ui, method: &mut ColorMethod) {
    let default = ColorSettings::default().method;
    let text = Text {
        label: "Take from",
        tooltip: "Whose colours the painting has. The content's come back in several ways: with the painted light and \
                  dark (luminance), by moving all colours together (linear), or colour by colour (histogram). It acts \
                  at once, also on a finished painting and on saved files; what was painted is not lost.",
        default: title(default).into(),
    };
    let choices = ColorMethod::ALL.map(|method| (method, title(method).to_owned()));
    let is_default = *method == default;
    if row(ui, &text, is_default, |ui| choice(ui, text.label, method, &choices)) {
        *method = default;
    }
}

fn strength(ui: &mut Ui, strength: &mut f64) {
    let default = ColorSettings::default().strength;
    let text = Text {
        label: "Colour strength",
        tooltip: "How far the colours go from the painted ones to the content's.",
        default: significant(default),
    };
    Slider { value: strength, range: COLORS_STRENGTH_RANGE, default, curve: Curve::Linear, unit: "" }.row(ui, &text);
}
