//! The network of Johnson et al. 2016 as PyTorch's example `fast_neural_style` has it: its layers, and their weights,
//! checked by name, shape and value.
//!
//! With W channels in the first layer (the width), `k` the side of the kernel:
//!
//! | layer | normalisation | k | channels | resolution |
//! | --- | --- | --- | --- | --- |
//! | `conv1` | `in1` | 9 | 3 to W | kept |
//! | `conv2`, `conv3` | `in2`, `in3` | 3 | to 2W, to 4W | halved |
//! | `res1.conv1`, `res1.conv2` .. `res5.conv2` | `res1.in1`, `res1.in2` .. `res5.in2` | 3 | 4W | kept |
//! | `deconv1`, `deconv2` | `in4`, `in5` | 3 | to 2W, to W | doubled before |
//! | `deconv3` | none | 9 | W to 3 | kept |
//!
//! A layer's tensors are `<layer>.conv2d.weight` `[O, I, k, k]` and `<layer>.conv2d.bias` `[O]`, a normalisation's
//! `<normalisation>.weight` and `.bias` `[O]`. Others are refused, but for the statistics that old versions of PyTorch
//! stored without using them.

use std::collections::BTreeMap;
use std::ops::Range;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::weights::{
    FeedForwardWeights, Finish, LayerWeights, NormParameter, NormWeights, Resolution, StoredTensor, Tensors, Then, bad,
};
use crate::error::{FileProblem, shown};
use crate::text::text;

/// The range of pictures as `PyTorch`'s example knows them; here it is 1.
const TRAINED_RANGE: f32 = 255.0;
/// Residual blocks of the network.
const RESIDUAL_BLOCKS: usize = 5;
/// The widest network that is accepted: sixteen times the published one, which would have more than 400 million weights.
const LARGEST_WIDTH: usize = 512;
/// Endings of tensors that mean nothing to the network.
const IGNORED: [&str; 3] = [".running_mean", ".running_var", ".num_batches_tracked"];
/// What [`torch.nn.DataParallel`] puts before every name.
///
/// [`torch.nn.DataParallel`]: https://pytorch.org/docs/stable/generated/torch.nn.DataParallel.html
const PARALLEL_PREFIX: &str = "module.";

/// The name of a layer's convolution and of its normalisation.
type Names = (String, Option<String>);

/// The names of all layers, in the order of the network.
pub fn layer_names() -> Vec<Names> {
    let with_norm = |layer: &str, norm: &str| (layer.to_owned(), Some(norm.to_owned()));
    let mut names = vec![with_norm("conv1", "in1"), with_norm("conv2", "in2"), with_norm("conv3", "in3")];
    for block in 1..=RESIDUAL_BLOCKS {
        names.extend([1, 2].map(|n| with_norm(&format!("res{block}.conv{n}"), &format!("res{block}.in{n}"))));
    }
    names.extend([with_norm("deconv1", "in4"), with_norm("deconv2", "in5"), ("deconv3".to_owned(), None)]);
    names
}

/// Inputs, outputs, side of the kernel and resolution of every layer of a network of some width.
fn plan(width: usize) -> Vec<(usize, usize, usize, Resolution)> {
    let mut plan = vec![
        (3, width, 9, Resolution::Kept),
        (width, 2 * width, 3, Resolution::Halved),
        (2 * width, 4 * width, 3, Resolution::Halved),
    ];
    plan.extend([(4 * width, 4 * width, 3, Resolution::Kept); 2 * RESIDUAL_BLOCKS]);
    plan.extend([
        (4 * width, 2 * width, 3, Resolution::Doubled),
        (2 * width, width, 3, Resolution::Doubled),
        (width, 3, 9, Resolution::Kept),
    ]);
    plan
}

