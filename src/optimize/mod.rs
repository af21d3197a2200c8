//! Optimisers that lower a function of a long vector. They know vectors, not pictures.
//!
//! Both have the same form: they hold the present point, and one call of `step` makes one accepted iteration.

mod adam;
mod function;
mod history;
mod lbfgs;
mod line_search;
mod vector;

pub use adam::{Adam, Moments};
pub use function::{Function, Point, Progress};
pub use lbfgs::Lbfgs;
pub use vector::Vector;
