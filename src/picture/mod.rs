//! Pictures in memory: reading, writing, resizing.

use std::path::Path;

use crate::error::Result;

/// The most pixels a picture may have: 200 megapixels.
pub const MAX_PIXELS: u64 = 200_000_000;

/// An RGB picture: three planes of `f32`, sRGB values from 0 to 1, `[3, H, W]` row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    width: usize,
    height: usize,
    planes: Vec<f32>,
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

    /// Reads a picture file (decode.rs).
    pub fn open(path: &Path) -> Result<Self> {
        todo!()
    }

    /// Reads a picture from bytes; `name` stands in messages (decode.rs).
    pub fn decode(bytes: &[u8], name: &Path) -> Result<Self> {
        todo!()
    }

    /// From sRGB bytes, 4 a pixel; transparency is laid over white.
    pub fn from_rgba8(width: usize, height: usize, rgba: &[u8]) -> Self {
        todo!()
    }

    /// sRGB bytes, 4 a pixel, row by row, clamped and rounded; alpha is 255.
    pub fn to_rgba8(&self) -> Vec<u8> {
        todo!()
    }

    /// sRGB bytes, 3 a pixel.
    pub fn to_rgb8(&self) -> Vec<u8> {
        todo!()
    }

    /// Lanczos, with values clamped to [0, 1] (resize.rs).
    pub fn resized(&self, width: usize, height: usize) -> Self {
        todo!()
    }

    /// Resized so that the longer side has this many pixels, as `gatys.py` does.
    pub fn with_longer_side(&self, size: usize) -> Self {
        todo!()
    }

    /// The largest centred part with the shape `width` : `height`, resized to it.
    pub fn cropped_to(&self, width: usize, height: usize) -> Self {
        todo!()
    }

    /// Writes a picture file atomically; the ending chooses the format (encode.rs).
    pub fn save(&self, path: &Path, options: &SaveOptions) -> Result<()> {
        todo!()
    }
}

/// How a picture file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SaveOptions {
    /// JPEG quality from 1 to 100.
    pub jpeg_quality: u8,
}
