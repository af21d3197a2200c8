//! Pictures to files: the ending of the name chooses the format.

use std::io::{Cursor, Write};
use std::ops::RangeInclusive;
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::tiff::TiffEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};
use serde::{Deserialize, Serialize};

use super::Picture;
use super::write::{check_place, write_atomically};
use crate::error::{Error, FileProblem, Result};
use crate::text::text;

/// The qualities that a JPEG can be written with.
pub const JPEG_QUALITY_RANGE: RangeInclusive<u8> = 1..=100;

/// The part of saving that is done when the bytes are there.
const DITHERED: f64 = 0.05;
/// The part that is done when the file is compressed.
const ENCODED: f64 = 0.95;
/// The rows of a PNG file that are compressed between two words of how far it is.
const BAND_ROWS: usize = 64;

/// What the layer below said when a file could not be made.
type EncodingFault = Box<dyn std::error::Error + Send + Sync>;

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
        self.save_telling(path, options, &|_| {})
    }

    /// The same, telling the part that is done, from 0 to 1, now and then.
    ///
    /// # Errors
    /// Those of [`Picture::save`].
    pub fn save_telling(&self, path: &Path, options: &SaveOptions, tell: &dyn Fn(f64)) -> Result<()> {
        let format = Format::of(path)?;
        format.check_size(self, path)?;
        if format == Format::Jpeg && !JPEG_QUALITY_RANGE.contains(&options.jpeg_quality) {
            let (lowest, highest) = (JPEG_QUALITY_RANGE.start(), JPEG_QUALITY_RANGE.end());
            let remedy = text!("give a number from {least} to {most}", least = lowest, most = highest);
            return Err(Error::value(text!("the JPEG quality"), options.jpeg_quality, remedy));
        }
        check_place(path)?;
        let file = self
            .encode(format, options.jpeg_quality, tell)
            .map_err(|error| Error::file_from(path, FileProblem::Unwritable, error))?;
        tell(ENCODED);
        write_atomically(path, &file)?;
        tell(1.0);
        Ok(())
    }

    fn encode(&self, format: Format, jpeg_quality: u8, tell: &dyn Fn(f64)) -> Result<Vec<u8>, EncodingFault> {
        let mut file = Cursor::new(Vec::new());
        let (width, height) = (self.width as u32, self.height as u32);
        let rgb = self.to_dithered_rgb8();
        tell(DITHERED);
        let color = ExtendedColorType::Rgb8;
        match format {
            Format::Png => return write_png(&rgb, [width, height], tell).map_err(Into::into),
            Format::Jpeg => {
                JpegEncoder::new_with_quality(&mut file, jpeg_quality).write_image(&rgb, width, height, color)
            }
            Format::WebP => WebPEncoder::new_lossless(&mut file).write_image(&rgb, width, height, color),
            Format::Tiff => TiffEncoder::new(&mut file).write_image(&rgb, width, height, color),
        }?;
        Ok(file.into_inner())
    }
}

/// Compresses a PNG file band by band: it takes the longest of all formats, and a person waits for it.
fn write_png(rgb: &[u8], [width, height]: [u32; 2], tell: &dyn Fn(f64)) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_filter(png::Filter::Adaptive);
    let mut writer = encoder.write_header()?;
    let mut stream = writer.stream_writer()?;
    let band = 3 * width as usize * BAND_ROWS;
    for (index, rows) in rgb.chunks(band).enumerate() {
        stream.write_all(rows)?;
        let share = ((index + 1) * band).min(rgb.len()) as f64 / rgb.len() as f64;
        tell(DITHERED + share * (ENCODED - DITHERED));
    }
    stream.finish()?;
    writer.finish()?;
    Ok(file)
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
    fn saving_tells_how_far_it_is() {
        let folder = tempfile::tempdir().unwrap();
        for format in Format::ALL {
            let told = std::cell::RefCell::new(Vec::new());
            let path = folder.path().join("a").with_extension(format.endings()[0]);
            let picture = Picture::white_noise(40, 300, 1.0, 0);
            picture.save_telling(&path, &SaveOptions::default(), &|share| told.borrow_mut().push(share)).unwrap();
            let told = told.into_inner();
            assert!(told.is_sorted() && told.last() == Some(&1.0), "{format:?}: {told:?}");
            assert!(format != Format::Png || told.len() > 6, "{told:?}");
        }
    }

    #[test]
    fn the_default_quality_is_in_its_range() {
        assert!(JPEG_QUALITY_RANGE.contains(&SaveOptions::default().jpeg_quality));
    }
}
