//! What the gradient of a reflecting convolution has beyond that of one padded by zeros.
//!
//! Reflection reads the pixels next to the border twice: once in their place, once in the ring of mirror images around
//! the map. The gradient for a pixel is the sum of the gradients for both (the adjoint of reflection folds the ring
//! back). The former is the gradient with a border of zeros; the latter is computed here and added.
//!
//! One side of the ring is reached only by the outermost line of outputs and the three taps on that side of the
//! kernel, so its gradient is a matrix product over 3 taps for every output. The four corners of the ring are mirrored
//! twice; they belong to the upper and lower sides, and are folded in before the product is taken.

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::source::Source;
use super::winograd::{KERNEL_SIDE, Kernel};
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::MapShape;
use crate::kernels::memory::Scratch;
use crate::kernels::multiply::{DEPTH, GROUP, LONGEST_PANEL, PANEL, Packed, Products, multiply};

/// One side of the ring around a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Upper,
    Lower,
    Left,
    Right,
}

/// All sides of the ring.
const SIDES: [Side; 4] = [Side::Upper, Side::Lower, Side::Left, Side::Right];

/// Adds the gradient for the ring to `input_gradient` of `shape`, from the gradient for the outputs in `source`.
pub(super) fn fold_ring(
    arch: Arch,
    kernel: &Kernel,
    source: Source<'_>,
    shape: MapShape,
    input_gradient: &mut [f32],
    cancel: &CancelToken,
) -> Result<()> {
    let longest = shape.height.max(shape.width).next_multiple_of(LONGEST_PANEL);
    let pitch = KERNEL_SIDE * padded(kernel) * longest;
    let mut borders = Scratch::take(SIDES.len() * pitch);
    borders.par_chunks_mut(pitch).zip(SIDES).for_each(|(border, side)| {
        arch.dispatch(GatherSide { side, kernel, source, shape, border });
    });
    input_gradient.par_chunks_mut(GROUP * shape.positions()).enumerate().try_for_each(|(group, input_gradient)| {
        borders.chunks_exact(pitch).zip(SIDES).try_for_each(|(border, side)| {
            cancel.check()?;
            arch.dispatch(FoldSide { side, kernel, group, border, shape, input_gradient });
            Ok(())
        })
    })
}

/// The inputs of a kernel, filled up to whole chunks.
fn padded(kernel: &Kernel) -> usize {
    kernel.inputs.next_multiple_of(DEPTH)
}

impl Side {
    /// Pixels along this side.
    fn len(self, shape: MapShape) -> usize {
        match self {
            Self::Upper | Self::Lower => shape.width,
            Self::Left | Self::Right => shape.height,
        }
    }

    /// The place in a channel of a pixel in the line of pixels that is `depth` away from this side.
    #[inline(always)]
    fn place(self, shape: MapShape, depth: usize, index: usize) -> usize {
        match self {
            Self::Upper => depth * shape.width + index,
            Self::Lower => (shape.height - 1 - depth) * shape.width + index,
            Self::Left => index * shape.width + depth,
            Self::Right => index * shape.width + shape.width - 1 - depth,
        }
    }

    /// How far from this side the pixels lie that the ring mirrors.
    fn mirror_depth(self, shape: MapShape) -> usize {
        let across = match self {
            Self::Upper | Self::Lower => shape.height,
            Self::Left | Self::Right => shape.width,
        };
        1.min(across - 1)
    }

    /// Whether the corners of the ring are counted to this side.
    fn has_corners(self) -> bool {
        matches!(self, Self::Upper | Self::Lower)
    }

    /// The tap of the transposed kernel that is the `along`-th of those that reach this side of the ring.
    fn tap(self, along: usize) -> usize {
        match self {
            Self::Upper => 2 * KERNEL_SIDE + along,
            Self::Lower => along,
            Self::Left => along * KERNEL_SIDE + 2,
            Self::Right => along * KERNEL_SIDE,
        }
    }
}

/// Packs the outermost line of outputs to `[panel][tap][channel][pixel]`: what each tap reads for each pixel of the
/// ring. The last panel may be narrower; channels are filled up to whole chunks with zeros.
struct GatherSide<'a> {
    side: Side,
    kernel: &'a Kernel,
    source: Source<'a>,
    shape: MapShape,
    border: &'a mut [f32],
}

impl WithSimd for GatherSide<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { side, kernel, source, shape, border } = self;
        let (len, channels) = (side.len(shape), padded(kernel));
        // With a zero beyond either end.
        let mut line = Scratch::take(len + 2);
        let mut row = Scratch::take(len);
        for channel in 0..channels {
            line.fill(0.0);
            if channel < kernel.inputs {
                for (index, value) in line[1..=len].iter_mut().enumerate() {
                    *value = source.value(channel * shape.positions() + side.place(shape, 0, index));
                }
            }
            for along in 0..KERNEL_SIDE {
                row.copy_from_slice(&line[along..along + len]);
                if side.has_corners() {
                    // The last tap reaches the corner before the first pixel, the first tap the one after the last.
                    match along {
                        0 => row[len - 1 - 1.min(len - 1)] += line[len],
                        2 => row[1.min(len - 1)] += line[1],
                        _ => {}
                    }
                }
                for (first, width) in panels::<S>(len) {
                    let start = (first * KERNEL_SIDE + along * width) * channels + channel * width;
                    let values = &row[first..len.min(first + width)];
                    let target = &mut border[start..][..width];
                    target[..values.len()].copy_from_slice(values);
                    target[values.len()..].fill(0.0);
                }
            }
        }
    }
}

/// The first pixel and the width of every panel of a line.
#[inline(always)]
fn panels<S: Simd>(len: usize) -> impl Iterator<Item = (usize, usize)> {
    let full = PANEL * S::F32_LANES;
    (0..len).step_by(full).map(move |first| (first, full.min((len - first).next_multiple_of(S::F32_LANES))))
}

/// Computes one side of the ring in one group of channels and adds it to the pixels that it mirrors.
struct FoldSide<'a> {
    side: Side,
    kernel: &'a Kernel,
    group: usize,
    /// From [`GatherSide`].
    border: &'a [f32],
    shape: MapShape,
    input_gradient: &'a mut [f32],
}

impl WithSimd for FoldSide<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { side, kernel, group, border, shape, input_gradient } = self;
        let depth = KERNEL_SIDE * padded(kernel);
        let mut taps = Scratch::take(depth * GROUP);
        let chunks = padded(kernel) / DEPTH;
        for (index, target) in taps.chunks_exact_mut(DEPTH * GROUP).enumerate() {
            kernel.copy_tap(group, index % chunks, side.tap(index / chunks), target);
        }
        let mut sums = Scratch::take(GROUP * LONGEST_PANEL);
        let (len, mirror) = (side.len(shape), side.mirror_depth(shape));
        for (first, width) in panels::<S>(len) {
            let left = Packed::dense(&taps, GROUP);
            let right = Packed::dense(&border[first * depth..], width);
            let products = Products { values: &mut sums, pitch: width, accumulate: false };
            multiply(simd, width / S::F32_LANES, depth, left, right, products);
            let channels = input_gradient.chunks_exact_mut(shape.positions());
            for (channel, sums) in channels.zip(sums.chunks_exact(width)) {
                for (index, sum) in (first..len).zip(sums) {
                    channel[side.place(shape, mirror, index)] += sum;
                }
            }
        }
    }
}
