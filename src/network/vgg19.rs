//! VGG-19 (Simonyan and Zisserman 2015) as a loss network: features forwards, and backwards the gradient for the
//! picture only.

use std::sync::OnceLock;

use candle_core::{Device, Tensor};

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::padding::Padding;
use crate::kernels::pool::Pooling;
use crate::network::convolution::Convolution;
use crate::network::laps::Work;
use crate::network::layer::{Layer, WeightScale};
use crate::network::on_slices::write_from;
use crate::network::pooling;
use crate::network::weights::ModelFile;
use crate::network::workspace::Workspace;

/// The mean of the training pictures in blue, green, red, from 0 to 255; it is subtracted from the input.
const MEAN_BGR: [f32; 3] = [103.939, 116.779, 123.68];

/// [`MEAN_BGR`] in red, green, blue, from 0 to 1.
fn mean_rgb() -> impl Iterator<Item = f32> {
    MEAN_BGR.into_iter().rev().map(|mean| mean / 255.0)
}

/// The loss network on its device. Layers are prepared when they are first needed.
#[derive(Debug)]
pub struct Vgg19 {
    file: ModelFile,
    scale: WeightScale,
    device: Device,
    convolutions: [OnceLock<Convolution>; Layer::ALL.len()],
    /// `[1, 3, 1, 1]`, red, green, blue from 0 to 1.
    mean: Tensor,
}

/// The feature maps of one picture, which the way back needs.
#[derive(Debug)]
pub struct Features {
    pooling: Pooling,
    padding: Padding,
    /// After the ReLU, `[1, C, h, w]`, from `conv1_1` to the deepest layer that was wanted.
    maps: Vec<Tensor>,
}

impl Features {
    /// The feature map of a layer, `[1, C, h, w]`, if the network was run that deep.
    pub fn map(&self, layer: Layer) -> Option<&Tensor> {
        self.maps.get(layer as usize)
    }

    /// The feature map of a layer alone; the workspace takes the memory of the others back.
    ///
    /// # Panics
    /// If the network was not run that deep, which is a mistake of the caller.
    pub fn into_map(mut self, layer: Layer, workspace: &mut Workspace) -> Tensor {
        let map = self.maps.swap_remove(layer as usize);
        self.maps.into_iter().for_each(|map| workspace.give(map));
        map
    }
}

/// The gradient that reaches a layer from deeper ones.
enum Arriving {
    /// For its feature map.
    AtMap(Tensor),
    /// For its feature map after pooling. On the CPU it becomes that for the map only where that is read.
    AfterPooling(Tensor),
}

impl Arriving {
    /// The gradient for the feature map.
    fn at_map(
        self,
        layer: Layer,
        map: &Tensor,
        pooling: Pooling,
        workspace: &mut Workspace,
        cancel: &CancelToken,
    ) -> Result<Tensor> {
        match self {
            Self::AtMap(gradient) => Ok(gradient),
            Self::AfterPooling(gradient) => {
                let at_map = workspace.timed(layer, Work::PoolingGradient, map.device(), |workspace| {
                    pooling::input_gradient(pooling, map, &gradient, workspace, cancel)
                })?;
                workspace.give(gradient);
                Ok(at_map)
            }
        }
    }

    fn into_tensor(self) -> Tensor {
        match self {
            Self::AtMap(gradient) | Self::AfterPooling(gradient) => gradient,
        }
    }
}

impl Vgg19 {
    /// The network of a model file on a device.
    ///
    /// # Errors
    /// Only when the device fails.
    pub fn new(file: ModelFile, scale: WeightScale, device: Device) -> Result<Self> {
        let mean = Tensor::from_vec(mean_rgb().collect(), (1, 3, 1, 1), &device)?;
        Ok(Self { file, scale, device, convolutions: Default::default(), mean })
    }

    /// Where the network runs.
    pub const fn device(&self) -> &Device {
        &self.device
    }

