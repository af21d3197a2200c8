//! What a step tells about itself.

use crate::network::Layer;
use crate::text::{Text, text};

/// The share of one style layer in the loss: `w_l * E_l` of the paper's equation 5, before beta.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerLoss {
    /// The style layer.
    pub layer: Layer,
    /// Its weighted loss.
    pub loss: f64,
}

/// The losses of a picture at the weights in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Losses {
    /// The content loss, before alpha.
    pub content: f64,
    /// The style loss, before beta: the sum of `style_layers`.
    pub style: f64,
    /// Each style layer's weighted loss.
    pub style_layers: Vec<LayerLoss>,
    /// `alpha * content + beta * style`, the value of equation 7.
    pub total: f64,
    /// The total variation term with its weight; 0 when it is off.
    pub total_variation: f64,
}

impl Losses {
    /// What the optimiser lowers: the total and the total variation term.
    pub fn objective(&self) -> f64 {
        self.total + self.total_variation
    }
}

/// One accepted iteration.
#[derive(Debug, Clone, PartialEq)]
pub struct StepReport {
    /// Iterations so far over all scales, from 1.
    pub iteration: usize,
    /// Evaluations of the objective so far over all scales; an iteration needs one or a few.
    pub evaluations: usize,
    /// The present scale, from 0, coarse to fine.
    pub scale: usize,
    /// Width of the picture at this scale in pixels.
    pub width: usize,
    /// Height of the picture at this scale in pixels.
    pub height: usize,
    /// The losses at the weights that were in force.
    pub losses: Losses,
    /// Seconds of work since the start, pauses not counted.
    pub seconds: f64,
}

/// Why a painting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Every iteration was made.
    Completed,
    /// A person stopped it.
    Stopped,
    /// No step lowers the loss any more; the best picture was kept.
    Converged,
    /// The loss stopped being a finite number and no shorter step helped; the best picture was kept.
    NotFinite,
}

impl Ending {
    /// One sentence for people.
    pub fn sentence(self) -> Text {
        match self {
            Self::Completed => text!("The painting is finished."),
            Self::Stopped => text!("The painting was stopped; what there is was kept."),
            Self::Converged => text!("The painting is finished: no further step makes it better."),
            Self::NotFinite => text!("The loss stopped being a number; the best picture so far was kept."),
        }
    }
}
