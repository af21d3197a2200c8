//! 2x2 pooling with stride 2, forwards and backwards.
//!
//! Sizes are rounded down: the last row or column of an odd map belongs to no window, and its gradient is zero. The
//! gradient of max pooling looks for the maxima again: the map is kept for the rectifier's gradient anyhow, and the
//! comparison costs less than keeping places would.

use pulp::Arch;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::MapShape;
use crate::cancel::CancelToken;
use crate::error::Result;

/// What becomes of the four values of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pooling {
    /// Their maximum, as VGG-19 was trained; its gradient goes to the first in row order that has it.
    #[default]
    Max,
    /// Their mean, which Gatys et al. 2016 found "slightly more appealing" (section 2).
    Average,
}

impl Pooling {
    /// The shape of the pooled map.
    pub fn output_shape(self, shape: MapShape) -> MapShape {
        MapShape::new(shape.channels, shape.height / 2, shape.width / 2)
    }

    /// Pools `input` of `shape` into `output` `[C, H / 2, W / 2]`.
    ///
    /// # Errors
    /// [`Error::Cancelled`](crate::error::Error::Cancelled); `output` is then half written.
    ///
    /// # Panics
    /// If a slice does not have its shape.
    pub fn forward(self, input: &[f32], shape: MapShape, output: &mut [f32], cancel: &CancelToken) -> Result<()> {
        let pooled = self.output_shape(shape);
        assert_eq!(input.len(), shape.len(), "the input has its shape");
        assert_eq!(output.len(), pooled.len(), "the output has its shape");
        if pooled.is_empty() {
            return Ok(());
        }
        let arch = Arch::new();
        output.par_chunks_mut(pooled.positions()).zip(input.par_chunks(shape.positions())).try_for_each(
            |(output, input)| {
                cancel.check()?;
                arch.dispatch(
                    #[inline(always)]
                    || self.pool_channel(input, shape.width, output),
                );
                Ok(())
            },
        )
    }

    /// The gradient for `input` of `shape` from the gradient `[C, H / 2, W / 2]` for the pooled map.
    ///
    /// # Errors
    /// [`Error::Cancelled`](crate::error::Error::Cancelled); `input_gradient` is then half written.
    ///
    /// # Panics
    /// If a slice does not have its shape.
    pub fn input_gradient(
        self,
        output_gradient: &[f32],
        input: &[f32],
        shape: MapShape,
        input_gradient: &mut [f32],
        cancel: &CancelToken,
    ) -> Result<()> {
        let pooled = self.output_shape(shape);
        assert_eq!(output_gradient.len(), pooled.len(), "the gradient for the output has its shape");
        assert_eq!(input.len(), shape.len(), "the input has its shape");
        assert_eq!(input_gradient.len(), shape.len(), "the gradient for the input has its shape");
        if pooled.is_empty() {
            input_gradient.fill(0.0);
            return Ok(());
        }
        let arch = Arch::new();
        let maps = input.par_chunks(shape.positions()).zip(output_gradient.par_chunks(pooled.positions()));
        input_gradient.par_chunks_mut(shape.positions()).zip(maps).try_for_each(
            |(input_gradient, (input, output_gradient))| {
                cancel.check()?;
                arch.dispatch(
                    #[inline(always)]
                    || self.channel_gradient(input, shape.width, output_gradient, input_gradient),
                );
                Ok(())
            },
        )
    }

    /// Pools one channel.
    #[inline(always)]
    fn pool_channel(self, input: &[f32], width: usize, output: &mut [f32]) {
        let rows = input.chunks_exact(2 * width).zip(output.chunks_exact_mut(width / 2));
        for (input, output) in rows {
            let (upper, lower) = input.split_at(width);
            let windows = upper.as_chunks::<2>().0.iter().zip(lower.as_chunks::<2>().0);
            match self {
                Self::Max => {
                    for (output, (&[a, b], &[c, d])) in output.iter_mut().zip(windows) {
                        *output = larger(larger(a, b), larger(c, d));
                    }
                }
                Self::Average => {
                    for (output, (&[a, b], &[c, d])) in output.iter_mut().zip(windows) {
                        *output = 0.25 * ((a + b) + (c + d));
                    }
                }
            }
        }
    }

