//! The content's colours given back to a painting of it, as a step after painting.
//!
//! A painting takes its colours from the style. These methods lead them back to those of the content: by its chroma
//! with the painted luminance, by a linear map that gives the painted colours the content's mean and covariance (both
//! after L. Gatys, M. Bethge, A. Hertzmann and E. Shechtman, "Preserving color in neural artistic style transfer",
//! 2016), or by matching the histogram of each channel. The paper changes the style picture before painting; here the
//! finished picture is changed, so that every method can be tried on it at once.
//!
//! Statistics are 64-bit numbers of the sRGB values as they are stored, from 0 to 1, as in the paper.

mod histogram;
mod linear;
mod luminance;
mod mapping;
mod matrix;
mod statistics;

use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::{Deserialize, Serialize};

use crate::error::{Result, within};
use crate::picture::Picture;
use crate::text::text;

use histogram::Histograms;
use linear::LinearMap;
use luminance::Luminance;
pub(super) use luminance::luminance;
pub(super) use mapping::{mapped, towards};
use statistics::Statistics;

/// How far the colours are led: 0 leaves the painting as it is, 1 goes all the way.
pub const COLORS_STRENGTH_RANGE: RangeInclusive<f64> = 0.0..=1.0;

/// A content picture that was fitted to a painting of up to so many pixels is kept for the next painting of that size.
const KEPT_PIXELS: usize = 4 << 20;

/// How a painting comes by the colours of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColorMethod {
    /// Not at all: it keeps the colours that were painted.
    #[default]
    None,
    /// Each pixel takes the content's chroma and keeps the painted luminance (section 4.2 of the paper, "luminance-only
    /// transfer").
    Luminance,
    /// The same with the painted luminance brought to the content's mean and spread, as the paper does.
    LuminanceMatched,
    /// A linear map to the content's mean and covariance by Cholesky decompositions (section 4.1 of the paper).
    Cholesky,
    /// The same by square roots from principal components, `Sc^1/2 Sp^-1/2`, as in Image Analogies (section 4.1).
    Pca,
    /// The same by the one symmetric matrix that does it, which moves the colours least (F. Pitié and A. Kokaram, "The
    /// linear Monge-Kantorovitch linear colour mapping", 2007).
    Symmetric,
    /// Red, green and blue each get the content's distribution of values.
    Histogram,
}

impl ColorMethod {
    /// All methods, in the order in which they are offered.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::Luminance,
        Self::LuminanceMatched,
        Self::Cholesky,
        Self::Pca,
        Self::Symmetric,
        Self::Histogram,
    ];
}

/// What becomes of the painted colours.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ColorSettings {
    /// How the painting comes by the content's colours.
    pub method: ColorMethod,
    /// How far it is led there, see [`COLORS_STRENGTH_RANGE`].
    pub strength: f64,
}

impl Default for ColorSettings {
    fn default() -> Self {
        Self { method: ColorMethod::None, strength: 1.0 }
    }
}

impl ColorSettings {
    /// Whether the painting stays as it is.
    pub fn change_nothing(&self) -> bool {
        self.method == ColorMethod::None || self.strength == 0.0
    }

    /// Checks the strength against its range.
    ///
    /// # Errors
    /// [`crate::error::Error::Value`] when it lies outside.
    pub fn validate(&self) -> Result<()> {
        within(text!("the strength of the colours"), self.strength, &COLORS_STRENGTH_RANGE)
    }
}

/// The colours of one content picture, to be given to any number of paintings of it.
///
/// What is found out about the content is found out once, when it is first needed; so the second picture of a painting
/// costs less than the first.
#[derive(Debug)]
pub struct ContentColors {
    /// None where it is not known.
    content: Option<Fitting>,
    statistics: OnceLock<Statistics>,
    histograms: OnceLock<Histograms>,
}

impl ContentColors {
    /// The colours of this picture. Nothing is computed yet.
    pub const fn new(content: Arc<Picture>) -> Self {
        Self { content: Some(Fitting::new(content)), statistics: OnceLock::new(), histograms: OnceLock::new() }
    }

    /// The colours of a picture that is not there: paintings of it keep theirs.
    pub const fn unknown() -> Self {
        Self { content: None, statistics: OnceLock::new(), histograms: OnceLock::new() }
    }

    /// The content itself.
    pub(super) const fn content(&self) -> Option<&Fitting> {
        self.content.as_ref()
    }

    /// A painting of the content, of any size, with its colours; values stay within [0, 1]. One that is owned is changed in
    /// its place.
    pub fn given_to<'a>(&self, painted: Cow<'a, Picture>, settings: ColorSettings) -> Cow<'a, Picture> {
        let Some(content) = self.content.as_ref().filter(|_| !settings.change_nothing()) else { return painted };
        Cow::Owned(self.applied_to(painted.into_owned(), content, settings))
    }

    fn applied_to(&self, painted: Picture, content: &Fitting, settings: ColorSettings) -> Picture {
        let strength = settings.strength.clamp(*COLORS_STRENGTH_RANGE.start(), *COLORS_STRENGTH_RANGE.end());
        let statistics = || self.statistics.get_or_init(|| Statistics::of(&content.picture));
        let fitted = |painted: &Picture| content.to(painted.width(), painted.height());
        match settings.method {
            ColorMethod::None => unreachable!("nothing was to be changed"),
            ColorMethod::Luminance => {
                let fitted = fitted(&painted);
                Luminance::kept(strength).applied_to(painted, &fitted)
            }
            ColorMethod::LuminanceMatched => {
                let luminance = Luminance::matched(&Statistics::of(&painted), statistics(), strength);
                let fitted = fitted(&painted);
                luminance.applied_to(painted, &fitted)
            }
            ColorMethod::Cholesky => {
                LinearMap::by_cholesky(&Statistics::of(&painted), statistics()).apply(painted, strength)
            }
            ColorMethod::Pca => LinearMap::by_pca(&Statistics::of(&painted), statistics()).apply(painted, strength),
            ColorMethod::Symmetric => {
                LinearMap::by_symmetric_matrix(&Statistics::of(&painted), statistics()).apply(painted, strength)
            }
            ColorMethod::Histogram => {
                let content = self.histograms.get_or_init(|| Histograms::of(&content.picture));
                Histograms::of(&painted).matched_to(content).apply(painted, strength)
            }
        }
    }
}

/// A picture at the sizes of the paintings for which it is asked.
#[derive(Debug)]
pub(super) struct Fitting {
    picture: Arc<Picture>,
    /// The picture at the size that was asked for last.
    kept: Mutex<Option<Arc<Picture>>>,
}

impl Fitting {
    pub(super) const fn new(picture: Arc<Picture>) -> Self {
        Self { picture, kept: Mutex::new(None) }
    }

    /// The picture stretched to a size.
    pub(super) fn to(&self, width: usize, height: usize) -> Arc<Picture> {
        let is_fitting = |picture: &Picture| (picture.width(), picture.height()) == (width, height);
        if is_fitting(&self.picture) {
            return Arc::clone(&self.picture);
        }
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fitted) = kept().as_ref().filter(|fitted| is_fitting(fitted)) {
            return Arc::clone(fitted);
        }
        let fitted = Arc::new(self.picture.resized(width, height));
        *kept() = (width * height <= KEPT_PIXELS).then(|| Arc::clone(&fitted));
        fitted
    }
}

#[cfg(test)]
mod tests;
