//! Pictures on the screen: prepared for every zoom, cut into tiles for the graphics card, and the part that is seen.

mod comparison;
mod on_screen;
mod pyramid;
mod tiles;
mod view;

pub use comparison::{Comparison, Method, Mode, Tab};
pub use on_screen::{OnScreen, pixel_at, pixels_within, upload};
pub use pyramid::Pyramid;
pub use tiles::Tiles;
pub use view::{FACTOR_RANGE, Stage, View, ZOOM_STEP, Zoom};
