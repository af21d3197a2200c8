//! The painting as a state machine.

use std::sync::Arc;

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::network::Vgg19;
use crate::picture::Picture;
use crate::transfer::report::{Ending, StepReport};
use crate::transfer::scales::Scale;
use crate::transfer::settings::{TransferSettings, Weights};

/// What one call of [`Transfer::step`] did.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The scale with this number begins; its start picture is there.
    ScaleStarted(usize),
    /// One iteration was accepted.
    Accepted(StepReport),
    /// The painting ended; every further call says the same.
    Finished(Ending),
}

/// One painting.
#[derive(Debug)]
pub struct Transfer {}

impl Transfer {
    /// Prepares a painting: checks the settings and the pictures' shapes.
    ///
    /// `start` is the picture to start from when `settings.start` asks for one.
    ///
    /// # Errors
    /// [`crate::error::Error::Value`] for settings that cannot be used.
    pub fn new(
        network: Arc<Vgg19>,
        settings: TransferSettings,
        content: Arc<Picture>,
        style: Arc<Picture>,
        start: Option<Arc<Picture>>,
    ) -> Result<Self> {
        todo!()
    }

    /// Does the next piece of work.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`] once the token is cancelled; the painting stays as it was before the call.
    pub fn step(&mut self, cancel: &CancelToken) -> Result<Step> {
        todo!()
    }

    /// The picture as it is, at the present scale, clamped to [0, 1].
    ///
    /// # Errors
    /// Only when the device fails.
    pub fn picture(&self) -> Result<Picture> {
        todo!()
    }

    /// Goes on with other weights from the next step.
    ///
    /// # Errors
    /// [`crate::error::Error::Value`] for weights that cannot be used; the old ones stay.
    pub fn set_weights(&mut self, weights: Weights) -> Result<()> {
        todo!()
    }

    /// Ends the present scale; the next step begins the next one or finishes.
    pub fn skip_scale(&mut self) {
        todo!()
    }

    /// The scales, coarse to fine.
    pub fn scales(&self) -> &[Scale] {
        todo!()
    }
}
