//! The lines that scripts read; their fields are a promise.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Serialize;

use crate::fast::speed::{Speed, TABLE_ITERATIONS};
use crate::fast::{TrainLosses, TrainReport};
use crate::job::Outcome;
use crate::network::Layer;
use crate::transfer::{Ending, LayerLoss, Losses, StepReport};

/// A line of `impasto render --json`.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum RenderLine<'a> {
    /// One iteration was made. The total leaves out the total variation term.
    Step {
        iteration: usize,
        evaluations: usize,
        scale: usize,
        width: usize,
        height: usize,
        content: f64,
        style: f64,
        total: f64,
        seconds: f64,
    },
    /// The time lapse was written.
    TimeLapse { output: Cow<'a, str>, frames: usize, seconds: f64 },
    /// The painting ended; `output` is where its picture was saved, if it was.
    Finished {
        outcome: &'static str,
        output: Option<Cow<'a, str>>,
        iterations: usize,
        evaluations: usize,
        seconds: f64,
        width: usize,
        height: usize,
    },
}

impl<'a> RenderLine<'a> {
    /// The line for one iteration.
    pub fn step(report: &StepReport) -> Self {
        let &StepReport { iteration, evaluations, scale, width, height, ref losses, seconds } = report;
        let Losses { content, style, total, .. } = *losses;
        Self::Step { iteration, evaluations, scale, width, height, content, style, total, seconds }
    }

    /// The line for a painting that ended.
    pub fn finished(Outcome { picture, ending, last_step }: &Outcome, output: Option<&'a Path>) -> Self {
        Self::Finished {
            outcome: word(*ending),
            output: output.map(Path::to_string_lossy),
            iterations: last_step.as_ref().map_or(0, |step| step.iteration),
            evaluations: last_step.as_ref().map_or(0, |step| step.evaluations),
            seconds: last_step.as_ref().map_or(0.0, |step| step.seconds),
            width: picture.width(),
            height: picture.height(),
        }
    }
}

/// How a painting ended, in one word.
pub const fn word(ending: Ending) -> &'static str {
    match ending {
        Ending::Completed => "completed",
        Ending::Stopped => "stopped",
        Ending::Converged => "converged",
        Ending::NotFinite => "not-finite",
    }
}

/// A line of `impasto queue --json` beside those of its paintings.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum QueueLine<'a> {
    /// A painting is about to be made, counted from 1.
    Started { project: Cow<'a, str>, number: usize, of: usize, output: Cow<'a, str> },
    /// A painting was made.
    Painted {
        project: Cow<'a, str>,
        output: Cow<'a, str>,
        outcome: &'static str,
        iterations: usize,
        seconds: f64,
        width: usize,
        height: usize,
    },
    /// Something could not be painted.
    Failed { project: &'a str, message: &'a str },
    /// The last line.
    Finished { painted: usize, failed: usize, left: usize, seconds: f64 },
}

/// A line of `impasto apply --json`.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum ApplyLine<'a> {
    /// One picture was painted.
    Painted { content: Cow<'a, str>, output: Cow<'a, str>, width: usize, height: usize, seconds: f64 },
    /// One picture could not be painted.
    Failed { content: Cow<'a, str>, message: String },
    /// The last line for a folder.
    Finished { painted: usize, failed: usize, seconds: f64 },
}

/// The line of `impasto enlarge --json`.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum EnlargeLine<'a> {
    /// The picture was enlarged.
    Enlarged { input: Cow<'a, str>, output: Cow<'a, str>, width: usize, height: usize, seconds: f64 },
}

/// A line of `impasto reconstruct --json`.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum ReconstructLine<'a> {
    /// One picture was reconstructed; the likeness in dB, where it is compared.
    Reconstructed {
        output: Cow<'a, str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        psnr: Option<f64>,
        seconds: f64,
    },
    /// All reconstructed pictures were put into one.
    Figure { output: Cow<'a, str> },
}

