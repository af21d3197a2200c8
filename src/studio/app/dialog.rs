//! The questions and tables that stand above everything else.

use crate::studio::app::palette::Search;
use crate::studio::roles::Role;

/// A question that is asked above everything else.
#[derive(Debug, Clone, PartialEq)]
pub enum Dialog {
    /// The path of a picture, where the desktop has no file dialog.
    Path {
        /// What the picture is for.
        role: Role,
        /// What was typed so far.
        text: String,
    },
    /// What part of a picture is used, and how it is turned.
    Framing(Role),
    /// The path of a fast style, where the desktop has no file dialog.
    StylePath {
        /// What was typed so far.
        text: String,
    },
    /// What is known of the fast style of this name.
    Style(String),
    /// The table of keys.
    Shortcuts,
    /// Everything that can be done, to be found by a few letters.
    Palette(Search),
    /// What a person sets once and for all.
    Preferences,
}
