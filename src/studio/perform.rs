//! The one place where actions are carried out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{ColorImage, Context, ViewportCommand};

use crate::error::{Error, Result};
use crate::job::JobRequest;
use crate::network::{DeviceChoice, Layer};
use crate::picture::{Format, Picture, SaveOptions};
use crate::project::SAMPLES;
use crate::studio::App;
use crate::studio::action::Action;
use crate::studio::desktop::Choice;
use crate::studio::painting::{Newest, Next, Painting};
use crate::studio::save_form::SaveForm;
use crate::studio::session::{Dialog, Dropped, Exit, Message};
use crate::studio::source::{Role, Source, pasted_path};
use crate::studio::tasks::{Decoded, Outcome, image, image_within};
use crate::transfer::{Start, TransferSettings};

/// The iterations between two pictures on the canvas: it shows each one.
const PREVIEW_EVERY: usize = 1;
/// How long a dropped file waits for the pointer, which some desktops tell only after the drop, in seconds.
const DROP_PATIENCE: f64 = 0.2;
/// The longer side of the samples' thumbnails in pixels.
const SAMPLE_THUMBNAIL_SIDE: usize = 200;

impl App {
    /// Carries out one action.
    pub(super) fn perform(&mut self, action: Action, window: &Context) {
        let Self { state, session } = self;
        match action {
            Action::ChoosePicture(role) => self.choose_picture(role),
            Action::UsePicture(role, source) => self.read(role, source),
            Action::UsePixels(pixels) => self.use_pixels(pixels),
            Action::UsePastedText(text) => self.use_pasted_text(&text),
            Action::Paste => window.send_viewport_cmd(ViewportCommand::RequestPaste),
            Action::PasteFor(role) => {
                session.last_role = role;
                window.send_viewport_cmd(ViewportCommand::RequestPaste);
            }
            Action::UseDropped(paths, role) => self.use_dropped(paths, role),
            Action::ChangeSettings(settings) => self.change_settings(*settings),
            Action::ResetSettings => {
                state.device = DeviceChoice::default();
                self.change_settings(TransferSettings::default());
            }
            Action::ChangeDevice(device) => state.device = device,
            Action::Pause => self.with_painting(Painting::pause),
            Action::Resume => self.with_painting(Painting::resume),
            Action::Stop => self.with_painting(|painting| painting.stop(Next::Rest)),
            Action::Restart if session.phase().is_running() => {
                self.with_painting(|painting| painting.stop(Next::Restart));
            }
            Action::Start | Action::Restart => self.start(window),
            Action::AskSave => self.ask_save(),
            Action::BrowseTarget(form) => self.browse_target(form),
            Action::Save(form) => self.save_or_ask(form),
            Action::Replace(form) => self.save(&form),
            Action::ShowDialog(dialog) => session.dialog = Some(dialog),
            Action::CloseDialog => session.dialog = None,
            Action::DismissMessage => session.message = None,
            Action::SetView(view) => state.view = view,
            Action::ZoomBy(ratio) => {
                if let Some(stage) = session.stage {
                    state.view = state.view.zoomed_by(&stage, ratio, stage.canvas.center());
                }
            }
            Action::ShowActualSize => {
                if let Some(stage) = session.stage {
                    state.view = state.view.zoomed_to(&stage, 1.0, stage.canvas.center());
                }
            }
            Action::SetWipe(wipe) => session.wipe = wipe.clamp(0.0, 1.0),
            Action::ToggleCompare => session.wipe = if session.wipe > 0.0 { 0.0 } else { 0.5 },
            Action::TogglePlot => state.shows_plot = !state.shows_plot,
            Action::NoteStage(stage) => session.stage = Some(stage),
            Action::NoteDropTarget(role, rect) => {
                session.drop_targets.insert(role, rect);
            }
            Action::Quit => window.send_viewport_cmd(ViewportCommand::Close),
            Action::StopAndClose => self.stop_and_close(window),
        }
    }

    fn with_painting(&mut self, change: impl FnOnce(&mut Painting)) {
        if let Some(painting) = &mut self.session.painting {
            change(painting);
        }
    }

