//! CPU kernels on slices, and the only home of `unsafe` code.
//!
//! The kernels know nothing of tensors: they take feature maps as planar slices with a [`MapShape`], run on the
//! rayon pool that is current where they are called, and ask their [`CancelToken`](crate::cancel::CancelToken)
//! between blocks of work of a few milliseconds. Their results do not depend on the number of threads.
//!
//! The instruction set is chosen at run time by `pulp`; scratch memory is kept by each thread between calls ([`memory`]).
//! Every kernel has a naive twin in double precision in [`mod@reference`], to which the tests hold it.
// A function that works on vectors takes its instruction set from the function it is inlined into; left to be called,
// it would be compiled for the oldest processor.
#![allow(clippy::inline_always)]

pub mod blocked;
pub mod conv;
pub mod conv3x3;
pub mod depthwise;
pub mod difference;
pub mod gram;
pub mod memory;
mod multiply;
pub mod norm;
pub mod padding;
pub mod pointwise;
pub mod pool;
pub mod range;
pub mod resample;

pub mod reference;
mod shared;
mod simd;
#[cfg(test)]
mod testing;

/// What happens to each output of a convolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// Nothing.
    None,
    /// The rectifier `max(x, 0)`.
    Relu,
}

/// The shape of a feature map `[C, H, W]` that lies planar in a slice: channel after channel, row after row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapShape {
    /// The number of channels, `C`.
    pub channels: usize,
    /// The number of rows, `H`.
    pub height: usize,
    /// The number of columns, `W`.
    pub width: usize,
}

impl MapShape {
    /// The shape `[channels, height, width]`.
    pub fn new(channels: usize, height: usize, width: usize) -> Self {
        Self { channels, height, width }
    }

    /// The number of positions in one channel, `H W`.
    pub fn positions(self) -> usize {
        self.height * self.width
    }

    /// The number of values, `C H W`.
    pub fn len(self) -> usize {
        self.channels * self.positions()
    }

    /// Whether the map has no values at all.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}
