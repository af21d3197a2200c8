//! What becomes of the messages.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Context as Window, ViewportCommand};

use crate::error::Result;
use crate::project::{Draft, FoundPicture, Opened, RecentProjects, SessionFolder, TimeLapseSettings};
use crate::studio::features::project::{
    Autosave, Departure, Dialog, Event, Fingerprint, Lost, Msg, OpenedFrom, Opening, Project, Restored, name_of,
};
use crate::studio::language::tr_with;
use crate::studio::roles::{Role, RolePictures};
use crate::studio::services::{Choice, Context, DialogSlot, Dialogs};
use crate::studio::tasks::{Share, Tasks};
use crate::text::{Parameter, text};

/// What a project has to know of others.
pub struct Around<'a> {
    /// Whether leaving the present project would lose something.
    pub would_lose: bool,
    /// The folder where something was last saved.
    pub save_folder: Option<&'a Path>,
    /// The folder where a picture was last opened.
    pub open_folder: &'a mut Option<PathBuf>,
    /// How frames are recorded.
    pub time_lapse: TimeLapseSettings,
}

impl Project {
    /// A project that was never saved.
    pub fn new(window: &Window) -> Self {
        Self {
            tasks: Tasks::new(window.clone()),
            dialog: DialogSlot::default(),
            path: None,
            title: String::new(),
            embeds: false,
            saved: None,
            departure: None,
            opening: None,
            reading: None,
            recent: Vec::new(),
            remembered: None,
            lost: Vec::new(),
            autosave: Autosave::default(),
        }
    }

    /// What came back from the background.
    pub fn next(&self) -> Option<Msg> {
        self.tasks.next()
    }

    /// Carries out a message.
    pub fn update(&mut self, around: Around<'_>, msg: Msg, context: &mut Context<'_>) -> Option<Event> {
        let dialogs = &mut context.services.dialogs;
        match msg {
            Msg::Leave(departure) if around.would_lose => self.dialog.open(Dialog::Leave(departure), dialogs),
            Msg::Leave(departure) | Msg::Depart(departure) => {
                return self.depart(departure, around.time_lapse, context);
            }
            Msg::SaveAndDepart(departure) => {
                // The form, if one is needed, waits for an answer first.
                self.departure = Some(departure);
                return Some(self.save(context));
            }
            Msg::SavePicture => return Some(Event::AskSavePicture),
            Msg::Save => return Some(self.save(context)),
            Msg::SaveAs => return Some(Event::AskSave),
            Msg::SaveTo(path) => return Some(Event::Write(path)),
            Msg::Written { path, fingerprint, result } => {
                return Some(self.take_written(path, *fingerprint, result, context));
            }
            Msg::Embed(embeds) => self.embeds = embeds,
            Msg::Ask(dialog) => self.dialog.open(dialog, dialogs),
            Msg::CloseDialog => {
                self.give_up_question(dialogs);
                dialogs.close();
            }
            Msg::Choose => self.choose(around.save_folder, context),
            Msg::Chosen(choice) => match choice {
                Ok(Choice::File(path)) => {
                    return self.update(around, Msg::Leave(Departure::Open(path)), context);
                }
                Ok(Choice::Cancelled) => {}
                Ok(Choice::Unavailable) => self.dialog.open(Dialog::Path { text: String::new() }, dialogs),
                Err(error) => context.report(&error),
            },
            Msg::Read(result) => self.take_read(result, context),
            Msg::Locate(picture) => self.locate(picture, around.open_folder.clone(), context),
            Msg::LocationChosen(picture, choice) => match choice {
                Ok(Choice::File(path)) => self.locate_at(picture, path, context),
                Ok(Choice::Unavailable) if self.opening.is_some() => {
                    self.dialog.open(Dialog::LocationPath { picture, text: String::new() }, dialogs);
                }
                Ok(Choice::Cancelled | Choice::Unavailable) => {}
                Err(error) => context.report(&error),
            },
            Msg::LocateAt(picture, path) => self.locate_at(picture, path, context),
            Msg::Located { picture, path, result } => match result {
                Ok(found) => self.take_located(picture, &path, found, around.open_folder, context),
                Err(error) => context.report(&error),
            },
            Msg::UseOther(picture) => self.use_other(picture, context),
            Msg::OpenAnyway => self.restore(context),
            Msg::Restored(result) => {
                self.reading = None;
                match result {
                    Ok(restored) => return Some(Event::Restore(restored)),
                    Err(error) => context.report(&error),
                }
            }
            Msg::Kept { generation, fingerprint, result } => self.take_kept(generation, *fingerprint, result, context),
            Msg::Lost(result) => match result {
                Ok(found) => self.take_lost(found, context),
                Err(error) => context.report(&error),
            },
            Msg::Recover => self.recover(around.time_lapse, context),
            Msg::RecoverLater => _ = self.ask_for_next_lost(context),
            Msg::DiscardLost => {
                if let Some(Lost { session, .. }) = self.ask_for_next_lost(context) {
                    // Removing files takes a moment.
                    std::thread::spawn(move || session.folder.discard());
                }
            }
            // A list that cannot be read or written is no reason to trouble anybody.
            Msg::Recent(recent) => self.recent = recent.unwrap_or_default(),
        }
        None
    }

