//! The queue at the left: its jobs in their order, and what can be done with each.

use egui::{Align, Frame, Label, Layout, Margin, Panel, Rect, RichText, ScrollArea, Sense, Ui, Vec2};

use crate::project::JobState;
use crate::studio::app::action::{Action, Actions};
use crate::studio::app::session::Session;
use crate::studio::features::queue::{Course, Queue, QueueAction, QueuedJob};
use crate::studio::language::{tr, tr_count, tr_sentence, tr_with};
use crate::studio::theme;
use crate::studio::widgets::picture;
use crate::studio::widgets::{Icon, button_width, icon_button};

/// The width of the panel in points.
const WIDTH: f32 = 264.0;
/// The side of the small pictures in points.
const PICTURE: f32 = 46.0;

/// Draws the queue.
pub(in crate::studio) fn show(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let colors = theme::colors(ui);
    let frame = Frame::new().fill(colors.panel).inner_margin(Margin::symmetric(theme::MARGIN, 8));
    Panel::left("queue").exact_size(WIDTH).resizable(false).frame(frame).show(ui, |ui| {
        header(ui, session, actions);
        ui.add_space(6.0);
        let jobs = session.queue.jobs();
        if jobs.is_empty() {
            let text =
                tr("Set up a painting, then add it here. The queue paints one after another, and you can go on \
                        setting up the next one meanwhile.");
            ui.label(RichText::new(text).color(theme::colors(ui).text_weak));
            return;
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for (place, queued) in jobs.iter().enumerate() {
                job(ui, place, jobs.len(), queued, session, actions);
            }
        });
    });
}

fn header(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let queue = &session.queue;
    ui.horizontal(|ui| {
        ui.label(RichText::new(tr("Queue")).color(theme::colors(ui).text_strong).strong());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, Icon::Close, "Hide the queue").clicked() {
                actions.push(Action::Queue(QueueAction::Toggle));
            }
        });
    });
    let has_room = ui.horizontal(|ui| {
        let add = ui.button((Icon::Add.atom(), tr("Add"))).accessible_name(tr("Add to the queue"));
        if add.on_hover_text(tr("Add the pictures and the settings as they are now.")).clicked() {
            actions.push(Action::Queue(QueueAction::Add));
        }
        let is_painting = queue.jobs().iter().any(|job| job.state == JobState::Painting);
        let can_run = queue.next().is_some() || is_painting;
        let (icon, text, name, action) = match queue.course {
            Course::Running => (Icon::Pause, "Pause", "Pause the queue", QueueAction::Pause),
            Course::Resting => (Icon::Play, "Run", "Run the queue", QueueAction::Run),
        };
        let run = ui.add_enabled(can_run, egui::Button::new((icon.atom(), tr(text)))).accessible_name(tr(name));
        if run.on_hover_text(tr("Paint one after another, or rest and begin no other.")).clicked() {
            actions.push(Action::Queue(action));
        }
        let has_room = ui.available_width() > button_width(ui, tr("Clear done"));
        if has_room {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| clear(ui, queue, actions));
        }
        has_room
    });
    if !has_room.inner {
        clear(ui, queue, actions);
    }
}

/// The button that takes out what is painted.
fn clear(ui: &mut Ui, queue: &Queue, actions: &mut Actions) {
    let has_done = queue.jobs().iter().any(|job| job.state == JobState::Done);
    let clear = ui.add_enabled(has_done, egui::Button::new(tr("Clear done")));
    if clear.on_hover_text(tr("Take out what is painted; the pictures stay in the film strip.")).clicked() {
        actions.push(Action::Queue(QueueAction::Clear));
    }
}

fn job(ui: &mut Ui, place: usize, count: usize, queued: &QueuedJob, session: &Session, actions: &mut Actions) {
    let fill = if queued.state == JobState::Painting { theme::colors(ui).raised } else { theme::colors(ui).panel };
    Frame::new().fill(fill).corner_radius(4).inner_margin(4).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            for loaded in [Some(&queued.setup.content), queued.setup.styles.first().map(|style| &style.loaded)] {
                let Some(loaded) = loaded else { continue };
                let (rect, _) = ui.allocate_exact_size(Vec2::splat(PICTURE), Sense::hover());
                picture(ui, &loaded.thumbnail, Rect::from_min_size(rect.min, Vec2::splat(PICTURE)));
            }
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                let title = queued.setup.title();
                ui.add(Label::new(RichText::new(&title).color(theme::colors(ui).text)).truncate())
                    .on_hover_text(&title);
                let settings = &queued.setup.settings;
                let iterations = tr_count("{count} iteration", "{count} iterations", settings.iterations);
                let about = format!("{} px, {iterations}", settings.size);
                ui.add(Label::new(RichText::new(about).small().color(theme::colors(ui).text_weak)).truncate());
                state(ui, queued, session);
            });
        });
        buttons(ui, place, count, queued, actions);
    });
    ui.add_space(2.0);
}

/// How far it is.
fn state(ui: &mut Ui, queued: &QueuedJob, session: &Session) {
    let painting = session.painting.as_ref().filter(|_| queued.state == JobState::Painting);
    let (text, color) = match &queued.state {
        JobState::Waiting => (tr("waiting").to_owned(), theme::colors(ui).text_weak),
        JobState::Painting => {
            let share = painting.map_or(0.0, |painting| painting.forecast().share_done());
            (
                tr_with("painting, {percent} %", &[("percent", &format!("{:.0}", 100.0 * share))]),
                theme::colors(ui).accent,
            )
        }
        JobState::Done => (tr("done").to_owned(), theme::colors(ui).text_strong),
        JobState::Stopped => (tr("stopped").to_owned(), theme::colors(ui).warning),
        JobState::Failed(reason) => {
            (tr_with("failed: {reason}", &[("reason", &tr_sentence(reason))]), theme::colors(ui).error)
        }
    };
    let label = ui.add(Label::new(RichText::new(&text).small().color(color)).truncate());
    if matches!(queued.state, JobState::Failed(_)) {
        label.on_hover_text(text);
    }
}

/// What can be done with it; drawn from right to left.
fn buttons(ui: &mut Ui, place: usize, count: usize, queued: &QueuedJob, actions: &mut Actions) {
    let number = place + 1;
    let is_painting = queued.state == JobState::Painting;
    let has_ended = !matches!(queued.state, JobState::Painting | JobState::Waiting);
    let entries = [
        (Icon::Delete, "Remove job {number}", !is_painting, Action::Queue(QueueAction::Remove(queued.id))),
        (Icon::Down, "Move down job {number}", place + 1 < count, Action::Queue(QueueAction::MoveDown(queued.id))),
        (Icon::Up, "Move up job {number}", place > 0, Action::Queue(QueueAction::MoveUp(queued.id))),
        (Icon::Reset, "Paint again job {number}", has_ended, Action::Queue(QueueAction::Repeat(queued.id))),
        (Icon::Settings, "Take over the settings of job {number}", true, Action::Queue(QueueAction::Use(queued.id))),
        (
            Icon::Picture,
            "Show the result of job {number}",
            queued.result.is_some(),
            Action::Film(crate::studio::features::film_strip::Msg::Select(queued.result)),
        ),
    ];
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for (icon, name, enabled, action) in entries {
                let button = ui
                    .add_enabled_ui(enabled, |ui| icon_button(ui, icon, &tr_with(name, &[("number", &number)])))
                    .inner;
                if button.clicked() {
                    actions.push(action);
                }
            }
        });
    });
}
