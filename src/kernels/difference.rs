//! How far two feature maps differ, in one pass with the gradient.

use rayon::prelude::*;

use crate::cancel::CancelToken;
use crate::error::Result;

/// The values that one thread takes at a time.
const BLOCK: usize = 1 << 14;
/// The sums that are kept side by side, which the compiler turns into vectors.
const LANES: usize = 16;
/// The values over which single precision loses nothing that matters.
const STRETCH: usize = 1024;

/// Adds `scale (F - P)` to `target` and gives the sum of `(F - P)^2`, where `F` are `features` and `P` is the map they
/// are compared with.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled); `target` is then half written.
///
/// # Panics
/// If the slices are not of one length.
pub fn add_difference(
    features: &[f32],
    compared_with: &[f32],
    scale: f32,
    target: &mut [f32],
    cancel: &CancelToken,
) -> Result<f64> {
    assert!(features.len() == compared_with.len() && features.len() == target.len(), "the maps have one shape");
    let blocks = target.par_chunks_mut(BLOCK).zip(features.par_chunks(BLOCK)).zip(compared_with.par_chunks(BLOCK));
    let sums = blocks.map(|((target, features), compared_with)| {
        cancel.check()?;
        let stretches = target.chunks_mut(STRETCH).zip(features.chunks(STRETCH)).zip(compared_with.chunks(STRETCH));
        Ok(stretches.map(|((target, features), other)| add_stretch(features, other, scale, target)).sum())
    });
    // Collected first, so that the order of the sum does not depend on the threads.
    Ok(sums.collect::<Result<Vec<f64>>>()?.into_iter().sum())
}

/// [`add_difference`] over so few values that their sum may be kept in single precision.
fn add_stretch(features: &[f32], compared_with: &[f32], scale: f32, target: &mut [f32]) -> f64 {
    let mut lanes = [0.0; LANES];
    let values = target.chunks_mut(LANES).zip(features.chunks(LANES)).zip(compared_with.chunks(LANES));
    for ((target, features), compared_with) in values {
        for (((target, value), other), lane) in target.iter_mut().zip(features).zip(compared_with).zip(&mut lanes) {
            let difference = value - other;
            *lane += difference * difference;
            *target += scale * difference;
        }
    }
    lanes.iter().map(|&lane| f64::from(lane)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::reference;
    use crate::kernels::testing::{double, random, relative_error};

    #[test]
    fn matches_its_twin_at_any_length() {
        for len in [0, 1, 15, 16, 17, 1023, 1025, 40_000] {
            for scale in [1e-12, 1.0, 1e12] {
                let [features, other, before] = [1, 2, 3].map(|seed| random(seed, len, scale));
                let mut after = before.clone();
                let sum = add_difference(&features, &other, 0.3, &mut after, &CancelToken::new()).unwrap();
                let [features, other, mut expected] = [&features, &other, &before].map(|values| double(values));
                let expected_sum = reference::add_difference(&features, &other, f64::from(0.3_f32), &mut expected);
                assert!((sum - expected_sum).abs() <= 1e-6 * expected_sum, "{len}: {sum:e} {expected_sum:e}");
                assert!(len == 0 || relative_error(&after, &expected) < 1e-6, "{len} at {scale:e}");
            }
        }
    }

    #[test]
    fn cancelled_work_ends_with_an_error() {
        let token = CancelToken::new();
        token.cancel();
        assert!(add_difference(&[1.0], &[2.0], 1.0, &mut [0.0], &token).is_err());
    }
}
