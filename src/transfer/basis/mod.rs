//! The basis in which the picture moves: a linear map between what the optimiser changes and the pixels.
//!
//! The loss network hardly sees the finest frequencies. An optimiser that moves pixels one by one leaves noise there
//! for ever, while colours and large shapes, on which many pixels have to agree, hardly move. So by default it moves
//! the coefficients of cosine waves of light and colours, each scaled with a power of its wavelength.
//!
//! The picture is `x = x0 + E B (y - y0)` with the coefficients `y`, the start picture `x0` and its coefficients
//! `y0 = B^-1 x0`, the scaled waves `B`, and `E`, which keeps frames away (see `edges.rs`). The gradient `g` for the
//! picture becomes `B' E' g` for the coefficients. The optimiser knows of none of this.
//!
//! # What was tried
//!
//! The loss of the saved picture by `tests/reference/gatys.py`, as a ratio to that of the picture that PyTorch paints by
//! moving pixels with as many evaluations (120, 256 pixels, one scale, from the content); three pairs of pictures, see
//! `tests/benches/noise.py`:
//!
//! | basis | castle | lemur | temple |
//! | --- | --- | --- | --- |
//! | waves, `f^-0.5`, light and colours (the default) | 0.72 | 0.81 | 0.79 |
//! | waves, `f^-0.5`, red, green and blue | 0.72 | 0.83 | 0.79 |
//! | waves, `f^-0.5`, colours of strong correlation (gains 1.6, 0.5, 0.2) | 0.72 | 0.86 | - |
//! | waves, `f^-0.3` | 0.76 | 0.83 | 0.81 |
//! | waves, `f^-0.75` | 0.76 | 0.87 | 0.86 |
//! | pyramid of levels, bilinear, whose sum is the picture | 0.75 | 0.96 | 0.98 |
//!
//! At 512 pixels the default's are 0.62, 0.70 and 0.69. From white noise of a tenth of the range, at 256 pixels, they are
//! 0.58, 0.42 and 0.62, and about 0.1 more with `f^-0.75`. The pyramid
//! needs as many numbers again by a third, and its levels overlap, so one change is described in many ways; waves are
//! orthonormal before they are scaled. Hence cosine waves everywhere: fast transforms on the processor, matrices on
//! accelerators.

mod colors;
mod cosine;
mod edges;
mod grain;

use candle_core::Device;

use self::cosine::CosineTransform;
use self::edges::Edges;
pub(super) use self::grain::without_more_grain;
use crate::error::Result;
use crate::optimize::Vector;
use crate::transfer::settings::BasisKind;

/// The power of the frequency with which a wave is scaled.
const EXPONENT: f64 = -0.5;

/// The map for pictures of one size that began as one start picture, on one device.
#[derive(Debug)]
pub(super) enum Basis {
    /// The identity.
    Pixels,
    /// Scaled cosine waves.
    Frequencies(Box<Frequencies>),
}

/// Cosine waves, scaled.
#[derive(Debug)]
pub(super) struct Frequencies {
    transform: CosineTransform,
    /// One for each coefficient.
    scales: Vector,
    edges: Edges,
    /// `x0 - E x0`.
    kept: Vector,
}

impl Basis {
    /// The basis for a painting that starts from `start`, planes of `width` x `height` after each other, and the
    /// coefficients to start from.
    ///
    /// # Errors
    /// Only when the device fails.
    pub(super) fn new(
        kind: BasisKind,
        start: Vector,
        (width, height): (usize, usize),
        device: &Device,
    ) -> Result<(Self, Vector)> {
        if kind == BasisKind::Pixels {
            return Ok((Self::Pixels, start));
        }
        let plane = scales(width, height);
        let scales = colors::GAINS.iter().flat_map(|gain| plane.iter().map(move |scale| gain * scale)).collect();
        let scales = Vector::new(scales, device)?;
        let transform = CosineTransform::new(width, height, device)?;
        let edges = Edges::new(width, height, device)?;
        let kept = start.plus_scaled(-1.0, &edges.apply(start.clone())?)?;
        let mut coefficients = transform.forward(colors::turn(start)?)?;
        coefficients.divide(&scales)?;
        Ok((Self::Frequencies(Box::new(Frequencies { transform, scales, edges, kept })), coefficients))
    }

