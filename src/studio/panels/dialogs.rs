//! The questions that are asked above everything else.

use std::mem;

use egui::{Button, Context, Id, Key, Modal, RichText, TextEdit, Ui};

use crate::studio::action::{Action, Actions};
use crate::studio::fast::FastAction;
use crate::studio::language::{tr, tr_with};
use crate::studio::panels::{fast, framing, palette, preferences, project, save_dialog, shortcuts};
use crate::studio::project::{Departure, ProjectAction};
use crate::studio::save_form::SaveForm;
use crate::studio::session::{Dialog, NamePurpose, Session};
use crate::studio::source::{Role, Source};
use crate::studio::state::State;
use crate::studio::theme;

/// The width of questions in points.
const WIDTH: f32 = 400.0;
/// The least room between the edges of the window and what is in a dialog, in points.
const MARGIN: f32 = 28.0;
/// The least size of a button that answers, in points.
const BUTTON: egui::Vec2 = egui::vec2(84.0, 28.0);

/// Draws the dialog that waits for an answer, if there is one.
pub(super) fn show(window: &Context, state: &State, session: &Session, actions: &mut Actions) {
    let Some(dialog) = &session.dialog else { return };
    let frame = egui::Frame::window(&window.global_style()).inner_margin(18);
    let modal = match dialog {
        Dialog::Palette(_) => palette::place(Id::unique("palette")),
        // Each kind has a place of its own: one that took over the place of another would be laid out for the other's size
        // at first, and move.
        _ => Modal::new(Id::unique("dialog").with(mem::discriminant(dialog))),
    };
    let modal = modal.frame(frame).show(window, |ui| {
        // In a small window, or with large text, a dialog is as wide as there is room.
        let room = window.content_rect().width() - 2.0 * MARGIN;
        ui.set_width(room.min(match dialog {
            Dialog::Shortcuts => shortcuts::WIDTH,
            Dialog::Palette(_) => palette::WIDTH,
            Dialog::Framing(_) => framing::WIDTH,
            Dialog::Leave(_) | Dialog::Recover | Dialog::MissingPictures => project::WIDTH,
            _ => WIDTH,
        }));
        match dialog {
            Dialog::Save(form) => save_dialog::show(ui, form, state, session, actions),
            Dialog::Overwrite(form) => overwrite(ui, form, actions),
            Dialog::Leave(departure) => project::leaving(ui, departure, session, actions),
            Dialog::Recover => project::recover(ui, session, actions),
            Dialog::MissingPictures => project::missing(ui, session, actions),
            Dialog::LocationPath { picture, text } => project::location_path(ui, *picture, text, session, actions),
            Dialog::ProjectPath { text } => project_path(ui, text, actions),
            Dialog::Path { role, text } => path(ui, *role, text, actions),
            Dialog::StylePath { text } => style_path(ui, text, actions),
            Dialog::Style(name) => fast::details(ui, name, session, actions),
            Dialog::Framing(role) => framing::show(ui, *role, state, session, actions),
            Dialog::Shortcuts => shortcuts::show(ui, actions),
            Dialog::Palette(search) => palette::show(ui, search, state, session, actions),
            Dialog::Preferences => preferences::show(ui, state, actions),
            Dialog::PresetName { purpose, text } => preset_name(ui, *purpose, text, actions),
            Dialog::PresetPath { text } => preset_path(ui, text, actions),
        }
    });
    if modal.should_close() {
        actions.push(Action::CloseDialog);
    }
}

/// The title of a dialog.
pub(super) fn title(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(tr(text)).heading().strong());
    ui.add_space(6.0);
}

/// A row of buttons at the right; the first is the one that matters and lies rightmost.
pub(super) fn buttons(ui: &mut Ui, entries: &[(&str, bool, Action)], actions: &mut Actions) {
    ui.add_space(10.0);
    // No higher than its buttons: all of the window's height is offered.
    let row = egui::vec2(ui.available_width(), BUTTON.y);
    ui.allocate_ui_with_layout(row, egui::Layout::right_to_left(egui::Align::Center).with_main_wrap(true), |ui| {
        for (index, (text, enabled, action)) in entries.iter().enumerate() {
            let text = tr(text);
            let button = if index == 0 {
                Button::new(RichText::new(text).color(theme::ON_ACCENT)).fill(theme::colors(ui).accent)
            } else {
                Button::new(text)
            };
            if ui.add_enabled(*enabled, button.min_size(BUTTON)).clicked() {
                actions.push(action.clone());
            }
        }
    });
}

