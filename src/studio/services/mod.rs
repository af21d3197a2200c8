//! What the app lends to its features: the desktop, messages, dialogs, undo, and the pictures of the roles.
//!
//! A feature's update gets a [`Context`]. Nothing here knows any feature.

mod context;
mod desktop;
mod dialogs;
mod history;
mod log;
mod message;
mod notices;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::network::{DeviceChoice, Layer, NetworkCache};
use crate::studio::canvas::{Comparison, Method};
use crate::studio::language::Language;
use crate::studio::roles::RolePictures;

pub use context::{Context, device_of};
pub use desktop::{APP_ID, Choice, Desktop, NativeDesktop, StyleFiles};
pub use dialogs::{DialogSlot, Dialogs};
pub use history::History;
pub use log::{Entry, Log};
pub use message::{Message, Tone};
pub use notices::Notices;

/// What all features share while the program runs.
pub struct Services {
    /// The file dialogs and the notifications.
    pub desktop: Arc<dyn Desktop>,
    /// The language of the desktop.
    pub desktop_language: Language,
    /// Loss networks kept between paintings.
    pub networks: NetworkCache,
    /// The devices of this machine.
    pub devices: Vec<DeviceChoice>,
    /// What the person is told.
    pub notices: Notices,
    /// The question that stands above everything else.
    pub dialogs: Dialogs,
    /// The changes of settings and pictures.
    pub undo: Undo,
    /// The pictures of the roles.
    pub pictures: RolePictures,
    /// How pictures are painted.
    pub method: Method,
    /// Which pictures are on the canvas.
    pub comparison: Comparison,
    /// The memory of this machine.
    pub memory: Memory,
    /// Weights of style layers that were switched off, for when they are switched on again.
    pub parked_weights: BTreeMap<Layer, f64>,
}

impl Services {
    /// Services of a program that has just begun.
    pub fn new(networks: NetworkCache, desktop: Arc<dyn Desktop>) -> Self {
        Self {
            desktop_language: Language::of_locales(&desktop.locales()),
            desktop,
            networks,
            devices: DeviceChoice::available(),
            notices: Notices::default(),
            dialogs: Dialogs::default(),
            undo: Undo::default(),
            pictures: RolePictures::default(),
            method: Method::default(),
            comparison: Comparison::default(),
            memory: Memory::default(),
            parked_weights: BTreeMap::new(),
        }
    }
}

/// Where a feature notes that it changes what can be undone. The app, which knows all that can be, keeps what was before.
#[derive(Debug, Default)]
pub struct Undo {
    is_noted: bool,
}

impl Undo {
    /// Notes that something changes that is to be undone. All changes of one gesture are one.
    pub fn note(&mut self) {
        self.is_noted = true;
    }

    /// Whether something was noted since the last call.
    pub fn take_noted(&mut self) -> bool {
        std::mem::take(&mut self.is_noted)
    }
}

/// The memory of this machine, as it was last seen.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Memory {
    /// What programs can still get, in bytes, where the operating system tells.
    pub free: Option<u64>,
    /// What this program has, in bytes, where the operating system tells.
    pub own: Option<u64>,
}
