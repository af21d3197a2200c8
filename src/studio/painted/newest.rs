//! The newest picture of a painting: for files, for the canvas, in a file, and from a project.

use std::sync::Arc;

use crate::picture::{AfterPainting, Picture, Pixels};
use crate::project::PaintingRecord;
use crate::studio::canvas::Pyramid;
use crate::studio::painted::Recorder;

/// The newest full picture, with the iteration after which it was taken.
#[derive(Debug, Clone)]
pub enum Newest {
    /// While it paints.
    Preview(Arc<Pixels>, usize),
    /// At the end.
    Final(Arc<Picture>, usize),
}

impl Newest {
    /// Its size in pixels.
    pub fn size(&self) -> [usize; 2] {
        match self {
            Self::Preview(pixels, _) => pixels.size(),
            Self::Final(picture, _) => [picture.width(), picture.height()],
        }
    }

    /// The iteration after which it was taken.
    pub fn iteration(&self) -> usize {
        match self {
            Self::Preview(_, iteration) | Self::Final(_, iteration) => *iteration,
        }
    }

    /// The picture itself; this takes long for large ones and belongs in the background.
    pub fn to_picture(&self) -> Arc<Picture> {
        match self {
            Self::Preview(pixels, _) => Arc::new(pixels.to_picture()),
            Self::Final(picture, _) => Arc::clone(picture),
        }
    }
}

/// A painting's picture for the canvas.
#[derive(Debug, Clone)]
pub struct Display {
    /// The newest picture.
    pub pyramid: Arc<Pyramid>,
    /// The one before it, which is shown until the newest is on the graphics card.
    pub previous: Option<Arc<Pyramid>>,
    /// The iteration after which it was taken.
    pub iteration: usize,
    /// Whether it is the last one.
    pub is_final: bool,
}

/// What a file of a painting shows.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedPainting {
    /// The number of the painting.
    pub painting: u64,
    /// The iteration after which it was taken.
    pub iteration: usize,
    /// What became of it then.
    pub after: AfterPainting,
}

/// The painting of a project, as it was read.
#[derive(Debug)]
pub struct RestoredPainting {
    /// What is known of it.
    pub record: PaintingRecord,
    /// Its picture.
    pub newest: Newest,
    /// The same for the canvas.
    pub pyramid: Arc<Pyramid>,
    /// Its frames, and what records further ones.
    pub recorder: Option<Recorder>,
}
