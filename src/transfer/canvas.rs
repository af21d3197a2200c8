//! The objective as a function of what the optimiser moves.
//!
//! From the coefficients the basis makes the picture, which is cut off at the ends of its range before the network
//! sees it; the gradient comes back the same way.

use candle_core::{Device, Tensor};

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::optimize::{Function, Point, Vector};
use crate::picture::Picture;
use crate::transfer::basis::Basis;
use crate::transfer::objective::Objective;
use crate::transfer::range::{cut_off, pull_back};
use crate::transfer::report::Losses;
use crate::transfer::settings::BasisKind;

/// What is painted on at one scale.
#[derive(Debug)]
pub(super) struct Canvas {
    pub(super) objective: Objective,
    width: usize,
    height: usize,
    device: Device,
    basis: Basis,
    /// How often the objective was evaluated.
    evaluations: usize,
}

impl Canvas {
    /// A canvas that shows `start`, and the coefficients of it.
    ///
    /// # Errors
    /// Only when the device fails.
    pub(super) fn new(
        objective: Objective,
        start: &Picture,
        basis: BasisKind,
        device: &Device,
    ) -> Result<(Self, Vector)> {
        let (width, height) = (start.width(), start.height());
        let start = Vector::new(start.planes().to_vec(), device)?;
        let (basis, coefficients) = Basis::new(basis, start, (width, height), device)?;
        let device = device.clone();
        Ok((Self { objective, width, height, device, basis, evaluations: 0 }, coefficients))
    }

    /// Width and height in pixels.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// How often the objective was evaluated.
    pub(super) fn evaluations(&self) -> usize {
        self.evaluations
    }

    /// The picture of some coefficients.
    ///
    /// # Errors
    /// Only when the device fails.
    pub(super) fn to_picture(&self, coefficients: &Vector) -> Result<Picture> {
        let values = match cut_off(self.basis.picture(coefficients)?)? {
            Vector::Host(values) => values,
            Vector::Device(values) => values.to_vec1()?,
        };
        Ok(Picture::new(self.width, self.height, values))
    }

    fn to_tensor(&self, vector: Vector) -> Result<Tensor> {
        let shape = (1, 3, self.height, self.width);
        Ok(match vector {
            Vector::Host(values) => Tensor::from_vec(values, shape, &self.device)?,
            Vector::Device(values) => values.reshape(shape)?,
        })
    }
}

impl Function for Canvas {
    type Notes = Losses;

    fn evaluate(&mut self, x: &Vector, cancel: &CancelToken) -> Result<Point<Losses>> {
        let painted = self.basis.picture(x)?;
        let evaluation = self.objective.evaluate(&self.to_tensor(cut_off(painted.clone())?)?, cancel)?;
        self.evaluations += 1;
        let gradient = evaluation.gradient.flatten_all()?;
        let mut gradient = match x {
            Vector::Host(_) => Vector::Host(gradient.to_vec1()?),
            Vector::Device(_) => Vector::Device(gradient),
        };
        let penalty = pull_back(&painted, &mut gradient)?;
        let gradient = self.basis.adjoint(gradient)?;
        Ok(Point { value: evaluation.losses.objective() + penalty, gradient, notes: evaluation.losses })
    }
}
