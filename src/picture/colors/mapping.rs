//! Changing a picture's colours pixel by pixel.

use rayon::prelude::*;

use crate::picture::{Picture, channels_mut};

/// The pixels that one thread takes at a time.
pub(super) const BLOCK: usize = 1 << 14;

/// The picture with each pixel made, in its place, from the colours there and the number of the place.
pub(in crate::picture) fn mapped(picture: Picture, pixel: impl Fn([f32; 3], usize) -> [f32; 3] + Sync) -> Picture {
    let (width, height, mut planes) = (picture.width(), picture.height(), picture.into_planes());
    let [red, green, blue] = channels_mut(&mut planes).map(|plane| plane.par_chunks_mut(BLOCK));
    red.zip(green).zip(blue).enumerate().for_each(|(block, ((red, green), blue))| {
        let pixels = red.iter_mut().zip(green).zip(blue);
        for (place, ((red, green), blue)) in (block * BLOCK..).zip(pixels) {
            [*red, *green, *blue] = pixel([*red, *green, *blue], place);
        }
    });
    Picture::new(width, height, planes)
}

/// The value that lies `strength` of the way from one to another.
pub(in crate::picture) fn towards(from: f32, to: f32, strength: f32) -> f32 {
    from + strength * (to - from)
}
