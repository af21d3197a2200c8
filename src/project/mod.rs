//! What outlives one run of the program: the bundled samples and presets, and the places for files.

mod file;
mod folders;
mod losses;
mod presets;
mod recent;
mod recovery;
mod samples;
mod time_lapse;
mod training;

pub use file::{
    Draft, FilePlace, FoundPicture, FrameRecord, HeldPicture, JobRecord, JobState, Manifest, Occasion, Opened, Origin,
    PROJECT_ENDING, PROJECT_MEDIA_TYPE, PROJECT_VERSION, PaintingRecord, PictureRecord, PictureUse, Provenance, Setup,
    SnapshotRecord, Stamp, StyleRecord, is_project,
};
pub use folders::{DATA_VARIABLE, data_folder, gallery_folder};
pub use losses::{Event, LossPoint, Marker};
pub use presets::{BUNDLED, BundledPreset, LONGEST_NAME, PRESET_ENDING, PRESET_VERSION, Preset, checked_name, plain};
pub use recent::RecentProjects;
pub use recovery::{LostSession, Recovery, SessionFolder};
pub use samples::{SAMPLES, Sample, SampleKind};
pub use time_lapse::{
    FRAME_SECONDS_RANGE, FRAME_SIDE_RANGE, Film, MOST_FRAMES, RECORD_EVERY_RANGE, Recording, Shot, TimeLapseSettings,
    TimeLapseTarget,
};
pub use training::{KeptTraining, TrainingPlace, TrainingPlan};
