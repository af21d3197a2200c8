//! Animated WebP: the container of the WebP specification (RFC 9649, section 2.7) around lossless frames.
//!
//! ```text
//! RIFF <size> WEBP
//!   VP8X <flags, canvas width - 1, canvas height - 1>
//!   ANIM <background, number of repetitions>
//!   ANMF <x / 2, y / 2, width - 1, height - 1, milliseconds, flags> VP8L <a lossless picture>
//!   ANMF ...
//! ```
//! All numbers are little-endian; a chunk of an odd length is followed by a byte that does not count.

use std::io::{self, Cursor, Seek, SeekFrom, Write};
use std::time::Duration;

use image::ExtendedColorType;
use image::ImageEncoder;
use image::codecs::webp::WebPEncoder;

/// The flag of `VP8X` for a moving picture.
const ANIMATION: u8 = 1 << 1;
/// The flag of `ANMF` for a frame that replaces what was there, whatever its transparency.
const NO_BLENDING: u8 = 1 << 1;
/// Repeats for ever.
const FOR_EVER: u16 = 0;
/// Behind the frames, which cover it.
const BACKGROUND: [u8; 4] = [0xFF; 4];
/// The most milliseconds that a frame can be seen.
const LONGEST: u32 = (1 << 24) - 1;
/// The bytes of `RIFF`, its size, and `WEBP`.
const HEADER: usize = 12;

/// A WebP file that is being written.
pub struct WebPWriter<W: Write + Seek> {
    writer: W,
    size: [usize; 2],
    /// The bytes after the size in the header.
    length: u64,
}

impl<W: Write + Seek> WebPWriter<W> {
    /// Begins a file.
    pub(super) fn new(writer: W, size: [usize; 2]) -> io::Result<Self> {
        let mut file = Self { writer, size, length: 0 };
        file.writer.write_all(b"RIFF\0\0\0\0")?;
        file.write(b"WEBP")?;
        let [width, height] = size;
        let mut canvas = vec![ANIMATION, 0, 0, 0];
        canvas.extend(three_bytes(width as u32 - 1));
        canvas.extend(three_bytes(height as u32 - 1));
        file.chunk(*b"VP8X", &canvas)?;
        let [repetitions, more] = FOR_EVER.to_le_bytes();
        file.chunk(*b"ANIM", &[&BACKGROUND[..], &[repetitions, more]].concat())?;
        Ok(file)
    }

    /// Adds a frame; its time is rounded to milliseconds.
    pub(super) fn add(&mut self, rgb: &[u8], time: Duration) -> io::Result<()> {
        let [width, height] = self.size;
        let mut still = Cursor::new(Vec::new());
        WebPEncoder::new_lossless(&mut still)
            .write_image(rgb, width as u32, height as u32, ExtendedColorType::Rgb8)
            .map_err(io::Error::other)?;
        let still = still.into_inner();
        // A still file is this header and one chunk, which is what a frame holds.
        let picture = still.get(HEADER..).filter(|chunk| chunk.starts_with(b"VP8L"));
        let picture = picture.ok_or_else(|| io::Error::other("the encoder wrote another kind of WebP"))?;
        let milliseconds = (time.as_secs_f64() * 1000.0).round().clamp(1.0, f64::from(LONGEST)) as u32;
        let mut frame = vec![0; 6];
        frame.extend(three_bytes(width as u32 - 1));
        frame.extend(three_bytes(height as u32 - 1));
        frame.extend(three_bytes(milliseconds));
        frame.push(NO_BLENDING);
        frame.extend_from_slice(picture);
        self.chunk(*b"ANMF", &frame)
    }

    /// Ends the file: its length is known now.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let length = u32::try_from(self.length)
            .map_err(|_| io::Error::other("a WebP file holds at most 4 GB; use fewer or smaller frames"))?;
        self.writer.seek(SeekFrom::Start(4))?;
        self.writer.write_all(&length.to_le_bytes())?;
        self.writer.flush()
    }

    fn chunk(&mut self, name: [u8; 4], data: &[u8]) -> io::Result<()> {
        let length = u32::try_from(data.len()).map_err(io::Error::other)?;
        self.write(&name)?;
        self.write(&length.to_le_bytes())?;
        self.write(data)?;
        if data.len() % 2 == 1 { self.write(&[0]) } else { Ok(()) }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len() as u64;
        self.writer.write_all(bytes)
    }
}

fn three_bytes(number: u32) -> [u8; 3] {
    let [first, second, third, _] = number.to_le_bytes();
    [first, second, third]
}
