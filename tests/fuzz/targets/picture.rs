//! Picture files of every format.

#![no_main]

use std::io::Cursor;
use std::path::Path;

use image::{ImageFormat, ImageReader, Limits};
use impasto::picture::Picture;
use impasto_fuzz::{check_error, within};
use libfuzzer_sys::{Corpus, fuzz_target};

/// The pixels of the largest picture that is decoded here: one within the program's own limit takes gigabytes by right.
const MOST_PIXELS: u64 = 1 << 20;
/// The memory that decoding may take: what the decoders may have for their tables, and a picture a few times over.
const MOST_MEMORY: usize = (256 << 20) + 100 * MOST_PIXELS as usize;

// The program catches what a decoder panics of; only what it does not catch ends the target then.
fuzz_target!(init: std::panic::set_hook(Box::new(|panic| eprintln!("{panic}"))), |bytes: &[u8]| -> Corpus {
    // Of what no format knows by its first bytes, TGA is told by its name.
    let Ok(mut reader) = ImageReader::new(Cursor::new(bytes)).with_guessed_format() else { return Corpus::Reject };
    let name = if reader.format().is_some() { "picture" } else { "picture.tga" };
    if reader.format().is_none() {
        reader.set_format(ImageFormat::Tga);
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(256 << 20);
    reader.limits(limits);
    if reader.into_dimensions().is_ok_and(|(width, height)| u64::from(width) * u64::from(height) > MOST_PIXELS) {
        return Corpus::Reject;
    }
    let name = Path::new(name);
    let picture = within(MOST_MEMORY, || Picture::decode(bytes, name));
    check_error(&picture, name);
    if let Ok(picture) = picture {
        assert!((picture.width() * picture.height()) as u64 <= MOST_PIXELS);
        assert!(picture.planes().iter().all(|value| (0.0..=1.0).contains(value)));
    }
    Corpus::Keep
});
