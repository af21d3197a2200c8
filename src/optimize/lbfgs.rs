//! Limited-memory BFGS (Nocedal and Wright 2006, section 7.2) with a line search that guarantees decrease, which the plain form used by most style transfer programs lacks.

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::optimize::function::{Function, Point, Progress};
use crate::optimize::history::History;
use crate::optimize::line_search::{Found, search};
use crate::optimize::vector::Vector;

/// The optimiser with its present point.
#[derive(Debug)]
pub struct Lbfgs<Notes> {
    x: Vector,
    point: Option<Point<Notes>>,
    history: History,
    first_step: f64,
}

impl<Notes> Lbfgs<Notes> {
    /// How many pairs are kept by default; each costs two vectors.
    pub const HISTORY: usize = 20;

    /// Starts at `x`. Without history the direction has no length of its own: the first step tries to move the
    /// vector by `first_step` in the root mean square.
    pub const fn new(x: Vector, history: usize, first_step: f64) -> Self {
        Self { x, point: None, history: History::new(history), first_step }
    }

    /// The present point's place.
    pub const fn x(&self) -> &Vector {
        &self.x
    }

    /// What the function told about the present point, once a step has been made.
    pub fn point(&self) -> Option<&Point<Notes>> {
        self.point.as_ref()
    }

    /// Forgets value, gradient and history, because the function is another one now.
    pub fn forget(&mut self) {
        self.history.clear();
        self.point = None;
    }

    /// Makes one accepted iteration. When it is cancelled, everything stays as it was.
    ///
    /// # Errors
    /// Whatever the function answers.
    pub fn step<F: Function<Notes = Notes>>(&mut self, function: &mut F, cancel: &CancelToken) -> Result<Progress> {
        if self.point.is_none() {
            self.point = Some(function.evaluate(&self.x, cancel)?);
        }
        let Some(point) = &self.point else { return Ok(Progress::NotFinite) };
        if !point.is_finite()? {
            return Ok(Progress::NotFinite);
        }
        let mut direction = self.history.direction(&point.gradient)?;
        let mut slope = direction.dot(&point.gradient)?;
        if slope >= 0.0 || !slope.is_finite() {
            self.history.clear();
            direction = self.history.direction(&point.gradient)?;
            slope = direction.dot(&point.gradient)?;
        }
        if slope == 0.0 {
            return Ok(Progress::Converged);
        }
        let mut found = search(function, (&self.x, point.value), (&direction, slope), self.length(slope), cancel)?;
        if !matches!(found, Found::Lower { .. }) && !self.history.is_empty() {
            // The history may be what misleads: once more along the gradient alone.
            self.history.clear();
            direction = self.history.direction(&point.gradient)?;
            slope = direction.dot(&point.gradient)?;
            found = search(function, (&self.x, point.value), (&direction, slope), self.length(slope), cancel)?;
        }
        match found {
            Found::Lower { length, x, point } => {
                self.accept(direction, length, x, point)?;
                Ok(Progress::Moved)
            }
            Found::NothingLower => Ok(Progress::Converged),
            Found::NotFinite => Ok(Progress::NotFinite),
        }
    }

    /// The length to try first: 1 with a history, else one that moves the vector by `first_step`.
    fn length(&self, slope: f64) -> f64 {
        if self.history.is_empty() { self.first_step * (self.x.len() as f64).sqrt() / slope.abs().sqrt() } else { 1.0 }
    }

    /// Goes to the new point and keeps the pair that led there.
    fn accept(&mut self, direction: Vector, length: f64, x: Vector, point: Point<Notes>) -> Result<()> {
        let mut step = direction;
        step.scale(length)?;
        if let Some(old) = &self.point {
            let change = point.gradient.plus_scaled(-1.0, &old.gradient)?;
            self.history.push(step, change, &point.gradient)?;
        }
        self.x = x;
        self.point = Some(point);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    /// Rosenbrock's valley in pairs of coordinates, with a wall behind which nothing is finite.
    struct Valley {
        wall: f32,
        evaluations: usize,
    }

    impl Function for Valley {
        type Notes = ();

        fn evaluate(&mut self, x: &Vector, cancel: &CancelToken) -> Result<Point<()>> {
            cancel.check()?;
            self.evaluations += 1;
            let Vector::Host(x) = x else { unreachable!() };
            let mut gradient = vec![0.0; x.len()];
            let mut value = 0.0;
            for (x, g) in x.chunks(2).zip(gradient.chunks_mut(2)) {
                let (a, b) = (x[0], x[1]);
                let bend = b - a * a;
                value += f64::from((1.0 - a).powi(2) + 100.0 * bend * bend);
                g[0] = -2.0 * (1.0 - a) - 400.0 * a * bend;
                g[1] = 200.0 * bend;
            }
            if x.iter().any(|&x| x.abs() > self.wall) {
                value = f64::NAN;
            }
            Ok(Point { value, gradient: Vector::Host(gradient), notes: () })
        }
    }

    fn start() -> Vector {
        Vector::Host([-1.2, 1.0].repeat(10))
    }

    #[test]
    fn it_finds_the_end_of_the_valley_and_never_climbs() {
        let mut valley = Valley { wall: f32::INFINITY, evaluations: 0 };
        let mut lbfgs = Lbfgs::new(start(), 10, 0.1);
        let mut last = f64::INFINITY;
        for _ in 0..200 {
            if lbfgs.step(&mut valley, &CancelToken::new()).unwrap() != Progress::Moved {
                break;
            }
            let value = lbfgs.point().unwrap().value;
            assert!(value < last);
            last = value;
        }
        assert!(last < 1e-8, "{last} after {} evaluations", valley.evaluations);
        assert!(valley.evaluations < 120, "{} evaluations", valley.evaluations);
    }

    #[test]
    fn it_steps_back_from_values_that_are_not_finite() {
        let mut valley = Valley { wall: 1.5, evaluations: 0 };
        let mut lbfgs = Lbfgs::new(start(), 10, 100.0);
        for _ in 0..200 {
            if lbfgs.step(&mut valley, &CancelToken::new()).unwrap() != Progress::Moved {
                break;
            }
        }
        assert!(lbfgs.point().unwrap().value < 1e-6);
    }

    #[test]
    fn a_start_that_is_not_finite_is_told() {
        let mut valley = Valley { wall: 0.1, evaluations: 0 };
        let mut lbfgs = Lbfgs::new(start(), 10, 0.1);
        assert_eq!(lbfgs.step(&mut valley, &CancelToken::new()).unwrap(), Progress::NotFinite);
    }

    #[test]
    fn cancelling_leaves_the_point_alone() {
        let mut valley = Valley { wall: f32::INFINITY, evaluations: 0 };
        let mut lbfgs = Lbfgs::new(start(), 10, 0.1);
        let (go, stop) = (CancelToken::new(), CancelToken::new());
        stop.cancel();
        for _ in 0..5 {
            lbfgs.step(&mut valley, &go).unwrap();
        }
        let before = lbfgs.point().unwrap().value;
        assert!(matches!(lbfgs.step(&mut valley, &stop), Err(Error::Cancelled)));
        assert_eq!(lbfgs.point().unwrap().value, before);
        assert_eq!(lbfgs.step(&mut valley, &go).unwrap(), Progress::Moved);
    }

    #[test]
    fn the_minimum_is_told() {
        let mut valley = Valley { wall: f32::INFINITY, evaluations: 0 };
        let mut lbfgs = Lbfgs::new(Vector::Host(vec![1.0; 4]), 10, 0.1);
        assert_eq!(lbfgs.step(&mut valley, &CancelToken::new()).unwrap(), Progress::Converged);
    }
}
