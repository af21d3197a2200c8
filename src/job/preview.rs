//! Pictures on the way, for the screen.

use crate::job::slot::Slot;
use crate::picture::{Picture, Pixels};

/// A picture ready for the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewPicture {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// sRGB bytes, 4 a pixel, row by row; alpha is 255.
    pub rgba: Vec<u8>,
    /// The iteration after which it was taken; 0 is the start picture.
    pub iteration: usize,
}

impl PreviewPicture {
    /// A picture as it was after some iteration.
    pub(super) fn of(picture: &Picture, iteration: usize) -> Self {
        Self { width: picture.width(), height: picture.height(), rgba: picture.to_rgba8(), iteration }
    }
}

impl From<PreviewPicture> for Pixels {
    fn from(preview: PreviewPicture) -> Self {
        Self::new(preview.width, preview.height, preview.rgba)
    }
}

/// The slot with the newest picture.
pub type Preview = Slot<PreviewPicture>;
