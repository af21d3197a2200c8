//! The questions about projects: leaving one that was changed, finding its pictures, and going on with a session that
//! broke off.

mod leaving;
mod missing;
mod recover;

pub(super) use leaving::show as leaving;
pub(super) use missing::{location_path, show as missing};
pub(super) use recover::show as recover;

/// The width of the questions in points.
pub(super) const WIDTH: f32 = 520.0;
