//! Mean and covariance of a picture's colours.

use rayon::prelude::*;

use super::mapping::BLOCK;
use super::matrix::Matrix;
use crate::picture::Picture;

/// The variance that rounding to 8 bits leaves in a picture of one colour, a twelfth of the square of a step. A
/// direction in which a picture's colours vary less has no colour to be made more of, only rounding.
pub(super) const ROUNDING_VARIANCE: f64 = 1.0 / (12.0 * 255.0 * 255.0);

/// Mean and covariance of the red, green and blue values of a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Statistics {
    pub(super) mean: [f64; 3],
    pub(super) covariance: Matrix,
}

impl Statistics {
    /// Of all pixels, summed in a fixed order whatever the number of threads.
    pub(super) fn of(picture: &Picture) -> Self {
        let channels = picture.channels();
        let [red, green, blue] = channels.each_ref().map(|plane| plane.par_chunks(BLOCK));
        let sums: Vec<Sums> =
            red.zip(green).zip(blue).map(|((red, green), blue)| Sums::of([red, green, blue])).collect();
        let count = (picture.width() * picture.height()) as f64;
        let mut total = Sums::default();
        for sums in sums {
            total.add(&sums);
        }
        let mean = total.values.map(|sum| sum / count);
        let covariance = std::array::from_fn(|i| {
            std::array::from_fn(|j| total.products[i.min(j)][i.max(j)] / count - mean[i] * mean[j])
        });
        Self { mean, covariance }
    }

    /// Mean and variance of a weighted sum of the three values.
    pub(super) fn of_sum(&self, weights: [f64; 3]) -> (f64, f64) {
        let mean = (0..3).map(|i| weights[i] * self.mean[i]).sum();
        let products = (0..3).flat_map(|i| (0..3).map(move |j| (i, j)));
        let variance = products.map(|(i, j)| weights[i] * weights[j] * self.covariance[i][j]).sum::<f64>();
        (mean, variance.max(0.0))
    }
}

/// Sums over some pixels.
#[derive(Default)]
struct Sums {
    values: [f64; 3],
    /// Of each value with each, only those of the upper triangle.
    products: Matrix,
}

impl Sums {
    fn of([red, green, blue]: [&[f32]; 3]) -> Self {
        let mut sums = Self::default();
        for ((&red, &green), &blue) in red.iter().zip(green).zip(blue) {
            let values = [f64::from(red), f64::from(green), f64::from(blue)];
            for i in 0..3 {
                sums.values[i] += values[i];
                for j in i..3 {
                    sums.products[i][j] += values[i] * values[j];
                }
            }
        }
        sums
    }

    fn add(&mut self, other: &Self) {
        for i in 0..3 {
            self.values[i] += other.values[i];
            for j in i..3 {
                self.products[i][j] += other.products[i][j];
            }
        }
    }
}
