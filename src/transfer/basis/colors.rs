//! Light and two colours instead of red, green and blue.
//!
//! In photographs and paintings the three channels rise and fall together, and so do the gradients: most of what is to
//! be painted is light. Red, green and blue are turned onto the axes along which they vary on average over many
//! pictures (Ohta, Kanade and Sakai 1980, "Color information for region segmentation"): light, red against blue, and
//! green against both. The turn is orthonormal, so its inverse is its adjoint.

use candle_core::Tensor;
use rayon::prelude::*;

use crate::error::Result;
use crate::optimize::Vector;

/// The scale of each axis, light first; their mean square is 1.
pub(super) const GAINS: [f32; 3] = [1.304, 0.806, 0.806];

/// Row by row the axes: light, red against blue, green against both.
const AXES: [[f64; 3]; 3] = [[1.0, 1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 2.0, -1.0]];

/// The length of the blocks that threads work on.
const BLOCK: usize = 1 << 12;

/// Planes of red, green and blue turned to light and colours.
pub(super) fn turn(planes: Vector) -> Result<Vector> {
    mix(planes, &matrix())
}

/// The inverse of [`turn`].
pub(super) fn turn_back(planes: Vector) -> Result<Vector> {
    let [a, b, c] = matrix();
    mix(planes, &std::array::from_fn(|row| [a[row], b[row], c[row]]))
}

/// [`AXES`], each of length 1.
fn matrix() -> [[f32; 3]; 3] {
    AXES.map(|axis| {
        let length = axis.iter().map(|part| part * part).sum::<f64>().sqrt();
        axis.map(|part| (part / length) as f32)
    })
}

/// Each plane becomes the sum of all three with the weights in its row.
fn mix(planes: Vector, rows: &[[f32; 3]; 3]) -> Result<Vector> {
    Ok(match planes {
        Vector::Host(mut values) => {
            let positions = values.len() / 3;
            let (first, rest) = values.split_at_mut(positions);
            let (second, third) = rest.split_at_mut(positions);
            let blocks = first.par_chunks_mut(BLOCK).zip(second.par_chunks_mut(BLOCK)).zip(third.par_chunks_mut(BLOCK));
            blocks.for_each(|((first, second), third)| {
                for ((a, b), c) in first.iter_mut().zip(second).zip(third) {
                    let mixed = rows.map(|row| row[0] * *a + row[1] * *b + row[2] * *c);
                    [*a, *b, *c] = mixed;
                }
            });
            Vector::Host(values)
        }
        Vector::Device(values) => {
            let rows = Tensor::new(rows, values.device())?;
            Vector::Device(rows.matmul(&values.reshape((3, values.elem_count() / 3))?)?.flatten_all()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    #[test]
    fn turning_back_gives_the_colors_again_on_every_device() {
        let values: Vec<f32> = (0..3 * 5000).map(|n| ((n * 37 % 101) as f32 - 50.0) / 100.0).collect();
        let host = turn(Vector::Host(values.clone())).unwrap();
        let device = turn(Vector::Device(Tensor::new(values.as_slice(), &Device::Cpu).unwrap())).unwrap();
        let (Vector::Host(host), Vector::Device(device)) = (host, device) else { unreachable!() };
        let device = device.to_vec1::<f32>().unwrap();
        assert!(host.iter().zip(&device).all(|(a, b)| (a - b).abs() < 1e-6));
        let Vector::Host(again) = turn_back(Vector::Host(host)).unwrap() else { unreachable!() };
        assert!(again.iter().zip(&values).all(|(a, b)| (a - b).abs() < 1e-6));
    }

    #[test]
    fn grey_is_light_alone_and_the_gains_keep_the_size_of_noise() {
        let Vector::Host(grey) = turn(Vector::Host(vec![0.5; 3])).unwrap() else { unreachable!() };
        assert!((grey[0] - 0.75_f32.sqrt()).abs() < 1e-6 && grey[1].abs() < 1e-6 && grey[2].abs() < 1e-6);
        assert!((GAINS.iter().map(|gain| gain * gain).sum::<f32>() / 3.0 - 1.0).abs() < 1e-3);
    }
}
