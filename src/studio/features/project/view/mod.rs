//! The questions about projects: leaving one that was changed, finding its pictures, and going on with a session that
//! broke off.

mod leaving;
mod missing;
mod recover;

pub(in crate::studio) use leaving::show as leaving;
pub(in crate::studio) use missing::{location_path, show as missing};
pub(in crate::studio) use recover::show as recover;

use egui::Ui;

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::session::Session;
use crate::studio::features::project::ProjectAction;
use crate::studio::language::tr;

/// The width of the questions in points.
pub const WIDTH: f32 = 520.0;

/// Draws whether the pictures are put into the project.
pub(in crate::studio) fn embedding(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let mut embeds = session.project.embeds;
    let response = ui.checkbox(&mut embeds, tr("Put the pictures into the project"));
    let tooltip = tr("The file becomes larger, and can be taken to another machine without anything else.");
    if response.on_hover_text(tooltip).changed() {
        actions.push(Action::Project(ProjectAction::Embed(embeds)));
    }
}
