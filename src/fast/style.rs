//! One fast style, or a blend of several, applied to pictures of any size.

use std::sync::Arc;

use candle_core::{Device, Tensor};
use rayon::prelude::*;

use super::compact::{Canvas, CompactPainting};
use super::options::ApplyOptions;
use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::network::{FeedForward, FeedForwardWeights, PREDICTION_SIDE, StylePrediction, Workspace};
use crate::picture::Picture;
use crate::text::text;

/// The feature maps of one band take about this much memory: few rows are then computed twice, and little is added to
/// what the picture itself takes.
const BAND_BYTES: usize = 96 << 20;

/// Which network paints a style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkKind {
    /// One style: Johnson et al. 2016.
    TransformNet,
    /// 26 styles: Dumoulin et al. 2017.
    MultiStyle,
    /// Any painting: Ghiasi et al. 2017.
    Arbitrary,
}

impl NetworkKind {
    /// The authors and the year of the paper.
    pub const fn paper(self) -> &'static str {
        match self {
            Self::TransformNet => "Johnson et al. 2016",
            Self::MultiStyle => "Dumoulin et al. 2017",
            Self::Arbitrary => "Ghiasi et al. 2017",
        }
    }
}

/// A network that paints, and the one that predicts its style vectors if there is one.
#[derive(Debug)]
pub(super) struct Painter {
    pub(super) kind: NetworkKind,
    pub(super) network: FeedForward,
    pub(super) prediction: Option<StylePrediction>,
}

impl Painter {
    /// The style vector of the middle square of a picture; an empty one if the network has none.
    pub(super) fn vector_of(&self, picture: &Picture, cancel: &CancelToken) -> Result<Vec<f32>> {
        let Some(prediction) = &self.prediction else { return Ok(Vec::new()) };
        prediction.predict(picture.cropped_to(PREDICTION_SIDE, PREDICTION_SIDE).planes(), cancel)
    }
}

/// What one network contributes to a style.
#[derive(Debug, Clone)]
struct Part {
    painter: Arc<Painter>,
    vector: Vec<f32>,
    /// Of the whole style; all shares together are 1.
    share: f32,
}

/// A fast style on its device.
///
/// ```
/// use candle_core::Device;
/// use impasto::cancel::CancelToken;
/// use impasto::fast::{ApplyOptions, Networks, Style, StyleSource};
/// use impasto::network::Workspace;
/// use impasto::picture::Picture;
///
/// # fn main() -> impasto::error::Result<()> {
/// let (networks, cancel) = (Networks::new(Device::Cpu), CancelToken::new());
/// // One that comes with the program, and one of any painting, which `Picture::open` reads from a file.
/// let wave = networks.style(&StyleSource::Bundled("great-wave".into()), &cancel)?;
/// let mine = networks.of_painting(&Picture::white_noise(64, 64, 0.5, 2), &cancel)?;
/// let both = Style::blend(&[(&wave, 2.0), (&mine, 1.0)])?;
///
/// let photograph = Picture::white_noise(48, 32, 1.0, 1);
/// let options = ApplyOptions { strength: 0.8, ..ApplyOptions::default() };
/// // It keeps the memory of the feature maps for the next picture.
/// let mut workspace = Workspace::default();
/// let painted = both.apply(photograph, &options, &mut workspace, &mut |_share| {}, &cancel)?;
/// assert_eq!((painted.picture.width(), painted.picture.height()), (48, 32));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Style {
    parts: Vec<Part>,
}

impl Style {
    pub(super) fn new(painter: Arc<Painter>, vector: Vec<f32>) -> Self {
        Self { parts: vec![Part { painter, vector, share: 1.0 }] }
    }

    /// The style of a network of one style on a device.
    ///
    /// # Errors
    /// Only when the device fails.
    pub fn of_weights(weights: &FeedForwardWeights, device: Device) -> Result<Self> {
        let network = FeedForward::new(weights, device)?;
        let painter = Painter { kind: NetworkKind::TransformNet, network, prediction: None };
        Ok(Self::new(Arc::new(painter), Vec::new()))
    }

