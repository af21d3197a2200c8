//! Convolutions with a kernel of any odd side and stride 1 or 2, forwards, and the gradient for their weights
//! (`weights.rs`). With stride 1 the gradient for the input is such a convolution again, see [`ConvForm::transposed`].
//!
//! The sum is taken directly: the 9x9 convolutions at both ends of the feed-forward networks have 3 channels on one side,
//! and those with stride 2 have no overlapping tiles that Winograd's filtering could share. The inputs of a block of
//! outputs are copied to a patch that stays in the cache, with the border laid around them; the micro-kernel reads them
//! from there at every tap without packing them anew.

mod form;
mod patch;
mod stage;
mod weights;

use std::fmt;

use pulp::Arch;
use rayon::prelude::*;

use self::stage::{BLOCK_COLUMNS, BLOCK_ROWS, ConvolveBlock};
use super::memory::Aligned;
use super::shared::SharedSlice;
use super::{Activation, MapShape};
use crate::cancel::CancelToken;
use crate::error::Result;

pub use form::ConvForm;
pub use weights::add_weight_gradient;

/// A convolution.
pub struct Conv {
    form: ConvForm,
    /// One for each output.
    bias: Vec<f32>,
    /// `[group of outputs][input][tap][output in the group]`, zeros where there are no more outputs.
    weights: Aligned,
    arch: Arch,
}

impl fmt::Debug for Conv {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Conv").field("form", &self.form).finish_non_exhaustive()
    }
}

impl Conv {
    /// A convolution with `weights` `[O, I, side, side]` and `bias` `[O]`, mirrored at the border by half the side.
    ///
    /// # Panics
    /// If the slices are not that long, the side is even or the stride neither 1 nor 2.
    pub fn new(weights: &[f32], bias: &[f32], inputs: usize, side: usize, stride: usize) -> Self {
        let form = ConvForm::mirrored(inputs, bias.len(), side, stride);
        let taps = form.taps();
        assert_eq!(weights.len(), form.weights(), "weights are [O, I, side, side]");
        Self::pack(form, bias.to_vec(), |output, input, tap| weights[(output * inputs + input) * taps + tap])
    }

    /// The convolution by which the gradient for the outputs becomes that for the bordered input, see
    /// [`ConvForm::transposed`], where `weights` are those of the convolution of this form.
    ///
    /// # Panics
    /// If the slice is not that long, or the stride is not 1.
    pub fn transposed(form: ConvForm, weights: &[f32]) -> Self {
        assert_eq!(weights.len(), form.weights(), "weights are [O, I, side, side]");
        let (inputs, taps) = (form.inputs, form.taps());
        Self::pack(form.transposed(), vec![0.0; inputs], |output, input, tap| {
            weights[(input * inputs + output) * taps + taps - 1 - tap]
        })
    }

    /// Packs the weights that `weight(output, input, tap)` gives.
    fn pack(form: ConvForm, bias: Vec<f32>, weight: impl Fn(usize, usize, usize) -> f32) -> Self {
        let ConvForm { inputs, outputs, side, stride, .. } = form;
        assert!(side % 2 == 1, "the side of the kernel is odd");
        assert!(matches!(stride, 1 | 2), "the stride is 1 or 2");
        let (group, taps) = (stage::group(outputs), form.taps());
        let mut packed = Aligned::zeros(outputs.next_multiple_of(group) * inputs * taps);
        for output in 0..outputs {
            let first = output / group * group * inputs * taps + output % group;
            let mut targets = packed[first..].iter_mut().step_by(group);
            for (input, tap) in (0..inputs).flat_map(|input| (0..taps).map(move |tap| (input, tap))) {
                if let Some(target) = targets.next() {
                    *target = weight(output, input, tap);
                }
            }
        }
        Self { form, bias, weights: packed, arch: Arch::new() }
    }

    /// Channels, kernel and border.
    pub fn form(&self) -> ConvForm {
        self.form
    }

    /// The shape of the outputs for inputs of `shape`.
    pub fn output_shape(&self, shape: MapShape) -> MapShape {
        self.form.output_shape(shape)
    }

    /// The outputs of `input` `[I, H, W]`.
    ///
    /// # Errors
    /// [`Error::Cancelled`](crate::error::Error::Cancelled); `output` is then half written.
    ///
    /// # Panics
    /// If a slice does not have its shape.
    pub fn forward(
        &self,
        input: &[f32],
        shape: MapShape,
        output: &mut [f32],
        activation: Activation,
        cancel: &CancelToken,
    ) -> Result<()> {
        let output_shape = self.output_shape(shape);
        assert_eq!(shape.channels, self.form.inputs, "the shape is the input's");
        assert_eq!(input.len(), shape.len(), "the input has its shape");
        assert_eq!(output.len(), output_shape.len(), "the output has its shape");
        let output = SharedSlice::new(output);
        let blocks_across = output_shape.width.div_ceil(BLOCK_COLUMNS);
        let blocks = blocks_across * output_shape.height.div_ceil(BLOCK_ROWS);
        (0..blocks).into_par_iter().with_max_len(1).try_for_each(|block| {
            cancel.check()?;
            let (top, left) = (block / blocks_across * BLOCK_ROWS, block % blocks_across * BLOCK_COLUMNS);
            let (rows, columns) = (BLOCK_ROWS.min(output_shape.height - top), output_shape.width - left);
            self.arch.dispatch(ConvolveBlock {
                form: self.form,
                weights: &self.weights,
                bias: &self.bias,
                input,
                shape,
                output: &output,
                rows: top..top + rows,
                columns: left..left + columns.min(BLOCK_COLUMNS),
                activation,
            });
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests;
