//! A figure that is painted: a table with two axes, or pictures in reading order beside their original.

use egui::{Align2, FontId, Rect, Ui, Vec2, pos2, vec2};

use crate::studio::canvas::{Pyramid, Tiles};
use crate::studio::features::learn::view::Around;
use crate::studio::features::learn::{Figure, Learn, LearnSettings, Msg};
use crate::studio::language::{tr, translate};
use crate::studio::painted::sheet::view::{cell, table};
use crate::studio::painted::sheet::{Sheet, SheetMsg};
use crate::studio::roles::Loaded;
use crate::studio::theme;
use crate::studio::widgets::pill;

/// The distance of the pictures from the edges, in points.
const EDGE: f32 = 18.0;
/// The gap between two pictures beside each other, in points.
const GAP: f32 = 10.0;
/// The room over a picture for its caption, in points.
const CAPTION: f32 = 24.0;

/// Draws the figure; before it is painted, the places of its pictures.
pub(super) fn show(
    ui: &mut Ui,
    figure: Figure,
    learn: &Learn,
    settings: &LearnSettings,
    around: Around<'_>,
    messages: &mut Vec<Msg>,
) {
    let canvas = ui.available_rect_before_wrap();
    ui.painter_at(canvas).rect_filled(canvas, 0.0, theme::colors(ui).canvas);
    let Some(sheet) = learn.figures.get(&figure) else {
        empty(ui, canvas, figure, settings, around);
        return;
    };
    let mut clicked = Vec::new();
    if sheet.plan().down.is_empty() {
        in_reading_order(ui, canvas, sheet, around.tiles, &mut clicked);
    } else {
        table(ui, canvas, sheet, around.tiles, &mut clicked);
    }
    messages.extend(clicked.into_iter().map(|msg| Msg::Figure(figure, msg)));
}

/// What will be painted.
fn empty(ui: &mut Ui, canvas: Rect, figure: Figure, settings: &LearnSettings, around: Around<'_>) {
    let Some(original) = around.pictures.loaded(figure.shape()) else {
        pill(ui, canvas.center(), "Choose a picture first");
        return;
    };
    let plan = figure.plan(settings.figure(figure));
    let columns = (!plan.down.is_empty()).then(|| plan.columns());
    let count = plan.cells().len() + usize::from(columns.is_none());
    let places = Places::new(canvas, count, columns, shape(original));
    for index in 0..count {
        ui.painter().rect_filled(places.of(index), 3.0, theme::colors(ui).sunken);
    }
    if columns.is_none() {
        caption(ui, places.of(0), tr("original"));
        paint(ui, places.of(0), &original.display, around.tiles);
    }
    pill(ui, canvas.center(), "Paint the figure makes it of your own pictures");
}

/// The original, and one picture after the other.
fn in_reading_order(ui: &mut Ui, canvas: Rect, sheet: &Sheet, tiles: &Tiles, messages: &mut Vec<SheetMsg>) {
    let places = Places::new(canvas, sheet.cells().len() + 1, None, shape(sheet.content()));
    caption(ui, places.of(0), tr("original"));
    paint(ui, places.of(0), &sheet.content().display, tiles);
    for index in 0..sheet.cells().len() {
        let rect = places.of(index + 1);
        caption(ui, rect, &translate(&sheet.caption(index)));
        cell(ui, rect, index, sheet, tiles, messages);
    }
}

fn shape(loaded: &Loaded) -> Vec2 {
    vec2(loaded.picture.width() as f32, loaded.picture.height() as f32)
}

fn caption(ui: &Ui, rect: Rect, text: &str) {
    let at = pos2(rect.center().x, rect.top() - 6.0);
    ui.painter().text(at, Align2::CENTER_BOTTOM, text, FontId::proportional(12.5), theme::colors(ui).text_strong);
}

fn paint(ui: &Ui, rect: Rect, pyramid: &Pyramid, tiles: &Tiles) {
    let painter = ui.painter_at(rect);
    tiles.prepare(&painter, pyramid, rect);
    tiles.paint(&painter, pyramid, rect);
}

/// Where pictures of one shape lie, as large as there is room for, with captions over them.
struct Places {
    first: Rect,
    columns: usize,
}

impl Places {
    /// So many pictures in so many columns, or in those that leave them the most room.
    fn new(canvas: Rect, count: usize, columns: Option<usize>, shape: Vec2) -> Self {
        let room = canvas.shrink(EDGE);
        let width = |columns: usize| {
            let rows = count.div_ceil(columns);
            let across = (room.width() - GAP * (columns - 1) as f32) / columns as f32;
            let down = (room.height() - (GAP + CAPTION) * rows as f32 + GAP) / rows as f32;
            across.min(down * shape.x / shape.y).max(8.0)
        };
        let best = (1..=count).max_by(|&a, &b| width(a).total_cmp(&width(b))).unwrap_or(1);
        let columns = columns.unwrap_or(best);
        let size = vec2(width(columns), width(columns) * shape.y / shape.x);
        let rows = count.div_ceil(columns) as f32;
        let whole = vec2((size.x + GAP) * columns as f32 - GAP, (size.y + GAP + CAPTION) * rows - GAP);
        let min = room.min + ((room.size() - whole) / 2.0).max(Vec2::ZERO) + vec2(0.0, CAPTION);
        Self { first: Rect::from_min_size(min.round(), size), columns }
    }

    fn of(&self, index: usize) -> Rect {
        let step = self.first.size() + vec2(GAP, GAP + CAPTION);
        self.first.translate(vec2((index % self.columns) as f32, (index / self.columns) as f32) * step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_as_large_as_there_is_room_for_and_never_on_each_other() {
        for (width, height) in [(960.0, 620.0), (700.0, 500.0), (300.0, 900.0)] {
            let canvas = Rect::from_min_size(pos2(10.0, 50.0), vec2(width, height));
            for shape in [vec2(3.0, 2.0), vec2(2.0, 3.0), vec2(5.0, 1.0)] {
                let places = Places::new(canvas, 6, None, shape);
                let rects: Vec<Rect> = (0..6).map(|index| places.of(index)).collect();
                for (index, rect) in rects.iter().enumerate() {
                    let with_caption = rect.with_min_y(rect.top() - CAPTION);
                    assert!(canvas.contains_rect(with_caption), "{rect:?} in {canvas:?}");
                    assert!(rects[index + 1..].iter().all(|other| !other.intersects(with_caption)));
                }
            }
        }
        let wide = Places::new(Rect::from_min_size(pos2(0.0, 0.0), vec2(960.0, 620.0)), 6, None, vec2(3.0, 2.0));
        assert_eq!(wide.columns, 3, "two rows of three fill a window");
    }
}
