//! Contact sheets: many small paintings that differ in two settings.

mod settings;
mod update;
pub mod view;

use egui::Context;

use crate::error::Result;
use crate::studio::painted::sheet::{Prepared, Sheet, SheetMsg, Taken, names};
use crate::studio::roles::{Loaded, Role, RolePictures, Setup, Source};
use crate::studio::tasks::Tasks;
use crate::transfer::ContactSheet;

pub use settings::{AxisSettings, SIDE_RANGE, SheetSettings};

/// What runs.
pub struct ContactSheets {
    tasks: Tasks<Msg>,
    /// The present contact sheet, or the last one.
    pub sheet: Option<Sheet>,
    /// Whether the style pictures of one are being read.
    pub is_preparing: bool,
}

/// What is clicked, and what comes back from the background.
#[derive(Debug)]
pub enum Msg {
    /// Makes the next contact sheet in another way.
    Change(Box<SheetSettings>),
    /// Starts to paint a contact sheet.
    Start,
    /// The style pictures of this one were read, or not; all but the first.
    Ready(Box<ContactSheet>, Result<Vec<Loaded>>),
    /// Does something with the sheet that there is.
    Sheet(SheetMsg),
    /// Saves the sheet.
    Save,
}

/// What others are asked for.
pub enum Event {
    /// Make way for this sheet, and then let it begin.
    Begin(Box<Prepared>),
    /// Use what was taken out of a cell.
    Use(Taken),
    /// Ask where to save the sheet.
    Save,
}

impl ContactSheets {
    /// None yet.
    pub fn new(window: &Context) -> Self {
        Self { tasks: Tasks::new(window.clone()), sheet: None, is_preparing: false }
    }

    /// What came back from the background.
    pub fn next(&self) -> Option<Msg> {
        self.tasks.next()
    }

    /// Ends the sheet that is painted.
    pub fn stop(&mut self) {
        self.sheet.iter_mut().for_each(Sheet::stop);
    }
}

/// The styles at hand for an axis of styles by name: the chosen one or the chosen mixture first, then the samples.
fn style_names(pictures: &RolePictures, setup: &Setup) -> Vec<String> {
    let samples = other_samples(pictures, setup);
    std::iter::once(names(chosen(pictures, setup))).chain(samples.iter().map(Source::short_name)).collect()
}

/// The sample paintings that are not chosen.
fn other_samples(pictures: &RolePictures, setup: &Setup) -> Vec<Source> {
    let is_chosen = |sample: &Source| chosen(pictures, setup).any(|chosen| chosen == sample);
    Role::Style.samples().map(Source::sample).filter(|sample| !is_chosen(sample)).collect()
}

fn chosen<'a>(pictures: &'a RolePictures, setup: &'a Setup) -> impl Iterator<Item = &'a Source> {
    setup.style_roles().filter_map(|role| pictures.loaded(role)).map(|loaded| &loaded.source)
}
