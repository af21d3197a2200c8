//! Picture files to upright, opaque sRGB: the content decides the format, never the name.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use image::codecs::tiff::TiffDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, ImageResult, Limits};
use rayon::prelude::*;

use super::bytes::over_white;
use super::profile::ToSrgb;
use super::{MAX_PIXELS, Picture, channels_mut};
use crate::error::{Error, FileProblem, Result};

/// The endings that files with pictures have.
pub const PICTURE_ENDINGS: [&str; 11] =
    ["png", "jpg", "jpeg", "webp", "tif", "tiff", "gif", "bmp", "tga", "ppm", "pgm"];

/// Whether a file's name ends as those of pictures do. Only opening it tells whether it is one.
pub fn has_picture_ending(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| PICTURE_ENDINGS.contains(&&*ending))
}

/// The memory for headers and the decoder's own tables; the pixels come on top of it.
const DECODER_MEMORY: u64 = 256 << 20;

impl Picture {
    /// Reads a picture file: PNG, JPEG, WebP, TIFF, GIF, BMP, PNM or TGA, the first frame of an animation.
    ///
    /// It is turned upright (EXIF), converted to sRGB from an embedded profile and laid over white.
    ///
    /// # Errors
    /// [`Error::File`] with the [`FileProblem`] that applies; a picture of more than [`MAX_PIXELS`] is refused by its
    /// header, before its pixels take memory.
    pub fn open(path: &Path) -> Result<Self> {
        let unreadable = |error: io::Error| {
            let problem = match error.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => FileProblem::Missing,
                _ => FileProblem::Unreadable,
            };
            Error::file_from(path, problem, error)
        };
        let metadata = fs::metadata(path).map_err(unreadable)?;
        if metadata.is_dir() {
            return Err(Error::file(path, FileProblem::IsFolder));
        }
        // A device or a pipe may never end.
        if !metadata.is_file() {
            return Err(Error::file(path, FileProblem::NotAPicture));
        }
        let file = File::open(path).map_err(unreadable)?;
        decode(BufReader::new(file), path)
    }

    /// Reads a picture from the bytes of a file as [`Self::open`] does; `name` stands in messages.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub fn decode(bytes: &[u8], name: &Path) -> Result<Self> {
        decode(Cursor::new(bytes), name)
    }
}

fn decode(mut file: impl BufRead + Seek, name: &Path) -> Result<Picture> {
    let unreadable = |error| Error::file_from(name, FileProblem::Unreadable, error);
    if file.fill_buf().map_err(unreadable)?.is_empty() {
        return Err(Error::file(name, FileProblem::Empty));
    }
    let reader = ImageReader::new(file).with_guessed_format().map_err(unreadable)?;
    // TGA is the one format that does not begin with a mark of its own.
    let named_tga = name.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("tga"));
    let format = reader.format().or(named_tga.then_some(ImageFormat::Tga));
    let Some(format) = format.filter(ImageFormat::reading_enabled) else {
        return Err(Error::file(name, FileProblem::NotAPicture));
    };
    let mut file = reader.into_inner();
    if format == ImageFormat::Jpeg {
        if !is_complete_jpeg(&mut file).map_err(unreadable)? {
            return Err(Error::file(name, FileProblem::Damaged));
        }
        file.rewind().map_err(unreadable)?;
    }
    let mut tells_of_itself = true;
    if format == ImageFormat::WebP {
        tells_of_itself = has_all_of_its_chunks(&mut file).map_err(unreadable)?;
        file.rewind().map_err(unreadable)?;
    }

    let undecodable = |error: ImageError| Error::file_from(name, problem_of(&error), error);
    let mut decoder = decoder(file, format).map_err(undecodable)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Error::file(name, FileProblem::TooLarge { width, height }));
    }
    if width == 0 || height == 0 {
        return Err(Error::file(name, FileProblem::Damaged));
    }
    let (mut profile, mut orientation) = (None, Orientation::NoTransforms);
    if tells_of_itself {
        profile = decoder.icc_profile().unwrap_or(None);
        orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    }
    // Twice the pixels: some decoders keep a picture before and after a conversion.
    decoder.set_limits(memory_limit(2 * decoder.total_bytes())).map_err(undecodable)?;
    // A decoder that contradicts itself, as that of TIFF does for planes of tiles that reach beyond the picture, must not
    // end the program.
    let image = catch_unwind(AssertUnwindSafe(|| DynamicImage::from_decoder(decoder)));
    let image = image.map_err(|_| Error::file(name, FileProblem::UnknownKind))?;
    let mut image = image.map_err(undecodable)?;
    image.apply_orientation(orientation);
    Ok(picture_from(&image, profile.as_deref()))
}

