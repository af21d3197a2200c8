//! Everything that decides one painting, with its pictures in memory.

use crate::error::Error;
use crate::studio::roles::{Loaded, StyleInUse};
use crate::transfer::TransferSettings;

/// What is to be painted.
#[derive(Debug, Clone)]
pub struct PaintingSetup {
    /// The settings.
    pub settings: TransferSettings,
    /// The photograph.
    pub content: Loaded,
    /// The styles, the first one first; there is at least one.
    pub styles: Vec<StyleInUse>,
    /// The picture to start from, when the settings ask for one.
    pub start: Option<Loaded>,
}

impl PaintingSetup {
    /// Its name for people: `Castle in The Starry Night`.
    pub fn title(&self) -> String {
        let styles: Vec<String> = self.styles.iter().map(|style| style.loaded.source.short_name()).collect();
        format!("{} in {}", self.content.source.short_name(), styles.join(" + "))
    }

    /// Every picture that it is painted from.
    pub fn pictures(&self) -> impl Iterator<Item = &Loaded> {
        let styles = self.styles.iter().map(|style| &style.loaded);
        std::iter::once(&self.content).chain(styles).chain(&self.start)
    }

    /// What to tell when the file of one of them is missing.
    pub fn missing(&self) -> Option<Error> {
        self.pictures().find_map(Loaded::missing)
    }
}
