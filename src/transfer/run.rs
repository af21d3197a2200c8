//! The painting as a state machine: one call of [`Transfer::step`], one piece of work.

use std::sync::Arc;
use std::time::Instant;

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::network::{Layer, Vgg19, Workspace};
use crate::optimize::{Adam, Lbfgs, Progress, Vector};
use crate::picture::{Picture, Pixels, fitted_size};
use crate::text::text;
use crate::transfer::activations::Activations;
use crate::transfer::basis::without_more_grain;
use crate::transfer::canvas::Canvas;
use crate::transfer::evaluation::check_size;
use crate::transfer::objective::Objective;
use crate::transfer::report::{Ending, Losses, StepReport};
use crate::transfer::scales::{Plan, Scale, Standing, plan_rest, plan_scales};
use crate::transfer::settings::{BasisKind, Optimizer, Start, TransferSettings, Weights};
use crate::transfer::styles::{SeenStyle, Styles};
use crate::transfer::targets::Targets;

/// How far L-BFGS tries to move the coefficients in its first step, in the root mean square; pixels span 0 to 1, and
/// so, about, do coefficients.
const FIRST_STEP: f64 = 0.02;
/// How far Adam moves each coefficient in a step at first.
const ADAM_RATE: f64 = 0.02;

/// The share of the range that white noise to start from takes, around the middle.
///
/// Among waves its finest grain stays in the painting, because nothing removes it; from a fiftieth of the range nothing
/// can be seen of it, and the contents that are reconstructed come 2 dB nearer than from a tenth. Single pixels have to
/// differ from their neighbours at the start, or else only the edges of the picture tell them apart, and what is
/// painted grows from there as a frame.
fn noise_range(basis: BasisKind) -> f32 {
    match basis {
        BasisKind::Frequencies => 0.02,
        BasisKind::Pixels => 0.3,
    }
}

/// What one call of [`Transfer::step`] did.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The scale with this number begins; its start picture is there.
    ScaleStarted(usize),
    /// One iteration was accepted.
    Accepted(StepReport),
    /// No step lowers the loss at the scale with this number any more, which is not the last one.
    ScaleConverged(usize),
    /// The painting ended; every further call says the same.
    Finished(Ending),
}

/// A painting that was broken off: all that it needs to go on, besides its settings and pictures.
///
/// What the optimiser had learned of the objective is not in it; it is learned anew within a few iterations.
#[derive(Debug, Clone)]
pub struct Resumption {
    /// Iterations made over all scales.
    pub iteration: usize,
    /// Seconds of computation that they took.
    pub seconds: f64,
    /// The scales, coarse to fine: those behind with the iterations made there.
    pub scales: Vec<Scale>,
    /// The picture after the last iteration.
    pub picture: Arc<Pixels>,
}

/// One painting.
///
/// ```
/// use std::sync::Arc;
///
/// use impasto::cancel::CancelToken;
/// use impasto::network::{DeviceChoice, NetworkCache};
/// use impasto::picture::Picture;
/// use impasto::transfer::{Step, Transfer, TransferSettings};
///
/// # fn main() -> impasto::error::Result<()> {
/// // They stand for what `Picture::open` reads from files.
/// let photograph = Arc::new(Picture::white_noise(64, 48, 1.0, 1));
/// let style = Arc::new(Picture::white_noise(48, 48, 0.5, 2));
///
/// let settings = TransferSettings { size: 32, iterations: 2, ..TransferSettings::default() };
/// let network = NetworkCache::default().get(DeviceChoice::Cpu, settings.weight_scale)?;
/// let mut transfer = Transfer::new(network, settings, photograph, style, None)?;
///
/// // Another thread may cancel it.
/// let cancel = CancelToken::new();
/// let mut losses = Vec::new();
/// loop {
///     match transfer.step(&cancel)? {
///         Step::Accepted(report) => losses.push(report.losses.total),
///         Step::Finished(_) => break,
///         Step::ScaleStarted(_) | Step::ScaleConverged(_) => {}
///     }
/// }
/// assert!(losses.len() == 2 && losses[1] < losses[0]);
/// assert_eq!(transfer.picture()?.width(), 32);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Transfer {
    network: Arc<Vgg19>,
    settings: TransferSettings,
    content: Arc<Picture>,
    styles: Styles,
    /// What other paintings measured, when it is shared with them; else nothing is kept from scale to scale.
    targets: Option<Targets>,
    scales: Vec<Scale>,
    stage: Stage,
    /// Iterations over all scales.
    iterations: usize,
    /// Evaluations of the objective at the scales that are done.
    evaluations_before: usize,
    seconds: f64,
}

