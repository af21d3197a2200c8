//! Three short hints over the canvas at the very first start, and never again.

use egui::{Align2, Area, Context, Frame, Id, Order, Pos2, RichText, Sense, Ui, Vec2};

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::window;
use crate::studio::language::tr;
use crate::studio::theme;

/// The width of the card in points.
const WIDTH: f32 = 380.0;
/// The distance from the bottom of the canvas in points.
const DISTANCE: f32 = 24.0;
/// The radius of the numbers' grounds in points.
const RADIUS: f32 = 9.0;
/// What someone who has never seen the program wants to know.
const HINTS: [&str; 3] = [
    "Choose a photograph and a painting on the right, or drop your own files anywhere.",
    "Press Start, or the space bar, and watch it being painted.",
    "Move the sliders while it paints; the painting follows. Save… keeps it.",
];

/// Draws the card at the bottom of the canvas.
pub(in crate::studio) fn show(window: &Context, bottom: Pos2, actions: &mut Actions) {
    let at = bottom - Vec2::new(0.0, DISTANCE);
    Area::new(Id::unique("first steps")).order(Order::Middle).pivot(Align2::CENTER_BOTTOM).fixed_pos(at).show(
        window,
        |ui| {
            ui.set_max_width(WIDTH);
            Frame::popup(ui.style()).inner_margin(14).show(ui, |ui| {
                for (index, text) in HINTS.into_iter().enumerate() {
                    hint(ui, index + 1, text);
                }
                ui.add_space(6.0);
                ui.vertical_centered(|ui| {
                    if ui.button(tr("Got it")).clicked() {
                        actions.push(Action::Window(window::Msg::CloseFirstSteps));
                    }
                });
            });
        },
    );
}

fn hint(ui: &mut Ui, number: usize, text: &str) {
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(2.0 * RADIUS), Sense::hover());
        ui.painter().circle_filled(rect.center(), RADIUS, theme::colors(ui).accent);
        let font = egui::FontId::proportional(12.0);
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, number.to_string(), font, theme::ON_ACCENT);
        ui.add(egui::Label::new(RichText::new(tr(text)).strong()).wrap());
    });
    ui.add_space(4.0);
}
