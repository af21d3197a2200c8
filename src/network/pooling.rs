//! Halving a feature map by 2x2 squares, and the gradient for it. An odd last row or column is left out.

use candle_core::Tensor;

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::MapShape;
use crate::kernels::pool::Pooling;
use crate::network::on_slices::{write_from, write_from_two};
use crate::network::workspace::Workspace;

/// `[1, C, H, W]` to `[1, C, H / 2, W / 2]`.
pub(super) fn forward(
    pooling: Pooling,
    map: &Tensor,
    workspace: &mut Workspace,
    cancel: &CancelToken,
) -> Result<Tensor> {
    if map.device().is_cpu() {
        let (_, channels, height, width) = map.dims4()?;
        let pooled = workspace.take((1, channels, height / 2, width / 2))?;
        write_from(&pooled, map, cancel, |pooled, map| {
            pooling.forward(map, MapShape::new(channels, height, width), pooled, cancel)
        })?;
        return Ok(pooled);
    }
    Ok(match pooling {
        Pooling::Max => map.max_pool2d(2)?,
        Pooling::Average => map.avg_pool2d(2)?,
    })
}

/// The gradient for the map, `[1, C, H, W]`, from that for the pooled map.
pub(super) fn input_gradient(
    pooling: Pooling,
    map: &Tensor,
    gradient: &Tensor,
    workspace: &mut Workspace,
    cancel: &CancelToken,
) -> Result<Tensor> {
    if map.device().is_cpu() {
        let (_, channels, height, width) = map.dims4()?;
        let leaving = workspace.take(map.shape())?;
        write_from_two(&leaving, [gradient, map], cancel, |leaving, [gradient, map]| {
            pooling.input_gradient(gradient, map, MapShape::new(channels, height, width), leaving, cancel)
        })?;
        return Ok(leaving);
    }
    gradient_by_tensors(pooling, map, gradient)
}

/// Where several values of a square are the greatest, each gets the gradient, unlike on the CPU, where the first
/// does; after a ReLU such values are zeros, through which no gradient passes anyway.
fn gradient_by_tensors(pooling: Pooling, map: &Tensor, gradient: &Tensor) -> Result<Tensor> {
    let (_, _, height, width) = map.dims4()?;
    let (_, _, rows, columns) = gradient.dims4()?;
    let enlarged = |small: &Tensor| small.upsample_nearest2d(2 * rows, 2 * columns);
    let spread = match pooling {
        Pooling::Max => {
            let squares = map.narrow(2, 0, 2 * rows)?.narrow(3, 0, 2 * columns)?;
            let is_greatest = squares.eq(&enlarged(&map.max_pool2d(2)?)?)?.to_dtype(gradient.dtype())?;
            (enlarged(gradient)? * is_greatest)?
        }
        Pooling::Average => (enlarged(gradient)? * 0.25)?,
    };
    Ok(spread.pad_with_zeros(2, 0, height - 2 * rows)?.pad_with_zeros(3, 0, width - 2 * columns)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    #[test]
    fn both_ways_agree() {
        let (cancel, mut workspace) = (CancelToken::new(), Workspace::default());
        let map = Tensor::randn(0.0_f32, 1.0, (1, 3, 7, 10), &Device::Cpu).unwrap();
        let gradient = Tensor::randn(0.0_f32, 1.0, (1, 3, 3, 5), &Device::Cpu).unwrap();
        let values = |tensor: &Tensor| tensor.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        for pooling in [Pooling::Max, Pooling::Average] {
            let pooled = forward(pooling, &map, &mut workspace, &cancel).unwrap();
            let twin = if pooling == Pooling::Max { map.max_pool2d(2) } else { map.avg_pool2d(2) }.unwrap();
            assert!(values(&pooled).iter().zip(values(&twin)).all(|(a, b)| (a - b).abs() < 1e-6));
            let fast = input_gradient(pooling, &map, &gradient, &mut workspace, &cancel).unwrap();
            let plain = gradient_by_tensors(pooling, &map, &gradient).unwrap();
            assert_eq!(values(&fast), values(&plain));
        }
    }
}
