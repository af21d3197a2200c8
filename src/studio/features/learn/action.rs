//! What a person can do in the Learn tab.

use crate::studio::features::learn::{Figure, LearnSettings};

/// One thing to do in the Learn tab.
#[derive(Debug, Clone, PartialEq)]
pub enum LearnAction {
    /// Learns about another topic, or in another way.
    Change(Box<LearnSettings>),
    /// Looks closely at one filter of the layer, or at none.
    SelectFilter(Option<usize>),
    /// Starts to paint a figure.
    Paint(Figure),
    /// Starts to measure the table.
    MeasureSpeed,
    /// Leaves the table as it is.
    StopMeasuring,
}
