//! 3x3 convolutions with stride 1 and a border of one pixel, forwards and backwards.
//!
//! Both directions go by Winograd's F(4x4, 3x3), see `winograd`: a quarter of the multiplications of the direct sum,
//! with a relative error near 1e-6 a layer. The gradient for the input is a convolution again, with the kernel turned by
//! 180 degrees and its channel axes swapped. With [`Padding::Reflection`] the mirror images around the map give a share
//! more, see `ring.rs`.
//!
//! Each direction keeps its nine taps for every pair of channels in an order of its own: 52 MB each for VGG-19 up to
//! `conv5_1`. Scratch memory is 10 MB at most, for a block of tiles that threads share, and 2 MB for each thread.

mod ring;
mod source;
mod unpool;
mod winograd;

use std::fmt;
use std::sync::OnceLock;

use pulp::Arch;

use self::ring::fold_ring;
use self::source::{Reading, Source};
use self::unpool::Unpooled;
use self::winograd::{Kernel, TAPS, Work};
use super::padding::Padding;
use super::pool::Pooling;
use super::{Activation, MapShape};
use crate::cancel::CancelToken;
use crate::error::Result;

/// A 3x3 convolution with stride 1 and a border of one pixel on every side.
pub struct Conv3x3 {
    bias: Vec<f32>,
    forward: Kernel,
    /// Packed when the first gradient is asked for.
    backward: OnceLock<Kernel>,
    arch: Arch,
}

impl fmt::Debug for Conv3x3 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Conv3x3")
            .field("inputs", &self.inputs())
            .field("outputs", &self.outputs())
            .finish_non_exhaustive()
    }
}

impl Conv3x3 {
    /// A convolution with `weights` `[O, I, 3, 3]` and `bias` `[O]`.
    ///
    /// # Panics
    /// If the slices are not that long.
    pub fn new(weights: &[f32], bias: &[f32], inputs: usize) -> Self {
        Self::new_on(Arch::new(), weights, bias, inputs)
    }

    /// [`Conv3x3::new`] on an instruction set that may not be the best.
    fn new_on(arch: Arch, weights: &[f32], bias: &[f32], inputs: usize) -> Self {
        let outputs = bias.len();
        assert_eq!(weights.len(), outputs * inputs * TAPS, "weights are [O, I, 3, 3]");
        Self {
            bias: bias.to_vec(),
            forward: Kernel::pack(outputs, inputs, |output, input, tap| {
                weights[(output * inputs + input) * TAPS + tap]
            }),
            backward: OnceLock::new(),
            arch,
        }
    }

    /// Input channels.
    pub fn inputs(&self) -> usize {
        self.forward.inputs
    }

    /// Output channels.
    pub fn outputs(&self) -> usize {
        self.forward.outputs
    }

    /// The bytes kept for weights: little more than the weights have, and as much again after the first
    /// gradient.
    pub fn memory_bytes(&self) -> usize {
        self.forward.memory_bytes() + self.backward.get().map_or(0, Kernel::memory_bytes)
    }

