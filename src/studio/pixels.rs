//! A picture in bytes, as screens want it: what the canvas shows and the film strip keeps.

use egui::{Color32, ColorImage, Vec2};
use rayon::prelude::*;

use crate::job::PreviewPicture;
use crate::picture::Picture;

/// The bytes from which on giving memory back takes longer than a part of a frame.
const LARGE: usize = 8 << 20;

/// sRGB bytes, 4 a pixel, row by row; alpha is 255.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    width: usize,
    height: usize,
    rgba: Vec<u8>,
}

impl Pixels {
    /// A picture from its bytes.
    ///
    /// # Panics
    /// If the length is not `4 * width * height` or a side is 0, which is a mistake of the caller.
    pub fn new(width: usize, height: usize, rgba: Vec<u8>) -> Self {
        assert!(width > 0 && height > 0 && rgba.len() == 4 * width * height, "4 bytes a pixel");
        Self { width, height, rgba }
    }

    /// A picture in bytes; this takes long for large ones and belongs in the background.
    pub fn of(picture: &Picture) -> Self {
        Self::new(picture.width(), picture.height(), picture.to_rgba8())
    }

    /// Its width and height.
    pub const fn size(&self) -> [usize; 2] {
        [self.width, self.height]
    }

    /// The memory that it needs.
    pub const fn bytes(&self) -> usize {
        self.rgba.len()
    }

    /// The numbers for the optimiser and for files; this takes long for large ones and belongs in the background.
    pub fn to_picture(&self) -> Picture {
        Picture::from_rgba8(self.width, self.height, &self.rgba)
    }

    /// Red, green and blue at a place from (0, 0) at the left top to (1, 1); `None` outside.
    pub fn at(&self, place: Vec2) -> Option<[u8; 3]> {
        let [x, y] = pixel_at(place, self.size())?;
        let start = 4 * (y * self.width + x);
        self.rgba[start..start + 3].try_into().ok()
    }

    /// The pixels from `from` up to but without `to`, both within the picture.
    pub fn part(&self, from: [usize; 2], to: [usize; 2]) -> ColorImage {
        let rows = (from[1]..to[1]).map(|y| &self.rgba[4 * (y * self.width + from[0])..4 * (y * self.width + to[0])]);
        let pixels = rows.flat_map(|row| row.as_chunks::<4>().0).map(|&[r, g, b, _]| Color32::from_rgb(r, g, b));
        ColorImage::new([to[0] - from[0], to[1] - from[1]], pixels.collect())
    }

    /// The whole picture.
    pub fn to_image(&self) -> ColorImage {
        self.part([0, 0], self.size())
    }

    /// Half as large, each pixel the mean of four; at an odd border, of those that are there.
    pub fn halved(&self) -> Self {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mut rgba = vec![u8::MAX; 4 * width * height];
        rgba.par_chunks_mut(4 * width).enumerate().for_each(|(y, row)| {
            let upper = &self.rgba[8 * y * self.width..][..4 * self.width];
            let lower = if 2 * y + 1 < self.height { &self.rgba[4 * (2 * y + 1) * self.width..] } else { upper };
            for (x, pixel) in row.as_chunks_mut::<4>().0.iter_mut().enumerate() {
                let (left, right) = (8 * x, 4 * (2 * x + 1).min(self.width - 1));
                for channel in 0..3 {
                    let at = |row: &[u8], start: usize| u16::from(row[start + channel]);
                    let sum = at(upper, left) + at(upper, right) + at(lower, left) + at(lower, right);
                    pixel[channel] = ((sum + 2) / 4) as u8;
                }
            }
        });
        Self::new(width, height, rgba)
    }

    /// How far the colours of two pictures of one size are apart, channel by channel.
    ///
    /// # Panics
    /// If the sizes differ, which is a mistake of the caller.
    pub fn difference(&self, other: &Self) -> Self {
        assert_eq!(self.size(), other.size(), "pictures of one size are compared");
        let mut rgba = vec![u8::MAX; self.rgba.len()];
        let rows = rgba.par_chunks_mut(4 * self.width).zip(self.rgba.par_chunks(4 * self.width));
        rows.zip(other.rgba.par_chunks(4 * self.width)).for_each(|((row, first), second)| {
            for ((out, first), second) in
                row.as_chunks_mut::<4>().0.iter_mut().zip(first.as_chunks::<4>().0).zip(second.as_chunks::<4>().0)
            {
                for channel in 0..3 {
                    out[channel] = first[channel].abs_diff(second[channel]);
                }
            }
        });
        Self::new(self.width, self.height, rgba)
    }
}

/// The window's thread does not wait while the operating system takes back tens of megabytes, page by page.
impl Drop for Pixels {
    fn drop(&mut self) {
        if self.rgba.len() >= LARGE {
            let rgba = std::mem::take(&mut self.rgba);
            std::thread::spawn(move || drop(rgba));
        }
    }
}

impl From<PreviewPicture> for Pixels {
    fn from(preview: PreviewPicture) -> Self {
        Self::new(preview.width, preview.height, preview.rgba)
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
    fn halving_takes_the_mean_and_keeps_the_border() {
        let half = grid(5, 3).halved();
        assert_eq!(half.size(), [3, 2]);
        // Columns 0 and 1 have the mean 0.5, rounded up; the last column stands alone.
        assert_eq!(half.to_image().pixels[0], Color32::from_rgb(1, 1, 7));
        assert_eq!(half.to_image().pixels[5], Color32::from_rgb(4, 2, 7));
        assert_eq!(grid(1, 1).halved(), grid(1, 1));
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

    #[test]
    fn the_difference_has_no_sign() {
        let (first, second) = (Pixels::new(1, 1, vec![10, 200, 5, 255]), Pixels::new(1, 1, vec![13, 190, 5, 255]));
        assert_eq!(first.difference(&second), Pixels::new(1, 1, vec![3, 10, 0, 255]));
        assert_eq!(first.difference(&second), second.difference(&first));
    }
}
