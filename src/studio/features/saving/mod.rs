//! Saving: the form, the desktop's dialog, and the writing in the background.

mod form;
pub mod update;
pub mod view;

pub use form::*;