/// Where the painting stands.
#[derive(Debug)]
enum Stage {
    /// A scale is about to begin from this picture, or to go on from it after so many iterations.
    Before { scale: usize, start: Picture, made: usize },
    /// A scale is being painted.
    Painting(Box<Painting>),
    /// The painting ended with this picture.
    Done { picture: Picture, ending: Ending },
}

/// One scale being painted.
#[derive(Debug)]
struct Painting {
    scale: usize,
    canvas: Canvas,
    method: Method,
    /// Iterations made at this scale.
    made: usize,
}

/// The optimiser that was chosen, with the present picture.
#[derive(Debug)]
enum Method {
    Lbfgs(Lbfgs<Losses>),
    Adam(Adam<Losses>),
}

impl Transfer {
    /// Prepares a painting: checks the settings and the pictures' shapes.
    ///
    /// `start` is the picture to start from when `settings.start` asks for one.
    ///
    /// # Errors
    /// [`Error::Value`] for settings that cannot be used.
    pub fn new(
        network: Arc<Vgg19>,
        settings: TransferSettings,
        content: Arc<Picture>,
        styles: impl Into<Styles>,
        start: Option<Arc<Picture>>,
    ) -> Result<Self> {
        settings.validate()?;
        let styles = styles.into();
        let scales = plan_scales(&settings, content.width(), content.height());
        check_scales(&scales, &styles, &settings)?;
        let Scale { width, height, .. } = scales[0];
        let start = match (settings.start, start) {
            (Start::Content, _) => content.resized(width, height),
            (Start::Noise, _) => Picture::white_noise(width, height, noise_range(settings.basis), settings.seed),
            (Start::Style, _) => styles.heaviest().cropped_to(width, height),
            (Start::Picture, Some(picture)) => picture.cropped_to(width, height),
            (Start::Picture, None) => {
                return Err(Error::value(
                    text!("the start picture"),
                    text!("absent"),
                    text!("choose a picture to start from"),
                ));
            }
        };
        let stage = Stage::Before { scale: 0, start, made: 0 };
        Ok(Self::standing_at(stage, network, settings, content, styles, scales))
    }

    /// Prepares a painting that was broken off to go on: at the size that it had reached, with the iterations that were
    /// left.
    ///
    /// # Errors
    /// [`Error::Value`] for settings that cannot be used.
    pub fn resumed(
        network: Arc<Vgg19>,
        settings: TransferSettings,
        content: Arc<Picture>,
        styles: impl Into<Styles>,
        resumption: Resumption,
    ) -> Result<Self> {
        settings.validate()?;
        let styles = styles.into();
        let Resumption { iteration, seconds, scales: before, picture } = resumption;
        let [width, height] = picture.size();
        let (width, height) = fitted_size(content.width(), content.height(), width.max(height));
        let mut scales: Vec<Scale> =
            before.iter().copied().take_while(|scale| (scale.width, scale.height) != (width, height)).collect();
        let present = before.get(scales.len()).copied();
        let made_before: usize = scales.iter().map(|scale| scale.iterations).sum();
        let made = iteration.saturating_sub(made_before);
        let scale = present.unwrap_or(Scale { width, height, iterations: made });
        let index = scales.len();
        let standing = Standing { scale, made_here: made, made: iteration };
        scales.extend(plan_rest(&settings, content.width(), content.height(), standing));
        check_scales(&scales[index..], &styles, &settings)?;
        let start = picture.to_picture().cropped_to(width, height);
        let stage = Stage::Before { scale: index, start, made };
        let transfer = Self::standing_at(stage, network, settings, content, styles, scales);
        Ok(Self { iterations: iteration, seconds, ..transfer })
    }

