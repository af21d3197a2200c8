//! The networks that come with the program; `models/README.md` tells how they were trained.

use super::Enlargement;

/// A network that enlarges and is part of the program.
#[derive(Debug)]
pub struct BuiltInEnlarger {
    /// The name of its file.
    pub name: &'static str,
    /// Its contents.
    pub bytes: &'static [u8],
}

impl BuiltInEnlarger {
    /// The one for an enlargement.
    pub const fn of(enlargement: Enlargement) -> Self {
        match enlargement {
            Enlargement::Twice => {
                Self { name: "enlarge2.safetensors", bytes: include_bytes!("../../../models/enlarge2.safetensors") }
            }
            Enlargement::FourTimes => {
                Self { name: "enlarge4.safetensors", bytes: include_bytes!("../../../models/enlarge4.safetensors") }
            }
        }
    }
}
