//! A mask: where a painting is seen, and where the photograph shows through it.

use std::sync::Arc;

use super::colors::{Fitting, luminance, mapped, towards};
use crate::picture::Picture;

/// A picture whose brightness says how much of the painting is seen: all where it is white, nothing where it is black.
#[derive(Debug)]
pub struct Mask(Fitting);

impl Mask {
    /// The mask that this picture is. Nothing is computed yet.
    pub const fn new(picture: Arc<Picture>) -> Self {
        Self(Fitting::new(picture))
    }

    /// A painting over its content; content and mask are stretched to its size. The values are mixed as they are stored,
    /// as layers are in painting programs.
    pub(super) fn lay(&self, painted: Picture, content: &Fitting) -> Picture {
        let [mask, content] = [&self.0, content].map(|it| it.to(painted.width(), painted.height()));
        mapped(painted, |colors, place| {
            let share = luminance(mask.at_place(place)).clamp(0.0, 1.0);
            let content = content.at_place(place);
            std::array::from_fn(|channel| towards(content[channel], colors[channel], share))
        })
    }
}
