//! Feed-forward networks: a picture in, the painted picture out, in one pass.
//!
//! All of them have the shape of Johnson et al. 2016 ("Perceptual Losses for Real-Time Style Transfer and
//! Super-Resolution"): three convolutions shrink the picture to a quarter, residual blocks repaint it, three convolutions
//! enlarge it again. Each reads the map mirrored at its border. They differ in their numbers of channels and in what
//! their instance normalisations depend on:
//!
//! | network | file | styles | normalisation |
//! | --- | --- | --- | --- |
//! | Johnson et al. 2016, as PyTorch's example `fast_neural_style` has it | `transform_net.rs` | one | its own scale and shift |
//! | Dumoulin et al. 2017 ("A Learned Representation for Artistic Style") | `conditional.rs` | 26 | one scale and shift for each style |
//! | Ghiasi et al. 2017 ("Exploring the Structure of a Real-time, Arbitrary Neural Artistic Stylization Network") | `conditional.rs` | any painting | computed from the style vector that [`StylePrediction`](crate::network::StylePrediction) makes of it |
//!
//! In all three, scale and shift are affine functions of a style vector, which is empty for the first and says how much
//! there is of each style for the second. A picture too large for its feature maps to fit the memory is painted in bands
//! (`bands.rs`), with the same result. The first of them can be trained (`training/`).
//!
//! The network that enlarges pictures (`enlarging.rs`) is built of the same layers; it is trained as well.

mod bands;
mod conditional;
mod enlarging;
mod half_map;
mod layer;
mod training;
mod transform_net;
mod weights;

use candle_core::{Device, Tensor};

use self::layer::Layer;
use self::weights::Finish;
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::range;
use crate::network::on_slices::write;
use crate::network::workspace::Workspace;

pub use bands::PictureRows;
pub use training::TrainableNet;
pub use transform_net::layer_names;
pub use weights::{FeedForwardWeights, StoredTensor};
pub(super) use weights::{Tensors, bad};

/// A network on its device.
#[derive(Debug)]
pub struct FeedForward {
    device: Device,
    shrinking: Vec<Layer>,
    residual: Vec<[Layer; 2]>,
    enlarging: Vec<Layer>,
    finish: Finish,
    style_len: usize,
}

impl FeedForward {
    /// The network with these weights on a device.
    ///
    /// # Errors
    /// Only when the device fails.
    pub fn new(weights: &FeedForwardWeights, device: Device) -> Result<Self> {
        let several =
            |weights: &[_]| weights.iter().map(|weights| Layer::new(weights, &device)).collect::<Result<Vec<_>>>();
        let block = |[first, second]: &[_; 2]| Ok([Layer::new(first, &device)?, Layer::new(second, &device)?]);
        Ok(Self {
            shrinking: several(&weights.shrinking)?,
            residual: weights.residual.iter().map(block).collect::<Result<_>>()?,
            enlarging: several(&weights.enlarging)?,
            finish: weights.finish,
            style_len: weights.style_len,
            device,
        })
    }

    /// Where the network runs.
    pub const fn device(&self) -> &Device {
        &self.device
    }

    /// Channels of the first layer; 32 as published by Johnson et al.
    pub fn width(&self) -> usize {
        self.shrinking[0].outputs()
    }

    /// The length of the style vector; 0 for a network of one style.
    pub const fn style_len(&self) -> usize {
        self.style_len
    }

    /// Paints a picture, `[1, 3, H, W]` in RGB from 0 to 1, in the style of a style vector `[S]`. Each side of the painted
    /// picture, which is in the same range, is that of the picture rounded up to a multiple of 4. A network that enlarges
    /// makes what is to be added to the enlarged picture instead.
    ///
    /// The memory of the result may be given back to the workspace.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`], or a failure of the device.
    ///
    /// # Panics
    /// If the style vector has another length, which is a mistake of the caller.
    pub fn forward(
        &self,
        picture: &Tensor,
        style: &[f32],
        workspace: &mut Workspace,
        cancel: &CancelToken,
    ) -> Result<Tensor> {
        assert_eq!(style.len(), self.style_len, "a style vector of this network");
        let mut map: Option<Tensor> = None;
        for layer in &self.shrinking {
            let next = layer.forward(map.as_ref().unwrap_or(picture), None, style, workspace, cancel)?;
            map.replace(next).into_iter().for_each(|old| workspace.give(old));
        }
        let mut map = map.unwrap_or_else(|| picture.clone());
        for [first, second] in &self.residual {
            let between = first.forward(&map, None, style, workspace, cancel)?;
            let next = second.forward(&between, Some(&map), style, workspace, cancel)?;
            workspace.give(between);
            workspace.give(std::mem::replace(&mut map, next));
        }
        for layer in &self.enlarging {
            let next = layer.forward(&map, None, style, workspace, cancel)?;
            workspace.give(std::mem::replace(&mut map, next));
        }
        self.finish(map, cancel)
    }

