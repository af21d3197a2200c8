//! The Train tab: what is learned and from what beside the canvas, and in its place how far it is.

mod controls;
mod progress;

use egui::{Frame, Label, Margin, RichText, ScrollArea, Ui};

use crate::studio::app::action::Actions;
use crate::studio::app::panels::method_tabs;
use crate::studio::app::session::Session;
use crate::studio::app::state::State;
use crate::studio::features::pictures::view as pictures;
use crate::studio::language::tr;
use crate::studio::theme;
use crate::studio::widgets::follow_focus;

pub(in crate::studio) use progress::show;

/// Draws what can be chosen into the side panel.
pub(in crate::studio) fn panel(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(theme::MARGIN, 6)).show(ui, |ui| {
            method_tabs(ui, session, actions);
            pictures::show(ui, session, actions);
            ui.add_space(theme::GAP / 2.0);
            let text = tr(
                "A network learns to paint any photograph like the painting on the right. The photograph on the left \
                        shows how far it is.",
            );
            ui.add(Label::new(RichText::new(text).weak()).wrap());
            controls::show(ui, state, session, actions);
            follow_focus(ui);
        });
    });
}
