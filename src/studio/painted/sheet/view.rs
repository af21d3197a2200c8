//! What contact sheets and figures have in common on the screen: the cells with their labels, and how far a sheet is.

use egui::{
    Align2, Color32, FontId, Popup, PopupCloseBehavior, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

use crate::studio::canvas::Tiles;
use crate::studio::format::clock;
use crate::studio::language::{tr, tr_with, translate};
use crate::studio::painted::Phase;
use crate::studio::painted::sheet::{Cell, CellUse, Sheet, SheetMsg};
use crate::studio::roles::Loaded;
use crate::studio::theme;
use crate::transfer::{ContactSheet, Pace, Variation, plan_scales};

/// The room above the cells for the labels of the columns, in points.
const TOP: f32 = 44.0;
/// The room at the left of the cells for the labels of the rows, in points.
const LEFT: f32 = 92.0;
/// The room at the right and below, in points.
const EDGE: f32 = 14.0;
/// The gap between cells, in points.
const GAP: f32 = 6.0;

/// Draws a sheet with two labelled axes.
pub fn table(ui: &mut Ui, canvas: Rect, sheet: &Sheet, tiles: &Tiles, messages: &mut Vec<SheetMsg>) {
    let layout = Place::new(canvas, sheet.plan(), sheet.content());
    labels(ui, &layout, sheet.plan(), &sheet.style_names());
    for index in 0..sheet.cells().len() {
        cell(ui, layout.cell(index), index, sheet, tiles, messages);
    }
}

/// Draws the places of the cells of a sheet that would be painted of this picture and styles of these names.
pub fn empty_table(ui: &Ui, canvas: Rect, plan: &ContactSheet, content: &Loaded, names: &[String]) {
    let layout = Place::new(canvas, plan, content);
    labels(ui, &layout, plan, names);
    for index in 0..plan.columns() * plan.rows() {
        ui.painter().rect_filled(layout.cell(index), 3.0, theme::colors(ui).sunken);
    }
}

/// Where the cells lie.
struct Place {
    first: Rect,
    columns: usize,
}

impl Place {
    fn new(canvas: Rect, plan: &ContactSheet, content: &Loaded) -> Self {
        let shape = vec2(content.picture.width() as f32, content.picture.height() as f32);
        let (columns, rows) = (plan.columns(), plan.rows());
        let room = Rect::from_min_max(canvas.min + vec2(LEFT, TOP), canvas.max - Vec2::splat(EDGE));
        let count = vec2(columns as f32, rows as f32);
        let largest = (room.size() - GAP * (count - Vec2::splat(1.0))) / count;
        let size = (shape * (largest / shape).min_elem()).max(Vec2::splat(8.0));
        let whole = size * count + GAP * (count - Vec2::splat(1.0));
        let min = room.min + ((room.size() - whole) / 2.0).max(Vec2::ZERO);
        Self { first: Rect::from_min_size(min.round(), size), columns }
    }

    fn cell(&self, index: usize) -> Rect {
        let step = self.first.size() + Vec2::splat(GAP);
        let at = vec2((index % self.columns) as f32, (index / self.columns) as f32);
        self.first.translate(at * step)
    }
}

/// The axes with their values.
fn labels(ui: &Ui, place: &Place, plan: &ContactSheet, names: &[String]) {
    let painter = ui.painter();
    let (value, title) = (FontId::proportional(12.5), FontId::proportional(11.0));
    let shortened = |text: &str, widest: f32, font: &FontId, color: Color32| {
        let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font.clone(), color);
        job.wrap = egui::text::TextWrapping::truncate_at_width(widest);
        painter.layout_job(job)
    };
    let last_column = place.cell(place.columns - 1);
    if let Some(first) = plan.across.first() {
        let at = pos2(f32::midpoint(place.first.left(), last_column.right()), place.first.top() - 26.0);
        painter.text(at, Align2::CENTER_BOTTOM, tr(first.varied().name()), title.clone(), theme::colors(ui).text_weak);
    }
    for (column, variation) in plan.across.iter().enumerate() {
        let cell = place.cell(column);
        let text = shortened(&translate(&variation.label(names)), cell.width(), &value, theme::colors(ui).text_strong);
        let at = Align2::CENTER_BOTTOM.align_size_within_rect(
            text.size(),
            Rect::from_min_max(pos2(cell.left(), cell.top() - TOP), pos2(cell.right(), cell.top() - 7.0)),
        );
        painter.galley(at.min, text, theme::colors(ui).text_strong);
    }
    let widest = LEFT - 2.0 * EDGE;
    if let Some(first) = plan.down.first() {
        let at = pos2(place.first.left() - 10.0, place.first.top() - 8.0);
        painter.text(at, Align2::RIGHT_BOTTOM, tr(first.varied().name()), title, theme::colors(ui).text_weak);
    }
    for (row, variation) in plan.down.iter().enumerate() {
        let cell = place.cell(row * place.columns);
        let text = shortened(&translate(&variation.label(names)), widest, &value, theme::colors(ui).text_strong);
        let at = pos2(cell.left() - 10.0 - text.size().x, cell.center().y - text.size().y / 2.0);
        painter.galley(at, text, theme::colors(ui).text_strong);
    }
}

