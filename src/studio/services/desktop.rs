//! The file dialogs, the notifications and the language of the desktop, behind a trait so that tests can answer.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::fast::STYLE_ENDINGS;
use crate::picture::PICTURE_ENDINGS;
use crate::project::{PRESET_ENDING, PROJECT_ENDING};
use crate::studio::language::tr;

/// The name under which the desktop knows the program and its remembered state.
pub const APP_ID: &str = "org.impasto.Impasto";
/// A dialog that closes sooner than a person could close it was never on the screen.
const SOONEST_ANSWER: Duration = Duration::from_millis(150);

/// How a person answered a file dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// With this file.
    File(PathBuf),
    /// With none.
    Cancelled,
    /// Not at all: this desktop has no file dialog.
    Unavailable,
}

/// Whether the file or the folder of a fast style is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StyleFiles {
    /// The file of one style.
    File,
    /// A folder of them.
    Folder,
}

/// What the desktop does for the program. Each call waits for the person and belongs in the background.
pub trait Desktop: fmt::Debug + Send + Sync {
    /// The locales that the person prefers, the first one most; answers at once.
    fn locales(&self) -> Vec<String> {
        Vec::new()
    }

    /// Asks for a picture to open.
    fn choose_picture(&self, title: &str, folder: Option<&Path>) -> Choice;

    /// Asks for a project to open.
    fn choose_project(&self, folder: Option<&Path>) -> Choice;

    /// Asks for a preset file to import.
    fn choose_preset(&self, folder: Option<&Path>) -> Choice;

    /// Asks for a fast style to add, or for a folder of them.
    fn choose_styles(&self, files: StyleFiles, folder: Option<&Path>) -> Choice;

    /// Asks for a folder.
    fn choose_folder(&self, title: &str, folder: Option<&Path>) -> Choice;

    /// Asks where to save; the dialog itself asks before it hands back an existing file.
    fn choose_target(&self, title: &str, folder: &Path, name: &str) -> Choice;

    /// Shows a word beside the person's other windows; where the desktop has no place for one, nothing happens.
    fn notify(&self, title: &str, text: &str);
}

/// The desktop of the machine that the program runs on.
#[derive(Debug, Clone, Copy, Default)]
pub struct NativeDesktop;

impl Desktop for NativeDesktop {
    fn locales(&self) -> Vec<String> {
        sys_locale::get_locales().collect()
    }

    fn choose_picture(&self, title: &str, folder: Option<&Path>) -> Choice {
        open(title, (tr("Pictures"), &PICTURE_ENDINGS), folder)
    }

    fn choose_project(&self, folder: Option<&Path>) -> Choice {
        open(tr("Open a project"), (tr("Impasto projects"), &[PROJECT_ENDING]), folder)
    }

    fn choose_preset(&self, folder: Option<&Path>) -> Choice {
        open(tr("Import a preset"), (tr("Presets"), &[PRESET_ENDING]), folder)
    }

    fn choose_styles(&self, files: StyleFiles, folder: Option<&Path>) -> Choice {
        let dialog = rfd::FileDialog::new();
        let dialog = match folder {
            Some(folder) => dialog.set_directory(folder),
            None => dialog,
        };
        answered(|| match files {
            StyleFiles::File => {
                dialog.set_title(tr("Add a fast style")).add_filter(tr("Fast styles"), &STYLE_ENDINGS).pick_file()
            }
            StyleFiles::Folder => dialog.set_title(tr("Add a folder of fast styles")).pick_folder(),
        })
    }

    fn choose_folder(&self, title: &str, folder: Option<&Path>) -> Choice {
        let dialog = rfd::FileDialog::new().set_title(title);
        let dialog = match folder {
            Some(folder) => dialog.set_directory(folder),
            None => dialog,
        };
        answered(|| dialog.pick_folder())
    }

    fn choose_target(&self, title: &str, folder: &Path, name: &str) -> Choice {
        let dialog = rfd::FileDialog::new().set_title(title).set_directory(folder).set_file_name(name);
        answered(|| dialog.save_file())
    }

    fn notify(&self, title: &str, text: &str) {
        let mut notification = notify_rust::Notification::new();
        notification.appname("Impasto").icon(APP_ID).summary(title).body(text);
        // Without a bus or a daemon nobody could be told that either.
        let _ = notification.show();
    }
}

/// Asks for a file with one of the endings that the filter names.
fn open(title: &str, (kind, endings): (&str, &[&str]), folder: Option<&Path>) -> Choice {
    let dialog = rfd::FileDialog::new().set_title(title).add_filter(kind, endings);
    let dialog = match folder {
        Some(folder) => dialog.set_directory(folder),
        None => dialog,
    };
    answered(|| dialog.pick_file())
}

/// Tells a cancelled dialog from one that could not be shown: on Linux neither a portal nor zenity need be there.
fn answered(dialog: impl FnOnce() -> Option<PathBuf>) -> Choice {
    let shown = Instant::now();
    match dialog() {
        Some(path) => Choice::File(path),
        None if cfg!(target_os = "linux") && shown.elapsed() < SOONEST_ANSWER => Choice::Unavailable,
        None => Choice::Cancelled,
    }
}