    /// Its name for people; none before it was saved.
    pub fn name(&self) -> Option<String> {
        self.path.as_deref().map(name_of)
    }

    /// A name for it without its ending: that of its file, or of what is painted.
    pub fn stem(&self, pictures: &RolePictures) -> String {
        let own = self.path.as_deref().and_then(Path::file_stem);
        own.map_or_else(
            || {
                let stem = |role: Role| pictures.loaded(role).map(|loaded| loaded.source.stem());
                let stems: Vec<String> = [Role::Content, Role::Style].into_iter().filter_map(stem).collect();
                if stems.is_empty() { "painting".into() } else { stems.join("-") }
            },
            |own| own.to_string_lossy().into_owned(),
        )
    }

    /// The folder in which a project is looked for first, when something else was last saved in that one.
    pub fn folder(&self, save_folder: Option<&Path>) -> Option<PathBuf> {
        let path = self.path.as_ref().or_else(|| self.recent.first());
        path.and_then(|path| path.parent()).or(save_folder).map(Path::to_owned)
    }

    /// Whether the file holds this state.
    pub fn holds(&self, fingerprint: &Fingerprint) -> bool {
        self.saved.as_ref() == Some(fingerprint)
    }

    /// Whether leaving this state would lose something; `is_unfinished` says that there is a painting that was not
    /// saved, or that is to be.
    pub fn would_lose(&self, fingerprint: &Fingerprint, is_unfinished: bool) -> bool {
        !self.holds(fingerprint) && (self.path.is_some() || is_unfinished || fingerprint.has_kept_by_hand())
    }

