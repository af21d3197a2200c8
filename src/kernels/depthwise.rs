//! Depthwise convolutions: a 3x3 kernel of its own for every channel, with stride 1 or 2, a bias and a bounded ReLU; and
//! the same bias and ReLU for products of matrices, which the convolutions of 1x1 between them are.
//!
//! There is little to compute for what is read, so the sum is taken directly. The border is padded with zeros as
//! TensorFlow's `SAME` does: with stride 2 and an even side only below and to the right.

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::MapShape;
use crate::cancel::CancelToken;
use crate::error::Result;

/// Taps along one side of a kernel.
const SIDE: usize = 3;

/// The shape of the outputs for inputs of `shape`: each side divided by the stride, rounded up.
pub fn output_shape(shape: MapShape, stride: usize) -> MapShape {
    MapShape::new(shape.channels, shape.height.div_ceil(stride), shape.width.div_ceil(stride))
}

/// The zeros before the first of `len` values.
pub(super) fn padding_before(len: usize, stride: usize) -> usize {
    let reach = (len.div_ceil(stride) - 1) * stride + SIDE;
    reach.saturating_sub(len) / 2
}

/// Convolves `input` `[C, H, W]` with `weights` `[C, 3, 3]`, adds `bias` `[C]` and bounds the result to 0 and `most`.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled); `output` is then half written.
///
/// # Panics
/// If a slice does not have its shape, or the stride is 0.
pub fn forward(
    input: &[f32],
    shape: MapShape,
    (weights, bias): (&[f32], &[f32]),
    stride: usize,
    most: f32,
    output: &mut [f32],
    cancel: &CancelToken,
) -> Result<()> {
    let leaving = output_shape(shape, stride);
    assert_eq!((input.len(), output.len()), (shape.len(), leaving.len()), "the maps have their shapes");
    assert_eq!(
        (weights.len(), bias.len()),
        (shape.channels * SIDE * SIDE, shape.channels),
        "a kernel for each channel"
    );
    if shape.is_empty() {
        return Ok(());
    }
    let arch = Arch::new();
    let channels = output.par_chunks_mut(leaving.positions()).zip(input.par_chunks(shape.positions()));
    channels.zip(weights.par_chunks(SIDE * SIDE)).zip(bias).try_for_each(|(((output, input), weights), &bias)| {
        cancel.check()?;
        arch.dispatch(Channel { input, shape, weights, bias, stride, most, output, leaving });
        Ok(())
    })
}

/// Adds `bias` `[C]` to a map `[C, H, W]` in place and bounds it to `least` and `most`.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled); some channels are then done and others not.
///
/// # Panics
/// If the slice does not have its shape.
pub fn add_bias(
    map: &mut [f32],
    shape: MapShape,
    bias: &[f32],
    (least, most): (f32, f32),
    cancel: &CancelToken,
) -> Result<()> {
    assert_eq!((map.len(), bias.len()), (shape.len(), shape.channels), "the map has its shape");
    map.par_chunks_mut(shape.positions().max(1)).zip(bias).try_for_each(|(channel, &bias)| {
        cancel.check()?;
        for value in channel {
            *value = (*value + bias).clamp(least, most);
        }
        Ok(())
    })
}

/// One channel, for one thread and any instruction set.
struct Channel<'a> {
    input: &'a [f32],
    shape: MapShape,
    weights: &'a [f32],
    bias: f32,
    stride: usize,
    most: f32,
    output: &'a mut [f32],
    leaving: MapShape,
}

impl WithSimd for Channel<'_> {
    type Output = ();

    /// Plain loops: inlined into the instruction set's own function, the compiler makes vectors of them.
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { input, shape, weights, bias, stride, most, output, leaving } = self;
        let (above, left) = (padding_before(shape.height, stride), padding_before(shape.width, stride));
        for (y, row) in output.chunks_exact_mut(leaving.width).enumerate() {
            row.fill(bias);
            for (tap_row, weights) in weights.chunks_exact(SIDE).enumerate() {
                let Some(line) = (y * stride + tap_row).checked_sub(above).filter(|&line| line < shape.height) else {
                    continue;
                };
                let line = &input[line * shape.width..][..shape.width];
                for (tap, &weight) in weights.iter().enumerate() {
                    add_tap(line, tap, left, stride, weight, row);
                }
            }
            for value in row {
                *value = value.clamp(0.0, most);
            }
        }
    }
}

/// Adds what one tap of the kernel reads in one line.
#[inline(always)]
fn add_tap(line: &[f32], tap: usize, left: usize, stride: usize, weight: f32, row: &mut [f32]) {
    // The first output whose tap lies within the line.
    let first = left.saturating_sub(tap).div_ceil(stride);
    let Some(start) = (first * stride + tap).checked_sub(left).filter(|&start| start < line.len()) else { return };
    let row = &mut row[first..];
    if stride == 1 {
        for (sum, &value) in row.iter_mut().zip(&line[start..]) {
            *sum += weight * value;
        }
    } else {
        for (sum, &value) in row.iter_mut().zip(line[start..].iter().step_by(stride)) {
            *sum += weight * value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::reference;
    use crate::kernels::testing::{SIZES, double, random, relative_error};

    #[test]
    fn matches_its_twin_at_odd_sizes() {
        for (height, width) in SIZES.into_iter().chain([(4, 6), (16, 16)]) {
            for stride in [1, 2] {
                let shape = MapShape::new(3, height, width);
                let (input, weights, bias) = (random(1, shape.len(), 3.0), random(2, 27, 1.0), random(3, 3, 1.0));
                let mut output = vec![f32::NAN; output_shape(shape, stride).len()];
                forward(&input, shape, (&weights, &bias), stride, 2.0, &mut output, &CancelToken::new()).unwrap();
                let expected = reference::depthwise(&double(&input), shape, &double(&weights), &double(&bias), stride);
                let expected: Vec<f64> = expected.into_iter().map(|value| value.clamp(0.0, 2.0)).collect();
                let error = relative_error(&output, &expected);
                assert!(error < 1e-6, "{shape:?} with stride {stride} differs by {error:e}");
            }
        }
    }

    #[test]
    fn zeros_lie_as_tensorflow_lays_them() {
        assert_eq!([(256, 1), (256, 2), (5, 2), (1, 2)].map(|(len, stride)| padding_before(len, stride)), [1, 0, 1, 1]);
    }

    #[test]
    fn a_bias_is_added_and_the_bounds_are_kept() {
        let mut map = [0.0, 1.0, 2.0, -9.0, 5.0, 9.0];
        add_bias(&mut map, MapShape::new(2, 1, 3), &[0.5, 1.0], (0.0, 6.0), &CancelToken::new()).unwrap();
        assert_eq!(map, [0.5, 1.5, 2.5, 0.0, 6.0, 6.0]);
    }

    #[test]
    fn cancelled_work_ends_with_an_error() {
        let token = CancelToken::new();
        token.cancel();
        let shape = MapShape::new(1, 1, 1);
        assert!(forward(&[0.0], shape, (&[0.0; 9], &[0.0]), 1, 6.0, &mut [0.0], &token).is_err());
        assert!(add_bias(&mut [0.0], shape, &[0.0], (0.0, 6.0), &token).is_err());
    }
}
