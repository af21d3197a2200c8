//! The lowest line of the window: how far the painting is, how fast it goes, how long it will take.

use egui::{Align, Layout, RichText, Ui, pos2};

use crate::project::JobState;
use crate::studio::action::{Action, Actions};
use crate::studio::fast::{FastAction, Method};
use crate::studio::painting::{Painting, Phase};
use crate::studio::session::Session;
use crate::studio::source::Role;
use crate::studio::state::State;
use crate::studio::theme;
use crate::studio::words::clock;
use crate::transfer::plan_scales;

/// The height of the line in points.
const HEIGHT: f32 = 26.0;
/// The room that the name of the device needs, which is left out where there is less, in points.
const DEVICE_ROOM: f32 = 70.0;

/// Draws the line.
pub(super) fn show(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    super::bar(ui, "progress line", HEIGHT).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 16.0;
            for saving in &session.saving {
                ui.add(egui::Spinner::new().size(14.0));
                let name = saving.path.file_name().unwrap_or_default().to_string_lossy();
                ui.label(format!("Saving {name}, {:.0} %", saving.share.get() * 100.0));
                let cancel = saving.cancel.as_ref().map(|_| ui.small_button("Cancel").accessible_name("Cancel saving"));
                if cancel.is_some_and(|cancel| cancel.on_hover_text("Write no file.").clicked()) {
                    actions.push(Action::CancelSaving(saving.path.clone()));
                }
            }
            if let Some(name) = &session.project.reading {
                ui.add(egui::Spinner::new().size(14.0));
                ui.label(format!("Opening {name}"));
            }
            if session.method == Method::Fast {
                of_fast(ui, session, actions);
                return;
            }
            match &session.painting {
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
        ui.label(format!("{}, {width} × {height}", shown.settings.title()));
        weak(ui, &format!("on the canvas after {:.2} s", shown.delay.as_secs_f64()));
    }
    match fast.awaited() {
        Some(Some(longer)) => {
            let done = fast.done().map(|done| format!(", {:.0} %", done * 100.0)).unwrap_or_default();
            weak(ui, &format!("painting it at {longer} pixels{done}"));
            fill(ui, fast.done().unwrap_or(0.0) as f32);
            if ui.small_button("Cancel").on_hover_text("Leave it at the picture that is on the canvas.").clicked() {
                actions.push(Action::Fast(FastAction::Stop));
            }
        }
        Some(None) => weak(ui, "painting…"),
        None => {}
    }
    if fast.changes > 0 {
        weak(ui, "reading the gallery…");
    }
}

/// What Start would paint.
fn plan(ui: &mut Ui, state: &State, session: &Session) {
    let Some(content) = session.loaded(Role::Content) else { return };
    let scales = plan_scales(&state.settings, content.picture.width(), content.picture.height());
    if let Some(last) = scales.last() {
        let count = if scales.len() == 1 { "at one scale".into() } else { format!("over {} scales", scales.len()) };
        let text =
            format!("{} × {} pixels in {} iterations {count}", last.width, last.height, state.settings.iterations);
        weak(ui, &text);
    }
}

/// Which job of the queue is being painted.
fn place_in_queue(session: &Session) -> Option<String> {
    let jobs = session.queue.jobs();
    let place = jobs.iter().position(|job| job.state == JobState::Painting)?;
    Some(format!("Job {} of {}", place + 1, jobs.len()))
}

fn of_painting(ui: &mut Ui, painting: &Painting, place_in_queue: Option<String>) {
    let total = painting.forecast().iterations();
    let done = painting.losses().last().map_or(0, |point| point.iteration);
    fill(ui, done as f32 / total.max(1) as f32);

    ui.label(match painting.phase() {
        Phase::Preparing => "Loading the network",
        Phase::Painting => "Painting",
        Phase::Paused => "Paused",
        Phase::Stopping(_) => "Stopping",
        Phase::Ended if done >= total => "Finished",
        Phase::Ended => "Ended",
    });
    ui.label(format!("Iteration {done} of {total}"));
    if let Some(place) = place_in_queue {
        ui.label(place);
    }
    if let Some(scale) = painting.scales().get(painting.scale()) {
        let count = painting.scales().len();
        weak(ui, &format!("scale {} of {count}, {} × {}", painting.scale() + 1, scale.width, scale.height));
    }
    if painting.phase().is_running()
        && let Some(speed) = painting.forecast().speed()
    {
        weak(ui, &format!("{speed:.1} iterations/s"));
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if painting.phase().is_running()
            && let Some(seconds) = painting.forecast().seconds_left()
        {
            ui.label(format!("about {} left", clock(seconds)));
        }
        if let Some(last) = painting.losses().last() {
            weak(ui, &format!("{} elapsed", clock(last.seconds)));
        }
        if ui.available_width() > DEVICE_ROOM {
            weak(ui, painting.device());
        }
    });
}

/// The share that is done, as a bright line along the top.
fn fill(ui: &Ui, share: f32) {
    let bar = ui.max_rect().expand2(egui::vec2(f32::from(theme::MARGIN), 0.0));
    let end = bar.left() + share.clamp(0.0, 1.0) * bar.width();
    let line = egui::Rect::from_min_max(bar.min, pos2(end, bar.top() + 2.0));
    ui.painter().with_clip_rect(bar).rect_filled(line, 0.0, theme::colors(ui).accent);
}

fn weak(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).weak());
}
