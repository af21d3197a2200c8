//! Linear maps of colours that give one picture the mean and the covariance of another (section 4.1 of the paper).
//!
//! With the means `mp`, `mc` and the covariances `Sp`, `Sc` of painting and content, `x -> A (x - mp) + mc` does it for
//! every `A` with `A Sp A^T = Sc`. There are many, and they differ in where single colours go.

use super::mapping::mapped;
use super::matrix::{Matrix, cholesky, inverse_of_lower, product, transform, with_eigenvalues};
use super::statistics::{ROUNDING_VARIANCE, Statistics};
use crate::picture::Picture;

/// Below this, a variance of the content is a rounding error of the sums.
const NO_VARIANCE: f64 = 1e-12;

/// `x -> matrix x + offset` for a pixel's red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LinearMap {
    matrix: Matrix,
    offset: [f64; 3],
}

impl LinearMap {
    /// `A = Lc Lp^-1` with `Sp = Lp Lp^T` and `Sc = Lc Lc^T`.
    pub(super) fn by_cholesky(painted: &Statistics, content: &Statistics) -> Self {
        let whiten = inverse_of_lower(&cholesky(&painted.covariance, ROUNDING_VARIANCE));
        Self::new(product(&cholesky(&content.covariance, NO_VARIANCE), &whiten), painted, content)
    }

    /// `A = Sc^1/2 Sp^-1/2` with roots `V D^1/2 V^T` from the principal components.
    pub(super) fn by_pca(painted: &Statistics, content: &Statistics) -> Self {
        let color = with_eigenvalues(&content.covariance, root);
        let whiten = with_eigenvalues(&painted.covariance, inverse_root);
        Self::new(product(&color, &whiten), painted, content)
    }

    /// `A = Sp^-1/2 (Sp^1/2 Sc Sp^1/2)^1/2 Sp^-1/2`.
    pub(super) fn by_symmetric_matrix(painted: &Statistics, content: &Statistics) -> Self {
        let color = with_eigenvalues(&painted.covariance, root);
        let whiten = with_eigenvalues(&painted.covariance, inverse_root);
        let inner = with_eigenvalues(&product(&product(&color, &content.covariance), &color), root);
        Self::new(product(&product(&whiten, &inner), &whiten), painted, content)
    }

    fn new(matrix: Matrix, painted: &Statistics, content: &Statistics) -> Self {
        let mean = transform(&matrix, painted.mean);
        Self { matrix, offset: std::array::from_fn(|i| content.mean[i] - mean[i]) }
    }

    /// The colours of one pixel, not yet within [0, 1], `strength` of the way.
    pub(super) fn weakened(&self, strength: f64) -> impl Fn([f32; 3]) -> [f32; 3] + Sync + use<> {
        let matrix: [[f32; 3]; 3] = std::array::from_fn(|i| {
            std::array::from_fn(|j| (strength * self.matrix[i][j] + if i == j { 1.0 - strength } else { 0.0 }) as f32)
        });
        let offset = self.offset.map(|offset| (strength * offset) as f32);
        move |[r, g, b]| std::array::from_fn(|i| matrix[i][0] * r + matrix[i][1] * g + matrix[i][2] * b + offset[i])
    }

    /// A picture with its colours mapped `strength` of the way, within [0, 1].
    pub(super) fn apply(&self, painted: Picture, strength: f64) -> Picture {
        let map = self.weakened(strength);
        mapped(painted, |colors, _| map(colors).map(|value| value.clamp(0.0, 1.0)))
    }
}

fn root(value: f64) -> f64 {
    value.max(0.0).sqrt()
}

/// 1 over the root; 0 where the painting has no colour.
fn inverse_root(value: f64) -> f64 {
    if value > ROUNDING_VARIANCE { value.sqrt().recip() } else { 0.0 }
}
