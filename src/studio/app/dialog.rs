//! The questions and tables that stand above everything else.

use crate::studio::app::palette::Search;
use crate::studio::features::project::Departure;

/// A question that is asked above everything else.
#[derive(Debug, Clone, PartialEq)]
pub enum Dialog {
    /// Whether to leave the project although something is not finished or not saved.
    Leave(Departure),
    /// Whether to go on with a session that broke off.
    Recover,
    /// Where the missing pictures of a project are now.
    MissingPictures,
    /// The path of a missing picture, where the desktop has no file dialog.
    LocationPath {
        /// Its place in the project.
        picture: usize,
        /// What was typed so far.
        text: String,
    },
    /// The path of a project file, where the desktop has no file dialog.
    ProjectPath {
        /// What was typed so far.
        text: String,
    },
    /// The table of keys.
    Shortcuts,
    /// Everything that can be done, to be found by a few letters.
    Palette(Search),
    /// What a person sets once and for all.
    Preferences,
}
