//! Fast styles: feed-forward networks that paint a picture in a single pass, in the style that they were trained on or
//! that they take from any painting.
//!
//! A [`StyleSource`] says where a style comes from, [`Networks`] make a [`Style`] of it on a device, and styles paint and
//! blend. An [`Enlarger`] is a network of the same layers that enlarges pictures.

mod bundled;
mod checkpoint;
mod compact;
mod enlarger;
mod export;
mod gallery;
mod networks;
mod onnx_fields;
mod options;
mod source;
pub mod speed;
mod style;
mod training;

pub use bundled::BundledStyle;
pub use checkpoint::STYLE_ENDINGS;
pub use enlarger::{BuiltInEnlarger, Enlargement, Enlarger};
pub use export::{StyleFormat, TrainedNetwork, TrainingRecord};
pub use gallery::{About, Added, Gallery, GalleryStyle, has_style_ending};
pub use networks::{BuiltInModel, Networks};
pub use options::{ApplyOptions, BLEND_RANGE, FastSettings, Recipe, STRENGTH_RANGE, STYLE_SIZE_RANGE, strength_range};
pub use source::{NUMBERED_STYLES, StyleSource};
pub use style::{NetworkKind, Painted, Style};
pub use training::{
    BATCH_RANGE, CROP_RANGE, Checkpoint, EnlargerLoss, LEAN_RANGE, Photos, Quality, RATE_RANGE, STEPS_RANGE,
    STYLE_PIXELS_RANGE, TrainEnding, TrainGoal, TrainLosses, TrainReport, TrainSettings, TrainStep, Trainer,
    VARIATION_RANGE, WIDTH_RANGE, step_seconds,
};
