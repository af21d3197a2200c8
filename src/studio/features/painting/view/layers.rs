//! The balance of content and style, and the style layers: what can change while it paints.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use egui::{Align, Checkbox, Label, Layout, RichText, Sense, Ui, Vec2};

use crate::network::Layer;
use crate::studio::language::{tr, tr_with};
use crate::studio::theme;
use crate::studio::widgets::{Curve, Slider, Text, fold, is_reset, section, significant};
use crate::transfer::{
    STYLE_SCALE_RANGE, StyleLayers, TransferSettings, USUAL_RATIOS, USUAL_TOTAL_VARIATIONS, WEIGHT_RANGE, Weights,
};

/// The smallest weight of a layer that its slider shows apart from 0.
const SMALLEST_LAYER_WEIGHT: f64 = 0.01;
/// The smallest weight of the total variation that its slider shows apart from 0.
const SMALLEST_TOTAL_VARIATION: f64 = 0.01;
/// The width of a layer's name behind its check, in points.
const NAME_WIDTH: f32 = 100.0;

/// Draws the balance and the layers; `parked` are the weights of layers that were switched off.
pub fn show(ui: &mut Ui, settings: &mut TransferSettings, parked: &BTreeMap<Layer, f64>) {
    section(ui, "Balance", |ui| {
        ratio(ui, &mut settings.weights);
        style_scale(ui, &mut settings.style_scale);
        total_variation(ui, &mut settings.weights);
    });
    section(ui, "Style layers", |ui| {
        let layers = &mut settings.weights.style_layers;
        for layer in StyleLayers::PAPER {
            layer_row(ui, layer, layers, parked);
        }
        if layers.is_empty() {
            ui.label(RichText::new(tr("Switch on at least one style layer.")).color(theme::colors(ui).warning));
        }
        fold(ui, "Further layers", |ui| {
            for layer in Layer::ALL.into_iter().filter(|layer| !StyleLayers::PAPER.contains(layer)) {
                layer_row(ui, layer, layers, parked);
            }
        });
    });
}

fn ratio(ui: &mut Ui, weights: &mut Weights) {
    let default = Weights::default().ratio;
    let text = Text {
        label: "Ratio",
        tooltip: "How faithful the painting stays to the photograph. To the left the style takes over and the \
                  subject dissolves into strokes; to the right the photograph shows through. It also acts while \
                  it paints.",
        default: significant(default),
    };
    let slider = Slider {
        range: holding(&USUAL_RATIOS, weights.ratio),
        value: &mut weights.ratio,
        default,
        curve: Curve::Logarithmic { smallest: *USUAL_RATIOS.start() },
        unit: "",
    };
    slider.row(ui, &text);
    ui.horizontal(|ui| {
        ui.add_space(theme::label_width() + 8.0);
        ui.label(RichText::new(tr("style")).small().weak());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(70.0);
            ui.label(RichText::new(tr("content")).small().weak());
        });
    });
}

fn style_scale(ui: &mut Ui, style_scale: &mut f64) {
    let default = TransferSettings::default().style_scale;
    let text = Text {
        label: "Style scale",
        tooltip: "How large the style picture is seen. To the left its strokes become finer, to the right bolder. \
                  It also acts while it paints.",
        default: significant(default),
    };
    let slider = Slider {
        value: style_scale,
        range: STYLE_SCALE_RANGE,
        default,
        curve: Curve::Logarithmic { smallest: *STYLE_SCALE_RANGE.start() },
        unit: "",
    };
    slider.row(ui, &text);
}

fn total_variation(ui: &mut Ui, weights: &mut Weights) {
    let default = Weights::default().total_variation;
    let text = Text {
        label: "Total variation",
        tooltip: "Calms speckles and grain. A little tidies the paint; much of it makes flat \
                  areas of colour. It also acts while it paints.",
        default: tr_with("{value} (off)", &[("value", &significant(default))]),
    };
    let slider = Slider {
        range: holding(&USUAL_TOTAL_VARIATIONS, weights.total_variation),
        value: &mut weights.total_variation,
        default,
        curve: Curve::Logarithmic { smallest: SMALLEST_TOTAL_VARIATION },
        unit: "",
    };
    slider.row(ui, &text);
}

/// The usual values, and as many more as it takes to hold the present one, which a preset may have brought.
fn holding(usual: &RangeInclusive<f64>, present: f64) -> RangeInclusive<f64> {
    *usual.start()..=usual.end().max(present)
}

/// A check, the layer's name, and its weight.
fn layer_row(ui: &mut Ui, layer: Layer, layers: &mut StyleLayers, parked: &BTreeMap<Layer, f64>) {
    let default = StyleLayers::default().weight(layer);
    let mut weight = layers.weight(layer);
    let shown = if default > 0.0 { significant(default) } else { tr("off").to_owned() };
    let explanation = tr_with(
        "{explanation}\n\nThe weight counts against the other layers' weights. Default: {default}. Double-click to reset.",
        &[("explanation", &tr(describe(layer))), ("default", &shown)],
    );
    ui.horizontal(|ui| {
        let mut is_on = weight > 0.0;
        let check =
            ui.add(Checkbox::without_text(&mut is_on)).accessible_name(tr_with("Use {layer}", &[("layer", &layer)]));
        if check.on_hover_text(&explanation).changed() {
            weight = if is_on { parked.get(&layer).copied().unwrap_or(1.0) } else { 0.0 };
        }
        let label = name(ui, layer, weight == default);
        let slider = Slider {
            value: &mut weight,
            range: WEIGHT_RANGE,
            default,
            curve: Curve::Logarithmic { smallest: SMALLEST_LAYER_WEIGHT },
            unit: "",
        };
        let response = ui.label_inputs_by(label.id, |ui| slider.show(ui));
        if label.double_clicked() || is_reset(ui, &response) {
            weight = default;
        }
        label.on_hover_text(&explanation);
        response.on_hover_text(&explanation);
    });
    if weight != layers.weight(layer) {
        layers.set(layer, weight);
    }
}

/// What the layer paints, and its name in the network.
fn name(ui: &mut Ui, layer: Layer, is_default: bool) -> egui::Response {
    let size = Vec2::new(NAME_WIDTH, ui.spacing().interact_size.y);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(size.x);
        ui.spacing_mut().item_spacing.x = 5.0;
        let color = if is_default { theme::colors(ui).text_weak } else { theme::colors(ui).text_strong };
        let label = ui.add(Label::new(RichText::new(layer.name()).color(color)).sense(Sense::CLICK));
        ui.label(RichText::new(tr(effect(layer))).small().color(theme::colors(ui).text_weak.gamma_multiply(0.8)));
        label
    })
    .inner
}

/// What a layer's block sees, in one word.
const fn effect(layer: Layer) -> &'static str {
    match layer.block() {
        1 => "colour",
        2 => "grain",
        3 => "strokes",
        4 => "patterns",
        _ => "forms",
    }
}

/// What a layer's block sees, in an artist's words.
const fn describe(layer: Layer) -> &'static str {
    match layer.block() {
        1 => "Colours and the finest grain of the paint, a few pixels wide.",
        2 => "Small marks: dots, hatching, the tooth of the canvas.",
        3 => "Single brush strokes and their direction.",
        4 => "Groups of strokes: swirls, scales, foliage.",
        _ => "Large forms and how the painting arranges them.",
    }
}
