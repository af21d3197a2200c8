//! The weights for the gradient of a 3x3 convolution, in the form in which this processor is fastest with them.
//!
//! Only gradients go to the matrix units, which differ from single precision by 4e-6 (see
//! [`matrix_units`](crate::kernels::matrix_units)). A gradient is that much off and no more, for it depends on its own
//! inputs linearly. On the way forward as small a difference decides rectifiers and poolings differently, and the
//! gradients behind those by a thousandth.

use super::source::Source;
use super::winograd::Work;
use super::{Activation, TAPS, direct, winograd};
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::matrix_units::LEAST_CHANNELS;
use crate::kernels::processor::Processor;

/// A kernel turned by 180 degrees, its channel axes swapped: the gradient for the input is a convolution with it.
pub(super) enum GradientKernel {
    /// For vectors.
    Winograd(winograd::Kernel),
    /// For matrix units.
    Direct(direct::Kernel),
}

impl GradientKernel {
    /// The kernel for the gradient of a convolution with `kernel`.
    pub(super) fn of(kernel: &winograd::Kernel, processor: Processor) -> Self {
        let (inputs, outputs) = (kernel.outputs, kernel.inputs);
        let weight = |output, input, tap| kernel.weight(input, output, TAPS - 1 - tap);
        match processor.matrix_units {
            Some(units) if inputs.min(outputs) >= LEAST_CHANNELS => {
                Self::Direct(direct::Kernel::pack(units, outputs, inputs, weight))
            }
            _ => Self::Winograd(winograd::Kernel::pack(outputs, inputs, weight)),
        }
    }

    /// Computes a whole map of `height` x `width`.
    pub(super) fn run(
        &self,
        processor: Processor,
        source: Source<'_>,
        (height, width): (usize, usize),
        output: &mut [f32],
        cancel: &CancelToken,
    ) -> Result<()> {
        match self {
            Self::Winograd(kernel) => {
                let work = Work { source, height, width, bias: None, activation: Activation::None };
                winograd::run(kernel, processor.arch, work, output, cancel)
            }
            Self::Direct(kernel) => direct::run(kernel, processor.arch, source, (height, width), output, cancel),
        }
    }

    /// Input channels: the outputs of the convolution.
    pub(super) fn inputs(&self) -> usize {
        match self {
            Self::Winograd(kernel) => kernel.inputs,
            Self::Direct(kernel) => kernel.inputs,
        }
    }

    /// Copies the weights of one tap between a group of outputs and a chunk of inputs of
    /// [`multiply`](crate::kernels::multiply::multiply), `[input][output]`.
    pub(super) fn copy_tap(&self, group: usize, chunk: usize, tap: usize, target: &mut [f32]) {
        match self {
            Self::Winograd(kernel) => kernel.copy_tap(group, chunk, tap, target),
            Self::Direct(kernel) => kernel.copy_tap(group, chunk, tap, target),
        }
    }

    /// The bytes kept.
    pub(super) fn memory_bytes(&self) -> usize {
        match self {
            Self::Winograd(kernel) => kernel.memory_bytes(),
            Self::Direct(kernel) => kernel.memory_bytes(),
        }
    }
}
