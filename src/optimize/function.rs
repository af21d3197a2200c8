//! What an optimiser asks of the function it lowers, and what it tells after a step.

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::optimize::vector::Vector;

/// A function to be lowered.
pub trait Function {
    /// What the function can tell about a point beyond its value, carried along with it.
    type Notes;

    /// Value and gradient at `x`. A value that is not finite is an answer, not an error.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`], or a failure of the device.
    fn evaluate(&mut self, x: &Vector, cancel: &CancelToken) -> Result<Point<Self::Notes>>;
}

/// A function's value and gradient at one place.
#[derive(Debug)]
pub struct Point<Notes> {
    /// The value.
    pub value: f64,
    /// The gradient, as long as the vector.
    pub gradient: Vector,
    /// What else the function tells about this point.
    pub notes: Notes,
}

impl<Notes> Point<Notes> {
    /// Whether value and gradient are finite numbers.
    pub(super) fn is_finite(&self) -> Result<bool> {
        Ok(self.value.is_finite() && self.gradient.dot(&self.gradient)?.is_finite())
    }
}

/// What one step of an optimiser came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The present point is a new one.
    Moved,
    /// No step lowers the function: this is as low as the method gets.
    Converged,
    /// The function is not finite wherever the method looked; the present point is the last good one.
    NotFinite,
}