    /// Several styles together, each with a weight; only the weights' ratios count. Styles of one network blend in the
    /// network, by their style vectors; those of different networks blend as pictures.
    ///
    /// # Errors
    /// [`Error::Value`] for weights that are negative, not finite, or all zero.
    pub fn blend(styles: &[(&Self, f32)]) -> Result<Self> {
        let sum: f32 = styles.iter().map(|&(_, weight)| weight).sum();
        if !sum.is_finite() || sum <= 0.0 || styles.iter().any(|&(_, weight)| weight < 0.0) {
            let weights: Vec<String> = styles.iter().map(|(_, weight)| weight.to_string()).collect();
            let remedy = text!("give numbers from 0 upwards that are not all 0");
            return Err(Error::value(text!("the weights of the blend"), weights.join(", "), remedy));
        }
        let mut parts: Vec<Part> = Vec::new();
        for (style, weight) in styles {
            for part in &style.parts {
                let share = part.share * weight / sum;
                match parts.iter_mut().find(|other| Arc::ptr_eq(&other.painter, &part.painter)) {
                    Some(other) => other.add(&part.vector, share),
                    None if share > 0.0 => parts.push(Part { share, ..part.clone() }),
                    None => {}
                }
            }
        }
        Ok(Self { parts })
    }

    /// The networks that paint the style, and how many channels their first contributions have.
    pub fn networks(&self) -> impl Iterator<Item = (NetworkKind, usize)> {
        self.parts.iter().map(|part| (part.painter.kind, part.painter.network.width()))
    }

    /// Paints a picture; the painted one has its size. `progress` is told the share that is done, from 0 to 1, now and
    /// then.
    ///
    /// The networks paint multiples of 4 pixels; what they paint beyond the right and the lower edge is cut off.
    ///
    /// # Errors
    /// [`Error::Value`] for an option out of its range, [`Error::Cancelled`], or a failure of the device.
    pub fn apply(
        &self,
        picture: impl Into<Arc<Picture>>,
        options: &ApplyOptions,
        workspace: &mut Workspace,
        progress: &mut dyn FnMut(f64),
        cancel: &CancelToken,
    ) -> Result<Painted> {
        options.check()?;
        let picture = picture.into();
        let (width, height) = (picture.width(), picture.height());
        let kept = self.kept_share(options.strength);
        let Some(size) = options.style_size.filter(|&size| size != width.max(height)) else {
            return self.painted(picture, kept, options, workspace, progress, cancel);
        };
        let small = picture.with_longer_side(size);
        let options = ApplyOptions { memory: options.memory.saturating_sub(bytes(&picture)), ..*options };
        let painted = self.painted(small.into(), 0.0, &options, workspace, progress, cancel)?;
        let mut painted = painted.picture.resized(width, height);
        // What is mixed as pictures is mixed at full size, so that the content stays sharp.
        if kept > 0.0 {
            let mut planes = painted.into_planes();
            add(&mut planes, picture.planes(), kept);
            painted = Picture::new(width, height, planes);
        }
        Ok(Painted { picture: painted, content: picture })
    }

    /// The share of the content that is mixed, as a picture, with what is painted.
    fn kept_share(&self, strength: f32) -> f32 {
        let painted = self.parts.iter().map(|part| part.share_at(strength)).sum::<f32>();
        if painted >= 1.0 - f32::EPSILON { 0.0 } else { 1.0 - painted }
    }

    /// What the networks paint, by their shares, and `kept` of the content.
    fn painted(
        &self,
        picture: Arc<Picture>,
        kept: f32,
        options: &ApplyOptions,
        workspace: &mut Workspace,
        progress: &mut dyn FnMut(f64),
        cancel: &CancelToken,
    ) -> Result<Painted> {
        let (width, height) = (picture.width(), picture.height());
        let vectors = self.parts.iter().map(|part| part.vector_at(options.strength, &picture, cancel));
        let vectors = vectors.collect::<Result<Vec<_>>>()?;
        let shares = self.parts.iter().map(|part| (&part.painter.network, part.share_at(options.strength)));
        let contributions = shares.zip(&vectors).filter(|((_, share), _)| *share > 0.0);
        let contributions: Vec<_> =
            contributions.map(|((network, share), vector)| Contribution { network, vector, share }).collect();
        let maps = contributions.iter().map(|part| part.network.map_bytes(height, width)).max().unwrap_or(0);
        // The picture, what a network paints of it, and the sum of what all paint.
        if maps + 3 * bytes(&picture) <= options.memory {
            workspace.prepare((height, width, maps));
            let mut painted = at_once(&contributions, &picture, workspace, cancel)?;
            add(&mut painted, picture.planes(), kept);
            progress(1.0);
            return Ok(Painted { picture: Picture::new(width, height, painted), content: picture });
        }
        *workspace = Workspace::default();
        let content = if picture.is_packed() { picture } else { Arc::unwrap_or_clone(picture).packed().into() };
        let mut painted = in_bands(&contributions, &content, progress, cancel)?;
        if kept > 0.0 {
            painted.add(&content, kept);
        }
        progress(1.0);
        Ok(Painted { picture: painted.into_picture(), content })
    }
}

