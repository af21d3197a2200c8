//! The lines that scripts read; their fields are a promise.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Serialize;

use crate::fast::speed::{Speed, TABLE_ITERATIONS};
use crate::job::Outcome;
use crate::network::Layer;
use crate::transfer::{Ending, LayerLoss, StepReport};

use super::time_lapse::Filmed;

/// Which event a line of `impasto render --json`, `impasto queue --json`, `impasto apply --json` or
/// `impasto train --json` tells.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// One iteration was made.
    Step,
    /// A training is about to make its first step.
    Prepared,
    /// A training is again where it was before.
    WentBack,
    /// Something that people should know.
    Notice,
    /// The time lapse of a painting was written.
    TimeLapse,
    /// The next painting of several is about to be made.
    Started,
    /// One picture was painted.
    Painted,
    /// One picture was enlarged.
    Enlarged,
    /// One picture was reconstructed.
    Reconstructed,
    /// All reconstructed pictures were put into one.
    Figure,
    /// One picture could not be painted.
    Failed,
    /// The work ended.
    Finished,
}

/// One iteration of `impasto render --json`.
#[derive(Debug, Serialize)]
pub struct StepLine {
    event: Event,
    iteration: usize,
    evaluations: usize,
    scale: usize,
    width: usize,
    height: usize,
    content: f64,
    style: f64,
    total: f64,
    seconds: f64,
}

impl StepLine {
    /// The line for one iteration; its total leaves out the total variation term.
    pub fn new(report: &StepReport) -> Self {
        Self {
            event: Event::Step,
            iteration: report.iteration,
            evaluations: report.evaluations,
            scale: report.scale,
            width: report.width,
            height: report.height,
            content: report.losses.content,
            style: report.losses.style,
            total: report.losses.total,
            seconds: report.seconds,
        }
    }
}

/// What `impasto enlarge --json` tells.
#[derive(Debug, Serialize)]
pub struct EnlargedLine<'a> {
    event: Event,
    input: Cow<'a, str>,
    output: Cow<'a, str>,
    width: usize,
    height: usize,
    seconds: f64,
}

impl<'a> EnlargedLine<'a> {
    /// The line for a picture of some width and height.
    pub fn new(input: &'a Path, output: &'a Path, (width, height): (usize, usize), seconds: f64) -> Self {
        let [input, output] = [input, output].map(Path::to_string_lossy);
        Self { event: Event::Enlarged, input, output, width, height, seconds }
    }
}

/// The last line of `impasto render --json`.
#[derive(Debug, Serialize)]
pub struct FinishedLine<'a> {
    event: Event,
    outcome: &'static str,
    output: Option<Cow<'a, str>>,
    iterations: usize,
    evaluations: usize,
    seconds: f64,
    width: usize,
    height: usize,
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

impl<'a> FinishedLine<'a> {
    /// The line for a painting that ended; `output` is where its picture was saved, if it was.
    pub fn new(outcome: &Outcome, output: Option<&'a Path>) -> Self {
        Self {
            event: Event::Finished,
            outcome: word(outcome.ending),
            output: output.map(Path::to_string_lossy),
            iterations: outcome.last_step.as_ref().map_or(0, |step| step.iteration),
            evaluations: outcome.last_step.as_ref().map_or(0, |step| step.evaluations),
            seconds: outcome.last_step.as_ref().map_or(0.0, |step| step.seconds),
            width: outcome.picture.width(),
            height: outcome.picture.height(),
        }
    }
}

/// The time lapse of `impasto render --json`.
#[derive(Debug, Serialize)]
pub struct TimeLapseLine<'a> {
    event: Event,
    output: Cow<'a, str>,
    frames: usize,
    seconds: f64,
}

impl<'a> TimeLapseLine<'a> {
    /// The line for one that was written.
    pub fn new(Filmed { path, frames, seconds }: &'a Filmed) -> Self {
        Self { event: Event::TimeLapse, output: path.to_string_lossy(), frames: *frames, seconds: *seconds }
    }
}

/// One picture of `impasto apply --json`.
#[derive(Debug, Serialize)]
pub struct AppliedLine<'a> {
    event: Event,
    content: Cow<'a, str>,
    #[serde(flatten)]
    result: Applied<'a>,
}

/// What became of the picture.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Applied<'a> {
    Painted { output: Cow<'a, str>, width: usize, height: usize, seconds: f64 },
    Failed { message: String },
}

impl<'a> AppliedLine<'a> {
    /// The line for a picture of some width and height that was painted.
    pub fn painted(content: &'a Path, output: &'a Path, (width, height): (usize, usize), seconds: f64) -> Self {
        let result = Applied::Painted { output: output.to_string_lossy(), width, height, seconds };
        Self { event: Event::Painted, content: content.to_string_lossy(), result }
    }

    /// The line for a picture that could not be painted.
    pub fn failed(content: &'a Path, message: String) -> Self {
        Self { event: Event::Failed, content: content.to_string_lossy(), result: Applied::Failed { message } }
    }
}

/// The last line of `impasto apply --json` for a folder.
#[derive(Debug, Serialize)]
pub struct FolderLine {
    event: Event,
    painted: usize,
    failed: usize,
    seconds: f64,
}

impl FolderLine {
    /// The line for so many pictures.
    pub fn new(painted: usize, failed: usize, seconds: f64) -> Self {
        Self { event: Event::Finished, painted, failed, seconds }
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

/// One picture of `impasto reconstruct --json`.
#[derive(Debug, Serialize)]
pub struct ReconstructedLine<'a> {
    event: Event,
    output: Cow<'a, str>,
    /// In dB, where the picture is compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    psnr: Option<f64>,
    seconds: f64,
}

impl<'a> ReconstructedLine<'a> {
    /// The line for a picture that was saved.
    pub fn new(output: &'a Path, psnr: Option<f64>, seconds: f64) -> Self {
        Self { event: Event::Reconstructed, output: output.to_string_lossy(), psnr, seconds }
    }
}

/// The figure of `impasto reconstruct --json`.
#[derive(Debug, Serialize)]
pub struct FigureLine<'a> {
    event: Event,
    output: Cow<'a, str>,
}

impl<'a> FigureLine<'a> {
    /// The line for a figure that was saved.
    pub fn new(output: &'a Path) -> Self {
        Self { event: Event::Figure, output: output.to_string_lossy() }
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
    use crate::transfer::Losses;

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
        let line = serde_json::to_string(&StepLine::new(&report())).unwrap();
        assert_eq!(
            line,
            r#"{"event":"step","iteration":7,"evaluations":9,"scale":1,"width":64,"height":48,"content":2.0,"style":0.5,"total":502.0,"seconds":1.5}"#
        );
    }

    #[test]
    fn the_last_line_tells_the_outcome() {
        let picture = Picture::new(64, 48, vec![0.5; 3 * 64 * 48]);
        let mut outcome = Outcome { picture, ending: Ending::NotFinite, last_step: Some(report()) };
        assert_eq!(
            serde_json::to_string(&FinishedLine::new(&outcome, Some(Path::new("a.png")))).unwrap(),
            r#"{"event":"finished","outcome":"not-finite","output":"a.png","iterations":7,"evaluations":9,"seconds":1.5,"width":64,"height":48}"#
        );
        outcome.last_step = None;
        outcome.ending = Ending::Stopped;
        let nothing = serde_json::to_value(FinishedLine::new(&outcome, None)).unwrap();
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
