//! Pictures on the graphics card, in tiles: only those that are seen, and only so many in a frame that none is late.

use std::cell::RefCell;
use std::collections::HashMap;

use egui::{Color32, Context, Painter, Rect, TextureHandle, TextureOptions, Vec2, pos2};

use crate::studio::canvas::OnScreen;
use crate::studio::canvas::pyramid::Pyramid;

/// The side of a tile in pixels.
const TILE: usize = 512;
/// The bytes that go to the graphics card in one frame: a few milliseconds of it.
const FRAME_BYTES: usize = 2 << 20;
/// The frames after which a picture that nobody draws is taken off the graphics card.
const REST_FRAMES: u64 = 120;
/// The tiles of one picture that are kept for panning back, beyond those on the screen.
const KEPT_TILES: usize = 64;

/// The place of a tile in its pyramid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Tile {
    level: usize,
    column: usize,
    row: usize,
}

impl Tile {
    /// The pixels of its level that it shows, from and up to.
    fn area(self, size: [usize; 2]) -> [[usize; 2]; 2] {
        let from = [self.column * TILE, self.row * TILE];
        [from, [(from[0] + TILE).min(size[0]), (from[1] + TILE).min(size[1])]]
    }
}

/// One picture on the graphics card.
#[derive(Default)]
struct Entry {
    textures: HashMap<Tile, TextureHandle>,
    last_frame: u64,
}

/// All pictures on the graphics card.
///
/// Panels only look at the session; this is a cache below that, which fills itself when something is drawn.
#[derive(Default)]
pub struct Tiles(RefCell<Cache>);

#[derive(Default)]
struct Cache {
    entries: HashMap<u64, Entry>,
    frame: u64,
    /// Bytes that may still go to the graphics card in this frame.
    bytes_left: usize,
}

impl Tiles {
    /// Draws a picture into a rectangle; where tiles are still missing, coarser ones stand in.
    ///
    /// Returns whether every tile is there; if not, the window is drawn again.
    pub fn paint(&self, painter: &Painter, pyramid: &Pyramid, rect: Rect) -> bool {
        let is_complete = self.prepare(painter, pyramid, rect);
        let cache = self.0.borrow();
        let Some(entry) = cache.entries.get(&pyramid.id()) else { return is_complete };
        let place = Place::new(painter, pyramid, rect);
        let levels = if is_complete { place.level..=place.level } else { place.level..=pyramid.coarsest() };
        for level in levels.rev() {
            for tile in place.tiles(pyramid, level) {
                if let Some(texture) = entry.textures.get(&tile) {
                    let (on_screen, part) = place.mapping(pyramid, tile);
                    painter.image(texture.id(), on_screen, part, Color32::WHITE);
                }
            }
        }
        is_complete
    }

    /// Brings what is seen of a picture to the graphics card as far as this frame allows; says whether all is there.
    pub fn prepare(&self, painter: &Painter, pyramid: &Pyramid, rect: Rect) -> bool {
        let mut cache = self.0.borrow_mut();
        cache.begin_frame(painter.ctx());
        let Cache { entries, frame, bytes_left } = &mut *cache;
        let entry = entries.entry(pyramid.id()).or_default();
        entry.last_frame = *frame;
        let place = Place::new(painter, pyramid, rect);
        // The coarsest level first: it stands in for the others.
        let wanted: Vec<Tile> =
            place.tiles(pyramid, pyramid.coarsest()).chain(place.tiles(pyramid, place.level)).collect();
        for &tile in &wanted {
            if entry.textures.contains_key(&tile) {
                continue;
            }
            if *bytes_left == 0 {
                painter.ctx().request_repaint();
                return false;
            }
            let image = bordered(pyramid, tile);
            *bytes_left = bytes_left.saturating_sub(4 * image.pixels.len());
            let texture = painter.ctx().load_texture("canvas", image, TextureOptions::LINEAR);
            entry.textures.insert(tile, texture);
        }
        if entry.textures.len() > wanted.len() + KEPT_TILES {
            entry.textures.retain(|tile, _| wanted.contains(tile));
        }
        true
    }
}

