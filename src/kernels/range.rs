//! Bringing the last map of a network to the range of a picture, from 0 to 1.

use rayon::prelude::*;

use crate::cancel::CancelToken;
use crate::error::Result;

/// Values that one thread takes at a time.
const PART: usize = 1 << 14;

/// Cuts off what leaves the range.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled); some values are then done and others not.
pub fn clamp(values: &mut [f32], cancel: &CancelToken) -> Result<()> {
    for_each(values, cancel, |value| value.clamp(0.0, 1.0))
}

/// Puts the logistic function `1 / (1 + exp(-x))` in the place of every `x`.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled); some values are then done and others not.
pub fn sigmoid(values: &mut [f32], cancel: &CancelToken) -> Result<()> {
    for_each(values, cancel, |value| 1.0 / (1.0 + (-value).exp()))
}

fn for_each(values: &mut [f32], cancel: &CancelToken, function: impl Fn(f32) -> f32 + Sync) -> Result<()> {
    values.par_chunks_mut(PART).try_for_each(|part| {
        cancel.check()?;
        for value in part {
            *value = function(*value);
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::testing::random;

    #[test]
    fn match_their_definitions_and_saturate() {
        let values: Vec<f32> = random(1, 40_000, 20.0).into_iter().chain([-1e9, 1e9]).collect();
        let (mut logistic, mut cut) = (values.clone(), values.clone());
        sigmoid(&mut logistic, &CancelToken::new()).unwrap();
        clamp(&mut cut, &CancelToken::new()).unwrap();
        for ((&x, &y), &cut) in values.iter().zip(&logistic).zip(&cut) {
            let expected = 1.0 / (1.0 + (-f64::from(x)).exp());
            assert!((f64::from(y) - expected).abs() < 1e-6, "{x}: {y} instead of {expected}");
            assert_eq!(cut, x.clamp(0.0, 1.0));
        }
    }

    #[test]
    fn cancelled_work_ends_with_an_error() {
        let token = CancelToken::new();
        token.cancel();
        assert!(sigmoid(&mut [0.0], &token).is_err() && clamp(&mut [0.0], &token).is_err());
    }
}
