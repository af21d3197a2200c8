//! What the form for saving says of what will be saved: its size, a description, and the choices that belong to it.

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::session::Session;
use crate::studio::app::state::State;
use crate::studio::features::painting::Painting;
use crate::studio::features::project;
use crate::studio::features::saving::Subject;
use crate::studio::features::saving::view::Known;
use crate::studio::features::time_lapse::view as time_lapse;
use crate::studio::language::{fill, tr, tr_count, tr_with, translate};
use crate::studio::painted::Newest;
use egui::Ui;

/// What is known of a thing that is to be saved.
pub(super) fn known(subject: Subject, state: &State, session: &Session) -> Known {
    Known { size: size(subject, session), description: description(subject, state, session) }
}

/// Draws what else can be chosen about a thing that is to be saved.
pub(super) fn choices(ui: &mut Ui, subject: Subject, state: &State, session: &Session, actions: &mut Actions) {
    match subject {
        Subject::TimeLapse => {
            let (settings, shots) = (state.time_lapse, state.time_lapse_shots);
            let mut messages = Vec::new();
            time_lapse::choices(ui, settings, shots, session.shots_at_hand(), &mut messages);
            actions.extend(messages.into_iter().map(Action::TimeLapse));
        }
        Subject::Project => {
            let mut messages = Vec::new();
            project::view::embedding(ui, &session.project, &mut messages);
            actions.extend(messages.into_iter().map(Action::Project));
        }
        _ => {}
    }
}

/// Width and height in pixels of a picture that can be enlarged.
fn size(subject: Subject, session: &Session) -> Option<[usize; 2]> {
    match subject {
        Subject::Painting => session.painting()?.newest().map(Newest::size),
        Subject::FastPicture => session.fast.shown().map(|shown| shown.size().into()),
        Subject::Snapshot(number) => Some(session.film.get(number)?.pixels.size()),
        _ => None,
    }
}

fn description(subject: Subject, state: &State, session: &Session) -> Option<String> {
    let painting = session.painting();
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
                &[("width", &width), ("height", &height), ("style", &translate(&shown.settings.title()))],
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
        Subject::TimeLapse => {
            let at_hand = session.shots_at_hand();
            Some(time_lapse::description(state.time_lapse, state.time_lapse_shots, at_hand))
        }
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
