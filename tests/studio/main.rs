//! The window, used as a person uses it: by its labels, keys and dialogs, with real paintings of a few small
//! iterations.

mod bench;
mod closing;
mod colors;
#[path = "../common/mod.rs"]
mod common;
mod comparing;
mod cost;
mod fast;
mod film;
mod keyboard;
mod languages;
mod learn;
mod looks;
mod losses;
mod manners;
mod mask;
mod painting;
mod picking;
mod presets;
mod projects;
mod queue;
mod recovery;
mod saving;
mod settings;
mod sheet;
mod steering;
mod styles;
mod time_lapse;
mod train;
mod undo;
