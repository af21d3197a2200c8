//! Adam (Kingma and Ba 2015, algorithm 1), for when memory is short: two vectors instead of L-BFGS's dozens.

use rayon::prelude::*;

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::optimize::function::{Function, Point, Progress};
use crate::optimize::vector::Vector;

/// How fast the mean of the gradients forgets (beta 1 of the paper).
const MEAN_DECAY: f64 = 0.9;
/// How fast the mean of their squares forgets here (beta 2 of the paper, which proposes 0.999). The first gradients are
/// hundreds of times as long as all later ones: the longer memory would hold back a thousand steps, and there are not many
/// more.
const SQUARE_DECAY: f64 = 0.99;
/// Keeps the division finite.
const EPSILON: f64 = 1e-8;

/// How often the rate is halved when a step leads to a value that is not finite.
const MOST_HALVINGS: usize = 8;

/// The optimiser with its present point.
#[derive(Debug)]
pub struct Adam<Notes> {
    x: Vector,
    point: Option<Point<Notes>>,
    moments: Option<Moments>,
    rate: f64,
}

/// The running means of the gradients and of their squares: all that Adam remembers.
#[derive(Debug, Clone)]
pub struct Moments {
    /// Of the gradients, not yet corrected for their beginning at zero.
    pub mean: Vector,
    /// Of the squares of each value, likewise.
    pub square: Vector,
    /// How many gradients there were.
    pub steps: i32,
}

impl<Notes> Adam<Notes> {
    /// Starts at `x`; `rate` is about how far each value moves in one step at first.
    pub const fn new(x: Vector, rate: f64) -> Self {
        Self { x, point: None, moments: None, rate }
    }

    /// The present point's place.
    pub const fn x(&self) -> &Vector {
        &self.x
    }

    /// What the function told about the present point, once a step has been made.
    pub fn point(&self) -> Option<&Point<Notes>> {
        self.point.as_ref()
    }

    /// Forgets value, gradient and means, because the function is another one now.
    pub fn forget(&mut self) {
        self.point = None;
        self.moments = None;
    }

    /// Makes one iteration. It may climb, as the method does. When it is cancelled, everything stays as it was.
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
        if point.gradient.dot(&point.gradient)? == 0.0 {
            return Ok(Progress::Converged);
        }
        let moments = match &self.moments {
            Some(moments) => moments.clone(),
            None => Moments::none(&point.gradient)?,
        };
        let moments = moments.with(&point.gradient)?;
        for _ in 0..MOST_HALVINGS {
            let x = moments.applied(&self.x, self.rate)?;
            let next = function.evaluate(&x, cancel)?;
            if next.is_finite()? {
                (self.x, self.point, self.moments) = (x, Some(next), Some(moments));
                return Ok(Progress::Moved);
            }
            self.rate /= 2.0;
        }
        Ok(Progress::NotFinite)
    }
}

impl Moments {
    /// Those of no gradient yet, for vectors like this one.
    ///
    /// # Errors
    /// Only when the device fails.
    pub fn none(like: &Vector) -> Result<Self> {
        let mut zero = like.clone();
        zero.scale(0.0)?;
        Ok(Self { mean: zero.clone(), square: zero, steps: 0 })
    }

    /// The means with one more gradient.
    ///
    /// # Errors
    /// Only when the device fails.
    ///
    /// # Panics
    /// If the vectors live in different places, which is a mistake of the caller.
    pub fn with(self, gradient: &Vector) -> Result<Self> {
        let mut moments = self;
        moments.steps += 1;
        moments.mean.scale(MEAN_DECAY)?;
        moments.mean.add_scaled(1.0 - MEAN_DECAY, gradient)?;
        moments.square.scale(SQUARE_DECAY)?;
        match (&mut moments.square, gradient) {
            (Vector::Host(square), Vector::Host(gradient)) => square
                .par_iter_mut()
                .zip(gradient)
                .for_each(|(square, gradient)| *square += (1.0 - SQUARE_DECAY) as f32 * gradient * gradient),
            (Vector::Device(square), Vector::Device(gradient)) => {
                *square = (&*square + (gradient.sqr()? * (1.0 - SQUARE_DECAY))?)?;
            }
            _ => unreachable!("vectors of one optimiser live in one place"),
        }
        Ok(moments)
    }