/// One cell: its picture, what it was painted with, and what can be done with it.
pub fn cell(ui: &mut Ui, rect: Rect, index: usize, sheet: &Sheet, tiles: &Tiles, messages: &mut Vec<SheetMsg>) {
    let cell = &sheet.cells()[index];
    let about = about(sheet, index);
    let response = ui.interact(rect, ui.scope_id().with(("cell", sheet.number(), index)), Sense::click());
    response
        .widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, tr_with("Cell {values}", &[("values", &about)])));
    ui.painter().rect_filled(rect, 0.0, theme::colors(ui).sunken);
    if let Some(picture) = &cell.picture {
        let painter = ui.painter_at(rect);
        let is_there = tiles.prepare(&painter, &picture.pyramid, rect);
        match &picture.previous {
            Some(previous) if !is_there => tiles.paint(&painter, previous, rect),
            _ => tiles.paint(&painter, &picture.pyramid, rect),
        };
    }
    if let Some(fault) = &cell.fault {
        let text = egui::Label::new(egui::RichText::new(translate(fault)).small().color(theme::DARK.warning)).wrap();
        ui.painter().rect_filled(rect, 0.0, Color32::from_black_alpha(170));
        ui.place(rect.shrink(6.0), text);
    }
    if response.hovered() || response.has_focus() || Popup::is_id_open(ui.ctx(), Popup::default_response_id(&response))
    {
        ui.painter().rect_stroke(
            rect.expand(1.0),
            1.0,
            Stroke::new(2.0, theme::colors(ui).accent),
            StrokeKind::Outside,
        );
    }
    menu(&response, index, cell, &about, messages);
    response.on_hover_text(tr_with("{values}\n\nClick to go on from here.", &[("values", &about)]));
}

/// What can be done with a cell.
fn menu(response: &Response, index: usize, cell: &Cell, about: &str, messages: &mut Vec<SheetMsg>) {
    let popup = Popup::menu(response).close_behavior(PopupCloseBehavior::CloseOnClick);
    popup.show(|ui| {
        ui.set_min_width(230.0);
        ui.label(egui::RichText::new(about).small().weak());
        ui.separator();
        let entries = [
            (
                "Paint this at full size",
                "Take these settings over and go on from this picture at the size of the settings.",
                CellUse::Continue,
            ),
            ("Take over the settings", "Use these settings for the next painting.", CellUse::TakeOver),
            ("Keep in the film strip", "Keep this picture with its settings in the film strip.", CellUse::Keep),
        ];
        for (text, tooltip, how) in entries {
            let needs_picture = how != CellUse::TakeOver;
            let is_ready = cell.fault.is_none() && (!needs_picture || cell.picture.is_some());
            if ui.add_enabled(is_ready, egui::Button::new(tr(text))).on_hover_text(tr(tooltip)).clicked() {
                messages.push(SheetMsg::Use(index, how));
            }
        }
    });
}

/// The values of a cell on both axes: `ratio 0.001, style depth to conv3_1`.
fn about(sheet: &Sheet, index: usize) -> String {
    let plan = sheet.plan();
    let values = [plan.across.get(index % plan.columns()), plan.down.get(index / plan.columns())];
    let told =
        |value: &Variation| format!("{} {}", tr(value.varied().name()).to_lowercase(), translate(&sheet.label(value)));
    let told: Vec<String> = values.into_iter().flatten().map(told).collect();
    told.join(", ")
}

/// What the buttons are called that drive a sheet.
pub struct Names {
    /// That which lets it wait.
    pub pause: &'static str,
    /// That which lets it go on.
    pub resume: &'static str,
    /// That which ends it.
    pub stop: &'static str,
}

/// Stop, and Pause or Resume, for a sheet that is painted.
pub fn running(ui: &mut Ui, names: &Names, phase: Phase, messages: &mut Vec<SheetMsg>) {
    let is_possible = !matches!(phase, Phase::Stopping(_));
    let pausing = match phase {
        Phase::Paused => (names.resume, SheetMsg::Resume),
        _ => (names.pause, SheetMsg::Pause),
    };
    for (text, message) in [(names.stop, SheetMsg::Stop), pausing] {
        if ui.add_enabled(is_possible, egui::Button::new(tr(text))).clicked() {
            messages.push(message);
        }
    }
}

/// How far a sheet is; `None` when it is not painted.
pub fn standing(sheet: &Sheet) -> Option<String> {
    if !sheet.phase().is_running() {
        return None;
    }
    let Some(progress) = sheet.progress() else { return Some(tr("Loading the network…").to_owned()) };
    let percent = (progress.share * 100.0).floor();
    Some(match progress.seconds_left().filter(|_| progress.share > 0.02) {
        Some(seconds) => tr_with("{percent} %, about {time} left", &[("percent", &percent), ("time", &clock(seconds))]),
        None => format!("{percent} %"),
    })
}

/// What a sheet will take whose pictures have the shape of this one; `None` until the device was measured.
pub fn expected_seconds(plan: &ContactSheet, shape: &Loaded, pace: Option<&Pace>) -> Option<f64> {
    let (picture, pace) = (&shape.picture, pace?);
    let seconds = plan
        .cells()
        .into_iter()
        .map(|cell| pace.painting(&plan_scales(&cell.settings, picture.width(), picture.height())));
    seconds.sum()
}
