//! A picture in bytes, as screens want it and as it is kept: a quarter of the memory of a [`Picture`].

use rayon::prelude::*;

use super::Picture;

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

    /// All bytes, 4 a pixel, row by row.
    pub fn rgba(&self) -> &[u8] {
        &self.rgba
    }

    /// The numbers for the optimiser and for files; this takes long for large ones and belongs in the background.
    pub fn to_picture(&self) -> Picture {
        Picture::from_rgba8(self.width, self.height, &self.rgba)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture whose red is the column, green the row.
    fn grid(width: usize, height: usize) -> Pixels {
        let rgba = (0..width * height).flat_map(|index| [(index % width) as u8, (index / width) as u8, 7, 255]);
        Pixels::new(width, height, rgba.collect())
    }

    #[test]
    fn halving_takes_the_mean_and_keeps_the_border() {
        let half = grid(5, 3).halved();
        assert_eq!(half.size(), [3, 2]);
        // Columns 0 and 1 have the mean 0.5, rounded up; the last column stands alone.
        assert_eq!(half.rgba()[..4], [1, 1, 7, 255]);
        assert_eq!(half.rgba()[20..], [4, 2, 7, 255]);
        assert_eq!(grid(1, 1).halved(), grid(1, 1));
    }

    #[test]
    fn the_difference_has_no_sign() {
        let (first, second) = (Pixels::new(1, 1, vec![10, 200, 5, 255]), Pixels::new(1, 1, vec![13, 190, 5, 255]));
        assert_eq!(first.difference(&second), Pixels::new(1, 1, vec![3, 10, 0, 255]));
        assert_eq!(first.difference(&second), second.difference(&first));
    }
}
