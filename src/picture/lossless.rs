//! Pictures as they are kept between sessions: PNG without loss, compressed quickly rather than well.

use super::{Picture, Pixels};
use crate::error::{Error, Result};

impl Picture {
    /// A PNG file of 16 bits a value, in which a painting goes on as it was.
    ///
    /// # Errors
    /// [`Error::Computation`] when there is no memory for it.
    pub fn to_png(&self) -> Result<Vec<u8>> {
        let planes = self.channels();
        let values =
            (0..self.width * self.height).flat_map(|index| planes.each_ref().map(|plane| sixteen_bits(plane[index])));
        let bytes: Vec<u8> = values.flat_map(u16::to_be_bytes).collect();
        png_file([self.width, self.height], png::BitDepth::Sixteen, &bytes)
    }
}

impl Pixels {
    /// A PNG file of 8 bits a value, which [`Picture::decode`] gives back byte for byte.
    ///
    /// # Errors
    /// [`Error::Computation`] when there is no memory for it.
    pub fn to_png(&self) -> Result<Vec<u8>> {
        let rgb: Vec<u8> = self.rgba().as_chunks::<4>().0.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect();
        png_file(self.size(), png::BitDepth::Eight, &rgb)
    }
}

fn sixteen_bits(value: f32) -> u16 {
    (value * 65535.0).round() as u16
}

fn png_file([width, height]: [usize; 2], depth: png::BitDepth, rgb: &[u8]) -> Result<Vec<u8>> {
    let write = || -> Result<Vec<u8>, png::EncodingError> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width as u32, height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(depth);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(rgb)?;
        writer.finish()?;
        Ok(file)
    };
    write().map_err(|error| Error::Computation(Box::new(error)))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn sixteen_bits_keep_a_picture_far_below_what_is_seen() {
        let picture = Picture::white_noise(31, 17, 1.0, 5);
        let kept = Picture::decode(&picture.to_png().unwrap(), Path::new("kept.png")).unwrap();
        assert_eq!((kept.width(), kept.height()), (31, 17));
        let furthest = picture.planes().iter().zip(kept.planes()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(furthest <= 0.51 / 65535.0, "{furthest}");
    }

    #[test]
    fn eight_bits_come_back_as_they_were() {
        let pixels = Pixels::of(&Picture::white_noise(19, 23, 1.0, 6));
        let kept = Picture::decode(&pixels.to_png().unwrap(), Path::new("kept.png")).unwrap();
        assert_eq!(Pixels::of(&kept), pixels);
    }
}
