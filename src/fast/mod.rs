//! Fast styles: feed-forward networks that paint a picture in a single pass, in the style that they were trained on or
//! that they take from any painting.
//!
//! A [`StyleSource`] says where a style comes from, [`Networks`] make a [`Style`] of it on a device, and styles paint and
//! blend.

mod checkpoint;
mod compact;
mod networks;
mod options;
mod source;
mod style;

pub use networks::{BuiltInModel, Networks};
pub use options::{ApplyOptions, STRENGTH_RANGE};
pub use source::{NUMBERED_STYLES, StyleSource};
pub use style::{NetworkKind, Style};
