//! Networks of many styles, whose normalisations depend on a style vector of length S: their layers, and their weights,
//! checked by name, shape and value.
//!
//! | layer | k | resolution |
//! | --- | --- | --- |
//! | `contract1` | 9 | kept |
//! | `contract2`, `contract3` | 3 | halved |
//! | `residual1.conv1`, `residual1.conv2`, `residual2.conv1` .. | 3 | kept |
//! | `expand1`, `expand2` | 3 | doubled before |
//! | `expand3`, to the three colours | 9 | kept |
//!
//! A layer's tensors are `<layer>.weight` `[O, I, k, k]` and `<layer>.bias` `[O]`. Those of its normalisation are
//! `<layer>.gamma.weight` `[O, S]` and `<layer>.gamma.bias` `[O]` for the scale, and the same with `beta` for the shift;
//! the first three layers may have none. A bias that is not there is zero. The shapes say how many channels, residual
//! blocks and styles there are.

use std::collections::BTreeMap;

use super::weights::{
    FeedForwardWeights, Finish, LayerWeights, NormParameter, NormWeights, Resolution, StoredTensor, Tensors, Then, bad,
};
use crate::error::FileProblem;
use crate::text::text;

/// The most channels of any layer; the published networks have 128 at most.
const LARGEST_WIDTH: usize = 512;
/// The most residual blocks; the published networks have 5 and 6.
const MOST_BLOCKS: usize = 16;
/// The longest style vector; the published ones have 26 and 100 numbers.
const LONGEST_STYLE: usize = 1024;

impl FeedForwardWeights {
    /// The weights of a network of many styles among stored tensors.
    ///
    /// # Errors
    /// [`FileProblem::BadModel`] for a tensor that is missing, that does not belong to the network, or that has another
    /// shape or values that are not numbers.
    pub fn conditional(tensors: BTreeMap<String, StoredTensor>) -> Result<Self, FileProblem> {
        let tensors = Tensors::new(tensors);
        let style_len = match tensors.shape("expand3.gamma.weight") {
            Some(&[3, len]) if (1..=LONGEST_STYLE).contains(&len) => len,
            Some(_) => return Err(bad(text!("the tensor {name} has another shape", name = "expand3.gamma.weight"))),
            None => return Err(bad(text!("it is not a network of many styles"))),
        };
        let blocks = (1..=MOST_BLOCKS).take_while(|n| tensors.shape(&format!("residual{n}.conv1.weight")).is_some());
        let blocks = blocks.count();
        let mut reader = Reader { tensors, style_len, channels: 3 };
        let mut shrinking = Vec::new();
        for n in 1..=3 {
            let (side, resolution) = if n == 1 { (9, Resolution::Kept) } else { (3, Resolution::Halved) };
            shrinking.push(reader.layer(&format!("contract{n}"), side, resolution, Then::Rectify)?);
        }
        let mut residual = Vec::new();
        for n in 1..=blocks {
            let channels = reader.channels;
            let first = reader.layer(&format!("residual{n}.conv1"), 3, Resolution::Kept, Then::Rectify)?;
            let second = reader.layer(&format!("residual{n}.conv2"), 3, Resolution::Kept, Then::AddResidual)?;
            if second.outputs != channels || second.norm.is_none() {
                return Err(bad(text!("what residual{number} makes cannot be added to what enters it", number = n)));
            }
            residual.push([first, second]);
        }
        let mut enlarging = Vec::new();
        for n in 1..=2 {
            enlarging.push(reader.layer(&format!("expand{n}"), 3, Resolution::Doubled, Then::Rectify)?);
        }
        let last = reader.layer("expand3", 9, Resolution::Kept, Then::Nothing)?;
        if last.outputs != 3 {
            return Err(bad(text!("the tensor {name} has another shape", name = "expand3.weight")));
        }
        enlarging.push(last);
        reader.tensors.finish()?;
        Ok(Self { shrinking, residual, enlarging, finish: Finish::Sigmoid, style_len })
    }
}

/// Takes layer after layer.
struct Reader {
    tensors: Tensors,
    style_len: usize,
    /// Those that the layer before made.
    channels: usize,
}