impl FeedForwardWeights {
    /// The weights of a network of one style among stored tensors; the first layer says how wide it is.
    ///
    /// # Errors
    /// [`FileProblem::BadModel`] for a tensor that is missing, that does not belong to the network, or that has another
    /// shape or values that are not numbers.
    pub fn transform_net(tensors: BTreeMap<String, StoredTensor>) -> Result<Self, FileProblem> {
        let mut named = BTreeMap::new();
        for (name, tensor) in tensors {
            let name = name.strip_prefix(PARALLEL_PREFIX).unwrap_or(&name);
            if !IGNORED.iter().any(|ending| name.ends_with(ending)) && named.insert(name.to_owned(), tensor).is_some() {
                return Err(bad(text!("the tensor {name} is there twice", name = shown(name))));
            }
        }
        let mut tensors = Tensors::new(named);
        let width = match tensors.shape("conv1.conv2d.weight") {
            Some(&[width, 3, 9, 9]) if (1..=LARGEST_WIDTH).contains(&width) => width,
            Some(_) => return Err(bad(text!("the tensor {name} has another shape", name = "conv1.conv2d.weight"))),
            None => return Err(bad(text!("it is not a network of the fast_neural_style kind"))),
        };
        let mut layers = Vec::new();
        for ((name, norm), (inputs, outputs, side, resolution)) in layer_names().into_iter().zip(plan(width)) {
            let weight = tensors.take(&format!("{name}.conv2d.weight"), &[outputs, inputs, side, side])?;
            let bias = tensors.take(&format!("{name}.conv2d.bias"), &[outputs])?;
            let norm = match norm {
                Some(norm) => Some([
                    tensors.take(&format!("{norm}.weight"), &[outputs])?,
                    tensors.take(&format!("{norm}.bias"), &[outputs])?,
                ]),
                None => None,
            };
            layers.push((inputs, outputs, side, resolution, weight, bias, norm));
        }
        tensors.finish()?;
        Ok(Self::of_layers(layers))
    }

    /// How many [`Self::parameters`] a network of this width has.
    pub fn transform_net_len(width: usize) -> usize {
        let layers = layer_names().into_iter().zip(plan(width));
        let len = |((_, norm), (inputs, outputs, side, _)): (Names, (usize, usize, usize, Resolution))| {
            outputs * (inputs * side * side + if norm.is_some() { 3 } else { 1 })
        };
        layers.map(len).sum()
    }

    /// Weights of random numbers of about the size of trained ones, for measuring the speed.
    pub fn random_transform_net(width: usize, seed: u64) -> Self {
        Self::random(width, seed, |random, outputs| {
            let mut numbers = |range: Range<f32>| (0..outputs).map(|_| random.random_range(range.clone())).collect();
            [numbers(0.5..1.5), numbers(-0.5..0.5)]
        })
    }

    /// Weights to begin training with, as `PyTorch` draws them: kernels and biases evenly within one over the root of the
    /// number of summands; normalisations change nothing yet. But the picture begins grey instead of black, and its
    /// contrast where pictures have theirs, since values from 0 to 1 are painted here and not those from 0 to 255.
    pub fn initial_transform_net(width: usize, seed: u64) -> Self {
        let mut weights = Self::random(width, seed, |_, outputs| [vec![1.0; outputs], vec![0.0; outputs]]);
        let (first, last) = (&mut weights.shrinking[0], weights.enlarging.last_mut());
        first.weight.iter_mut().for_each(|value| *value /= TRAINED_RANGE);
        if let Some(last) = last {
            last.weight.iter_mut().for_each(|value| *value *= TRAINED_RANGE);
            last.bias.fill(0.5);
        }
        weights
    }

