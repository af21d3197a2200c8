//! Depthwise convolutions, a 3x3 kernel of its own for every channel, together with the convolution of 1x1 before them.
//!
//! A network of inverted residual blocks (Sandler et al. 2018) makes a map with many channels only to filter each by
//! itself. Here three rows of a block of those channels are made at a time and filtered while they lie in the cache, so
//! the large map is never written to memory. The border is padded with zeros as TensorFlow's `SAME` does: with stride 2
//! and an even side only below and to the right.

use std::fmt;

use pulp::{Simd, WithSimd};
use rayon::prelude::*;

use super::blocked::{BLOCK, Blocked, padding_before};
use super::memory::Scratch;
use super::pointwise::Pointwise;
use super::simd::{load, store};
use crate::cancel::CancelToken;
use crate::error::Result;

/// Taps along one side of a kernel.
const SIDE: usize = 3;
/// Vectors of channels that are filtered together.
const VECTORS: usize = 2;
/// Rows of outputs that one thread takes at a time; the two rows of inputs around them are made twice.
const ROWS: usize = 16;

/// A convolution of 1x1 to many channels and a filter for each of them.
pub struct ExpandedDepthwise {
    expand: Pointwise,
    /// `[block of channels][tap][channel in the block]`.
    weights: Vec<f32>,
    /// `[C]`, and zeros to whole blocks.
    bias: Vec<f32>,
    stride: usize,
    /// Within 0 and this every result is kept.
    most: f32,
}

impl fmt::Debug for ExpandedDepthwise {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ExpandedDepthwise({:?}, stride {}, up to {})", self.expand, self.stride, self.most)
    }
}

impl ExpandedDepthwise {
    /// `expand` to C channels, which are filtered with `weights` `[C, 3, 3]` and `bias` `[C]`; the results are kept within
    /// 0 and `most`.
    ///
    /// # Panics
    /// If the slices are not that long, or the stride is neither 1 nor 2.
    pub fn new(expand: Pointwise, weights: &[f32], bias: &[f32], stride: usize, most: f32) -> Self {
        let channels = expand.outputs();
        assert_eq!((weights.len(), bias.len()), (channels * SIDE * SIDE, channels), "a kernel for each channel");
        assert!(matches!(stride, 1 | 2), "the stride is 1 or 2");
        let padded = channels.next_multiple_of(BLOCK);
        let mut packed = vec![0.0; padded * SIDE * SIDE];
        for (index, weight) in weights.iter().enumerate() {
            let (channel, tap) = (index / (SIDE * SIDE), index % (SIDE * SIDE));
            packed[(channel / BLOCK * SIDE * SIDE + tap) * BLOCK + channel % BLOCK] = *weight;
        }
        let mut bias = bias.to_vec();
        bias.resize(padded, 0.0);
        Self { expand, weights: packed, bias, stride, most }
    }

    /// Height and width of the outputs: each side divided by the stride, rounded up.
    pub const fn output_size(&self, (height, width): (usize, usize)) -> (usize, usize) {
        (height.div_ceil(self.stride), width.div_ceil(self.stride))
    }

    /// Writes the outputs of `input`, whose positions are the rows of a map of this height and width; `output` takes their
    /// shape.
    ///
    /// # Errors
    /// [`Error::Cancelled`](crate::error::Error::Cancelled); `output` is then half written.
    ///
    /// # Panics
    /// If the input has other channels or other positions.
    pub fn forward(
        &self,
        input: &Blocked,
        size: (usize, usize),
        output: &mut Blocked,
        cancel: &CancelToken,
    ) -> Result<()> {
        assert_eq!((input.channels(), input.positions()), (self.expand.inputs(), size.0 * size.1), "the input's shape");
        let (rows, columns) = self.output_size(size);
        output.reshape(self.expand.outputs(), rows * columns);
        output.values_mut().par_chunks_mut(rows * columns * BLOCK).enumerate().try_for_each(|(block, output)| {
            output.par_chunks_mut(ROWS * columns * BLOCK).enumerate().try_for_each(|(part, output)| {
                cancel.check()?;
                self.expand.arch.dispatch(Rows { layer: self, input, size, block, first: part * ROWS, output });
                Ok(())
            })
        })
    }
}

/// Some rows of one block of channels, for one thread and any instruction set.
struct Rows<'a> {
    layer: &'a ExpandedDepthwise,
    input: &'a Blocked,
    size: (usize, usize),
    block: usize,
    /// The first row of outputs.
    first: usize,
    output: &'a mut [f32],
}

impl WithSimd for Rows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { layer, input, size: (height, width), block, first, output } = self;
        let stride = layer.stride;
        let [above, left] = [height, width].map(|side| padding_before(side, SIDE, stride));
        let columns = width.div_ceil(stride);
        // Lines with the zeros at their ends, the line of each row at the row's remainder.
        let pitch = (width + SIDE) * BLOCK;
        let mut lines = Scratch::take(SIDE * pitch);
        lines.fill(0.0);
        let mut made = first * stride;
        for (row, output) in (first..).zip(output.chunks_exact_mut(columns * BLOCK)) {
            while made < row * stride + SIDE {
                let line = &mut lines[made % SIDE * pitch..][left * BLOCK..][..width * BLOCK];
                match made.checked_sub(above).filter(|&source| source < height) {
                    Some(source) => {
                        layer.expand.add_products(simd, input, (block, source * width), 0..input.channels(), line);
                        layer.expand.bound(simd, line);
                    }
                    None => line.fill(0.0),
                }
                made += 1;
            }
            let line = |tap: usize| &lines[(row * stride + tap) % SIDE * pitch..][..pitch];
            layer.filter(simd, block, [line(0), line(1), line(2)], output);
        }
    }
}

