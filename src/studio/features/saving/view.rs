//! The form for saving a painting.

use egui::{Key, Label, Response, RichText, Slider, TextEdit, Ui, Vec2};

use crate::fast::{Enlargement, Enlarger};
use crate::picture::{Format, JPEG_QUALITY_RANGE, SaveOptions};
use crate::studio::app::action::{Action, Actions};
use crate::studio::app::session::{Dialog, Session};
use crate::studio::app::state::State;
use crate::studio::features::painting::Painting;
use crate::studio::features::project::ProjectAction;
use crate::studio::features::saving::{Kind, SaveForm, Subject};
use crate::studio::features::time_lapse::view as time_lapse;
use crate::studio::language::{fill, tr, tr_count, tr_sentence, tr_with};
use crate::studio::painted::Newest;
use crate::studio::services::Message;
use crate::studio::theme;
use crate::studio::widgets::{Text, choice, row};
use crate::studio::widgets::{buttons, title};

/// Draws the form.
pub(in crate::studio) fn show(ui: &mut Ui, form: &SaveForm, state: &State, session: &Session, actions: &mut Actions) {
    title(ui, form.subject.title());
    let mut edited = form.clone();
    let name = field(ui, "Name", |ui| ui.add(TextEdit::singleline(&mut edited.name).desired_width(f32::INFINITY)));
    field(ui, "Folder", |ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button(tr("Browse…")).on_hover_text(tr("Choose the place in the desktop's own dialog.")).clicked() {
                actions.push(Action::BrowseTarget(edited.clone()));
            }
            ui.add(TextEdit::singleline(&mut edited.folder).desired_width(f32::INFINITY))
        })
        .inner
    });
    match form.subject.kind() {
        Kind::Picture => _ = field(ui, "Format", |ui| format(ui, &mut edited)),
        Kind::TimeLapse => time_lapse::show(ui, &mut edited, state, session, actions),
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
    if form.subject == Subject::Project {
        embedding(ui, session, actions);
    }
    ui.add_space(4.0);
    about(ui, &edited, state, session);

    let is_ready = fault(&edited, session).is_none();
    let form_to_save = edited.clone();
    // Enter saves unless a button has the keyboard's focus, which it presses then.
    let is_free = name.lost_focus() || ui.memory(|memory| memory.focused().is_none());
    let enter = is_free && ui.input(|input| input.key_pressed(Key::Enter));
    if edited != *form {
        actions.push(Action::ShowDialog(Dialog::Save(edited)));
    }
    if enter && is_ready {
        actions.push(Action::Save(form_to_save.clone()));
    }
    buttons(ui, [("Save", is_ready, Action::Save(form_to_save)), ("Cancel", true, Action::CloseDialog)], actions);
}

