//! What becomes of the messages.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{ColorImage, ViewportCommand};

use crate::error::Result;
use crate::fast::has_style_ending;
use crate::picture::{Framing, Picture};
use crate::project::{PRESET_ENDING, SAMPLES, SampleKind, is_project};
use crate::studio::canvas::{OnScreen, pixels_within, upload};
use crate::studio::features::pictures::{Dialog, Dropped, Event, Msg, Pictures};
use crate::studio::language::{tr, tr_with};
use crate::studio::roles::{Loaded, Role, Source, StyleUse, pasted_path};
use crate::studio::services::{Choice, Context};
use crate::studio::tasks::discard;
use crate::text::text;

/// How long a dropped file waits for the pointer, which some desktops tell only after the drop, in seconds.
const DROP_PATIENCE: f64 = 0.2;
/// The longer side of the samples' thumbnails in pixels.
const SAMPLE_THUMBNAIL_SIDE: usize = 200;

impl Pictures {
    /// Carries out a message; `folder` is where a picture was last opened, which is remembered.
    pub fn update(&mut self, folder: &mut Option<PathBuf>, msg: Msg, context: &mut Context<'_>) -> Vec<Event> {
        match msg {
            Msg::Ask(dialog) => self.dialog.open(dialog, &mut context.services.dialogs),
            Msg::CloseDialog => context.services.dialogs.close(),
            Msg::Choose(role) => self.choose(role, folder.clone(), context),
            Msg::ChooseFurtherStyle => {
                if let Some(role) = context.setup.next_style() {
                    self.choose(role, folder.clone(), context);
                }
            }
            Msg::Chosen(role, choice) => match choice {
                Ok(Choice::File(path)) => return self.use_source(role, Source::File(path), folder, context),
                Ok(Choice::Cancelled) => {}
                Ok(Choice::Unavailable) => {
                    self.dialog.open(Dialog::Path { role, text: String::new() }, &mut context.services.dialogs);
                }
                Err(error) => context.report(&error),
            },
            Msg::Use(role, source) => return self.use_source(role, source, folder, context),
            Msg::Read { role, ticket, result } => self.take(role, ticket, result, folder, context),
            Msg::Framed { role, ticket, result } => take_framed(role, ticket, result, context),
            Msg::Paste(role) => {
                let pictures = &mut context.services.pictures;
                pictures.last_role = role.unwrap_or(pictures.last_role);
                context.window.send_viewport_cmd(ViewportCommand::RequestPaste);
            }
            Msg::UsePixels(pixels) => self.use_pixels(pixels, context),
            Msg::UsePastedText(text) => match pasted_path(&text) {
                Some(path) => self.read(context.services.pictures.last_role, Source::File(path), folder, context),
                None => context
                    .services
                    .notices
                    .warn(text!("There is no picture on the clipboard; copy a picture or a picture file first.")),
            },
            Msg::UseDropped(paths, role) => return self.use_dropped(paths, role, folder, context),
            Msg::NoteDropTarget(role, rect) => _ = context.services.pictures.drop_targets.insert(role, rect),
            Msg::Frame(role, framing) => {
                if framing.crop.validate().is_ok() {
                    context.services.undo.note();
                    context.setup.arrangement.set_framing(role, framing);
                }
            }
            Msg::WeighStyle(role, weight) => {
                context.services.undo.note();
                let how = StyleUse { weight, ..context.setup.arrangement.style_use(role) };
                context.setup.arrangement.set_style_use(role, how);
            }
            Msg::RemoveStyle(role) => self.remove_style(role, context),
            Msg::RemoveMask => {
                context.services.undo.note();
                context.take_out(Role::Mask);
            }
            Msg::SampleRead { sample, image, painting } => {
                self.thumbnails.insert(sample.file, upload(context.window, sample.file, image));
                let event = |painting| Event::Painting(Source::sample(sample), Arc::new(painting));
                return painting.map(event).into_iter().collect();
            }
            Msg::NoThumbnails(error) => context.report(&error),
        }
        Vec::new()
    }

    /// Begins to read a picture that was chosen.
    pub fn read(&self, role: Role, source: Source, folder: &mut Option<PathBuf>, context: &mut Context<'_>) {
        context.services.pictures.last_role = role;
        context.services.dialogs.close();
        if let Source::File(path) = &source {
            *folder = path.parent().map(Path::to_owned);
        }
        reserve(role, &source, context);
        // The frame of a picture belongs to it, not to the next one in its place.
        self.open(role, source, Framing::default(), context);
    }

    /// Begins to read the remembered picture of a role, framed as it was.
    pub fn read_again(&self, role: Role, context: &mut Context<'_>) {
        if let Some(source) = context.setup.source(role).cloned() {
            let framing = context.setup.arrangement.framing(role);
            self.open(role, source, framing, context);
        }
    }