    /// A painting without a past.
    const fn standing_at(
        stage: Stage,
        network: Arc<Vgg19>,
        settings: TransferSettings,
        content: Arc<Picture>,
        styles: Styles,
        scales: Vec<Scale>,
    ) -> Self {
        Self {
            network,
            settings,
            content,
            styles,
            targets: None,
            scales,
            stage,
            iterations: 0,
            evaluations_before: 0,
            seconds: 0.0,
        }
    }

    /// The same, sharing with other paintings by the same network what is measured of content and style.
    #[must_use]
    pub(super) fn sharing(self, targets: Targets) -> Self {
        Self { targets: Some(targets), ..self }
    }

    /// Exchanges the memory of the feature maps, which other paintings can use while this one waits.
    pub(super) fn swap_workspace(&mut self, workspace: &mut Workspace) {
        if let Stage::Painting(painting) = &mut self.stage {
            painting.canvas.objective.swap_workspace(workspace);
        }
    }

    /// Does the next piece of work.
    ///
    /// # Errors
    /// [`Error::Cancelled`] once the token is cancelled; the painting stays as it was before the call.
    pub fn step(&mut self, cancel: &CancelToken) -> Result<Step> {
        let begin = Instant::now();
        let step = self.advance(cancel);
        self.seconds += begin.elapsed().as_secs_f64();
        if let Ok(Step::Accepted(report)) = step {
            return Ok(Step::Accepted(StepReport { seconds: self.seconds, ..report }));
        }
        step
    }

    /// The picture as it is, at the present scale, clamped to [0, 1].
    ///
    /// # Errors
    /// Only when the device fails.
    pub fn picture(&self) -> Result<Picture> {
        match &self.stage {
            Stage::Before { start: picture, .. } | Stage::Done { picture, .. } => Ok(picture.clone()),
            Stage::Painting(painting) => painting.picture(),
        }
    }

    /// Asks a layer about the picture as it is.
    ///
    /// # Errors
    /// [`Error::Value`] when the picture is too small for the layer; [`Error::Cancelled`]; or a failure of the device.
    pub fn ask(&mut self, layer: Layer, cancel: &CancelToken) -> Result<Activations> {
        let picture = self.picture()?;
        match &mut self.stage {
            Stage::Painting(painting) => painting.canvas.objective.ask(layer, &picture, cancel),
            Stage::Before { .. } | Stage::Done { .. } => {
                let choices = (self.settings.pooling, self.settings.padding);
                Activations::of(&self.network, &picture, layer, choices, &mut Workspace::default(), cancel)
            }
        }
    }

    /// Goes on with other weights from the next step.
    ///
    /// # Errors
    /// [`Error::Value`] for weights that cannot be used; the old ones stay. [`Error::Cancelled`].
    pub fn set_weights(&mut self, weights: Weights, cancel: &CancelToken) -> Result<()> {
        weights.validate()?;
        if let Stage::Painting(painting) = &mut self.stage {
            painting.canvas.objective.set_weights(weights.clone(), cancel)?;
            painting.method.forget();
        }
        self.settings.weights = weights;
        Ok(())
    }