    /// The place after one step from `x`, which moves each value by about `rate` at first.
    ///
    /// # Errors
    /// Only when the device fails.
    ///
    /// # Panics
    /// If the vectors live in different places, which is a mistake of the caller.
    pub fn applied(&self, x: &Vector, rate: f64) -> Result<Vector> {
        let rate = rate / (1.0 - MEAN_DECAY.powi(self.steps));
        let correction = 1.0 / (1.0 - SQUARE_DECAY.powi(self.steps));
        Ok(match (x, &self.mean, &self.square) {
            (Vector::Host(x), Vector::Host(mean), Vector::Host(square)) => {
                let (rate, correction, epsilon) = (rate as f32, correction as f32, EPSILON as f32);
                let moved = |((x, mean), square): ((&f32, &f32), &f32)| {
                    x - rate * mean / ((square * correction).sqrt() + epsilon)
                };
                Vector::Host(x.par_iter().zip(mean).zip(square).map(moved).collect())
            }
            (Vector::Device(x), Vector::Device(mean), Vector::Device(square)) => {
                let divisor = ((square * correction)?.sqrt()? + EPSILON)?;
                Vector::Device((x - ((mean * rate)? / divisor)?)?)
            }
            _ => unreachable!("vectors of one optimiser live in one place"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::{Device, Tensor};

    /// A bowl whose axes differ a thousandfold, finite within a radius of 10.
    struct Bowl;

    impl Function for Bowl {
        type Notes = ();

        fn evaluate(&mut self, x: &Vector, cancel: &CancelToken) -> Result<Point<()>> {
            cancel.check()?;
            let values = match x {
                Vector::Host(x) => x.clone(),
                Vector::Device(x) => x.to_vec1::<f32>()?,
            };
            let far = values.iter().any(|value| value.abs() > 10.0);
            let gradient: Vec<f32> = values.iter().zip([1.0, 1000.0]).map(|(x, scale)| scale * x).collect();
            let value: f64 = values.iter().zip(&gradient).map(|(&x, &g)| f64::from(x * g) / 2.0).sum();
            let gradient = match x {
                Vector::Host(_) => Vector::Host(gradient),
                Vector::Device(x) => Vector::Device(Tensor::new(gradient, x.device())?),
            };
            Ok(Point { value: if far { f64::INFINITY } else { value }, gradient, notes: () })
        }
    }

    #[test]
    fn it_finds_the_bottom_on_host_and_device() {
        let values = vec![3.0_f32, -2.0];
        let device = Vector::Device(Tensor::new(values.clone(), &Device::Cpu).unwrap());
        for start in [Vector::Host(values), device] {
            let mut adam = Adam::new(start, 0.05);
            for _ in 0..400 {
                assert_eq!(adam.step(&mut Bowl, &CancelToken::new()).unwrap(), Progress::Moved);
            }
            assert!(adam.point().unwrap().value < 1e-2, "{}", adam.point().unwrap().value);
        }
    }

    #[test]
    fn a_rate_that_leads_nowhere_is_halved_and_a_wall_is_told() {
        let mut adam = Adam::new(Vector::Host(vec![9.9, 9.9]), 100.0);
        assert_eq!(adam.step(&mut Bowl, &CancelToken::new()).unwrap(), Progress::Moved);
        assert!(adam.rate < 100.0);
        let mut adam = Adam::new(Vector::Host(vec![11.0, 0.0]), 0.1);
        assert_eq!(adam.step(&mut Bowl, &CancelToken::new()).unwrap(), Progress::NotFinite);
    }
}
