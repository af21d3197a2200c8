//! The network for super-resolution of Johnson et al. 2016 (section 4.2 and supplement): its layers, and their weights,
//! checked by name, shape and value.
//!
//! With W channels (64 in the paper) and `k` the side of the kernel:
//!
//! | layer | k | channels | resolution |
//! | --- | --- | --- | --- |
//! | `conv1` | 9 | 3 to W | kept |
//! | `res1.conv1`, `res1.conv2` .. `res4.conv2` | 3 | W | kept |
//! | `up1`, and `up2` to enlarge four times | 3 | W | doubled before |
//! | `conv2` | 9 | W to 3 | kept |
//!
//! Departures from the paper:
//!
//! - What the network makes is added to the picture enlarged bicubically, and the last layer begins with zeros. Training
//!   therefore begins with the bicubic picture instead of noise, and has to learn only what is missing there; a thousandth
//!   of the paper's steps is then worth something. For the same reason the first kernels begin with the mean 0: they answer
//!   to edges and not to how bright the picture is, which the bicubic one has already.
//! - No batch normalisation: of a trained network it is a part of the convolution, so the network is the same; and that
//!   the mean of the photographs is known before the first step is what the bicubic picture sees to. Without it, and
//!   without any other normalisation, a pixel depends on a few pixels around it only, and tiles fit without seams.
//! - A map is doubled by repeating its values before a convolution, as in the networks for styles, instead of by a
//!   convolution with stride 1/2: the latter's kernels overlap unevenly, which shows as a checkerboard (Odena et al. 2016).
//!   These convolutions begin as smooth kernels, so that doubling is linear interpolation at first and not a staircase,
//!   which took long to be unlearned.
//!
//! A layer's tensors are `<layer>.weight` `[O, I, k, k]` and `<layer>.bias` `[O]`.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::weights::{FeedForwardWeights, Finish, LayerWeights, Resolution, StoredTensor, Tensors, Then, bad};
use crate::error::FileProblem;
use crate::text::text;

/// Residual blocks of the network.
const RESIDUAL_BLOCKS: usize = 4;
/// The widest network that is accepted: eight times the published one.
const LARGEST_WIDTH: usize = 512;
/// How often the sides can be doubled.
const DOUBLINGS: [usize; 2] = [1, 2];
/// What the second convolution of a residual block begins with, in parts of what a layer of its size does: blocks that
/// change little at first are learned sooner (Zhang et al. 2019, "Fixup Initialization", begin with nothing).
const BLOCK_START: f32 = 0.1;

/// Channels of a picture.
const COLORS: usize = 3;
/// By how much the first kernels are larger than elsewhere: the contrast within 9x9 pixels is that much less than the range
/// of a picture.
const CONTRAST: f32 = 5.0;
/// The kernel by which repeated values become linearly interpolated ones: the product of (1, 2, 1) / 4 with itself.
const SMOOTH: [f32; 9] = [0.0625, 0.125, 0.0625, 0.125, 0.25, 0.125, 0.0625, 0.125, 0.0625];

/// What a layer is, but for its numbers.
struct Plan {
    name: String,
    inputs: usize,
    outputs: usize,
    side: usize,
    resolution: Resolution,
    then: Then,
}

/// All layers of a network of some width that doubles the sides so often.
fn plan(width: usize, doublings: usize) -> Vec<Plan> {
    let layer = |name: String, [inputs, outputs, side]: [usize; 3], resolution, then| Plan {
        name,
        inputs,
        outputs,
        side,
        resolution,
        then,
    };
    let mut plan = vec![layer("conv1".into(), [3, width, 9], Resolution::Kept, Then::Rectify)];
    for block in 1..=RESIDUAL_BLOCKS {
        for (number, then) in [(1, Then::Rectify), (2, Then::AddResidual)] {
            plan.push(layer(format!("res{block}.conv{number}"), [width, width, 3], Resolution::Kept, then));
        }
    }
    for number in 1..=doublings {
        plan.push(layer(format!("up{number}"), [width, width, 3], Resolution::Doubled, Then::Rectify));
    }
    plan.push(layer("conv2".into(), [width, 3, 9], Resolution::Kept, Then::Nothing));
    plan
}

impl FeedForwardWeights {
    /// How many [`Self::parameters`] a network of this width has that doubles the sides so often.
    pub fn enlarger_len(width: usize, doublings: usize) -> usize {
        let len = |plan: Plan| plan.outputs * (plan.inputs * plan.side * plan.side + 1);
        plan(width, doublings).into_iter().map(len).sum()
    }