    fn random(width: usize, seed: u64, mut norm_of: impl FnMut(&mut ChaCha8Rng, usize) -> [Vec<f32>; 2]) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let layers =
            layer_names().into_iter().zip(plan(width)).map(|((_, norm), (inputs, outputs, side, resolution))| {
                let bound = 1.0 / ((inputs * side * side) as f32).sqrt();
                let mut numbers = |len| (0..len).map(|_| random.random_range(-bound..bound)).collect();
                let (weight, bias) = (numbers(outputs * inputs * side * side), numbers(outputs));
                let norm = norm.map(|_| norm_of(&mut random, outputs));
                (inputs, outputs, side, resolution, weight, bias, norm)
            });
        Self::of_layers(layers.collect())
    }

    /// The tensors by which [`Self::transform_net`] and `PyTorch`'s example know a network of one style.
    pub fn to_tensors(&self) -> BTreeMap<String, StoredTensor> {
        let last = layer_names().len() - 1;
        let mut tensors = BTreeMap::new();
        for (index, ((name, norm), layer)) in layer_names().into_iter().zip(self.layers()).enumerate() {
            let factor = match index {
                0 => 1.0 / TRAINED_RANGE,
                _ if index == last => TRAINED_RANGE,
                _ => 1.0,
            };
            let mut add = |name: String, shape: Vec<usize>, values: Vec<f32>| {
                tensors.insert(name, StoredTensor { shape, values });
            };
            let &LayerWeights { inputs, outputs, side, ref weight, ref bias, .. } = layer;
            let weight = weight.iter().map(|value| value * factor).collect();
            add(format!("{name}.conv2d.weight"), vec![outputs, inputs, side, side], weight);
            // The first layer's bias is added to what the scaled picture became.
            let factor = if index == 0 { 1.0 } else { factor };
            add(format!("{name}.conv2d.bias"), vec![outputs], bias.iter().map(|value| value * factor).collect());
            if let (Some(name), Some(NormWeights { scale, shift })) = (norm, &layer.norm) {
                add(format!("{name}.weight"), vec![outputs], scale.bias.clone());
                add(format!("{name}.bias"), vec![outputs], shift.bias.clone());
            }
        }
        tensors
    }

    /// The layers at their places. The trained network sees and paints values from 0 to 255; pictures have values from 0
    /// to 1.
    fn of_layers(layers: Vec<Trained>) -> Self {
        let mut layers: Vec<LayerWeights> = layers.into_iter().map(layer).collect();
        if let [first, .., last] = &mut layers[..] {
            first.weight.iter_mut().for_each(|value| *value *= TRAINED_RANGE);
            last.weight.iter_mut().chain(&mut last.bias).for_each(|value| *value /= TRAINED_RANGE);
            last.then = Then::Nothing;
        }
        let mut layers = layers.into_iter();
        let shrinking = layers.by_ref().take(3).collect();
        let pair = |layers: &mut std::vec::IntoIter<_>| {
            let (first, second) = (layers.next()?, layers.next()?);
            Some([first, LayerWeights { then: Then::AddResidual, ..second }])
        };
        let residual = (0..RESIDUAL_BLOCKS).filter_map(|_| pair(&mut layers)).collect();
        Self { shrinking, residual, enlarging: layers.collect(), finish: Finish::Clamp, style_len: 0 }
    }
}

/// Inputs, outputs, side of the kernel and resolution of a layer; its weight and bias, and those of the normalisation.
type Trained = (usize, usize, usize, Resolution, Vec<f32>, Vec<f32>, Option<[Vec<f32>; 2]>);

