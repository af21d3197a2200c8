//! Presets: using one, and keeping one's own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::Result;
use crate::project::{Preset, checked_name};
use crate::studio::App;
use crate::studio::desktop::Choice;
use crate::studio::session::{Dialog, Message, NamePurpose};
use crate::studio::tasks::Outcome;

impl App {
    /// Gives the settings the look of a preset, to be undone in one step.
    pub(super) fn apply_preset(&mut self, preset: &Preset) {
        self.change_settings(preset.applied_to(&self.state.settings));
    }

    /// Keeps the present look under a name, or gives a preset another one.
    pub(super) fn name_preset(&mut self, purpose: NamePurpose, name: &str) {
        self.session.dialog = None;
        self.note_choices();
        let result = match purpose {
            NamePurpose::New => Preset::new(name, "", &self.state.settings).map(|preset| {
                self.session.message = Some(Message::note(format!("Kept the preset {}", preset.name)));
                self.state.presets.push(preset);
            }),
            NamePurpose::Rename(index) => checked_name(name).map(|name| {
                if let Some(preset) = self.state.presets.get_mut(index) {
                    preset.name = name;
                }
            }),
        };
        if let Err(error) = result {
            self.session.report(&error);
        }
    }

    pub(super) fn delete_preset(&mut self, index: usize) {
        if index < self.state.presets.len() {
            self.note_choices();
            let preset = self.state.presets.remove(index);
            self.session.message =
                Some(Message::note(format!("Deleted the preset {}; Undo brings it back.", preset.name)));
        }
    }

    pub(super) fn choose_preset(&mut self) {
        let desktop = Arc::clone(&self.session.desktop);
        let folder = self.state.save_folder.clone();
        self.session.tasks.spawn(move || Outcome::PresetChosen(desktop.choose_preset(folder.as_deref())));
    }

    /// Uses the answer of the dialog for a preset file.
    pub(in crate::studio) fn use_preset_choice(&mut self, choice: Choice) {
        match choice {
            Choice::File(path) => self.read_preset(path),
            Choice::Cancelled => {}
            Choice::Unavailable => self.session.dialog = Some(Dialog::PresetPath { text: String::new() }),
        }
    }

    /// Begins to read a preset file.
    pub(super) fn read_preset(&mut self, path: PathBuf) {
        self.session.dialog = None;
        self.state.save_folder = path.parent().map(Path::to_owned).or(self.state.save_folder.take());
        self.session.tasks.spawn(move || Outcome::PresetRead(Preset::open(&path)));
    }

    /// Keeps a preset that was read and uses it; one that is there already is not kept twice.
    pub(in crate::studio) fn take_preset(&mut self, result: Result<Preset>) {
        match result {
            Ok(mut preset) => {
                self.note_choices();
                if !self.state.presets.contains(&preset) {
                    preset.name = free_name(&preset.name, &self.state.presets);
                    self.state.presets.push(preset.clone());
                }
                self.apply_preset(&preset);
                self.session.message = Some(Message::note(format!("Imported the preset {}", preset.name)));
            }
            Err(error) => self.session.report(&error),
        }
    }
}

/// The name, with a number when another preset has it.
fn free_name(name: &str, presets: &[Preset]) -> String {
    let is_free = |name: &str| presets.iter().all(|preset| preset.name != name);
    let numbered = (2..).map(|number| format!("{name} {number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| is_free(name)).unwrap_or_else(|| name.to_owned())
}
