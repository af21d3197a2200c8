//! Moving pictures, written frame by frame, so that no more than one frame is in memory.

mod gif;
mod webp;

use std::io::{self, Seek, Write};
use std::path::Path;
use std::time::Duration;

use crate::error::{Error, FileProblem, Result};
use gif::GifWriter;
use webp::WebPWriter;

/// The formats of moving pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnimationFormat {
    /// Lossless frames in full colour.
    WebP,
    /// 256 colours a frame; every program opens it.
    Gif,
}

impl AnimationFormat {
    /// All formats.
    pub const ALL: [Self; 2] = [Self::WebP, Self::Gif];

    /// The format's name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WebP => "WebP",
            Self::Gif => "GIF",
        }
    }

    /// The ending of its files in small letters.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::WebP => "webp",
            Self::Gif => "gif",
        }
    }

    /// The longest side that it holds, in pixels.
    pub const fn longest_side(self) -> usize {
        match self {
            Self::WebP => 16_383,
            Self::Gif => 65_535,
        }
    }

    /// The format that a file name's ending chooses.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?;
        Self::ALL.into_iter().find(|format| ending.eq_ignore_ascii_case(format.ending()))
    }

    /// Refuses frames whose sides do not fit into the format's header.
    ///
    /// # Errors
    /// [`Error::File`] that names the file.
    pub fn check_size(self, width: usize, height: usize, path: &Path) -> Result<()> {
        let limit = self.longest_side();
        if width.max(height) <= limit {
            return Ok(());
        }
        Err(Error::file(path, FileProblem::TooLargeForFormat { format: self.name(), limit: limit as u32 }))
    }
}

/// A moving picture that is being written; it repeats for ever.
pub enum AnimationWriter<W: Write + Seek> {
    /// In WebP.
    WebP(WebPWriter<W>),
    /// In GIF.
    Gif(Box<GifWriter<W>>),
}

impl<W: Write + Seek> AnimationWriter<W> {
    /// Begins a file whose frames have this width and height in pixels.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn new(format: AnimationFormat, writer: W, size: [usize; 2]) -> io::Result<Self> {
        Ok(match format {
            AnimationFormat::WebP => Self::WebP(WebPWriter::new(writer, size)?),
            AnimationFormat::Gif => Self::Gif(Box::new(GifWriter::new(writer, size)?)),
        })
    }

    /// Adds a frame of sRGB bytes, 3 a pixel, row by row, that is seen for some time.
    ///
    /// # Errors
    /// What the operating system says.
    ///
    /// # Panics
    /// If the length is not that of the size, which is a mistake of the caller.
    pub fn add(&mut self, rgb: &[u8], time: Duration) -> io::Result<()> {
        match self {
            Self::WebP(writer) => writer.add(rgb, time),
            Self::Gif(writer) => writer.add(rgb, time),
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Self::WebP(writer) => writer.finish(),
            Self::Gif(writer) => writer.finish(),
        }
    }
}

#[cfg(test)]
mod tests;
