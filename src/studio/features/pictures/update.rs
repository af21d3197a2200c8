//! Pictures from files, samples, the clipboard, and drops.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{ColorImage, Context};

use crate::fast::has_style_ending;
use crate::picture::{Framing, Picture};
use crate::project::is_project;
use crate::project::{PRESET_ENDING, SAMPLES, SampleKind};
use crate::studio::App;
use crate::studio::app::action::Action;
use crate::studio::app::outcome::Outcome;
use crate::studio::app::session::{Dialog, Dropped};
use crate::studio::canvas::{Method, OnScreen, pixels_within};
use crate::studio::features::fast::{FastAction, FastOutcome, Glimpse};
use crate::studio::features::presets;
use crate::studio::features::project::{self, Departure};
use crate::studio::language::{tr, tr_with};
use crate::studio::roles::{Loaded, Role, Source, pasted_path};
use crate::studio::services::Choice;

/// How long a dropped file waits for the pointer, which some desktops tell only after the drop, in seconds.
const DROP_PATIENCE: f64 = 0.2;
/// The longer side of the samples' thumbnails in pixels.
const SAMPLE_THUMBNAIL_SIDE: usize = 200;

impl App {
    /// Begins to read a picture that was chosen.
    pub(in crate::studio) fn read(&mut self, role: Role, source: Source) {
        self.session.services.pictures.last_role = role;
        self.session.services.dialogs.close();
        if let Source::File(path) = &source {
            self.state.open_folder = path.parent().map(Path::to_owned);
        }
        self.reserve(role, &source);
        // The frame of a picture belongs to it, not to the next one in its place.
        self.open(role, source, Framing::default());
    }

    /// Begins to read the remembered picture of a role, framed as it was.
    pub(in crate::studio) fn read_again(&mut self, role: Role) {
        if let Some(source) = self.state.setup.source(role).cloned() {
            self.open(role, source, self.state.setup.arrangement.framing(role));
        }
    }

    /// Takes the place of a further style before its picture is there.
    pub(in crate::studio) fn reserve(&mut self, role: Role, source: &Source) {
        if matches!(role, Role::Further(_)) {
            self.note_choices();
            self.state.setup.set_source(role, Some(source.clone()));
        }
    }

    pub(in crate::studio) fn open(&mut self, role: Role, source: Source, framing: Framing) {
        let ticket = self.session.services.pictures.slot(role).ask();
        let window = self.window.clone();
        self.session.tasks.spawn(move || {
            let result = Loaded::read(source, framing, &window).map(Box::new);
            Outcome::Picture { role, ticket, result }
        });
    }

    /// Begins to read a picture, or opens what turns out to be a project.
    pub(in crate::studio) fn use_picture(&mut self, role: Role, source: Source) {
        match &source {
            Source::File(path) if self.opened_as_project(&path.clone()) => {}
            _ => self.read(role, source),
        }
    }

    /// Begins to read the thumbnails of samples and bundled presets in the background.
    pub(in crate::studio) fn read_bundled_thumbnails(&self) {
        self.session.tasks.spawn_many(|report| {
            for sample in SAMPLES {
                // A sample that cannot be read tells so when it is chosen.
                if let Ok(picture) = sample.open() {
                    let image = pixels_within(&picture, SAMPLE_THUMBNAIL_SIDE).to_image();
                    report(Outcome::SampleThumbnail { file: sample.file, image });
                    if sample.kind == SampleKind::Painting {
                        let glimpse = Glimpse::new(Source::sample(sample), &picture);
                        report(Outcome::Fast(FastOutcome::Painting(glimpse)));
                    }
                }
            }
        });
    }

    pub(in crate::studio) fn choose_picture(&mut self, role: Role) {
        let desktop = Arc::clone(&self.session.services.desktop);
        let folder = self.state.open_folder.clone();
        let title = tr_with("Choose a picture: {picture}", &[("picture", &tr(role.title()))]);
        self.session
            .tasks
            .spawn(move || Outcome::PictureChosen(role, desktop.choose_picture(&title, folder.as_deref())));
    }

    pub(in crate::studio) fn choose_further_style(&mut self) {
        if let Some(role) = self.state.setup.next_style() {
            self.choose_picture(role);
        }
    }