impl Reader {
    fn layer(
        &mut self,
        name: &str,
        side: usize,
        resolution: Resolution,
        then: Then,
    ) -> Result<LayerWeights, FileProblem> {
        let (inputs, weight) = (self.channels, format!("{name}.weight"));
        let outputs = match self.tensors.shape(&weight) {
            Some(&[outputs, ..]) if (1..=LARGEST_WIDTH).contains(&outputs) => outputs,
            Some(_) => return Err(bad(text!("the tensor {name} has another shape", name = weight))),
            None => return Err(bad(text!("the tensor {name} is missing", name = weight))),
        };
        let weight = self.tensors.take(&weight, &[outputs, inputs, side, side])?;
        let bias = self.tensors.take_or_zeros(&format!("{name}.bias"), &[outputs])?;
        let may_lack = matches!(resolution, Resolution::Halved) || name == "contract1";
        let norm = if may_lack && self.tensors.shape(&format!("{name}.gamma.weight")).is_none() {
            None
        } else {
            let scale = self.parameter(&format!("{name}.gamma"), outputs)?;
            Some(NormWeights { scale, shift: self.parameter(&format!("{name}.beta"), outputs)? })
        };
        self.channels = outputs;
        Ok(LayerWeights { inputs, outputs, side, resolution, weight, bias, norm, then })
    }

    fn parameter(&mut self, name: &str, outputs: usize) -> Result<NormParameter, FileProblem> {
        Ok(NormParameter {
            weight: self.tensors.take(&format!("{name}.weight"), &[outputs, self.style_len])?,
            bias: self.tensors.take_or_zeros(&format!("{name}.bias"), &[outputs])?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Tensors of a network of two styles with one channel and one residual block.
    fn tensors() -> BTreeMap<String, StoredTensor> {
        let mut tensors = BTreeMap::new();
        let mut add = |name: String, shape: &[usize]| {
            let values = vec![0.5; shape.iter().product()];
            tensors.insert(name, StoredTensor { shape: shape.to_vec(), values });
        };
        for (name, inputs, outputs, side) in [
            ("contract1", 3, 1, 9),
            ("contract2", 1, 1, 3),
            ("contract3", 1, 1, 3),
            ("residual1.conv1", 1, 1, 3),
            ("residual1.conv2", 1, 1, 3),
            ("expand1", 1, 1, 3),
            ("expand2", 1, 1, 3),
            ("expand3", 1, 3, 9),
        ] {
            add(format!("{name}.weight"), &[outputs, inputs, side, side]);
            if !name.starts_with("contract") {
                add(format!("{name}.gamma.weight"), &[outputs, 2]);
                add(format!("{name}.beta.weight"), &[outputs, 2]);
                add(format!("{name}.beta.bias"), &[outputs]);
            }
        }
        tensors
    }

    fn problem(change: impl FnOnce(&mut BTreeMap<String, StoredTensor>)) -> String {
        let mut tensors = tensors();
        change(&mut tensors);
        FeedForwardWeights::conditional(tensors).unwrap_err().text(Path::new("m")).to_string()
    }

    #[test]
    fn the_shapes_say_what_kind_of_network_it_is() {
        let weights = FeedForwardWeights::conditional(tensors()).unwrap();
        assert_eq!((weights.style_len, weights.residual.len(), weights.shrinking.len()), (2, 1, 3));
        assert!(weights.shrinking.iter().all(|layer| layer.norm.is_none() && layer.bias == [0.0]));
        let norm = weights.enlarging[0].norm.as_ref().unwrap();
        assert_eq!((norm.scale.of(&[1.0, 3.0]), norm.shift.of(&[1.0, 3.0])), (vec![2.0], vec![2.5]));
    }

    #[test]
    fn what_is_no_such_network_is_refused_with_the_tensor_s_name() {
        let problems = [
            (problem(BTreeMap::clear), "not a network of many styles"),
            (
                problem(|tensors| drop(tensors.remove("expand1.beta.weight"))),
                "the tensor expand1.beta.weight is missing",
            ),
            (problem(|tensors| drop(tensors.remove("contract2.weight"))), "the tensor contract2.weight is missing"),
            (problem(|t| t.get_mut("expand2.weight").unwrap().shape.reverse()), "expand2.weight has another shape"),
            (
                problem(|t| t.get_mut("residual1.conv2.gamma.weight").unwrap().values[1] = f32::INFINITY),
                "the tensor residual1.conv2.gamma.weight holds values that are not numbers",
            ),
            (
                problem(|t| {
                    t.insert("residual3.conv1.weight".into(), StoredTensor { shape: vec![1], values: vec![0.0] });
                }),
                "the tensor residual3.conv1.weight does not belong to the network",
            ),
        ];
        for (problem, words) in problems {
            assert!(problem.contains(words), "{problem}");
        }
    }
}