    /// Names it in the title of the window, with a star while something in it is not saved.
    pub fn show_title(&mut self, is_saved: bool, window: &Window) {
        let title = match self.path.as_deref().and_then(Path::file_stem) {
            Some(name) => format!("{}{} – Impasto", name.to_string_lossy(), if is_saved { "" } else { "*" }),
            None => "Impasto".into(),
        };
        if title != self.title {
            window.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Remembers there which projects were the last ones.
    pub fn remember_in(&mut self, remembered: RecentProjects) {
        self.remembered = Some(remembered.clone());
        self.tasks.run(move || Ok(remembered.list()), Msg::Recent);
    }

    /// Puts a project first among the last ones.
    fn remember(&self, path: PathBuf) {
        let Some(remembered) = self.remembered.clone() else { return };
        self.tasks.run(move || Ok(remembered.add(&path).unwrap_or_else(|_| remembered.list())), Msg::Recent);
    }

    /// The question is not answered. What was to follow its answer is given up.
    pub fn give_up_question(&mut self, dialogs: &mut Dialogs) {
        match self.dialog.take(dialogs) {
            Some(Dialog::MissingPictures | Dialog::LocationPath { .. }) => self.opening = None,
            // They are asked about again at the next start.
            Some(Dialog::Recover) => self.lost.clear(),
            _ => {}
        }
        self.departure = None;
    }

    fn depart(
        &mut self,
        departure: Departure,
        time_lapse: TimeLapseSettings,
        context: &mut Context<'_>,
    ) -> Option<Event> {
        context.services.dialogs.close();
        match departure {
            Departure::Close => Some(Event::Close),
            Departure::New => Some(Event::BeginNew),
            Departure::Open(path) => {
                self.open(path, time_lapse);
                None
            }
        }
    }

    fn save(&self, context: &mut Context<'_>) -> Event {
        match self.path.clone() {
            Some(path) => {
                context.services.dialogs.close();
                Event::Write(path)
            }
            None => Event::AskSave,
        }
    }

    /// Begins to write everything to a file, and tells there how far it is.
    pub fn write(&self, path: PathBuf, draft: Draft, fingerprint: Fingerprint, share: Share) {
        let (file, fingerprint) = (path.clone(), Box::new(fingerprint));
        self.tasks.run(
            move || draft.save(&file, &|part| share.set(part)),
            move |result| Msg::Written { path, fingerprint, result },
        );
    }

    fn take_written(
        &mut self,
        path: PathBuf,
        fingerprint: Fingerprint,
        result: Result<()>,
        context: &mut Context<'_>,
    ) -> Event {
        let departure = self.departure.take();
        if let Err(error) = result {
            context.report(&error);
            return Event::Written(path, None);
        }
        context.services.notices.note(text!("Saved {path}", path = name_of(&path)));
        self.saved = Some(fingerprint);
        self.path = Some(path.clone());
        self.remember(path.clone());
        Event::Written(path, departure)
    }

    /// Begins anew without a file.
    pub fn begin_new(&mut self) {
        (self.path, self.embeds, self.saved) = (None, false, None);
        self.autosave.begin_anew(None);
    }

    /// Takes over where a project comes from that was put in the place of the one before, in this state and in this
    /// folder of a session.
    pub fn settle(
        &mut self,
        origin: OpenedFrom,
        session: Option<Arc<SessionFolder>>,
        fingerprint: Fingerprint,
        context: &mut Context<'_>,
    ) {
        self.autosave.begin_anew(session);
        match origin {
            OpenedFrom::File(path) => {
                (self.path, self.saved) = (Some(path.clone()), Some(fingerprint));
                self.remember(path);
            }
            OpenedFrom::Session(project) => {
                let name = project.as_deref().map(name_of);
                let what = name.map_or_else(|| text!("Your work").into(), Parameter::from);
                (self.path, self.saved) = (project, None);
                context.services.notices.note(text!("{what} is back as it was last kept.", what));
            }
        }
    }
}

/// Opening a project: reading it, and asking where its missing pictures are now.
impl Project {
    fn choose(&self, save_folder: Option<&Path>, context: &Context<'_>) {
        let desktop = Arc::clone(&context.services.desktop);
        let folder = self.folder(save_folder);
        self.tasks.run(move || Ok(desktop.choose_project(folder.as_deref())), Msg::Chosen);
    }

    /// Begins to read a project file. The present project stays until all of the other one is there.
    pub fn open(&mut self, path: PathBuf, time_lapse: TimeLapseSettings) {
        self.reading = Some(name_of(&path));
        let session = self.autosave.place.as_ref().map(|place| Arc::new(place.begin()));
        let read = move || {
            let opened = Opened::file(&path)?;
            Ok(Box::new(Opening::new(opened, OpenedFrom::File(path), session, time_lapse)))
        };
        self.tasks.run(read, Msg::Read);
    }

    /// Goes on with a project that was read: asks for what is missing, or reads its pictures.
    fn take_read(&mut self, result: Result<Box<Opening>>, context: &mut Context<'_>) {
        self.reading = None;
        match result {
            Ok(opening) => {
                self.opening = Some(*opening);
                self.ask_or_restore(context);
            }
            Err(error) => context.report(&error),
        }
    }

    fn ask_or_restore(&mut self, context: &mut Context<'_>) {
        if self.opening.as_ref().is_some_and(|opening| opening.missing().next().is_some()) {
            self.dialog.open(Dialog::MissingPictures, &mut context.services.dialogs);
        } else {
            self.restore(context);
        }
    }

    /// Begins to read the pictures of the project, wherever they were found.
    fn restore(&mut self, context: &mut Context<'_>) {
        if self.asks_for_pictures(context) {
            context.services.dialogs.close();
        }
        let Some(opening) = self.opening.take() else { return };
        self.reading = Some("the project".into());
        let window = context.window.clone();
        self.tasks.run(move || Restored::read(&opening, &window).map(Box::new), Msg::Restored);
    }

    /// Whether it is being asked where pictures are.
    fn asks_for_pictures(&self, context: &Context<'_>) -> bool {
        self.dialog.get(&context.services.dialogs) == Some(&Dialog::MissingPictures)
    }

    /// Asks for the file of a missing picture.
    fn locate(&self, picture: usize, folder: Option<PathBuf>, context: &Context<'_>) {
        let Some(opening) = &self.opening else { return };
        let desktop = Arc::clone(&context.services.desktop);
        let title = tr_with("Where is {name} now?", &[("name", &opening.opened.manifest.pictures[picture].name)]);
        self.tasks.run(
            move || Ok(desktop.choose_picture(&title, folder.as_deref())),
            move |choice| Msg::LocationChosen(picture, choice),
        );
    }

    /// Begins to compare a file with a missing picture.
    fn locate_at(&mut self, picture: usize, path: PathBuf, context: &mut Context<'_>) {
        let Some(opening) = self.opening.clone() else { return };
        self.dialog.open(Dialog::MissingPictures, &mut context.services.dialogs);
        let file = path.clone();
        self.tasks
            .run(move || Ok(opening.located(picture, &file)), move |result| Msg::Located { picture, path, result });
    }

    fn take_located(
        &mut self,
        picture: usize,
        path: &Path,
        found: Vec<FoundPicture>,
        open_folder: &mut Option<PathBuf>,
        context: &mut Context<'_>,
    ) {
        let Some(opening) = &mut self.opening else { return };
        if found[picture].is_missing() {
            // It is another picture; a person may want it all the same.
            opening.found[picture] = found[picture].clone();
        } else {
            *open_folder = path.parent().map(Path::to_owned);
            opening.take_located(path, found);
        }
        if self.asks_for_pictures(context) {
            self.ask_or_restore(context);
        }
    }

    /// Uses the other picture in the place of a missing one.
    fn use_other(&mut self, picture: usize, context: &mut Context<'_>) {
        let Some(opening) = &mut self.opening else { return };
        if let FoundPicture::Missing { other: Some(path) } = &opening.found[picture] {
            opening.found[picture] = FoundPicture::File(path.clone());
        }
        self.ask_or_restore(context);
    }
}
