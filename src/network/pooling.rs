//! Halving a feature map by 2x2 squares, and the gradient for it. An odd last row or column is left out.

use candle_core::Tensor;

use crate::error::Result;
use crate::network::layer::Pooling;

/// `[1, C, H, W]` to `[1, C, H / 2, W / 2]`.
pub(super) fn forward(pooling: Pooling, map: &Tensor) -> Result<Tensor> {
    Ok(match pooling {
        Pooling::Max => map.max_pool2d(2)?,
        Pooling::Average => map.avg_pool2d(2)?,
    })
}

/// The gradient for the map, `[1, C, H, W]`, from that for the pooled map.
pub(super) fn input_gradient(pooling: Pooling, map: &Tensor, pooled: &Tensor, gradient: &Tensor) -> Result<Tensor> {
    let (_, _, height, width) = map.dims4()?;
    let (_, _, rows, columns) = pooled.dims4()?;
    let enlarged = |small: &Tensor| small.upsample_nearest2d(2 * rows, 2 * columns);
    let spread = match pooling {
        Pooling::Max => {
            let squares = map.narrow(2, 0, 2 * rows)?.narrow(3, 0, 2 * columns)?;
            let is_greatest = squares.eq(&enlarged(pooled)?)?.to_dtype(gradient.dtype())?;
            (enlarged(gradient)? * is_greatest)?
        }
        Pooling::Average => (enlarged(gradient)? * 0.25)?,
    };
    Ok(spread.pad_with_zeros(2, 0, height - 2 * rows)?.pad_with_zeros(3, 0, width - 2 * columns)?)
}
