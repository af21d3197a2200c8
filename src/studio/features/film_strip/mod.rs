//! The film strip: pictures kept on the way, looking at them, and painting on from them.

mod model;
pub mod update;
pub mod view;

pub use model::{EVERY_RANGE, Film, FilmSettings, Frame, MEGABYTES_RANGE, Neighbour};