    fn open(&self, role: Role, source: Source, framing: Framing, context: &mut Context<'_>) {
        let ticket = context.services.pictures.slot(role).ask();
        let window = context.window.clone();
        self.tasks.run(
            move || Loaded::read(source, framing, &window).map(Box::new),
            move |result| Msg::Read { role, ticket, result },
        );
    }

    /// Begins to read a picture, or hands on what turns out to be a project.
    fn use_source(
        &self,
        role: Role,
        source: Source,
        folder: &mut Option<PathBuf>,
        context: &mut Context<'_>,
    ) -> Vec<Event> {
        match source {
            Source::File(path) if is_project(&path) => {
                context.services.dialogs.close();
                return vec![Event::Project(path)];
            }
            source => self.read(role, source, folder, context),
        }
        Vec::new()
    }

    /// Begins to read the samples.
    pub(super) fn read_samples(&self) {
        self.tasks.run_many(
            |report| {
                for sample in SAMPLES {
                    // A sample that cannot be read tells so when it is chosen.
                    if let Ok(picture) = sample.open() {
                        let image = pixels_within(&picture, SAMPLE_THUMBNAIL_SIDE).to_image();
                        let painting = (sample.kind == SampleKind::Painting).then_some(picture);
                        report(Msg::SampleRead { sample, image, painting });
                    }
                }
                Ok(())
            },
            Msg::NoThumbnails,
        );
    }

    fn choose(&self, role: Role, folder: Option<PathBuf>, context: &Context<'_>) {
        let desktop = Arc::clone(&context.services.desktop);
        let title = tr_with("Choose a picture: {picture}", &[("picture", &tr(role.title()))]);
        self.tasks.run(
            move || Ok(desktop.choose_picture(&title, folder.as_deref())),
            move |choice| Msg::Chosen(role, choice),
        );
    }

    fn use_pixels(&self, pixels: Arc<ColorImage>, context: &mut Context<'_>) {
        let role = context.services.pictures.last_role;
        reserve(role, &Source::Clipboard, context);
        let ticket = context.services.pictures.slot(role).ask();
        let window = context.window.clone();
        self.tasks.run(
            move || {
                let rgba: Vec<u8> = pixels.pixels.iter().flat_map(egui::Color32::to_srgba_unmultiplied).collect();
                let picture = Picture::from_rgba8(pixels.width(), pixels.height(), &rgba);
                Ok(Box::new(Loaded::made(Source::Clipboard, picture, &window)))
            },
            move |result| Msg::Read { role, ticket, result },
        );
    }

    /// Takes a picture that was read.
    fn take(
        &self,
        role: Role,
        ticket: u64,
        result: Result<Box<Loaded>>,
        folder: &mut Option<PathBuf>,
        context: &mut Context<'_>,
    ) {
        if !context.services.pictures.slot(role).take(ticket) {
            return;
        }
        match result {
            Ok(loaded) => {
                context.services.undo.note();
                context.use_loaded(role, *loaded);
            }
            Err(error) => {
                context.report(&error);
                match context.loaded(role).map(|loaded| loaded.source.clone()) {
                    Some(present) => context.setup.set_source(role, Some(present)),
                    None => self.fill_with_sample(role, folder, context),
                }
            }
        }
    }

    /// Fills a role whose remembered picture cannot be read.
    fn fill_with_sample(&self, role: Role, folder: &mut Option<PathBuf>, context: &mut Context<'_>) {
        match role {
            Role::Start | Role::Mask => {}
            Role::Further(_) => self.remove_style(role, context),
            Role::Content | Role::Style => {
                if let Some(sample) = Source::first_sample(role)
                    && context.setup.source(role) != Some(&sample)
                {
                    context.setup.set_source(role, Some(sample.clone()));
                    self.read(role, sample, folder, context);
                }
            }
        }
    }

    /// Takes a style out. In the place of the first one comes the next, so that there is always a first.
    fn remove_style(&self, role: Role, context: &mut Context<'_>) {
        let Some(next) = context.setup.style_roles().find(|&next| next != Role::Style) else { return };
        context.services.undo.note();
        if role != Role::Style {
            return context.take_out(role);
        }
        let how = context.setup.arrangement.style_use(next);
        let (source, loaded) = (context.setup.source(next).cloned(), context.loaded(next).cloned());
        context.take_out(next);
        context.setup.set_source(Role::Style, source);
        match loaded {
            Some(loaded) => context.use_loaded(Role::Style, loaded),
            None => self.read_again(Role::Style, context),
        }
        context.setup.arrangement.set_style_use(Role::Style, how);
    }

