//! The form for saving, the question whether to replace a file, and the files that are being written.

use egui::{Align, Key, Label, Layout, Response, RichText, Slider, Spinner, TextEdit, Ui};

use crate::fast::{Enlargement, Enlarger};
use crate::picture::{Format, JPEG_QUALITY_RANGE, SaveOptions};
use crate::project::TimeLapseTarget;
use crate::studio::features::saving::{Dialog, Kind, Msg, SaveForm, UnfinishedFile};
use crate::studio::language::{tr, tr_with, translate};
use crate::studio::services::Message;
use crate::studio::theme;
use crate::studio::widgets::{Text, buttons, choice, field, row, title};
use crate::text;

/// What is known of a thing that a form saves.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Width and height in pixels, where it can be enlarged.
    pub size: Option<[usize; 2]>,
    /// What will be saved; nothing when it is gone.
    pub description: Option<String>,
}

/// Draws the question that waits for an answer; `further` draws the choices about the thing that is saved.
pub fn dialog(ui: &mut Ui, dialog: &Dialog, known: &Known, further: impl FnOnce(&mut Ui), messages: &mut Vec<Msg>) {
    match dialog {
        Dialog::Form(form) => show(ui, form, known, further, messages),
        Dialog::Overwrite(form) => overwrite(ui, form, messages),
    }
}

fn show(ui: &mut Ui, form: &SaveForm, known: &Known, further: impl FnOnce(&mut Ui), messages: &mut Vec<Msg>) {
    title(ui, form.subject.title());
    let mut edited = form.clone();
    let name = field(ui, "Name", |ui| ui.add(TextEdit::singleline(&mut edited.name).desired_width(f32::INFINITY)));
    field(ui, "Folder", |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button(tr("Browse…")).on_hover_text(tr("Choose the place in the desktop's own dialog.")).clicked() {
                messages.push(Msg::Browse(edited.clone()));
            }
            ui.add(TextEdit::singleline(&mut edited.folder).desired_width(f32::INFINITY))
        })
        .inner
    });
    match form.subject.kind() {
        Kind::Picture => _ = field(ui, "Format", |ui| format(ui, &mut edited)),
        Kind::TimeLapse => _ = field(ui, "Format", |ui| target(ui, &mut edited)),
        Kind::Other(_) => {}
    }
    if form.subject.kind() == Kind::Picture && edited.format() == Some(Format::Jpeg) {
        quality(ui, &mut edited.quality);
    }
    if form.subject.can_be_enlarged() {
        let response = field(ui, "Enlarge", |ui| enlargement(ui, &mut edited));
        response.on_hover_text(tr(
            "A network that learned from photographs draws the edges of the larger picture sharply.",
        ));
    }
    further(ui);
    ui.add_space(4.0);
    about(ui, &edited, known);

    let is_ready = fault(&edited, known).is_none();
    let form_to_save = edited.clone();
    // Enter saves unless a button has the keyboard's focus, which it presses then.
    let is_free = name.lost_focus() || ui.memory(|memory| memory.focused().is_none());
    let enter = is_free && ui.input(|input| input.key_pressed(Key::Enter));
    if edited != *form {
        messages.push(Msg::Edit(edited));
    }
    if enter && is_ready {
        messages.push(Msg::Save(form_to_save.clone()));
    }
    buttons(ui, [("Save", is_ready, Msg::Save(form_to_save)), ("Cancel", true, Msg::CloseDialog)], messages);
}

fn overwrite(ui: &mut Ui, form: &SaveForm, messages: &mut Vec<Msg>) {
    title(ui, "Replace the file?");
    let path = form.path();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    ui.label(tr_with("{name} is there already. What is in it now would be lost.", &[("name", &name)]));
    buttons(ui, [("Replace", true, Msg::Replace(form.clone())), ("Back", true, Msg::Edit(form.clone()))], messages);
}

/// Draws the files that are being written, side by side.
pub fn progress(ui: &mut Ui, files: &[UnfinishedFile], messages: &mut Vec<Msg>) {
    for file in files {
        ui.add(Spinner::new().size(14.0));
        let name = file.path.file_name().unwrap_or_default().to_string_lossy();
        let percent = format!("{:.0}", file.share.get() * 100.0);
        ui.label(tr_with("Saving {name}, {percent} %", &[("name", &name), ("percent", &percent)]));
        let cancel = file.cancel.as_ref().map(|_| ui.small_button(tr("Cancel")).accessible_name(tr("Cancel saving")));
        if cancel.is_some_and(|cancel| cancel.on_hover_text(tr("Write no file.")).clicked()) {
            messages.push(Msg::Cancel(file.path.clone()));
        }
    }
}

fn quality(ui: &mut Ui, quality: &mut u8) {
    let default = SaveOptions::default().jpeg_quality;
    let text = Text {
        label: "Quality",
        tooltip: "100 keeps the finest strokes, 90 looks the same at a third of the size, below 70 blocks appear.",
        default: default.to_string(),
    };
    let is_default = *quality == default;
    let reset = row(ui, &text, is_default, |ui| {
        ui.spacing_mut().slider_width = 180.0;
        ui.add(Slider::new(quality, JPEG_QUALITY_RANGE))
    });
    if reset {
        *quality = default;
    }
}

/// How much larger the picture is made.
fn enlargement(ui: &mut Ui, form: &mut SaveForm) -> Response {
    let times = Enlargement::ALL.map(|enlargement| {
        (Some(enlargement), tr_with("{factor} times as wide and high", &[("factor", &enlargement.factor())]))
    });
    let choices: Vec<_> = std::iter::once((None, "No".to_owned())).chain(times).collect();
    choice(ui, "enlargement", &mut form.enlargement, &choices)
}

/// Why nothing can be saved yet, for people.
fn fault(form: &SaveForm, known: &Known) -> Option<text::Text> {
    let too_large = || {
        let (enlargement, [width, height]) = (form.enlargement?, known.size?);
        let error = Enlarger::check_size(enlargement, width, height).err()?;
        Some(Message::error(&error).text)
    };
    form.fault().or_else(too_large)
}

fn format(ui: &mut Ui, form: &mut SaveForm) -> Response {
    let choices = Format::ALL.map(|format| (Some(format), format.name().to_owned()));
    let mut format = form.format();
    let response = choice(ui, "format", &mut format, &choices);
    if let Some(format) = format.filter(|_| format != form.format()) {
        form.set_format(format);
    }
    response
}

/// What a time lapse is written to.
fn target(ui: &mut Ui, form: &mut SaveForm) -> Response {
    let choices = TimeLapseTarget::ALL.map(|target| (Some(target), target.name().to_owned()));
    let mut target = form.target();
    let response = choice(ui, "time lapse format", &mut target, &choices);
    if let Some(target) = target.filter(|target| form.target() != Some(*target)) {
        form.set_target(target);
    }
    response
}

/// What will be saved, or what is missing.
fn about(ui: &mut Ui, form: &SaveForm, known: &Known) {
    if let Some(fault) = fault(form, known) {
        ui.label(RichText::new(translate(&fault)).color(theme::colors(ui).warning));
        return;
    }
    let Some(mut text) = known.description.clone() else { return };
    if let (Some(enlargement), Some(size)) = (form.enlargement, known.size) {
        let [width, height] = size.map(|side| side * enlargement.factor());
        text = tr_with(
            "{width} × {height} pixels, enlarged by a network from {what}",
            &[("width", &width), ("height", &height), ("what", &text)],
        );
    }
    ui.add(Label::new(RichText::new(text).weak()).wrap());
}
