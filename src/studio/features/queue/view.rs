//! The queue at the left: its jobs in their order, and what can be done with each.

use egui::{Align, Frame, Label, Layout, Margin, Panel, Rect, RichText, ScrollArea, Sense, Ui, Vec2};

use crate::project::JobState;
use crate::studio::features::queue::{Course, Msg, Queue, QueuedJob};
use crate::studio::language::{tr, tr_count, tr_with, translate};
use crate::studio::theme;
use crate::studio::widgets::picture;
use crate::studio::widgets::{Icon, button_width, icon_button};

/// The width of the panel in points.
const WIDTH: f32 = 264.0;
/// The side of the small pictures in points.
const PICTURE: f32 = 46.0;

/// Draws the queue; of the present painting `share` is done, from 0 to 1.
pub fn show(ui: &mut Ui, queue: &Queue, share: f64, messages: &mut Vec<Msg>) {
    let colors = theme::colors(ui);
    let frame = Frame::new().fill(colors.panel).inner_margin(Margin::symmetric(theme::MARGIN, 8));
    Panel::left("queue").exact_size(WIDTH).resizable(false).frame(frame).show(ui, |ui| {
        header(ui, queue, messages);
        ui.add_space(6.0);
        let jobs = queue.jobs();
        if jobs.is_empty() {
            let text =
                tr("Set up a painting, then add it here. The queue paints one after another, and you can go on \
                        setting up the next one meanwhile.");
            ui.label(RichText::new(text).color(theme::colors(ui).text_weak));
            return;
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for (place, queued) in jobs.iter().enumerate() {
                job(ui, place, jobs.len(), queued, share, messages);
            }
        });
    });
}

fn header(ui: &mut Ui, queue: &Queue, messages: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(tr("Queue")).color(theme::colors(ui).text_strong).strong());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, Icon::Close, "Hide the queue").clicked() {
                messages.push(Msg::Toggle);
            }
        });
    });
    let has_room = ui.horizontal(|ui| {
        let add = ui.button((Icon::Add.atom(), tr("Add"))).accessible_name(tr("Add to the queue"));
        if add.on_hover_text(tr("Add the pictures and the settings as they are now.")).clicked() {
            messages.push(Msg::Add);
        }
        let is_painting = queue.jobs().iter().any(|job| job.state == JobState::Painting);
        let can_run = queue.next().is_some() || is_painting;
        let (icon, text, name, message) = match queue.course {
            Course::Running => (Icon::Pause, "Pause", "Pause the queue", Msg::Pause),
            Course::Resting => (Icon::Play, "Run", "Run the queue", Msg::Run),
        };
        let run = ui.add_enabled(can_run, egui::Button::new((icon.atom(), tr(text)))).accessible_name(tr(name));
        if run.on_hover_text(tr("Paint one after another, or rest and begin no other.")).clicked() {
            messages.push(message);
        }
        let has_room = ui.available_width() > button_width(ui, tr("Clear done"));
        if has_room {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| clear(ui, queue, messages));
        }
        has_room
    });
    if !has_room.inner {
        clear(ui, queue, messages);
    }
}

/// The button that takes out what is painted.
fn clear(ui: &mut Ui, queue: &Queue, messages: &mut Vec<Msg>) {
    let has_done = queue.jobs().iter().any(|job| job.state == JobState::Done);
    let clear = ui.add_enabled(has_done, egui::Button::new(tr("Clear done")));
    if clear.on_hover_text(tr("Take out what is painted; the pictures stay in the film strip.")).clicked() {
        messages.push(Msg::Clear);
    }
}

fn job(ui: &mut Ui, place: usize, count: usize, queued: &QueuedJob, share: f64, messages: &mut Vec<Msg>) {
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
                state(ui, queued, share);
            });
        });
        buttons(ui, place, count, queued, messages);
    });
    ui.add_space(2.0);
}

/// How far it is.
fn state(ui: &mut Ui, queued: &QueuedJob, share: f64) {
    let (text, color) = match &queued.state {
        JobState::Waiting => (tr("waiting").to_owned(), theme::colors(ui).text_weak),
        JobState::Painting => (
            tr_with("painting, {percent} %", &[("percent", &format!("{:.0}", 100.0 * share))]),
            theme::colors(ui).accent,
        ),
        JobState::Done => (tr("done").to_owned(), theme::colors(ui).text_strong),
        JobState::Stopped => (tr("stopped").to_owned(), theme::colors(ui).warning),
        JobState::Failed(reason) => {
            (tr_with("failed: {reason}", &[("reason", &translate(reason))]), theme::colors(ui).error)
        }
    };
    let label = ui.add(Label::new(RichText::new(&text).small().color(color)).truncate());
    if matches!(queued.state, JobState::Failed(_)) {
        label.on_hover_text(text);
    }
}

/// What can be done with it; drawn from right to left.
fn buttons(ui: &mut Ui, place: usize, count: usize, queued: &QueuedJob, messages: &mut Vec<Msg>) {
    let number = place + 1;
    let is_painting = queued.state == JobState::Painting;
    let has_ended = !matches!(queued.state, JobState::Painting | JobState::Waiting);
    let entries = [
        (Icon::Delete, "Remove job {number}", !is_painting, Msg::Remove(queued.id)),
        (Icon::Down, "Move down job {number}", place + 1 < count, Msg::MoveDown(queued.id)),
        (Icon::Up, "Move up job {number}", place > 0, Msg::MoveUp(queued.id)),
        (Icon::Reset, "Paint again job {number}", has_ended, Msg::Repeat(queued.id)),
        (Icon::Settings, "Take over the settings of job {number}", true, Msg::Use(queued.id)),
        (Icon::Picture, "Show the result of job {number}", queued.result.is_some(), Msg::Show(queued.id)),
    ];
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for (icon, name, enabled, message) in entries {
                let button = ui
                    .add_enabled_ui(enabled, |ui| icon_button(ui, icon, &tr_with(name, &[("number", &number)])))
                    .inner;
                if button.clicked() {
                    messages.push(message);
                }
            }
        });
    });
}
