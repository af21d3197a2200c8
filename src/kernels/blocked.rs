//! Feature maps whose channels lie together in blocks, position after position.
//!
//! Kernels that treat every channel alike work on a block at a time: vectors of channels need neither a border of their
//! own nor a stride, and a block is in one piece for the thread that writes it.

use rayon::prelude::*;

use super::MapShape;
use super::memory::Aligned;
use super::padding::Padding;

/// Channels in a block: whole vectors of every instruction set.
pub(super) const BLOCK: usize = 32;

/// A map `[block of channels][position][channel in the block]`. The last block may have places beyond the last channel,
/// where any number may stand.
#[derive(Default)]
pub struct Blocked {
    channels: usize,
    positions: usize,
    /// May be longer than the map.
    values: Aligned,
}

impl Blocked {
    /// Makes it a map with so many channels and positions; what stands there is of no meaning.
    ///
    /// # Panics
    /// If there are none.
    pub(super) fn reshape(&mut self, channels: usize, positions: usize) {
        assert!(channels > 0 && positions > 0, "a map is not empty");
        (self.channels, self.positions) = (channels, positions);
        if self.len() > self.values.len() {
            self.values = Aligned::zeros(self.len());
        }
    }

    /// Makes it what a 3x3 convolution with stride 2 reads of `input` `[C, H, W]`: for each position of its output 9 C
    /// channels, the taps of the first channel row by row, those of the second, and so on. The border is padded with
    /// zeros as TensorFlow's `SAME` does, for an even side only below and to the right.
    ///
    /// # Panics
    /// If the slice does not have its shape, or it has more than three channels.
    pub fn take_taps(&mut self, input: &[f32], shape: MapShape) {
        const SIDE: usize = 3;
        const STRIDE: usize = 2;
        assert_eq!(input.len(), shape.len(), "the input has its shape");
        assert!(SIDE * SIDE * shape.channels <= BLOCK, "all taps fit a block");
        let (height, width) = (shape.height.div_ceil(STRIDE), shape.width.div_ceil(STRIDE));
        let [above, left] = [shape.height, shape.width].map(|side| padding_before(side, SIDE, STRIDE));
        self.reshape(SIDE * SIDE * shape.channels, height * width);
        self.values_mut().par_chunks_mut(width * BLOCK).enumerate().for_each(|(y, row)| {
            for line in 0..SIDE * shape.channels {
                let (channel, tap) = (line / SIDE, line % SIDE);
                let source = (y * STRIDE + tap).checked_sub(above).filter(|&source| source < shape.height);
                let source =
                    source.map(|source| &input[(channel * shape.height + source) * shape.width..][..shape.width]);
                for (x, taps) in row.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
                    let first = (x * STRIDE) as isize - left as isize;
                    let taps = &mut taps[line * SIDE..][..SIDE];
                    match source {
                        None => taps.fill(0.0),
                        Some(source) if first >= 0 && first as usize + SIDE <= source.len() => {
                            taps.copy_from_slice(&source[first as usize..][..SIDE]);
                        }
                        Some(source) => {
                            for (column, tap) in (first..).zip(taps) {
                                *tap = Padding::Zero.source(column, source.len()).map_or(0.0, |column| source[column]);
                            }
                        }
                    }
                }
            }
        });
    }

    /// The number of channels.
    pub const fn channels(&self) -> usize {
        self.channels
    }

    /// The number of positions.
    pub const fn positions(&self) -> usize {
        self.positions
    }

    /// The mean of each channel.
    pub fn means(&self) -> Vec<f32> {
        let blocks = self.values().chunks_exact(self.positions * BLOCK).flat_map(|block| {
            let mut sums = [0.0; BLOCK];
            for position in block.as_chunks::<BLOCK>().0 {
                sums.iter_mut().zip(position).for_each(|(sum, value)| *sum += value);
            }
            sums.map(|sum| sum / self.positions as f32)
        });
        blocks.take(self.channels).collect()
    }

    /// All blocks.
    pub(super) fn values(&self) -> &[f32] {
        &self.values[..self.len()]
    }

    /// All blocks, to be written.
    pub(super) fn values_mut(&mut self) -> &mut [f32] {
        let len = self.len();
        &mut self.values[..len]
    }

    fn len(&self) -> usize {
        self.channels.next_multiple_of(BLOCK) * self.positions
    }
}

/// The zeros that TensorFlow's `SAME` lays before the first of `len` values.
pub(super) fn padding_before(len: usize, side: usize, stride: usize) -> usize {
    let reach = (len.div_ceil(stride) - 1) * stride + side;
    reach.saturating_sub(len) / 2
}

#[cfg(test)]
impl Blocked {
    /// A map `[C, P]` in blocks.
    pub(super) fn of_planes(planes: &[f32], channels: usize) -> Self {
        let positions = planes.len() / channels;
        let mut map = Self::default();
        map.reshape(channels, positions);
        for (index, value) in planes.iter().enumerate() {
            let place = map.place(index / positions, index % positions);
            map.values[place] = *value;
        }
        map
    }

    /// The map as `[C, P]`.
    pub(super) fn planes(&self) -> Vec<f32> {
        let places = (0..self.channels).flat_map(|channel| (0..self.positions).map(move |place| (channel, place)));
        places.map(|(channel, position)| self.values[self.place(channel, position)]).collect()
    }

    fn place(&self, channel: usize, position: usize) -> usize {
        (channel / BLOCK * self.positions + position) * BLOCK + channel % BLOCK
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::testing::random;

    #[test]
    fn planes_come_back_and_have_their_means() {
        for channels in [1, 31, 32, 33, 100] {
            let planes = random(1, channels * 7, 1.0);
            let map = Blocked::of_planes(&planes, channels);
            assert_eq!(map.planes(), planes);
            for (mean, plane) in map.means().into_iter().zip(planes.chunks_exact(7)) {
                assert!((mean - plane.iter().sum::<f32>() / 7.0).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn taps_are_read_with_zeros_beyond_the_border() {
        let input: Vec<f32> = (1..=8).map(|value| value as f32).collect();
        // Rows 1 2 3 4 and 5 6 7 8: one row of two positions, zeros below and to the right.
        let mut map = Blocked::default();
        map.take_taps(&input, MapShape::new(1, 2, 4));
        let expected = [[1.0, 3.0], [2.0, 4.0], [3.0, 0.0], [5.0, 7.0], [6.0, 8.0], [7.0, 0.0]].concat();
        assert_eq!(map.planes(), [&expected[..], &[0.0; 6]].concat());
        // With odd sides there are zeros on all sides; a second channel follows the first.
        map.take_taps(&input[..2], MapShape::new(2, 1, 1));
        let alone = |value| [0.0, 0.0, 0.0, 0.0, value, 0.0, 0.0, 0.0, 0.0];
        assert_eq!(map.planes(), [alone(1.0), alone(2.0)].concat());
    }

    #[test]
    fn zeros_lie_as_tensorflow_lays_them() {
        let before = [(256, 1), (256, 2), (5, 2), (1, 2)].map(|(len, stride)| padding_before(len, 3, stride));
        assert_eq!(before, [1, 0, 1, 1]);
    }
}
