//! The Learn tab: the lessons beside the canvas, and the figure of the chosen one in its place.

mod controls;
mod figure;
mod maps;
mod matrices;
mod speed;

use egui::{Button, Frame, Label, Margin, RichText, ScrollArea, Ui, vec2};

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::panels::method_tabs;
use crate::studio::app::session::Session;
use crate::studio::app::state::State;
use crate::studio::features::learn::{LearnAction, LearnSettings, Lesson, Topic};
use crate::studio::features::pictures::view as pictures;
use crate::studio::language::tr;
use crate::studio::theme;
use crate::studio::widgets::formula::formula;

/// Draws the lessons into the side panel.
pub(in crate::studio) fn lessons(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(theme::MARGIN, 6)).show(ui, |ui| {
            method_tabs(ui, session, actions);
            pictures::show(ui, session, actions);
            ui.add_space(theme::GAP / 2.0);
            let mut settings = state.learn.clone();
            topics(ui, &mut settings);
            ui.add_space(theme::GAP / 2.0);
            lesson(ui, &settings.topic.lesson());
            ui.add_space(theme::GAP / 2.0);
            controls::show(ui, &mut settings, state, session, actions);
            if settings != state.learn {
                actions.push(Action::Learn(LearnAction::Change(Box::new(settings))));
            }
        });
    });
}

/// Draws the figure of the chosen lesson into the rest of the space.
pub(in crate::studio) fn show(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    match state.learn.topic {
        Topic::FeatureMaps => maps::show(ui, state, session, actions),
        Topic::GramMatrix => matrices::show(ui, state, session),
        Topic::ContentReconstructions | Topic::StyleReconstructions | Topic::Balance => {
            if let Some(figure) = state.learn.topic.figure() {
                figure::show(ui, figure, state, session, actions);
            }
        }
        Topic::Speed => speed::show(ui, session),
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
