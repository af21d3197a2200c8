//! The lowest line of the window: how far the painting is, how fast it goes, how long it will take.

use egui::{Align, Layout, RichText, Ui, pos2};

use crate::project::JobState;
use crate::studio::app::action::{Action, Actions};
use crate::studio::app::session::Session;
use crate::studio::app::state::State;
use crate::studio::canvas::Method;
use crate::studio::features::fast;
use crate::studio::features::painting::Painting;
use crate::studio::features::saving::view as saving;
use crate::studio::format::clock;
use crate::studio::language::{fill, tr, tr_count, tr_in, tr_with, translate};
use crate::studio::painted::Phase;
use crate::studio::roles::Role;
use crate::studio::theme;
use crate::studio::widgets::bar;
use crate::studio::widgets::text_width;
use crate::transfer::plan_scales;

/// The height of the line in points.
const HEIGHT: f32 = 26.0;
/// The room that the name of the device needs, which is left out where there is less, in points.
const DEVICE_ROOM: f32 = 70.0;

/// The distance between two texts, in points.
const GAP: f32 = 16.0;

/// Draws the line.
pub(in crate::studio) fn show(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    bar(ui, "progress line", HEIGHT).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            let mut messages = Vec::new();
            saving::progress(ui, &session.saving.files, &mut messages);
            actions.extend(messages.into_iter().map(Action::Saving));
            if let Some(name) = &session.project.reading {
                ui.add(egui::Spinner::new().size(14.0));
                ui.label(tr_with("Opening {name}", &[("name", &tr(name))]));
            }
            if session.services.method == Method::Fast {
                of_fast(ui, session, actions);
                return;
            }
            match session.painting() {
                Some(painting) => of_painting(ui, painting, place_in_queue(session)),
                None => plan(ui, state, session),
            }
        });
    });
}

/// The picture in a fast style, and what follows it.
fn of_fast(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let fast = &session.fast;
    if let Some(shown) = fast.shown() {
        let (width, height) = (shown.picture.width(), shown.picture.height());
        ui.label(format!("{}, {width} × {height}", translate(&shown.settings.title())));
        weak(
            ui,
            &tr_with("on the canvas after {seconds} s", &[("seconds", &format!("{:.2}", shown.delay.as_secs_f64()))]),
        );
    }
    match fast.awaited() {
        Some(Some(longer)) => {
            let done = fast.done().map(|done| format!(", {:.0} %", done * 100.0)).unwrap_or_default();
            weak(ui, &(tr_with("painting it at {size} pixels", &[("size", &longer)]) + &done));
            share_line(ui, fast.done().unwrap_or(0.0) as f32);
            if ui
                .small_button(tr("Cancel"))
                .on_hover_text(tr("Leave it at the picture that is on the canvas."))
                .clicked()
            {
                actions.push(Action::Fast(fast::Msg::Stop));
            }
        }
        Some(None) => weak(ui, tr("painting…")),
        None => {}
    }
    if fast.changes > 0 {
        weak(ui, tr("reading the gallery…"));
    }
}

/// What Start would paint.
fn plan(ui: &mut Ui, state: &State, session: &Session) {
    let Some(content) = session.services.pictures.loaded(Role::Content) else { return };
    let scales = plan_scales(&state.setup.settings, content.picture.width(), content.picture.height());
    if let Some(last) = scales.last() {
        let text = tr_count(
            "{width} × {height} pixels in {iterations} iterations at one scale",
            "{width} × {height} pixels in {iterations} iterations over {count} scales",
            scales.len(),
        );
        let text = fill(
            &text,
            &[("width", &last.width), ("height", &last.height), ("iterations", &state.setup.settings.iterations)],
        );
        weak(ui, &text);
    }
}

/// Which job of the queue is being painted.
fn place_in_queue(session: &Session) -> Option<String> {
    let jobs = session.queue.jobs();
    let place = jobs.iter().position(|job| job.state == JobState::Painting)?;
    Some(tr_with("Job {place} of {count}", &[("place", &(place + 1)), ("count", &jobs.len())]))
}

fn of_painting(ui: &mut Ui, painting: &Painting, place_in_queue: Option<String>) {
    let total = painting.forecast().iterations();
    let done = painting.losses().last().map_or(0, |point| point.iteration);
    share_line(ui, done as f32 / total.max(1) as f32);

    ui.label(match painting.phase() {
        Phase::Preparing => tr("Loading the network"),
        Phase::Painting => tr_in("progress", "Painting"),
        Phase::Paused => tr("Paused"),
        Phase::Stopping(_) => tr("Stopping"),
        Phase::Ended if done >= total => tr("Finished"),
        Phase::Ended => tr("Ended"),
    });
    ui.label(tr_with("Iteration {number} of {total}", &[("number", &done), ("total", &total)]));
    if let Some(place) = place_in_queue {
        ui.label(place);
    }
    let is_running = painting.phase().is_running();
    let left = painting.forecast().seconds_left().filter(|_| is_running);
    let left = left.map(|seconds| tr_with("about {time} left", &[("time", &clock(seconds))]));
    let elapsed = painting.losses().last().map(|last| tr_with("{time} elapsed", &[("time", &clock(last.seconds))]));
    let times: f32 = left.iter().chain(&elapsed).map(|text| text_width(ui, text) + GAP).sum();
    let speed = painting.forecast().speed().filter(|_| is_running);
    let speed = speed.map(|speed| tr_with("{speed} iterations/s", &[("speed", &format!("{speed:.1}"))]));
    // The times matter more than these.
    for text in scale(painting).into_iter().chain(speed) {
        if ui.available_width() > text_width(ui, &text) + GAP + times {
            weak(ui, &text);
        }
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if let Some(left) = left {
            ui.label(left);
        }
        if let Some(elapsed) = elapsed {
            weak(ui, &elapsed);
        }
        if ui.available_width() > DEVICE_ROOM {
            weak(ui, tr(painting.device()));
        }
    });
}

/// The scale that is being painted.
fn scale(painting: &Painting) -> Option<String> {
    let scale = painting.scales().get(painting.scale())?;
    Some(tr_with(
        "scale {number} of {count}, {width} × {height}",
        &[
            ("number", &(painting.scale() + 1)),
            ("count", &painting.scales().len()),
            ("width", &scale.width),
            ("height", &scale.height),
        ],
    ))
}

/// The share that is done, as a bright line along the top.
fn share_line(ui: &Ui, share: f32) {
    let bar = ui.max_rect().expand2(egui::vec2(f32::from(theme::MARGIN), 0.0));
    let end = bar.left() + share.clamp(0.0, 1.0) * bar.width();
    let line = egui::Rect::from_min_max(bar.min, pos2(end, bar.top() + 2.0));
    ui.painter().with_clip_rect(bar).rect_filled(line, 0.0, theme::colors(ui).accent);
}

fn weak(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).weak());
}
