//! The network of Ghiasi et al. 2017 that looks at a painting and says, in 100 numbers, how to paint like it: a
//! `MobileNetV2` (Sandler et al. 2018) whose last layer is the style vector.
//!
//! It always sees a square of 256x256 pixels and is done in a few hundredths of a second, once for each painting. So it
//! runs on the CPU whatever the device. Its layers, with `k` the side of the kernel:
//!
//! | layer | k | channels | |
//! | --- | --- | --- | --- |
//! | `first` | 3 | 3 to 32 | stride 2 |
//! | `block0` .. `block16`, each of | | | |
//! | `block<n>.expand` (not in `block0`) | 1 | to 6 times as many | |
//! | `block<n>.depthwise` | 3 | each by itself | stride 2 in blocks 1, 3, 6 and 13 |
//! | `block<n>.project` | 1 | to 16 .. 320 | no ReLU; the block's input is added if it has the same shape |
//! | `last` | 1 | to 1280 | |
//! | `vector` | 1 | to S | of the means over all positions; no ReLU |
//!
//! A layer's tensors are `<layer>.weight` `[O, I, k, k]` (`[O, 1, 3, 3]` for the depthwise ones) and `<layer>.bias` `[O]`;
//! a bias that is not there is zero. The ReLU is bounded by 6.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::{Mutex, PoisonError};

use super::feed_forward::{StoredTensor, Tensors, bad};
use crate::cancel::CancelToken;
use crate::error::{FileProblem, Result};
use crate::kernels::MapShape;
use crate::kernels::blocked::Blocked;
use crate::kernels::depthwise::ExpandedDepthwise;
use crate::kernels::pointwise::Pointwise;
use crate::text::text;

/// The side in pixels of what the network looks at.
pub const PREDICTION_SIDE: usize = 256;
/// The bounds of the ReLU.
const RECTIFIED: RangeInclusive<f32> = 0.0..=6.0;
/// No bounds.
const LINEAR: RangeInclusive<f32> = f32::NEG_INFINITY..=f32::INFINITY;
/// How many times as many channels there are inside a block.
const EXPANSION: usize = 6;
/// Channels that leave each block, and the stride of its depthwise convolution.
const BLOCKS: [(usize, usize); 17] = [
    (16, 1),
    (24, 2),
    (24, 1),
    (32, 2),
    (32, 1),
    (32, 1),
    (64, 2),
    (64, 1),
    (64, 1),
    (64, 1),
    (96, 1),
    (96, 1),
    (96, 1),
    (160, 2),
    (160, 1),
    (160, 1),
    (320, 1),
];
const FIRST_CHANNELS: usize = 32;
const LAST_CHANNELS: usize = 1280;
/// The longest style vector that is accepted.
const LONGEST_STYLE: usize = 1024;

/// The network.
pub struct StylePrediction {
    blocks: Vec<Block>,
    last: Pointwise,
    /// `[S, LAST_CHANNELS]`.
    vector: Vec<f32>,
    /// `[S]`.
    vector_bias: Vec<f32>,
    maps: Mutex<Maps>,
}

/// The memory of the feature maps, which is kept for the next picture.
#[derive(Default)]
struct Maps {
    /// What enters a block, what is filtered in it, and what leaves it.
    map: Blocked,
    inner: Blocked,
    next: Blocked,
}

impl fmt::Debug for StylePrediction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "StylePrediction({} numbers)", self.style_len())
    }
}

/// An inverted residual block. The first one makes its channels of the picture: `first` is a convolution of 1x1 of what
/// its kernel reads.
#[derive(Debug)]
struct Block {
    filter: ExpandedDepthwise,
    project: Pointwise,
    adds_input: bool,
}

