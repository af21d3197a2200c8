//! The feed-forward network of Johnson et al. 2016 ("Perceptual Losses for Real-Time Style Transfer and
//! Super-Resolution"), as PyTorch's example `fast_neural_style` has it: a picture in, the painted picture out.
//!
//! Three convolutions shrink the picture to a quarter, five residual blocks repaint it, three convolutions enlarge it
//! again; `weights.rs` lists them. Each reads the map mirrored at its border, and all but the last are followed by an
//! instance normalisation and, but for the second of a residual block, a ReLU.

mod layer;
mod weights;

use candle_core::{Device, Tensor};

use self::layer::{After, Layer};
use self::weights::Parts;
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::network::workspace::Workspace;

pub use weights::{StoredTensor, TransformWeights, layer_names};

/// The network on its device.
#[derive(Debug)]
pub struct TransformNet {
    device: Device,
    width: usize,
    /// 9x9.
    first: Layer,
    /// Two of 3x3 with stride 2.
    shrinking: Vec<Layer>,
    residual: Vec<[Layer; 2]>,
    /// Two of 3x3 on the map enlarged twice.
    enlarging: Vec<Layer>,
    /// 9x9, to the three colours.
    last: Layer,
}

impl TransformNet {
    /// The network with these weights on a device.
    ///
    /// # Errors
    /// Only when the device fails.
    pub fn new(weights: &TransformWeights, device: Device) -> Result<Self> {
        let Parts { first, shrinking, residual, enlarging, last } = weights.parts();
        let several =
            |weights: &[_]| weights.iter().map(|weights| Layer::new(weights, &device)).collect::<Result<Vec<_>>>();
        Ok(Self {
            width: weights.width(),
            first: Layer::new(first, &device)?,
            shrinking: several(shrinking)?,
            residual: residual
                .iter()
                .map(|[first, second]| Ok([Layer::new(first, &device)?, Layer::new(second, &device)?]))
                .collect::<Result<_>>()?,
            enlarging: several(enlarging)?,
            last: Layer::new(last, &device)?,
            device,
        })
    }

    /// Where the network runs.
    pub const fn device(&self) -> &Device {
        &self.device
    }

    /// Channels of the first layer; 32 as published.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Paints a picture, `[1, 3, H, W]` in RGB from 0 to 1. The painted one is not clamped to that range; each of its
    /// sides is that of the picture rounded up to a multiple of 4.
    ///
    /// The memory of the result may be given back to the workspace.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`], or a failure of the device.
    pub fn forward(&self, picture: &Tensor, workspace: &mut Workspace, cancel: &CancelToken) -> Result<Tensor> {
        let mut map = self.first.forward(picture, After::Rectify, workspace, cancel)?;
        for layer in &self.shrinking {
            let next = layer.forward(&map, After::Rectify, workspace, cancel)?;
            workspace.give(std::mem::replace(&mut map, next));
        }
        for [first, second] in &self.residual {
            let between = first.forward(&map, After::Rectify, workspace, cancel)?;
            let next = second.forward(&between, After::Add(&map), workspace, cancel)?;
            workspace.give(between);
            workspace.give(std::mem::replace(&mut map, next));
        }
        for layer in &self.enlarging {
            let next = layer.forward(&map, After::Rectify, workspace, cancel)?;
            workspace.give(std::mem::replace(&mut map, next));
        }
        let painted = self.last.forward(&map, After::Rectify, workspace, cancel)?;
        workspace.give(map);
        Ok(painted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(height: usize, width: usize) -> Tensor {
        Tensor::rand(0.0_f32, 1.0, (1, 3, height, width), &Device::Cpu).unwrap()
    }

    #[test]
    fn sides_are_rounded_up_to_multiples_of_four() {
        let network = TransformNet::new(&TransformWeights::random(2, 1), Device::Cpu).unwrap();
        let (mut workspace, cancel) = (Workspace::default(), CancelToken::new());
        for (height, width) in [(1, 1), (2, 3), (4, 5), (17, 8), (31, 33)] {
            let painted = network.forward(&noise(height, width), &mut workspace, &cancel).unwrap();
            let expected = (1, 3, height.next_multiple_of(4), width.next_multiple_of(4));
            assert_eq!(painted.dims4().unwrap(), expected);
        }
        assert_eq!(network.width(), 2);
    }

    #[test]
    fn the_steady_state_allocates_no_feature_maps() {
        let network = TransformNet::new(&TransformWeights::random(3, 1), Device::Cpu).unwrap();
        let (mut workspace, cancel) = (Workspace::default(), CancelToken::new());
        let mut idle = Vec::new();
        for _ in 0..4 {
            let painted = network.forward(&noise(20, 24), &mut workspace, &cancel).unwrap();
            workspace.give(painted);
            idle.push(workspace.idle_len());
        }
        assert!(idle.windows(2).all(|pair| pair[0] == pair[1]), "{idle:?}");
    }

    #[test]
    fn cancelled_work_ends_with_an_error() {
        let network = TransformNet::new(&TransformWeights::random(1, 1), Device::Cpu).unwrap();
        let cancel = CancelToken::new();
        cancel.cancel();
        assert!(network.forward(&noise(8, 8), &mut Workspace::default(), &cancel).is_err());
    }
}
