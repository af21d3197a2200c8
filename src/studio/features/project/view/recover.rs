//! Whether to go on with a session that broke off.

use std::time::SystemTime;

use egui::{Image, RichText, Ui, Vec2};

use crate::project::{LostSession, Manifest};
use crate::studio::app::action::{Action, Actions};
use crate::studio::app::session::Session;
use crate::studio::features::project::{ProjectAction, name_of};
use crate::studio::format::about;
use crate::studio::language::{tr, tr_count, tr_with};
use crate::studio::theme;
use crate::studio::widgets::{buttons, title};

/// The largest size of the picture, in points.
const PICTURE: Vec2 = Vec2::new(484.0, 240.0);

/// Draws the question.
pub(in crate::studio) fn show(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let Some(lost) = session.project.lost.first() else { return };
    title(ui, "Go on where you were?");
    ui.label(tr("Impasto broke off before it was closed. This is what it had kept:"));
    ui.add_space(8.0);
    if let Some(thumbnail) = &lost.thumbnail {
        ui.vertical_centered(|ui| ui.add(Image::new(thumbnail).max_size(PICTURE).corner_radius(3)));
        ui.add_space(6.0);
    }
    ui.label(RichText::new(what(&lost.session)).color(theme::colors(ui).text_strong));
    ui.label(RichText::new(when(lost.session.time)).color(theme::colors(ui).text_weak));
    let others = session.project.lost.len() - 1;
    if others > 0 {
        let text = tr_count("Another session broke off too.", "{count} more sessions broke off.", others);
        ui.label(RichText::new(text).weak());
    }
    let entries = [
        ("Go on", true, Action::Project(ProjectAction::Recover)),
        ("Ask again next time", true, Action::Project(ProjectAction::RecoverLater)),
        ("Throw it away", true, Action::Project(ProjectAction::DiscardLost)),
    ];
    buttons(ui, entries, actions);
}

fn what(session: &LostSession) -> String {
    let Manifest { painting, snapshots, .. } = &session.opened.manifest;
    let name = session.project.as_deref().map_or_else(|| tr("A project without a name").to_owned(), name_of);
    let painted = painting.as_ref().map(|painting| {
        let of: usize = painting.scales.iter().map(|scale| scale.iterations).sum();
        tr_with("iteration {number} of {total}", &[("number", &painting.iteration), ("total", &of)])
    });
    let kept = (!snapshots.is_empty())
        .then(|| tr_count("{count} picture in the film strip", "{count} pictures in the film strip", snapshots.len()));
    std::iter::once(name).chain(painted).chain(kept).collect::<Vec<_>>().join(", ")
}

fn when(time: SystemTime) -> String {
    match time.elapsed() {
        Ok(passed) => tr_with("Kept {time} ago", &[("time", &about(passed.as_secs_f64()))]),
        Err(_) => tr("Kept just now").to_owned(),
    }
}
