//! What the tests of the kernels share.

use pulp::Arch;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Sizes at which something is odd: less than a tile, not a whole number of tiles, of vectors or of blocks.
pub(super) const SIZES: [(usize, usize); 9] =
    [(1, 1), (1, 7), (2, 3), (5, 2), (7, 5), (31, 1), (33, 31), (3, 127), (127, 33)];

/// `len` numbers from -`scale` to `scale`, always the same for one `seed`.
pub(super) fn random(seed: u64, len: usize, scale: f32) -> Vec<f32> {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    (0..len).map(|_| generator.random_range(-1.0..1.0) * scale).collect()
}

/// The same numbers in double precision.
pub(super) fn double(values: &[f32]) -> Vec<f64> {
    values.iter().map(|&value| f64::from(value)).collect()
}

/// The 2-norm of the difference over the 2-norm of what was expected.
pub(super) fn relative_error(values: &[f32], expected: &[f64]) -> f64 {
    assert_eq!(values.len(), expected.len());
    assert!(values.iter().all(|value| value.is_finite()));
    let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|value| value * value).sum::<f64>().sqrt();
    let error = norm(&mut values.iter().zip(expected).map(|(&value, &expected)| f64::from(value) - expected));
    let size = norm(&mut expected.iter().copied());
    if error == 0.0 { 0.0 } else { error / size }
}

/// The inner product in double precision.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
}

/// Every instruction set that this machine has.
pub(super) fn instruction_sets() -> Vec<Arch> {
    let mut sets = vec![Arch::Scalar, Arch::new()];
    #[cfg(target_arch = "x86_64")]
    sets.extend(pulp::x86::V3::try_new().map(Arch::V3));
    sets
}

/// Runs `work` on a pool of `threads`.
pub(super) fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}
