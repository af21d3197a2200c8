//! The terms of the objective, each with its gradient, as `tests/reference/gatys.py` defines them.
//!
//! Departures from Gatys et al. 2016: the content term is a mean instead of a sum, times 5, and each Gram matrix is
//! divided by its own number of positions. So neither depends on the picture's size, the two pictures may differ in
//! size, and one ratio looks the same in a preview and in print.

use candle_core::Tensor;

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::network::{Workspace, add_difference, add_product, gram};

/// The factor of the content term that makes ratios from 1e-4 to 1e-1 span the looks of Figure 4.
pub(super) const CONTENT_FACTOR: f64 = 5.0;

/// A term's value, and a gradient to which its own was added.
pub(super) struct Term {
    /// The term without alpha or beta.
    pub(super) loss: f64,
    /// The gradient that was handed in, plus this term's, multiplied by the scale that was asked for.
    pub(super) gradient: Tensor,
}

/// What all styles together ask of one layer.
#[derive(Debug)]
pub(super) struct StyleTarget {
    /// The mean of their Gram matrices by their weights, `[C, C]`.
    pub(super) gram: Tensor,
    /// How far theirs lie from that mean: the part of the loss that no picture can lower, 0 for one style.
    pub(super) spread: f64,
}

/// Content: `5 * mean((F - P)^2)` for a feature map and its target, `[1, C, H, W]`.
pub(super) fn content(
    map: &Tensor,
    target: &Tensor,
    scale: f64,
    gradient: Tensor,
    cancel: &CancelToken,
) -> Result<Term> {
    let count = map.elem_count() as f64;
    let slope = scale * 2.0 * CONTENT_FACTOR / count;
    let (gradient, squares) = add_difference(gradient, map, target, slope, cancel)?;
    Ok(Term { loss: CONTENT_FACTOR * squares / count, gradient })
}

/// Style of one layer: `E = mean((G - A)^2) / 4` (equation 4 with Gram matrices divided by M) for a feature map
/// `[1, C, H, W]` and its target Gram matrix `[C, C]`.
pub(super) fn style(
    map: &Tensor,
    target: &Tensor,
    scale: f64,
    gradient: Tensor,
    workspace: &mut Workspace,
    cancel: &CancelToken,
) -> Result<Term> {
    let (_, channels, height, width) = map.dims4()?;
    let gram = gram(map, workspace, cancel)?;
    let (difference, squares) = add_difference(workspace.zeros(&gram)?, &gram, target, 1.0, cancel)?;
    let entries = (channels * channels) as f64;
    // The difference is symmetric, so the two halves of the product rule are one (equation 6).
    let scale = scale / (entries * (height * width) as f64);
    let gradient = add_product(gradient, &difference, map, scale, cancel)?;
    workspace.give(gram);
    workspace.give(difference);
    Ok(Term { loss: squares / entries / 4.0, gradient })
}

/// The style loss of one layer for a Gram matrix and its target, both `[C, C]`.
pub(super) fn style_distance(gram: &Tensor, target: &Tensor) -> Result<f64> {
    let difference = (gram - target)?;
    Ok(sum_of_squares(&difference)? / difference.elem_count() as f64 / 4.0)
}

/// Total variation of a picture `[1, 3, H, W]`: the mean square of the differences of neighbours, down plus across.
/// Squares, unlike the absolute values some programs use, have a gradient everywhere.
pub(super) fn total_variation(picture: &Tensor, scale: f64, mut gradient: Tensor) -> Result<Term> {
    let mut loss = 0.0;
    for axis in [2, 3] {
        let length = picture.dim(axis)?;
        if length < 2 {
            continue;
        }
        let difference = (picture.narrow(axis, 1, length - 1)? - picture.narrow(axis, 0, length - 1)?)?;
        let count = difference.elem_count() as f64;
        loss += sum_of_squares(&difference)? / count;
        let slope = (difference * (2.0 * scale / count))?;
        gradient = ((gradient + slope.pad_with_zeros(axis, 1, 0)?)? - slope.pad_with_zeros(axis, 0, 1)?)?;
    }
    Ok(Term { loss, gradient })
}

fn sum_of_squares(tensor: &Tensor) -> Result<f64> {
    Ok(f64::from(tensor.sqr()?.sum_all()?.to_scalar::<f32>()?))
}
