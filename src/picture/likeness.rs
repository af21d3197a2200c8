//! How alike two pictures are.

use super::Picture;

impl Picture {
    /// The peak signal-to-noise ratio to another picture of the same size, in dB: `-10 log10` of the mean square
    /// difference of all values, which span 0 to 1. Infinite for the same picture.
    ///
    /// # Panics
    /// If the sizes differ, which is a mistake of the caller.
    pub fn psnr(&self, other: &Self) -> f64 {
        assert!((self.width, self.height) == (other.width, other.height), "pictures of one size are compared");
        let squares = self.planes.iter().zip(&other.planes).map(|(a, b)| f64::from(a - b).powi(2));
        -10.0 * (squares.sum::<f64>() / self.planes.len() as f64).log10()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_of_the_range_is_twenty_decibels() {
        let grey = |value| Picture::new(3, 2, vec![value; 18]);
        assert!((grey(0.5).psnr(&grey(0.6)) - 20.0).abs() < 1e-4);
        assert_eq!(grey(0.5).psnr(&grey(0.5)), f64::INFINITY);
    }
}
