//! A line search for the strong Wolfe conditions, by bracketing and cubic interpolation.
//!
//! Nocedal and Wright 2006, "Numerical optimization", algorithms 3.5 and 3.6 and equation 3.59, with one departure:
//! when the evaluations run out, the best point that fulfils the first condition (sufficient decrease) is taken, so
//! that a step always lowers the function or is refused; and a value that is not finite counts as too far out.

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::optimize::function::{Function, Point};
use crate::optimize::vector::Vector;

/// The share of the decrease promised by the slope that a step must reach (c1).
const SUFFICIENT_DECREASE: f64 = 1e-4;
/// The share of the slope that may be left at the end of a step (c2).
const CURVATURE: f64 = 0.9;
/// How often the function may be evaluated in one search.
const MOST_EVALUATIONS: usize = 12;
/// How much longer a step becomes when the function still falls steeply at its end.
const EXPANSION: f64 = 2.5;
/// How much shorter a step becomes when the function is not finite at its end.
const RETREAT: f64 = 0.1;

/// What a search came to.
pub(super) enum Found<Notes> {
    /// A lower point at `start + length * direction`.
    Lower {
        /// The step's length in units of the direction.
        length: f64,
        /// Where it ends.
        x: Vector,
        /// Value and gradient there.
        point: Point<Notes>,
    },
    /// No lower point was found; every value was finite.
    NothingLower,
    /// No lower point was found, and the function was not finite somewhere.
    NotFinite,
}

/// One place on the line that was looked at.
struct Trial<Notes> {
    length: f64,
    value: f64,
    slope: f64,
    /// Absent for the start, which the caller holds.
    end: Option<(Vector, Point<Notes>)>,
}

/// Searches from `x`, where the function has `value` and the direction has `slope` (below 0), trying `length` first.
pub(super) fn search<F: Function>(
    function: &mut F,
    (x, value): (&Vector, f64),
    (direction, slope): (&Vector, f64),
    mut length: f64,
    cancel: &CancelToken,
) -> Result<Found<F::Notes>> {
    let mut low = Trial { length: 0.0, value, slope, end: None };
    let mut high: Option<Trial<F::Notes>> = None;
    let mut saw_not_finite = false;
    for _ in 0..MOST_EVALUATIONS {
        let end = x.plus_scaled(length, direction)?;
        let point = function.evaluate(&end, cancel)?;
        if !point.is_finite()? {
            saw_not_finite = true;
            high = None;
            length = low.length + (length - low.length) * RETREAT;
            continue;
        }
        let trial =
            Trial { length, value: point.value, slope: point.gradient.dot(direction)?, end: Some((end, point)) };
        let decreases = trial.value <= value + SUFFICIENT_DECREASE * trial.length * slope;
        if !decreases || trial.value >= low.value {
            high = Some(trial);
        } else if trial.slope.abs() <= CURVATURE * slope.abs() {
            low = trial;
            break;
        } else {
            let points_to_high = high.as_ref().map_or(1.0, |high| high.length - low.length);
            if trial.slope * points_to_high.signum() >= 0.0 {
                high = Some(std::mem::replace(&mut low, trial));
            } else {
                low = trial;
            }
        }
        length = match &high {
            Some(high) => between(&low, high),
            None => low.length * EXPANSION,
        };
    }
    Ok(match low.end {
        Some((x, point)) => Found::Lower { length: low.length, x, point },
        None if saw_not_finite => Found::NotFinite,
        None => Found::NothingLower,
    })
}

/// The minimum of the cubic through both ends, kept away from them by a tenth of the distance.
fn between<Notes>(low: &Trial<Notes>, high: &Trial<Notes>) -> f64 {
    let distance = high.length - low.length;
    let d1 = low.slope + high.slope - 3.0 * (low.value - high.value) / (low.length - high.length);
    let root = (d1 * d1 - low.slope * high.slope).sqrt() * distance.signum();
    let share = 1.0 - (high.slope + root - d1) / (high.slope - low.slope + 2.0 * root);
    let share = if share.is_finite() { share.clamp(0.1, 0.9) } else { 0.5 };
    low.length + share * distance
}