/// A decoder that has read the header.
fn decoder<'a>(file: impl BufRead + Seek + 'a, format: ImageFormat) -> ImageResult<Box<dyn ImageDecoder + 'a>> {
    if format == ImageFormat::Tiff {
        // Under limits, the TIFF decoder loses profiles that are large for the picture; without, it has its own.
        return Ok(Box::new(TiffDecoder::new(file)?));
    }
    let mut reader = ImageReader::with_format(file, format);
    reader.limits(memory_limit(0));
    Ok(Box::new(reader.into_decoder()?))
}

fn memory_limit(pixels: u64) -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(pixels + DECODER_MEMORY);
    limits
}

/// What to tell people about an error of a decoder.
fn problem_of(error: &ImageError) -> FileProblem {
    match error {
        ImageError::Unsupported(_) => FileProblem::UnknownKind,
        ImageError::Limits(_) => FileProblem::TooMuchMemory,
        ImageError::IoError(error) if error.kind() == io::ErrorKind::PermissionDenied => FileProblem::Unreadable,
        _ => FileProblem::Damaged,
    }
}

/// Whether a JPEG reaches its end-of-image marker (ITU-T T.81, annex B).
///
/// The decoder shows what is missing of a cut file as grey, which nobody would want to be painted.
fn is_complete_jpeg(file: &mut impl BufRead) -> io::Result<bool> {
    const STUFFED: u8 = 0x00;
    const TEMPORARY: u8 = 0x01;
    const FIRST_RESTART: u8 = 0xD0;
    const START_OF_IMAGE: u8 = 0xD8;
    const END_OF_IMAGE: u8 = 0xD9;
    const MARK: u8 = 0xFF;
    while file.skip_until(MARK)? > 0 {
        let Some(marker) = file.by_ref().bytes().find(|byte| !matches!(byte, Ok(MARK))).transpose()? else {
            break;
        };
        match marker {
            END_OF_IMAGE => return Ok(true),
            // These have no length; compressed data follows the segment of a scan and is skipped as whatever stands
            // before the next mark.
            STUFFED | TEMPORARY | FIRST_RESTART..=START_OF_IMAGE => {}
            _ => {
                let length: Vec<u8> = file.by_ref().take(2).bytes().collect::<io::Result<_>>()?;
                let &[high, low] = &length[..] else { break };
                let rest = u64::from(u16::from_be_bytes([high, low])).saturating_sub(2);
                io::copy(&mut file.by_ref().take(rest), &mut io::sink())?;
            }
        }
    }
    Ok(false)
}

/// Whether no chunk of a WebP file is longer than what is left of the file. For profile and EXIF the decoder takes as much
/// memory as their chunks promise, before it reads them.
fn has_all_of_its_chunks(file: &mut (impl BufRead + Seek)) -> io::Result<bool> {
    /// Before the first chunk, and at the beginning of each.
    const FILE_HEADER: u64 = 12;
    const CHUNK_HEADER: u64 = 8;
    let len = file.seek(io::SeekFrom::End(0))?;
    let mut place = file.seek(io::SeekFrom::Start(FILE_HEADER))?;
    while place + CHUNK_HEADER <= len {
        let mut header = [0; CHUNK_HEADER as usize];
        file.read_exact(&mut header)?;
        let [.., a, b, c, d] = header;
        let size = u32::from_le_bytes([a, b, c, d]);
        place += CHUNK_HEADER + u64::from(size);
        if place > len {
            return Ok(false);
        }
        // Each begins at an even place.
        let padding = u64::from(size % 2);
        file.seek_relative(i64::from(size) + padding as i64)?;
        place += padding;
    }
    Ok(true)
}

