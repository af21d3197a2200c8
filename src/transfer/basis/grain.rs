//! The finest grain of a photograph to start from.
//!
//! The loss network hardly sees frequencies above three quarters of the Nyquist frequency, so the grain that a start
//! picture has there stays in the painting. A photograph can have much more of it than the painting: then its finest
//! waves are made as small as the painting's. What they show cannot be told from noise; what is sharp stays sharp.

use candle_core::Device;

use super::cosine::CosineTransform;
use crate::error::Result;
use crate::optimize::Vector;
use crate::picture::Picture;

/// The lowest frequency of the finest waves in cycles per pixel: three quarters of the Nyquist frequency.
const FINEST: f64 = 0.375;

/// `picture` with no more energy in its finest waves than `style` has, pixel for pixel.
///
/// # Errors
/// Only when the transform fails, which on the processor it does not.
pub(in crate::transfer) fn without_more_grain(picture: &Picture, style: &Picture) -> Result<Picture> {
    let (_, _, wanted) = waves(style)?;
    let (transform, mut coefficients, present) = waves(picture)?;
    if present <= wanted {
        return Ok(picture.clone());
    }
    let (width, height) = (picture.width(), picture.height());
    let factor = (wanted / present).sqrt() as f32;
    for plane in coefficients.chunks_exact_mut(width * height) {
        for (value, _) in plane.iter_mut().zip(finest(width, height)).filter(|(_, finest)| *finest) {
            *value *= factor;
        }
    }
    match transform.inverse(Vector::Host(coefficients))? {
        Vector::Host(planes) => Ok(Picture::new(width, height, planes)),
        Vector::Device(_) => unreachable!("the transform is on the processor"),
    }
}

/// The transform of a picture, its coefficients, and the energy of its finest waves for each pixel.
fn waves(picture: &Picture) -> Result<(CosineTransform, Vec<f32>, f64)> {
    let (width, height) = (picture.width(), picture.height());
    let transform = CosineTransform::new(width, height, &Device::Cpu)?;
    let Vector::Host(coefficients) = transform.forward(Vector::Host(picture.planes().to_vec()))? else {
        unreachable!("the transform is on the processor")
    };
    let of_plane = |plane: &[f32]| -> f64 {
        let waves = plane.iter().zip(finest(width, height)).filter(|(_, finest)| *finest);
        waves.map(|(&value, _)| f64::from(value * value)).sum()
    };
    let energy: f64 = coefficients.chunks_exact(width * height).map(of_plane).sum();
    Ok((transform, coefficients, energy / (width * height) as f64))
}

/// Whether each coefficient of a plane belongs to the finest waves, in the order of the transform.
fn finest(width: usize, height: usize) -> impl Iterator<Item = bool> {
    let frequency = |wave: usize, side: usize| wave as f64 / (2 * side) as f64;
    (0..width).flat_map(move |x| (0..height).map(move |y| frequency(x, width).hypot(frequency(y, height)) > FINEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(color: impl Fn(usize, usize) -> f32) -> Picture {
        let plane: Vec<f32> = (0..48 * 32).map(|n| color(n % 48, n / 48)).collect();
        Picture::new(48, 32, plane.repeat(3))
    }

    fn noise(range: f32) -> Picture {
        Picture::white_noise(40, 40, range, 1)
    }

    #[test]
    fn noise_comes_down_to_the_level_of_the_style() {
        let (grainy, calm) = (noise(0.8), noise(0.2));
        let (_, _, wanted) = waves(&calm).unwrap();
        let (_, _, reached) = waves(&without_more_grain(&grainy, &calm).unwrap()).unwrap();
        assert!((reached / wanted - 1.0).abs() < 1e-3, "{reached} instead of {wanted}");
    }

    #[test]
    fn less_grain_than_the_style_and_coarser_waves_stay() {
        assert_eq!(without_more_grain(&noise(0.2), &noise(0.8)).unwrap(), noise(0.2));
        let stripes = drawn(|x, _| 0.5 + 0.4 * (x as f32 * 0.9).sin());
        let calmed = without_more_grain(&stripes, &drawn(|_, _| 0.5)).unwrap();
        let inside = |picture: &Picture| picture.planes()[10 * 48 + 10..10 * 48 + 38].to_vec();
        let differs = inside(&stripes).iter().zip(inside(&calmed)).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(differs < 0.05, "stripes of seven pixels differ by {differs}");
    }
}
