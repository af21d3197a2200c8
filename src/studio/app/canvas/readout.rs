//! The colours under the pointer as numbers: of the painting, and of the picture it is compared with.

use std::sync::Arc;

use egui::{Align, Color32, FontId, Label, Layout, Rect, RichText, Ui, UiBuilder, Vec2};

use crate::picture::Picture;
use crate::studio::app::canvas::Painted;
use crate::studio::app::session::Session;
use crate::studio::canvas::{Method, OnScreen, pixel_at};
use crate::studio::features::painting::Painting;
use crate::studio::language::{tr, tr_with};
use crate::studio::painted::Newest;
use crate::studio::roles::Role;
use crate::studio::theme;

/// The distance from the corner of the canvas in points.
const DISTANCE: f32 = 12.0;
/// The size of the text in points.
const TEXT_SIZE: f32 = 11.5;
/// The ground around the text in points.
const PADDING: Vec2 = Vec2::new(10.0, 7.0);

/// A pixel's colour: bytes, and numbers from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Color {
    bytes: [u8; 3],
    values: [f32; 3],
}

impl Color {
    fn of_bytes(bytes: [u8; 3]) -> Self {
        Self { bytes, values: bytes.map(|byte| f32::from(byte) / 255.0) }
    }

    fn of_values(values: [f32; 3]) -> Self {
        Self { bytes: values.map(|value| (value * 255.0 + 0.5) as u8), values }
    }

    fn text(self) -> String {
        let Self { bytes: [r, g, b], values: [red, green, blue] } = self;
        format!("{r:>3} {g:>3} {b:>3}   {red:.3} {green:.3} {blue:.3}")
    }
}

/// Draws the numbers for a place of the picture, from (0, 0) at its left top to (1, 1), into the corner.
pub(in crate::studio) fn show(ui: &mut Ui, canvas: Rect, place: Vec2, session: &Session) {
    let lines = lines(place, session);
    if lines.is_empty() {
        return;
    }
    let text = lines.join("\n");
    let color = theme::ON_PICTURE;
    let size = ui.painter().layout_no_wrap(text.clone(), FontId::monospace(TEXT_SIZE), color).size();
    let corner = canvas.left_bottom() + Vec2::new(DISTANCE, -DISTANCE - size.y - 2.0 * PADDING.y);
    let rect = Rect::from_min_size(corner, size + 2.0 * PADDING);
    ui.painter().rect_filled(rect, 5.0, Color32::from_black_alpha(185));
    // A label that is placed centres its lines; numbers want a straight left edge.
    let inside = UiBuilder::new().max_rect(rect.shrink2(PADDING)).layout(Layout::top_down(Align::LEFT));
    let text = RichText::new(text).monospace().size(TEXT_SIZE).color(color);
    ui.scope_builder(inside, |ui| ui.add(Label::new(text).extend()));
}

fn lines(place: Vec2, session: &Session) -> Vec<String> {
    let painting = session.painting().filter(|_| session.services.method != Method::Fast);
    let fast = session.fast.shown().filter(|_| session.services.method == Method::Fast);
    let fast = fast.map(|shown| Newest::Final(Arc::clone(&shown.picture), 0));
    let painted = painting.and_then(Painting::newest).or(fast.as_ref());
    let content = match painting {
        Some(painting) => Some(&painting.pictures[0].picture),
        None => session.services.pictures.loaded(Role::Content).map(|loaded| &loaded.picture),
    };
    let colored = |painted| session.canvas.coloring.of(painted)?.pyramid.pixels().at(place).map(Color::of_bytes);
    let number = match session.services.method {
        Method::Optimise | Method::Learn | Method::Train => painting.map(Painting::number),
        Method::Fast => session.fast.shown().map(|shown| shown.number),
    };
    let result = number.and_then(|number| colored(Painted::Painting(number)));
    let result = result.or_else(|| match painted? {
        Newest::Preview(pixels, _) => pixels.at(place).map(Color::of_bytes),
        Newest::Final(picture, _) => of_picture(picture, place),
    });
    let selected = session.film.selected().and_then(|number| Some((number, session.film.get(number)?)));
    let other = match selected {
        Some((number, snapshot)) => {
            let color = colored(Painted::Snapshot(number));
            let color = color.or_else(|| snapshot.pixels.at(place).map(Color::of_bytes));
            color.map(|color| (tr_with("Snapshot {number}", &[("number", &number)]), color))
        }
        None => content.and_then(|picture| of_picture(picture, place)).map(|color| (tr("Content").to_owned(), color)),
    };
    let size = painted.map(Newest::size).or_else(|| content.map(|picture| [picture.width(), picture.height()]));
    let Some([x, y]) = size.and_then(|size| pixel_at(place, size)) else { return Vec::new() };
    let named = result.map(|color| (tr("Painting").to_owned(), color)).into_iter().chain(other);
    let place = format!("x {x}   y {y}");
    std::iter::once(place).chain(named.map(|(name, color)| format!("{name:<12}{}", color.text()))).collect()
}

fn of_picture(picture: &Picture, place: Vec2) -> Option<Color> {
    let [x, y] = pixel_at(place, [picture.width(), picture.height()])?;
    Some(Color::of_values(picture.at(x, y)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_told_in_both_ways() {
        assert_eq!(Color::of_bytes([0, 51, 255]).text(), "  0  51 255   0.000 0.200 1.000");
        assert_eq!(Color::of_values([0.5, 0.25, 1.0]).text(), "128  64 255   0.500 0.250 1.000");
    }

    #[test]
    fn a_place_of_a_picture_has_a_colour() {
        let picture = Picture::new(2, 1, vec![0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
        assert_eq!(of_picture(&picture, Vec2::new(0.7, 0.5)), Some(Color::of_values([0.2, 0.4, 0.6])));
        assert_eq!(of_picture(&picture, Vec2::new(1.2, 0.5)), None);
    }
}
