//! What can be wished for: a picture in a style, or thumbnails in many.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::fast::{Recipe, StyleSource};
use crate::network::DeviceChoice;
use crate::picture::Picture;

/// A style that is wished for.
#[derive(Debug, Clone)]
pub struct StyleWish {
    /// What tells it from every other style.
    pub id: String,
    /// Where it is loaded from.
    pub source: StyleSource,
    /// The painting that it is taken from, when that is at hand and need not be read again; the middle square of
    /// [`crate::network::PREDICTION_SIDE`] is enough.
    pub painting: Option<Arc<Picture>>,
    /// About how much memory the loaded style needs, in bytes.
    pub bytes: u64,
}

impl PartialEq for StyleWish {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// A picture that is wished for.
#[derive(Debug, Clone)]
pub struct FastOrder {
    /// What the person who asks knows it by.
    pub number: u64,
    /// The photograph.
    pub content: Arc<Picture>,
    /// One style, or two to be blended.
    pub styles: Vec<StyleWish>,
    /// How they are used.
    pub recipe: Recipe,
    /// The longer sides in pixels at which it is painted one after the other, small ones first.
    pub sizes: Vec<usize>,
    /// Where it is computed.
    pub device: DeviceChoice,
}

impl FastOrder {
    /// Whether the first picture of both is the same.
    pub fn begins_like(&self, other: &Self) -> bool {
        self.is_alike(other)
            && (self.recipe, self.device, self.sizes.first()) == (other.recipe, other.device, other.sizes.first())
    }

    /// Whether it is for the same styles and the same photograph.
    pub(super) fn is_alike(&self, other: &Self) -> bool {
        self.styles == other.styles && Arc::ptr_eq(&self.content, &other.content)
    }
}

/// Thumbnails that are wished for.
#[derive(Debug, Clone)]
pub struct ThumbnailOrder {
    /// What the person who asks knows them by.
    pub number: u64,
    /// The photograph.
    pub content: Arc<Picture>,
    /// The styles, the first one first.
    pub styles: VecDeque<StyleWish>,
    /// The longer side in pixels.
    pub size: usize,
    /// Where they are computed.
    pub device: DeviceChoice,
}

impl ThumbnailOrder {
    /// The order for one of the thumbnails.
    pub(super) fn single(&self, style: &StyleWish) -> FastOrder {
        FastOrder {
            number: self.number,
            content: Arc::clone(&self.content),
            styles: vec![style.clone()],
            recipe: Recipe::default(),
            sizes: vec![self.size],
            device: self.device,
        }
    }
}
