//! How far a training is: the photograph as the network paints it now, and the losses.

use egui::{Color32, Frame, Margin, Panel, Rect, RichText, TextureHandle, Ui, Vec2, pos2};
use egui_plot::{Line, PlotPoints};

use crate::fast::{TrainLosses, TrainReport};
use crate::studio::features::train::Train;
use crate::studio::language::{tr, tr_count};
use crate::studio::theme;
use crate::studio::widgets::{pill, power_of_ten, powers_of_ten, still_plot};

/// The height of the plot in points.
const PLOT_HEIGHT: f32 = 190.0;
/// The distance of the picture from the edges, in points.
const EDGE: f32 = 36.0;
/// A curve has no more points than this.
const MOST_POINTS: usize = 600;

/// Draws both into the rest of the space.
pub fn show(ui: &mut Ui, train: &Train) {
    if !train.history.is_empty() {
        let margin = Margin { left: theme::MARGIN, right: theme::MARGIN, top: 6, bottom: 6 };
        let frame = Frame::new().fill(theme::colors(ui).panel).inner_margin(margin);
        Panel::bottom("training losses").exact_size(PLOT_HEIGHT).resizable(false).frame(frame).show(ui, |ui| {
            legend(ui);
            plot(ui, &train.history);
        });
    }
    let canvas = ui.available_rect_before_wrap();
    ui.painter_at(canvas).rect_filled(canvas, 0.0, theme::colors(ui).canvas);
    match &train.sample {
        Some((texture, step)) => {
            sample(ui, canvas, texture);
            let text = tr_count("Your photograph after {count} step", "Your photograph after {count} steps", *step);
            pill(ui, canvas.center_bottom() - Vec2::new(0.0, EDGE / 2.0), &text);
        }
        None if train.is_running() => pill(ui, canvas.center(), "The first picture comes after the first step…"),
        None => pill(ui, canvas.center(), "Here you see how the network learns to paint your photograph"),
    }
}

/// The photograph as it is painted now, as large as there is room.
fn sample(ui: &Ui, canvas: Rect, texture: &TextureHandle) {
    let (size, room) = (texture.size_vec2(), canvas.shrink(EDGE).size());
    let factor = (room.x / size.x).min(room.y / size.y).max(0.0);
    let rect = Rect::from_center_size(canvas.center(), size * factor);
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    ui.painter_at(canvas).image(texture.id(), rect, whole, Color32::WHITE);
}

/// One of the losses.
type Loss = fn(&TrainLosses) -> f64;

/// The curves: how they are called, and what they show.
const CURVES: [(&str, Loss); 3] =
    [("Total", |losses| losses.total()), ("Content", |losses| losses.content), ("Style", |losses| losses.style)];

fn color(ui: &Ui, index: usize) -> Color32 {
    let colors = theme::colors(ui);
    [colors.text_strong, colors.content_curve, colors.accent][index]
}

fn legend(ui: &mut Ui) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(tr("Loss")).strong()).on_hover_text(tr(
            "How far what is painted is from the photographs (content) and from the painting (style), each a mean over \
             neighbouring steps: every step sees another photograph.",
        ));
        for (index, (name, _)) in CURVES.iter().enumerate() {
            ui.label(RichText::new(tr(name)).small().color(color(ui, index)));
        }
    });
}

fn plot(ui: &mut Ui, history: &[TrainReport]) {
    let steps = history.last().map_or(1, |last| last.steps);
    let plot = still_plot(ui, "training losses", steps as f64, |mark, _| power_of_ten(mark.value))
        .y_grid_spacer(powers_of_ten());
    let lines: Vec<Line<'_>> = CURVES
        .iter()
        .enumerate()
        .map(|(index, (name, value))| {
            let points: PlotPoints<'_> = curve(history, *value).into();
            Line::new(*name, points).color(color(ui, index)).width(1.5).allow_hover(false)
        })
        .collect();
    plot.show(ui, |plot| lines.into_iter().for_each(|line| plot.line(line)));
}

/// The logarithms of a loss, each the mean over its neighbours, so that there are few points.
fn curve(history: &[TrainReport], value: Loss) -> Vec<[f64; 2]> {
    let together = history.len().div_ceil(MOST_POINTS).max(1);
    let points = history.chunks(together).map(|part| {
        let mean = |of: &dyn Fn(&TrainReport) -> f64| part.iter().map(of).sum::<f64>() / part.len() as f64;
        [mean(&|report| report.step as f64), mean(&|report| value(&report.losses)).log10()]
    });
    points.filter(|[_, height]| height.is_finite()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_history_becomes_a_curve_of_few_points() {
        let report = |step: usize| TrainReport {
            step,
            steps: 4000,
            losses: TrainLosses { content: 100.0, style: 0.0, total_variation: 0.0 },
            rate: 0.1,
            seconds: 1.0,
        };
        let history: Vec<_> = (1..=1800).map(report).collect();
        let points = curve(&history, |losses| losses.content);
        assert_eq!((points.len(), points[0]), (600, [2.0, 2.0]));
        assert!(curve(&history, |losses| losses.style).is_empty(), "nothing has no logarithm");
        assert_eq!(curve(&history[..2], |losses| losses.content), [[1.0, 2.0], [2.0, 2.0]]);
    }
}
