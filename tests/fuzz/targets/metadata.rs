//! Colour profiles and EXIF, within small whole pictures: PNG compresses its profile, which hides it from the fuzzer.
//!
//! The first byte says which picture, the rest is what it carries.

#![no_main]

use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};
use impasto::picture::Picture;
use impasto_fuzz::{check_error, within};
use libfuzzer_sys::{Corpus, fuzz_target};

/// A JPEG file of four inks.
const INKS: &[u8] = include_bytes!("../../fixtures/cmyk_plain.jpg");
/// The longest segment of a JPEG file.
const LONGEST: usize = 65_000;
/// The memory that decoding may take, in bytes: profiles have tables.
const MOST_MEMORY: usize = 256 << 20;

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let [kind, rest @ ..] = bytes else { return Corpus::Reject };
    if rest.is_empty() || rest.len() > LONGEST {
        return Corpus::Reject;
    }
    let Some(file) = carrying(*kind, rest) else { return Corpus::Reject };
    let name = Path::new("picture");
    let picture = within(MOST_MEMORY, || Picture::decode(&file, name));
    check_error(&picture, name);
    // Whatever they say, the picture can be shown.
    let picture = picture.expect("the picture itself is whole");
    assert!(picture.planes().iter().all(|value| (0.0..=1.0).contains(value)));
    Corpus::Keep
});

/// A picture that carries a profile or EXIF.
fn carrying(kind: u8, rest: &[u8]) -> Option<Vec<u8>> {
    const PIXELS: &[u8] =
        &[255, 0, 0, 128, 0, 255, 0, 255, 10, 20, 250, 0, 90, 90, 90, 255, 255, 255, 255, 9, 0, 0, 0, 1];
    let mut file = Vec::new();
    let (color, len) = if kind & 1 == 0 { (ExtendedColorType::Rgba8, 24) } else { (ExtendedColorType::L8, 6) };
    let pixels = &PIXELS[..len];
    match kind {
        0 | 1 => {
            let mut encoder = PngEncoder::new(&mut file);
            encoder.set_icc_profile(rest.to_vec()).ok()?;
            encoder.write_image(pixels, 3, 2, color).ok()?;
        }
        2 | 3 => {
            let mut encoder = PngEncoder::new(&mut file);
            encoder.set_exif_metadata(rest.to_vec()).ok()?;
            encoder.write_image(pixels, 3, 2, color).ok()?;
        }
        4 => {
            let mut encoder = WebPEncoder::new_lossless(&mut file);
            encoder.set_exif_metadata(rest.to_vec()).ok()?;
            encoder.write_image(pixels, 3, 2, color).ok()?;
        }
        5 => {
            let mut encoder = JpegEncoder::new(&mut file);
            encoder.set_exif_metadata(rest.to_vec()).ok()?;
            encoder.write_image(pixels, 3, 2, color).ok()?;
        }
        6 => {
            let len = u16::try_from(rest.len() + 16).ok()?.to_be_bytes();
            file.extend_from_slice(&INKS[..2]);
            for part in [&[0xFF, 0xE2][..], &len, b"ICC_PROFILE\0\x01\x01", rest, &INKS[2..]] {
                file.extend_from_slice(part);
            }
        }
        _ => return None,
    }
    Some(file)
}