    /// Weights to begin training with, which add nothing to the bicubic picture: kernels evenly within the bound of He et
    /// al. 2015 for rectified layers, smooth ones where a map is doubled, those of the last layer and all biases 0.
    pub fn initial_enlarger(width: usize, doublings: usize, seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let layers = plan(width, doublings).into_iter().map(|plan| {
            let start = match plan.then {
                Then::Rectify => 1.0,
                Then::AddResidual => BLOCK_START,
                Then::Nothing => 0.0,
            };
            let taps = plan.side * plan.side;
            let bias = vec![0.0; plan.outputs];
            if plan.resolution == Resolution::Doubled {
                let bound = (6.0 / plan.inputs as f32).sqrt();
                let mixed = (0..plan.outputs * plan.inputs).map(|_| random.random_range(-bound..bound));
                let weight = mixed.flat_map(|factor: f32| SMOOTH.map(|tap| factor * tap)).collect();
                return plan.with(weight, bias);
            }
            let bound = (6.0 / (plan.inputs * taps) as f32).sqrt();
            let len = plan.outputs * plan.inputs * taps;
            let mut weight: Vec<f32> = (0..len).map(|_| start * random.random_range(-bound..bound)).collect();
            if plan.inputs == COLORS {
                for kernel in weight.chunks_exact_mut(taps) {
                    let mean = kernel.iter().sum::<f32>() / taps as f32;
                    for tap in kernel {
                        *tap = CONTRAST * (*tap - mean);
                    }
                }
            }
            plan.with(weight, bias)
        });
        Self::of_plan(layers.collect())
    }

    /// The weights of a network that enlarges among stored tensors, which say themselves how wide it is and how often it
    /// doubles.
    ///
    /// # Errors
    /// [`FileProblem::BadModel`] for a tensor that is missing, that does not belong to the network, or that has another
    /// shape or values that are not numbers.
    pub fn enlarger(tensors: BTreeMap<String, StoredTensor>) -> Result<Self, FileProblem> {
        let mut tensors = Tensors::new(tensors);
        let none = || bad(text!("it is not a network that enlarges pictures"));
        let width = match tensors.shape("conv1.weight") {
            Some(&[width, 3, 9, 9]) if (1..=LARGEST_WIDTH).contains(&width) => width,
            _ => return Err(none()),
        };
        let has = |doublings: usize| tensors.shape(&format!("up{doublings}.weight")).is_some();
        let doublings = DOUBLINGS.into_iter().rev().find(|&doublings| has(doublings)).ok_or_else(none)?;
        let mut layers = Vec::new();
        for plan in plan(width, doublings) {
            let shape = [plan.outputs, plan.inputs, plan.side, plan.side];
            let weight = tensors.take(&format!("{}.weight", plan.name), &shape)?;
            let bias = tensors.take(&format!("{}.bias", plan.name), &[plan.outputs])?;
            layers.push(plan.with(weight, bias));
        }
        tensors.finish()?;
        Ok(Self::of_plan(layers))
    }

    /// The tensors by which [`Self::enlarger`] knows a network that enlarges.
    pub fn to_enlarger_tensors(&self) -> BTreeMap<String, StoredTensor> {
        let mut tensors = BTreeMap::new();
        for (plan, layer) in plan(self.width(), self.doublings()).into_iter().zip(self.layers()) {
            let shape = vec![plan.outputs, plan.inputs, plan.side, plan.side];
            tensors.insert(format!("{}.weight", plan.name), StoredTensor { shape, values: layer.weight.clone() });
            let bias = StoredTensor { shape: vec![plan.outputs], values: layer.bias.clone() };
            tensors.insert(format!("{}.bias", plan.name), bias);
        }
        tensors
    }

    /// How often the network doubles the sides of a map.
    pub fn doublings(&self) -> usize {
        self.layers().filter(|layer| layer.resolution == Resolution::Doubled).count()
    }

    /// How far around a pixel of the picture lie those on which what is made of it depends, in pixels of the picture, for a
    /// network that never halves.
    pub fn reach(&self) -> usize {
        let layers: Vec<_> = self.layers().collect();
        layers.into_iter().rev().fold(0, |reach, layer| match layer.resolution {
            Resolution::Doubled => (reach + layer.side / 2).div_ceil(2),
            Resolution::Kept | Resolution::Halved => reach + layer.side / 2,
        })
    }

    /// The layers at their places.
    fn of_plan(layers: Vec<LayerWeights>) -> Self {
        let mut layers = layers.into_iter();
        let shrinking = layers.by_ref().take(1).collect();
        let pair = |layers: &mut std::vec::IntoIter<_>| Some([layers.next()?, layers.next()?]);
        let residual = (0..RESIDUAL_BLOCKS).filter_map(|_| pair(&mut layers)).collect();
        Self { shrinking, residual, enlarging: layers.collect(), finish: Finish::Nothing, style_len: 0 }
    }
}

impl Plan {
    fn with(self, weight: Vec<f32>, bias: Vec<f32>) -> LayerWeights {
        let Self { inputs, outputs, side, resolution, then, .. } = self;
        LayerWeights { inputs, outputs, side, resolution, weight, bias, norm: None, then }
    }
}