fn overwrite(ui: &mut Ui, form: &SaveForm, actions: &mut Actions) {
    title(ui, "Replace the file?");
    let path = form.path();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    ui.label(tr_with("{name} is there already. What is in it now would be lost.", &[("name", &name)]));
    let entries = [
        ("Replace", true, Action::Replace(form.clone())),
        ("Back", true, Action::ShowDialog(Dialog::Save(form.clone()))),
    ];
    buttons(ui, &entries, actions);
}

fn style_path(ui: &mut Ui, text: &str, actions: &mut Actions) {
    let question = Question {
        title: "Add a fast style",
        text: "This desktop has no file dialog. Type the path of a fast style, or of a folder of them, or drop it on the \
               window.",
        field: "Path",
        hint: "/home/me/styles/candy.pth",
        answer: "Add",
    };
    let add = |path: &str| Action::Fast(FastAction::Add(vec![path.into()]));
    question.show(ui, text, |text| Dialog::StylePath { text }, add, actions);
}

fn path(ui: &mut Ui, role: Role, text: &str, actions: &mut Actions) {
    let question = Question {
        title: &tr_with("Open: {picture}", &[("picture", &tr(role.title()))]),
        text: "This desktop has no file dialog. Type the path of a picture, or drop its file on the window.",
        field: "Path",
        hint: "/home/me/Pictures/photo.jpg",
        answer: "Open",
    };
    let open = |path: &str| Action::UsePicture(role, Source::File(path.into()));
    question.show(ui, text, |text| Dialog::Path { role, text }, open, actions);
}

fn project_path(ui: &mut Ui, text: &str, actions: &mut Actions) {
    let question = Question {
        title: "Open a project",
        text: "This desktop has no file dialog. Type the path of a project, or drop its file on the window.",
        field: "Path",
        hint: "/home/me/harbour.impasto",
        answer: "Open",
    };
    let open = |path: &str| Action::Project(ProjectAction::Leave(Departure::Open(path.into())));
    question.show(ui, text, |text| Dialog::ProjectPath { text }, open, actions);
}

fn preset_path(ui: &mut Ui, text: &str, actions: &mut Actions) {
    let question = Question {
        title: "Import a preset",
        text: "This desktop has no file dialog. Type the path of a preset, or drop its file on the window.",
        field: "Path",
        hint: "/home/me/strokes.json",
        answer: "Import",
    };
    question.show(ui, text, |text| Dialog::PresetPath { text }, |path| Action::ReadPreset(path.into()), actions);
}

fn preset_name(ui: &mut Ui, purpose: NamePurpose, text: &str, actions: &mut Actions) {
    let (title, answer) = match purpose {
        NamePurpose::New => ("Save these settings", "Save"),
        NamePurpose::Rename(_) => ("Rename the preset", "Rename"),
    };
    let question = Question { title, text: "Under which name?", field: "Name", hint: "Strong evening light", answer };
    let dialog = |text| Dialog::PresetName { purpose, text };
    question.show(ui, text, dialog, |name| Action::NamePreset(purpose, name.to_owned()), actions);
}

/// A question that is answered with one line.
pub(super) struct Question<'a> {
    pub(super) title: &'a str,
    pub(super) text: &'a str,
    pub(super) field: &'a str,
    pub(super) hint: &'a str,
    pub(super) answer: &'a str,
}

impl Question<'_> {
    /// Draws the question; `dialog` is the same one with other text, `act` what the answer does.
    pub(super) fn show(
        &self,
        ui: &mut Ui,
        text: &str,
        dialog: impl FnOnce(String) -> Dialog,
        act: impl FnOnce(&str) -> Action,
        actions: &mut Actions,
    ) {
        title(ui, self.title);
        ui.label(tr(self.text));
        ui.add_space(6.0);
        let mut edited = text.to_owned();
        let edit = TextEdit::singleline(&mut edited).hint_text(tr(self.hint)).desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name(tr(self.field));
        if !response.has_focus() && !response.lost_focus() {
            response.request_focus();
        }
        let is_filled = !edited.trim().is_empty();
        let action = act(edited.trim());
        if edited != text {
            actions.push(Action::ShowDialog(dialog(edited)));
        }
        if is_filled && response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            actions.push(action.clone());
        }
        buttons(ui, &[(self.answer, is_filled, action), ("Cancel", true, Action::CloseDialog)], actions);
    }
}
