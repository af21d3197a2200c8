//! How the painting converges: the total and both weighted terms over the iterations, on a logarithmic scale.

use egui::{Color32, Frame, Margin, Panel, RichText, Ui, Vec2};
use egui_plot::{AxisHints, HoverPosition, Line, Plot, PlotPoints, VLine};

use crate::studio::action::{Action, Actions};
use crate::studio::painting::Painting;
use crate::studio::progress::{LossPoint, thinned};
use crate::studio::session::Session;
use crate::studio::theme;
use crate::studio::widgets::{Icon, icon_button, significant};

/// The height of the panel in points.
const HEIGHT: f32 = 168.0;
/// The height of the panel while there is nothing to plot, in points.
const EMPTY_HEIGHT: f32 = 34.0;

/// A curve: its name, its colour, and its value after an iteration.
type Curve = (&'static str, Color32, fn(&LossPoint) -> f64);

/// The curves. Each term has its weight, so that content and style add up to the total.
const CURVES: [Curve; 3] = [
    ("total", theme::TOTAL_CURVE, |point| point.total),
    ("content", theme::CONTENT_CURVE, |point| point.content),
    ("style", theme::STYLE_CURVE, |point| point.style),
];

/// Draws the panel at the bottom of the side panel.
pub(super) fn show(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let frame =
        Frame::new().fill(theme::PANEL).inner_margin(Margin { left: theme::MARGIN, right: 8, top: 6, bottom: 6 });
    let painting = session.painting.as_ref().filter(|painting| !painting.losses().is_empty());
    let height = if painting.is_some() { HEIGHT } else { EMPTY_HEIGHT };
    Panel::bottom("loss plot").exact_size(height).resizable(false).frame(frame).show(ui, |ui| {
        legend(ui, actions);
        if let Some(painting) = painting {
            plot(ui, painting);
        }
    });
}

fn legend(ui: &mut Ui, actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(RichText::new("Loss").color(theme::TEXT_STRONG).strong()).on_hover_text(
            "How far the painting is from what was asked for. The curves are the two terms with their weights, which \
             add up to the total (total variation is not in it); the scale is logarithmic. A faint line marks a new scale.",
        );
        for (name, color, _) in CURVES {
            let (rect, _) = ui.allocate_exact_size(Vec2::new(12.0, 12.0), egui::Sense::hover());
            ui.painter().hline(rect.x_range(), rect.center().y, egui::Stroke::new(2.0, color));
            ui.label(RichText::new(name).small().color(theme::TEXT_WEAK));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, Icon::Close, "Hide the loss plot").clicked() {
                actions.push(Action::TogglePlot);
            }
        });
    });
}

fn plot(ui: &mut Ui, painting: &Painting) {
    let total: usize = painting.scales().iter().map(|scale| scale.iterations).sum();
    let points: Vec<_> = thinned(painting.losses()).collect();
    let power = |mark: egui_plot::GridMark, _: &std::ops::RangeInclusive<f64>| power_of_ten(mark.value);
    let y_axis = AxisHints::new_y().formatter(power).min_thickness(30.0);
    Plot::new("loss")
        .height(ui.available_height())
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .set_margin_fraction(Vec2::new(0.0, 0.08))
        .show_background(false)
        .grid_color(Color32::from_gray(62))
        .include_x(1.0)
        .include_x(total as f64)
        .custom_y_axes(vec![y_axis])
        .y_grid_spacer(egui_plot::uniform_grid_spacer(|_| [1.0, 1.0, 1.0]))
        .label_formatter(hover_text)
        .show(ui, |plot| {
            let mut end = 0;
            for scale in painting.scales().split_last().map_or(&[][..], |(_, before)| before) {
                end += scale.iterations;
                plot.vline(VLine::new("", end as f64).color(Color32::from_gray(80)).allow_hover(false));
            }
            for (name, color, value) in CURVES {
                let logarithms: PlotPoints<'_> = points
                    .iter()
                    .map(|point| [point.iteration as f64, value(point).log10()])
                    .filter(|[_, logarithm]| logarithm.is_finite())
                    .collect();
                plot.line(Line::new(name, logarithms).color(color).width(1.5));
            }
        });
}

fn hover_text(position: &HoverPosition<'_>) -> Option<String> {
    match position {
        HoverPosition::NearDataPoint { plot_name, position, .. } => {
            let loss = significant(10_f64.powf(position.y));
            Some(format!("{plot_name} {loss}\niteration {}", position.x))
        }
        HoverPosition::Elsewhere { .. } => None,
    }
}

/// The label of a decade: `0.01`, `1`, `1000`, and `1e5` where zeros would be too many.
fn power_of_ten(exponent: f64) -> String {
    if exponent.fract() != 0.0 {
        String::new()
    } else if (-3.0..=4.0).contains(&exponent) {
        significant(10_f64.powf(exponent))
    } else {
        format!("1e{exponent}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decades_are_labelled() {
        assert_eq!(power_of_ten(-2.0), "0.01");
        assert_eq!(power_of_ten(3.0), "1000");
        assert_eq!(power_of_ten(6.0), "1e6");
        assert_eq!(power_of_ten(0.5), "");
    }
}
