//! Time lapses as the window sees them: what one is made from.

pub mod update;
pub mod view;

use serde::{Deserialize, Serialize};

use crate::project::{Shot, TimeLapseSettings};
use crate::studio::app::session::Session;

/// Something to do with time lapses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TimeLapseAction {
    /// Records and makes them in another way.
    Change(TimeLapseSettings),
    /// Makes the next one from these.
    From(Shots),
}

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
    pub fn or_others(self, session: &Session) -> Self {
        let others = match self {
            Self::Recording => Self::FilmStrip,
            Self::FilmStrip => Self::Recording,
        };
        if self.count(session) == 0 && others.count(session) > 0 { others } else { self }
    }

    /// How many there are.
    pub fn count(self, session: &Session) -> usize {
        match self {
            Self::Recording => session
                .painting
                .as_ref()
                .and_then(|painting| painting.recorder())
                .map_or(0, |recorder| recorder.recording.count()),
            Self::FilmStrip => session.film.frames().len(),
        }
    }

    /// All of them in their order.
    pub fn all(self, session: &Session) -> Vec<Shot> {
        match self {
            Self::Recording => {
                let recorder = session.painting.as_ref().and_then(|painting| painting.recorder());
                let frames = recorder.map(|recorder| recorder.recording.frames()).unwrap_or_default();
                frames.into_iter().map(|(_, path)| Shot::File(path)).collect()
            }
            Self::FilmStrip => {
                let frames = session.film.frames().iter();
                frames.map(|frame| Shot::Pixels(frame.snapshot.pixels.clone())).collect()
            }
        }
    }
}