/// A line of `impasto train --json`.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum TrainLine<'a> {
    /// The first step is about to be made, on so many photographs.
    Prepared { photographs: usize, step: usize, steps: usize },
    /// One step was made.
    Step {
        step: usize,
        steps: usize,
        content: f64,
        style: f64,
        total_variation: f64,
        total: f64,
        rate: f64,
        seconds: f64,
    },
    /// Something that people should know.
    Notice { message: &'a str },
    /// The loss stopped being a number, and the training is again where it was after this step.
    WentBack { step: usize },
    /// The training ended; `output` is where the style was written, if it was.
    Finished { outcome: &'static str, output: Option<Cow<'a, str>>, steps: usize, seconds: f64 },
}

impl TrainLine<'_> {
    /// The line for one step.
    pub fn step(&TrainReport { step, steps, losses, rate, seconds }: &TrainReport) -> Self {
        let TrainLosses { content, style, total_variation } = losses;
        Self::Step { step, steps, content, style, total_variation, total: losses.total(), rate, seconds }
    }
}

/// The answer of `impasto loss --json`.
#[derive(Debug, Serialize)]
pub struct LossLine {
    /// The content loss, before alpha.
    pub content: f64,
    /// Each style layer's weighted loss, before beta.
    pub style: BTreeMap<Layer, f64>,
    /// alpha * content + beta * style.
    pub total: f64,
    /// The length of the gradient of `total` with respect to the pixels.
    pub gradient_l2: f64,
}

impl LossLine {
    /// The style layers' losses by layer.
    pub fn style(layers: &[LayerLoss]) -> BTreeMap<Layer, f64> {
        layers.iter().map(|&LayerLoss { layer, loss }| (layer, loss)).collect()
    }
}

/// The answer of `impasto bench step --json` and `impasto bench apply --json`.
#[derive(Debug, Serialize)]
pub struct BenchLine {
    /// Both sides of the picture in pixels.
    pub size: usize,
    /// The device as `--device` names it.
    pub device: String,
    /// Threads of the processor.
    pub threads: usize,
    /// Evaluations that were timed.
    pub evaluations: usize,
    /// Median seconds of one evaluation.
    pub seconds: f64,
    /// The most memory ever held, in bytes, where the operating system counts it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_bytes: Option<u64>,
    /// The memory held after the last evaluation, in bytes, where the peak is not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resident_bytes: Option<u64>,
}

/// One line of `impasto bench table1`.
#[derive(Debug, Serialize)]
pub struct Table1Line<'a> {
    /// The machine that was measured.
    machine: &'a str,
    /// Both sides of the picture in pixels.
    size: usize,
    /// The iterations of the columns.
    iterations: [usize; 3],
    /// Their seconds.
    seconds: [f64; 3],
    /// How many iterations were made; the seconds of more are extrapolated.
    iterations_measured: usize,
    /// Seconds of one pass of a fast style.
    pass_seconds: f64,
    /// The paper's figures for this size, if it has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    paper: Option<Table1Paper>,
}

/// What Johnson et al. 2016 measured on a GTX Titan X.
#[derive(Debug, Serialize)]
struct Table1Paper {
    /// The seconds of the columns.
    seconds: [f64; 3],
    /// Seconds of one pass.
    pass_seconds: f64,
}

impl<'a> Table1Line<'a> {
    /// What was measured on a machine.
    pub fn new(machine: &'a str, speed: &Speed) -> Self {
        let Speed { size, seconds, iterations_measured, pass_seconds } = *speed;
        let paper = Speed::of_paper(size);
        let paper = paper.map(|paper| Table1Paper { seconds: paper.seconds, pass_seconds: paper.pass_seconds });
        Self { machine, size, iterations: TABLE_ITERATIONS, seconds, iterations_measured, pass_seconds, paper }
    }
}

/// One line of `impasto bench layers`.
#[derive(Debug, Serialize)]
pub struct LayerLine {
    /// The layer, or what else takes time.
    pub part: &'static str,
    /// Which work of the layer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work: Option<&'static str>,
    /// Median milliseconds.
    pub milliseconds: f64,
    /// Billions of additions and multiplications a second, of which the direct sums would need so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gigaflops: Option<f64>,
    /// The share of one evaluation of the objective with its gradient, from 0 to 1.
    pub share: f64,
}

