//! What becomes of the messages.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::picture::{Picture, Pixels};
use crate::project::{BUNDLED, Preset, checked_name};
use crate::studio::canvas::{OnScreen, upload};
use crate::studio::features::presets::{Dialog, Event, Msg, NamePurpose, Presets};
use crate::studio::services::{Choice, Context};
use crate::text::text;

impl Presets {
    /// Carries out a message; `own` are the user's own presets, which are remembered, and `folder` is where a file was
    /// last saved or opened.
    pub fn update(
        &mut self,
        own: &mut Vec<Preset>,
        folder: &mut Option<PathBuf>,
        msg: Msg,
        context: &mut Context<'_>,
    ) -> Option<Event> {
        match msg {
            Msg::Apply(preset) => apply(&preset, context),
            Msg::Ask(dialog) => self.dialog.open(dialog, &mut context.services.dialogs),
            Msg::CloseDialog => context.services.dialogs.close(),
            Msg::Name(purpose, name) => keep_name(own, purpose, &name, context),
            Msg::Delete(index) => delete(own, index, context),
            Msg::Export(index) => return Some(Event::Export(index)),
            Msg::ChooseFile => self.choose_file(folder.clone(), context),
            Msg::FileChosen(choice) => match choice {
                Ok(Choice::File(path)) => self.read_file(path, folder, context),
                Ok(Choice::Cancelled) => {}
                Ok(Choice::Unavailable) => {
                    self.dialog.open(Dialog::Path { text: String::new() }, &mut context.services.dialogs);
                }
                Err(error) => context.report(&error),
            },
            Msg::ReadFile(path) => self.read_file(path, folder, context),
            Msg::Read(result) => match result {
                Ok(preset) => import(preset, own, context),
                Err(error) => context.report(&error),
            },
            Msg::Thumbnail(name, image) => {
                self.thumbnails.insert(name, upload(context.window, name, image));
            }
            // The names are there all the same.
            Msg::NoThumbnails => {}
        }
        None
    }

    /// Begins to read the pictures of the bundled presets.
    pub(super) fn read_thumbnails(&self) {
        self.tasks.run_many(
            |report| {
                for bundled in BUNDLED {
                    if let Ok(picture) = Picture::decode(bundled.thumbnail, Path::new(bundled.name)) {
                        report(Msg::Thumbnail(bundled.name, Pixels::of(&picture).to_image()));
                    }
                }
                Ok(())
            },
            |_| Msg::NoThumbnails,
        );
    }

    fn choose_file(&self, folder: Option<PathBuf>, context: &Context<'_>) {
        let desktop = Arc::clone(&context.services.desktop);
        self.tasks.run(move || Ok(desktop.choose_preset(folder.as_deref())), Msg::FileChosen);
    }

    fn read_file(&mut self, path: PathBuf, folder: &mut Option<PathBuf>, context: &mut Context<'_>) {
        context.services.dialogs.close();
        *folder = path.parent().map(Path::to_owned).or(folder.take());
        self.tasks.run(move || Preset::open(&path), Msg::Read);
    }
}

/// Gives the settings the look of a preset, to be undone in one step.
fn apply(preset: &Preset, context: &mut Context<'_>) {
    let settings = preset.applied_to(&context.setup.settings);
    context.change_settings(settings);
}

/// Keeps the present look under a name, or gives a preset another one.
fn keep_name(own: &mut Vec<Preset>, purpose: NamePurpose, name: &str, context: &mut Context<'_>) {
    context.services.dialogs.close();
    context.services.undo.note();
    let result = match purpose {
        NamePurpose::New => Preset::new(name, "", &context.setup.settings).map(|preset| {
            context.services.notices.note(text!("Kept the preset {name}", name = &preset.name));
            own.push(preset);
        }),
        NamePurpose::Rename(index) => checked_name(name).map(|name| {
            if let Some(preset) = own.get_mut(index) {
                preset.name = name;
            }
        }),
    };
    if let Err(error) = result {
        context.report(&error);
    }
}

fn delete(own: &mut Vec<Preset>, index: usize, context: &mut Context<'_>) {
    if index < own.len() {
        context.services.undo.note();
        let preset = own.remove(index);
        context.services.notices.note(text!("Deleted the preset {name}; Undo brings it back.", name = preset.name));
    }
}

/// Keeps a preset that was read and uses it; one that is there already is not kept twice.
fn import(mut preset: Preset, own: &mut Vec<Preset>, context: &mut Context<'_>) {
    context.services.undo.note();
    if !own.contains(&preset) {
        preset.name = free_name(&preset.name, own);
        own.push(preset.clone());
    }
    apply(&preset, context);
    context.services.notices.note(text!("Imported the preset {name}", name = preset.name));
}

/// The name, with a number when another preset has it.
fn free_name(name: &str, presets: &[Preset]) -> String {
    let is_free = |name: &str| presets.iter().all(|preset| preset.name != name);
    let numbered = (2..).map(|number| format!("{name} {number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| is_free(name)).unwrap_or_else(|| name.to_owned())
}
