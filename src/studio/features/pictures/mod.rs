//! Choosing pictures: files, samples, the clipboard, drops, and how they are framed and mixed.

pub mod framing_view;
pub mod styles;
pub mod styles_view;
pub mod update;
pub mod view;
