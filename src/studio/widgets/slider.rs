//! A slider with its number beside it and a mark at its default.

use std::ops::RangeInclusive;

use egui::{DragValue, Rect, Response, Stroke, Ui, Vec2};

use crate::studio::theme;
use crate::studio::widgets::row::{Text, row};

/// The width of the number, in points.
const NUMBER_WIDTH: f32 = 62.0;
/// The height of the rail with its knob, in points.
const RAIL_HEIGHT: f32 = 16.0;

/// How values are spread along a slider.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Curve {
    /// Evenly.
    Linear,
    /// Logarithmically; a range that begins with 0 shows 0 at its left end and then goes on from `smallest`.
    Logarithmic {
        /// The smallest value above 0.
        smallest: f64,
    },
    /// Logarithmically in whole numbers.
    LogarithmicWhole,
}

impl Curve {
    /// Where a value lies on the slider, from 0 to 1.
    fn place(self, value: f64, range: &RangeInclusive<f64>) -> f64 {
        let smallest = match self {
            Self::Linear => return ((value - range.start()) / (range.end() - range.start())).clamp(0.0, 1.0),
            Self::Logarithmic { smallest } => smallest,
            Self::LogarithmicWhole => 1.0,
        };
        if value <= *range.start() {
            return 0.0;
        }
        let low = range.start().max(smallest).ln();
        ((value.ln() - low) / (range.end().ln() - low)).clamp(0.0, 1.0)
    }
}

/// A slider over a number.
#[derive(Debug)]
pub struct Slider<'a> {
    /// The number.
    pub value: &'a mut f64,
    /// The values it can take.
    pub range: RangeInclusive<f64>,
    /// The value that is marked.
    pub default: f64,
    /// How the values are spread.
    pub curve: Curve,
    /// What follows the number, with the space before it.
    pub unit: &'static str,
}

impl Slider<'_> {
    /// Draws a setting on one line, see [`row`].
    pub fn row(self, ui: &mut Ui, text: &Text<'_>) {
        let Self { value, range, default, curve, unit } = self;
        let is_default = *value == default;
        let slider = Slider { value: &mut *value, range, default, curve, unit };
        if row(ui, text, is_default, |ui| slider.show(ui)) {
            *value = default;
        }
    }

    /// Draws the slider as wide as there is room.
    pub fn show(self, ui: &mut Ui) -> Response {
        let Self { value, range, default, curve, unit } = self;
        let height = ui.spacing().interact_size.y;
        ui.spacing_mut().interact_size.y = RAIL_HEIGHT;
        ui.spacing_mut().slider_width = (ui.available_width() - NUMBER_WIDTH - ui.spacing().item_spacing.x).max(40.0);
        let slider = egui::Slider::new(&mut *value, range.clone()).show_value(false);
        let rail = ui.add(match curve {
            Curve::Linear => slider.max_decimals(3),
            Curve::Logarithmic { smallest } => slider.logarithmic(true).smallest_positive(smallest).max_decimals(6),
            Curve::LogarithmicWhole => slider.logarithmic(true).integer(),
        });
        mark(ui, rail.rect, curve.place(default, &range));

        let speed = match curve {
            Curve::Linear => (range.end() - range.start()) * 0.005,
            Curve::Logarithmic { smallest } => (*value * 0.01).max(smallest * 0.1),
            Curve::LogarithmicWhole => (*value * 0.01).max(0.2),
        };
        let number = DragValue::new(value).range(range).speed(speed).suffix(unit);
        let number = match curve {
            Curve::Linear | Curve::Logarithmic { .. } => {
                number.max_decimals(6).custom_formatter(|value, _| significant(value))
            }
            Curve::LogarithmicWhole => number.fixed_decimals(0),
        };
        let number = ui.add_sized(Vec2::new(NUMBER_WIDTH, height), number);
        let changed = rail.changed() || number.changed();
        let mut response = rail;
        if changed {
            response.mark_changed();
        }
        response
    }
}

/// A small notch below the rail where the default lies.
fn mark(ui: &Ui, rail: Rect, place: f64) {
    let knob = rail.height() / 2.5;
    let x = egui::lerp(rail.x_range().shrink(knob), place as f32);
    let top = rail.center().y + knob - 1.0;
    ui.painter().vline(x, top..=top + 3.0, Stroke::new(1.0, theme::colors(ui).text_weak));
}

/// A number with three significant digits and no needless zeros: `0.001`, `0.25`, `12`, `0`.
pub fn significant(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let decimals = (2 - value.abs().log10().floor() as i32).clamp(0, 9) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let cases = [(0.001, "0.001"), (1e-5, "0.00001"), (0.25, "0.25"), (1.0, "1"), (12.345, "12.3"), (512.0, "512")];
        for (value, text) in cases {
            assert_eq!(significant(value), text);
        }
        assert_eq!(significant(0.0), "0");
        assert_eq!(significant(0.000_123_456), "0.000123");
    }

    #[test]
    fn the_mark_lies_where_the_knob_would() {
        let curve = Curve::Logarithmic { smallest: 1e-6 };
        assert!((curve.place(1e-3, &(1e-5..=1.0)) - 0.4).abs() < 1e-9);
        assert_eq!(curve.place(0.0, &(0.0..=10.0)), 0.0);
        assert_eq!(curve.place(10.0, &(0.0..=10.0)), 1.0);
        assert_eq!(Curve::Linear.place(0.25, &(0.0..=1.0)), 0.25);
        assert!((Curve::LogarithmicWhole.place(100.0, &(1.0..=10_000.0)) - 0.5).abs() < 1e-9);
    }
}
