//! What becomes of the messages.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cancel::CancelToken;
use crate::error::Error;
use crate::picture::{AnimationFormat, Format, SaveOptions};
use crate::studio::features::saving::{
    Dialog, Event, Kind, Msg, SaveForm, SaveSettings, Saving, Subject, UnfinishedFile, Writer, Writing,
};
use crate::studio::language::tr;
use crate::studio::services::{Choice, Context};
use crate::studio::tasks::Share;
use crate::text::text;

impl Saving {
    /// Carries out a message.
    pub fn update(&mut self, settings: &mut SaveSettings, msg: Msg, context: &mut Context<'_>) -> Option<Event> {
        match msg {
            Msg::Edit(form) => self.show(form, context),
            Msg::Browse(form) => self.browse(form, context),
            Msg::TargetChosen(choice) => match choice {
                Ok(choice) => self.use_target(choice, context),
                Err(error) => context.report(&error),
            },
            Msg::Save(form) => {
                let path = form.path();
                if !path.exists() || form.agreed.as_ref() == Some(&path) {
                    return Some(agreed(form, settings, context));
                }
                self.dialog.open(Dialog::Overwrite(form), &mut context.services.dialogs);
            }
            Msg::Replace(form) => return Some(agreed(form, settings, context)),
            Msg::CloseDialog => return Some(Event::GivenUp),
            Msg::Cancel(path) => {
                let files = self.files.iter().filter(|file| file.path == path);
                files.filter_map(|file| file.cancel.as_ref()).for_each(CancelToken::cancel);
            }
            Msg::Written { path, shows, result } => {
                self.end(&path);
                match result {
                    Ok(()) => {
                        context.services.notices.note(text!("Saved {path}", path));
                        return shows.map(Event::Saved);
                    }
                    Err(Error::Cancelled) => context.services.notices.note(text!("Nothing was written.")),
                    Err(error) => context.report(&error),
                }
            }
        }
        None
    }

    /// Asks where to save something, first in this folder if there is one, under a free name made of this stem.
    pub fn ask(
        &mut self,
        subject: Subject,
        folder: Option<PathBuf>,
        stem: &str,
        settings: &SaveSettings,
        context: &mut Context<'_>,
    ) {
        let folder = folder.unwrap_or_else(pictures_folder);
        let ending = match subject.kind() {
            Kind::Picture => &settings.ending,
            Kind::TimeLapse => AnimationFormat::WebP.ending(),
            Kind::Other(ending) => ending,
        };
        self.show(SaveForm::new(subject, &folder, stem, ending, settings.options.jpeg_quality), context);
    }

    /// Begins to write what an agreed form names.
    pub fn write(&mut self, form: &SaveForm, writer: Writer, settings: &SaveSettings, context: &Context<'_>) {
        let (path, cancel) = (form.path(), CancelToken::new());
        let can_be_cancelled = form.enlargement.is_some() || form.subject.kind() == Kind::TimeLapse;
        let share = self.begin(path.clone(), can_be_cancelled.then(|| cancel.clone()));
        let enlargement = form.enlargement.map(|enlargement| (enlargement, context.setup.device));
        let writing = Writing { path: path.clone(), options: settings.options, share, enlargement, cancel };
        let Writer { write, shows } = writer;
        self.tasks.run(move || write(&writing), |result| Msg::Written { path, shows, result });
    }

    /// Notes that a file is being written, which may be ended by this; its progress is told there.
    pub fn begin(&mut self, path: PathBuf, cancel: Option<CancelToken>) -> Share {
        let share = Share::default();
        self.files.push(UnfinishedFile { path, share: share.clone(), cancel });
        share
    }

    /// Notes that it no longer is.
    pub fn end(&mut self, path: &Path) {
        if let Some(place) = self.files.iter().position(|file| file.path == path) {
            self.files.remove(place);
        }
    }

    fn show(&mut self, form: SaveForm, context: &mut Context<'_>) {
        self.dialog.open(Dialog::Form(form), &mut context.services.dialogs);
    }

    fn browse(&mut self, form: SaveForm, context: &mut Context<'_>) {
        let desktop = Arc::clone(&context.services.desktop);
        let (folder, name) = (PathBuf::from(&form.folder), form.name.clone());
        let title = tr(form.subject.title());
        self.show(form, context);
        self.tasks.run(move || Ok(desktop.choose_target(title, &folder, &name)), Msg::TargetChosen);
    }

    /// Uses the answer of the desktop's dialog, if the form still waits for it.
    fn use_target(&mut self, choice: Choice, context: &mut Context<'_>) {
        let Some(Dialog::Form(form)) = self.dialog.get_mut(&context.services.dialogs) else { return };
        match choice {
            Choice::File(path) => {
                form.set_path(&path);
                form.agreed = Some(path);
            }
            Choice::Cancelled => {}
            Choice::Unavailable => {
                let text = text!("This desktop has no file dialog; type the folder and the name instead.");
                context.services.notices.warn(text);
            }
        }
    }
}

/// Remembers what a form says that nothing stands in the way of.
fn agreed(form: SaveForm, settings: &mut SaveSettings, context: &mut Context<'_>) -> Event {
    context.services.dialogs.close();
    // The folder of a project is remembered with the project.
    if form.subject != Subject::Project {
        settings.folder = form.path().parent().map(Path::to_owned);
    }
    if form.subject.kind() == Kind::Picture {
        settings.options = SaveOptions { jpeg_quality: form.quality };
        if let Some(format) = form.format().map(Format::endings) {
            settings.ending = format[0].into();
        }
    }
    Event::Write(form)
}

/// Where paintings are saved at first.
fn pictures_folder() -> PathBuf {
    let home = std::env::home_dir().unwrap_or_default();
    let pictures = home.join("Pictures");
    if pictures.is_dir() { pictures } else { home }
}
