//! The chosen style and how it is used.

use egui::{Align, Button, Label, Layout, Response, RichText, Ui, Vec2};

use crate::fast::{BLEND_RANGE, Recipe, STYLE_SIZE_RANGE, strength_range};
use crate::studio::features::fast::{Dialog, Fast, FastSettings, Msg};
use crate::studio::language::{tr, translate};
use crate::studio::theme;
use crate::studio::widgets::{Curve, Icon, Slider, Text, choice, icon_button, row, significant};
use crate::text::escaped;

/// Draws the options.
pub fn options(ui: &mut Ui, fast: &Fast, settings: &FastSettings, messages: &mut Vec<Msg>) {
    heading(ui, settings, fast, messages);
    let mut changed = settings.clone();
    let recipe = &mut changed.recipe;
    strength(ui, recipe);
    style_size(ui, recipe);
    blend(ui, &mut changed, fast);
    if changed != *settings {
        messages.push(Msg::Change(changed));
    }
}

/// The name of the chosen style, and what can be done with it.
fn heading(ui: &mut Ui, settings: &FastSettings, fast: &Fast, messages: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        ui.set_height(24.0);
        let Some(style) = settings.style.as_deref().and_then(|name| fast.style(name)) else {
            ui.label(RichText::new(tr("No style chosen")).weak());
            return;
        };
        let name = style.name.clone();
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            if style.is_own() && icon_button(ui, Icon::Delete, "Remove style").clicked() {
                messages.push(Msg::Remove(name.clone()));
            }
            if icon_button(ui, Icon::Information, "Style details").clicked() {
                messages.push(Msg::Ask(Dialog::Details(name.clone())));
            }
            if style.can_be_favourite() && favourite(ui, style.is_favourite).clicked() {
                messages.push(Msg::SetFavourite(name.clone(), !style.is_favourite));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = RichText::new(translate(&settings.title())).strong();
                ui.add(Label::new(text).truncate());
            });
        });
    });
}

fn favourite(ui: &mut Ui, is_favourite: bool) -> Response {
    let name = tr(if is_favourite { "No favourite any more" } else { "Favourite" });
    let size = Vec2::splat(theme::ICON);
    let color = if is_favourite { theme::colors(ui).accent } else { theme::colors(ui).text };
    let star = egui::Atom::paint(size, move |ui, args| {
        Icon::Star { filled: is_favourite }.paint(ui.painter(), args.rect, color);
    });
    let button = Button::new(star).frame_when_inactive(false);
    ui.add(button).accessible_name(name).on_hover_text(tr("Favourites come first in the gallery."))
}

fn strength(ui: &mut Ui, recipe: &mut Recipe) {
    let default = Recipe::default().strength;
    let text = Text {
        label: "Strength",
        tooltip: "How much of the style is seen. To the left the photograph comes back.",
        default: significant(default),
    };
    Slider { value: &mut recipe.strength, range: strength_range(), default, curve: Curve::Linear, unit: "" }
        .row(ui, &text);
}

fn style_size(ui: &mut Ui, recipe: &mut Recipe) {
    let default = Recipe::default().style_size;
    let text = Text {
        label: "Style size",
        tooltip: "How large the strokes are. 2 makes them twice as large and the painting coarser; 0.5 makes them \
                  half as large and takes four times as long.",
        default: significant(default),
    };
    let curve = Curve::Logarithmic { smallest: *STYLE_SIZE_RANGE.start() };
    Slider { value: &mut recipe.style_size, range: STYLE_SIZE_RANGE, default, curve, unit: "×" }.row(ui, &text);
}

/// The second style, and how much of it there is.
fn blend(ui: &mut Ui, settings: &mut FastSettings, fast: &Fast) {
    let text = Text {
        label: "Blend with",
        tooltip: "A second style that is mixed with the chosen one. Ctrl-click on it in the gallery does the same.",
        default: "None".into(),
    };
    let others = fast.styles().filter(|style| Some(&style.name) != settings.style.as_ref());
    let mut choices = vec![(None, "None".to_owned())];
    choices.extend(others.map(|style| (Some(style.name.clone()), escaped(&style.name).into_owned())));
    let is_default = settings.second.is_none();
    let second = &mut settings.second;
    let is_possible = settings.style.is_some() && choices.len() > 1;
    let control = |ui: &mut Ui| ui.add_enabled_ui(is_possible, |ui| choice(ui, text.label, second, &choices)).inner;
    if row(ui, &text, is_default, control) {
        settings.second = None;
    }
    if settings.second.is_some() {
        share(ui, &mut settings.recipe);
    }
}

fn share(ui: &mut Ui, recipe: &mut Recipe) {
    let default = Recipe::default().blend;
    let text = Text {
        label: "Blend",
        tooltip: "How much of the second style there is: 0 is the first one alone, 1 the second one.",
        default: significant(default),
    };
    Slider { value: &mut recipe.blend, range: BLEND_RANGE, default, curve: Curve::Linear, unit: "" }.row(ui, &text);
}
