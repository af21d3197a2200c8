//! The networks that enlarge and are part of the program.

use serde::Serialize;

use crate::fast::{BuiltInEnlarger, Enlargement};

/// What is known of one.
#[derive(Debug, Serialize)]
pub(super) struct EnlargerEntry {
    name: &'static str,
    factor: usize,
    origin: String,
    licence: Option<String>,
    bytes: usize,
    sha256: String,
}

impl EnlargerEntry {
    /// Both of them.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Enlargement::ALL.into_iter().map(Self::of)
    }

    /// The one of a name.
    pub(super) fn find(name: &str) -> Option<Self> {
        Self::all().find(|entry| entry.name == name)
    }

    fn of(enlargement: Enlargement) -> Self {
        let network = BuiltInEnlarger::of(enlargement);
        let about = network.about();
        Self {
            name: network.name,
            factor: enlargement.factor(),
            origin: about.origin,
            licence: about.licence,
            bytes: network.bytes.len(),
            sha256: network.sha256(),
        }
    }

    fn licence(&self) -> &str {
        self.licence.as_deref().unwrap_or(super::UNKNOWN_LICENCE)
    }

    /// In one line.
    pub(super) fn line(&self) -> String {
        let Self { name, factor, bytes, .. } = self;
        format!(
            "{name}: enlarges pictures {factor} times, part of the program, {bytes} bytes, licence {}",
            self.licence()
        )
    }

    /// In full.
    pub(super) fn description(&self) -> String {
        let Self { name, factor, origin, bytes, sha256, .. } = self;
        format!(
            "{name}, part of the program\nnetwork   super-resolution, Johnson et al. 2016, {factor} times\n\
             origin    {origin}\nlicence   {}\nsize      {bytes} bytes\nsha256    {sha256}",
            self.licence()
        )
    }
}
