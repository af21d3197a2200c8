//! The Learn tab: the lessons beside the canvas, and the figure of the chosen one in its place.

mod around;
mod controls;
mod figure;
mod maps;
mod matrices;
mod speed;

use egui::{Button, Label, RichText, Ui, vec2};

use crate::studio::features::learn::{Learn, LearnSettings, Lesson, Msg, Topic};
use crate::studio::language::tr;
use crate::studio::theme;
use crate::studio::widgets::formula::formula;

pub use around::Around;

/// Draws the lessons, below the pictures.
pub fn lessons(ui: &mut Ui, learn: &Learn, settings: &LearnSettings, around: Around<'_>, messages: &mut Vec<Msg>) {
    ui.add_space(theme::GAP / 2.0);
    let mut changed = settings.clone();
    topics(ui, &mut changed);
    ui.add_space(theme::GAP / 2.0);
    lesson(ui, &changed.topic.lesson());
    ui.add_space(theme::GAP / 2.0);
    controls::show(ui, learn, &mut changed, around, messages);
    if changed != *settings {
        messages.push(Msg::Change(Box::new(changed)));
    }
}

/// Draws the figure of the chosen lesson into the rest of the space.
pub fn show(ui: &mut Ui, learn: &Learn, settings: &LearnSettings, around: Around<'_>, messages: &mut Vec<Msg>) {
    match (settings.topic, settings.topic.figure()) {
        (_, Some(figure)) => figure::show(ui, figure, learn, settings, around, messages),
        (Topic::GramMatrix, None) => matrices::show(ui, learn, settings, around.pictures),
        (Topic::Speed, None) => speed::show(ui, &learn.speed),
        (_, None) => maps::show(ui, learn, settings, around, messages),
    }
}

/// What can be learned about, with its place in the paper.
fn topics(ui: &mut Ui, settings: &mut LearnSettings) {
    ui.spacing_mut().item_spacing.y = 1.0;
    ui.visuals_mut().selection.bg_fill = theme::colors(ui).chosen;
    for topic in Topic::ALL {
        let is_chosen = settings.topic == topic;
        let color = if is_chosen { theme::colors(ui).text_strong } else { theme::colors(ui).text };
        let name = RichText::new(tr(topic.name())).color(color);
        let place = RichText::new(tr(topic.place())).small().weak();
        let button = Button::selectable(is_chosen, (name, egui::Atom::grow(), place));
        let response = ui.add(button.min_size(vec2(ui.available_width(), 24.0))).accessible_name(tr(topic.name()));
        if response.clicked() {
            settings.topic = topic;
        }
    }
    ui.spacing_mut().item_spacing.y = 4.0;
}

/// The topic in two sentences, its formulas, and where it stands.
fn lesson(ui: &mut Ui, lesson: &Lesson) {
    ui.add(Label::new(RichText::new(tr(lesson.text))).wrap());
    ui.add_space(6.0);
    for one in &lesson.formulas {
        formula(ui, one);
        ui.add_space(6.0);
    }
    ui.add(Label::new(RichText::new(tr(lesson.remark)).small().weak()).wrap());
    ui.add_space(2.0);
    ui.hyperlink_to(RichText::new(tr(lesson.reference)).small(), lesson.address).on_hover_text(lesson.address);
}