impl Cache {
    /// Once in a frame: takes off what nobody drew for a while, and may upload again.
    fn begin_frame(&mut self, window: &Context) {
        let frame = window.cumulative_frame_nr();
        if self.frame != frame {
            self.frame = frame;
            self.bytes_left = FRAME_BYTES;
            self.entries.retain(|_, entry| entry.last_frame + REST_FRAMES > frame);
        }
    }
}

/// The pixels of a tile with a border of one pixel of its neighbours, so that no seam shows when it is magnified.
fn bordered(pyramid: &Pyramid, tile: Tile) -> egui::ColorImage {
    let [from, to] = with_border(pyramid, tile);
    pyramid.level(tile.level).part(from, to)
}

/// The pixels of a tile and its border, from and up to.
fn with_border(pyramid: &Pyramid, tile: Tile) -> [[usize; 2]; 2] {
    let size = pyramid.level(tile.level).size();
    let [from, to] = tile.area(size);
    [from.map(|side| side.saturating_sub(1)), [(to[0] + 1).min(size[0]), (to[1] + 1).min(size[1])]]
}

/// Where a picture is drawn.
struct Place {
    rect: Rect,
    /// The part of the screen that is drawn.
    visible: Rect,
    /// The level that suits the zoom.
    level: usize,
    /// Points on the screen for a pixel of the picture.
    scale: Vec2,
}

impl Place {
    fn new(painter: &Painter, pyramid: &Pyramid, rect: Rect) -> Self {
        let [width, height] = pyramid.size();
        let scale = rect.size() / Vec2::new(width as f32, height as f32);
        let level = pyramid.level_for(scale.max_elem() * painter.ctx().pixels_per_point());
        Self { rect, visible: painter.clip_rect().intersect(rect), level, scale }
    }

    /// The tiles of a level that are seen.
    fn tiles(&self, pyramid: &Pyramid, level: usize) -> impl Iterator<Item = Tile> + use<> {
        let size = pyramid.level(level).size();
        let side = (TILE << level) as f32;
        let range = |from: f32, to: f32, scale: f32, pixels: usize| {
            let count = pixels.div_ceil(TILE);
            let first = ((from / scale / side).floor().max(0.0) as usize).min(count);
            let end = ((to / scale / side).ceil().max(0.0) as usize).min(count);
            first..end
        };
        let (from, to) = (self.visible.min - self.rect.min, self.visible.max - self.rect.min);
        let is_seen = self.visible.is_positive();
        let columns = if is_seen { range(from.x, to.x, self.scale.x, size[0]) } else { 0..0 };
        let rows = if is_seen { range(from.y, to.y, self.scale.y, size[1]) } else { 0..0 };
        rows.flat_map(move |row| columns.clone().map(move |column| Tile { level, column, row }))
    }