    /// Begins to read a picture in the background.
    pub(super) fn read(&mut self, role: Role, source: Source) {
        self.session.last_role = role;
        self.session.dialog = None;
        if let Source::File(path) = &source {
            self.state.open_folder = path.parent().map(Path::to_owned);
        }
        let ticket = self.session.slots.entry(role).or_default().ask();
        self.session.tasks.spawn(move || {
            let result = source.open().map(|picture| Box::new(Decoded::new(source, picture)));
            Outcome::Picture { role, ticket, result }
        });
    }

    /// Begins to read the samples' thumbnails in the background.
    pub(super) fn read_sample_thumbnails(&self) {
        self.session.tasks.spawn_many(|report| {
            for sample in SAMPLES {
                // A sample that cannot be read tells so when it is chosen.
                if let Ok(picture) = sample.open() {
                    let image = image_within(&picture, SAMPLE_THUMBNAIL_SIDE);
                    report(Outcome::SampleThumbnail { file: sample.file, image });
                }
            }
        });
    }

    fn choose_picture(&mut self, role: Role) {
        let desktop = Arc::clone(&self.session.desktop);
        let folder = self.state.open_folder.clone();
        let title = format!("Choose the {} picture", role.title().to_lowercase().trim_end_matches(" picture"));
        self.session
            .tasks
            .spawn(move || Outcome::PictureChosen(role, desktop.choose_picture(&title, folder.as_deref())));
    }

    /// Uses the answer of the dialog for a picture.
    pub(super) fn use_choice(&mut self, role: Role, choice: Choice) {
        match choice {
            Choice::File(path) => self.read(role, Source::File(path)),
            Choice::Cancelled => {}
            Choice::Unavailable => self.session.dialog = Some(Dialog::Path { role, text: String::new() }),
        }
    }

    fn use_pixels(&mut self, pixels: Arc<ColorImage>) {
        let role = self.session.last_role;
        let ticket = self.session.slots.entry(role).or_default().ask();
        self.session.tasks.spawn(move || {
            let rgba: Vec<u8> = pixels.pixels.iter().flat_map(egui::Color32::to_srgba_unmultiplied).collect();
            let picture = Picture::from_rgba8(pixels.width(), pixels.height(), &rgba);
            Outcome::Picture { role, ticket, result: Ok(Box::new(Decoded::new(Source::Clipboard, picture))) }
        });
    }

    fn use_pasted_text(&mut self, text: &str) {
        if let Some(path) = pasted_path(text) {
            self.read(self.session.last_role, Source::File(path));
        } else {
            let text = "There is no picture on the clipboard; copy a picture or a picture file first.";
            self.session.message = Some(Message::warning(text));
        }
    }

    fn use_dropped(&mut self, paths: Vec<PathBuf>, role: Role) {
        let other = if role == Role::Content { Role::Style } else { Role::Content };
        for (role, path) in [role, other].into_iter().zip(paths) {
            self.read(role, Source::File(path));
        }
    }

