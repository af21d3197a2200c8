//! The questions about projects: leaving one that was changed, finding its pictures, and going on with a session that
//! broke off.

use std::time::SystemTime;

use egui::{Align, Image, Label, Layout, RichText, ScrollArea, Ui, Vec2};

use crate::project::{FoundPicture, LostSession, Manifest, PictureRecord};
use crate::studio::features::project::{Departure, Dialog, Msg, Opening, Project, name_of};
use crate::studio::format::about;
use crate::studio::language::{tr, tr_count, tr_with};
use crate::studio::theme;
use crate::studio::widgets::{Question, buttons, title};
use crate::text::escaped;

/// The width of questions about whole projects in points.
const WIDTH: f32 = 520.0;
/// The width of questions that are answered with one line in points.
const LINE_WIDTH: f32 = 400.0;
/// The height of the list of missing pictures in points at most.
const LIST_HEIGHT: f32 = 260.0;
/// The room of the buttons beside a missing picture in points.
const BUTTONS: f32 = 150.0;
/// The largest size of the picture of a lost session, in points.
const PICTURE: Vec2 = Vec2::new(484.0, 240.0);

/// The painting that is there when a project is left.
#[derive(Debug, Clone, Copy)]
pub struct Painted {
    /// Whether it is still being painted.
    pub is_running: bool,
    /// Whether there is a picture on the canvas that can be saved.
    pub has_picture: bool,
}

/// How wide a question is, in points.
pub const fn width(dialog: &Dialog) -> f32 {
    match dialog {
        Dialog::Leave(_) | Dialog::Recover | Dialog::MissingPictures => WIDTH,
        Dialog::LocationPath { .. } | Dialog::Path { .. } => LINE_WIDTH,
    }
}

/// Draws the question that waits for an answer.
pub fn dialog(ui: &mut Ui, dialog: &Dialog, project: &Project, painted: Painted, messages: &mut Vec<Msg>) {
    match dialog {
        Dialog::Leave(departure) => leaving(ui, departure, project, painted, messages),
        Dialog::Recover => recover(ui, project, messages),
        Dialog::MissingPictures => missing(ui, project, messages),
        Dialog::LocationPath { picture, text } => location_path(ui, *picture, text, project, messages),
        Dialog::Path { text } => path(ui, text, messages),
    }
}

/// Draws whether the pictures are put into the project.
pub fn embedding(ui: &mut Ui, project: &Project, messages: &mut Vec<Msg>) {
    let mut embeds = project.embeds;
    let response = ui.checkbox(&mut embeds, tr("Put the pictures into the project"));
    let tooltip = tr("The file becomes larger, and can be taken to another machine without anything else.");
    if response.on_hover_text(tooltip).changed() {
        messages.push(Msg::Embed(embeds));
    }
}

fn leaving(ui: &mut Ui, departure: &Departure, project: &Project, painted: Painted, messages: &mut Vec<Msg>) {
    let Painted { is_running, has_picture } = painted;
    let save_text = if project.path.is_some() { "Save project" } else { "Save project…" };
    if is_running {
        title(ui, "Stop painting?");
        ui.label(tr("The painting is not finished. A project that is saved goes on from here the next time."));
    } else {
        title(ui, heading(departure));
        ui.label(what_is_lost(project));
    }
    let stay = (if is_running { "Keep painting" } else { "Cancel" }, true, Msg::CloseDialog);
    let save = (save_text, true, Msg::SaveAndDepart(departure.clone()));
    let picture = ("Save picture…", has_picture, Msg::SavePicture);
    let depart = (depart_text(departure, is_running), true, Msg::Depart(departure.clone()));
    let entries = if is_running { [stay, save, picture, depart] } else { [save, picture, stay, depart] };
    buttons(ui, entries, messages);
}

const fn heading(departure: &Departure) -> &'static str {
    match departure {
        Departure::Close => "Close without saving?",
        Departure::New => "Begin anew without saving?",
        Departure::Open(_) => "Open another project without saving?",
    }
}