    /// Goes on with other styles, other weights of theirs, or at another style scale from the next step.
    ///
    /// # Errors
    /// [`Error::Value`] for a style scale that cannot be used, or a style that is seen too small; the old ones stay.
    /// [`Error::Cancelled`].
    pub fn set_styles(&mut self, styles: Styles, style_scale: f64, cancel: &CancelToken) -> Result<()> {
        let settings = TransferSettings { style_scale, ..self.settings.clone() };
        settings.validate()?;
        let present = match &self.stage {
            Stage::Before { scale, .. } => *scale,
            Stage::Painting(painting) => painting.scale,
            Stage::Done { .. } => return Ok(()),
        };
        check_scales(&self.scales[present..], &styles, &settings)?;
        if let Stage::Painting(painting) = &mut self.stage {
            let seen = styles.seen(self.scales[present].longer_side(), style_scale, settings.deepest_layer());
            painting.canvas.objective.set_styles(seen, cancel)?;
            painting.method.forget();
        }
        (self.styles, self.settings) = (styles, settings);
        Ok(())
    }

    /// The settings in force.
    pub fn settings(&self) -> &TransferSettings {
        &self.settings
    }

    /// The styles that it is painted in.
    pub fn styles(&self) -> &Styles {
        &self.styles
    }

    /// Goes on with another size, another number of iterations or other scales; nothing that was painted is lost.
    ///
    /// The present scale gets its share of the iterations that are left, and the scales ahead are planned anew.
    ///
    /// # Errors
    /// [`Error::Value`] for a plan that cannot be used; the old one stays.
    pub fn set_plan(&mut self, plan: Plan) -> Result<()> {
        let settings = plan.applied_to(&self.settings);
        settings.validate()?;
        let (index, made_here) = match &self.stage {
            Stage::Before { scale, made, .. } => (*scale, *made),
            Stage::Painting(painting) => (painting.scale, painting.made),
            Stage::Done { .. } => return Ok(()),
        };
        let standing = Standing { scale: self.scales[index], made_here, made: self.iterations };
        let rest = plan_rest(&settings, self.content.width(), self.content.height(), standing);
        check_scales(&rest, &self.styles, &settings)?;
        self.scales.truncate(index);
        self.scales.extend(rest);
        self.settings = settings;
        Ok(())
    }

    /// Ends the present scale; the next step begins the next one or finishes.
    pub fn skip_scale(&mut self) {
        if let Stage::Painting(painting) = &mut self.stage {
            self.scales[painting.scale].iterations = painting.made;
        }
    }

    /// Whether the present scale is done but not the last, so that the next step leaves it; [`Self::picture`] is the
    /// last one at its size.
    pub fn leaves_scale(&self) -> bool {
        matches!(&self.stage, Stage::Painting(painting) if painting.made >= self.scales[painting.scale].iterations
            && painting.scale + 1 < self.scales.len())
    }

    /// The scales, coarse to fine: those behind with the iterations made there, those ahead with the planned ones.
    pub fn scales(&self) -> &[Scale] {
        &self.scales
    }

    fn advance(&mut self, cancel: &CancelToken) -> Result<Step> {
        match &mut self.stage {
            Stage::Done { ending, .. } => Ok(Step::Finished(*ending)),
            Stage::Before { scale, start, made } => {
                let (index, scale, made) = (*scale, self.scales[*scale], *made);
                let content = self.content.resized(scale.width, scale.height);
                let deepest = self.settings.deepest_layer();
                let styles = self.styles.seen(scale.longer_side(), self.settings.style_scale, deepest);
                let network = Arc::clone(&self.network);
                let device = network.device().clone();
                let targets = self.targets.clone().unwrap_or_default();
                let objective = Objective::sharing(targets, network, &self.settings, &content, styles.clone(), cancel)?;
                let is_photograph = index == 0 && made == 0 && self.settings.start == Start::Content;
                let start = match self.settings.basis {
                    BasisKind::Frequencies if is_photograph => {
                        without_more_grain(start, &SeenStyle::heaviest(&styles).middle_tile())?
                    }
                    _ => start.clone(),
                };
                let (canvas, coefficients) = Canvas::new(objective, &start, self.settings.basis, &device)?;
                let method = Method::new(self.settings.optimizer, coefficients);
                let painting = Painting { scale: index, canvas, method, made };
                self.stage = Stage::Painting(Box::new(painting));
                Ok(Step::ScaleStarted(index))
            }
            Stage::Painting(painting) if painting.made >= self.scales[painting.scale].iterations => {
                self.leave_scale(cancel)
            }
            Stage::Painting(painting) => match painting.method.step(&mut painting.canvas, cancel)? {
                Progress::Moved => {
                    painting.made += 1;
                    self.iterations += 1;
                    Ok(Step::Accepted(painting.report(self.iterations, self.evaluations_before)))
                }
                Progress::Converged if painting.scale + 1 < self.scales.len() => {
                    self.scales[painting.scale].iterations = painting.made;
                    Ok(Step::ScaleConverged(painting.scale))
                }
                Progress::Converged => self.finish(Ending::Converged),
                Progress::NotFinite => self.finish(Ending::NotFinite),
            },
        }
    }

