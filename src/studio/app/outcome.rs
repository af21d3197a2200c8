//! What comes back from the background and belongs to no feature yet.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::network::DeviceChoice;
use crate::studio::app::coloring::Colored;
use crate::studio::canvas::Pyramid;
use crate::studio::language;
use crate::studio::painted::Newest;
use crate::studio::tasks::Tasks;
use crate::transfer::Pace;

/// What differs between two pictures of the canvas.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The numbers of the two.
    pub of: [u64; 2],
    /// What differs.
    pub pyramid: Arc<Pyramid>,
}

/// The outcome of one task.
pub enum Outcome {
    /// A picture of a painting is ready for the canvas.
    Display {
        /// The number of the painting.
        painting: u64,
        /// The picture.
        newest: Newest,
        /// The same for the canvas.
        pyramid: Arc<Pyramid>,
        /// The memory of the program meanwhile, in bytes.
        memory: Option<u64>,
    },
    /// What is known of this machine, to be copied with the rest.
    Machine(String),
    /// The frames of a painting cannot be recorded any more.
    NotRecorded(Error),
    /// A device was measured, or not.
    Measured(DeviceChoice, Result<Pace>),
    /// The free memory of this machine, and the program's own, in bytes.
    Memory(Option<u64>, Option<u64>),
    /// A painting of the canvas has other colours.
    Colored(Box<Colored>),
    /// What differs between two pictures of the canvas is ready.
    Difference(Difference),
}

/// How work is started whose outcome belongs to no feature yet.
impl Tasks<Outcome> {
    /// Runs some work in the background.
    pub fn spawn(&self, work: impl FnOnce() -> Outcome + Send + 'static) {
        self.spawn_many(move |report| report(work()));
    }

    /// Runs work with several outcomes, each handed to the closure.
    pub fn spawn_many(&self, work: impl FnOnce(&dyn Fn(Outcome)) + Send + 'static) {
        let report = self.reporter();
        let language = language::spoken();
        std::thread::spawn(move || {
            language::speak(language);
            work(&report);
        });
    }
}
