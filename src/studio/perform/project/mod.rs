//! Projects: leaving one for another, saving, and the list of the last ones.

mod autosave;
mod opening;
mod restoring;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Context, ViewportCommand};

use crate::error::Result;
use crate::studio::App;
use crate::studio::arrangement::Arrangement;
use crate::studio::canvas::View;
use crate::studio::comparison::Comparison;
use crate::studio::desktop::Choice;
use crate::studio::history::History;
use crate::studio::painting::Next;
use crate::studio::project::{Departure, Mark, ProjectAction, ProjectOutcome, draft, is_project, name_of};
use crate::studio::queue::Queue;
use crate::studio::save_form::{SaveForm, Subject};
use crate::studio::session::{Dialog, Exit, Message, Saving};
use crate::studio::source::{Role, Source};
use crate::studio::state::State;
use crate::studio::tasks::{Outcome, Share};

impl App {
    pub(super) fn perform_project(&mut self, action: ProjectAction, window: &Context) {
        match action {
            ProjectAction::Leave(departure) => self.leave(departure, window),
            ProjectAction::Depart(departure) => self.depart(departure, window),
            ProjectAction::SaveAndDepart(departure) => {
                self.save_project();
                // The form, if one is open now, waits for an answer first.
                self.session.project.departure = Some(departure);
            }
            ProjectAction::Choose => self.choose_project(),
            ProjectAction::Save => self.save_project(),
            ProjectAction::SaveAs => self.ask_save(Subject::Project),
            ProjectAction::Embed(embeds) => self.session.project.embeds = embeds,
            ProjectAction::Locate(picture) => self.locate(picture),
            ProjectAction::LocateAt(picture, path) => self.locate_at(picture, path),
            ProjectAction::UseOther(picture) => self.use_other(picture),
            ProjectAction::OpenAnyway => self.restore(),
            ProjectAction::Recover => self.recover(),
            ProjectAction::RecoverLater => self.leave_lost(),
            ProjectAction::DiscardLost => self.discard_lost(),
        }
    }

    /// Takes in what the background has to tell of projects.
    pub(in crate::studio) fn take_in_project(&mut self, outcome: ProjectOutcome, window: &Context) {
        match outcome {
            ProjectOutcome::Chosen(choice) => self.use_project_choice(choice, window),
            ProjectOutcome::Read(result) => self.take_read(result),
            ProjectOutcome::LocationChosen(picture, choice) => self.use_location(picture, choice),
            ProjectOutcome::Located { picture, path, found } => self.take_located(picture, &path, found),
            ProjectOutcome::Restored(result) => self.take_restored(result, window),
            ProjectOutcome::Saved { path, mark, result } => self.take_saved_project(path, *mark, result, window),
            ProjectOutcome::Kept { generation, mark, result } => self.take_kept(generation, *mark, result),
            ProjectOutcome::Lost(lost, errors) => self.take_lost(lost, &errors, window),
            ProjectOutcome::Recent(recent) => self.session.project.recent = recent,
        }
    }

    /// Whether leaving the present project would lose something.
    pub(in crate::studio) fn would_lose(&self) -> bool {
        let (project, mark) = (&self.session.project, Mark::of(&self.state, &self.session));
        if project.holds(&mark) {
            return false;
        }
        let painting = self.session.painting.as_ref();
        let is_queued = self.session.queue.next().is_some();
        project.path.is_some()
            || is_queued
            || mark.has_kept_by_hand()
            || painting
                .is_some_and(|painting| painting.phase().is_running() || painting.is_unsaved(&self.after_painting()))
    }

    /// Leaves the present project, after asking when something would be lost.
    pub(in crate::studio) fn leave(&mut self, departure: Departure, window: &Context) {
        if self.would_lose() {
            self.session.dialog = Some(Dialog::Leave(departure));
        } else {
            self.depart(departure, window);
        }
    }

    fn depart(&mut self, departure: Departure, window: &Context) {
        self.session.dialog = None;
        match departure {
            Departure::Close => self.close(window),
            Departure::New => self.begin_new(),
            Departure::Open(path) => self.open_project(path),
        }
    }

