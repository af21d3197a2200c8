//! How the painting converges: the terms of the loss over the iterations, with what happened on the way.

use std::ops::RangeInclusive;

use egui::{Button, Color32, Frame, Margin, Panel, Popup, PopupCloseBehavior, RichText, Ui, Vec2};
use egui_plot::{GridMark, Line, LineStyle, PlotPoints, VLine};

use crate::network::Layer;
use crate::project::{Event, LossPoint, Marker};
use crate::studio::features::painting::losses::{layers_in, thinned};
use crate::studio::features::painting::{Curve, Msg, Painting, Paintings, PlotSettings};
use crate::studio::language::{tr, tr_with, translate};
use crate::studio::theme::{self, Colors};
use crate::studio::widgets::{Icon, icon_button, power_of_ten, powers_of_ten, significant, still_plot};

/// The height of the panel in points.
const HEIGHT: f32 = 190.0;
/// The height of the panel while there is nothing to plot, in points.
const EMPTY_HEIGHT: f32 = 34.0;
/// How near the pointer has to come to a marker for it to be explained, in parts of the plot's width.
const NEAR: f64 = 0.02;

/// Draws the panel at the bottom of the side panel; `explanation` is that of exporting the losses.
pub fn show(ui: &mut Ui, paintings: &Paintings, settings: &PlotSettings, explanation: &str, messages: &mut Vec<Msg>) {
    let frame = Frame::new().fill(theme::colors(ui).panel).inner_margin(Margin {
        left: theme::MARGIN,
        right: 8,
        top: 6,
        bottom: 6,
    });
    let painting = paintings.present.as_ref().filter(|painting| !painting.losses().is_empty());
    let height = if painting.is_some() { HEIGHT } else { EMPTY_HEIGHT };
    Panel::bottom("loss plot").exact_size(height).resizable(false).frame(frame).show(ui, |ui| {
        let mut changed = settings.clone();
        let layers = painting.map(|painting| layers_in(painting.losses())).unwrap_or_default();
        header(ui, &mut changed, &layers, explanation, painting.is_some(), messages);
        if let Some(painting) = painting {
            plot(ui, painting, &changed);
        }
        if changed != *settings {
            messages.push(Msg::ChangePlot(changed));
        }
    });
}

/// The curves, each to be switched on and off, and what can be done with them.
fn header(
    ui: &mut Ui,
    settings: &mut PlotSettings,
    layers: &[Layer],
    explanation: &str,
    can_export: bool,
    messages: &mut Vec<Msg>,
) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.label(RichText::new(tr("Loss")).strong()).on_hover_text(tr(
            "How far the painting is from what was asked for. The curves are the two terms with their weights, which \
             add up to the total (total variation is not in it), and the share of each style layer. A faint line \
             marks a new scale, a dashed one changed settings.",
        ));
        ui.add_space(4.0);
        for curve in Curve::TERMS {
            legend_entry(ui, settings, curve);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            if icon_button(ui, Icon::Close, "Hide the loss plot").clicked() {
                messages.push(Msg::TogglePlot);
            }
            ui.add_enabled_ui(can_export, |ui| {
                let export = icon_button(ui, Icon::Table, "Export as CSV");
                if export.on_hover_text(explanation).clicked() {
                    messages.push(Msg::ExportLosses);
                }
            });
            options(ui, settings, layers);
        });
    });
}

/// A curve's name with its colour; a click switches it on or off.
fn legend_entry(ui: &mut Ui, settings: &mut PlotSettings, curve: Curve) {
    let is_on = settings.curves.contains(&curve);
    let colors = theme::colors(ui);
    let text_color = if is_on { colors.text } else { colors.text_weak.gamma_multiply(0.7) };
    let line_color = if is_on { color(curve, colors) } else { colors.chosen };
    let line = egui::Atom::paint(Vec2::new(10.0, 12.0), move |ui, args| {
        ui.painter().hline(args.rect.x_range(), args.rect.center().y, egui::Stroke::new(2.0, line_color));
    });
    let button =
        Button::new((line, RichText::new(tr(curve.name())).small().color(text_color))).frame_when_inactive(false);
    let response = ui
        .scope(|ui| {
            ui.spacing_mut().button_padding = Vec2::new(3.0, 2.0);
            ui.spacing_mut().icon_spacing = 3.0;
            ui.add(button)
        })
        .inner
        .accessible_name(tr_with("Curve {name}", &[("name", &tr(curve.name()))]));
    if response.on_hover_text(tr("Show or hide this curve.")).clicked() && !settings.curves.remove(&curve) {
        settings.curves.insert(curve);
    }
}

/// What is seldom changed: the curves of the style layers, and the scale of the losses.
fn options(ui: &mut Ui, settings: &mut PlotSettings, layers: &[Layer]) {
    let button = icon_button(ui, Icon::Settings, "Loss plot settings");
    Popup::from_toggle_button_response(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(170.0);
        ui.checkbox(&mut settings.is_logarithmic, tr("Logarithmic")).on_hover_text(tr(
            "Give each power of ten the same room, so that the last improvements are seen as well as the first.",
        ));
        if !layers.is_empty() {
            ui.add_space(4.0);
            ui.label(RichText::new(tr("Style layers")).small().weak());
        }
        for &layer in layers {
            legend_entry(ui, settings, Curve::Layer(layer));
        }
    });
}

