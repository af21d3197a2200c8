//! The distance of two feature maps with its gradient: what the content loss is made of.

use std::cell::Cell;

use candle_core::Tensor;

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels;
use crate::network::on_slices::write_from_two;

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