    /// Where a tile lies on the screen, and which part of its texture that is.
    fn mapping(&self, pyramid: &Pyramid, tile: Tile) -> (Rect, Rect) {
        let level_size = pyramid.level(tile.level).size();
        let [from, to] = tile.area(level_size);
        let [outer_from, outer_to] = with_border(pyramid, tile);
        // In pixels of the picture itself: the last column of a level may stand for less than its width.
        let end = |axis: usize| (to[axis] << tile.level).min(pyramid.size()[axis]) as f32;
        let start = |axis: usize| (from[axis] << tile.level) as f32;
        let on_screen = Rect::from_min_max(
            self.rect.min + Vec2::new(start(0), start(1)) * self.scale,
            self.rect.min + Vec2::new(end(0), end(1)) * self.scale,
        );
        let in_texture = |axis: usize, pixel: f32| {
            let level_pixel = pixel / (1 << tile.level) as f32;
            (level_pixel - outer_from[axis] as f32) / (outer_to[axis] - outer_from[axis]) as f32
        };
        let part = Rect::from_min_max(
            pos2(in_texture(0, start(0)), in_texture(1, start(1))),
            pos2(in_texture(0, end(0)), in_texture(1, end(1))),
        );
        (on_screen, part)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use egui::{LayerId, vec2};

    use super::*;
    use crate::picture::Pixels;

    fn pyramid(width: usize, height: usize) -> Pyramid {
        Pyramid::new(Arc::new(Pixels::new(width, height, vec![90; 4 * width * height])))
    }

    fn painter(window: &Context, clip: Rect) -> Painter {
        Painter::new(window.clone(), LayerId::background(), clip)
    }

    #[test]
    fn tiles_cover_the_picture_without_gaps_or_overlaps() {
        let pyramid = pyramid(1301, 777);
        let rect = Rect::from_min_size(pos2(10.0, 20.0), vec2(1301.0, 777.0));
        for level in 0..=pyramid.coarsest() {
            let mut place = Place::new(&painter(&Context::default(), Rect::EVERYTHING), &pyramid, rect);
            place.level = level;
            let mut area = 0.0;
            for tile in place.tiles(&pyramid, level) {
                let (on_screen, part) = place.mapping(&pyramid, tile);
                assert!(rect.expand(0.01).contains_rect(on_screen));
                assert!(Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0)).expand(1e-4).contains_rect(part));
                area += on_screen.area();
            }
            assert!((area - rect.area()).abs() < 2.0, "level {level}: {area}");
        }
    }

    #[test]
    fn only_what_is_seen_is_wanted() {
        let pyramid = pyramid(4096, 4096);
        let clip = Rect::from_min_size(pos2(0.0, 0.0), vec2(400.0, 300.0));
        let window = Context::default();
        let close = Rect::from_min_size(pos2(-700.0, -700.0), vec2(4096.0, 4096.0));
        let place = Place::new(&painter(&window, clip), &pyramid, close);
        assert_eq!(place.level, 0);
        assert_eq!(place.tiles(&pyramid, 0).count(), 2, "700 to 1100 across, 700 to 1000 down");
        let whole = Rect::from_min_size(pos2(0.0, 0.0), vec2(400.0, 400.0));
        let place = Place::new(&painter(&window, clip), &pyramid, whole);
        assert_eq!(place.level, 3);
        assert_eq!(place.tiles(&pyramid, 3).count(), 1);
        let outside = Rect::from_min_size(pos2(900.0, 0.0), vec2(400.0, 400.0));
        assert_eq!(Place::new(&painter(&window, clip), &pyramid, outside).tiles(&pyramid, 0).count(), 0);
    }

    #[test]
    fn a_frame_uploads_no_more_than_it_may() {
        let (pyramid, tiles, window) = (pyramid(4096, 2048), Tiles::default(), Context::default());
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(4096.0, 2048.0));
        let mut frames = 0;
        let mut complete = false;
        while !complete {
            frames += 1;
            let _ = window.run_ui(egui::RawInput::default(), |ui| {
                complete = tiles.paint(&painter(ui.ctx(), rect), &pyramid, rect);
            });
            assert!(frames < 50);
        }
        // 32 tiles of a megabyte at 2 megabytes a frame.
        assert!((16..=20).contains(&frames), "{frames} frames");
    }

    #[test]
    fn a_picture_that_nobody_draws_is_taken_off() {
        let (pyramid, tiles, window) = (pyramid(64, 64), Tiles::default(), Context::default());
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(64.0, 64.0));
        let other = self::pyramid(32, 32);
        let draw = |drawn: &Pyramid| {
            let _ = window.run_ui(egui::RawInput::default(), |ui| {
                tiles.paint(&painter(ui.ctx(), rect), drawn, rect);
            });
        };
        draw(&pyramid);
        for _ in 0..=REST_FRAMES {
            draw(&other);
        }
        assert_eq!(tiles.0.borrow().entries.len(), 1);
    }
}
