//! Instance normalisation (Ulyanov et al. 2016): every channel of a map brought to mean 0 and variance 1, then scaled
//! and shifted.
//!
//! The statistics are apart from their application, and those of parts of a map can be put together, so that a picture
//! painted tile by tile is normalised as a whole. `gradient.rs` has the way back.

mod gradient;

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::simd::{load, store};
use super::{Activation, MapShape};
use crate::cancel::CancelToken;
use crate::error::Result;

pub use gradient::{Normalisation, ParameterGradient, gradient};

/// Values whose mean and deviations are computed together, in the first-level cache: in single precision, while parts
/// are put together in double precision.
const PART: usize = 4096;

/// What is added to the variance, lest channels without any be divided by zero; PyTorch's.
pub const EPSILON: f64 = 1e-5;

/// The statistics of one channel.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    /// How many values.
    pub count: f64,
    /// Their mean.
    pub mean: f64,
    /// The sum of the squares of their deviations from the mean.
    pub squares: f64,
}

impl Moments {
    /// The statistics of both sets of values together (Chan, Golub and `LeVeque` 1979).
    pub fn with(self, other: Self) -> Self {
        let count = self.count + other.count;
        if count == 0.0 {
            return self;
        }
        let difference = other.mean - self.mean;
        Self {
            count,
            mean: self.mean + difference * (other.count / count),
            squares: self.squares + other.squares + difference * difference * (self.count * other.count / count),
        }
    }

    /// The variance, with the number of values as the divisor.
    pub fn variance(self) -> f64 {
        if self.count == 0.0 { 0.0 } else { self.squares / self.count }
    }

    /// The map `x -> scale x + shift` that normalises the values and then multiplies by `weight` and adds `bias`.
    pub fn normalisation(self, weight: f32, bias: f32) -> Affine {
        let scale = f64::from(weight) / (self.variance() + EPSILON).sqrt();
        Affine { scale: scale as f32, shift: (f64::from(bias) - self.mean * scale) as f32 }
    }
}

/// `x -> scale x + shift` for the values of one channel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Affine {
    /// The factor.
    pub scale: f32,
    /// What is added then.
    pub shift: f32,
}

impl Affine {
    /// The one that changes nothing.
    pub const NOTHING: Self = Self { scale: 1.0, shift: 0.0 };
}

/// The statistics of each channel of a map `[C, H, W]`.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled).
///
/// # Panics
/// If the slice does not have its shape.
pub fn moments(map: &[f32], shape: MapShape, cancel: &CancelToken) -> Result<Vec<Moments>> {
    moments_on(Arch::new(), map, shape, cancel)
}

/// [`moments`] on an instruction set that may not be the best.
fn moments_on(arch: Arch, map: &[f32], shape: MapShape, cancel: &CancelToken) -> Result<Vec<Moments>> {
    assert_eq!(map.len(), shape.len(), "the map has its shape");
    let channels = map.par_chunks(shape.positions().max(1)).map(|channel| {
        channel.chunks(PART).try_fold(Moments::default(), |moments, part| {
            cancel.check()?;
            Ok(moments.with(arch.dispatch(PartMoments(part))))
        })
    });
    channels.collect()
}

/// Normalises a map `[C, H, W]` in place, channel by channel, and activates it.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled); the map is then half normalised.
///
/// # Panics
/// If a slice does not have its shape.
pub fn apply(
    map: &mut [f32],
    shape: MapShape,
    channels: &[Affine],
    activation: Activation,
    cancel: &CancelToken,
) -> Result<()> {
    apply_on(Arch::new(), None, map, shape, channels, After::Activate(activation), cancel)
}

/// Writes `map`, normalised channel by channel and with what follows, to `target`; both are `[C, H, W]`.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled); the target is then half written.
///
/// # Panics
/// If a slice does not have its shape.
pub fn apply_to(
    target: &mut [f32],
    map: &[f32],
    shape: MapShape,
    channels: &[Affine],
    after: After<'_>,
    cancel: &CancelToken,
) -> Result<()> {
    assert_eq!(map.len(), shape.len(), "the map has its shape");
    apply_on(Arch::new(), Some(map), target, shape, channels, after, cancel)
}

/// Normalises a map `[C, H, W]` in place, channel by channel, and adds `residual` of the same shape.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled); the map is then half normalised.
///
/// # Panics
/// If a slice does not have its shape.
pub fn apply_and_add(
    map: &mut [f32],
    shape: MapShape,
    channels: &[Affine],
    residual: &[f32],
    cancel: &CancelToken,
) -> Result<()> {
    apply_on(Arch::new(), None, map, shape, channels, After::Add(residual), cancel)
}