/// Whether the pictures are put into the project.
fn embedding(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let mut embeds = session.project.embeds;
    let response = ui.checkbox(&mut embeds, tr("Put the pictures into the project"));
    let tooltip = tr("The file becomes larger, and can be taken to another machine without anything else.");
    if response.on_hover_text(tooltip).changed() {
        actions.push(Action::Project(ProjectAction::Embed(embeds)));
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

/// Width and height in pixels of a picture that can be enlarged.
fn size(subject: Subject, session: &Session) -> Option<[usize; 2]> {
    match subject {
        Subject::Painting => session.painting.as_ref()?.newest().map(Newest::size),
        Subject::FastPicture => session.fast.shown().map(|shown| shown.size().into()),
        Subject::Snapshot(number) => Some(session.film.get(number)?.pixels.size()),
        _ => None,
    }
}

/// Why nothing can be saved yet, for people.
fn fault(form: &SaveForm, session: &Session) -> Option<String> {
    let too_large = || {
        let (enlargement, [width, height]) = (form.enlargement?, size(form.subject, session)?);
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

/// What will be saved, or what is missing.
fn about(ui: &mut Ui, form: &SaveForm, state: &State, session: &Session) {
    if let Some(fault) = fault(form, session) {
        ui.label(RichText::new(tr_sentence(&fault)).color(theme::colors(ui).warning));
        return;
    }
    let Some(mut text) = description(form.subject, state, session) else { return };
    if let (Some(enlargement), Some(size)) = (form.enlargement, size(form.subject, session)) {
        let [width, height] = size.map(|side| side * enlargement.factor());
        text = tr_with(
            "{width} × {height} pixels, enlarged by a network from {what}",
            &[("width", &width), ("height", &height), ("what", &text)],
        );
    }
    ui.add(Label::new(RichText::new(text).weak()).wrap());
}

fn description(subject: Subject, state: &State, session: &Session) -> Option<String> {
    let painting = session.painting.as_ref();
    match subject {
        Subject::Painting => {
            let size @ [width, height] = painting?.newest().map(Newest::size)?;
            let text = if is_growing(painting?, size) {
                "{width} × {height} pixels, as large as the painting is by now; it is still growing"
            } else {
                "{width} × {height} pixels"
            };
            Some(tr_with(text, &[("width", &width), ("height", &height)]))
        }
        Subject::FastPicture => {
            let shown = session.fast.shown()?;
            let (width, height) = shown.size();
            Some(tr_with(
                "{width} × {height} pixels, in {style}",
                &[("width", &width), ("height", &height), ("style", &tr_sentence(&shown.settings.title()))],
            ))
        }
        Subject::Snapshot(number) => {
            let [width, height] = session.film.get(number)?.pixels.size();
            Some(tr_with("{width} × {height} pixels", &[("width", &width), ("height", &height)]))
        }
        Subject::Preset(_) => Some(tr("All settings of the look, for another Impasto").to_owned()),
        Subject::Project => {
            let pictures = tr(if session.project.embeds {
                "with its pictures inside"
            } else {
                "pictures stay in their files, and are found again when they are moved"
            });
            let text = tr_count(
                "Settings, the painting and {count} picture of the film strip; {pictures}",
                "Settings, the painting and {count} pictures of the film strip; {pictures}",
                session.film.frames().len(),
            );
            Some(fill(&text, &[("pictures", &pictures)]))
        }
        Subject::TimeLapse => Some(time_lapse::description(state, session)),
        Subject::Sheet | Subject::Figure => {
            let plan = session.sheet_of(subject, &state.learn)?.plan();
            Some(tr_with(
                "{columns} × {rows} paintings with their labels",
                &[("columns", &plan.columns()), ("rows", &plan.rows())],
            ))
        }
        Subject::FeatureMaps => {
            let activations = &session.learn.answers.shown()?.activations;
            Some(tr_with(
                "The {count} feature maps of {layer}",
                &[("count", &activations.channels()), ("layer", &activations.layer)],
            ))
        }
        Subject::GramMatrix => {
            let answer = session.learn.answers.shown()?;
            let text = if answer.matrices.len() > 1 {
                "The Gram matrix of {layer}, that of the style, and their difference"
            } else {
                "The Gram matrix of {layer}"
            };
            Some(tr_with(text, &[("layer", &answer.activations.layer)]))
        }
        Subject::SpeedTable => Some(tr("The table in Markdown").to_owned()),
        Subject::Losses => Some(tr_count(
            "A table of {count} iteration, one in each line",
            "A table of {count} iterations, one in each line",
            painting?.losses().len(),
        )),
    }
}

fn is_growing(painting: &Painting, size: [usize; 2]) -> bool {
    painting.phase().is_running() && painting.scales().last().is_some_and(|last| [last.width, last.height] != size)
}

/// A labelled line of the form.
pub(in crate::studio) fn field(ui: &mut Ui, label: &str, control: impl FnOnce(&mut Ui) -> Response) -> Response {
    ui.horizontal(|ui| {
        let size = Vec2::new(theme::label_width(), ui.spacing().interact_size.y);
        let label = ui
            .allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.set_min_width(size.x);
                ui.label(RichText::new(tr(label)).weak())
            })
            .inner;
        ui.label_inputs_by(label.id, control)
    })
    .inner
}