    /// Runs the network on a picture, `[1, 3, H, W]` in RGB from 0 to 1, as deep as `deepest`.
    ///
    /// The shorter side must have at least [`Self::least_side`] pixels. [`Self::backward`] gives the memory back to
    /// the workspace.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`], or a failure of the device.
    pub fn forward(
        &self,
        picture: &Tensor,
        deepest: Layer,
        pooling: Pooling,
        padding: Padding,
        workspace: &mut Workspace,
        cancel: &CancelToken,
    ) -> Result<Features> {
        let mut maps: Vec<Tensor> = Vec::new();
        for layer in Layer::ALL.into_iter().take_while(|&layer| layer <= deepest) {
            let input = maps.last().unwrap_or(picture);
            maps.push(self.next_map(layer, input, (pooling, padding), workspace, cancel)?);
        }
        Ok(Features { pooling, padding, maps })
    }

    /// The feature map of one layer alone, `[1, C, h, w]`, to be given back to the workspace; those before it are given
    /// back as soon as they have served.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`], or a failure of the device.
    pub fn map(
        &self,
        picture: &Tensor,
        layer: Layer,
        choices: (Pooling, Padding),
        workspace: &mut Workspace,
        cancel: &CancelToken,
    ) -> Result<Tensor> {
        let mut map = self.next_map(Layer::Conv1_1, picture, choices, workspace, cancel)?;
        for next in Layer::ALL.into_iter().skip(1).take_while(|&next| next <= layer) {
            let deeper = self.next_map(next, &map, choices, workspace, cancel)?;
            workspace.give(std::mem::replace(&mut map, deeper));
        }
        Ok(map)
    }

    /// The feature map of a layer from that of the layer before it, or from the picture for the first one.
    fn next_map(
        &self,
        layer: Layer,
        input: &Tensor,
        (pooling, padding): (Pooling, Padding),
        workspace: &mut Workspace,
        cancel: &CancelToken,
    ) -> Result<Tensor> {
        cancel.check()?;
        let device = &self.device;
        let kernel = self.convolution(layer)?;
        let convolve = |input: &Tensor, workspace: &mut Workspace| {
            workspace
                .timed(layer, Work::Convolution, device, |workspace| kernel.forward(input, padding, workspace, cancel))
        };
        if !layer.begins_block() {
            return convolve(input, workspace);
        }
        let prepared = if layer == Layer::Conv1_1 {
            self.without_mean(input, workspace, cancel)?
        } else {
            workspace
                .timed(layer, Work::Pooling, device, |workspace| pooling::forward(pooling, input, workspace, cancel))?
        };
        let map = convolve(&prepared, workspace)?;
        workspace.give(prepared);
        Ok(map)
    }

    /// The gradient for the picture, `[1, 3, H, W]`, given how a loss depends on the feature maps.
    ///
    /// From `deepest` outwards, `add_gradient` is handed each layer that `counts`, its feature map, and the gradient that
    /// reached the map from deeper layers, all `[1, C, h, w]`; it returns that gradient with the layer's own share added.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`], or a failure of the device.
    ///
    /// # Panics
    /// If the features do not reach `deepest`, which is a mistake of the caller.
    pub fn backward(
        &self,
        features: Features,
        deepest: Layer,
        workspace: &mut Workspace,
        cancel: &CancelToken,
        counts: impl Fn(Layer) -> bool,
        mut add_gradient: impl FnMut(Layer, &Tensor, Tensor, &mut Workspace) -> Result<Tensor>,
    ) -> Result<Tensor> {
        let device = &self.device;
        let Features { pooling, padding, mut maps } = features;
        maps.drain(deepest as usize + 1..).for_each(|map| workspace.give(map));
        // The gradient that enters a layer and the one that leaves it: in two blocks that are long enough for all
        // layers they need no more memory than the two longest.
        workspace.reserve(2, &maps[0])?;
        let mut arriving = Arriving::AtMap(workspace.zeros(&maps[deepest as usize])?);
        for layer in Layer::ALL.into_iter().rev().skip_while(|&layer| layer > deepest) {
            cancel.check()?;
            let map = maps.pop().expect("there is a map for each layer");
            if counts(layer) {
                let gradient = arriving.at_map(layer, &map, pooling, workspace, cancel)?;
                arriving =
                    Arriving::AtMap(workspace.timed(layer, Work::Losses, device, |workspace| {
                        add_gradient(layer, &map, gradient, workspace)
                    })?);
            }
            let kernel = self.convolution(layer)?;
            let leaving = workspace.timed(layer, Work::ConvolutionGradient, device, |workspace| match &arriving {
                Arriving::AtMap(gradient) => kernel.input_gradient(&map, gradient, padding, workspace, cancel),
                Arriving::AfterPooling(gradient) => {
                    kernel.input_gradient_of_pooled(&map, (pooling, gradient), padding, workspace, cancel)
                }
            })?;
            workspace.give(arriving.into_tensor());
            // Given back as soon as it has served, so that the gradients of shallower layers lie in its place.
            workspace.give(map);
            let after_pooling = layer.begins_block() && !maps.is_empty();
            arriving = if after_pooling { Arriving::AfterPooling(leaving) } else { Arriving::AtMap(leaving) };
        }
        workspace.part_with(arriving.into_tensor())
    }

