//! The feature maps of a layer beside the picture that it answers to.

use egui::{
    Align2, Color32, FontId, Mesh, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use crate::studio::canvas::Pyramid;
use crate::studio::features::learn::view::Around;
use crate::studio::features::learn::{About, Answer, Answers, AskedPicture, Learn, LearnSettings, Msg};
use crate::studio::language::{tr, tr_with, translate};
use crate::studio::roles::{Role, RolePictures};
use crate::studio::theme;
use crate::studio::widgets::{pill, significant};

/// The distance from the edges, in points.
const EDGE: f32 = 16.0;
/// The room above for the title, in points.
const TITLE: f32 = 30.0;
/// The width of the picture beside the maps, in points.
const BESIDE: f32 = 220.0;
/// The gap between two maps, in points.
const GAP: f32 = 1.0;

/// Draws the maps.
pub(super) fn show(ui: &mut Ui, learn: &Learn, settings: &LearnSettings, around: Around<'_>, messages: &mut Vec<Msg>) {
    let canvas = ui.available_rect_before_wrap();
    ui.painter_at(canvas).rect_filled(canvas, 0.0, theme::colors(ui).canvas);
    let answers = &learn.answers;
    let Some(answer) = answers.shown() else {
        pill(ui, canvas.center(), &waiting(answers, settings, around.pictures));
        return;
    };
    let room = canvas.shrink(EDGE);
    title(ui, room, &answer.maps_title());
    let room = room.with_min_y(room.top() + TITLE);
    let (left, right) = room.split_left_right_at_x(room.right() - BESIDE);
    let places = Places::new(left.with_max_x(left.right() - EDGE), answer);
    let response = mosaic(ui, &places, answer);
    let under = response.hover_pos().and_then(|pointer| places.at(pointer));
    if response.clicked() {
        let filter = under.filter(|under| answers.filter != Some(*under));
        messages.push(Msg::SelectFilter(filter));
    }
    for (filter, color) in [(answers.filter, theme::colors(ui).accent), (under, theme::colors(ui).text_strong)] {
        if let Some(filter) = filter {
            let rect = places.of(filter).expand(1.0);
            ui.painter().rect_stroke(rect, 0.0, Stroke::new(1.5, color), StrokeKind::Outside);
        }
    }
    beside(ui, right, answer, under.or(answers.filter), around);
}

/// Why there is nothing to see yet.
pub(super) fn waiting(answers: &Answers, settings: &LearnSettings, pictures: &RolePictures) -> String {
    match answers.fault() {
        Some(fault) => translate(fault),
        None if pictures.loaded(Role::Content).is_none() => tr("Drop a photograph here").to_owned(),
        None => tr_with("Asking {layer}…", &[("layer", &settings.layer)]),
    }
}

/// What is seen, above it.
pub(super) fn title(ui: &mut Ui, room: Rect, text: &str) {
    let line = room.with_max_y(room.top() + TITLE - 8.0);
    let label = egui::Label::new(egui::RichText::new(text).color(theme::colors(ui).text_strong)).truncate();
    ui.scope_builder(egui::UiBuilder::new().max_rect(line), |ui| ui.add(label));
}

/// All maps beside and above each other.
fn mosaic(ui: &Ui, places: &Places, answer: &Answer) -> Response {
    let count = answer.activations.channels();
    let whole = places.of(0).union(places.of(count - 1)).union(places.of(places.columns.min(count) - 1));
    let response = ui.interact(whole, ui.scope_id().with("feature maps"), Sense::click());
    let name = tr_with("Feature maps of {layer}", &[("layer", &answer.activations.layer)]);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, name.clone()));
    let mut mesh = Mesh::with_texture(answer.maps.id());
    for channel in 0..count {
        mesh.add_rect_with_uv(places.of(channel), part(answer, channel), Color32::WHITE);
    }
    ui.painter().add(Shape::mesh(mesh));
    response
}

/// The part of the texture that shows a map; half a pixel less on each side keeps its neighbours out.
fn part(answer: &Answer, channel: usize) -> Rect {
    let size = answer.maps.size_vec2();
    let shown = answer.activations.shown_size.map(|side| side as f32);
    let at = vec2((channel % answer.columns) as f32 * shown[0], (channel / answer.columns) as f32 * shown[1]);
    let min = (at + Vec2::splat(0.5)) / size;
    let max = (at + vec2(shown[0] - 0.5, shown[1] - 0.5)) / size;
    Rect::from_min_max(pos2(min.x, min.y), pos2(max.x, max.y))
}