fn what_is_lost(project: &Project) -> String {
    match project.name() {
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

fn missing(ui: &mut Ui, project: &Project, messages: &mut Vec<Msg>) {
    let Some(opening) = &project.opening else { return };
    title(ui, "Where are these pictures now?");
    ui.label(tr(
        "They are not where they were when the project was saved. Nothing is lost without them: the settings, the \
         painting and the film strip are in the project.",
    ));
    ui.add_space(8.0);
    ScrollArea::vertical().max_height(LIST_HEIGHT).show(ui, |ui| {
        for (picture, record) in opening.opened.manifest.pictures.iter().enumerate() {
            if let FoundPicture::Missing { other } = &opening.found[picture] {
                row(ui, picture, record, other.is_some(), messages);
            }
        }
    });
    let entries = [("Open without them", true, Msg::OpenAnyway), ("Cancel", true, Msg::CloseDialog)];
    buttons(ui, entries, messages);
}

fn row(ui: &mut Ui, picture: usize, record: &PictureRecord, has_other: bool, messages: &mut Vec<Msg>) {
    let name = &record.name;
    ui.horizontal(|ui| {
        let width = ui.available_width() - BUTTONS;
        ui.vertical(|ui| {
            ui.set_width(width);
            ui.add(Label::new(RichText::new(escaped(name)).color(theme::colors(ui).text_strong)).truncate());
            let was = record.file.as_ref().map(|file| file.absolute.display().to_string()).unwrap_or_default();
            let (text, color) = if has_other {
                (tr("Another picture is there now.").to_owned(), theme::colors(ui).warning)
            } else {
                (tr_with("was {path}", &[("path", &was)]), theme::colors(ui).text_weak)
            };
            ui.add(Label::new(RichText::new(text).small().color(color)).truncate()).on_hover_text(was);
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let find = ui.button(tr("Find…")).accessible_name(tr_with("Find {name}", &[("name", name)]));
            if find.on_hover_text(tr("Choose where it is now. The others are looked for beside it too.")).clicked() {
                messages.push(Msg::Locate(picture));
            }
            if has_other {
                let other = ui.button(tr("Use it")).accessible_name(tr_with("Use the other {name}", &[("name", name)]));
                if other.on_hover_text(tr("Take the picture that is there now.")).clicked() {
                    messages.push(Msg::UseOther(picture));
                }
            }
        });
    });
    ui.add_space(4.0);
}

/// Asks for the path of a missing picture, where the desktop has no file dialog.
fn location_path(ui: &mut Ui, picture: usize, text: &str, project: &Project, messages: &mut Vec<Msg>) {
    let Some(name) = project.opening.as_ref().map(|opening| picture_name(opening, picture)) else { return };
    let question = Question {
        title: &tr_with("Where is {name} now?", &[("name", &name)]),
        text: "This desktop has no file dialog. Type the path of the picture.",
        field: "Path",
        hint: "/home/me/Pictures/photo.jpg",
        answer: "Use",
    };
    let typed = |text| Msg::Ask(Dialog::LocationPath { picture, text });
    let locate = |path: String| Msg::LocateAt(picture, path.into());
    question.show(ui, text, typed, locate, Msg::CloseDialog, messages);
}

fn picture_name(opening: &Opening, picture: usize) -> &str {
    &opening.opened.manifest.pictures[picture].name
}

/// Asks for the path of a project, where the desktop has no file dialog.
fn path(ui: &mut Ui, text: &str, messages: &mut Vec<Msg>) {
    let question = Question {
        title: "Open a project",
        text: "This desktop has no file dialog. Type the path of a project, or drop its file on the window.",
        field: "Path",
        hint: "/home/me/harbour.impasto",
        answer: "Open",
    };
    let open = |path: String| Msg::Leave(Departure::Open(path.into()));
    question.show(ui, text, |text| Msg::Ask(Dialog::Path { text }), open, Msg::CloseDialog, messages);
}

fn recover(ui: &mut Ui, project: &Project, messages: &mut Vec<Msg>) {
    let Some(lost) = project.lost.first() else { return };
    title(ui, "Go on where you were?");
    ui.label(tr("Impasto broke off before it was closed. This is what it had kept:"));
    ui.add_space(8.0);
    if let Some(thumbnail) = &lost.thumbnail {
        ui.vertical_centered(|ui| ui.add(Image::new(thumbnail).max_size(PICTURE).corner_radius(3)));
        ui.add_space(6.0);
    }
    ui.label(RichText::new(what(&lost.session)).color(theme::colors(ui).text_strong));
    ui.label(RichText::new(when(lost.session.time)).color(theme::colors(ui).text_weak));
    let others = project.lost.len() - 1;
    if others > 0 {
        let text = tr_count("Another session broke off too.", "{count} more sessions broke off.", others);
        ui.label(RichText::new(text).weak());
    }
    let entries = [
        ("Go on", true, Msg::Recover),
        ("Ask again next time", true, Msg::RecoverLater),
        ("Throw it away", true, Msg::DiscardLost),
    ];
    buttons(ui, entries, messages);
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
