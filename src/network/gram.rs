//! The Gram matrix of a feature map, and the product by which its gradient reaches the map.

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
