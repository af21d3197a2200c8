//! Pictures in memory: reading, writing, resizing, framing, and the colours of one for another.
//!
//! Everything between a file and the numbers that the network sees: whatever a file holds (depth, palette, inks,
//! profile, turn, transparency) becomes upright opaque sRGB in [`Picture`], and back.

mod animation;
mod blur;
mod bytes;
mod colors;
mod decode;
mod encode;
mod framing;
mod labelled_grid;
mod likeness;
mod lossless;
mod noise;
mod pixels;
mod profile;
mod resize;
mod text;
mod write;

use std::fmt;

pub use animation::{AnimationFormat, AnimationWriter};
pub use colors::{COLORS_STRENGTH_RANGE, ColorMethod, ColorSettings, ContentColors};
pub use decode::{PICTURE_ENDINGS, has_picture_ending};
pub use encode::{Format, JPEG_QUALITY_RANGE, SaveOptions, check_writable};
pub use framing::{Crop, Framing, Turn};
pub use labelled_grid::{AxisLabels, LabelledGrid};
pub use pixels::Pixels;
pub use resize::fitted_size;
pub use write::{check_place, write_atomically, write_atomically_by};

/// The most pixels a picture may have: 200 megapixels.
pub const MAX_PIXELS: u64 = 200_000_000;

/// An RGB picture: three planes of `f32`, sRGB values from 0 to 1, `[3, H, W]` row by row.
#[derive(Clone, PartialEq)]
pub struct Picture {
    width: usize,
    height: usize,
    planes: Vec<f32>,
}

impl fmt::Debug for Picture {
    /// The size only: a log has no use for a million values.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Picture({}x{})", self.width, self.height)
    }
}

impl Picture {
    /// A picture from its planes, `[3, H, W]`.
    ///
    /// # Panics
    /// If the length is not `3 * width * height` or a side is 0, which is a mistake of the caller.
    pub fn new(width: usize, height: usize, planes: Vec<f32>) -> Self {
        assert!(width > 0 && height > 0 && planes.len() == 3 * width * height, "a picture has 3 planes of its size");
        Self { width, height, planes }
    }

    /// Width in pixels.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels.
    pub const fn height(&self) -> usize {
        self.height
    }

    /// All values, `[3, H, W]`.
    pub fn planes(&self) -> &[f32] {
        &self.planes
    }

    /// All values, `[3, H, W]`, to be used for another picture.
    pub fn into_planes(self) -> Vec<f32> {
        self.planes
    }

    /// Red, green and blue of one pixel.
    ///
    /// # Panics
    /// If the pixel lies outside, which is a mistake of the caller.
    pub fn at(&self, x: usize, y: usize) -> [f32; 3] {
        assert!(x < self.width && y < self.height, "a pixel of the picture");
        self.channels().map(|plane| plane[y * self.width + x])
    }

    /// The red, green and blue plane, each `[H, W]`.
    fn channels(&self) -> [&[f32]; 3] {
        let size = self.width * self.height;
        let (red, rest) = self.planes.split_at(size);
        let (green, blue) = rest.split_at(size);
        [red, green, blue]
    }
}

/// The red, green and blue plane of `[3, H, W]`, to be written.
fn channels_mut(planes: &mut [f32]) -> [&mut [f32]; 3] {
    let size = planes.len() / 3;
    let (red, rest) = planes.split_at_mut(size);
    let (green, blue) = rest.split_at_mut(size);
    [red, green, blue]
}