impl LayerLine {
    /// What stands over the lines.
    pub const HEADING: &'static str = "part      work                       ms  GFLOP/s   share";

    /// Something that belongs to no layer.
    pub fn other(part: &'static str, seconds: f64, step: f64) -> Self {
        Self { part, work: None, milliseconds: seconds * 1e3, gigaflops: None, share: seconds / step }
    }
}

impl fmt::Display for LayerLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { part, work, milliseconds, gigaflops, share } = self;
        let gigaflops = gigaflops.map_or(String::new(), |value| format!("{value:.0}"));
        let (work, percent) = (work.unwrap_or_default(), 100.0 * share);
        write!(formatter, "{part:<9} {work:<21} {milliseconds:>8.2} {gigaflops:>8} {percent:>6.1}%")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Picture;

    fn report() -> StepReport {
        StepReport {
            iteration: 7,
            evaluations: 9,
            scale: 1,
            width: 64,
            height: 48,
            losses: Losses {
                content: 2.0,
                style: 0.5,
                style_layers: vec![LayerLoss { layer: Layer::Conv1_1, loss: 0.5 }],
                total: 502.0,
                total_variation: 9.0,
            },
            seconds: 1.5,
        }
    }

    #[test]
    fn a_step_line_has_exactly_the_promised_fields() {
        let line = serde_json::to_string(&RenderLine::step(&report())).unwrap();
        assert_eq!(
            line,
            r#"{"event":"step","iteration":7,"evaluations":9,"scale":1,"width":64,"height":48,"content":2.0,"style":0.5,"total":502.0,"seconds":1.5}"#
        );
    }

    #[test]
    fn a_step_of_a_training_has_exactly_the_promised_fields() {
        let losses = TrainLosses { content: 1.0, style: 2.0, total_variation: 0.5 };
        let report = TrainReport { step: 7, steps: 9, losses, rate: 1e-3, seconds: 4.5 };
        assert_eq!(
            serde_json::to_string(&TrainLine::step(&report)).unwrap(),
            r#"{"event":"step","step":7,"steps":9,"content":1.0,"style":2.0,"total_variation":0.5,"total":3.5,"rate":0.001,"seconds":4.5}"#
        );
        let back = serde_json::to_string(&TrainLine::WentBack { step: 3 }).unwrap();
        assert_eq!(back, r#"{"event":"went-back","step":3}"#);
    }

    #[test]
    fn the_last_line_tells_the_outcome() {
        let picture = Picture::new(64, 48, vec![0.5; 3 * 64 * 48]);
        let mut outcome = Outcome { picture, ending: Ending::NotFinite, last_step: Some(report()) };
        assert_eq!(
            serde_json::to_string(&RenderLine::finished(&outcome, Some(Path::new("a.png")))).unwrap(),
            r#"{"event":"finished","outcome":"not-finite","output":"a.png","iterations":7,"evaluations":9,"seconds":1.5,"width":64,"height":48}"#
        );
        outcome.last_step = None;
        outcome.ending = Ending::Stopped;
        let nothing = serde_json::to_value(RenderLine::finished(&outcome, None)).unwrap();
        assert_eq!((&nothing["outcome"], &nothing["iterations"]), (&"stopped".into(), &0.into()));
        assert!(nothing["output"].is_null());
    }

    #[test]
    fn style_losses_are_named_by_their_layer() {
        let line = LossLine {
            content: 1.0,
            style: LossLine::style(&report().losses.style_layers),
            total: 2.0,
            gradient_l2: 3.0,
        };
        assert_eq!(
            serde_json::to_string(&line).unwrap(),
            r#"{"content":1.0,"style":{"conv1_1":0.5},"total":2.0,"gradient_l2":3.0}"#
        );
    }
}