/// The picture that the layer answers to, and one filter's map as large as it.
fn beside(ui: &Ui, room: Rect, answer: &Answer, filter: Option<usize>, around: Around<'_>) {
    let [width, height] = answer.activations.map_size.map(|side| side as f32);
    let size = vec2(BESIDE, BESIDE * height / width);
    let size = size * ((room.height() / 2.0 - 2.0 * TITLE) / size.y).min(1.0);
    let picture = Rect::from_min_size(room.min, size);
    if let Some(pyramid) = pictured(answer, around) {
        let painter = ui.painter_at(picture);
        around.tiles.prepare(&painter, pyramid, picture);
        around.tiles.paint(&painter, pyramid, picture);
    }
    let font = FontId::proportional(12.5);
    let map = picture.translate(vec2(0.0, size.y + TITLE));
    let at = pos2(map.left(), map.top() - 6.0);
    let Some(filter) = filter else {
        let text = tr("Point at a map to see it here");
        ui.painter().text(at, Align2::LEFT_BOTTOM, text, font, theme::colors(ui).text_weak);
        return;
    };
    ui.painter().text(
        at,
        Align2::LEFT_BOTTOM,
        tr_with("Filter {number}", &[("number", &(filter + 1))]),
        font.clone(),
        theme::colors(ui).text_strong,
    );
    let mut mesh = Mesh::with_texture(answer.maps.id());
    mesh.add_rect_with_uv(map, part(answer, filter), Color32::WHITE);
    ui.painter().add(Shape::mesh(mesh));
    let [mean, largest] = [&answer.activations.means, &answer.activations.largest].map(|values| values[filter]);
    let text = tr_with(
        "mean {mean}, at most {largest}",
        &[("mean", &significant(f64::from(mean))), ("largest", &significant(f64::from(largest)))],
    );
    ui.painter().text(map.left_bottom() + vec2(0.0, 6.0), Align2::LEFT_TOP, text, font, theme::colors(ui).text_weak);
}

/// The picture that was asked about, as it is now.
fn pictured<'a>(answer: &Answer, around: Around<'a>) -> Option<&'a Pyramid> {
    let chosen = |role: Role| around.pictures.loaded(role).map(|loaded| &*loaded.display);
    match (answer.question.about, answer.question.about.picture()) {
        (About::Going(_), _) | (_, AskedPicture::Painting) => around.painting,
        (_, AskedPicture::Content) => chosen(Role::Content),
        (_, AskedPicture::Style) => chosen(Role::Style),
    }
}

/// Where the maps lie.
struct Places {
    first: Rect,
    columns: usize,
    count: usize,
}

impl Places {
    /// In the columns that leave them the most room.
    fn new(room: Rect, answer: &Answer) -> Self {
        let [width, height] = answer.activations.map_size.map(|side| side as f32);
        Self::of_maps(room, answer.activations.channels(), height / width)
    }

    /// So many maps of a shape, given as height in parts of the width.
    fn of_maps(room: Rect, count: usize, shape: f32) -> Self {
        let side = |columns: usize| {
            let rows = count.div_ceil(columns) as f32;
            let across = (room.width() + GAP) / columns as f32 - GAP;
            across.min(((room.height() + GAP) / rows - GAP) / shape)
        };
        let columns = (1..=count).max_by(|&a, &b| side(a).total_cmp(&side(b))).unwrap_or(1);
        let width = side(columns).max(2.0);
        Self { first: Rect::from_min_size(room.min, vec2(width, width * shape)), columns, count }
    }

    fn of(&self, index: usize) -> Rect {
        let step = self.first.size() + Vec2::splat(GAP);
        self.first.translate(vec2((index % self.columns) as f32, (index / self.columns) as f32) * step)
    }

    /// The map at a point.
    fn at(&self, point: egui::Pos2) -> Option<usize> {
        let place = (point - self.first.min) / (self.first.size() + Vec2::splat(GAP));
        let is_inside = place.x >= 0.0 && place.y >= 0.0 && (place.x as usize) < self.columns;
        let index = place.y as usize * self.columns + place.x as usize;
        (is_inside && index < self.count).then_some(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_map_is_found_where_it_lies() {
        let room = Rect::from_min_size(pos2(20.0, 60.0), vec2(640.0, 560.0));
        for (count, shape) in [(64, 0.66), (512, 1.0), (128, 1.8)] {
            let places = Places::of_maps(room, count, shape);
            for index in [0, 1, count / 2, count - 1] {
                assert!(room.expand(0.5).contains_rect(places.of(index)), "{index} of {count}");
                assert_eq!(places.at(places.of(index).center()), Some(index));
            }
            assert_eq!(places.at(room.min - Vec2::splat(3.0)), None);
            assert_eq!(places.at(room.max + Vec2::splat(3.0)), None);
        }
    }
}
