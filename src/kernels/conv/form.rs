//! The shape of a convolution: its channels, its kernel, and what it reads beyond the border of its input.

use crate::kernels::MapShape;
use crate::kernels::padding::Padding;

/// The shape of a convolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConvForm {
    /// Input channels, `I`.
    pub inputs: usize,
    /// Output channels, `O`.
    pub outputs: usize,
    /// Taps along one side of the kernel; odd.
    pub side: usize,
    /// 1 or 2.
    pub stride: usize,
    /// What is read beyond the border of the input.
    pub padding: Padding,
    /// Rows and columns that are read there, on every side.
    pub border: usize,
}

impl ConvForm {
    /// A convolution that reads its input mirrored at the border by half the side, so that stride 1 keeps the size.
    pub fn mirrored(inputs: usize, outputs: usize, side: usize, stride: usize) -> Self {
        Self { inputs, outputs, side, stride, padding: Padding::Reflection, border: side / 2 }
    }

    /// The form of the convolution by which the gradient for the outputs, `[O, h, w]`, becomes that for the input with its
    /// border, `[I, H + 2 border, W + 2 border]`: the kernel turned by 180 degrees, its channel axes swapped, and zeros
    /// around what it reads.
    ///
    /// Since the products of both are the same, the gradient for the weights of one is that for the weights of the other,
    /// with the map of outputs and that of bordered inputs swapped too.
    ///
    /// # Panics
    /// If the stride is not 1.
    #[must_use]
    pub fn transposed(self) -> Self {
        assert_eq!(self.stride, 1, "the transposed convolution has stride 1");
        Self { inputs: self.outputs, outputs: self.inputs, padding: Padding::Zero, border: self.side - 1, ..self }
    }

    /// Taps of the kernel.
    pub fn taps(self) -> usize {
        self.side * self.side
    }

    /// The number of weights, `O I side side`.
    pub fn weights(self) -> usize {
        self.outputs * self.inputs * self.taps()
    }

    /// The shape of the outputs for inputs of `shape`.
    ///
    /// # Panics
    /// If the kernel does not fit into the input with its border.
    pub fn output_shape(self, shape: MapShape) -> MapShape {
        let side = |len: usize| (len + 2 * self.border + 1 - self.side).div_ceil(self.stride);
        MapShape::new(self.outputs, side(shape.height), side(shape.width))
    }
}
