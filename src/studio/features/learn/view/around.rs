//! What the Learn tab is drawn with.

use crate::studio::canvas::{Pyramid, Tiles};
use crate::studio::roles::RolePictures;
use crate::transfer::Pace;

/// What the tab is drawn with.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The pictures of the roles.
    pub pictures: &'a RolePictures,
    /// The painting on the canvas, if there is one.
    pub painting: Option<&'a Pyramid>,
    /// The pictures on the graphics card.
    pub tiles: &'a Tiles,
    /// How fast the chosen device is, where that is known.
    pub pace: Option<&'a Pace>,
}
