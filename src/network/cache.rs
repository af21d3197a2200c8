//! Loss networks kept between paintings, so that a second Start does not load anything.

use std::path::PathBuf;
use std::sync::Arc;

use crate::error::Result;
use crate::network::{DeviceChoice, Vgg19, WeightScale};

/// Loads a loss network once and keeps the last one; clones share it.
#[derive(Debug, Clone, Default)]
pub struct NetworkCache {}

impl NetworkCache {
    /// A cache over the embedded model file, or over another one.
    pub fn new(model: Option<PathBuf>) -> Self {
        todo!()
    }

    /// The network on that device, loaded now if it is not the last one asked for.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`], or [`crate::error::Error::File`] for a model file that cannot be used.
    pub fn get(&self, device: DeviceChoice, scale: WeightScale) -> Result<Arc<Vgg19>> {
        todo!()
    }
}
