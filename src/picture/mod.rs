//! Pictures in memory: reading, writing, resizing, framing, and the colours of one for another.
//!
//! Everything between a file and the numbers that the network sees: whatever a file holds (depth, palette, inks,
//! profile, turn, transparency) becomes upright opaque sRGB in [`Picture`], and back.

mod after_painting;
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
mod planes;
mod profile;
mod resize;
mod text;
mod write;

use std::borrow::Cow;
use std::fmt;

use self::planes::Planes;

pub use after_painting::{AfterPainting, Mask};
pub use animation::{AnimationFormat, AnimationWriter};
pub use colors::{COLORS_STRENGTH_RANGE, ColorMethod, ColorSettings, ContentColors};
pub use decode::{PICTURE_ENDINGS, has_picture_ending};
pub use encode::{Format, JPEG_QUALITY_RANGE, SaveOptions, check_writable};
pub use framing::{Crop, Framing, Turn};
pub use labelled_grid::{AxisLabels, LabelledGrid};
pub use pixels::Pixels;
pub use resize::fitted_size;
pub use text::{CHINESE, JAPANESE};
pub use write::{check_place, free_name, write_atomically, write_atomically_by};

/// The most pixels a picture may have: 200 megapixels.
pub const MAX_PIXELS: u64 = 200_000_000;

/// An RGB picture: three planes of `f32`, sRGB values from 0 to 1, `[3, H, W]` row by row. One that is only kept can be
/// [packed](Picture::packed).
#[derive(Clone)]
pub struct Picture {
    width: usize,
    height: usize,
    planes: Planes,
}

/// Of the same size and with the same values, packed or not.
impl PartialEq for Picture {
    fn eq(&self, other: &Self) -> bool {
        (self.width, self.height) == (other.width, other.height)
            && self.channels().iter().zip(other.channels()).all(|(channel, other)| **channel == *other)
    }
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
        Self { width, height, planes: Planes::Numbers(planes) }
    }

    /// Width in pixels.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels.
    pub const fn height(&self) -> usize {
        self.height
    }

    /// All values, `[3, H, W]`. A packed picture keeps them from then on.
    pub fn planes(&self) -> &[f32] {
        self.planes.numbers()
    }

    /// All values, `[3, H, W]`, to be used for another picture.
    pub fn into_planes(self) -> Vec<f32> {
        self.planes.into_numbers()
    }

    /// The same in less memory: a quarter where every value is one of 8 bits, half where it is not, the values then
    /// rounded to 16 bits. Reading it takes longer.
    #[must_use]
    pub fn packed(self) -> Self {
        Self { planes: self.planes.packed(), ..self }
    }

    /// Whether it is packed.
    pub const fn is_packed(&self) -> bool {
        matches!(self.planes, Planes::Packed(..))
    }

    /// The memory that it takes, in bytes.
    pub fn bytes(&self) -> usize {
        self.planes.bytes()
    }

    /// Red, green and blue of one pixel.
    ///
    /// # Panics
    /// If the pixel lies outside, which is a mistake of the caller.
    pub fn at(&self, x: usize, y: usize) -> [f32; 3] {
        assert!(x < self.width && y < self.height, "a pixel of the picture");
        self.at_place(y * self.width + x)
    }

    /// The same for the pixel of a number, counted row by row.
    fn at_place(&self, place: usize) -> [f32; 3] {
        std::array::from_fn(|channel| {
            let mut value = [0.0];
            self.planes.read(channel * self.width * self.height + place, &mut value);
            value[0]
        })
    }

    /// Copies a row of the red, green or blue plane.
    ///
    /// # Panics
    /// If there is no such row or the target has another width, which is a mistake of the caller.
    pub fn read_row(&self, channel: usize, row: usize, target: &mut [f32]) {
        assert!(channel < 3 && row < self.height && target.len() == self.width, "a row of the picture");
        self.planes.read((channel * self.height + row) * self.width, target);
    }

    /// The red, green or blue plane, `[H, W]`.
    fn channel(&self, channel: usize) -> Cow<'_, [f32]> {
        let size = self.width * self.height;
        self.planes.part(channel * size..(channel + 1) * size)
    }

    /// The red, green and blue plane, each `[H, W]`.
    fn channels(&self) -> [Cow<'_, [f32]>; 3] {
        std::array::from_fn(|channel| self.channel(channel))
    }
}

/// The red, green and blue plane of `[3, H, W]`, to be written.
fn channels_mut(planes: &mut [f32]) -> [&mut [f32]; 3] {
    let size = planes.len() / 3;
    let (red, rest) = planes.split_at_mut(size);
    let (green, blue) = rest.split_at_mut(size);
    [red, green, blue]
}
