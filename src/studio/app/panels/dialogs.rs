//! The questions that are asked above everything else.

use std::mem;

use egui::{Context, Id, Modal, Ui};

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::panels::{palette, preferences, shortcuts};
use crate::studio::app::save_preview;

use crate::studio::app::session::Session;
use crate::studio::app::state::State;
use crate::studio::app::window::Dialog;
use crate::studio::features::fast::{Dialog as StyleDialog, view as fast};
use crate::studio::features::pictures::Dialog as PictureDialog;
use crate::studio::features::pictures::view::{self as pictures, framing};
use crate::studio::features::presets::view as presets;
use crate::studio::features::project::view as project;
use crate::studio::features::saving::{Dialog as SaveDialog, view as saving_view};

/// The width of questions in points.
const WIDTH: f32 = 400.0;
/// The least room between the edges of the window and what is in a dialog, in points.
const MARGIN: f32 = 28.0;

/// Draws the dialog that waits for an answer, if there is one.
pub(in crate::studio) fn show(window: &Context, state: &State, session: &Session, actions: &mut Actions) {
    let dialogs = &session.services.dialogs;
    if let Some(dialog) = session.presets.dialog.get(dialogs) {
        return question(window, ("presets", mem::discriminant(dialog)), WIDTH, actions, |ui, actions| {
            let mut messages = Vec::new();
            presets::dialog(ui, dialog, &mut messages);
            actions.extend(messages.into_iter().map(Action::Presets));
        });
    }
    if let Some(dialog) = session.pictures.dialog.get(dialogs) {
        let width = if matches!(dialog, PictureDialog::Framing(_)) { framing::WIDTH } else { WIDTH };
        return question(window, ("pictures", mem::discriminant(dialog)), width, actions, |ui, actions| {
            let mut messages = Vec::new();
            match dialog {
                PictureDialog::Path { role, text } => pictures::path(ui, *role, text, &mut messages),
                PictureDialog::Framing(role) => {
                    let framing = state.setup.arrangement.framing(*role);
                    let loaded = session.services.pictures.loaded(*role);
                    framing::show(ui, *role, framing, loaded, &session.canvas.tiles, &mut messages);
                }
            }
            actions.extend(messages.into_iter().map(Action::Pictures));
        });
    }
    if let Some(dialog) = session.fast.dialog.get(dialogs) {
        return question(window, ("fast", mem::discriminant(dialog)), WIDTH, actions, |ui, actions| {
            let mut messages = Vec::new();
            match dialog {
                StyleDialog::Path { text } => fast::path(ui, text, &mut messages),
                StyleDialog::Details(name) => fast::details(ui, name, &session.fast, &mut messages),
            }
            actions.extend(messages.into_iter().map(Action::Fast));
        });
    }
    if let Some(dialog) = session.saving.dialog.get(dialogs) {
        let (SaveDialog::Form(form) | SaveDialog::Overwrite(form)) = dialog;
        return question(window, ("saving", mem::discriminant(dialog)), WIDTH, actions, |ui, actions| {
            let mut messages = Vec::new();
            let known = save_preview::known(form.subject, state, session);
            let choices = |ui: &mut Ui| save_preview::choices(ui, form.subject, state, session, actions);
            saving_view::dialog(ui, dialog, &known, choices, &mut messages);
            actions.extend(messages.into_iter().map(Action::Saving));
        });
    }
    if let Some(dialog) = session.project.dialog.get(dialogs) {
        let kind = ("project", mem::discriminant(dialog));
        return question(window, kind, project::width(dialog), actions, |ui, actions| {
            let mut messages = Vec::new();
            let painted =
                project::Painted { is_running: session.phase().is_running(), has_picture: session.has_result() };
            project::dialog(ui, dialog, &session.project, painted, &mut messages);
            actions.extend(messages.into_iter().map(Action::Project));
        });
    }
    let Some(dialog) = session.window.dialog.get(dialogs) else { return };
    let width = match dialog {
        Dialog::Shortcuts => shortcuts::WIDTH,
        Dialog::Palette(_) => palette::WIDTH,
        Dialog::Preferences => WIDTH,
    };
    let show = |ui: &mut Ui, actions: &mut Actions| match dialog {
        Dialog::Shortcuts => shortcuts::show(ui, actions),
        Dialog::Palette(search) => palette::show(ui, search, state, session, actions),
        Dialog::Preferences => preferences::show(ui, state, actions),
    };
    match dialog {
        Dialog::Palette(_) => framed(window, palette::place(Id::unique("palette")), width, actions, show),
        _ => question(window, mem::discriminant(dialog), width, actions, show),
    }
}

/// Draws a question. Each kind has a place of its own: one that took over the place of another would be laid out for the
/// other's size at first, and move.
fn question(
    window: &Context,
    kind: impl std::hash::Hash + std::fmt::Debug,
    width: f32,
    actions: &mut Actions,
    show: impl FnOnce(&mut Ui, &mut Actions),
) {
    framed(window, Modal::new(Id::unique("dialog").with(kind)), width, actions, show);
}

fn framed(window: &Context, modal: Modal, width: f32, actions: &mut Actions, show: impl FnOnce(&mut Ui, &mut Actions)) {
    let frame = egui::Frame::window(&window.global_style()).inner_margin(18);
    let modal = modal.frame(frame).show(window, |ui| {
        // In a small window, or with large text, a dialog is as wide as there is room.
        let room = window.content_rect().width() - 2.0 * MARGIN;
        ui.set_width(room.min(width));
        show(ui, actions);
    });
    if modal.should_close() {
        actions.push(Action::CloseDialog);
    }
}
