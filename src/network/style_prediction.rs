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

use candle_core::{D, Device, Tensor};

use super::feed_forward::{StoredTensor, Tensors, bad};
use super::on_slices::{write, write_from_two};
use crate::cancel::CancelToken;
use crate::error::{FileProblem, Result};
use crate::kernels::{MapShape, depthwise};

/// The side in pixels of what the network looks at.
pub const PREDICTION_SIDE: usize = 256;
/// The bound of the ReLU.
const MOST: f32 = 6.0;
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
#[derive(Debug)]
pub struct StylePrediction {
    first: Layer,
    blocks: Vec<Block>,
    last: Layer,
    vector: Layer,
}

/// An inverted residual block.
#[derive(Debug)]
struct Block {
    expand: Option<Layer>,
    depthwise: Layer,
    stride: usize,
    project: Layer,
}

/// One convolution.
#[derive(Debug)]
struct Layer {
    /// `[O, I, k, k]`.
    weight: Tensor,
    /// `[O]`.
    bias: Vec<f32>,
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
            Some(_) => return Err(bad("the tensor vector.weight has another shape".into())),
            None => return Err(bad("it is not a network that predicts styles".into())),
        };
        let mut layer = |name: &str, outputs: usize, inputs: usize, side: usize| {
            let shape = [outputs, inputs, side, side];
            let weight = Tensor::from_vec(tensors.take(&format!("{name}.weight"), &shape)?, &shape, &Device::Cpu);
            let weight = weight.map_err(|_| bad(format!("the tensor {name}.weight has another shape")))?;
            Ok(Layer { weight, bias: tensors.take_or_zeros(&format!("{name}.bias"), &[outputs])? })
        };
        let first = layer("first", FIRST_CHANNELS, 3, 3)?;
        let mut channels = FIRST_CHANNELS;
        let mut blocks = Vec::new();
        for (index, (outputs, stride)) in BLOCKS.into_iter().enumerate() {
            let inner = if index == 0 { channels } else { EXPANSION * channels };
            let expand = match index {
                0 => None,
                _ => Some(layer(&format!("block{index}.expand"), inner, channels, 1)?),
            };
            let depthwise = layer(&format!("block{index}.depthwise"), inner, 1, 3)?;
            let project = layer(&format!("block{index}.project"), outputs, inner, 1)?;
            blocks.push(Block { expand, depthwise, stride, project });
            channels = outputs;
        }
        let last = layer("last", LAST_CHANNELS, channels, 1)?;
        let vector = layer("vector", style_len, LAST_CHANNELS, 1)?;
        tensors.finish()?;
        Ok(Self { first, blocks, last, vector })
    }

    /// The length of the style vector, S.
    pub fn style_len(&self) -> usize {
        self.vector.bias.len()
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
        let picture = Tensor::from_slice(picture, (1, 3, PREDICTION_SIDE, PREDICTION_SIDE), &Device::Cpu)?;
        // The side is even, so that with stride 2 the zeros lie below and to the right.
        let picture = picture.pad_with_zeros(2, 0, 1)?.pad_with_zeros(3, 0, 1)?;
        let mut map = picture.conv2d(&self.first.weight, 0, 2, 1, 1)?.squeeze(0)?;
        self.first.add_bias(&map, (0.0, MOST), cancel)?;
        for block in &self.blocks {
            map = block.forward(&map, cancel)?;
        }
        let last = self.last.pointwise(&map, (0.0, MOST), cancel)?;
        let means = last.flatten_from(1)?.mean_keepdim(D::Minus1)?;
        let vector = self.vector.pointwise(&means.unsqueeze(2)?, (f32::NEG_INFINITY, f32::INFINITY), cancel)?;
        Ok(vector.flatten_all()?.to_vec1()?)
    }
}

impl Block {
    /// `[I, H, W]` to `[O, h, w]`.
    fn forward(&self, input: &Tensor, cancel: &CancelToken) -> Result<Tensor> {
        let inner = match &self.expand {
            Some(expand) => expand.pointwise(input, (0.0, MOST), cancel)?,
            None => input.clone(),
        };
        let inner = self.depthwise.depthwise(&inner, self.stride, cancel)?;
        let map = self.project.pointwise(&inner, (f32::NEG_INFINITY, f32::INFINITY), cancel)?;
        Ok(if map.shape() == input.shape() { (map + input)? } else { map })
    }
}

impl Layer {
    /// A convolution with a kernel of 1x1, whose results are bounded.
    fn pointwise(&self, input: &Tensor, bounds: (f32, f32), cancel: &CancelToken) -> Result<Tensor> {
        let (_, height, width) = input.dims3()?;
        let map =
            self.weight.flatten_from(1)?.matmul(&input.flatten_from(1)?)?.reshape((self.bias.len(), height, width))?;
        self.add_bias(&map, bounds, cancel)?;
        Ok(map)
    }

    fn depthwise(&self, input: &Tensor, stride: usize, cancel: &CancelToken) -> Result<Tensor> {
        let (channels, height, width) = input.dims3()?;
        let shape = MapShape::new(channels, height, width);
        let leaving = depthwise::output_shape(shape, stride);
        let values = vec![0.0_f32; leaving.len()];
        let map = Tensor::from_vec(values, (leaving.channels, leaving.height, leaving.width), &Device::Cpu)?;
        write_from_two(&map, [input, &self.weight], cancel, |map, [input, weight]| {
            depthwise::forward(input, shape, (weight, &self.bias), stride, MOST, map, cancel)
        })?;
        Ok(map)
    }

    fn add_bias(&self, map: &Tensor, bounds: (f32, f32), cancel: &CancelToken) -> Result<()> {
        let (channels, height, width) = map.dims3()?;
        let shape = MapShape::new(channels, height, width);
        write(map, cancel, |values| depthwise::add_bias(values, shape, &self.bias, bounds, cancel))
    }
}