/// What is done with the normalised values.
#[derive(Debug, Clone, Copy)]
pub enum After<'a> {
    /// They are activated.
    Activate(Activation),
    /// A map of the same shape is added.
    Add(&'a [f32]),
}

/// Normalises `source`, or without one what is in `map` already.
fn apply_on(
    arch: Arch,
    source: Option<&[f32]>,
    map: &mut [f32],
    shape: MapShape,
    channels: &[Affine],
    after: After<'_>,
    cancel: &CancelToken,
) -> Result<()> {
    assert_eq!(map.len(), shape.len(), "the map has its shape");
    assert_eq!(channels.len(), shape.channels, "there is one affine map for each channel");
    if let After::Add(residual) = after {
        assert_eq!(residual.len(), shape.len(), "the residual has the shape of the map");
    }
    let positions = shape.positions().max(1);
    map.par_chunks_mut(positions).zip(channels).enumerate().try_for_each(|(channel, (map, &affine))| {
        map.chunks_mut(PART).enumerate().try_for_each(|(part, values)| {
            cancel.check()?;
            let start = channel * positions + part * PART;
            if let Some(source) = source {
                values.copy_from_slice(&source[start..][..values.len()]);
            }
            let after = match after {
                After::Add(residual) => After::Add(&residual[start..][..values.len()]),
                activate @ After::Activate(_) => activate,
            };
            arch.dispatch(ApplyPart { values, affine, after });
            Ok(())
        })
    })
}

/// The statistics of some values of one channel.
struct PartMoments<'a>(&'a [f32]);

impl WithSimd for PartMoments<'_> {
    type Output = Moments;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Moments {
        let count = self.0.len() as f32;
        let mean = sum_of_powers::<S, 1>(simd, self.0, 0.0) / count;
        let squares = sum_of_powers::<S, 2>(simd, self.0, mean);
        Moments { count: f64::from(count), mean: f64::from(mean), squares: f64::from(squares) }
    }
}

/// The sum of the deviations from `centre`, or of their squares.
#[inline(always)]
fn sum_of_powers<S: Simd, const POWER: u32>(simd: S, values: &[f32], centre: f32) -> f32 {
    let (vectors, rest) = S::as_simd_f32s(values);
    let centres = simd.splat_f32s(centre);
    // Several sums, lest each addition waits for the one before.
    let mut sums = [simd.splat_f32s(0.0); 4];
    let (blocks, others) = vectors.as_chunks::<4>();
    // Of a constant length, so that the sums stay in registers.
    for &[a, b, c, d] in blocks {
        sums = [
            add_power::<S, POWER>(simd, sums[0], a, centres),
            add_power::<S, POWER>(simd, sums[1], b, centres),
            add_power::<S, POWER>(simd, sums[2], c, centres),
            add_power::<S, POWER>(simd, sums[3], d, centres),
        ];
    }
    for &vector in others {
        sums[0] = add_power::<S, POWER>(simd, sums[0], vector, centres);
    }
    let sums = simd.add_f32s(simd.add_f32s(sums[0], sums[1]), simd.add_f32s(sums[2], sums[3]));
    simd.reduce_sum_f32s(sums) + rest.iter().map(|&value| (value - centre).powi(POWER as i32)).sum::<f32>()
}

/// Adds the deviations from the centres, or their squares, to a sum.
#[inline(always)]
fn add_power<S: Simd, const POWER: u32>(simd: S, sum: S::f32s, values: S::f32s, centres: S::f32s) -> S::f32s {
    let deviation = simd.sub_f32s(values, centres);
    let factor = if POWER == 2 { deviation } else { simd.splat_f32s(1.0) };
    simd.mul_add_e_f32s(deviation, factor, sum)
}

/// Normalises some values of one channel.
struct ApplyPart<'a> {
    values: &'a mut [f32],
    affine: Affine,
    after: After<'a>,
}

