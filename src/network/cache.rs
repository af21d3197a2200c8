//! Loss networks kept between paintings, so that a second Start does not load anything.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Result;
use crate::network::{DeviceChoice, ModelFile, Vgg19, WeightScale};

/// Loads a loss network once and keeps the last one; clones share it.
#[derive(Debug, Clone, Default)]
pub struct NetworkCache {
    model: Option<PathBuf>,
    last: Arc<Mutex<Option<Kept>>>,
}

#[derive(Debug)]
struct Kept {
    device: DeviceChoice,
    scale: WeightScale,
    network: Arc<Vgg19>,
}

impl NetworkCache {
    /// A cache over the embedded model file, or over another one.
    pub fn new(model: Option<PathBuf>) -> Self {
        Self { model, last: Arc::default() }
    }

    /// The network on that device, loaded now if it is not the last one asked for.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`], or [`crate::error::Error::File`] for a model file that cannot be used.
    pub fn get(&self, device: DeviceChoice, scale: WeightScale) -> Result<Arc<Vgg19>> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = last.as_ref().filter(|kept| kept.device == device && kept.scale == scale) {
            return Ok(Arc::clone(&kept.network));
        }
        let file = self.model.as_deref().map_or_else(ModelFile::embedded, ModelFile::open)?;
        let network = Arc::new(Vgg19::new(file, scale, device.open()?)?);
        *last = Some(Kept { device, scale, network: Arc::clone(&network) });
        Ok(network)
    }
}
