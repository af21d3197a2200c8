//! The parts that the panels share.

mod button;
mod icon;
mod pill;
mod row;
mod section;
mod slider;

pub use button::{Look, command_button, explanation, icon_button, menu_item};
pub use icon::Icon;
pub use pill::pill;
pub use row::{Text, choice, row};
pub use section::{fold, section};
pub use slider::{Curve, Slider, double_clicked, significant};
