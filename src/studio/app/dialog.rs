//! The questions and tables that stand above everything else.

use crate::studio::app::palette::Search;

/// A question that is asked above everything else.
#[derive(Debug, Clone, PartialEq)]
pub enum Dialog {
    /// The table of keys.
    Shortcuts,
    /// Everything that can be done, to be found by a few letters.
    Palette(Search),
    /// What a person sets once and for all.
    Preferences,
}
