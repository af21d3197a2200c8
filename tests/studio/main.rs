//! The window, used as a person uses it: by its labels, keys and dialogs, with real paintings of a few small
//! iterations.

mod bench;
mod closing;
mod colors;
mod comparing;
mod cost;
mod fast;
mod film;
mod keyboard;
mod looks;
mod losses;
mod manners;
mod painting;
mod picking;
mod presets;
mod saving;
mod settings;
mod sheet;
mod steering;
mod styles;
mod undo;
