//! The Train tab: what is learned and from what beside the canvas, and in its place how far it is.

mod progress;

use egui::{Align, Button, Label, Layout, ProgressBar, RichText, Slider, TextEdit, Ui, Vec2, vec2};

use crate::fast::{Checkpoint, LEAN_RANGE, Quality, TrainSettings};
use crate::network::DeviceChoice;
use crate::studio::features::train::{Msg, Running, Train, TrainChoices, TrainPhase};
use crate::studio::format::about;
use crate::studio::language::{fill, tr, tr_count, tr_with, translate};
use crate::studio::theme;
use crate::studio::widgets::{Text, follow_focus, row};

pub use progress::show;

/// The height of the main buttons in points.
const BUTTON_HEIGHT: f32 = 28.0;
/// The last notices that are shown.
const NOTICES: usize = 4;

/// Draws what can be chosen, and the buttons that drive the training, below the pictures; it is computed on `device`.
pub fn panel(ui: &mut Ui, train: &Train, choices: &TrainChoices, device: DeviceChoice, messages: &mut Vec<Msg>) {
    ui.add_space(theme::GAP / 2.0);
    let text =
        tr("A network learns to paint any photograph like the painting on the right. The photograph on the left \
                        shows how far it is.");
    ui.add(Label::new(RichText::new(text).weak()).wrap());
    ui.add_space(theme::GAP / 2.0);
    ui.add_enabled_ui(!train.is_running() && !train.is_busy, |ui| {
        folder(ui, choices, messages);
        ui.add_space(theme::GAP / 2.0);
        qualities(ui, train, choices, device, messages);
        ui.add_space(4.0);
        lean(ui, choices, messages);
    });
    ui.add_space(theme::GAP);
    match (&train.running, &train.kept) {
        (Some(running), _) => drive(ui, train, running, messages),
        (None, Some(kept)) => broken_off(ui, &kept.plan.name, kept.checkpoint.as_ref(), messages),
        (None, None) => start(ui, train, choices, messages),
    }
    for notice in train.notices.iter().rev().take(NOTICES) {
        ui.add(Label::new(RichText::new(translate(notice)).small().color(theme::colors(ui).warning)).wrap());
    }
    follow_focus(ui);
}

/// The folder with the photographs.
fn folder(ui: &mut Ui, choices: &TrainChoices, messages: &mut Vec<Msg>) {
    let label = ui.label(tr("Photographs to learn from"));
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let browse = ui.button(tr("Choose folder…"));
            if browse.on_hover_text(tr("Any folder; the photographs in the folders in it count too.")).clicked() {
                messages.push(Msg::BrowseFolder);
            }
            let mut text = choices.photos.clone();
            let field = TextEdit::singleline(&mut text).hint_text(tr("A folder")).desired_width(f32::INFINITY);
            let field = ui.add(field).labelled_by(label.id);
            if text != choices.photos {
                messages.push(Msg::SetFolder(text));
            }
            field.on_hover_text(tr(
                "Some hundred photographs of all kinds are good; with a few it learns those by heart.",
            ));
        });
    });
}

/// How much work is put into it, with the time that it takes here.
fn qualities(ui: &mut Ui, train: &Train, choices: &TrainChoices, device: DeviceChoice, messages: &mut Vec<Msg>) {
    ui.label(tr("Quality"));
    ui.spacing_mut().item_spacing.y = 1.0;
    ui.visuals_mut().selection.bg_fill = theme::colors(ui).chosen;
    for quality in Quality::ALL {
        let is_chosen = choices.quality() == Some(quality);
        let color = if is_chosen { theme::colors(ui).text_strong } else { theme::colors(ui).text };
        let time = match choices.seconds(quality, device) {
            Some(seconds) => tr_with("about {time}", &[("time", &about(seconds))]),
            None if train.measuring.is_some() => tr("measuring…").to_owned(),
            None => String::new(),
        };
        let TrainSettings { width, steps, batch, crop, .. } = quality.settings();
        let (name, tooltip) = words(quality);
        let (name, tooltip) = (tr(name), tr(tooltip));
        let read_out = if time.is_empty() { name.to_owned() } else { format!("{name}, {time}") };
        let time = RichText::new(time).small().weak();
        let button = Button::selectable(is_chosen, (RichText::new(name).color(color), egui::Atom::grow(), time));
        let response = ui.add(button.min_size(vec2(ui.available_width(), 24.0))).accessible_name(read_out);
        let text = tr_with(
            "{explanation}\n\n{steps} steps of {batch} crops of {crop} pixels, width {width}. The time was measured on this machine.",
            &[("explanation", &tooltip), ("steps", &steps), ("batch", &batch), ("crop", &crop), ("width", &width)],
        );
        if response.on_hover_text(text).clicked() {
            messages.push(Msg::ChooseQuality(quality));
        }
    }
    if choices.quality().is_none() {
        let TrainSettings { width, steps, .. } = choices.settings;
        ui.label(
            RichText::new(tr_with(
                "Settings of your own: {steps} steps, width {width}",
                &[("steps", &steps), ("width", &width)],
            ))
            .small()
            .weak(),
        );
    }
    ui.spacing_mut().item_spacing.y = 4.0;
}

