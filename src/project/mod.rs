//! What outlives one run of the program: the bundled samples and presets, and the places for files.

mod folders;
mod presets;
mod samples;

pub use folders::{DATA_VARIABLE, data_folder, gallery_folder};
pub use presets::{BUNDLED, BundledPreset, LONGEST_NAME, PRESET_ENDING, PRESET_VERSION, Preset, checked_name, plain};
pub use samples::{SAMPLES, Sample, SampleKind};
