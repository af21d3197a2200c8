//! The pictures that are painted from: what each is for, where it came from, and how it is used.

mod arrangement;
mod picture;
mod pictures;
mod setup;
mod source;
mod undo_cache;

pub use arrangement::{Arrangement, StyleInUse, StyleUse};
pub use picture::{Loaded, Slot};
pub use pictures::RolePictures;
pub use setup::Setup;
pub use source::{MOST_STYLES, Role, Source, pasted_path};
pub use undo_cache::{Pick, UndoCache};

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

/// Reads a map whose keys are numbers. Where a struct is flattened into another one serde hands its keys on as texts and
/// does not make numbers of them again; what is no number was never a place.
fn numbered<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<BTreeMap<u8, T>, D::Error> {
    let entries = BTreeMap::<String, T>::deserialize(deserializer)?;
    Ok(entries.into_iter().filter_map(|(number, value)| Some((number.parse().ok()?, value))).collect())
}
