//! A picture that was kept, with what is needed to paint on from there.

use std::sync::Arc;

use crate::picture::Pixels;
use crate::studio::roles::{Loaded, StyleInUse};
use crate::transfer::{Scales, Start, TransferSettings};

pub use crate::project::Occasion;

/// The name of a snapshot within a session: they are counted from 1.
pub type Number = usize;

/// What is known of a picture that is to be kept.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The number of the painting.
    pub painting: u64,
    /// Why it is kept.
    pub occasion: Occasion,
    /// The picture.
    pub pixels: Arc<Pixels>,
    /// The iteration after which it was taken; 0 in a fast style.
    pub iteration: usize,
    /// The fast style that it was painted in, if it was.
    pub fast_style: Option<String>,
    /// The settings in force then.
    pub settings: TransferSettings,
    /// Content and first style.
    pub pictures: [Loaded; 2],
    /// All styles.
    pub styles: Vec<StyleInUse>,
}

impl Snapshot {
    /// The painting, the iteration and the size tell snapshots apart and put them into their order.
    pub fn moment(&self) -> (u64, usize, [usize; 2]) {
        (self.painting, self.iteration, self.pixels.size())
    }

    /// The settings that paint on from here: it starts with this picture, at no smaller scale.
    pub fn settings_to_continue(&self) -> TransferSettings {
        let longer = self.pixels.size().into_iter().max().unwrap_or(1);
        let size = self.settings.size;
        let scales = (0..TransferSettings::MAX_SCALES).take_while(|halvings| size >> halvings >= longer).count();
        TransferSettings { start: Start::Picture, scales: Scales::Count(scales.max(1)), ..self.settings.clone() }
    }
}
