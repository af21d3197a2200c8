//! Gaussian filters.

use rayon::prelude::*;

use super::Picture;

/// How far the bell reaches, in standard deviations; beyond lies less than a thousandth of it.
const REACH: f64 = 4.0;

impl Picture {
    /// Blurred by a Gaussian bell of the standard deviation `sigma` in pixels; beyond the border it is mirrored.
    ///
    /// # Panics
    /// If `sigma` is not a positive number, which is a mistake of the caller.
    pub fn blurred(&self, sigma: f64) -> Self {
        let bell = gaussian(sigma, (REACH * sigma).ceil() as usize);
        let planes = self.channels().map(|plane| filtered(&plane, self.width, &bell));
        Self::new(self.width, self.height, planes.concat())
    }
}

/// The bell at the whole numbers up to `reach` on either side, with the sum 1.
pub(super) fn gaussian(sigma: f64, reach: usize) -> Vec<f32> {
    assert!(sigma > 0.0, "a bell has a width");
    let reach = reach as isize;
    let values: Vec<f64> = (-reach..=reach).map(|x| (-0.5 * (x as f64 / sigma).powi(2)).exp()).collect();
    let sum: f64 = values.iter().sum();
    values.into_iter().map(|value| (value / sum) as f32).collect()
}

/// A plane of some width filtered along rows and columns; beyond the border it is mirrored.
pub(super) fn filtered(plane: &[f32], width: usize, taps: &[f32]) -> Vec<f32> {
    let height = plane.len() / width;
    let reach = taps.len() / 2;
    let mut across = vec![0.0; plane.len()];
    across.par_chunks_mut(width).zip(plane.par_chunks(width)).for_each(|(target, row)| {
        for (x, target) in target.iter_mut().enumerate() {
            *target = taps.iter().enumerate().map(|(tap, weight)| weight * row[mirrored(x + tap, reach, width)]).sum();
        }
    });
    let mut down = vec![0.0; plane.len()];
    down.par_chunks_mut(width).enumerate().for_each(|(y, target)| {
        for (tap, weight) in taps.iter().enumerate() {
            let row = &across[mirrored(y + tap, reach, height) * width..][..width];
            target.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * value);
        }
    });
    down
}

/// The place `shifted - reach` of a line, mirrored at its outermost pixels, which are repeated, as often as needed.
fn mirrored(shifted: usize, reach: usize, len: usize) -> usize {
    let place = (shifted as isize - reach as isize).rem_euclid(2 * len as isize) as usize;
    place.min(2 * len - 1 - place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flat_colour_stays_and_a_pixel_becomes_a_bell() {
        for (width, height) in [(1, 1), (2, 5), (30, 3)] {
            let flat = Picture::new(width, height, vec![0.25; 3 * width * height]).blurred(1.0);
            assert!(flat.planes().iter().all(|value| (value - 0.25).abs() < 1e-6));
        }
        let (side, middle) = (21, 10);
        let mut planes = vec![0.0; 3 * side * side];
        planes[middle * side + middle] = 1.0;
        let bell = Picture::new(side, side, planes).blurred(1.0);
        let at = |x: isize, y: isize| f64::from(bell.at((10 + x) as usize, (10 + y) as usize)[0]);
        for (x, y) in [(0, 0), (1, 0), (0, -2), (2, 1)] {
            let expected = (-0.5 * (x * x + y * y) as f64).exp() / std::f64::consts::TAU;
            assert!((at(x, y) - expected).abs() < 1e-4, "{} instead of {expected} at {x}, {y}", at(x, y));
        }
    }

    #[test]
    fn places_are_mirrored() {
        let places: Vec<usize> = (0..9).map(|shifted| mirrored(shifted, 3, 3)).collect();
        assert_eq!(places, [2, 1, 0, 0, 1, 2, 2, 1, 0]);
    }
}
