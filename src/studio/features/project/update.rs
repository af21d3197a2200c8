//! Projects: leaving one for another, saving, and the list of the last ones.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Context, ViewportCommand};

use crate::error::Result;
use crate::studio::App;
use crate::studio::app::outcome::Outcome;
use crate::studio::app::session::{Dialog, Exit};
use crate::studio::app::state::State;
use crate::studio::canvas::{Comparison, View};
use crate::studio::features::film_strip::Film;
use crate::studio::features::project::{Departure, Mark, ProjectAction, ProjectOutcome, draft, name_of};
use crate::studio::features::queue::Queue;
use crate::studio::features::saving::{SaveForm, Subject};
use crate::studio::painted::Next;
use crate::studio::roles::{Arrangement, Role, Source};
use crate::studio::services::{Choice, History};
use crate::studio::tasks::discard;

impl App {
    pub(in crate::studio) fn perform_project(&mut self, action: ProjectAction, window: &Context) {
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
            || painting.is_some_and(|painting| {
                painting.phase().is_running()
                    || painting.is_unsaved(&self.session.services.pictures.after_painting(&self.state.setup))
            })
    }

    /// Leaves the present project, after asking when something would be lost.
    pub(in crate::studio) fn leave(&mut self, departure: Departure, window: &Context) {
        if self.would_lose() {
            self.session.dialog.open(Dialog::Leave(departure), &mut self.session.services.dialogs);
        } else {
            self.depart(departure, window);
        }
    }

    pub(in crate::studio) fn depart(&mut self, departure: Departure, window: &Context) {
        self.session.services.dialogs.close();
        match departure {
            Departure::Close => self.close(window),
            Departure::New => self.begin_new(),
            Departure::Open(path) => self.open_project(path),
        }
    }

    pub(in crate::studio) fn close(&mut self, window: &Context) {
        self.session.exit = Exit::Agreed;
        if self.session.phase().is_running() {
            self.with_painting(|painting| painting.stop(Next::Close));
            window.request_repaint();
        } else {
            window.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    /// Begins a new project with the settings and the pictures of the first start.
    pub(in crate::studio) fn begin_new(&mut self) {
        self.give_up_work();
        let first = State::default();
        self.lend().take_out_further_styles();
        (self.state.setup.settings, self.state.setup.colors) = (first.setup.settings, first.setup.colors);
        (self.state.fast, self.state.setup.arrangement) = (first.fast, Arrangement::default());
        (self.state.setup.start, self.state.setup.mask) = (None, None);
        // Without its pictures there is nothing of the old project that Undo could bring back.
        self.session.services.pictures.clear();
        for role in [Role::Content, Role::Style] {
            if let Some(sample) = Source::first_sample(role) {
                self.state.setup.set_source(role, Some(sample.clone()));
                self.read(role, sample);
            }
        }
        self.forget_history();
        self.session.project.path = None;
        self.session.project.embeds = false;
        self.session.project.saved = None;
        self.session.autosave.begin_anew(None);
        self.session.services.notices.clear();
    }

    /// Lets go of what was painted; what is to stay was saved or given up before.
    pub(in crate::studio) fn give_up_work(&mut self) {
        let session = &mut self.session;
        let painting = session.painting.take();
        let sheet = session.contact_sheet.sheet.take();
        // Textures are freed on the window's thread.
        session.film = Film::new(&self.window);
        session.queue = Queue::default();
        discard(sheet);
        session.services.comparison = Comparison::default();
        session.services.parked_weights.clear();
        self.state.view = View::fit();
        self.give_up_painting(painting);
    }

    /// What was chosen for another project cannot be brought back.
    pub(in crate::studio) fn forget_history(&mut self) {
        self.session.history = History::default();
        self.session.services.pictures.forget_replaced();
    }

    pub(in crate::studio) fn choose_project(&mut self) {
        let desktop = Arc::clone(&self.session.services.desktop);
        let folder = self.project_folder();
        self.session
            .tasks
            .spawn(move || Outcome::Project(ProjectOutcome::Chosen(desktop.choose_project(folder.as_deref()))));
    }

    /// A name for the project without its ending: that of its file, or of what is painted.
    pub(in crate::studio) fn project_stem(&self) -> String {
        let own = self.session.project.path.as_deref().and_then(Path::file_stem);
        own.map_or_else(
            || {
                let stem = |role: Role| self.session.services.pictures.loaded(role).map(|loaded| loaded.source.stem());
                let stems: Vec<String> = [Role::Content, Role::Style].into_iter().filter_map(stem).collect();
                if stems.is_empty() { "painting".into() } else { stems.join("-") }
            },
            |own| own.to_string_lossy().into_owned(),
        )
    }

    /// The folder in which a project is looked for first.
    pub(in crate::studio) fn project_folder(&self) -> Option<PathBuf> {
        let path = self.session.project.path.as_ref().or_else(|| self.session.project.recent.first());
        path.and_then(|path| path.parent()).map(Path::to_owned).or_else(|| self.state.saving.folder.clone())
    }

    pub(in crate::studio) fn use_project_choice(&mut self, choice: Choice, window: &Context) {
        match choice {
            Choice::File(path) => self.leave(Departure::Open(path), window),
            Choice::Cancelled => {}
            Choice::Unavailable => self
                .session
                .dialog
                .open(Dialog::ProjectPath { text: String::new() }, &mut self.session.services.dialogs),
        }
    }

    /// Opens a file if it is a project by its name; says whether it is.
    pub(in crate::studio) fn save_project(&mut self) {
        match self.session.project.path.clone() {
            Some(path) => self.write_project(path),
            None => self.ask_save(Subject::Project),
        }
    }

    /// Saves where the form says.
    pub(in crate::studio) fn save_project_as(&mut self, form: &SaveForm) {
        self.write_project(form.path());
    }

    /// Begins to write the present project.
    pub(in crate::studio) fn write_project(&mut self, path: PathBuf) {
        self.session.services.dialogs.close();
        let mark = Box::new(Mark::of(&self.state, &self.session));
        let draft = draft(&self.state, &self.session);
        let share = self.session.saving.begin(path.clone(), None);
        self.session.tasks.spawn(move || {
            let result = draft.save(&path, &|part| share.set(part));
            Outcome::Project(ProjectOutcome::Saved { path, mark, result })
        });
    }

    pub(in crate::studio) fn take_saved_project(
        &mut self,
        path: PathBuf,
        mark: Mark,
        result: Result<()>,
        window: &Context,
    ) {
        self.session.saving.end(&path);
        let departure = self.session.project.departure.take();
        if let Err(error) = result {
            self.session.services.notices.error(&error);
            return;
        }
        self.session.services.notices.note(format!("Saved {}", name_of(&path)));
        self.session.project.saved = Some(mark);
        self.session.project.path = Some(path.clone());
        self.remember(path);
        if let Some(departure) = departure {
            self.depart(departure, window);
        }
    }

    /// Puts a project first among the last ones.
    pub(in crate::studio) fn remember(&mut self, path: PathBuf) {
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
