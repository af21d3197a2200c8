//! The three transforms of Winograd's minimal filtering F(4x4, 3x3), see `winograd`.
//!
//! All constants below but the thirds in `G` are exact in binary. Every transform takes one vector of lanes for each
//! element, so that as many tiles (or kernels) are transformed at once as a vector has lanes.

use pulp::Simd;

/// Inputs along one side of a tile.
pub(super) const INPUT_SIDE: usize = 6;
/// Outputs along one side of a tile.
pub(super) const OUTPUT_SIDE: usize = 4;
/// Products in one tile.
pub(super) const FREQUENCIES: usize = INPUT_SIDE * INPUT_SIDE;

/// The smaller interpolation point.
const A: f32 = 0.625;
/// The larger interpolation point.
const B: f32 = 1.5;

/// `B' d` for one column (or row) of a tile.
#[inline(always)]
pub(super) fn input_side<S: Simd>(simd: S, d: [S::f32s; 6]) -> [S::f32s; 6] {
    let even_a = simd.mul_add_e_f32s(simd.splat_f32s(-B * B), d[2], d[4]);
    let odd_a = simd.mul_add_e_f32s(simd.splat_f32s(-B * B), d[1], d[3]);
    let even_b = simd.mul_add_e_f32s(simd.splat_f32s(-A * A), d[2], d[4]);
    let odd_b = simd.mul_add_e_f32s(simd.splat_f32s(-A * A), d[1], d[3]);
    let both = simd.splat_f32s(-(A * A + B * B));
    let product = simd.splat_f32s(A * A * B * B);
    [
        simd.mul_add_e_f32s(product, d[0], simd.mul_add_e_f32s(both, d[2], d[4])),
        simd.mul_add_e_f32s(simd.splat_f32s(A), odd_a, even_a),
        simd.mul_add_e_f32s(simd.splat_f32s(-A), odd_a, even_a),
        simd.mul_add_e_f32s(simd.splat_f32s(B), odd_b, even_b),
        simd.mul_add_e_f32s(simd.splat_f32s(-B), odd_b, even_b),
        simd.mul_add_e_f32s(product, d[1], simd.mul_add_e_f32s(both, d[3], d[5])),
    ]
}

/// `A' m` for one column (or row) of products.
#[inline(always)]
pub(super) fn output_side<S: Simd>(simd: S, m: [S::f32s; 6]) -> [S::f32s; 4] {
    let even_a = simd.add_f32s(m[1], m[2]);
    let odd_a = simd.sub_f32s(m[1], m[2]);
    let even_b = simd.add_f32s(m[3], m[4]);
    let odd_b = simd.sub_f32s(m[3], m[4]);
    [
        simd.add_f32s(m[0], simd.add_f32s(even_a, even_b)),
        simd.mul_add_e_f32s(simd.splat_f32s(A), odd_a, simd.mul_f32s(simd.splat_f32s(B), odd_b)),
        simd.mul_add_e_f32s(simd.splat_f32s(A * A), even_a, simd.mul_f32s(simd.splat_f32s(B * B), even_b)),
        simd.mul_add_e_f32s(
            simd.splat_f32s(A * A * A),
            odd_a,
            simd.mul_add_e_f32s(simd.splat_f32s(B * B * B), odd_b, m[5]),
        ),
    ]
}

/// `G g` for one column (or row) of a kernel.
#[inline(always)]
pub(super) fn kernel_side<S: Simd>(simd: S, g: [S::f32s; 3]) -> [S::f32s; 6] {
    // The denominators are the derivatives of x (x² - A²) (x² - B²) at the points.
    const ZERO: f32 = 1.0 / (A * A * B * B);
    const AT_A: f32 = 1.0 / (2.0 * A * A * (A * A - B * B));
    const AT_B: f32 = 1.0 / (2.0 * B * B * (B * B - A * A));
    let even_a = simd.mul_add_e_f32s(simd.splat_f32s(A * A * AT_A), g[2], simd.mul_f32s(simd.splat_f32s(AT_A), g[0]));
    let odd_a = simd.mul_f32s(simd.splat_f32s(A * AT_A), g[1]);
    let even_b = simd.mul_add_e_f32s(simd.splat_f32s(B * B * AT_B), g[2], simd.mul_f32s(simd.splat_f32s(AT_B), g[0]));
    let odd_b = simd.mul_f32s(simd.splat_f32s(B * AT_B), g[1]);
    [
        simd.mul_f32s(simd.splat_f32s(ZERO), g[0]),
        simd.add_f32s(even_a, odd_a),
        simd.sub_f32s(even_a, odd_a),
        simd.add_f32s(even_b, odd_b),
        simd.sub_f32s(even_b, odd_b),
        g[2],
    ]
}
