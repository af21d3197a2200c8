//! The networks that come with the program; `models/README.md` tells how they were trained.

use super::Enlargement;
use crate::fast::gallery::About;
use crate::network::sha256;

/// A network that enlarges and is part of the program.
#[derive(Debug)]
pub struct BuiltInEnlarger {
    /// What commands call it.
    pub name: &'static str,
    /// Its contents.
    pub bytes: &'static [u8],
}

impl BuiltInEnlarger {
    /// The one for an enlargement.
    pub const fn of(enlargement: Enlargement) -> Self {
        match enlargement {
            Enlargement::Twice => {
                Self { name: "enlarge2", bytes: include_bytes!("../../../models/enlarge2.safetensors") }
            }
            Enlargement::FourTimes => {
                Self { name: "enlarge4", bytes: include_bytes!("../../../models/enlarge4.safetensors") }
            }
        }
    }

    /// What it says of itself.
    pub fn about(&self) -> About {
        About::within(self.bytes)
    }

    /// The hash of its file in hexadecimal digits.
    pub fn sha256(&self) -> String {
        sha256(self.bytes)
    }
}
