//! What the losses are made of: the Gram matrix of a feature map, the product by which its gradient reaches the map, and
//! the distance of two maps with its gradient.

use std::cell::Cell;

use candle_core::Tensor;

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::{self, MapShape};
use crate::network::on_slices::{write_from, write_from_two};
use crate::network::workspace::Workspace;

/// `F F^T / M` over the M positions of a feature map `[1, C, H, W]`: `[C, C]`, in the workspace's memory.
///
/// # Errors
/// [`crate::error::Error::Cancelled`], or a failure of the device.
pub fn gram(map: &Tensor, workspace: &mut Workspace, cancel: &CancelToken) -> Result<Tensor> {
    let (_, channels, height, width) = map.dims4()?;
    if map.device().is_cpu() {
        let shape = MapShape::new(channels, height, width);
        let gram = workspace.take((channels, channels))?;
        write_from(&gram, map, cancel, |gram, map| kernels::gram::gram(map, shape, gram, cancel))?;
        return Ok(gram);
    }
    let positions = map.reshape((channels, height * width))?;
    Ok((positions.matmul(&positions.t()?)? / (height * width) as f64)?)
}

/// `gradient + scale * matrix F` for a feature map and a gradient `[1, C, H, W]` and a matrix `[C, C]`.
///
/// On the CPU the sum is written over `gradient`, of which no other handle may be in use.
///
/// # Errors
/// [`crate::error::Error::Cancelled`], or a failure of the device.
pub fn add_product(
    gradient: Tensor,
    matrix: &Tensor,
    map: &Tensor,
    scale: f64,
    cancel: &CancelToken,
) -> Result<Tensor> {
    let (_, channels, height, width) = map.dims4()?;
    if map.device().is_cpu() {
        let shape = MapShape::new(channels, height, width);
        write_from_two(&gradient, [matrix, map], cancel, |gradient, [matrix, map]| {
            kernels::gram::add_product(matrix, map, shape, scale as f32, gradient, cancel)
        })?;
        return Ok(gradient);
    }
    let product = (matrix * scale)?.matmul(&map.reshape((channels, height * width))?)?;
    Ok((gradient + product.reshape(map.shape())?)?)
}

/// `gradient + scale (F - P)` and the sum of `(F - P)^2` for a feature map and the one it is compared with, all
/// `[1, C, H, W]`.
///
/// On the CPU the first is written over `gradient`, of which no other handle may be in use.
///
/// # Errors
/// [`crate::error::Error::Cancelled`], or a failure of the device.
pub fn add_difference(
    gradient: Tensor,
    map: &Tensor,
    compared_with: &Tensor,
    scale: f64,
    cancel: &CancelToken,
) -> Result<(Tensor, f64)> {
    if map.device().is_cpu() {
        let sum = Cell::new(0.0);
        write_from_two(&gradient, [map, compared_with], cancel, |gradient, [map, other]| {
            sum.set(kernels::difference::add_difference(map, other, scale as f32, gradient, cancel)?);
            Ok(())
        })?;
        return Ok((gradient, sum.get()));
    }
    add_by_tensors(&gradient, map, compared_with, scale)
}

fn add_by_tensors(gradient: &Tensor, map: &Tensor, compared_with: &Tensor, scale: f64) -> Result<(Tensor, f64)> {
    let difference = (map - compared_with)?;
    let sum = f64::from(difference.sqr()?.sum_all()?.to_scalar::<f32>()?);
    Ok(((gradient + (difference * scale)?)?, sum))
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    #[test]
    fn both_ways_agree() {
        let [gradient, map, other] = [0; 3].map(|_| Tensor::randn(0.0_f32, 1.0, (1, 3, 5, 7), &Device::Cpu).unwrap());
        let (plain, plain_sum) = add_by_tensors(&gradient, &map, &other, 0.7).unwrap();
        let (fast, sum) = add_difference(gradient, &map, &other, 0.7, &CancelToken::new()).unwrap();
        assert!((sum - plain_sum).abs() < 1e-3);
        let furthest = (fast - plain).unwrap().abs().unwrap().max_all().unwrap().to_scalar::<f32>().unwrap();
        assert!(furthest < 1e-6, "{furthest}");
    }
}
