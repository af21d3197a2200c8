//! Pictures to files: the ending of the name chooses the format.

use std::io::Cursor;
use std::ops::RangeInclusive;
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::tiff::TiffEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, ImageResult};
use serde::{Deserialize, Serialize};

use super::Picture;
use super::write::{check_place, write_atomically};
use crate::error::{Error, FileProblem, Result};

/// The qualities that a JPEG can be written with.
pub const JPEG_QUALITY_RANGE: RangeInclusive<u8> = 1..=100;

/// How a picture file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SaveOptions {
    /// JPEG quality, in [`JPEG_QUALITY_RANGE`]; colours are kept at full resolution (4:4:4).
    pub jpeg_quality: u8,
}

impl Default for SaveOptions {
    fn default() -> Self {
        Self { jpeg_quality: 92 }
    }
}

/// The formats that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name is the format's name")]
pub enum Format {
    Png,
    Jpeg,
    WebP,
    Tiff,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Png, Self::Jpeg, Self::WebP, Self::Tiff];

    /// The format's name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::WebP => "WebP",
            Self::Tiff => "TIFF",
        }
    }

    /// The endings of its files in small letters, the usual one first.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::WebP => &["webp"],
            Self::Tiff => &["tiff", "tif"],
        }
    }

    /// The format that a file name's ending chooses.
    ///
    /// # Errors
    /// [`Error::File`] when the ending chooses none.
    pub fn of(path: &Path) -> Result<Self> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|format| format.endings().contains(&ending.as_str()))
            .ok_or_else(|| Error::file(path, FileProblem::UnknownEnding))
    }

    /// Refuses a picture whose sides do not fit into the format's header.
    fn check_size(self, picture: &Picture, path: &Path) -> Result<()> {
        let (format, limit) = match self {
            Self::Jpeg => ("JPEG", 65_535),
            Self::WebP => ("WebP", 16_383),
            Self::Png | Self::Tiff => return Ok(()),
        };
        if picture.width.max(picture.height) <= limit as usize {
            return Ok(());
        }
        Err(Error::file(path, FileProblem::TooLargeForFormat { format, limit }))
    }
}

/// Checks that a picture could be saved at `path`, so that nobody paints for an hour in vain; nothing is left behind.
///
/// # Errors
/// What [`Picture::save`] would say about the ending, the folder and its permissions.
pub fn check_writable(path: &Path) -> Result<()> {
    Format::of(path)?;
    check_place(path)
}

impl Picture {
    /// Writes a picture file in sRGB, 8 bits a value, dithered; the ending chooses PNG, JPEG, WebP (lossless) or TIFF.
    ///
    /// The file appears complete or not at all: a file that was there stays untouched until then.
    ///
    /// # Errors
    /// [`Error::Value`] for a JPEG quality out of range; [`Error::File`] when the ending is unknown, the format has no
    /// room for the picture's size, or the place cannot be written.
    pub fn save(&self, path: &Path, options: &SaveOptions) -> Result<()> {
        let format = Format::of(path)?;
        format.check_size(self, path)?;
        if format == Format::Jpeg && !JPEG_QUALITY_RANGE.contains(&options.jpeg_quality) {
            let (lowest, highest) = (JPEG_QUALITY_RANGE.start(), JPEG_QUALITY_RANGE.end());
            let remedy = format!("give a number from {lowest} to {highest}");
            return Err(Error::value("the JPEG quality", options.jpeg_quality, remedy));
        }
        check_place(path)?;
        let file = self
            .encode(format, options.jpeg_quality)
            .map_err(|error| Error::file_from(path, FileProblem::Unwritable, error))?;
        write_atomically(path, &file)
    }

    fn encode(&self, format: Format, jpeg_quality: u8) -> ImageResult<Vec<u8>> {
        let mut file = Cursor::new(Vec::new());
        let (width, height) = (self.width as u32, self.height as u32);
        let rgb = self.to_dithered_rgb8();
        let color = ExtendedColorType::Rgb8;
        match format {
            Format::Png => PngEncoder::new_with_quality(&mut file, CompressionType::Default, FilterType::Adaptive)
                .write_image(&rgb, width, height, color),
            Format::Jpeg => {
                JpegEncoder::new_with_quality(&mut file, jpeg_quality).write_image(&rgb, width, height, color)
            }
            Format::WebP => WebPEncoder::new_lossless(&mut file).write_image(&rgb, width, height, color),
            Format::Tiff => TiffEncoder::new(&mut file).write_image(&rgb, width, height, color),
        }?;
        Ok(file.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_choose_the_format_in_any_case() {
        for (name, format) in [
            ("a.png", Format::Png),
            ("a.b.PNG", Format::Png),
            ("a.jpg", Format::Jpeg),
            ("a.JPeG", Format::Jpeg),
            ("a.webp", Format::WebP),
            ("a.tif", Format::Tiff),
            ("a.TIFF", Format::Tiff),
        ] {
            assert_eq!(Format::of(Path::new(name)).unwrap(), format, "{name}");
        }
        for name in ["a", "a.", "png", ".png", "a.gif", "a.png.txt"] {
            let error = Format::of(Path::new(name)).unwrap_err();
            assert!(matches!(error, Error::File { problem: FileProblem::UnknownEnding, .. }), "{name}");
        }
    }

    #[test]
    fn the_default_quality_is_in_its_range() {
        assert!(JPEG_QUALITY_RANGE.contains(&SaveOptions::default().jpeg_quality));
    }
}
