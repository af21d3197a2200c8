//! The choices about a time lapse: in the form that saves one, and how frames are recorded.

use std::ops::RangeInclusive;

use egui::{DragValue, Ui};

use crate::project::{FRAME_SECONDS_RANGE, FRAME_SIDE_RANGE, Film, RECORD_EVERY_RANGE, TimeLapseSettings};
use crate::studio::features::time_lapse::{AtHand, Msg, Shots};
use crate::studio::language::{tr, tr_count, tr_with};
use crate::studio::widgets::{Text, choice, field, row};

/// Draws the choices of the form that saves one, for what is at hand.
pub fn choices(ui: &mut Ui, settings: TimeLapseSettings, shots: Shots, at_hand: AtHand, messages: &mut Vec<Msg>) {
    let before = shots.or_others(at_hand);
    let mut shots = before;
    field(ui, "Made from", |ui| {
        let name = |shots: Shots| format!("{}, {}", tr(shots.name()), pictures(at_hand.count(shots)));
        choice(ui, "shots", &mut shots, &Shots::ALL.map(|shots| (shots, name(shots))))
    });
    if shots != before {
        messages.push(Msg::From(shots));
    }
    let (mut changed, default) = (settings, TimeLapseSettings::default());
    let text = Text {
        label: "Longest side",
        tooltip: "The longer side of the moving picture. Smaller makes a smaller file.",
        default: tr_count("{count} pixel", "{count} pixels", default.longest_side),
    };
    number(ui, &text, &mut changed.longest_side, default.longest_side, FRAME_SIDE_RANGE, " pixels");
    let text = Text {
        label: "Each picture",
        tooltip: "How long each picture is seen. The last one stays two seconds longer.",
        default: format!("{} s", default.seconds),
    };
    let is_default = changed.seconds == default.seconds;
    if row(ui, &text, is_default, |ui| {
        let seconds = DragValue::new(&mut changed.seconds).range(FRAME_SECONDS_RANGE).speed(0.01).suffix(tr(" s"));
        // Screen readers would read the unit as its name.
        ui.add(seconds).accessible_name(tr(text.label))
    }) {
        changed.seconds = default.seconds;
    }
    push_changes(changed, settings, messages);
}

/// What will be written, in words.
pub fn description(settings: TimeLapseSettings, shots: Shots, at_hand: AtHand) -> String {
    let count = at_hand.count(shots.or_others(at_hand));
    let seconds = Film::duration_of(count, settings.seconds);
    tr_with("{pictures}, {seconds} seconds", &[("pictures", &pictures(count)), ("seconds", &format!("{seconds:.1}"))])
}

/// So many pictures, in words.
fn pictures(count: usize) -> String {
    tr_count("{count} picture", "{count} pictures", count)
}

/// Draws the choices about recording.
pub fn recording(ui: &mut Ui, settings: TimeLapseSettings, messages: &mut Vec<Msg>) {
    let (mut changed, default) = (settings, TimeLapseSettings::default());
    let tooltip = tr("Frames for a time lapse are kept on the disk while it paints; they act from the next Start on.");
    ui.checkbox(&mut changed.records, tr("Record a time lapse")).on_hover_text(tooltip);
    ui.add_enabled_ui(changed.records, |ui| {
        let text = Text {
            label: "Frame every",
            tooltip: "After how many iterations a frame is recorded.",
            default: tr_count("{count} iteration", "{count} iterations", default.every),
        };
        number(ui, &text, &mut changed.every, default.every, RECORD_EVERY_RANGE, " iterations");
        let text = Text {
            label: "Frame size",
            tooltip: "The longer side of the recorded frames.",
            default: tr_count("{count} pixel", "{count} pixels", default.longest_side),
        };
        number(ui, &text, &mut changed.longest_side, default.longest_side, FRAME_SIDE_RANGE, " pixels");
    });
    push_changes(changed, settings, messages);
}

fn number(
    ui: &mut Ui,
    text: &Text<'_>,
    value: &mut usize,
    default: usize,
    range: RangeInclusive<usize>,
    unit: &'static str,
) {
    let is_default = *value == default;
    if row(ui, text, is_default, |ui| {
        ui.add(DragValue::new(value).range(range).suffix(tr(unit))).accessible_name(tr(text.label))
    }) {
        *value = default;
    }
}

fn push_changes(changed: TimeLapseSettings, present: TimeLapseSettings, messages: &mut Vec<Msg>) {
    if changed != present {
        messages.push(Msg::Change(changed));
    }
}