impl ExpandedDepthwise {
    /// Filters one row of a block of channels.
    #[inline(always)]
    fn filter<S: Simd>(&self, simd: S, block: usize, lines: [&[f32]; SIDE], output: &mut [f32]) {
        let present = BLOCK.min(self.expand.outputs() - block * BLOCK);
        for column in (0..present).step_by(VECTORS * S::F32_LANES) {
            if present - column > S::F32_LANES {
                self.filter_vectors::<S, VECTORS>(simd, block, column, lines, output);
            } else {
                self.filter_vectors::<S, 1>(simd, block, column, lines, output);
            }
        }
    }

    /// The same for some vectors of channels of the block.
    #[inline(always)]
    fn filter_vectors<S: Simd, const COUNT: usize>(
        &self,
        simd: S,
        block: usize,
        column: usize,
        lines: [&[f32]; SIDE],
        output: &mut [f32],
    ) {
        let weights = self.weights[block * SIDE * SIDE * BLOCK..].as_chunks::<BLOCK>().0;
        let (least, most) = (simd.splat_f32s(0.0), simd.splat_f32s(self.most));
        let mut factors = [[[simd.splat_f32s(0.0); COUNT]; SIDE]; SIDE];
        for (factors, weights) in factors.as_flattened_mut().iter_mut().zip(weights) {
            for (vector, factor) in factors.iter_mut().enumerate() {
                *factor = load::<S>(weights, column + vector * S::F32_LANES);
            }
        }
        let mut biases = [simd.splat_f32s(0.0); COUNT];
        for (vector, bias) in biases.iter_mut().enumerate() {
            *bias = load::<S>(&self.bias[block * BLOCK..], column + vector * S::F32_LANES);
        }
        let stride = self.stride;
        for (place, output) in output.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
            let mut sums = biases;
            for (line, factors) in lines.iter().zip(&factors) {
                let taps = &line[place * stride * BLOCK..][..SIDE * BLOCK];
                for (values, factors) in taps.as_chunks::<BLOCK>().0.iter().zip(factors) {
                    for (vector, (sum, &factor)) in sums.iter_mut().zip(factors).enumerate() {
                        *sum = simd.mul_add_e_f32s(factor, load::<S>(values, column + vector * S::F32_LANES), *sum);
                    }
                }
            }
            for (vector, &sum) in sums.iter().enumerate() {
                let value = simd.max_f32s(simd.min_f32s(sum, most), least);
                store::<S>(output, column + vector * S::F32_LANES, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::MapShape;
    use crate::kernels::conv::ConvForm;
    use crate::kernels::reference;
    use crate::kernels::testing::{SIZES, double, instruction_sets, random, relative_error};

    /// More channels than a block and no whole number of vectors.
    const CHANNELS: usize = 37;
    const INPUTS: usize = 3;

    #[test]
    fn matches_its_twin_at_odd_sizes_on_every_instruction_set() {
        for arch in instruction_sets() {
            for ((height, width), stride) in
                SIZES.into_iter().chain([(4, 6), (16, 16), (40, 8)]).flat_map(|size| [(size, 1), (size, 2)])
            {
                let (first, first_bias) = (random(1, CHANNELS * INPUTS, 1.0), random(2, CHANNELS, 1.0));
                let (weights, bias) = (random(3, CHANNELS * 9, 1.0), random(4, CHANNELS, 1.0));
                let planes = random(5, INPUTS * height * width, 3.0);
                let expand = Pointwise::new(&first, &first_bias, 0.0..=2.0).on(arch);
                let layer = ExpandedDepthwise::new(expand, &weights, &bias, stride, 2.0);
                let mut output = Blocked::default();
                let input = Blocked::of_planes(&planes, INPUTS);
                layer.forward(&input, (height, width), &mut output, &CancelToken::new()).unwrap();

                let bounded = |values: Vec<f64>| values.into_iter().map(|value| value.clamp(0.0, 2.0)).collect();
                let shape = MapShape::new(INPUTS, height, width);
                let form = ConvForm::mirrored(INPUTS, CHANNELS, 1, 1);
                let map = reference::conv(form, &double(&planes), shape, &double(&first), &double(&first_bias));
                let map: Vec<f64> = bounded(map);
                let shape = MapShape::new(CHANNELS, height, width);
                let expected: Vec<f64> =
                    bounded(reference::depthwise(&map, shape, &double(&weights), &double(&bias), stride));
                let error = relative_error(&output.planes(), &expected);
                assert!(error < 1e-6, "{layer:?} of {height}x{width} differs by {error:e}");
            }
        }
    }

    #[test]
    fn cancelled_work_ends_with_an_error() {
        let token = CancelToken::new();
        token.cancel();
        let expand = Pointwise::new(&[1.0], &[0.0], 0.0..=6.0);
        let layer = ExpandedDepthwise::new(expand, &[0.0; 9], &[0.0], 1, 6.0);
        assert!(layer.forward(&Blocked::of_planes(&[0.0], 1), (1, 1), &mut Blocked::default(), &token).is_err());
    }
}