/// The colour of a curve.
fn color(curve: Curve, colors: &Colors) -> Color32 {
    match curve {
        Curve::Total => colors.text_strong,
        Curve::Content => colors.content_curve,
        Curve::Style => colors.accent,
        Curve::Layer(layer) => colors.layer_curves[layer.block() - 1],
    }
}

/// Later layers of a block are drawn thinner, so that they can be told from its first.
fn width(curve: Curve) -> f32 {
    match curve {
        Curve::Layer(layer) if !layer.begins_block() => 0.8,
        _ => 1.5,
    }
}

fn plot(ui: &mut Ui, painting: &Painting, settings: &PlotSettings) {
    let total = painting.forecast().iterations() as f64;
    let colors = theme::colors(ui);
    let points: Vec<_> = thinned(painting.losses()).collect();
    let is_logarithmic = settings.is_logarithmic;
    let label = move |mark: GridMark, _: &RangeInclusive<f64>| {
        if is_logarithmic { power_of_ten(mark.value) } else { significant(mark.value) }
    };
    let name = if is_logarithmic { "logarithmic losses" } else { "losses" };
    let mut plot = still_plot(ui, name, total, label);
    if is_logarithmic {
        plot = plot.y_grid_spacer(powers_of_ten());
    } else {
        plot = plot.include_y(0.0);
    }
    let response = plot.show(ui, |plot| {
        // The first scale begins where the plot does.
        for marker in painting.markers().iter().filter(|marker| marker.iteration > 0) {
            let line = VLine::new("", marker.iteration as f64).allow_hover(false);
            plot.vline(match marker.event {
                Event::Scale(..) => line.color(colors.chosen),
                Event::Change(_) => line.color(colors.warning.gamma_multiply(0.6)).style(LineStyle::dashed_dense()),
            });
        }
        for &curve in &settings.curves {
            let height = |value: f64| if is_logarithmic { value.log10() } else { value };
            let values: PlotPoints<'_> = points
                .iter()
                .filter_map(|point| Some([point.iteration as f64, height(curve.value(point)?)]))
                .filter(|[_, value]| value.is_finite())
                .collect();
            plot.line(
                Line::new(tr(curve.name()), values).color(color(curve, colors)).width(width(curve)).allow_hover(false),
            );
        }
        plot.pointer_coordinate().map(|pointer| pointer.x)
    });
    if let Some(x) = response.inner {
        let text = hover_text(x, total, painting, settings);
        if let Some(text) = text {
            response.response.on_hover_text_at_pointer(text);
        }
    }
}

/// The values of the drawn curves after the iteration that is nearest to `x`, and what happened near there.
fn hover_text(x: f64, total: f64, painting: &Painting, settings: &PlotSettings) -> Option<String> {
    let point = nearest(painting.losses(), x)?;
    let values = settings
        .curves
        .iter()
        .filter_map(|&curve| Some(format!("{} {}", tr(curve.name()), significant(curve.value(point)?))));
    let is_near = |marker: &&Marker| (marker.iteration as f64 - x).abs() <= NEAR * total;
    let events = painting.markers().iter().filter(is_near).map(|marker| translate(&marker.text()));
    let lines =
        std::iter::once(tr_with("Iteration {number}", &[("number", &point.iteration)])).chain(values).chain(events);
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// The point of the iteration that is nearest to `x`.
fn nearest(history: &[LossPoint], x: f64) -> Option<&LossPoint> {
    let after = history.partition_point(|point| (point.iteration as f64) < x);
    let neighbours = [after.checked_sub(1), Some(after)].into_iter().flatten().filter_map(|index| history.get(index));
    neighbours.min_by(|a, b| (a.iteration as f64 - x).abs().total_cmp(&(b.iteration as f64 - x).abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::{Losses, StepReport};

    #[test]
    fn the_pointer_finds_the_nearest_iteration() {
        let losses = Losses { content: 0.0, style: 0.0, style_layers: Vec::new(), total: 0.0, total_variation: 0.0 };
        // Some steps were dropped on the way.
        let history = [1, 2, 7].map(|iteration| {
            let losses = losses.clone();
            LossPoint::new(&StepReport {
                iteration,
                evaluations: iteration,
                scale: 0,
                width: 1,
                height: 1,
                losses,
                seconds: 0.0,
            })
        });
        for (x, iteration) in [(-5.0, 1), (1.4, 1), (1.6, 2), (4.0, 2), (5.0, 7), (90.0, 7)] {
            assert_eq!(nearest(&history, x).unwrap().iteration, iteration, "at {x}");
        }
        assert!(nearest(&[], 3.0).is_none());
    }
}