fn layer((inputs, outputs, side, resolution, weight, bias, norm): Trained) -> LayerWeights {
    let norm = norm
        .map(|[scale, shift]| NormWeights { scale: NormParameter::fixed(scale), shift: NormParameter::fixed(shift) });
    LayerWeights { inputs, outputs, side, resolution, weight, bias, norm, then: Then::Rectify }
}
#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Tensors of a network of width 1.
    fn tensors() -> BTreeMap<String, StoredTensor> {
        let mut tensors = BTreeMap::new();
        let mut add = |name: String, shape: Vec<usize>| {
            let values = vec![0.5; shape.iter().product()];
            tensors.insert(name, StoredTensor { shape, values });
        };
        for ((name, norm), (inputs, outputs, side, _)) in layer_names().into_iter().zip(plan(1)) {
            add(format!("{name}.conv2d.weight"), vec![outputs, inputs, side, side]);
            add(format!("{name}.conv2d.bias"), vec![outputs]);
            if let Some(norm) = norm {
                add(format!("{norm}.weight"), vec![outputs]);
                add(format!("{norm}.bias"), vec![outputs]);
            }
        }
        tensors
    }

    fn problem(change: impl FnOnce(&mut BTreeMap<String, StoredTensor>)) -> String {
        let mut tensors = tensors();
        change(&mut tensors);
        FeedForwardWeights::transform_net(tensors).unwrap_err().text(Path::new("m")).to_string()
    }

    #[test]
    fn old_statistics_and_the_prefix_of_parallel_training_are_ignored() {
        let mut old: BTreeMap<_, _> = tensors().into_iter().map(|(name, t)| (format!("module.{name}"), t)).collect();
        for name in ["module.in1.running_mean", "in1.running_var", "in1.num_batches_tracked"] {
            old.insert(name.to_owned(), StoredTensor { shape: vec![], values: vec![f32::NAN] });
        }
        assert_eq!(FeedForwardWeights::transform_net(old).unwrap().shrinking[0].outputs, 1);
    }

    #[test]
    fn what_is_no_such_network_is_refused_with_the_tensor_s_name() {
        let missing = problem(|tensors| drop(tensors.remove("res3.in2.bias")));
        assert!(missing.contains("the tensor res3.in2.bias is missing"), "{missing}");
        let foreign = problem(BTreeMap::clear);
        assert!(foreign.contains("not a network of the fast_neural_style kind"), "{foreign}");
        let extra = problem(|tensors| {
            tensors.insert("res6.conv1.conv2d.bias".into(), StoredTensor { shape: vec![1], values: vec![0.0] });
        });
        assert!(extra.contains("the tensor res6.conv1.conv2d.bias does not belong"), "{extra}");
        let turned = problem(|tensors| tensors.get_mut("conv2.conv2d.weight").unwrap().shape.reverse());
        assert!(turned.contains("the tensor conv2.conv2d.weight has another shape"), "{turned}");
        let nan = problem(|tensors| tensors.get_mut("deconv3.conv2d.bias").unwrap().values[1] = f32::NAN);
        assert!(nan.contains("the tensor deconv3.conv2d.bias holds values that are not numbers"), "{nan}");
        // All but the first layer compute numbers of it; it would paint white.
        let large = problem(|tensors| tensors.get_mut("conv2.conv2d.weight").unwrap().values.fill(3e38));
        assert!(large.contains("the tensor conv2.conv2d.weight holds values that are too large"), "{large}");
        let twice = problem(|tensors| {
            let tensor = tensors["in1.bias"].clone();
            tensors.insert("module.in1.bias".into(), tensor);
        });
        assert!(twice.contains("the tensor in1.bias is there twice"), "{twice}");
    }

    #[test]
    fn tensors_and_parameters_come_back_as_they_were_given() {
        let weights = FeedForwardWeights::random_transform_net(2, 5);
        let again = FeedForwardWeights::transform_net(weights.to_tensors()).unwrap();
        let (parameters, twin) = (weights.parameters(), again.parameters());
        assert_eq!(parameters.len(), weights.parameters_len());
        assert!(parameters.iter().zip(&twin).all(|(a, b)| (a - b).abs() <= 1e-6 * a.abs()));
        let mut other = FeedForwardWeights::initial_transform_net(2, 1);
        assert_eq!(other.parameters_len(), parameters.len());
        other.set_parameters(&parameters);
        assert_eq!(other.parameters(), parameters);
        // 1,679,235 as fast.py says.
        assert_eq!(FeedForwardWeights::initial_transform_net(32, 1).parameters_len(), 1_679_235);
        assert_eq!(FeedForwardWeights::transform_net_len(32), 1_679_235);
    }
}