    /// Uses the answer of the dialog for a picture.
    pub(in crate::studio) fn use_choice(&mut self, role: Role, choice: Choice) {
        match choice {
            Choice::File(path) => self.use_picture(role, Source::File(path)),
            Choice::Cancelled => {}
            Choice::Unavailable => {
                self.session.dialog.open(Dialog::Path { role, text: String::new() }, &mut self.session.services.dialogs)
            }
        }
    }

    pub(in crate::studio) fn use_pixels(&mut self, pixels: Arc<ColorImage>) {
        let role = self.session.services.pictures.last_role;
        self.reserve(role, &Source::Clipboard);
        let ticket = self.session.services.pictures.slot(role).ask();
        let window = self.window.clone();
        self.session.tasks.spawn(move || {
            let rgba: Vec<u8> = pixels.pixels.iter().flat_map(egui::Color32::to_srgba_unmultiplied).collect();
            let picture = Picture::from_rgba8(pixels.width(), pixels.height(), &rgba);
            Outcome::Picture { role, ticket, result: Ok(Box::new(Loaded::made(Source::Clipboard, picture, &window))) }
        });
    }

    pub(in crate::studio) fn use_pasted_text(&mut self, text: &str) {
        if let Some(path) = pasted_path(text) {
            self.read(self.session.services.pictures.last_role, Source::File(path));
        } else {
            let text = "There is no picture on the clipboard; copy a picture or a picture file first.";
            self.session.services.notices.warn(text);
        }
    }

    pub(in crate::studio) fn use_dropped(&mut self, paths: Vec<PathBuf>, role: Role) {
        let is_preset =
            |path: &PathBuf| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(PRESET_ENDING));
        let (presets, paths): (Vec<_>, Vec<_>) = paths.into_iter().partition(is_preset);
        for path in presets {
            self.update_presets(presets::Msg::ReadFile(path));
        }
        let mut paths = paths.into_iter();
        let other = match role {
            Role::Content => Some(Role::Style),
            Role::Style | Role::Start => Some(Role::Content),
            Role::Further(_) | Role::Mask => None,
        };
        for (role, path) in [Some(role), other].into_iter().flatten().zip(paths.by_ref()) {
            self.read(role, Source::File(path));
        }
        // As many more as there is room for are styles to be mixed in.
        for path in paths {
            let Some(role) = self.state.setup.next_style() else { break };
            self.read(role, Source::File(path));
        }
    }

    /// Gives dropped files to the thumbnail under the pointer, or to the content when there is none.
    pub(in crate::studio) fn settle_drop(&mut self, window: &Context) {
        let (paths, pointer, time) = window.input(|input| {
            let paths: Vec<_> = input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect();
            (paths, input.pointer.latest_pos(), input.time)
        });
        if !paths.is_empty() {
            self.session.dropped = Some(Dropped { paths, time });
        }
        let Some(dropped) = self.session.dropped.take() else { return };
        match pointer {
            None if time - dropped.time < DROP_PATIENCE => {
                self.session.dropped = Some(dropped);
                window.request_repaint();
            }
            _ => {
                let (styles, pictures): (Vec<_>, Vec<_>) =
                    dropped.paths.into_iter().partition(|path| holds_styles(path));
                if !styles.is_empty() {
                    self.session.services.method = Method::Fast;
                    self.perform(Action::Fast(FastAction::Add(styles)), window);
                }
                let (projects, pictures): (Vec<_>, Vec<_>) = pictures.into_iter().partition(|path| is_project(path));
                if let Some(project) = projects.into_iter().next() {
                    self.update_project(project::Msg::Leave(Departure::Open(project)));
                }
                if pictures.is_empty() {
                    return;
                }
                let under_pointer = pointer.and_then(|pointer| {
                    self.session.services.pictures.drop_targets.iter().find(|(_, rect)| rect.contains(pointer))
                });
                let role = under_pointer.map_or(Role::Content, |(&role, _)| role);
                self.perform(Action::UseDropped(pictures, role), window);
            }
        }
    }
}

/// Whether a dropped file is a fast style, or a folder, which can only hold such.
fn holds_styles(path: &Path) -> bool {
    has_style_ending(path) || path.is_dir()
}