fn picture_from(image: &DynamicImage, profile: Option<&[u8]>) -> Picture {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let channels = usize::from(image.color().channel_count());
    let colours = if image.color().has_color() { 3 } else { 1 };
    let to_srgb = profile.and_then(|profile| ToSrgb::from_profile(profile, colours));
    let mut planes = vec![0.0; 3 * width * height];
    match image {
        DynamicImage::ImageRgb32F(_) | DynamicImage::ImageRgba32F(_) => {
            let samples: &[f32] = bytemuck::cast_slice(image.as_bytes());
            fill(&mut planes, samples, width, channels, to_srgb.as_ref());
        }
        DynamicImage::ImageLuma16(_)
        | DynamicImage::ImageLumaA16(_)
        | DynamicImage::ImageRgb16(_)
        | DynamicImage::ImageRgba16(_) => {
            let samples: &[u16] = bytemuck::cast_slice(image.as_bytes());
            fill(&mut planes, samples, width, channels, to_srgb.as_ref());
        }
        _ => fill(&mut planes, image.as_bytes(), width, channels, to_srgb.as_ref()),
    }
    Picture::new(width, height, planes)
}

/// A number as a file holds it.
trait Sample: Copy + Sync {
    /// The number from 0 to 1.
    fn unit(self) -> f32;
}

impl Sample for u8 {
    fn unit(self) -> f32 {
        f32::from(self) / 255.0
    }
}

impl Sample for u16 {
    fn unit(self) -> f32 {
        f32::from(self) / 65535.0
    }
}

impl Sample for f32 {
    fn unit(self) -> f32 {
        if self.is_nan() { 0.0 } else { self.clamp(0.0, 1.0) }
    }
}

/// Fills `[3, H, W]` from pixels of 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA) samples.
fn fill<S: Sample>(planes: &mut [f32], samples: &[S], width: usize, channels: usize, to_srgb: Option<&ToSrgb>) {
    let [red, green, blue] = channels_mut(planes).map(|plane| plane.par_chunks_mut(width));
    let rows = red.zip(green).zip(blue).zip(samples.par_chunks(width * channels));
    rows.for_each(|(((red, green), blue), row)| {
        let colours = to_srgb.and_then(|to_srgb| converted_row(row, channels, to_srgb));
        for (x, pixel) in row.chunks_exact(channels).enumerate() {
            let [r, g, b] = match &colours {
                Some(colours) => [0, 1, 2].map(|channel| colours[3 * x + channel].unit()),
                None if channels < 3 => [pixel[0].unit(); 3],
                None => [pixel[0].unit(), pixel[1].unit(), pixel[2].unit()],
            };
            let alpha = if channels.is_multiple_of(2) { pixel[channels - 1].unit() } else { 1.0 };
            red[x] = over_white(r, alpha);
            green[x] = over_white(g, alpha);
            blue[x] = over_white(b, alpha);
        }
    });
}

