//! The weights of a feed-forward network, whichever kind it is, by their place in it.

use std::collections::BTreeMap;

use crate::error::{FileProblem, shown};
use crate::text::{Text, text};

/// A tensor as it was stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTensor {
    /// The length of each dimension.
    pub shape: Vec<usize>,
    /// All values, the last dimension running fastest.
    pub values: Vec<f32>,
}

/// What a layer does to the sides of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resolution {
    Kept,
    /// Stride 2.
    Halved,
    /// Every value is repeated before the convolution.
    Doubled,
}

/// What follows a convolution and its normalisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// A ReLU.
    Rectify,
    /// The sum with the map that entered the residual block.
    AddResidual,
    Nothing,
}

/// What is done with the last map, whose channels are the colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Finish {
    /// What leaves the range is cut off.
    Clamp,
    /// The logistic function.
    Sigmoid,
    /// It is no picture, but what is added to one.
    Nothing,
}

/// One of the two parameters of a conditional instance normalisation, an affine function of the style vector
/// (Dumoulin et al. 2017, section 2.2; Ghiasi et al. 2017, section 2). Of a network with one style the vector is empty.
#[derive(Debug, Clone)]
pub(super) struct NormParameter {
    /// `[O, S]`.
    pub(super) weight: Vec<f32>,
    /// `[O]`.
    pub(super) bias: Vec<f32>,
}

impl NormParameter {
    /// A parameter that depends on no style.
    pub(super) fn fixed(bias: Vec<f32>) -> Self {
        Self { weight: Vec::new(), bias }
    }

    /// The parameter of each channel for a style vector `[S]`.
    pub(super) fn of(&self, style: &[f32]) -> Vec<f32> {
        if style.is_empty() {
            return self.bias.clone();
        }
        let rows = self.weight.chunks_exact(style.len()).zip(&self.bias);
        rows.map(|(row, bias)| bias + row.iter().zip(style).map(|(weight, value)| weight * value).sum::<f32>())
            .collect()
    }
}

/// Scale (gamma) and shift (beta) of a normalisation.
#[derive(Debug, Clone)]
pub(super) struct NormWeights {
    pub(super) scale: NormParameter,
    pub(super) shift: NormParameter,
}

/// One layer as it is used.
#[derive(Debug, Clone)]
pub(super) struct LayerWeights {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    /// Of the kernel.
    pub(super) side: usize,
    pub(super) resolution: Resolution,
    /// `[O, I, side, side]`.
    pub(super) weight: Vec<f32>,
    /// `[O]`.
    pub(super) bias: Vec<f32>,
    pub(super) norm: Option<NormWeights>,
    pub(super) then: Then,
}

/// All weights of a network, for pictures with values from 0 to 1.
#[derive(Debug, Clone)]
pub struct FeedForwardWeights {
    /// One with a kernel of 9x9, two with stride 2; the latter are missing where the picture is enlarged.
    pub(super) shrinking: Vec<LayerWeights>,
    pub(super) residual: Vec<[LayerWeights; 2]>,
    /// One or two of the map enlarged twice, one with a kernel of 9x9 to the three colours.
    pub(super) enlarging: Vec<LayerWeights>,
    pub(super) finish: Finish,
    /// The length of the style vector.
    pub(super) style_len: usize,
}

impl FeedForwardWeights {
    /// All layers in the order of the network.
    pub(super) fn layers(&self) -> impl Iterator<Item = &LayerWeights> {
        self.shrinking.iter().chain(self.residual.as_flattened()).chain(&self.enlarging)
    }

    fn layers_mut(&mut self) -> impl Iterator<Item = &mut LayerWeights> {
        self.shrinking.iter_mut().chain(self.residual.as_flattened_mut()).chain(&mut self.enlarging)
    }

    /// Channels of the first layer.
    pub fn width(&self) -> usize {
        self.shrinking[0].outputs
    }

    /// All numbers of a network of one style, layer by layer: weights, biases, scales and shifts of the normalisation.
    pub fn parameters(&self) -> Vec<f32> {
        self.layers().flat_map(LayerWeights::parameters).flatten().copied().collect()
    }

    /// How many there are.
    pub fn parameters_len(&self) -> usize {
        self.layers().flat_map(LayerWeights::parameters).map(Vec::len).sum()
    }

    /// Puts other numbers in the place of [`Self::parameters`].
    ///
    /// # Panics
    /// If there are not as many, which is a mistake of the caller.
    pub fn set_parameters(&mut self, parameters: &[f32]) {
        assert_eq!(parameters.len(), self.parameters_len(), "as many numbers as the network has");
        let mut rest = parameters;
        for values in self.layers_mut().flat_map(LayerWeights::parameters_mut) {
            let (own, after) = rest.split_at(values.len());
            values.copy_from_slice(own);
            rest = after;
        }
    }
}

impl LayerWeights {
    /// Weights, biases, and scales and shifts if it is normalised.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &Vec<f32>> {
        let norm = self.norm.iter().flat_map(|norm| [&norm.scale.bias, &norm.shift.bias]);
        [&self.weight, &self.bias].into_iter().chain(norm)
    }

    fn parameters_mut(&mut self) -> impl Iterator<Item = &mut Vec<f32>> {
        let norm = self.norm.iter_mut().flat_map(|norm| [&mut norm.scale.bias, &mut norm.shift.bias]);
        [&mut self.weight, &mut self.bias].into_iter().chain(norm)
    }
}

/// No weight is larger: what a network computes of larger ones may be no number any more, which paints white.
const LARGEST_WEIGHT: f32 = 1e6;

/// Stored tensors that are taken one by one, by those who know what they shall be.
pub(in crate::network) struct Tensors(BTreeMap<String, StoredTensor>);

impl Tensors {
    pub(in crate::network) fn new(tensors: BTreeMap<String, StoredTensor>) -> Self {
        Self(tensors)
    }

    /// The shape of a tensor, if it is there.
    pub(in crate::network) fn shape(&self, name: &str) -> Option<&[usize]> {
        self.0.get(name).map(|tensor| &tensor.shape[..])
    }

    /// The values of a tensor of this shape.
    pub(in crate::network) fn take(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, FileProblem> {
        let tensor = self.0.remove(name).ok_or_else(|| bad(text!("the tensor {name} is missing", name)))?;
        if tensor.shape != shape || tensor.values.len() != shape.iter().product::<usize>() {
            return Err(bad(text!("the tensor {name} has another shape", name)));
        }
        if !tensor.values.iter().all(|value| value.is_finite()) {
            return Err(bad(text!("the tensor {name} holds values that are not numbers", name)));
        }
        if tensor.values.iter().any(|value| value.abs() > LARGEST_WEIGHT) {
            return Err(bad(text!("the tensor {name} holds values that are too large for weights", name)));
        }
        Ok(tensor.values)
    }

    /// The values of a tensor of this shape, or zeros if it is not there.
    pub(in crate::network) fn take_or_zeros(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, FileProblem> {
        if self.0.contains_key(name) { self.take(name, shape) } else { Ok(vec![0.0; shape.iter().product()]) }
    }

    /// Refuses tensors that nobody took.
    pub(in crate::network) fn finish(self) -> Result<(), FileProblem> {
        match self.0.into_keys().next() {
            Some(name) => Err(bad(text!("the tensor {name} does not belong to the network", name = shown(&name)))),
            None => Ok(()),
        }
    }
}

/// What is the matter with a model file.
pub(in crate::network) fn bad(what: Text) -> FileProblem {
    FileProblem::BadModel(what)
}
