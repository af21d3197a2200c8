//! The paper on the screen: its figures painted from the pictures at hand, and what the network answers to a picture,
//! also while it is painted.

mod answer;
mod figure;
mod heat;
mod lesson;
mod speed;
mod update;
pub mod view;

use std::collections::HashMap;

use egui::Context;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::fast::speed::Speed;
use crate::network::Layer;
use crate::studio::painted::Newest;
use crate::studio::painted::sheet::{Prepared, Sheet, SheetMsg, Taken};
use crate::studio::tasks::Tasks;
use crate::text::Text;
use crate::transfer::TransferSettings;

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

/// What is clicked, and what comes back from the background.
#[derive(Debug)]
pub enum Msg {
    /// Learns about another topic, or in another way.
    Change(Box<LearnSettings>),
    /// Looks closely at one filter of the layer, or at none.
    SelectFilter(Option<usize>),
    /// Starts to paint a figure.
    Paint(Figure),
    /// Does something with a figure that there is.
    Figure(Figure, SheetMsg),
    /// Starts to measure the table.
    MeasureSpeed,
    /// Leaves the table as it is.
    StopMeasuring,
    /// Saves what is shown.
    Save(Shown),
    /// A layer answered, or cannot; ready for the screen.
    Answered {
        /// What was asked.
        question: Question,
        /// The iteration after which a painting was asked about.
        iteration: Option<usize>,
        /// How long it took, in seconds.
        seconds: f64,
        /// The answer, or why there is none, for people.
        result: Result<Box<AnswerImages>, Text>,
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

/// What the Learn tab shows that can be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The figure of the topic.
    Figure,
    /// The feature maps of a layer.
    FeatureMaps,
    /// The Gram matrix of a layer, beside that of the style.
    GramMatrix,
    /// The table of speeds.
    SpeedTable,
}

/// What others are asked for.
pub enum Event {
    /// Make way for this figure, and then let it begin.
    Paint(Figure, Box<Prepared>),
    /// Make way for the measuring of speeds, and then let it begin.
    MeasureSpeed,
    /// Use what was taken out of a cell.
    Use(Taken),
    /// Ask where to save this.
    Save(Shown),
}

/// What is known of the present painting, or the last one.
#[derive(Debug)]
pub struct Painted<'a> {
    /// Its number.
    pub number: u64,
    /// Whether it is on its way.
    pub is_running: bool,
    /// What it is painted with.
    pub settings: &'a TransferSettings,
    /// Its newest picture, with the number of that on the canvas.
    pub newest: Option<(&'a Newest, u64)>,
}

/// Everything of the Learn tab that runs.
pub struct Learn {
    tasks: Tasks<Msg>,
    /// The figures that are painted or were.
    pub figures: HashMap<Figure, Sheet>,
    /// What the layers answer.
    pub answers: Answers,
    /// The optimiser against one pass.
    pub speed: SpeedTable,
}

impl Learn {
    /// Nothing yet.
    pub fn new(window: &Context) -> Self {
        Self {
            tasks: Tasks::new(window.clone()),
            figures: HashMap::new(),
            answers: Answers::default(),
            speed: SpeedTable::default(),
        }
    }

    /// What came back from the background.
    pub fn next(&self) -> Option<Msg> {
        self.tasks.next()
    }

    /// The figure of the chosen topic, if there is one.
    pub fn figure(&self, settings: &LearnSettings) -> Option<&Sheet> {
        self.figures.get(&settings.topic.figure()?)
    }

    /// Ends what computes.
    pub fn stop(&mut self) {
        self.speed.stop();
        self.figures.values_mut().for_each(Sheet::stop);
    }
}