/// A row in sRGB, 3 values a pixel, if the profile can be applied.
fn converted_row<S: Sample>(row: &[S], channels: usize, to_srgb: &ToSrgb) -> Option<Vec<f32>> {
    let grey = channels < 3;
    let source: Vec<f32> = row
        .chunks_exact(channels)
        .flat_map(|pixel| (0..to_srgb.channels()).map(|channel| pixel[if grey { 0 } else { channel }].unit()))
        .collect();
    let mut colours = vec![0.0; row.len() / channels * 3];
    to_srgb.convert(&source, &mut colours)?;
    Some(colours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_complete(bytes: &[u8]) -> bool {
        is_complete_jpeg(&mut Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn a_jpeg_is_complete_when_its_own_end_is_there() {
        assert!(is_complete(&[0xFF, 0xD8, 0xFF, 0xDA, 0, 3, 1, 7, 0xFF, 0x00, 8, 0xFF, 0xD0, 9, 0xFF, 0xFF, 0xD9]));
        assert!(!is_complete(&[0xFF, 0xD8, 0xFF, 0xDA, 0, 3, 1, 7, 0xFF, 0x00, 0xD9, 8]));
        // The end of a thumbnail inside a segment is not the end of the picture.
        assert!(!is_complete(&[0xFF, 0xD8, 0xFF, 0xE1, 0, 4, 0xFF, 0xD9]));
        assert!(!is_complete(&[0xFF, 0xD8, 0xFF, 0xE1, 0]));
        assert!(!is_complete(&[0xFF, 0xD8, 0xFF, 0xFF]));
    }

    /// A TIFF file of 20x20 pixels, each colour a plane of tiles of 16x16.
    #[test]
    fn a_decoder_that_panics_is_told_as_a_kind_that_cannot_be_read() {
        const TILES: u16 = 12;
        const ENTRIES: [[u16; 4]; 11] = [
            [256, 3, 1, 20],
            [257, 3, 1, 20],
            [258, 3, 3, 146],
            [259, 3, 1, 1],
            [262, 3, 1, 2],
            [277, 3, 1, 3],
            [284, 3, 1, 2],
            [322, 3, 1, 16],
            [323, 3, 1, 16],
            [324, 4, TILES, 152],
            [325, 4, TILES, 200],
        ];
        let mut file = b"II*\0\x08\0\0\0\x0b\0".to_vec();
        for [tag, kind, count, value] in ENTRIES {
            file.extend([tag, kind, count, 0, value, 0].iter().flat_map(|part| part.to_le_bytes()));
        }
        file.extend([0, 0, 0, 0, 8, 0, 8, 0, 8, 0]);
        file.extend([248_u32, 256].iter().flat_map(|&value| value.to_le_bytes().repeat(usize::from(TILES))));
        file.extend([0; 256]);
        let error = Picture::decode(&file, Path::new("a.tif")).unwrap_err();
        assert!(error.headline().starts_with("a.tif is stored in a way that Impasto cannot read"), "{error}");
    }

    /// A file of 130 bytes took 2 GB.
    #[test]
    fn a_chunk_that_promises_more_than_there_is_is_left_out() {
        let whole = include_bytes!("../../tests/fixtures/turned_3.webp");
        let mut promising = whole.to_vec();
        let exif = whole.windows(4).position(|window| window == b"EXIF").unwrap();
        promising[exif + 7] = 0x8f;
        assert!(has_all_of_its_chunks(&mut Cursor::new(&whole[..])).unwrap());
        assert!(!has_all_of_its_chunks(&mut Cursor::new(&promising)).unwrap());
        let [whole, promising] = [&whole[..], &promising].map(|bytes| Picture::decode(bytes, Path::new("a")).unwrap());
        // It is only not turned by half.
        let (last_column, last_row) = (whole.width() - 1, whole.height() - 1);
        assert_eq!(whole.at(1, 0), promising.at(last_column - 1, last_row));
    }

    #[test]
    fn samples_become_numbers_from_0_to_1() {
        assert_eq!([0_u8, 51, 255].map(Sample::unit), [0.0, 0.2, 1.0]);
        assert_eq!([0_u16, 65535].map(Sample::unit), [0.0, 1.0]);
        assert_eq!([f32::NAN, -1.0, 0.25, f32::INFINITY].map(Sample::unit), [0.0, 0.0, 0.25, 1.0]);
    }
}
