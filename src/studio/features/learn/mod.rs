//! The paper on the screen: its figures painted from the pictures at hand, and what the network answers to a picture,
//! also while it is painted.

mod action;
mod answer;
mod figure;
mod heat;
mod lesson;
mod speed;
mod update;
pub mod view;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::fast::speed::Speed;
use crate::network::Layer;
use crate::studio::painted::sheet::Sheet;

pub use action::LearnAction;
pub use answer::{About, Answer, AnswerImages, Answers, AskedPicture, MATRICES, Question, Resting};
pub use figure::{Figure, FigureSettings};
pub use heat::{DECADES, color, color_of_difference};
pub use lesson::{Lesson, Topic};
pub use speed::SpeedTable;

/// What a person chose in the Learn tab.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LearnSettings {
    /// What is learned about.
    pub topic: Topic,
    /// The layer that is asked.
    pub layer: Layer,
    /// The picture that it is asked about.
    pub picture: AskedPicture,
    /// How the reconstructions of Figure 1 are painted.
    pub reconstruction: FigureSettings,
    /// How the grid of Figure 4 is painted.
    pub grid: FigureSettings,
}

impl Default for LearnSettings {
    fn default() -> Self {
        Self {
            topic: Topic::default(),
            layer: Layer::Conv3_1,
            picture: AskedPicture::default(),
            reconstruction: FigureSettings::RECONSTRUCTION,
            grid: FigureSettings::GRID,
        }
    }
}

impl LearnSettings {
    /// How a figure is painted.
    pub const fn figure(&self, figure: Figure) -> FigureSettings {
        match figure {
            Figure::Contents | Figure::Styles => self.reconstruction,
            Figure::Balance => self.grid,
        }
    }

    /// How a figure is painted, to be changed.
    pub const fn figure_mut(&mut self, figure: Figure) -> &mut FigureSettings {
        match figure {
            Figure::Contents | Figure::Styles => &mut self.reconstruction,
            Figure::Balance => &mut self.grid,
        }
    }

    /// The same with what lies outside its range brought into it.
    pub fn within_ranges(self) -> Self {
        Self { reconstruction: self.reconstruction.within_ranges(), grid: self.grid.within_ranges(), ..self }
    }
}

/// What the background has to tell of the Learn tab.
pub enum LearnOutcome {
    /// A layer answered, or cannot; ready for the screen.
    Answered {
        /// What was asked.
        question: Question,
        /// The iteration after which a painting was asked about.
        iteration: Option<usize>,
        /// How long it took, in seconds.
        seconds: f64,
        /// The answer, or why there is none, for people.
        result: Result<Box<AnswerImages>, String>,
    },
    /// A size was measured, or not.
    Measured {
        /// The number of the measurement.
        number: u64,
        /// What was measured.
        result: Result<Speed>,
        /// Whether more sizes follow.
        is_last: bool,
    },
}

/// Everything of the Learn tab that runs.
#[derive(Default)]
pub struct Learn {
    /// The figures that are painted or were.
    pub figures: HashMap<Figure, Sheet>,
    /// What the layers answer.
    pub answers: Answers,
    /// The optimiser against one pass.
    pub speed: SpeedTable,
}