impl StylePrediction {
    /// The network of stored tensors.
    ///
    /// # Errors
    /// [`FileProblem::BadModel`] for a tensor that is missing, that does not belong to the network, or that has another
    /// shape or values that are not numbers.
    pub fn new(tensors: BTreeMap<String, StoredTensor>) -> Result<Self, FileProblem> {
        let mut tensors = Tensors::new(tensors);
        let style_len = match tensors.shape("vector.weight") {
            Some(&[len, LAST_CHANNELS, 1, 1]) if (1..=LONGEST_STYLE).contains(&len) => len,
            Some(_) => return Err(bad(text!("the tensor {name} has another shape", name = "vector.weight"))),
            None => return Err(bad(text!("it is not a network that predicts styles"))),
        };
        let mut layer = |name: &str, outputs: usize, inputs: usize, side: usize| {
            let weights = tensors.take(&format!("{name}.weight"), &[outputs, inputs, side, side])?;
            Ok((weights, tensors.take_or_zeros(&format!("{name}.bias"), &[outputs])?))
        };
        let mut channels = FIRST_CHANNELS;
        let mut blocks = Vec::new();
        for (index, (outputs, stride)) in BLOCKS.into_iter().enumerate() {
            let inner = if index == 0 { channels } else { EXPANSION * channels };
            let (weights, bias) = if index == 0 {
                layer("first", inner, 3, 3)?
            } else {
                layer(&format!("block{index}.expand"), inner, channels, 1)?
            };
            let expand = Pointwise::new(&weights, &bias, RECTIFIED);
            let (weights, bias) = layer(&format!("block{index}.depthwise"), inner, 1, 3)?;
            let filter = ExpandedDepthwise::new(expand, &weights, &bias, stride, *RECTIFIED.end());
            let (weights, bias) = layer(&format!("block{index}.project"), outputs, inner, 1)?;
            let project = Pointwise::new(&weights, &bias, LINEAR);
            blocks.push(Block { filter, project, adds_input: stride == 1 && outputs == channels });
            channels = outputs;
        }
        let (weights, bias) = layer("last", LAST_CHANNELS, channels, 1)?;
        let last = Pointwise::new(&weights, &bias, RECTIFIED);
        let (vector, vector_bias) = layer("vector", style_len, LAST_CHANNELS, 1)?;
        tensors.finish()?;
        Ok(Self { blocks, last, vector, vector_bias, maps: Mutex::default() })
    }

    /// The length of the style vector, S.
    pub const fn style_len(&self) -> usize {
        self.vector_bias.len()
    }

    /// The style vector `[S]` of a picture, given as `[3, 256, 256]` in RGB from 0 to 1.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`].
    ///
    /// # Panics
    /// If the slice has another length, which is a mistake of the caller.
    pub fn predict(&self, picture: &[f32], cancel: &CancelToken) -> Result<Vec<f32>> {
        assert_eq!(picture.len(), 3 * PREDICTION_SIDE * PREDICTION_SIDE, "a square picture");
        let kept = || self.maps.lock().unwrap_or_else(PoisonError::into_inner);
        let Maps { mut map, mut inner, mut next } = std::mem::take(&mut *kept());
        map.take_taps(picture, MapShape::new(3, PREDICTION_SIDE, PREDICTION_SIDE));
        let mut size = (PREDICTION_SIDE / 2, PREDICTION_SIDE / 2);
        for Block { filter, project, adds_input } in &self.blocks {
            filter.forward(&map, size, &mut inner, cancel)?;
            project.forward(&inner, adds_input.then_some(&map), &mut next, cancel)?;
            std::mem::swap(&mut map, &mut next);
            size = filter.output_size(size);
        }
        self.last.forward(&map, None, &mut inner, cancel)?;
        let means = inner.means();
        *kept() = Maps { map, inner, next };
        let rows = self.vector.chunks_exact(LAST_CHANNELS).zip(&self.vector_bias);
        let product = |row: &[f32]| row.iter().zip(&means).map(|(weight, mean)| weight * mean).sum::<f32>();
        Ok(rows.map(|(row, bias)| bias + product(row)).collect())
    }
}
