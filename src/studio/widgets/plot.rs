//! Plots of what changes from step to step.

use std::ops::RangeInclusive;

use egui::{Ui, Vec2};
use egui_plot::{AxisHints, GridInput, GridMark, Plot};

use crate::studio::theme;
use crate::studio::widgets::significant;

/// A plot over all steps of a work, from 1 to `last`, which stays where it is under the pointer.
pub fn still_plot<'a>(
    ui: &Ui,
    name: &str,
    last: f64,
    label: impl Fn(GridMark, &RangeInclusive<f64>) -> String + 'a,
) -> Plot<'a> {
    Plot::new(name)
        .height(ui.available_height())
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .set_margin_fraction(Vec2::new(0.0, 0.08))
        .show_background(false)
        .grid_color(theme::colors(ui).grid)
        .include_x(1.0)
        .include_x(last)
        .custom_y_axes(vec![AxisHints::new_y().formatter(label).min_thickness(30.0)])
        .label_formatter(|_| None)
}

/// Lines of the grid at every whole power of ten, where heights are logarithms.
pub fn powers_of_ten<'a>() -> impl Fn(GridInput) -> Vec<GridMark> + 'a {
    egui_plot::uniform_grid_spacer(|_| [1.0, 1.0, 1.0])
}

/// The label of a decade: `0.01`, `1`, `1000`, and `1e5` where zeros would be too many.
pub fn power_of_ten(exponent: f64) -> String {
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