/// A network whose layers all do something.
#[cfg(test)]
pub(super) fn lively_enlarger(width: usize, doublings: usize, seed: u64) -> FeedForwardWeights {
    let mut weights = FeedForwardWeights::initial_enlarger(width, doublings, seed);
    let mut random = ChaCha8Rng::seed_from_u64(seed + 1);
    let parameters: Vec<f32> = weights.parameters().iter().map(|_| random.random_range(-0.2..0.2)).collect();
    weights.set_parameters(&parameters);
    weights
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use candle_core::{Device, Tensor};

    use super::super::FeedForward;
    use super::*;
    use crate::cancel::CancelToken;
    use crate::network::Workspace;

    fn run(weights: &FeedForwardWeights, picture: &Tensor) -> Tensor {
        let network = FeedForward::new(weights, Device::Cpu).unwrap();
        network.forward(picture, &[], &mut Workspace::default(), &CancelToken::new()).unwrap()
    }

    #[test]
    fn it_begins_with_nothing_and_has_the_size_of_the_enlarged_picture() {
        for doublings in DOUBLINGS {
            let weights = FeedForwardWeights::initial_enlarger(5, doublings, 1);
            for (height, width) in [(1, 1), (3, 7), (9, 5)] {
                let picture = Tensor::rand(0.0_f32, 1.0, (1, 3, height, width), &Device::Cpu).unwrap();
                let made = run(&weights, &picture);
                assert_eq!(made.dims4().unwrap(), (1, 3, height << doublings, width << doublings));
                assert!(made.flatten_all().unwrap().to_vec1::<f32>().unwrap().iter().all(|value| *value == 0.0));
            }
        }
        // About 0.4 million numbers at the published width.
        assert_eq!(FeedForwardWeights::initial_enlarger(64, 2, 1).parameters_len(), 400_451);
        assert_eq!(FeedForwardWeights::enlarger_len(64, 2), 400_451);
    }

    /// A pixel that changes is felt as far as the reach says, and no further.
    #[test]
    fn the_reach_is_how_far_a_pixel_is_felt() {
        for doublings in DOUBLINGS {
            let mut weights = lively_enlarger(2, doublings, 3);
            // All positive, so that nothing is rectified away.
            let positive: Vec<f32> = weights.parameters().iter().map(|value| value.abs() / 4.0).collect();
            weights.set_parameters(&positive);
            let (side, middle) = (61, 30);
            let picture = |value: f32| {
                let mut values = vec![0.5_f32; 3 * side * side];
                values[middle * side + middle] = value;
                Tensor::from_vec(values, (1, 3, side, side), &Device::Cpu).unwrap()
            };
            let values = |value: f32| run(&weights, &picture(value)).flatten_all().unwrap().to_vec1::<f32>().unwrap();
            let (before, after) = (values(0.5), values(1e7));
            let factor = 1 << doublings;
            let row = &before[middle * factor * side * factor..][..side * factor];
            let changed = &after[middle * factor * side * factor..][..side * factor];
            let felt = |x: &usize| (row[*x] - changed[*x]).abs() > 1e-4 * row[*x].abs();
            let first = (0..row.len()).find(felt).unwrap() / factor;
            let last = (0..row.len()).rev().find(felt).unwrap() / factor;
            let reach = weights.reach();
            assert!(middle - first <= reach && last - middle <= reach, "{first} to {last}, reach {reach}");
            assert!(middle - first >= reach - 2, "the reach is not much longer than needed: {first}");
        }
    }

    #[test]
    fn tensors_come_back_and_what_is_no_enlarger_is_refused() {
        let weights = lively_enlarger(3, 2, 5);
        let tensors = weights.to_enlarger_tensors();
        let again = FeedForwardWeights::enlarger(tensors.clone()).unwrap();
        assert_eq!((again.parameters(), again.doublings()), (weights.parameters(), 2));
        let problem = |change: &dyn Fn(&mut BTreeMap<String, StoredTensor>)| {
            let mut tensors = tensors.clone();
            change(&mut tensors);
            FeedForwardWeights::enlarger(tensors).unwrap_err().text(Path::new("m")).to_string()
        };
        assert!(problem(&|tensors| tensors.clear()).contains("not a network that enlarges pictures"));
        assert!(problem(&|tensors| drop(tensors.remove("res2.conv1.bias"))).contains("res2.conv1.bias is missing"));
        assert!(
            problem(&|tensors| tensors.get_mut("conv2.bias").unwrap().values[0] = f32::NAN)
                .contains("conv2.bias holds values that are not numbers")
        );
        assert!(FeedForwardWeights::enlarger(FeedForwardWeights::random_transform_net(2, 1).to_tensors()).is_err());
        assert!(FeedForwardWeights::transform_net(tensors).is_err());
    }
}
