//! Whether to leave the project although something is not finished or not saved.

use egui::Ui;

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::session::Session;
use crate::studio::features::project::{Departure, ProjectAction};
use crate::studio::language::{tr, tr_with};
use crate::studio::widgets::{buttons, title};

/// Draws the question.
pub(in crate::studio) fn show(ui: &mut Ui, departure: &Departure, session: &Session, actions: &mut Actions) {
    let is_running = session.phase().is_running();
    let save = Action::Project(ProjectAction::SaveAndDepart(departure.clone()));
    let save_text = if session.project.path.is_some() { "Save project" } else { "Save project…" };
    let depart = Action::Project(ProjectAction::Depart(departure.clone()));
    if is_running {
        title(ui, "Stop painting?");
        ui.label(tr("The painting is not finished. A project that is saved goes on from here the next time."));
    } else {
        title(ui, heading(departure));
        ui.label(what_is_lost(session));
    }
    let stay = (if is_running { "Keep painting" } else { "Cancel" }, true, Action::CloseDialog);
    let save = (save_text, true, save);
    let picture = ("Save picture…", session.has_result(), Action::AskSaveResult);
    let depart = (depart_text(departure, is_running), true, depart);
    let entries = if is_running { [stay, save, picture, depart] } else { [save, picture, stay, depart] };
    buttons(ui, entries, actions);
}

const fn heading(departure: &Departure) -> &'static str {
    match departure {
        Departure::Close => "Close without saving?",
        Departure::New => "Begin anew without saving?",
        Departure::Open(_) => "Open another project without saving?",
    }
}

fn what_is_lost(session: &Session) -> String {
    match session.project.name() {
        Some(name) => tr_with("{name} was changed since it was saved.", &[("name", &name)]),
        None => tr("What was painted is in no file yet.").to_owned(),
    }
}

const fn depart_text(departure: &Departure, is_running: bool) -> &'static str {
    match (departure, is_running) {
        (Departure::Close, true) => "Stop and close",
        (Departure::Close, false) => "Close without saving",
        (Departure::New, true) => "Stop and begin",
        (Departure::New, false) => "Begin without saving",
        (Departure::Open(_), true) => "Stop and open",
        (Departure::Open(_), false) => "Open without saving",
    }
}
