//! The questions about projects: leaving one that was changed, finding its pictures, and going on with a session that
//! broke off.

mod leaving;
mod missing;
mod recover;

pub(in crate::studio) use leaving::show as leaving;
pub(in crate::studio) use missing::{location_path, show as missing};
pub(in crate::studio) use recover::show as recover;

/// The width of the questions in points.
pub const WIDTH: f32 = 520.0;