    /// Goes on to the next scale, or ends the painting at the last.
    fn leave_scale(&mut self, cancel: &CancelToken) -> Result<Step> {
        if let Stage::Painting(painting) = &self.stage
            && let Some(next) = self.scales.get(painting.scale + 1)
        {
            let start = painting.picture()?.resized(next.width, next.height);
            self.evaluations_before += painting.canvas.evaluations();
            self.stage = Stage::Before { scale: painting.scale + 1, start, made: 0 };
            return self.advance(cancel);
        }
        self.finish(Ending::Completed)
    }

    fn finish(&mut self, ending: Ending) -> Result<Step> {
        self.stage = Stage::Done { picture: self.picture()?, ending };
        Ok(Step::Finished(ending))
    }
}

/// Checks that painting and style are large enough for the network at every scale.
fn check_scales(scales: &[Scale], styles: &Styles, settings: &TransferSettings) -> Result<()> {
    let deepest = settings.deepest_layer();
    for scale in scales {
        check_size(text!("the painting"), scale.width, scale.height, deepest)?;
        for style in styles.seen(scale.longer_side(), settings.style_scale, deepest) {
            let (width, height) = style.least_tile();
            check_size(text!("the style picture"), width, height, deepest)?;
        }
    }
    Ok(())
}

impl Painting {
    fn picture(&self) -> Result<Picture> {
        self.canvas.to_picture(self.method.x())
    }

    fn report(&self, iteration: usize, evaluations_before: usize) -> StepReport {
        let losses = self.method.losses().expect("a step was made").clone();
        let (width, height) = self.canvas.size();
        let evaluations = evaluations_before + self.canvas.evaluations();
        StepReport { iteration, evaluations, scale: self.scale, width, height, losses, seconds: 0.0 }
    }
}

impl Method {
    fn new(optimizer: Optimizer, start: Vector) -> Self {
        match optimizer {
            Optimizer::Lbfgs => Self::Lbfgs(Lbfgs::new(start, Lbfgs::<Losses>::HISTORY, FIRST_STEP)),
            Optimizer::Adam => Self::Adam(Adam::new(start, ADAM_RATE)),
        }
    }

    fn step(&mut self, canvas: &mut Canvas, cancel: &CancelToken) -> Result<Progress> {
        match self {
            Self::Lbfgs(lbfgs) => lbfgs.step(canvas, cancel),
            Self::Adam(adam) => adam.step(canvas, cancel),
        }
    }

    fn forget(&mut self) {
        match self {
            Self::Lbfgs(lbfgs) => lbfgs.forget(),
            Self::Adam(adam) => adam.forget(),
        }
    }

    fn x(&self) -> &Vector {
        match self {
            Self::Lbfgs(lbfgs) => lbfgs.x(),
            Self::Adam(adam) => adam.x(),
        }
    }

    fn losses(&self) -> Option<&Losses> {
        match self {
            Self::Lbfgs(lbfgs) => lbfgs.point().map(|point| &point.notes),
            Self::Adam(adam) => adam.point().map(|point| &point.notes),
        }
    }
}
