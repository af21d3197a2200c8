//! Training a fast style from one painting and a folder of photographs, or a network that enlarges from photographs alone:
//! Johnson, Alahi and Fei-Fei 2016.
//!
//! [`Trainer`] is a state machine like [`crate::transfer::Transfer`]: one call of [`Trainer::step`], one step of Adam. The
//! network paints crops of the photographs, the perceptual loss ([`crate::transfer::PerceptualLoss`]) tells how far that is
//! from photograph and painting, and the gradient goes back through both networks to every weight. What differs for a
//! network that enlarges is in `lesson.rs`.
//!
//! Departures from the paper, whose networks saw 160,000 photographs: the learning rate rises at first and then falls along
//! a cosine; the weights that are kept are a running average; and training can begin from the network of another style,
//! which already knows how to paint photographs. All that makes good pictures of some thousand photographs.
//!
//! Everything random follows from the seed and the number of the step, so a [`Checkpoint`] needs no generator's state, and
//! a training that is resumed goes on exactly as it would have.

mod checkpoint;
mod lesson;
mod photos;
mod report;
mod sampler;
mod settings;
mod trainer;

pub use checkpoint::Checkpoint;
pub use photos::Photos;
pub use report::{TrainEnding, TrainLosses, TrainReport, TrainStep};
pub use settings::{
    BATCH_RANGE, CROP_RANGE, EnlargerLoss, LEAN_RANGE, Quality, RATE_RANGE, STEPS_RANGE, STYLE_PIXELS_RANGE, TrainGoal,
    TrainSettings, VARIATION_RANGE, WIDTH_RANGE,
};
pub use trainer::{Trainer, step_seconds};
