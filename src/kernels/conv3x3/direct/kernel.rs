//! The weights of a 3x3 convolution as matrix units read them.

use crate::kernels::conv3x3::TAPS;
use crate::kernels::matrix_units::{DEPTH, GROUP, MatrixUnits, RIGHT, SIDE, TILE, joined, split};
use crate::kernels::multiply;
use crate::kernels::scratch::Aligned;

/// The split weights of a 3x3 convolution, `[group of outputs][chunk of inputs][tap][part][tile][pair of inputs][output]`;
/// zeros where there are no more outputs or inputs.
pub(in crate::kernels::conv3x3) struct Kernel {
    pub(in crate::kernels::conv3x3) inputs: usize,
    pub(in crate::kernels::conv3x3) outputs: usize,
    pub(super) units: MatrixUnits,
    tiles: Aligned,
}

impl Kernel {
    /// Packs the weights that `weight(output, input, tap)` gives.
    pub(in crate::kernels::conv3x3) fn pack(
        units: MatrixUnits,
        outputs: usize,
        inputs: usize,
        weight: impl Fn(usize, usize, usize) -> f32,
    ) -> Self {
        let len = outputs.div_ceil(GROUP) * inputs.div_ceil(DEPTH) * TAPS * RIGHT;
        let mut kernel = Self { inputs, outputs, units, tiles: Aligned::zeros(len) };
        for output in 0..outputs {
            for input in 0..inputs {
                for tap in 0..TAPS {
                    let places = kernel.places(output, input, tap);
                    let halves: &mut [u16] = bytemuck::cast_slice_mut(&mut kernel.tiles);
                    for (place, part) in places.into_iter().zip(split(weight(output, input, tap))) {
                        halves[place] = part;
                    }
                }
            }
        }
        kernel
    }

    /// Where both parts of a weight lie among all halves of words.
    fn places(&self, output: usize, input: usize, tap: usize) -> [usize; 2] {
        let step = (output / GROUP * self.chunks() + input / DEPTH) * TAPS + tap;
        let (tile, column) = (output % GROUP / SIDE, output % SIDE);
        let place = step * RIGHT + tile * TILE + input % DEPTH / 2 * SIDE + column;
        [place, place + 2 * TILE].map(|place| 2 * place + input % 2)
    }

    /// One weight.
    fn weight(&self, output: usize, input: usize, tap: usize) -> f32 {
        let halves: &[u16] = bytemuck::cast_slice(&self.tiles);
        joined(self.places(output, input, tap).map(|place| halves[place]))
    }

    /// Copies the weights of one tap between a group of outputs and a chunk of inputs of [`multiply`], `[input][output]`.
    pub(in crate::kernels::conv3x3) fn copy_tap(&self, group: usize, chunk: usize, tap: usize, target: &mut [f32]) {
        for (index, value) in target.iter_mut().enumerate() {
            let (input, output) = (index / multiply::GROUP, index % multiply::GROUP);
            let (input, output) = (chunk * multiply::DEPTH + input, group * multiply::GROUP + output);
            let exists = output < self.outputs && input < self.inputs;
            *value = if exists { self.weight(output, input, tap) } else { 0.0 };
        }
    }

    /// The number of chunks of inputs.
    pub(super) fn chunks(&self) -> usize {
        self.inputs.div_ceil(DEPTH)
    }

    /// The number of groups of outputs.
    pub(super) fn groups(&self) -> usize {
        self.outputs.div_ceil(GROUP)
    }

    /// The tiles of one group, chunk after chunk and tap after tap.
    pub(super) fn group(&self, group: usize) -> &[u32] {
        let len = self.chunks() * TAPS * RIGHT;
        bytemuck::cast_slice(&self.tiles[group * len..][..len])
    }

    /// The bytes kept.
    pub(in crate::kernels::conv3x3) fn memory_bytes(&self) -> usize {
        size_of_val::<[f32]>(&self.tiles)
    }
}
