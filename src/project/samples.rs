//! The pictures that come with the program, embedded so that it runs from anywhere.

use std::path::Path;

use crate::error::Result;
use crate::picture::Picture;

/// Whether a sample is offered as content or as style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleKind {
    /// A photograph.
    Photograph,
    /// A painting.
    Painting,
}

/// One bundled picture.
#[derive(Debug)]
pub struct Sample {
    /// Its name for people, with the painter.
    pub title: &'static str,
    /// Its file name in `assets/samples`.
    pub file: &'static str,
    /// Photograph or painting.
    pub kind: SampleKind,
    bytes: &'static [u8],
}

impl Sample {
    /// Decodes the picture.
    ///
    /// # Errors
    /// Never for the bundled bytes.
    pub fn open(&self) -> Result<Picture> {
        Picture::decode(self.bytes, Path::new(self.file))
    }
}

/// The bundled pictures; the first photograph and the first painting are the pair of the first start.
pub static SAMPLES: &[Sample] = &[];