    /// The picture less the mean of the training pictures.
    fn without_mean(&self, picture: &Tensor, workspace: &mut Workspace, cancel: &CancelToken) -> Result<Tensor> {
        if !picture.device().is_cpu() {
            return Ok(picture.broadcast_sub(&self.mean)?);
        }
        let centred = workspace.take(picture.shape())?;
        write_from(&centred, picture, cancel, |centred, picture| {
            let plane = (picture.len() / 3).max(1);
            let planes = centred.chunks_exact_mut(plane).zip(picture.chunks_exact(plane));
            for ((centred, picture), mean) in planes.zip(mean_rgb()) {
                centred.iter_mut().zip(picture).for_each(|(centred, value)| *centred = value - mean);
            }
            Ok(())
        })?;
        Ok(centred)
    }

    /// The fewest pixels that the shorter side of a picture may have for a network this deep: each pooling halves it.
    pub const fn least_side(deepest: Layer) -> usize {
        1 << (deepest.block() - 1)
    }

    fn convolution(&self, layer: Layer) -> Result<&Convolution> {
        let place = &self.convolutions[layer as usize];
        if let Some(convolution) = place.get() {
            return Ok(convolution);
        }
        let mut weights = self.file.layer(layer, self.scale)?;
        if layer == Layer::Conv1_1 {
            // The trained network sees blue, green, red from 0 to 255; the picture is red, green, blue from 0 to 1.
            for filter in weights.weight.chunks_exact_mut(27) {
                for tap in 0..9 {
                    filter.swap(tap, 18 + tap);
                }
                for value in filter {
                    *value *= 255.0;
                }
            }
        }
        let convolution = Convolution::new(&weights, &self.device)?;
        Ok(place.get_or_init(|| convolution))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steady_state_allocates_no_feature_maps() {
        let network = Vgg19::new(ModelFile::embedded().unwrap(), WeightScale::Normalised, Device::Cpu).unwrap();
        let picture = Tensor::rand(0.0_f32, 1.0, (1, 3, 21, 34), &Device::Cpu).unwrap();
        let (mut workspace, cancel) = (Workspace::default(), CancelToken::new());
        let mut idle = Vec::new();
        for _ in 0..4 {
            let features = network
                .forward(&picture, Layer::Conv3_1, Pooling::Max, Padding::Zero, &mut workspace, &cancel)
                .unwrap();
            let add = |_, map: &Tensor, gradient: Tensor, _: &mut Workspace| Ok((gradient + map)?);
            let counts = |layer| layer == Layer::Conv3_1;
            network.backward(features, Layer::Conv3_1, &mut workspace, &cancel, counts, add).unwrap();
            idle.push(workspace.idle_len());
        }
        assert!(idle.windows(2).all(|pair| pair[0] == pair[1]), "{idle:?}");
    }
}