    /// Computes the gradient for one channel.
    #[inline(always)]
    fn channel_gradient(self, input: &[f32], width: usize, output_gradient: &[f32], input_gradient: &mut [f32]) {
        let mut input_rows = input.chunks_exact(2 * width);
        let mut gradient_rows = input_gradient.chunks_exact_mut(2 * width);
        let output_rows = output_gradient.chunks_exact(width / 2);
        for ((input, gradient), output) in input_rows.by_ref().zip(gradient_rows.by_ref()).zip(output_rows) {
            let (upper, lower) = gradient.split_at_mut(width);
            let (upper, upper_rest) = upper.as_chunks_mut::<2>();
            let (lower, lower_rest) = lower.as_chunks_mut::<2>();
            upper_rest.fill(0.0);
            lower_rest.fill(0.0);
            let targets = upper.iter_mut().zip(lower).zip(output);
            match self {
                Self::Max => {
                    let (upper, lower) = input.split_at(width);
                    let windows = upper.as_chunks::<2>().0.iter().zip(lower.as_chunks::<2>().0);
                    for (((upper, lower), &value), (&[a, b], &[c, d])) in targets.zip(windows) {
                        let above = larger(a, b) >= larger(c, d);
                        let left = if above { a >= b } else { c >= d };
                        *upper = [if above && left { value } else { 0.0 }, if above && !left { value } else { 0.0 }];
                        *lower = [if !above && left { value } else { 0.0 }, if !above && !left { value } else { 0.0 }];
                    }
                }
                Self::Average => {
                    for ((upper, lower), &value) in targets {
                        *upper = [0.25 * value; 2];
                        *lower = [0.25 * value; 2];
                    }
                }
            }
        }
        gradient_rows.into_remainder().fill(0.0);
    }
}

/// The larger of two values; of equal ones, the first.
#[inline(always)]
fn larger(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::reference;
    use crate::kernels::testing::{SIZES, double, random};

    const BOTH: [Pooling; 2] = [Pooling::Max, Pooling::Average];

    /// Both directions, for a gradient that is another in every place.
    fn pool(pooling: Pooling, input: &[f32], shape: MapShape) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
        let cancel = CancelToken::new();
        let mut output = vec![f32::NAN; pooling.output_shape(shape).len()];
        pooling.forward(input, shape, &mut output, &cancel).unwrap();
        let output_gradient = random(2, output.len(), 1.0);
        let mut gradient = vec![f32::NAN; shape.len()];
        pooling.input_gradient(&output_gradient, input, shape, &mut gradient, &cancel).unwrap();
        (output, output_gradient, gradient)
    }

    /// Maxima are exact; a mean of four rounds once a sum, denormal ones to steps of 1.4e-45.
    fn assert_close(values: &[f32], expected: &[f64], largest: f64) {
        assert_eq!(values.len(), expected.len());
        let tolerance = 2.0 * f64::from(f32::EPSILON) * largest + 1.5e-45;
        assert!(values.iter().zip(expected).all(|(&value, expected)| (f64::from(value) - expected).abs() <= tolerance));
    }

    #[test]
    fn matches_its_twin_at_odd_sizes_and_extreme_values() {
        for pooling in BOTH {
            for (height, width) in SIZES.into_iter().chain([(2, 2), (64, 70)]) {
                for scale in [1e-40, 1.0, 1e37] {
                    let shape = MapShape::new(3, height, width);
                    let input = random(1, shape.len(), scale);
                    let (output, output_gradient, gradient) = pool(pooling, &input, shape);
                    assert_close(&output, &reference::pool(pooling, &double(&input), shape), f64::from(scale));
                    let twin =
                        reference::pool_input_gradient(pooling, &double(&output_gradient), &double(&input), shape);
                    assert_close(&gradient, &twin, 1.0);
                }
            }
        }
    }

    #[test]
    fn of_equal_maxima_the_first_takes_the_gradient() {
        let shape = MapShape::new(1, 6, 18);
        // Few different values, so that most windows have several maxima.
        let input: Vec<f32> = random(1, shape.len(), 1.5).iter().map(|value| value.round()).collect();
        let (_, output_gradient, gradient) = pool(Pooling::Max, &input, shape);
        let twin = reference::pool_input_gradient(Pooling::Max, &double(&output_gradient), &double(&input), shape);
        assert_eq!(double(&gradient), twin);
    }

    #[test]
    fn cancelled_work_ends_with_an_error() {
        let token = CancelToken::new();
        token.cancel();
        let shape = MapShape::new(1, 2, 2);
        assert!(Pooling::Max.forward(&[1.0; 4], shape, &mut [0.0], &token).is_err());
        assert!(Pooling::Max.input_gradient(&[1.0], &[1.0; 4], shape, &mut [0.0; 4], &token).is_err());
    }
}
