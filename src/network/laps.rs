//! How long each part of an evaluation took, for whoever asks.

use std::time::Instant;

use candle_core::Device;

use crate::error::Result;
use crate::network::layer::Layer;

/// A part of an evaluation of the objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Work {
    /// The layer's convolution with its ReLU.
    Convolution,
    /// The gradient for the convolution's input.
    ConvolutionGradient,
    /// The pooling before the layer.
    Pooling,
    /// The gradient for the input of the pooling before the layer.
    PoolingGradient,
    /// The layer's share in the losses, with its gradient.
    Losses,
}

/// One part, and how long it took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lap {
    /// The layer it belongs to.
    pub layer: Layer,
    /// Which part.
    pub work: Work,
    /// How long it took.
    pub seconds: f64,
}

/// Takes the time of each part, once somebody asked for it.
#[derive(Debug, Default)]
pub(super) struct Stopwatch {
    laps: Option<Vec<Lap>>,
}

impl Stopwatch {
    /// Takes the time from now on.
    pub(super) fn start(&mut self) {
        self.laps = Some(Vec::new());
    }

    /// The laps since the last call, or since the start.
    pub(super) fn take(&mut self) -> Vec<Lap> {
        self.laps.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// When a part begins.
    pub(super) fn begin(&self, device: &Device) -> Result<Option<Instant>> {
        if self.laps.is_none() {
            return Ok(None);
        }
        // An accelerator may still be at work when a call returns.
        device.synchronize()?;
        Ok(Some(Instant::now()))
    }

    /// Notes a part that began at `start`.
    pub(super) fn end(&mut self, start: Option<Instant>, layer: Layer, work: Work, device: &Device) -> Result<()> {
        if let (Some(start), Some(laps)) = (start, &mut self.laps) {
            device.synchronize()?;
            laps.push(Lap { layer, work, seconds: start.elapsed().as_secs_f64() });
        }
        Ok(())
    }
}
