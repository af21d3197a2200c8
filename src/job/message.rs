//! What the window says to a job, and what the job says to the window: one enum for each direction.

use crate::error::Result;
use crate::job::slot::PreviewPicture;
use crate::network::Layer;
use crate::picture::Picture;
use crate::text::Text;
use crate::transfer::{Activations, Ending, Plan, Scale, StepReport, Styles, Weights};

/// What can be asked of a running job.
#[derive(Debug, Clone, PartialEq)]
pub enum JobCommand {
    /// Paints on with these weights from the next iteration.
    SetWeights(Weights),
    /// Paints on in these styles with these weights.
    SetStyles(Styles),
    /// Paints on with the styles seen at this scale.
    SetStyleScale(f64),
    /// Paints on to another size or another number of iterations.
    SetPlan(Plan),
    /// Offers a preview after every so many iterations, 1 or more.
    SetPreviewEvery(usize),
    /// Asks a layer about the picture as it is; the answer goes into the slot of [`crate::job::Job::answer`]. While
    /// nothing is asked, nothing is computed for it.
    Ask(Layer),
    /// Waits after the present iteration.
    Pause,
    /// Goes on after a pause.
    Resume,
    /// Goes on at the next scale, or finishes when this is the last.
    SkipScale,
    /// Ends with the picture as it is. [`crate::job::Job::stop`] also interrupts the iteration under way.
    Stop,
}

/// What a job tells. Everything but [`JobEvent::Step`] always arrives; a step may be dropped when nobody reads.
#[derive(Debug)]
pub enum JobEvent {
    /// The network is loaded and the painting begins.
    Started {
        /// The scales it will go through, coarse to fine.
        scales: Vec<Scale>,
        /// The device it runs on, as `--device` names it.
        device: String,
    },
    /// A scale begins.
    ScaleStarted {
        /// The scale's number, from 0.
        index: usize,
        /// Its size and iterations.
        scale: Scale,
    },
    /// The scales are others now: the plan was changed, or a scale took fewer iterations than planned.
    Planned {
        /// All scales, those behind with the iterations made there.
        scales: Vec<Scale>,
    },
    /// A scale is done, and a finer one follows: its last picture.
    ScaleEnded(PreviewPicture),
    /// An iteration was made.
    Step(StepReport),
    /// Something a person should know that does not end the painting, in one sentence.
    Warning(Text),
    /// The painting ended; no event follows.
    Finished(Result<Outcome>),
}

/// How a painting ended, with its picture.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The best picture, at the size of the scale where the painting ended.
    pub picture: Picture,
    /// Why it ended.
    pub ending: Ending,
    /// The last accepted iteration, if one was made.
    pub last_step: Option<StepReport>,
}

/// What a layer answers to a painting on its way.
#[derive(Debug)]
pub struct LayerAnswer {
    /// The layer that was asked.
    pub layer: Layer,
    /// The iteration after which it was asked.
    pub iteration: usize,
    /// How long the worker took for it, in seconds.
    pub seconds: f64,
    /// The answer, or why there is none, for people.
    pub result: Result<Activations, Text>,
}
