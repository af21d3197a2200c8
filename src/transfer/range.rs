//! How the picture stays within the values that a file can hold.
//!
//! The lowest point of the objective lies far outside [0, 1], from -0.5 to 1.3; cut off at the end, such a picture
//! loses much of what was won. Here the objective sees the picture cut off in every evaluation, so what the optimiser
//! reports is what is saved, and a small penalty leads values that lie outside, which the objective does not feel,
//! back to the border.
//!
//! # What was tried
//!
//! As ratios to the loss of PyTorch's picture, castle, as in the table of [`super::basis`] but without its care for the
//! edges: the penalty alone, cut off at the end, 0.70; cut off in every evaluation, with the penalty, 0.65; a smooth
//! bound, quadratic within 0.05 of either end, with the penalty, 0.66. The penalty's weight hardly matters from 10 to
//! 100; 1000 is worse (0.75 instead of 0.72 with the edges; 0.91 instead of 0.83 for the lemur). With the cut-off the
//! reported loss is that of the saved picture to within the rounding to 8 bits: 0.2 %.

use candle_core::Tensor;
use rayon::prelude::*;

use crate::error::Result;
use crate::optimize::Vector;

/// The weight of the mean square by which values lie outside.
const PENALTY: f64 = 100.0;
/// The length of the blocks that threads work on.
const BLOCK: usize = 1 << 14;

/// The picture that the objective sees: every value cut off at 0 and 1.
pub(super) fn cut_off(mut picture: Vector) -> Result<Vector> {
    match &mut picture {
        Vector::Host(values) => values.par_iter_mut().for_each(|value| *value = value.clamp(0.0, 1.0)),
        Vector::Device(values) => *values = values.clamp(0.0_f32, 1.0_f32)?,
    }
    Ok(picture)
}

/// Turns the gradient for [`cut_off`] of `picture` into that for `picture`, with the penalty's own; the penalty.
///
/// # Panics
/// If the vectors live in different places, which is a mistake of the caller.
pub(super) fn pull_back(picture: &Vector, gradient: &mut Vector) -> Result<f64> {
    let slope = 2.0 * PENALTY / picture.len().max(1) as f64;
    let squares = match (picture, gradient) {
        (Vector::Host(picture), Vector::Host(gradient)) => {
            let pull = |(gradient, &value): (&mut f32, &f32)| {
                let outside = value - value.clamp(0.0, 1.0);
                if outside != 0.0 {
                    *gradient = slope as f32 * outside;
                }
                f64::from(outside * outside)
            };
            let blocks = gradient.par_chunks_mut(BLOCK).zip(picture.par_chunks(BLOCK));
            // Summed in a fixed order, whatever the number of threads.
            let sums: Vec<f64> =
                blocks.map(|(gradient, picture)| gradient.iter_mut().zip(picture).map(pull).sum()).collect();
            sums.iter().sum::<f64>()
        }
        (Vector::Device(picture), Vector::Device(gradient)) => {
            let outside = (picture - picture.clamp(0.0_f32, 1.0_f32)?)?;
            let inside: Tensor = outside.eq(0.0_f32)?.to_dtype(picture.dtype())?;
            *gradient = ((&*gradient * inside)? + (&outside * slope)?)?;
            f64::from(outside.sqr()?.sum_all()?.to_scalar::<f32>()?)
        }
        _ => unreachable!("vectors of one painting live in one place"),
    };
    Ok(squares * slope / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    #[test]
    fn host_and_device_agree() {
        let values: Vec<f32> = (0..60_000).map(|n| ((n * 37 % 101) as f32 - 20.0) / 60.0).collect();
        let gradient: Vec<f32> = values.iter().map(|value| value.cos()).collect();
        let on_device = |values: &[f32]| Vector::Device(Tensor::new(values, &Device::Cpu).unwrap());
        let mut host = Vector::Host(gradient.clone());
        let mut device = on_device(&gradient);
        let a = pull_back(&Vector::Host(values.clone()), &mut host).unwrap();
        let b = pull_back(&on_device(&values), &mut device).unwrap();
        assert!(a > 0.0 && (a - b).abs() < 1e-5 * a, "{a} {b}");
        for (host, device) in
            [(host, device), (cut_off(Vector::Host(values.clone())).unwrap(), cut_off(on_device(&values)).unwrap())]
        {
            let (Vector::Host(host), Vector::Device(device)) = (host, device) else { unreachable!() };
            assert_eq!(host, device.to_vec1::<f32>().unwrap());
        }
    }

    #[test]
    fn values_within_are_left_alone_and_others_are_led_back() {
        let picture = Vector::Host(vec![0.0, 0.5, 1.0, -0.5, 1.25]);
        let mut gradient = Vector::Host(vec![1.0, 2.0, 3.0, 4.0, 5.0]);
        let penalty = pull_back(&picture, &mut gradient).unwrap();
        assert!((penalty - PENALTY * (0.25 + 0.0625) / 5.0).abs() < 1e-6);
        let Vector::Host(gradient) = gradient else { unreachable!() };
        assert_eq!(gradient[..3], [1.0, 2.0, 3.0]);
        assert!(gradient[3] < 0.0 && gradient[4] > 0.0);
    }
}
