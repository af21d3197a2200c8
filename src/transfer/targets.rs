//! What the network sees in content and style pictures, measured once for all paintings that aim at the same.
//!
//! The cells of a contact sheet share most of their targets: without this, a sheet of 25 cells would look at the same
//! photograph 25 times at every scale.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use candle_core::Tensor;

use crate::error::Result;
use crate::network::{Layer, Padding, Pooling};
use crate::picture::Picture;
use crate::transfer::styles::SeenStyle;

/// Targets of one network, by what they were measured from; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Targets(Arc<Mutex<HashMap<Key, Tensor>>>);

/// What a target was measured from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) picture: Fingerprint,
    pub(super) layer: Layer,
    pub(super) kind: Kind,
    pub(super) pooling: Pooling,
    pub(super) padding: Padding,
}

/// What a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// A feature map `[1, C, h, w]`.
    Content,
    /// A Gram matrix `[C, C]`.
    Style,
}

/// Tells pictures apart by their size and all their values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Fingerprint(u64);

impl Fingerprint {
    /// That of a picture; this costs little beside one look of the network.
    pub(super) fn of(picture: &Picture) -> Self {
        let mut hasher = DefaultHasher::new();
        (picture.width(), picture.height()).hash(&mut hasher);
        hasher.write(bytemuck::cast_slice(picture.planes()));
        Self(hasher.finish())
    }

    /// That of a style picture as it is seen.
    pub(super) fn of_seen(style: &SeenStyle) -> Self {
        let mut hasher = DefaultHasher::new();
        (Self::of(&style.picture), style.size, style.tiles).hash(&mut hasher);
        Self(hasher.finish())
    }
}

impl Targets {
    /// The target, if it was measured before.
    pub(super) fn get(&self, key: &Key) -> Option<Tensor> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// Keeps a target for others.
    pub(super) fn put(&self, key: Key, target: &Tensor) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, target.clone());
    }

    /// The target, measured now if it was not before.
    ///
    /// # Errors
    /// Those of the measurement.
    pub(super) fn get_or(&self, key: Key, measure: impl FnOnce() -> Result<Tensor>) -> Result<Tensor> {
        if let Some(target) = self.get(&key) {
            return Ok(target);
        }
        let target = measure()?;
        self.put(key, &target);
        Ok(target)
    }

    /// How many there are.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}
