//! What is written is read by decoders that know nothing of it.

use std::io::Cursor;

use image::AnimationDecoder;
use image::codecs::gif::GifDecoder;
use image::codecs::webp::WebPDecoder;

use super::*;
use crate::picture::Picture;

/// Of an odd size.
const SMALL: [usize; 2] = [33, 17];
/// Large enough for a choice of colours: the encoder of GIF looks at every tenth pixel.
const LARGE: [usize; 2] = [150, 100];

/// Three frames, as different as can be, each a little longer than the one before.
fn frames([width, height]: [usize; 2]) -> Vec<(Vec<u8>, Duration)> {
    let fields = |seed| Picture::white_noise(5, 3, 1.0, seed).resized(width, height).to_rgb8();
    let plain = vec![[200, 100, 0]; width * height].concat();
    [fields(1), plain, fields(2)].into_iter().zip([100, 250, 2000].map(Duration::from_millis)).collect()
}

fn written(format: AnimationFormat, size: [usize; 2]) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let mut writer = AnimationWriter::new(format, &mut file, size).unwrap();
    for (rgb, time) in frames(size) {
        writer.add(&rgb, time).unwrap();
    }
    writer.finish().unwrap();
    file.into_inner()
}

/// The frames that a decoder finds: bytes and milliseconds.
fn read<'a>(decoder: impl AnimationDecoder<'a>) -> Vec<(Vec<u8>, u32)> {
    let frames = decoder.into_frames().collect_frames().unwrap();
    let read = frames.into_iter().map(|frame| {
        let (number, of) = frame.delay().numer_denom_ms();
        let rgb = frame.buffer().pixels().flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        (rgb, number / of)
    });
    read.collect()
}

#[test]
fn webp_frames_come_back_without_loss() {
    let bytes = written(AnimationFormat::WebP, SMALL);
    let decoder = WebPDecoder::new(Cursor::new(&bytes)).unwrap();
    assert!(decoder.has_animation());
    let expected: Vec<_> = frames(SMALL).into_iter().map(|(rgb, time)| (rgb, time.as_millis() as u32)).collect();
    assert_eq!(read(decoder), expected);
    let told = u32::from_le_bytes(bytes[4..8].try_into().unwrap());
    assert_eq!(told as usize, bytes.len() - 8);
}

#[test]
fn gif_frames_come_back_with_their_times_and_nearly_their_colours() {
    let bytes = written(AnimationFormat::Gif, LARGE);
    let found = read(GifDecoder::new(Cursor::new(&bytes)).unwrap());
    assert_eq!(found.iter().map(|(_, time)| *time).collect::<Vec<_>>(), [100, 250, 2000]);
    for ((rgb, _), (expected, _)) in found.iter().zip(frames(LARGE)) {
        assert_eq!(rgb.len(), expected.len());
        let off = rgb.iter().zip(&expected).map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / rgb.len() as f64;
        // What a fixed palette of six values of red, green and blue would cost; these frames have all colours.
        assert!(off < 255.0 / 6.0 / 4.0, "{off} of 255 in the mean");
    }
    assert_eq!(found[1].0, frames(LARGE)[1].0, "few colours are kept as they are");
}

#[test]
fn endings_choose_the_format_and_too_large_frames_are_refused() {
    assert_eq!(AnimationFormat::of(Path::new("a.WebP")), Some(AnimationFormat::WebP));
    assert_eq!(AnimationFormat::of(Path::new("a.b.gif")), Some(AnimationFormat::Gif));
    for other in ["a", "a.png", "webp", ".gif"] {
        assert_eq!(AnimationFormat::of(Path::new(other)), None);
    }
    let error = AnimationFormat::WebP.check_size(100, 20_000, Path::new("a.webp")).unwrap_err();
    assert!(error.headline().contains("room for 16383 pixels"), "{error}");
}