/// A painted picture, and the one that it was painted of.
pub struct Painted {
    /// What was painted.
    pub picture: Picture,
    /// The content at the same size; a large one is packed.
    pub content: Arc<Picture>,
}

/// What one network adds to a picture.
struct Contribution<'a> {
    network: &'a FeedForward,
    vector: &'a [f32],
    share: f32,
}

/// The planes `[3, H, W]` that the networks paint of a whole picture.
fn at_once(
    contributions: &[Contribution<'_>],
    picture: &Picture,
    workspace: &mut Workspace,
    cancel: &CancelToken,
) -> Result<Vec<f32>> {
    let (width, height) = (picture.width(), picture.height());
    let mut planes = vec![0.0; 3 * width * height];
    for Contribution { network, vector, share } in contributions {
        let input = Tensor::from_slice(picture.planes(), (1, 3, height, width), network.device())?;
        let painted = network.forward(&input, vector, workspace, cancel)?;
        let values = painted.flatten_all()?.to_vec1::<f32>()?;
        workspace.give(painted);
        // Beyond the picture there are up to 3 rows and columns more.
        let (rows, columns) = (height.next_multiple_of(4), width.next_multiple_of(4));
        for (plane, values) in planes.chunks_exact_mut(width * height).zip(values.chunks_exact(rows * columns)) {
            let lines = plane.par_chunks_exact_mut(width).zip(values.par_chunks_exact(columns));
            lines.for_each(|(target, line)| target.iter_mut().zip(line).for_each(|(sum, value)| *sum += share * value));
        }
    }
    Ok(planes)
}

/// The picture that the networks paint, one band after the other.
fn in_bands(
    contributions: &[Contribution<'_>],
    content: &Picture,
    progress: &mut dyn FnMut(f64),
    cancel: &CancelToken,
) -> Result<CompactPainting> {
    let mut painted = CompactPainting::black((content.width(), content.height()));
    for (index, Contribution { network, vector, share }) in contributions.iter().enumerate() {
        let mut canvas = Canvas { content, painted: &mut painted, share: *share };
        let mut tell = |done: f64| progress((index as f64 + done) / contributions.len() as f64);
        network.forward_in_bands(&mut canvas, vector, BAND_BYTES, &mut tell, cancel)?;
    }
    Ok(painted)
}

/// Adds values times `share`.
fn add(sums: &mut [f32], values: &[f32], share: f32) {
    if share > 0.0 {
        sums.par_iter_mut().zip(values).for_each(|(sum, value)| *sum += share * value);
    }
}

/// The memory that a picture takes as numbers.
fn bytes(picture: &Picture) -> u64 {
    (3 * picture.width() * picture.height() * size_of::<f32>()) as u64
}

impl Part {
    /// The share of what the network paints. If it has no way of its own to paint less strongly, the content takes the rest.
    fn share_at(&self, strength: f32) -> f32 {
        if self.painter.prediction.is_some() { self.share } else { self.share * strength }
    }

    /// The style vector at some strength: mixed with that of the picture, if the network can tell what that is.
    fn vector_at(&self, strength: f32, picture: &Picture, cancel: &CancelToken) -> Result<Vec<f32>> {
        if strength == 1.0 || self.painter.prediction.is_none() {
            return Ok(self.vector.clone());
        }
        let own = self.painter.vector_of(picture, cancel)?;
        Ok(self.vector.iter().zip(own).map(|(style, own)| strength * style + (1.0 - strength) * own).collect())
    }

    /// Adds a share of another style of the same network.
    fn add(&mut self, vector: &[f32], share: f32) {
        let sum = self.share + share;
        if sum > 0.0 {
            for (mine, other) in self.vector.iter_mut().zip(vector) {
                *mine = (*mine * self.share + other * share) / sum;
            }
        }
        self.share = sum;
    }
}
