//! Table 1 of Johnson et al. 2016: this machine beside the paper's.

use egui::{Align2, FontId, Grid, Label, RichText, ScrollArea, Ui};

use crate::fast::speed::{Speed, TABLE_FOOTNOTE, TABLE_ITERATIONS};
use crate::studio::features::learn::SpeedTable;
use crate::studio::language::{tr, tr_count};
use crate::studio::theme;
use crate::studio::widgets::pill;

/// The distance of the table from the edges, in points.
const EDGE: f32 = 36.0;

/// Draws the table.
pub(super) fn show(ui: &mut Ui, table: &SpeedTable) {
    let canvas = ui.available_rect_before_wrap();
    ui.painter_at(canvas).rect_filled(canvas, 0.0, theme::colors(ui).canvas);
    if table.rows.is_empty() {
        let text = if table.is_measuring() {
            "Measuring 256 × 256 pixels…"
        } else {
            "Measure times the optimiser and one pass of a network on this machine"
        };
        pill(ui, canvas.center(), text);
        return;
    }
    ui.scope_builder(egui::UiBuilder::new().max_rect(canvas.shrink(EDGE)), |ui| rows(ui, table));
    if table.is_measuring() {
        let at = canvas.center_bottom() - egui::vec2(0.0, EDGE);
        ui.painter().text(
            at,
            Align2::CENTER_CENTER,
            tr("Measuring…"),
            FontId::proportional(13.0),
            theme::colors(ui).text_weak,
        );
    }
}

fn rows(ui: &mut Ui, table: &SpeedTable) {
    ui.label(RichText::new(&table.machine).heading().color(theme::colors(ui).text_strong));
    ui.add_space(theme::GAP);
    ScrollArea::horizontal().show(ui, |ui| cells(ui, table));
    ui.add_space(theme::GAP);
    ui.add(Label::new(RichText::new(tr(TABLE_FOOTNOTE)).small().weak()).wrap());
}

fn cells(ui: &mut Ui, table: &SpeedTable) {
    Grid::new("table 1").num_columns(TABLE_ITERATIONS.len() + 4).spacing([26.0, 8.0]).striped(true).show(ui, |ui| {
        let iterations =
            TABLE_ITERATIONS.map(|iterations| tr_count("{count} iteration", "{count} iterations", iterations));
        let heading = [tr("Size").to_owned(), tr("Machine").to_owned()].into_iter().chain(iterations);
        for name in heading.chain([tr("One pass").to_owned(), tr("Speed-up").to_owned()]) {
            ui.label(RichText::new(name).weak());
        }
        ui.end_row();
        for speed in &table.rows {
            line(ui, tr("this one"), speed, theme::colors(ui).text_strong);
            if let Some(paper) = Speed::of_paper(speed.size) {
                line(ui, "GTX Titan X", paper, theme::colors(ui).text);
            }
        }
    });
}

fn line(ui: &mut Ui, machine: &str, speed: &Speed, color: egui::Color32) {
    let columns = (0..TABLE_ITERATIONS.len()).map(|index| speed.column(index));
    let cells = [format!("{0} × {0}", speed.size), machine.to_owned()].into_iter().chain(columns);
    for cell in cells.chain([speed.pass(), speed.speed_up()]) {
        ui.label(RichText::new(cell).color(color));
    }
    ui.end_row();
}