    fn close(&mut self, window: &Context) {
        self.session.exit = Exit::Agreed;
        if self.session.phase().is_running() {
            self.with_painting(|painting| painting.stop(Next::Close));
            window.request_repaint();
        } else {
            window.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    /// Begins a new project with the settings and the pictures of the first start.
    fn begin_new(&mut self) {
        self.give_up_work();
        let first = State::default();
        for role in self.state.style_roles().filter(|&role| role != Role::Style).collect::<Vec<_>>() {
            self.take_out(role);
        }
        (self.state.settings, self.state.colors) = (first.settings, first.colors);
        (self.state.fast, self.state.arrangement) = (first.fast, Arrangement::default());
        (self.state.start, self.state.mask) = (None, None);
        // Without its pictures there is nothing of the old project that Undo could bring back.
        for slot in self.session.slots.values_mut() {
            self.session.tasks.discard(slot.loaded.take());
            slot.awaited = None;
        }
        for role in [Role::Content, Role::Style] {
            if let Some(sample) = Source::first_sample(role) {
                self.state.set_source(role, Some(sample.clone()));
                self.read(role, sample);
            }
        }
        self.forget_history();
        self.session.project.path = None;
        self.session.project.embeds = false;
        self.session.project.saved = None;
        self.session.autosave.begin_anew(None);
        self.session.message = None;
    }

    /// Lets go of what was painted; what is to stay was saved or given up before.
    fn give_up_work(&mut self) {
        let session = &mut self.session;
        let painting = session.painting.take();
        let film = std::mem::take(&mut session.film);
        let sheet = session.sheet.take();
        session.queue = Queue::default();
        session.tasks.discard(sheet);
        // Textures are freed on the window's thread.
        drop(film);
        session.comparison = Comparison::default();
        session.parked_weights.clear();
        self.state.view = View::fit();
        self.give_up_painting(painting);
    }

    /// What was chosen for another project cannot be brought back.
    fn forget_history(&mut self) {
        self.session.history = History::default();
        let shelf = std::mem::take(&mut self.session.shelf);
        // Textures are freed on the window's thread.
        drop(shelf);
    }

    fn choose_project(&mut self) {
        let desktop = Arc::clone(&self.session.desktop);
        let folder = self.project_folder();
        self.session
            .tasks
            .spawn(move || Outcome::Project(ProjectOutcome::Chosen(desktop.choose_project(folder.as_deref()))));
    }

    /// A name for the project without its ending: that of its file, or of what is painted.
    pub(super) fn project_stem(&self) -> String {
        let own = self.session.project.path.as_deref().and_then(Path::file_stem);
        own.map_or_else(
            || {
                let stem = |role: Role| self.session.loaded(role).map(|loaded| loaded.source.stem());
                let stems: Vec<String> = [Role::Content, Role::Style].into_iter().filter_map(stem).collect();
                if stems.is_empty() { "painting".into() } else { stems.join("-") }
            },
            |own| own.to_string_lossy().into_owned(),
        )
    }

    /// The folder in which a project is looked for first.
    pub(super) fn project_folder(&self) -> Option<PathBuf> {
        let path = self.session.project.path.as_ref().or_else(|| self.session.project.recent.first());
        path.and_then(|path| path.parent()).map(Path::to_owned).or_else(|| self.state.save_folder.clone())
    }

    fn use_project_choice(&mut self, choice: Choice, window: &Context) {
        match choice {
            Choice::File(path) => self.leave(Departure::Open(path), window),
            Choice::Cancelled => {}
            Choice::Unavailable => self.session.dialog = Some(Dialog::ProjectPath { text: String::new() }),
        }
    }

    /// Opens a file if it is a project by its name; says whether it is.
    pub(super) fn opened_as_project(&mut self, path: &Path, window: &Context) -> bool {
        if is_project(path) {
            self.session.dialog = None;
            self.leave(Departure::Open(path.to_owned()), window);
        }
        is_project(path)
    }

    fn save_project(&mut self) {
        match self.session.project.path.clone() {
            Some(path) => self.write_project(path),
            None => self.ask_save(Subject::Project),
        }
    }

    /// Saves where the form says.
    pub(super) fn save_project_as(&mut self, form: &SaveForm) {
        self.write_project(form.path());
    }

    /// Begins to write the present project.
    fn write_project(&mut self, path: PathBuf) {
        self.session.dialog = None;
        let mark = Box::new(Mark::of(&self.state, &self.session));
        let draft = draft(&self.state, &self.session);
        let share = Share::default();
        self.session.saving.push(Saving { path: path.clone(), share: share.clone(), cancel: None });
        self.session.tasks.spawn(move || {
            let result = draft.save(&path, &|part| share.set(part));
            Outcome::Project(ProjectOutcome::Saved { path, mark, result })
        });
    }

    fn take_saved_project(&mut self, path: PathBuf, mark: Mark, result: Result<()>, window: &Context) {
        self.session.saving.retain(|saving| saving.path != path);
        let departure = self.session.project.departure.take();
        if let Err(error) = result {
            self.session.report(&error);
            return;
        }
        self.session.message = Some(Message::note(format!("Saved {}", name_of(&path))));
        self.session.project.saved = Some(mark);
        self.session.project.path = Some(path.clone());
        self.remember(path);
        if let Some(departure) = departure {
            self.depart(departure, window);
        }
    }

    /// Puts a project first among the last ones.
    fn remember(&mut self, path: PathBuf) {
        let Some(remembered) = self.session.project.remembered.clone() else { return };
        self.session.tasks.spawn(move || {
            // A list that cannot be written is no reason to trouble anybody.
            let recent = remembered.add(&path).unwrap_or_else(|_| remembered.list());
            Outcome::Project(ProjectOutcome::Recent(recent))
        });
    }

    /// Begins to read which projects were the last ones.
    pub(in crate::studio) fn read_recent(&self) {
        if let Some(remembered) = self.session.project.remembered.clone() {
            self.session.tasks.spawn(move || Outcome::Project(ProjectOutcome::Recent(remembered.list())));
        }
    }

    /// Names the project in the title of the window, with a star while something in it is not saved.
    pub(in crate::studio) fn show_title(&mut self, window: &Context) {
        let project = &self.session.project;
        let title = match project.path.as_deref().and_then(Path::file_stem) {
            Some(name) => {
                let star = if project.holds(&Mark::of(&self.state, &self.session)) { "" } else { "*" };
                format!("{}{star} – Impasto", name.to_string_lossy())
            }
            None => "Impasto".into(),
        };
        if title != self.session.project.title {
            window.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.session.project.title = title;
        }
    }
}
