//! What the kernels use of the processor on which the program runs.

use pulp::Arch;

use super::matrix_units::MatrixUnits;

/// An instruction set for vectors and, where there are any, matrix units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Processor {
    pub(super) arch: Arch,
    pub(super) matrix_units: Option<MatrixUnits>,
}

impl Processor {
    /// The best that this processor has.
    pub(super) fn new() -> Self {
        Self { arch: Arch::new(), matrix_units: MatrixUnits::new() }
    }
}
