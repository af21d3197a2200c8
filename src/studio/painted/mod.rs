//! What was painted, or is to be, as several features know it.

mod newest;
mod phase;
mod recorder;
mod setup;
pub mod sheet;
mod snapshot;

use std::sync::atomic::{AtomicU64, Ordering};

pub use newest::{Display, Newest, RestoredPainting, SavedPainting};
pub use phase::{Next, Phase};
pub use recorder::Recorder;
pub use setup::PaintingSetup;
pub use snapshot::{Number, Occasion, Snapshot};

/// A number that no picture has yet, in whatever way it is painted: no painting, and no cell of a contact sheet.
pub fn next_number() -> u64 {
    static NUMBERS: AtomicU64 = AtomicU64::new(0);
    NUMBERS.fetch_add(1, Ordering::Relaxed)
}