/// The name of a quality, and what it is good for.
const fn words(quality: Quality) -> (&'static str, &'static str) {
    match quality {
        Quality::Draft => ("Draft", "To see whether the painting is worth more."),
        Quality::Good => ("Good", "A style to use."),
        Quality::Best => ("Best", "The width of the published networks, for a night."),
    }
}

/// How far the balance leans.
fn lean(ui: &mut Ui, choices: &TrainChoices, messages: &mut Vec<Msg>) {
    let default = TrainSettings::default().lean;
    let mut lean = choices.settings.lean;
    let text = Text {
        label: "Lean",
        tooltip: "Above 1 the style leans to the painting, below 1 to the photographs. The balance itself is found when the \
                  training begins.",
        default: default.to_string(),
    };
    let reset = row(ui, &text, lean == default, |ui| {
        ui.spacing_mut().slider_width = 130.0;
        ui.add(Slider::new(&mut lean, LEAN_RANGE).logarithmic(true).max_decimals(2))
    });
    if reset {
        lean = default;
    }
    if lean != choices.settings.lean {
        messages.push(Msg::SetLean(lean));
    }
}

fn start(ui: &mut Ui, train: &Train, choices: &TrainChoices, messages: &mut Vec<Msg>) {
    let is_ready = choices.folder().is_some() && !train.is_busy;
    if main_button(ui, "Start training", is_ready) {
        messages.push(Msg::Start);
    }
    if choices.folder().is_none() {
        ui.label(RichText::new(tr("Choose a folder of photographs first.")).weak());
    }
}

/// How far the training is, and what drives it.
fn drive(ui: &mut Ui, train: &Train, running: &Running, messages: &mut Vec<Msg>) {
    let steps = running.settings().steps;
    let last = train.history.last();
    let made = last.map_or(0, |last| last.step);
    ui.add(ProgressBar::new(made as f32 / steps as f32).desired_height(6.0));
    let left = last.map(|last| last.seconds / last.step as f64 * (steps - last.step) as f64);
    let text = match (running.phase(), left) {
        (TrainPhase::Preparing, _) => tr("Looking at the painting…").to_owned(),
        (TrainPhase::Paused, _) => {
            tr_with("Paused after {made} of {steps} steps", &[("made", &made), ("steps", &steps)])
        }
        (TrainPhase::Stopping, _) => tr("Stopping…").to_owned(),
        (TrainPhase::Training, Some(left)) => tr_with(
            "Step {made} of {steps}, about {time} left",
            &[("made", &made), ("steps", &steps), ("time", &about(left))],
        ),
        (TrainPhase::Training, None) => tr_with("Step {made} of {steps}", &[("made", &made), ("steps", &steps)]),
    };
    ui.label(text);
    if let Some(photographs) = running.photographs() {
        let text =
            tr_count("{name} learns from {count} photograph", "{name} learns from {count} photographs", photographs);
        let text = fill(&text, &[("name", &running.name())]);
        ui.label(RichText::new(text).small().weak());
    }
    ui.horizontal(|ui| {
        let (text, message, is_possible) = match running.phase() {
            TrainPhase::Paused => ("Resume training", Msg::Resume, true),
            phase => ("Pause training", Msg::Pause, phase != TrainPhase::Stopping),
        };
        if main_button(ui, text, is_possible) {
            messages.push(message);
        }
        let stop = Button::new(tr("Stop training")).min_size(Vec2::new(0.0, BUTTON_HEIGHT));
        let stop = ui.add_enabled(running.phase() != TrainPhase::Stopping, stop);
        if stop.on_hover_text(tr("Nothing is lost: you can go on, or keep the style as it is.")).clicked() {
            messages.push(Msg::Stop);
        }
    });
}

/// What can be done with a training that was broken off.
fn broken_off(ui: &mut Ui, name: &str, checkpoint: Option<&Checkpoint>, messages: &mut Vec<Msg>) {
    let text = match checkpoint {
        Some(state) => tr_with(
            "The training of {name} rests after {made} of {steps} steps.",
            &[("name", &name), ("made", &state.steps()), ("steps", &state.settings().steps)],
        ),
        None => tr_with("The training of {name} was broken off at its beginning.", &[("name", &name)]),
    };
    ui.add(Label::new(text).wrap());
    ui.horizontal(|ui| {
        if main_button(ui, "Go on", true) {
            messages.push(Msg::GoOn);
        }
        let plain = |text| Button::new(tr(text)).min_size(Vec2::new(0.0, BUTTON_HEIGHT));
        let can_keep = checkpoint.is_some_and(|state| state.steps() > 0);
        let keep = ui.add_enabled(can_keep, plain("Keep as it is"));
        if keep.on_hover_text(tr("The style goes to the gallery as it is, and the training ends.")).clicked() {
            messages.push(Msg::KeepAsItIs);
        }
        if ui.add(plain("Discard")).on_hover_text(tr("Give this training up; another one can begin then.")).clicked() {
            messages.push(Msg::Discard);
        }
    });
}

/// The button that matters most.
fn main_button(ui: &mut Ui, text: &str, is_possible: bool) -> bool {
    let label = RichText::new(tr(text)).color(theme::ON_ACCENT).strong();
    let button = Button::new(label).fill(theme::colors(ui).accent).min_size(Vec2::new(92.0, BUTTON_HEIGHT));
    ui.add_enabled(is_possible, button).clicked()
}
