//! The settings that several ways of painting share: the size, and the colours.

use std::ops::RangeInclusive;

use egui::Ui;

use crate::picture::{COLORS_STRENGTH_RANGE, ColorMethod, ColorSettings};
use crate::studio::widgets::{Curve, Slider, Text, choice, row, significant};
use crate::transfer::{SIZE_RANGE, TransferSettings};

/// The longer side of what is painted.
pub fn size_row(ui: &mut Ui, size: &mut usize) {
    let default = TransferSettings::default().size;
    let text = Text {
        label: "Size",
        tooltip: "The longer side of the painting in pixels. Try out at 256 or 512, paint the final one larger; \
                  twice the size takes four times as long. It also acts while it paints.",
        default: format!("{default} px"),
    };
    whole_number(ui, &text, size, &SIZE_RANGE, default, " px");
}

/// A logarithmic slider over whole numbers.
pub fn whole_number(
    ui: &mut Ui,
    text: &Text<'_>,
    number: &mut usize,
    range: &RangeInclusive<usize>,
    default: usize,
    unit: &'static str,
) {
    let mut value = *number as f64;
    let slider = Slider {
        value: &mut value,
        range: *range.start() as f64..=*range.end() as f64,
        default: default as f64,
        curve: Curve::LogarithmicWhole,
        unit,
    };
    if row(ui, text, *number == default, |ui| slider.show(ui)) {
        value = default as f64;
    }
    *number = value.round() as usize;
}

/// Whose colours a painting has, and how far.
pub fn color_rows(ui: &mut Ui, colors: &mut ColorSettings) {
    color_method(ui, &mut colors.method);
    if colors.method != ColorMethod::None {
        color_strength(ui, &mut colors.strength);
    }
}

/// What a method does, in an artist's words.
pub const fn color_title(method: ColorMethod) -> &'static str {
    match method {
        ColorMethod::None => "The painting",
        ColorMethod::Luminance => "Content: luminance kept",
        ColorMethod::LuminanceMatched => "Content: luminance matched",
        ColorMethod::Cholesky => "Content: linear, Cholesky",
        ColorMethod::Pca => "Content: linear, PCA",
        ColorMethod::Symmetric => "Content: linear, symmetric",
        ColorMethod::Histogram => "Content: histogram",
    }
}

fn color_method(ui: &mut Ui, method: &mut ColorMethod) {
    let default = ColorSettings::default().method;
    let text = Text {
        label: "Take from",
        tooltip: "Whose colours the painting has. The content's come back in several ways: with the painted light and \
                  dark (luminance), by moving all colours together (linear), or colour by colour (histogram). It acts \
                  at once, also on a finished painting and on saved files; what was painted is not lost.",
        default: color_title(default).into(),
    };
    let choices = ColorMethod::ALL.map(|method| (method, color_title(method).to_owned()));
    let is_default = *method == default;
    if row(ui, &text, is_default, |ui| choice(ui, text.label, method, &choices)) {
        *method = default;
    }
}

fn color_strength(ui: &mut Ui, strength: &mut f64) {
    let default = ColorSettings::default().strength;
    let text = Text {
        label: "Colour strength",
        tooltip: "How far the colours go from the painted ones to the content's.",
        default: significant(default),
    };
    Slider { value: strength, range: COLORS_STRENGTH_RANGE, default, curve: Curve::Linear, unit: "" }.row(ui, &text);
}
