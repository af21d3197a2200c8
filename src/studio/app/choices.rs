//! What a person chose for the next painting: what undo and redo bring back.

use std::collections::BTreeMap;

use crate::network::DeviceChoice;
use crate::picture::ColorSettings;
use crate::project::Preset;
use crate::studio::features::contact_sheet::SheetSettings;
use crate::studio::features::fast::FastSettings;
use crate::studio::features::film_strip::FilmSettings;
use crate::studio::roles::{Arrangement, Pick, Role};
use crate::transfer::TransferSettings;

/// Everything that undo and redo bring back.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    /// The sliders.
    pub settings: TransferSettings,
    /// What becomes of the painted colours.
    pub colors: ColorSettings,
    /// The pictures, by what they are for.
    pub pictures: BTreeMap<Role, Pick>,
    /// How the pictures are framed and the styles weighed.
    pub arrangement: Arrangement,
    /// The fast style and how it is used.
    pub fast: FastSettings,
    /// How contact sheets are made.
    pub sheet: SheetSettings,
    /// How the film strip is filled.
    pub film: FilmSettings,
    /// The person's own presets.
    pub presets: Vec<Preset>,
    /// Where to compute.
    pub device: DeviceChoice,
}
