//! The style transfer of Gatys, Ecker and Bethge 2016, one step at a time. No threads, no channels.

mod activations;
mod basis;
mod canvas;
mod evaluation;
pub mod figures;
mod forecast;
mod losses;
mod measured_style;
mod objective;
mod perceptual;
mod range;
mod report;
mod run;
mod scales;
mod settings;
mod sheet;
mod styles;
mod targets;
mod translation;

pub use activations::Activations;
pub use evaluation::{Evaluation, to_tensor};
pub use forecast::{Forecast, Pace, measure_pace};
pub use objective::Objective;
pub use perceptual::{PerceptualLoss, PerceptualWeights};
pub use report::{Ending, LayerLoss, Losses, StepReport};
pub use run::{Resumption, Step, Transfer};
pub use scales::{Plan, Scale, plan_scales};
pub use settings::{
    BasisKind, ITERATIONS_RANGE, Optimizer, RATIO_RANGE, SIZE_RANGE, STYLE_SCALE_RANGE, STYLE_WEIGHT_RANGE, Scales,
    Start, StyleLayers, TOTAL_VARIATION_RANGE, Terms, TransferSettings, USUAL_RATIOS, USUAL_TOTAL_VARIATIONS,
    WEIGHT_RANGE, Weights,
};
pub use sheet::{
    CellPlan, ContactSheet, MOST_CELLS_A_SIDE, SheetPainting, SheetTurn, Span, TurnEnd, Variation, Varied,
};
pub use styles::{SeenStyle, Styles, WeightedStyle};
pub use translation::{MeansObjective, Translation};
