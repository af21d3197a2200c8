//! Where the missing pictures of a project are now.

use egui::{Align, Label, Layout, RichText, ScrollArea, Ui};

use crate::project::{FoundPicture, PictureRecord};
use crate::studio::app::action::{Action, Actions};
use crate::studio::app::session::{Dialog, Session};
use crate::studio::features::project::{Opening, ProjectAction};
use crate::studio::language::{tr, tr_with};
use crate::studio::theme;
use crate::studio::widgets::{Question, buttons, title};

/// The height of the list in points at most.
const LIST_HEIGHT: f32 = 260.0;
/// The room of the buttons beside a picture in points.
const BUTTONS: f32 = 150.0;

/// Draws the question.
pub(in crate::studio) fn show(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let Some(opening) = &session.project.opening else { return };
    title(ui, "Where are these pictures now?");
    ui.label(tr(
        "They are not where they were when the project was saved. Nothing is lost without them: the settings, the \
         painting and the film strip are in the project.",
    ));
    ui.add_space(8.0);
    ScrollArea::vertical().max_height(LIST_HEIGHT).show(ui, |ui| {
        for (picture, record) in opening.opened.manifest.pictures.iter().enumerate() {
            if let FoundPicture::Missing { other } = &opening.found[picture] {
                row(ui, picture, record, other.is_some(), actions);
            }
        }
    });
    let anyway = Action::Project(ProjectAction::OpenAnyway);
    buttons(ui, [("Open without them", true, anyway), ("Cancel", true, Action::CloseDialog)], actions);
}

fn row(ui: &mut Ui, picture: usize, record: &PictureRecord, has_other: bool, actions: &mut Actions) {
    let name = &record.name;
    ui.horizontal(|ui| {
        let width = ui.available_width() - BUTTONS;
        ui.vertical(|ui| {
            ui.set_width(width);
            ui.add(Label::new(RichText::new(name).color(theme::colors(ui).text_strong)).truncate());
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
                actions.push(Action::Project(ProjectAction::Locate(picture)));
            }
            if has_other {
                let other = ui.button(tr("Use it")).accessible_name(tr_with("Use the other {name}", &[("name", name)]));
                if other.on_hover_text(tr("Take the picture that is there now.")).clicked() {
                    actions.push(Action::Project(ProjectAction::UseOther(picture)));
                }
            }
        });
    });
    ui.add_space(4.0);
}

/// Asks for the path of a missing picture, where the desktop has no file dialog.
pub(in crate::studio) fn location_path(
    ui: &mut Ui,
    picture: usize,
    text: &str,
    session: &Session,
    actions: &mut Actions,
) {
    let Some(name) = session.project.opening.as_ref().map(|opening| name_of(opening, picture)) else { return };
    let question = Question {
        title: &tr_with("Where is {name} now?", &[("name", &name)]),
        text: "This desktop has no file dialog. Type the path of the picture.",
        field: "Path",
        hint: "/home/me/Pictures/photo.jpg",
        answer: "Use",
    };
    let typed = |text| Action::ShowDialog(Dialog::LocationPath { picture, text });
    let locate = |path: String| Action::Project(ProjectAction::LocateAt(picture, path.into()));
    question.show(ui, text, typed, locate, Action::CloseDialog, actions);
}

fn name_of(opening: &Opening, picture: usize) -> &str {
    &opening.opened.manifest.pictures[picture].name
}