    /// Gives dropped files to the thumbnail under the pointer, or to the content when there is none.
    pub(super) fn settle_drop(&mut self, window: &Context) {
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
                let under_pointer = pointer
                    .and_then(|pointer| self.session.drop_targets.iter().find(|(_, rect)| rect.contains(pointer)));
                let role = under_pointer.map_or(Role::Content, |(&role, _)| role);
                self.perform(Action::UseDropped(dropped.paths, role), window);
            }
        }
    }

    fn change_settings(&mut self, settings: TransferSettings) {
        for layer in Layer::ALL {
            let before = self.state.settings.weights.style_layers.weight(layer);
            if before > 0.0 && settings.weights.style_layers.weight(layer) == 0.0 {
                self.session.parked_weights.insert(layer, before);
            }
        }
        self.state.settings = settings;
        if let Some(painting) = &mut self.session.painting {
            painting.set_weights(&self.state.settings.weights);
        }
    }

    fn start(&mut self, window: &Context) {
        match self.new_painting(window) {
            Ok(painting) => {
                self.session.painting = Some(painting);
                self.session.message = None;
            }
            Err(error) => self.session.report(&error),
        }
    }

    fn new_painting(&self, window: &Context) -> Result<Painting> {
        let settings = self.state.settings.clone();
        settings.validate()?;
        let missing = |role: Role| Error::value(role.title(), "empty", "choose a picture for it");
        let loaded = |role: Role| self.session.loaded(role).ok_or_else(|| missing(role));
        let (content, style) = (loaded(Role::Content)?, loaded(Role::Style)?);
        let start = match settings.start {
            Start::Picture => Some(Arc::clone(&loaded(Role::Start)?.picture)),
            Start::Content | Start::Noise | Start::Style => None,
        };
        let request = JobRequest {
            settings,
            content: Arc::clone(&content.picture),
            style: Arc::clone(&style.picture),
            start,
            device: self.state.device,
            networks: self.session.networks.clone(),
            preview_every: PREVIEW_EVERY,
        };
        let sources = [content.source.clone(), style.source.clone()];
        Ok(Painting::start(request, content.display.clone(), sources, window))
    }

    /// Begins to make the image of the finished painting for the canvas.
    pub(super) fn show_final_picture(&self) {
        let newest = self.session.painting.as_ref().and_then(Painting::newest);
        if let Some(Newest::Final(picture, _)) = newest {
            let picture = Arc::clone(picture);
            self.session.tasks.spawn(move || Outcome::FinalImage(image(&picture)));
        }
    }

    fn ask_save(&mut self) {
        let Some(painting) = &self.session.painting else { return };
        let [content, style] = &painting.sources;
        let stem = format!("{}-{}", content.stem(), style.stem());
        let folder = self.state.save_folder.clone().unwrap_or_else(pictures_folder);
        let quality = self.state.save_options.jpeg_quality;
        let form = SaveForm::new(&folder, &stem, &self.state.save_ending, quality);
        self.session.dialog = Some(Dialog::Save(form));
    }

    fn browse_target(&mut self, form: SaveForm) {
        let desktop = Arc::clone(&self.session.desktop);
        let (folder, name) = (PathBuf::from(&form.folder), form.name.clone());
        self.session.dialog = Some(Dialog::Save(form));
        self.session.tasks.spawn(move || Outcome::TargetChosen(desktop.choose_target(&folder, &name)));
    }

    /// Uses the answer of the dialog for a file to save.
    pub(super) fn use_target(&mut self, choice: Choice) {
        let Some(Dialog::Save(form)) = &mut self.session.dialog else { return };
        match choice {
            Choice::File(path) => {
                form.set_path(&path);
                form.agreed = Some(path);
            }
            Choice::Cancelled => {}
            Choice::Unavailable => {
                let text = "This desktop has no file dialog; type the folder and the name instead.";
                self.session.message = Some(Message::warning(text));
            }
        }
    }

    fn save_or_ask(&mut self, form: SaveForm) {
        let path = form.path();
        if path.exists() && form.agreed.as_ref() != Some(&path) {
            self.session.dialog = Some(Dialog::Overwrite(form));
        } else {
            self.save(&form);
        }
    }

    fn save(&mut self, form: &SaveForm) {
        self.session.dialog = None;
        let Some(newest) = self.session.painting.as_ref().and_then(Painting::newest).cloned() else { return };
        let path = form.path();
        self.state.save_folder = path.parent().map(Path::to_owned);
        self.state.save_options = SaveOptions { jpeg_quality: form.quality };
        if let Some(format) = form.format().map(Format::endings) {
            self.state.save_ending = format[0].into();
        }
        let options = self.state.save_options;
        self.session.tasks.spawn(move || {
            let result = newest.to_picture().save(&path, &options);
            Outcome::Saved { path, iteration: newest.iteration(), result }
        });
    }

    fn stop_and_close(&mut self, window: &Context) {
        self.session.exit = Exit::Agreed;
        self.session.dialog = None;
        if self.session.phase().is_running() {
            self.with_painting(|painting| painting.stop(Next::Close));
        } else {
            window.send_viewport_cmd(ViewportCommand::Close);
        }
    }
}

/// Where paintings are saved at first.
fn pictures_folder() -> PathBuf {
    let home = std::env::home_dir().unwrap_or_default();
    let pictures = home.join("Pictures");
    if pictures.is_dir() { pictures } else { home }
}
