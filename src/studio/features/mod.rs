//! What an artist does with the window, one folder for each thing.
//!
//! A feature has a model (what is remembered, and what runs), an update that takes its messages, and a view. It knows
//! the services and what stands above them in the table of [`crate::studio`], and no other feature: the app wires the
//! places where features talk.

pub mod contact_sheet;
pub mod fast;
pub mod film_strip;
pub mod learn;
pub mod painting;
pub mod pictures;
pub mod presets;
pub mod project;
pub mod queue;
pub mod saving;
pub mod time_lapse;
pub mod train;