impl WithSimd for ApplyPart<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { values, affine: Affine { scale, shift }, after } = self;
        let least = match after {
            After::Activate(Activation::Relu) => 0.0,
            After::Activate(Activation::None) | After::Add(_) => f32::NEG_INFINITY,
        };
        let residual = match after {
            After::Add(residual) => residual,
            After::Activate(_) => &[],
        };
        let whole = values.len() / S::F32_LANES * S::F32_LANES;
        let (scales, shifts, floor) = (simd.splat_f32s(scale), simd.splat_f32s(shift), simd.splat_f32s(least));
        for start in (0..whole).step_by(S::F32_LANES) {
            let mut vector = simd.mul_add_e_f32s(load::<S>(values, start), scales, shifts);
            if !residual.is_empty() {
                vector = simd.add_f32s(vector, load::<S>(residual, start));
            }
            store::<S>(values, start, simd.max_f32s(vector, floor));
        }
        for (index, value) in values.iter_mut().enumerate().skip(whole) {
            let added = residual.get(index).copied().unwrap_or(0.0);
            *value = (*value * scale + shift + added).max(least);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::reference;
    use crate::kernels::testing::{SIZES, double, instruction_sets, random, relative_error};

    /// Single precision has seven digits; the mean loses some of them where it is much larger than the deviation.
    const TOLERANCE: f64 = 1e-6;

    #[test]
    fn matches_its_twin_at_odd_sizes_on_every_instruction_set() {
        let cancel = CancelToken::new();
        for arch in instruction_sets() {
            for (height, width) in SIZES.into_iter().chain([(1, 2), (65, 127)]) {
                let shape = MapShape::new(5, height, width);
                let (input, residual) = (random(1, shape.len(), 3.0), random(2, shape.len(), 1.0));
                let (weight, bias) = (random(3, 5, 2.0), random(4, 5, 1.0));
                let moments = moments_on(arch, &input, shape, &cancel).unwrap();
                let channels: Vec<Affine> = (0..5).map(|c| moments[c].normalisation(weight[c], bias[c])).collect();
                let twin = reference::instance_norm(&double(&input), shape, &double(&weight), &double(&bias));
                let run = |after| {
                    let (mut map, mut target) = (input.clone(), vec![f32::NAN; shape.len()]);
                    apply_on(arch, None, &mut map, shape, &channels, after, &cancel).unwrap();
                    apply_on(arch, Some(&input), &mut target, shape, &channels, after, &cancel).unwrap();
                    assert_eq!(map, target);
                    map
                };
                let near = |map: Vec<f32>, expected: Vec<f64>| {
                    // A single value is all mean; what is left of it after the division by almost nothing is noise.
                    let error = if shape.positions() == 1 { 0.0 } else { relative_error(&map, &expected) };
                    assert!(error < TOLERANCE, "{shape:?} differs by {error:e}");
                    assert!(map.iter().zip(expected).all(|(&value, twin)| (f64::from(value) - twin).abs() < 1e-3));
                };
                near(run(After::Activate(Activation::None)), twin.clone());
                near(run(After::Activate(Activation::Relu)), twin.iter().map(|value| value.max(0.0)).collect());
                let sums = twin.iter().zip(&residual).map(|(value, &residual)| value + f64::from(residual)).collect();
                near(run(After::Add(&residual)), sums);
            }
        }
    }

    #[test]
    fn a_large_mean_hides_no_variance() {
        let shape = MapShape::new(1, 100, 1000);
        let input: Vec<f32> = random(1, shape.len(), 1.0).iter().map(|value| value + 300.0).collect();
        let moments = moments(&input, shape, &CancelToken::new()).unwrap()[0];
        let exact = double(&input);
        let mean = exact.iter().sum::<f64>() / exact.len() as f64;
        let variance = exact.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / exact.len() as f64;
        assert!((moments.mean - mean).abs() < 1e-4, "{} instead of {mean}", moments.mean);
        assert!((moments.variance() - variance).abs() < 1e-5 * variance);
    }

    #[test]
    fn parts_make_the_whole() {
        let cancel = CancelToken::new();
        let input = random(1, 1000, 1.0);
        let of = |values: &[f32]| moments(values, MapShape::new(1, 1, values.len()), &cancel).unwrap()[0];
        let (whole, parts) = (of(&input), of(&input[..317]).with(of(&input[317..])));
        assert_eq!(whole.count, parts.count);
        assert!((whole.mean - parts.mean).abs() < 1e-7 && (whole.squares - parts.squares).abs() < 1e-3);
        assert_eq!(Moments::default().with(Moments::default()).variance(), 0.0);
    }

    #[test]
    fn cancelled_work_ends_with_an_error() {
        let token = CancelToken::new();
        token.cancel();
        let shape = MapShape::new(1, 2, 2);
        assert!(moments(&[0.0; 4], shape, &token).is_err());
        let affine = [Affine { scale: 1.0, shift: 0.0 }];
        assert!(apply(&mut [0.0; 4], shape, &affine, Activation::None, &token).is_err());
        assert!(apply_and_add(&mut [0.0; 4], shape, &affine, &[0.0; 4], &token).is_err());
    }
}
