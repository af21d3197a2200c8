//! Animated GIF: a palette of 256 colours for each frame.

use std::io::{self, Write};
use std::time::Duration;

use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, Frame, RgbaImage};

/// How quickly colours are chosen, from 1 (slow and best) to 30.
const SPEED: i32 = 10;

/// A GIF file that is being written.
pub struct GifWriter<W: Write> {
    encoder: GifEncoder<W>,
    size: [usize; 2],
}

impl<W: Write> GifWriter<W> {
    /// Begins a file.
    pub(super) fn new(writer: W, size: [usize; 2]) -> io::Result<Self> {
        let mut encoder = GifEncoder::new_with_speed(writer, SPEED);
        encoder.set_repeat(Repeat::Infinite).map_err(io::Error::other)?;
        Ok(Self { encoder, size })
    }

    /// Adds a frame; its time is rounded to hundredths of a second, which is all that the format knows.
    pub(super) fn add(&mut self, rgb: &[u8], time: Duration) -> io::Result<()> {
        let [width, height] = self.size;
        let rgba = rgb.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [r, g, b, u8::MAX]).collect();
        let image = RgbaImage::from_raw(width as u32, height as u32, rgba).expect("3 bytes a pixel");
        let hundredths = (time.as_secs_f64() * 100.0).round().max(1.0);
        let delay = Delay::from_saturating_duration(Duration::from_secs_f64(hundredths / 100.0));
        self.encoder.encode_frame(Frame::from_parts(image, 0, 0, delay)).map_err(io::Error::other)
    }

    /// Ends the file.
    #[expect(clippy::unnecessary_wraps, reason = "the end is written when the encoder is dropped; WebP's can fail")]
    pub(super) fn finish(self) -> io::Result<()> {
        drop(self.encoder);
        Ok(())
    }
}
