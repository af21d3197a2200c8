//! A slot with one place for the newest of something: the worker fills it only when it is empty, so a slow window costs
//! the worker not even a conversion.

use std::sync::{Arc, Mutex, PoisonError};

use crate::picture::{Picture, Pixels};

/// The slot; clones share it.
#[derive(Debug)]
pub struct Slot<T>(Arc<Mutex<Option<T>>>);

impl<T> Slot<T> {
    /// Takes the newest, if one came since the last call.
    pub fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether the last one was taken, so that a new one is wanted.
    pub(super) fn is_wanted(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// Puts the newest into the slot.
    pub(super) fn put(&self, newest: T) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(newest);
    }
}

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

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
