//! Pixels on the screen: parts of them as images, and what lies under the pointer.

use egui::{Color32, ColorImage, Context, TextureHandle, TextureOptions, Vec2};

use crate::picture::{Picture, Pixels};

/// What the window does with pixels.
pub trait OnScreen {
    /// Red, green and blue at a place from (0, 0) at the left top to (1, 1); `None` outside.
    fn at(&self, place: Vec2) -> Option<[u8; 3]>;

    /// The pixels from `from` up to but without `to`, both within the picture.
    fn part(&self, from: [usize; 2], to: [usize; 2]) -> ColorImage;

    /// The whole picture.
    fn to_image(&self) -> ColorImage;
}

impl OnScreen for Pixels {
    fn at(&self, place: Vec2) -> Option<[u8; 3]> {
        let [x, y] = pixel_at(place, self.size())?;
        let start = 4 * (y * self.size()[0] + x);
        self.rgba()[start..start + 3].try_into().ok()
    }

    fn part(&self, from: [usize; 2], to: [usize; 2]) -> ColorImage {
        let (rgba, [width, _]) = (self.rgba(), self.size());
        let rows = (from[1]..to[1]).map(|y| &rgba[4 * (y * width + from[0])..4 * (y * width + to[0])]);
        let pixels = rows.flat_map(|row| row.as_chunks::<4>().0).map(|&[r, g, b, _]| Color32::from_rgb(r, g, b));
        ColorImage::new([to[0] - from[0], to[1] - from[1]], pixels.collect())
    }

    fn to_image(&self) -> ColorImage {
        self.part([0, 0], self.size())
    }
}

/// The column and row of the pixel at a place from (0, 0) at the left top to (1, 1); `None` outside.
pub fn pixel_at(place: Vec2, [width, height]: [usize; 2]) -> Option<[usize; 2]> {
    let is_inside = |part: f32| (0.0..1.0).contains(&part);
    (is_inside(place.x) && is_inside(place.y)).then(|| {
        let index = |part: f32, side: usize| ((part * side as f32) as usize).min(side - 1);
        [index(place.x, width), index(place.y, height)]
    })
}

/// The picture for the screen, made smaller when its longer side is longer than this.
pub fn pixels_within(picture: &Picture, longer_side: usize) -> Pixels {
    if picture.width().max(picture.height()) > longer_side {
        Pixels::of(&picture.with_longer_side(longer_side))
    } else {
        Pixels::of(picture)
    }
}

/// Puts an image on the graphics card.
pub fn upload(window: &Context, name: &str, image: ColorImage) -> TextureHandle {
    window.load_texture(name, image, TextureOptions::LINEAR)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture whose red is the column, green the row.
    fn grid(width: usize, height: usize) -> Pixels {
        let rgba = (0..width * height).flat_map(|index| [(index % width) as u8, (index / width) as u8, 7, 255]);
        Pixels::new(width, height, rgba.collect())
    }

    #[test]
    fn a_part_has_the_pixels_of_its_place() {
        let part = grid(9, 7).part([2, 3], [5, 5]);
        assert_eq!(part.size, [3, 2]);
        assert_eq!(part.pixels[0], Color32::from_rgb(2, 3, 7));
        assert_eq!(part.pixels[5], Color32::from_rgb(4, 4, 7));
        assert_eq!(grid(9, 7).to_image().pixels.len(), 63);
    }

    #[test]
    fn a_place_names_one_pixel() {
        let pixels = grid(10, 4);
        assert_eq!(pixels.at(Vec2::new(0.0, 0.0)), Some([0, 0, 7]));
        assert_eq!(pixels.at(Vec2::new(0.99, 0.5)), Some([9, 2, 7]));
        for outside in [Vec2::new(1.0, 0.5), Vec2::new(-0.01, 0.5), Vec2::new(0.5, 7.0), Vec2::new(f32::NAN, 0.0)] {
            assert_eq!(pixels.at(outside), None);
        }
    }
}