    /// Brings the last map to the range of a picture, if that is what it is.
    fn finish(&self, map: Tensor, cancel: &CancelToken) -> Result<Tensor> {
        let on_cpu = map.device().is_cpu();
        match self.finish {
            Finish::Nothing => {}
            Finish::Clamp if on_cpu => write(&map, cancel, |values| range::clamp(values, cancel))?,
            Finish::Sigmoid if on_cpu => write(&map, cancel, |values| range::sigmoid(values, cancel))?,
            Finish::Clamp => return Ok(map.clamp(0.0, 1.0)?),
            Finish::Sigmoid => return Ok((map.neg()?.exp()? + 1.0)?.recip()?),
        }
        Ok(map)
    }

    /// The memory in bytes that [`Self::forward`] takes for the picture and its feature maps at `height` x `width`, in a
    /// workspace that is used for nothing else.
    pub fn map_bytes(&self, height: usize, width: usize) -> u64 {
        let (mut height, mut width) = (height, width);
        let mut blocks = Blocks { idle: Vec::new(), values: 3 * height * width };
        let mut take = |blocks: &mut Blocks, layer: &Layer| {
            (height, width) = (layer.output_side(height), layer.output_side(width));
            blocks.take(layer.outputs() * height * width)
        };
        let mut map = None;
        for layer in &self.shrinking {
            let next = take(&mut blocks, layer);
            blocks.idle.extend(map.replace(next));
        }
        for [first, second] in &self.residual {
            let between = take(&mut blocks, first);
            let next = take(&mut blocks, second);
            blocks.idle.push(between);
            blocks.idle.extend(map.replace(next));
        }
        for layer in &self.enlarging {
            let next = take(&mut blocks, layer);
            blocks.idle.extend(map.replace(next));
        }
        (blocks.values * size_of::<f32>()) as u64
    }
}

/// The blocks of a workspace by their lengths.
struct Blocks {
    idle: Vec<usize>,
    /// Of all blocks together.
    values: usize,
}

impl Blocks {
    /// The smallest idle block that is long enough, else a new one, as [`Workspace::take`] chooses it.
    fn take(&mut self, len: usize) -> usize {
        let fitting = (0..self.idle.len()).filter(|&index| self.idle[index] >= len);
        if let Some(index) = fitting.min_by_key(|&index| self.idle[index]) {
            return self.idle.swap_remove(index);
        }
        self.values += len;
        len
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(height: usize, width: usize) -> Tensor {
        Tensor::rand(0.0_f32, 1.0, (1, 3, height, width), &Device::Cpu).unwrap()
    }

    fn network(width: usize) -> FeedForward {
        FeedForward::new(&FeedForwardWeights::random_transform_net(width, 1), Device::Cpu).unwrap()
    }

    #[test]
    fn sides_are_rounded_up_to_multiples_of_four() {
        let network = network(2);
        let (mut workspace, cancel) = (Workspace::default(), CancelToken::new());
        for (height, width) in [(1, 1), (2, 3), (4, 5), (17, 8), (31, 33)] {
            let painted = network.forward(&noise(height, width), &[], &mut workspace, &cancel).unwrap();
            let expected = (1, 3, height.next_multiple_of(4), width.next_multiple_of(4));
            assert_eq!(painted.dims4().unwrap(), expected);
        }
        assert_eq!(network.width(), 2);
    }

    #[test]
    fn the_steady_state_allocates_no_feature_maps() {
        let network = network(3);
        let (mut workspace, cancel) = (Workspace::default(), CancelToken::new());
        let mut idle = Vec::new();
        for _ in 0..4 {
            let painted = network.forward(&noise(20, 24), &[], &mut workspace, &cancel).unwrap();
            workspace.give(painted);
            idle.push(workspace.idle_len());
        }
        assert!(idle.windows(2).all(|pair| pair[0] == pair[1]), "{idle:?}");
        // The picture itself is not in the workspace.
        assert_eq!(network.map_bytes(20, 24), 4 * (idle[0] + 3 * 20 * 24) as u64);
    }

    #[test]
    fn cancelled_work_ends_with_an_error() {
        let cancel = CancelToken::new();
        cancel.cancel();
        assert!(network(1).forward(&noise(8, 8), &[], &mut Workspace::default(), &cancel).is_err());
    }
}