    /// The picture of some coefficients.
    ///
    /// # Errors
    /// Only when the device fails.
    pub(super) fn picture(&self, coefficients: &Vector) -> Result<Vector> {
        let mut waves = coefficients.clone();
        match self {
            Self::Pixels => Ok(waves),
            Self::Frequencies(basis) => {
                waves.multiply(&basis.scales)?;
                let mut picture = basis.edges.apply(colors::turn_back(basis.transform.inverse(waves)?)?)?;
                picture.add_scaled(1.0, &basis.kept)?;
                Ok(picture)
            }
        }
    }

    /// The gradient for the coefficients, from that for the picture.
    ///
    /// # Errors
    /// Only when the device fails.
    pub(super) fn adjoint(&self, gradient: Vector) -> Result<Vector> {
        match self {
            Self::Pixels => Ok(gradient),
            Self::Frequencies(basis) => {
                // Colours and waves are orthonormal: the inverse is the adjoint.
                let gradient = colors::turn(basis.edges.adjoint(gradient)?)?;
                let mut gradient = basis.transform.forward(gradient)?;
                gradient.multiply(&basis.scales)?;
                Ok(gradient)
            }
        }
    }
}

/// The scale of each wave of a plane in the order of [`CosineTransform`], `[W, H]`: `f^-0.5` with its frequency f in
/// cycles per pixel, not below one over the longer side. Their mean square is 1, so that white noise is as large in
/// the coefficients as in the picture.
fn scales(width: usize, height: usize) -> Vec<f32> {
    let least = 1.0 / width.max(height) as f64;
    let frequency = |wave: usize, side: usize| wave as f64 / (2 * side) as f64;
    let powers: Vec<f64> = (0..width)
        .flat_map(|x| (0..height).map(move |y| frequency(x, width).hypot(frequency(y, height)).max(least)))
        .map(|frequency| frequency.powf(EXPONENT))
        .collect();
    let mean_square = powers.iter().map(|power| power * power).sum::<f64>() / powers.len() as f64;
    powers.iter().map(|power| (power / mean_square.sqrt()) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: [(usize, usize); 4] = [(16, 16), (31, 17), (1, 9), (40, 10)];

    fn ramp(length: usize, step: f32) -> Vector {
        Vector::Host((0..length).map(|index| ((index * 31 % 97) as f32 - 48.0) * step).collect())
    }

    #[test]
    fn the_start_picture_is_found_again_from_its_coefficients() {
        for kind in [BasisKind::Pixels, BasisKind::Frequencies] {
            for size in SIZES {
                let start = ramp(3 * size.0 * size.1, 0.01);
                let (basis, coefficients) = Basis::new(kind, start.clone(), size, &Device::Cpu).unwrap();
                let difference = basis.picture(&coefficients).unwrap().plus_scaled(-1.0, &start).unwrap();
                let (error, length) = (difference.dot(&difference).unwrap(), start.dot(&start).unwrap());
                assert!(error < 1e-10 * length, "{kind:?} {size:?}");
            }
        }
    }

    #[test]
    fn the_gradient_comes_back_through_the_adjoint() {
        for kind in [BasisKind::Pixels, BasisKind::Frequencies] {
            for size in SIZES {
                let (basis, from) = Basis::new(kind, ramp(3 * size.0 * size.1, 0.01), size, &Device::Cpu).unwrap();
                let step = Vector::Host((0..from.len()).map(|n| (n as f32 * 0.7).sin()).collect());
                let gradient = ramp(from.len(), -0.02);
                let to = from.plus_scaled(1.0, &step).unwrap();
                let change = basis.picture(&to).unwrap().plus_scaled(-1.0, &basis.picture(&from).unwrap()).unwrap();
                let left = change.dot(&gradient).unwrap();
                let right = step.dot(&basis.adjoint(gradient).unwrap()).unwrap();
                assert!((left - right).abs() < 1e-3 * left.abs().max(1.0), "{kind:?} {size:?}: {left} {right}");
            }
        }
    }

    #[test]
    fn long_waves_move_further_than_short_ones() {
        let scales = scales(64, 32);
        let at = |x: usize, y: usize| scales[x * 32 + y];
        assert_eq!(at(0, 0), at(1, 0), "no wave is longer than the longer side");
        assert!((at(8, 0) / at(32, 0) - 2.0).abs() < 1e-5, "a quarter of the frequency, twice the scale");
        assert_eq!(at(2, 0), at(0, 1), "only cycles per pixel matter");
        let mean_square = scales.iter().map(|scale| scale * scale).sum::<f32>() / scales.len() as f32;
        assert!((mean_square - 1.0).abs() < 1e-5);
    }
}