    fn use_dropped(
        &self,
        paths: Vec<PathBuf>,
        role: Role,
        folder: &mut Option<PathBuf>,
        context: &mut Context<'_>,
    ) -> Vec<Event> {
        let is_preset =
            |path: &PathBuf| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(PRESET_ENDING));
        let (presets, paths): (Vec<_>, Vec<_>) = paths.into_iter().partition(is_preset);
        let mut paths = paths.into_iter();
        let other = match role {
            Role::Content => Some(Role::Style),
            Role::Style | Role::Start => Some(Role::Content),
            Role::Further(_) | Role::Mask => None,
        };
        for (role, path) in [Some(role), other].into_iter().flatten().zip(paths.by_ref()) {
            self.read(role, Source::File(path), folder, context);
        }
        // As many more as there is room for are styles to be mixed in.
        for path in paths {
            let Some(role) = context.setup.next_style() else { break };
            self.read(role, Source::File(path), folder, context);
        }
        presets.into_iter().map(Event::Preset).collect()
    }

    /// Gives dropped files to the thumbnail under the pointer, or to the content when there is none.
    pub fn settle_drop(&mut self, folder: &mut Option<PathBuf>, context: &mut Context<'_>) -> Vec<Event> {
        let (paths, pointer, time) = context.window.input(|input| {
            let paths: Vec<_> = input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect();
            (paths, input.pointer.latest_pos(), input.time)
        });
        if !paths.is_empty() {
            self.dropped = Some(Dropped { paths, time });
        }
        let Some(dropped) = self.dropped.take() else { return Vec::new() };
        if pointer.is_none() && time - dropped.time < DROP_PATIENCE {
            self.dropped = Some(dropped);
            context.window.request_repaint();
            return Vec::new();
        }
        let (styles, pictures): (Vec<_>, Vec<_>) = dropped.paths.into_iter().partition(|path| holds_styles(path));
        let (projects, pictures): (Vec<_>, Vec<_>) = pictures.into_iter().partition(|path| is_project(path));
        let styles = (!styles.is_empty()).then_some(Event::FastStyles(styles));
        let mut events: Vec<Event> =
            styles.into_iter().chain(projects.into_iter().next().map(Event::Project)).collect();
        if !pictures.is_empty() {
            let targets = &context.services.pictures.drop_targets;
            let under_pointer = pointer.and_then(|pointer| targets.iter().find(|(_, rect)| rect.contains(pointer)));
            let role = under_pointer.map_or(Role::Content, |(&role, _)| role);
            events.extend(self.use_dropped(pictures, role, folder, context));
        }
        events
    }

    /// Begins to frame every picture that is framed otherwise than was asked for.
    pub fn settle_framings(&self, context: &mut Context<'_>) {
        let roles: Vec<Role> = [Role::Content, Role::Mask].into_iter().chain(context.setup.style_roles()).collect();
        for role in roles {
            let framing = context.setup.arrangement.framing(role);
            let pictures = &mut context.services.pictures;
            let Some(loaded) = pictures.loaded(role).filter(|loaded| loaded.framing != framing).cloned() else {
                continue;
            };
            if pictures.is_loading(role) {
                continue;
            }
            let ticket = pictures.slot(role).ask();
            let window = context.window.clone();
            self.tasks.run(
                move || {
                    let Loaded { source, provenance, original, .. } = loaded;
                    Ok(Box::new(Loaded::framed(source, provenance, original, framing, &window)))
                },
                move |result| Msg::Framed { role, ticket, result },
            );
        }
    }
}

/// Takes the place of a further style before its picture is there.
fn reserve(role: Role, source: &Source, context: &mut Context<'_>) {
    if matches!(role, Role::Further(_)) {
        context.services.undo.note();
        context.setup.set_source(role, Some(source.clone()));
    }
}

/// Takes a picture that was framed in another way.
fn take_framed(role: Role, ticket: u64, result: Result<Box<Loaded>>, context: &mut Context<'_>) {
    let slot = context.services.pictures.slot(role);
    if !slot.take(ticket) {
        return;
    }
    match result {
        Ok(framed) => discard(slot.loaded.replace(*framed)),
        Err(error) => {
            // It stays as it is, or it would be tried for ever; the mask is framed as the content is.
            if let Some(framing) = slot.loaded.as_ref().map(|loaded| loaded.framing) {
                let role = if role == Role::Mask { Role::Content } else { role };
                context.setup.arrangement.set_framing(role, framing);
            }
            context.report(&error);
        }
    }
}

/// Whether a dropped file is a fast style, or a folder, which can only hold such.
fn holds_styles(path: &Path) -> bool {
    has_style_ending(path) || path.is_dir()
}
