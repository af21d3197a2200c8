//! The Gram matrix of a layer as a heat map, beside that of the style and their difference.

use egui::{Align2, Color32, FontId, Rect, Sense, Stroke, StrokeKind, TextureHandle, Ui, WidgetInfo, pos2, vec2};

use crate::studio::features::learn::view::maps;
use crate::studio::features::learn::{Answer, DECADES, Learn, LearnSettings, MATRICES, color, color_of_difference};
use crate::studio::language::{tr, tr_with, translate};
use crate::studio::roles::RolePictures;
use crate::studio::theme;
use crate::studio::widgets::{pill, significant};

/// The distance from the edges, in points.
const EDGE: f32 = 16.0;
/// The room above for the title, in points.
const TITLE: f32 = 30.0;
/// The gap between two matrices, in points.
const GAP: f32 = 14.0;
/// The room above a matrix for its name, and below all of them for the scales, in points.
const NAME: f32 = 24.0;
const SCALES: f32 = 46.0;
/// The steps of a scale.
const STEPS: usize = 64;

/// Draws the matrices.
pub(super) fn show(ui: &mut Ui, learn: &Learn, settings: &LearnSettings, pictures: &RolePictures) {
    let canvas = ui.available_rect_before_wrap();
    ui.painter_at(canvas).rect_filled(canvas, 0.0, theme::colors(ui).canvas);
    let Some(answer) = learn.answers.shown() else {
        pill(ui, canvas.center(), &maps::waiting(&learn.answers, settings, pictures));
        return;
    };
    let room = canvas.shrink(EDGE);
    let channels = answer.activations.channels();
    let text = if answer.matrices.len() > 1 {
        "{layer}: Gram matrix of {count} × {count} filters"
    } else {
        "{layer}: Gram matrix of {count} × {count} filters; not a style layer here"
    };
    maps::title(ui, room, &tr_with(text, &[("layer", &translate(&answer.title())), ("count", &channels)]));
    let room = room.with_min_y(room.top() + TITLE);
    let count = answer.matrices.len() as f32;
    let side = ((room.width() - GAP * (count - 1.0)) / count).min(room.height() - NAME - SCALES);
    let whole = vec2((side + GAP) * count - GAP, NAME + side + SCALES);
    let min = room.min + ((room.size() - whole) / 2.0).max(egui::Vec2::ZERO) + vec2(0.0, NAME);
    let square = Rect::from_min_size(min.round(), egui::Vec2::splat(side));
    for (index, (texture, name)) in answer.matrices.iter().zip(MATRICES).enumerate() {
        let rect = square.translate(vec2((side + GAP) * index as f32, 0.0));
        matrix(ui, rect, texture, name, answer);
    }
    let below = Rect::from_min_size(square.left_bottom() + vec2(0.0, 14.0), vec2(side.min(220.0), 10.0));
    scale(ui, below, color, &[(0.0, answer.most / 10_f32.powf(DECADES)), (1.0, answer.most)]);
    if answer.matrices.len() > 1 {
        let at = square.translate(vec2((side + GAP) * 2.0, 0.0)).left_bottom() + vec2(0.0, 14.0);
        let below = Rect::from_min_size(at, below.size());
        let signed = |share: f32| color_of_difference(2.0 * share - 1.0);
        scale(ui, below, signed, &[(0.0, -answer.most), (0.5, 0.0), (1.0, answer.most)]);
    }
}

fn matrix(ui: &mut Ui, rect: Rect, texture: &TextureHandle, name: &str, answer: &Answer) {
    let response = ui.interact(rect, ui.scope_id().with(name), Sense::hover());
    response
        .widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, tr_with("Matrix {name}", &[("name", &tr(name))])));
    let all = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    ui.painter().image(texture.id(), rect, all, Color32::WHITE);
    ui.painter().rect_stroke(rect, 0.0, Stroke::new(1.0, theme::colors(ui).line), StrokeKind::Outside);
    let at = pos2(rect.center().x, rect.top() - 6.0);
    ui.painter().text(at, Align2::CENTER_BOTTOM, tr(name), FontId::proportional(12.5), theme::colors(ui).text_strong);
    let Some(pointer) = response.hover_pos() else { return };
    let channels = answer.activations.channels();
    let place = ((pointer - rect.min) / rect.size() * channels as f32).floor();
    let [column, row] = [place.x, place.y].map(|place| (place.max(0.0) as usize).min(channels - 1));
    response.on_hover_text_at_pointer(entry(answer, row, column));
}

/// What two filters have in common: `Filters 3 and 17: 0.82, in the style 1.2`.
fn entry(answer: &Answer, row: usize, column: usize) -> String {
    let index = row * answer.activations.channels() + column;
    let value = significant(f64::from(answer.activations.gram[index]));
    let (row, column) = (row + 1, column + 1);
    let Some(target) = &answer.activations.target else {
        return tr_with(
            "Filters {first} and {second}: {value}",
            &[("first", &row), ("second", &column), ("value", &value)],
        );
    };
    tr_with(
        "Filters {first} and {second}: {value}, in the style {target}",
        &[("first", &row), ("second", &column), ("value", &value), ("target", &significant(f64::from(target[index])))],
    )
}

/// A scale with some of its values below it.
fn scale(ui: &Ui, rect: Rect, color: impl Fn(f32) -> Color32, values: &[(f32, f32)]) {
    for step in 0..STEPS {
        let [left, right] = [step, step + 1].map(|step| rect.left() + rect.width() * step as f32 / STEPS as f32);
        let part = Rect::from_x_y_ranges(left..=right, rect.y_range());
        ui.painter().rect_filled(part, 0.0, color((step as f32 + 0.5) / STEPS as f32));
    }
    for &(share, value) in values {
        let align = match share {
            0.0 => Align2::LEFT_TOP,
            1.0 => Align2::RIGHT_TOP,
            _ => Align2::CENTER_TOP,
        };
        let at = pos2(egui::lerp(rect.x_range(), share), rect.bottom() + 3.0);
        let text = significant(f64::from(value));
        ui.painter().text(at, align, text, FontId::proportional(11.0), theme::colors(ui).text_weak);
    }
}
