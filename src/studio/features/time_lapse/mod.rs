//! Time lapses: how they are recorded, and what one is made from.

pub mod view;

use serde::{Deserialize, Serialize};

use crate::project::TimeLapseSettings;

/// What a time lapse is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shots {
    /// The frames that were recorded of the present painting.
    #[default]
    Recording,
    /// The pictures of the film strip.
    FilmStrip,
}

impl Shots {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Recording, Self::FilmStrip];

    /// The name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recording => "the recording",
            Self::FilmStrip => "the film strip",
        }
    }

    /// These, or the others where there is nothing.
    #[must_use]
    pub fn or_others(self, at_hand: AtHand) -> Self {
        let others = match self {
            Self::Recording => Self::FilmStrip,
            Self::FilmStrip => Self::Recording,
        };
        if at_hand.count(self) == 0 && at_hand.count(others) > 0 { others } else { self }
    }
}

/// How many pictures there are to make a time lapse of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AtHand {
    /// Frames that were recorded.
    pub recorded: usize,
    /// Pictures in the film strip.
    pub kept: usize,
}

impl AtHand {
    /// How many of these there are.
    pub const fn count(self, shots: Shots) -> usize {
        match shots {
            Shots::Recording => self.recorded,
            Shots::FilmStrip => self.kept,
        }
    }
}

/// What is clicked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Msg {
    /// Records and makes them in another way.
    Change(TimeLapseSettings),
    /// Makes the next one from these.
    From(Shots),
}

/// Carries out a message; what it changes is remembered.
pub fn update(settings: &mut TimeLapseSettings, shots: &mut Shots, msg: Msg) {
    match msg {
        Msg::Change(changed) => *settings = changed.within_ranges(),
        Msg::From(others) => *shots = others,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_others_are_used_where_there_is_nothing() {
        let only = |recorded, kept| AtHand { recorded, kept };
        assert_eq!(Shots::Recording.or_others(only(0, 3)), Shots::FilmStrip);
        assert_eq!(Shots::FilmStrip.or_others(only(2, 0)), Shots::Recording);
        assert_eq!(Shots::FilmStrip.or_others(only(2, 3)), Shots::FilmStrip);
        assert_eq!(Shots::FilmStrip.or_others(only(0, 0)), Shots::FilmStrip);
    }
}
