//! Pictures from bytes and to bytes, as screens, clipboards and encoders want them.

use rayon::prelude::*;

use super::{Picture, channels_mut};

/// How far dithering keeps from the next byte, so that a picture read from bytes is written as it was.
const DITHER_MARGIN: f32 = 1.0 / 256.0;

impl Picture {
    /// From sRGB bytes, 4 a pixel; transparency is laid over white.
    ///
    /// # Panics
    /// If the length is not `4 * width * height` or a side is 0, which is a mistake of the caller.
    pub fn from_rgba8(width: usize, height: usize, rgba: &[u8]) -> Self {
        assert_eq!(rgba.len(), 4 * width * height, "4 bytes a pixel");
        let mut planes = vec![0.0; 3 * width * height];
        let [red, green, blue] = channels_mut(&mut planes);
        let rows = red.par_chunks_mut(width).zip(green.par_chunks_mut(width)).zip(blue.par_chunks_mut(width));
        rows.zip(rgba.par_chunks(4 * width)).for_each(|(((red, green), blue), row)| {
            for (x, pixel) in row.as_chunks::<4>().0.iter().enumerate() {
                let [r, g, b, alpha] = pixel.map(|value| f32::from(value) / 255.0);
                red[x] = over_white(r, alpha);
                green[x] = over_white(g, alpha);
                blue[x] = over_white(b, alpha);
            }
        });
        Self::new(width, height, planes)
    }

    /// sRGB bytes, 4 a pixel, row by row, clamped and rounded; alpha is 255.
    pub fn to_rgba8(&self) -> Vec<u8> {
        self.to_bytes(|colors, _, _| {
            let [r, g, b] = colors.map(byte);
            [r, g, b, u8::MAX]
        })
    }

    /// sRGB bytes, 3 a pixel, row by row, clamped and rounded.
    pub fn to_rgb8(&self) -> Vec<u8> {
        self.to_bytes(|colors, _, _| colors.map(byte))
    }

    /// sRGB bytes like those of [`Picture::to_rgb8`], but dithered: a value between two bytes becomes one or the other
    /// from pixel to pixel, so that gentle gradients show no bands. A value that is a byte already stays.
    pub fn to_dithered_rgb8(&self) -> Vec<u8> {
        self.to_bytes(|colors, x, y| {
            let threshold = DITHER_MARGIN + (1.0 - 2.0 * DITHER_MARGIN) * dither_noise(x, y);
            colors.map(|value| (value * 255.0 + threshold) as u8)
        })
    }

    /// The bytes of every pixel, from its colours and its place, column and row.
    fn to_bytes<const N: usize>(&self, pixel: impl Fn([f32; 3], usize, usize) -> [u8; N] + Sync) -> Vec<u8> {
        let channels = self.channels();
        let [red, green, blue] = channels.each_ref().map(|plane| plane.par_chunks(self.width));
        let mut bytes = vec![0; N * self.width * self.height];
        let rows = bytes.par_chunks_mut(N * self.width).zip(red).zip(green).zip(blue);
        rows.enumerate().for_each(|(y, (((row, red), green), blue))| {
            for (x, out) in row.as_chunks_mut::<N>().0.iter_mut().enumerate() {
                *out = pixel([red[x], green[x], blue[x]], x, y);
            }
        });
        bytes
    }
}

/// A value laid over white: both from 0 to 1.
pub(super) fn over_white(value: f32, alpha: f32) -> f32 {
    value * alpha + (1.0 - alpha)
}

/// The nearest byte; the cast itself clamps and turns what is not a number into 0.
fn byte(value: f32) -> u8 {
    (value * 255.0 + 0.5) as u8
}

/// A number from 0 to 1 that differs much between neighbouring pixels and is even over every few of them: the
/// interleaved gradient noise of J. Jimenez, "Next generation post processing in Call of Duty", 2014. All three colours
/// share it, so that dithering adds no colours.
fn dither_noise(x: usize, y: usize) -> f32 {
    let phase = 0.067_110_56 * x as f64 + 0.005_837_15 * y as f64;
    (52.982_918_9 * phase.fract()).fract() as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dithering_keeps_bytes_and_the_mean_of_what_lies_between() {
        let rgba: Vec<u8> = (0..=255_u8).flat_map(|value| [value, 255 - value, value / 2, 255]).collect();
        let picture = Picture::from_rgba8(16, 16, &rgba);
        assert_eq!(picture.to_dithered_rgb8(), picture.to_rgb8());

        for share in [0.1_f32, 0.25, 0.5, 0.9] {
            let value = (100.0 + share) / 255.0;
            let bytes = Picture::new(64, 64, vec![value; 3 * 64 * 64]).to_dithered_rgb8();
            assert!(bytes.iter().all(|byte| [100, 101].contains(byte)));
            let mean = bytes.iter().map(|&byte| f32::from(byte)).sum::<f32>() / bytes.len() as f32;
            assert!((mean - 100.0 - share).abs() < 0.01, "{share}: {mean}");
        }
        assert_eq!(Picture::new(1, 1, vec![-0.5, 7.0, f32::NAN]).to_dithered_rgb8(), [0, 255, 0]);
    }

    #[test]
    fn every_byte_survives_the_way_through_a_picture() {
        let rgba: Vec<u8> = (0..=255_u8).flat_map(|value| [value, 255 - value, value / 2, 255]).collect();
        let picture = Picture::from_rgba8(16, 16, &rgba);
        assert_eq!(picture.to_rgba8(), rgba);
        let rgb: Vec<u8> = rgba.chunks(4).flat_map(|pixel| pixel[..3].to_vec()).collect();
        assert_eq!(picture.to_rgb8(), rgb);
    }

    #[test]
    fn planes_are_red_green_blue_row_by_row() {
        let picture = Picture::from_rgba8(2, 1, &[255, 0, 51, 255, 0, 102, 255, 255]);
        assert_eq!(picture.planes(), [1.0, 0.0, 0.0, 0.4, 0.2, 1.0]);
    }

    #[test]
    fn transparency_is_laid_over_white() {
        let picture = Picture::from_rgba8(2, 1, &[0, 255, 0, 0, 255, 0, 0, 51]);
        assert_eq!(picture.to_rgb8(), [255, 255, 255, 255, 204, 204]);
    }

    #[test]
    fn values_outside_the_range_become_the_nearest_byte_and_nan_becomes_black() {
        let picture = Picture::new(2, 1, vec![-0.5, 7.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.5]);
        assert_eq!(picture.to_rgb8(), [0, 0, 0, 255, 255, 128]);
    }
}