    /// The outputs `[O, H, W]` of `input` `[I, H, W]` with `padding` around it.
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
        padding: Padding,
        output: &mut [f32],
        activation: Activation,
        cancel: &CancelToken,
    ) -> Result<()> {
        assert_eq!(input.len(), shape.len(), "the input has its shape");
        let source = Source { values: input, reading: Reading::Plain, padding };
        self.convolve(source, shape, output, activation, cancel)
    }

    /// The outputs `[O, 2 H, 2 W]` of `input` `[I, H, W]` enlarged twice, each value repeated, with `padding` around it.
    ///
    /// # Errors
    /// [`Error::Cancelled`](crate::error::Error::Cancelled); `output` is then half written.
    ///
    /// # Panics
    /// If a slice does not have its shape.
    pub fn forward_enlarged(
        &self,
        input: &[f32],
        shape: MapShape,
        padding: Padding,
        output: &mut [f32],
        activation: Activation,
        cancel: &CancelToken,
    ) -> Result<()> {
        assert_eq!(input.len(), shape.len(), "the input has its shape");
        let source = Source { values: input, reading: Reading::Enlarged, padding };
        self.convolve(
            source,
            MapShape::new(shape.channels, 2 * shape.height, 2 * shape.width),
            output,
            activation,
            cancel,
        )
    }

    /// The outputs of a source that is read as a map of `shape`.
    fn convolve(
        &self,
        source: Source<'_>,
        shape: MapShape,
        output: &mut [f32],
        activation: Activation,
        cancel: &CancelToken,
    ) -> Result<()> {
        assert_eq!(shape.channels, self.inputs(), "the shape is the input's");
        assert_eq!(output.len(), self.outputs() * shape.positions(), "the output has its shape");
        let work = Work { source, height: shape.height, width: shape.width, bias: Some(&self.bias), activation };
        winograd::run(&self.forward, self.arch, work, output, cancel)
    }

    /// The gradient `[I, H, W]` for the input of `shape` with `padding` around it, from the gradient `[O, H, W]` for the outputs.
    ///
    /// `output` is what [`Conv3x3::forward`] gave with [`Activation::Relu`]: the gradient counts only where it is
    /// positive. Without it there was no activation.
    ///
    /// # Errors
    /// [`Error::Cancelled`](crate::error::Error::Cancelled); `input_gradient` is then half written.
    ///
    /// # Panics
    /// If a slice does not have its shape.
    pub fn input_gradient(
        &self,
        output_gradient: &[f32],
        output: Option<&[f32]>,
        shape: MapShape,
        padding: Padding,
        input_gradient: &mut [f32],
        cancel: &CancelToken,
    ) -> Result<()> {
        let outputs_len = self.outputs() * shape.positions();
        assert_eq!(output_gradient.len(), outputs_len, "the gradient for the output has its shape");
        assert!(output.is_none_or(|output| output.len() == outputs_len), "the output has its shape");
        let reading = output.map_or(Reading::Plain, Reading::WherePositive);
        self.turn_back(output_gradient, reading, shape, padding, input_gradient, cancel)
    }

    /// The same where `output`, with the rectifier, was pooled: from the gradient `[O, H / 2, W / 2]` for the pooled map.
    ///
    /// # Errors
    /// [`Error::Cancelled`](crate::error::Error::Cancelled); `input_gradient` is then half written.
    ///
    /// # Panics
    /// If a slice does not have its shape.
    pub fn input_gradient_of_pooled(
        &self,
        (pooling, pooled_gradient): (Pooling, &[f32]),
        output: &[f32],
        shape: MapShape,
        padding: Padding,
        input_gradient: &mut [f32],
        cancel: &CancelToken,
    ) -> Result<()> {
        let rectified = MapShape { channels: self.outputs(), ..shape };
        assert_eq!(output.len(), rectified.len(), "the output has its shape");
        assert_eq!(pooled_gradient.len(), pooling.output_shape(rectified).len(), "the pooled gradient has its shape");
        let reading = Reading::Unpooled(Unpooled { pooling, rectified: output, shape: rectified });
        self.turn_back(pooled_gradient, reading, shape, padding, input_gradient, cancel)
    }

    /// The gradient for the input from what is read as that for the outputs.
    fn turn_back(
        &self,
        values: &[f32],
        reading: Reading<'_>,
        shape: MapShape,
        padding: Padding,
        input_gradient: &mut [f32],
        cancel: &CancelToken,
    ) -> Result<()> {
        assert_eq!(shape.channels, self.inputs(), "the shape is the input's");
        assert_eq!(input_gradient.len(), shape.len(), "the gradient for the input has its shape");
        let kernel = self.backward.get_or_init(|| self.forward.turned());
        let source = Source { values, reading, padding: Padding::Zero };
        let work = Work { source, height: shape.height, width: shape.width, bias: None, activation: Activation::None };
        winograd::run(kernel, self.arch, work, input_gradient, cancel)?;
        match padding {
            Padding::Zero => Ok(()),
            Padding::Reflection => fold_ring(self.arch, kernel, source, shape, input_gradient, cancel),
        }
    }
}

#[cfg(test)]
mod tests;
