//! Reflection at the border of a tensor and its adjoint, from candle's own operations, for the accelerators.

use candle_core::{D, Tensor};

use crate::error::Result;
use crate::kernels::padding::Padding;

/// `[.., H, W]` to `[.., H + 2 border, W + 2 border]`: mirrored at the outermost pixels, which are not repeated.
pub(super) fn reflect(map: &Tensor, border: usize) -> Result<Tensor> {
    let map = reflect_axis(map, D::Minus2, border)?;
    reflect_axis(&map, D::Minus1, border)
}

fn reflect_axis(map: &Tensor, axis: D, border: usize) -> Result<Tensor> {
    let len = map.dim(axis)?;
    let places = -(border as isize)..(len + border) as isize;
    let places: Vec<u32> =
        places.filter_map(|place| Padding::Reflection.source(place, len)).map(|p| p as u32).collect();
    let places = Tensor::from_vec(places, len + 2 * border, map.device())?;
    Ok(map.contiguous()?.index_select(&places, axis)?)
}

/// The adjoint of [`reflect`] with a border of 1: `[.., H + 2, W + 2]` to `[.., H, W]`, where each pixel of the border
/// is added to the one that it mirrors.
pub(super) fn fold(map: &Tensor) -> Result<Tensor> {
    fold_axis(&fold_axis(map, D::Minus2)?, D::Minus1)
}

fn fold_axis(map: &Tensor, axis: D) -> Result<Tensor> {
    let len = map.dim(axis)? - 2;
    let beside = 1.min(len - 1);
    let at = |border: usize, target: usize| -> Result<Tensor> {
        let line = map.narrow(axis, border, 1)?;
        Ok(line.pad_with_zeros(axis, target, len - 1 - target)?)
    };
    Ok(((map.narrow(axis, 1, len)? + at(0, beside)?)? + at(len + 1, len - 1 - beside)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    #[test]
    fn folding_is_the_adjoint_of_reflecting() {
        for (height, width) in [(1, 5), (2, 3), (6, 4)] {
            let a = Tensor::randn(0.0_f32, 1.0, (1, 2, height, width), &Device::Cpu).unwrap();
            let b = Tensor::randn(0.0_f32, 1.0, (1, 2, height + 2, width + 2), &Device::Cpu).unwrap();
            let dot = |a: &Tensor, b: &Tensor| (a * b).unwrap().sum_all().unwrap().to_scalar::<f32>().unwrap();
            let difference = dot(&reflect(&a, 1).unwrap(), &b) - dot(&a, &fold(&b).unwrap());
            assert!(difference.abs() < 1e-4, "{height}x{width} differ by {difference}");
        }
    }

    #[test]
    fn the_outermost_pixels_are_not_repeated() {
        let row = Tensor::new(&[[1.0_f32, 2.0, 3.0]], &Device::Cpu).unwrap();
        let wide = reflect_axis(&row, D::Minus1, 2).unwrap();
        assert_eq!(wide.to_vec2::<f32>().unwrap(), [[3.0, 2.0, 1.0, 2.0, 3.0, 2.0, 1.0]]);
    }
}
