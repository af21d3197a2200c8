//! The style transfer of Gatys, Ecker and Bethge 2016, one step at a time. No threads, no channels.

mod forecast;
mod losses;
mod measure;
mod objective;
mod report;
mod run;
mod scales;
mod settings;

pub use forecast::{Forecast, Pace};
pub use measure::measure_pace;
pub use objective::{Evaluation, Objective};
pub use report::{Ending, LayerLoss, Losses, StepReport};
pub use run::{Step, Transfer};
pub use scales::{Plan, Scale, plan_scales};
pub use settings::{
    ITERATIONS_RANGE, Optimizer, RATIO_RANGE, SIZE_RANGE, Scales, Start, StyleLayers, TOTAL_VARIATION_RANGE,
    TransferSettings, WEIGHT_RANGE, Weights,
};
