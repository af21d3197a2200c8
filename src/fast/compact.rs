//! A picture that waits in 16 bits a value while the memory is needed for painting it.

use std::ops::Range;

use rayon::prelude::*;

use crate::network::PictureRows;
use crate::picture::Picture;

/// The largest value.
const MOST: f32 = u16::MAX as f32;

/// RGB from 0 to 65535, `[3, H, W]`.
pub(super) struct Compact {
    width: usize,
    height: usize,
    values: Vec<u16>,
}

impl Compact {
    /// The picture, whose own memory is given back.
    #[expect(clippy::needless_pass_by_value, reason = "the memory of the picture is needed")]
    pub(super) fn new(picture: Picture) -> Self {
        let values = picture.planes().par_iter().map(|value| (value * MOST + 0.5) as u16).collect();
        Self { width: picture.width(), height: picture.height(), values }
    }

    /// One value from 0 to 1.
    fn value(&self, place: usize) -> f32 {
        f32::from(self.values[place]) / MOST
    }

    /// Adds the picture times `share` to planes of its size.
    pub(super) fn add_to(&self, planes: &mut [f32], share: f32) {
        planes.par_iter_mut().enumerate().for_each(|(place, value)| *value += share * self.value(place));
    }
}

/// A picture that is painted in bands: what is painted, times a share, is added to planes of the picture's size.
pub(super) struct Canvas<'a> {
    pub(super) content: &'a Compact,
    pub(super) planes: &'a mut [f32],
    pub(super) share: f32,
}

impl PictureRows for Canvas<'_> {
    fn size(&self) -> (usize, usize) {
        (self.content.height, self.content.width)
    }

    fn read(&self, rows: Range<usize>, target: &mut [f32]) {
        let (height, width) = self.size();
        let count = rows.len();
        target.par_chunks_mut(width).enumerate().for_each(|(line, target)| {
            let place = (line / count * height + rows.start + line % count) * width;
            for (target, &value) in target.iter_mut().zip(&self.content.values[place..]) {
                *target = f32::from(value) / MOST;
            }
        });
    }

    fn write(&mut self, rows: Range<usize>, painted: &[f32]) {
        let size = self.size();
        add_rows(self.planes, size, rows, painted, self.share);
    }
}

/// Adds some painted rows, `[3, h, w]`, times `share` to planes of a height and a width. What lies beyond is left out.
pub(super) fn add_rows(
    planes: &mut [f32],
    (height, width): (usize, usize),
    rows: Range<usize>,
    painted: &[f32],
    share: f32,
) {
    let pitch = painted.len() / (3 * rows.len());
    let inside = rows.start..rows.end.min(height);
    for (plane, part) in planes.chunks_exact_mut(height * width).zip(painted.chunks_exact(rows.len() * pitch)) {
        let lines = plane[inside.start * width..inside.end * width].par_chunks_mut(width);
        lines.zip(part.par_chunks(pitch)).for_each(|(target, line)| {
            target.iter_mut().zip(line).for_each(|(target, value)| *target += share * value);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_and_rows_are_where_they_were() {
        let planes: Vec<f32> = (0..3 * 4 * 5).map(|index| (index % 256) as f32 / 255.0).collect();
        let compact = Compact::new(Picture::new(4, 5, planes.clone()));
        let mut painted = vec![0.0; planes.len()];
        let mut canvas = Canvas { content: &compact, planes: &mut painted, share: 0.5 };
        let mut rows = vec![0.0; 3 * 2 * 4];
        canvas.read(1..3, &mut rows);
        assert!(rows.iter().zip([4.0, 5.0, 6.0]).all(|(value, byte)| (value * 255.0 - byte).abs() < 1e-3));
        assert!((rows[8] * 255.0 - 24.0).abs() < 1e-3, "the second channel");
        // Three rows and a column beyond the picture.
        canvas.write(4..8, &[1.0; 3 * 4 * 8]);
        let row = |row: usize| &painted[row * 4..][..4];
        assert_eq!((row(3), row(4), row(5), row(14)), (&[0.0; 4][..], &[0.5; 4][..], &[0.0; 4][..], &[0.5; 4][..]));
        let mut sum = vec![1.0; planes.len()];
        compact.add_to(&mut sum, 0.5);
        assert!(sum.iter().zip(&planes).all(|(sum, value)| (sum - 1.0 - 0.5 * value).abs() < 1e-5));
    }
}
