//! The way back through an instance normalisation with its activation.
//!
//! With the normal values `n = (x - m) / s` of a channel of N positions, its output `y = w n + b` and the gradient `g`
//! that passes the activation, the gradients are `sum(g)` for the bias, `sum(g n)` for the weight, and
//! `w / s (g - sum(g) / N - n sum(g n) / N)` for the map, since mean and deviation depend on every value.

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::{Activation, Affine, EPSILON, Moments, PART};
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::MapShape;
use crate::kernels::simd::{load, store};

/// What was done to one channel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normalisation {
    /// The statistics of the channel before.
    pub moments: Moments,
    /// What the normal values were multiplied by.
    pub weight: f32,
    /// What was added then.
    pub bias: f32,
}

impl Normalisation {
    /// The whole of it.
    pub fn affine(self) -> Affine {
        self.moments.normalisation(self.weight, self.bias)
    }

    /// One over the deviation.
    fn factor(self) -> f64 {
        (self.moments.variance() + EPSILON).sqrt().recip()
    }
}

/// The gradients for the two parameters of one channel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParameterGradient {
    /// For the weight.
    pub weight: f32,
    /// For the bias.
    pub bias: f32,
}

/// Turns the gradient for the normalised and activated map into that for the `map` before, in its place; both are
/// `[C, H, W]`. The gradients for the parameters of each channel.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled); the gradient is then half written.
///
/// # Panics
/// If a slice does not have its shape.
pub fn gradient(
    map: &[f32],
    shape: MapShape,
    channels: &[Normalisation],
    activation: Activation,
    gradient: &mut [f32],
    cancel: &CancelToken,
) -> Result<Vec<ParameterGradient>> {
    gradient_on(Arch::new(), map, shape, channels, activation, gradient, cancel)
}

/// [`gradient`] on an instruction set that may not be the best.
fn gradient_on(
    arch: Arch,
    map: &[f32],
    shape: MapShape,
    channels: &[Normalisation],
    activation: Activation,
    gradient: &mut [f32],
    cancel: &CancelToken,
) -> Result<Vec<ParameterGradient>> {
    assert_eq!(map.len(), shape.len(), "the map has its shape");
    assert_eq!(gradient.len(), shape.len(), "the gradient has the shape of the map");
    assert_eq!(channels.len(), shape.channels, "there is one normalisation for each channel");
    let positions = shape.positions().max(1);
    let maps = gradient.par_chunks_mut(positions).zip(map.par_chunks(positions));
    let of_channel = |((gradient, map), &channel): ((&mut [f32], &[f32]), &Normalisation)| {
        let (mut sum, mut along) = (0.0, 0.0);
        for (gradient, map) in gradient.chunks_mut(PART).zip(map.chunks(PART)) {
            cancel.check()?;
            let (part_sum, part_along) = arch.dispatch(PassPart { map, channel, activation, gradient });
            sum += f64::from(part_sum);
            along += f64::from(part_along);
        }
        let (count, factor) = (positions as f64, channel.factor());
        let scale = f64::from(channel.weight) * factor;
        let (mean, shift) = (channel.moments.mean as f32, (-scale * sum / count) as f32);
        let (scale, slope) = (scale as f32, (-scale * factor * factor * along / count) as f32);
        for (gradient, map) in gradient.chunks_mut(PART).zip(map.chunks(PART)) {
            cancel.check()?;
            // What the gradient would change of mean and deviation is subtracted from it.
            arch.dispatch(
                #[inline(always)]
                || {
                    for (gradient, value) in gradient.iter_mut().zip(map) {
                        *gradient = *gradient * scale + ((value - mean) * slope + shift);
                    }
                },
            );
        }
        Ok(ParameterGradient { weight: (along * factor) as f32, bias: sum as f32 })
    };
    maps.zip(channels).map(of_channel).collect()
}

/// Lets the gradient for some values of a channel pass the activation, in its place.
struct PassPart<'a> {
    map: &'a [f32],
    channel: Normalisation,
    activation: Activation,
    gradient: &'a mut [f32],
}

