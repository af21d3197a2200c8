//! White noise to start a painting from.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Picture;

impl Picture {
    /// Values drawn evenly from a stretch as long as `range`, up to 1, around the middle of [0, 1), independent of each
    /// other; one seed gives one picture on every machine.
    ///
    /// # Panics
    /// If a side is 0, which is a mistake of the caller.
    pub fn white_noise(width: usize, height: usize, range: f32, seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let planes = (0..3 * width * height).map(|_| 0.5 + range * (random.random::<f32>() - 0.5)).collect();
        Self::new(width, height, planes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_picture() {
        let noise = Picture::white_noise(64, 48, 1.0, 7);
        assert_eq!(noise, Picture::white_noise(64, 48, 1.0, 7));
        assert_ne!(noise, Picture::white_noise(64, 48, 1.0, 8));
    }

    #[test]
    fn a_smaller_range_lies_around_the_middle() {
        let noise = Picture::white_noise(64, 64, 0.2, 1);
        assert!(noise.planes().iter().all(|value| (0.4..=0.6).contains(value)));
    }

    #[test]
    fn values_are_even_from_0_to_1() {
        let noise = Picture::white_noise(64, 64, 1.0, 1);
        assert!(noise.planes().iter().all(|value| (0.0..1.0).contains(value)));
        let count = noise.planes().len() as f32;
        let mean = noise.planes().iter().sum::<f32>() / count;
        let variance = noise.planes().iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count;
        assert!((mean - 0.5).abs() < 0.01, "mean {mean}");
        assert!((variance - 1.0 / 12.0).abs() < 0.003, "variance {variance}");
    }
}
