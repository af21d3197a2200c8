//! The settings of a painting and its losses.

mod layers;
mod loss_plot;
mod settings;

use crate::studio::features::painting::Costs;
use crate::studio::roles::Setup;
use crate::studio::services::Services;

pub use layers::show as layers;
pub use loss_plot::show as loss_plot;
pub use settings::show as settings;

/// What the settings are drawn with.
pub struct Known<'a> {
    /// What the next painting is made of.
    pub setup: &'a Setup,
    /// The pictures, the devices and the memory of this machine.
    pub services: &'a Services,
    /// What painting costs on each device, by its name.
    pub costs: &'a Costs,
}