impl WithSimd for PassPart<'_> {
    /// The sum of the gradient, and that of its products with the deviations from the mean.
    type Output = (f32, f32);

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> (f32, f32) {
        let Self { map, channel, activation, gradient } = self;
        let affine = channel.affine();
        let mean = channel.moments.mean as f32;
        let passes = |value: f32| activation == Activation::None || value * affine.scale + affine.shift > 0.0;
        let (scales, shifts) = (simd.splat_f32s(affine.scale), simd.splat_f32s(affine.shift));
        let (means, zero) = (simd.splat_f32s(mean), simd.splat_f32s(0.0));
        let (mut sums, mut products) = (zero, zero);
        let whole = map.len() / S::F32_LANES * S::F32_LANES;
        for start in (0..whole).step_by(S::F32_LANES) {
            let (value, mut passed) = (load::<S>(map, start), load::<S>(gradient, start));
            if activation == Activation::Relu {
                let output = simd.mul_add_e_f32s(value, scales, shifts);
                passed = simd.select_f32s(simd.greater_than_f32s(output, zero), passed, zero);
                store::<S>(gradient, start, passed);
            }
            sums = simd.add_f32s(sums, passed);
            products = simd.mul_add_e_f32s(passed, simd.sub_f32s(value, means), products);
        }
        let (mut sum, mut product) = (simd.reduce_sum_f32s(sums), simd.reduce_sum_f32s(products));
        for (gradient, &value) in gradient[whole..].iter_mut().zip(&map[whole..]) {
            if !passes(value) {
                *gradient = 0.0;
            }
            sum += *gradient;
            product += *gradient * (value - mean);
        }
        (sum, product)
    }
}

#[cfg(test)]
mod tests {
    use super::super::moments;
    use super::*;
    use crate::kernels::reference;
    use crate::kernels::testing::{SIZES, double, instruction_sets, random, relative_error};

    /// Single precision has seven digits, of which the sums over a channel lose one.
    const TOLERANCE: f64 = 3e-6;

    #[test]
    fn matches_its_twin_at_odd_sizes_on_every_instruction_set() {
        let never = CancelToken::new();
        for arch in instruction_sets() {
            // A single value is all mean: there the gradient is nothing but noise.
            for (height, width) in SIZES.into_iter().filter(|&size| size != (1, 1)).chain([(1, 2), (65, 127)]) {
                let shape = MapShape::new(5, height, width);
                let map: Vec<f32> = random(1, shape.len(), 3.0).iter().map(|value| value + 0.5).collect();
                let (weight, bias) = (random(2, 5, 2.0), random(3, 5, 1.0));
                let output_gradient = random(4, shape.len(), 1.0);
                let moments = moments(&map, shape, &never).unwrap().into_iter();
                let channels = moments.zip(weight.iter().zip(&bias));
                let channels: Vec<_> =
                    channels.map(|(moments, (&weight, &bias))| Normalisation { moments, weight, bias }).collect();
                for activation in [Activation::None, Activation::Relu] {
                    let mut gradient = output_gradient.clone();
                    let parameters =
                        gradient_on(arch, &map, shape, &channels, activation, &mut gradient, &never).unwrap();
                    let (expected, weights, biases) = reference::instance_norm_gradient(
                        &double(&map),
                        shape,
                        (&double(&weight), &double(&bias)),
                        activation == Activation::Relu,
                        &double(&output_gradient),
                    );
                    let of = |part: fn(&ParameterGradient) -> f32| parameters.iter().map(part).collect::<Vec<_>>();
                    for (what, values, expected) in [
                        ("map", gradient, expected),
                        ("weights", of(|gradient| gradient.weight), weights),
                        ("biases", of(|gradient| gradient.bias), biases),
                    ] {
                        let near = values.iter().zip(&expected).all(|(a, b)| (f64::from(*a) - b).abs() < 1e-5);
                        let error = if near { 0.0 } else { relative_error(&values, &expected) };
                        assert!(error < TOLERANCE, "{what} of {shape:?} with {activation:?} differs by {error:e}");
                    }
                }
            }
        }
    }

    #[test]
    fn cancelled_work_ends_with_an_error() {
        let token = CancelToken::new();
        token.cancel();
        let channel = Normalisation { moments: Moments::default(), weight: 1.0, bias: 0.0 };
        let shape = MapShape::new(1, 2, 2);
        assert!(gradient(&[0.0; 4], shape, &[channel], Activation::None, &mut [0.0; 4], &token).is_err());
    }
}
