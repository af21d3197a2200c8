//! What a layer of the network answers to a picture, made small enough to be looked at: its feature maps `F` (section 2
//! of the paper) and their Gram matrix (equation 3).

use candle_core::Tensor;

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::network::{Layer, Padding, Pooling, Vgg19, Workspace, gram};
use crate::picture::Picture;
use crate::text::text;
use crate::transfer::evaluation::{check_size, to_tensor};

/// All maps of a layer beside and above each other are about so many pixels wide and high at most: what a screen shows.
const SIDE_OF_ALL: usize = 1024;

/// The answer of one layer.
#[derive(Debug, Clone)]
pub struct Activations {
    /// The layer.
    pub layer: Layer,
    /// Width and height of its feature maps in positions.
    pub map_size: [usize; 2],
    /// Width and height of [`Self::maps`] in pixels.
    pub shown_size: [usize; 2],
    /// The feature maps, each made smaller by means over squares, `[C, h, w]`.
    pub maps: Vec<f32>,
    /// The mean of each feature map.
    pub means: Vec<f32>,
    /// The largest value of each feature map.
    pub largest: Vec<f32>,
    /// The Gram matrix `F F^T / M`, `[C, C]`.
    pub gram: Vec<f32>,
    /// The Gram matrix that the style asks for, `[C, C]`; `None` where the layer does not count for the style.
    pub target: Option<Vec<f32>>,
}

impl Activations {
    /// Asks a layer about a picture. The memory is that of two feature maps; it comes from the workspace and goes back.
    ///
    /// # Errors
    /// [`crate::error::Error::Value`] when the picture is too small for the layer; [`crate::error::Error::Cancelled`]; or
    /// a failure of the device.
    pub fn of(
        network: &Vgg19,
        picture: &Picture,
        layer: Layer,
        (pooling, padding): (Pooling, Padding),
        workspace: &mut Workspace,
        cancel: &CancelToken,
    ) -> Result<Self> {
        check_size(text!("the picture"), picture.width(), picture.height(), layer)?;
        let tensor = to_tensor(picture, network.device())?;
        let asked = network
            .map(&tensor, layer, (pooling, padding), workspace, cancel)
            .and_then(|map| Ok((Self::of_map(layer, &map, cancel)?, map)));
        match asked {
            Ok((activations, map)) => {
                workspace.give(map);
                Ok(activations)
            }
            Err(error) => {
                // What was cut short gave nothing back.
                workspace.free();
                Err(error)
            }
        }
    }

    /// What there is to see of a feature map `[1, C, h, w]`.
    fn of_map(layer: Layer, map: &Tensor, cancel: &CancelToken) -> Result<Self> {
        let (_, channels, height, width) = map.dims4()?;
        let positions = map.reshape((channels, height * width))?;
        let step = width.max(height).div_ceil(longer_side(channels));
        let shown = if step > 1 { map.avg_pool2d((step.min(height), step.min(width)))? } else { map.clone() };
        let (_, _, shown_height, shown_width) = shown.dims4()?;
        let host = |tensor: Tensor| tensor.flatten_all()?.to_vec1::<f32>();
        Ok(Self {
            layer,
            map_size: [width, height],
            shown_size: [shown_width, shown_height],
            maps: host(shown)?,
            means: host(positions.mean(1)?)?,
            largest: host(positions.max(1)?)?,
            gram: host(gram(map, &mut Workspace::default(), cancel)?)?,
            target: None,
        })
    }

    /// How many feature maps there are.
    pub fn channels(&self) -> usize {
        self.means.len()
    }

    /// One feature map, `[h, w]`.
    pub fn map(&self, channel: usize) -> &[f32] {
        let [width, height] = self.shown_size;
        &self.maps[channel * width * height..][..width * height]
    }
}

/// The longer side of a map, when so many of them are to be seen at once, in pixels.
fn longer_side(channels: usize) -> usize {
    SIDE_OF_ALL / (channels as f64).sqrt().ceil() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{DeviceChoice, NetworkCache, WeightScale};

    const CHOICES: (Pooling, Padding) = (Pooling::Max, Padding::Zero);

    fn asked(layer: Layer, picture: &Picture, workspace: &mut Workspace) -> Result<Activations> {
        let network = NetworkCache::default().get(DeviceChoice::Cpu, WeightScale::Normalised).unwrap();
        Activations::of(&network, picture, layer, CHOICES, workspace, &CancelToken::new())
    }

    #[test]
    fn an_answer_is_the_feature_map_that_the_objective_sees() {
        let picture = Picture::white_noise(40, 24, 1.0, 1);
        let network = NetworkCache::default().get(DeviceChoice::Cpu, WeightScale::Normalised).unwrap();
        let (mut workspace, cancel) = (Workspace::default(), CancelToken::new());
        let tensor = to_tensor(&picture, network.device()).unwrap();
        let features =
            network.forward(&tensor, Layer::Conv3_1, CHOICES.0, CHOICES.1, &mut Workspace::default(), &cancel).unwrap();
        let map = features.map(Layer::Conv3_1).unwrap();
        for _ in 0..2 {
            let answer = asked(Layer::Conv3_1, &picture, &mut workspace).unwrap();
            assert_eq!((answer.map_size, answer.shown_size, answer.channels()), ([10, 6], [10, 6], 256));
            assert_eq!(answer.maps, map.flatten_all().unwrap().to_vec1::<f32>().unwrap());
            let of_one = answer.map(7);
            let mean = of_one.iter().sum::<f32>() / 60.0;
            assert!((answer.means[7] - mean).abs() < 1e-5);
            assert_eq!(answer.largest[7], of_one.iter().copied().fold(0.0, f32::max));
            let product: f32 = of_one.iter().zip(answer.map(9)).map(|(a, b)| a * b).sum::<f32>() / 60.0;
            assert!((answer.gram[7 * 256 + 9] - product).abs() < 1e-4 * product.max(1.0));
        }
    }

    #[test]
    fn large_maps_are_shown_by_means_over_squares() {
        let picture = Picture::white_noise(300, 200, 1.0, 1);
        let answer = asked(Layer::Conv1_1, &picture, &mut Workspace::default()).unwrap();
        assert_eq!((answer.map_size, answer.shown_size), ([300, 200], [100, 66]));
        let mean = answer.map(3).iter().sum::<f32>() / 6600.0;
        assert!((mean / answer.means[3] - 1.0).abs() < 0.01, "{mean} and {}", answer.means[3]);
    }

    #[test]
    fn a_picture_that_is_too_small_is_told() {
        let error =
            asked(Layer::Conv5_1, &Picture::white_noise(15, 40, 1.0, 1), &mut Workspace::default()).unwrap_err();
        assert!(error.headline().contains("conv5_1 needs at least 16 pixels"), "{}", error.headline());
    }
}
