//! The parts that the panels share.

pub mod crop_frame;
pub mod formula;
mod icon;
mod landmark;
mod picture;
mod pill;
mod plot;
mod question;
mod room;
mod row;
mod section;
mod setting;
mod slider;

pub use crop_frame::crop_frame;
pub use icon::{Icon, icon_button};
pub use landmark::{Landmark, follow_focus, landmark, mark_focus};
pub use picture::{PICTURE_ROUNDING, outline, picture};
pub use pill::pill;
pub use plot::{power_of_ten, powers_of_ten, still_plot};
pub use question::{Question, buttons, title};
pub use room::{button_width, text_width};
pub use row::{Text, choice, field, is_reset, row};
pub use section::{bar, fold, section};
pub use setting::{color_rows, color_title, size_row, whole_number};
pub use slider::{Curve, Slider, significant};
