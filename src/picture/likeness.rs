//! How alike two pictures are.

use rayon::prelude::*;

use super::Picture;
use super::blur::{filtered, gaussian};
use super::colors::luminance;

/// The window of the structural similarity: its standard deviation and how far it reaches, in pixels (Wang et al. 2004,
/// section III.B).
const WINDOW: (f64, usize) = (1.5, 5);
/// The constants of the structural similarity for values from 0 to 1, `(0.01)^2` and `(0.03)^2` (the same place).
const STEADY: [f32; 2] = [1e-4, 9e-4];

impl Picture {
    /// The peak signal-to-noise ratio to another picture of the same size, in dB: `-10 log10` of the mean square
    /// difference of all values, which span 0 to 1. Infinite for the same picture.
    ///
    /// # Panics
    /// If the sizes differ, which is a mistake of the caller.
    pub fn psnr(&self, other: &Self) -> f64 {
        self.check_size(other);
        psnr(self.planes(), other.planes())
    }

    /// [`Self::psnr`] of the luminance alone.
    ///
    /// # Panics
    /// If the sizes differ, which is a mistake of the caller.
    pub fn luminance_psnr(&self, other: &Self) -> f64 {
        self.check_size(other);
        psnr(&self.luminance(), &other.luminance())
    }

    /// The mean structural similarity of the luminance to that of another picture of the same size, 1 for the same picture
    /// (Wang, Bovik, Sheikh and Simoncelli 2004). Places whose window leaves the picture count only if all do.
    ///
    /// # Panics
    /// If the sizes differ, which is a mistake of the caller.
    pub fn luminance_ssim(&self, other: &Self) -> f64 {
        self.check_size(other);
        let [first, second] = [self, other].map(Self::luminance);
        let (sigma, reach) = WINDOW;
        let window = gaussian(sigma, reach);
        let mean = |values: &dyn Fn(usize) -> f32| {
            filtered(&(0..first.len()).map(values).collect::<Vec<f32>>(), self.width, &window)
        };
        let [mean_first, mean_second] = [mean(&|i| first[i]), mean(&|i| second[i])];
        let squares = [mean(&|i| first[i] * first[i]), mean(&|i| second[i] * second[i])];
        let products = mean(&|i| first[i] * second[i]);
        let similarity = |i: usize| {
            let (a, b) = (mean_first[i], mean_second[i]);
            let variances = (squares[0][i] - a * a) + (squares[1][i] - b * b);
            let covariance = products[i] - a * b;
            let light = (2.0 * a * b + STEADY[0]) / (a * a + b * b + STEADY[0]);
            f64::from(light * (2.0 * covariance + STEADY[1]) / (variances + STEADY[1]))
        };
        let inner = |len: usize| if len > 2 * reach { reach..len - reach } else { 0..len };
        let (rows, columns) = (inner(self.height), inner(self.width));
        let count = rows.len() * columns.len();
        let sum: f64 = rows.flat_map(|y| columns.clone().map(move |x| similarity(y * self.width + x))).sum();
        sum / count as f64
    }

    fn luminance(&self) -> Vec<f32> {
        let channels = self.channels();
        let [red, green, blue] = channels.each_ref().map(|channel| &channel[..]);
        red.par_iter().zip(green).zip(blue).map(|((r, g), b)| luminance([*r, *g, *b])).collect()
    }

    fn check_size(&self, other: &Self) {
        assert!((self.width, self.height) == (other.width, other.height), "pictures of one size are compared");
    }
}

fn psnr(first: &[f32], second: &[f32]) -> f64 {
    let squares = first.iter().zip(second).map(|(a, b)| f64::from(a - b).powi(2));
    -10.0 * (squares.sum::<f64>() / first.len() as f64).log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(value: f32) -> Picture {
        Picture::new(30, 20, vec![value; 1800])
    }

    #[test]
    fn a_tenth_of_the_range_is_twenty_decibels() {
        assert!((grey(0.5).psnr(&grey(0.6)) - 20.0).abs() < 1e-4);
        assert!((grey(0.5).luminance_psnr(&grey(0.6)) - 20.0).abs() < 1e-4);
        assert_eq!(grey(0.5).psnr(&grey(0.5)), f64::INFINITY);
    }

    #[test]
    fn structural_similarity_is_the_formula_s() {
        let noise = Picture::white_noise(30, 20, 1.0, 1);
        assert!((noise.luminance_ssim(&noise) - 1.0).abs() < 1e-6);
        // Flat pictures differ by their light alone.
        let expected = (2.0 * 0.5 * 0.6 + 1e-4) / (0.25 + 0.36 + 1e-4);
        assert!((grey(0.5).luminance_ssim(&grey(0.6)) - expected).abs() < 1e-3);
        let other = Picture::white_noise(30, 20, 1.0, 2);
        let unlike = noise.luminance_ssim(&other);
        assert!(unlike.abs() < 0.2 && (unlike - naive(&noise, &other)).abs() < 1e-4, "{unlike}");
        let small = Picture::white_noise(3, 2, 1.0, 1);
        assert!((small.luminance_ssim(&small) - 1.0).abs() < 1e-6);
    }

    /// Window by window, as the paper defines it.
    fn naive(first: &Picture, second: &Picture) -> f64 {
        let ([a, b], width) = ([first, second].map(Picture::luminance), first.width());
        let window = gaussian(WINDOW.0, WINDOW.1);
        let at = |x: usize, y: usize| {
            let places = (0..121).map(|i| (i % 11, i / 11));
            let of = |value: &dyn Fn(usize) -> f64| {
                places
                    .clone()
                    .map(|(i, j)| f64::from(window[i] * window[j]) * value((y + j - 5) * width + x + i - 5))
                    .sum::<f64>()
            };
            let (p, q) = (of(&|i| f64::from(a[i])), of(&|i| f64::from(b[i])));
            let covariance = of(&|i| (f64::from(a[i]) - p) * (f64::from(b[i]) - q));
            let variances = of(&|i| (f64::from(a[i]) - p).powi(2)) + of(&|i| (f64::from(b[i]) - q).powi(2));
            (2.0 * p * q + 1e-4) * (2.0 * covariance + 9e-4) / ((p * p + q * q + 1e-4) * (variances + 9e-4))
        };
        let places = (5..first.height() - 5).flat_map(|y| (5..width - 5).map(move |x| (x, y)));
        let values: Vec<f64> = places.map(|(x, y)| at(x, y)).collect();
        values.iter().sum::<f64>() / values.len() as f64
    }
}
