//! Fast styles: feed-forward networks that were trained on one painting each and paint a picture in a single pass.

mod checkpoint;
mod style;

pub use style::Style;
