//! The picture on the canvas, and the one that was ordered.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::fast::FastSettings;
use crate::job::FastOrder;
use crate::picture::{Picture, fitted_size};
use crate::studio::painted::Display;
use crate::studio::roles::Loaded;

/// The longer side of the picture that a click brings at once, in pixels. A larger one follows when the size asks for
/// it.
pub const QUICK_SIDE: usize = 512;

/// The picture on the canvas.
pub struct Shown {
    /// What it shows, with everything that it was made of.
    pub order: FastOrder,
    /// The settings that it was painted with.
    pub settings: FastSettings,
    /// The photograph.
    pub content: Loaded,
    /// The picture.
    pub picture: Arc<Picture>,
    /// The same for the canvas.
    pub display: Display,
    /// The number of the painting, which no other one has.
    pub number: u64,
    /// Whether it has the size that was asked for.
    pub is_last: bool,
    /// How long the network took.
    pub seconds: f64,
    /// How long it took from the wish to the canvas.
    pub delay: Duration,
}

impl Shown {
    /// Width and height in pixels of the picture that was asked for.
    pub fn size(&self) -> (usize, usize) {
        let longer = self.order.sizes.last().copied().unwrap_or(QUICK_SIDE);
        fitted_size(self.order.content.width(), self.order.content.height(), longer)
    }
}

/// A picture that was asked for.
pub(super) struct Ordered {
    pub(super) order: FastOrder,
    pub(super) settings: FastSettings,
    pub(super) content: Loaded,
    pub(super) since: Instant,
    pub(super) is_answered: bool,
    /// Whether nothing more is to come.
    pub(super) is_stopped: bool,
    /// The share of the large picture that is done.
    pub(super) done: Option<f64>,
}
