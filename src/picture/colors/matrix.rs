//! Symmetric matrices of three colours: their decompositions, which also stand singular ones.

/// Three rows of three numbers.
pub(super) type Matrix = [[f64; 3]; 3];

/// Sweeps of Jacobi's method; three by three are exact to the last bits after four or five.
const SWEEPS: usize = 12;

/// The product of two matrices.
pub(super) fn product(a: &Matrix, b: &Matrix) -> Matrix {
    std::array::from_fn(|i| std::array::from_fn(|j| (0..3).map(|k| a[i][k] * b[k][j]).sum()))
}

/// The product of a matrix and a column.
pub(super) fn transform(a: &Matrix, x: [f64; 3]) -> [f64; 3] {
    std::array::from_fn(|i| (0..3).map(|j| a[i][j] * x[j]).sum())
}

/// A symmetric matrix with a function applied to its eigenvalues: `V f(D) V^T`.
pub(super) fn with_eigenvalues(matrix: &Matrix, function: impl Fn(f64) -> f64) -> Matrix {
    let (values, vectors) = eigen(*matrix);
    let values = values.map(function);
    std::array::from_fn(|i| std::array::from_fn(|j| (0..3).map(|k| vectors[i][k] * values[k] * vectors[j][k]).sum()))
}

/// Eigenvalues and, as columns, eigenvectors of a symmetric matrix, by Jacobi's rotations.
fn eigen(mut matrix: Matrix) -> ([f64; 3], Matrix) {
    let mut vectors = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    for _ in 0..SWEEPS {
        for (p, q) in [(0, 1), (0, 2), (1, 2)] {
            if matrix[p][q] == 0.0 {
                continue;
            }
            let ratio = (matrix[q][q] - matrix[p][p]) / (2.0 * matrix[p][q]);
            let tangent = ratio.signum() / (ratio.abs() + ratio.hypot(1.0));
            let cosine = 1.0 / tangent.hypot(1.0);
            let sine = tangent * cosine;
            rotate_columns(&mut matrix, p, q, cosine, sine);
            let (first, second) = (matrix[p], matrix[q]);
            matrix[p] = std::array::from_fn(|k| cosine * first[k] - sine * second[k]);
            matrix[q] = std::array::from_fn(|k| sine * first[k] + cosine * second[k]);
            rotate_columns(&mut vectors, p, q, cosine, sine);
        }
    }
    ([matrix[0][0], matrix[1][1], matrix[2][2]], vectors)
}

fn rotate_columns(matrix: &mut Matrix, p: usize, q: usize, cosine: f64, sine: f64) {
    for row in matrix {
        let (first, second) = (row[p], row[q]);
        row[p] = cosine * first - sine * second;
        row[q] = sine * first + cosine * second;
    }
}

/// The lower triangular matrix `L` with `L L^T = matrix` (Cholesky). A column whose pivot is not above `least` is left
/// out, as if the matrix did not vary there.
pub(super) fn cholesky(matrix: &Matrix, least: f64) -> Matrix {
    let mut lower = Matrix::default();
    for j in 0..3 {
        let explained = |i: usize, lower: &Matrix| (0..j).map(|k| lower[i][k] * lower[j][k]).sum::<f64>();
        let pivot = matrix[j][j] - explained(j, &lower);
        if pivot <= least {
            continue;
        }
        lower[j][j] = pivot.sqrt();
        for i in j + 1..3 {
            lower[i][j] = (matrix[i][j] - explained(i, &lower)) / lower[j][j];
        }
    }
    lower
}

/// The inverse of a lower triangular matrix; what it leaves out stays left out.
pub(super) fn inverse_of_lower(lower: &Matrix) -> Matrix {
    let mut inverse = Matrix::default();
    for i in (0..3).filter(|&i| lower[i][i] != 0.0) {
        let sum = |j: usize| (j..i).map(|k| lower[i][k] * inverse[k][j]).sum::<f64>();
        let identity = |j: usize| if i == j { 1.0 } else { 0.0 };
        inverse[i] = std::array::from_fn(|j| (identity(j) - sum(j)) / lower[i][i]);
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    const MATRICES: [Matrix; 4] = [
        [[4.0, 1.0, -0.5], [1.0, 3.0, 0.7], [-0.5, 0.7, 2.0]],
        [[0.09, 0.089, 0.088], [0.089, 0.09, 0.0889], [0.088, 0.0889, 0.09]],
        [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0]],
        [[0.0; 3]; 3],
    ];

    fn assert_near(a: &Matrix, b: &Matrix) {
        for (a, b) in a.as_flattened().iter().zip(b.as_flattened()) {
            assert!((a - b).abs() < 1e-12, "{a} and {b}");
        }
    }

    #[test]
    fn square_roots_squared_are_the_matrix() {
        for matrix in MATRICES {
            let root = with_eigenvalues(&matrix, |value| value.max(0.0).sqrt());
            assert_near(&product(&root, &root), &matrix);
            assert_near(&with_eigenvalues(&matrix, |value| value), &matrix);
        }
    }

    #[test]
    fn cholesky_gives_the_matrix_back() {
        for matrix in MATRICES {
            let lower = cholesky(&matrix, 1e-12);
            let transposed = std::array::from_fn(|i| std::array::from_fn(|j| lower[j][i]));
            assert_near(&product(&lower, &transposed), &matrix);
        }
        let lower = cholesky(&MATRICES[0], 0.0);
        let identity = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        assert_near(&product(&inverse_of_lower(&lower), &lower), &identity);
    }
}
