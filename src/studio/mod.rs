//! The window: an egui program around one canvas.
//!
//! Everything that an artist does is a feature with a folder of its own in [`features`]. Below the features lies what
//! they share, above them the app, which owns them, draws them, and wires the few places where they talk. Each room
//! imports only rooms above it in this table:
//!
//! | room | what lives there | leans on |
//! | --- | --- | --- |
//! | [`language`] | the languages of the window, and how a text is said in them | - |
//! | [`format`](mod@format) | times and amounts | language |
//! | [`theme`] | the colours, fonts and sizes that everything shares | language |
//! | [`widgets`] | the controls that the views are made of | theme, format |
//! | [`tasks`] | work in the background, whose outcome comes back as a message; a panic in it comes back as an error | language |
//! | [`canvas`] | pictures on the screen: prepared for every zoom, cut into tiles; which of them is seen, and what part | - |
//! | [`roles`] | the pictures that are painted from, and what the next painting is made of | canvas, tasks |
//! | [`painted`] | what was painted, or is to be, as several features know it; contact sheets while they are painted | roles, widgets |
//! | [`services`] | what the app lends to a feature: the desktop, notices, dialogs, undo, the pictures of the roles | painted |
//! | [`features`] | what an artist does, one folder for each thing | services |
//! | [`app`] | the program as eframe drives it: what is remembered, what runs, commands, the layout of the window | features |
//!
//! # The way of a click
//!
//! A view is a function of its feature's model and pushes messages. After drawing, the app hands each message to the
//! feature's update, with what is remembered of that feature and a [`services::Context`]. What takes longer than a frame
//! is started with [`tasks::Tasks`] and comes back as another message of the same feature, so that something that is done
//! in the background is written in one folder. Where features must talk, the update returns an event, and `app/wiring.rs`
//! carries it out. [`features::presets`] is the smallest feature that shows all of it.

pub mod app;
pub mod canvas;
pub mod features;
pub mod format;
pub mod language;
pub mod painted;
pub mod roles;
pub mod services;
pub mod tasks;
pub mod theme;
pub mod widgets;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Result};
use crate::network::NetworkCache;
use crate::project::{RecentProjects, Recovery, TrainingPlace};
use crate::text::text;

pub use app::App;
pub use app::frame_log::{FrameLog, FrameSummary};
pub use app::state::State;
pub use features::project::AUTOSAVE_EVERY;
use services::APP_ID;
pub use services::{Choice, Desktop};

/// The size of the window at the first start, in points.
const FIRST_SIZE: [f32; 2] = [1280.0, 800.0];

/// Opens the window with these files, a project or pictures, and returns when it is closed; with a file for the times of
/// its frames, with their summary.
///
/// # Errors
/// [`Error::File`] when that file cannot be written.
/// [`Error::Interface`] when there is no display, or no graphics driver that can draw on it.
pub fn run(networks: NetworkCache, files: Vec<PathBuf>, frame_times: Option<&Path>) -> Result<Option<FrameSummary>> {
    if !has_display() {
        return Err(Error::Interface {
            what: text!("there is no display to open a window on"),
            remedy: text!("use `impasto render` to paint without one"),
            source: None,
        });
    }
    let log = frame_times.map(FrameLog::create).transpose()?.map(|log| Arc::new(Mutex::new(log)));
    let app_log = log.clone();
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_app_id(APP_ID)
            .with_title("Impasto")
            .with_icon(icon())
            .with_inner_size(FIRST_SIZE)
            .with_min_inner_size(app::appearance::SMALLEST_SIZE),
        ..Default::default()
    };
    let create: eframe::AppCreator<'_> = Box::new(move |context| {
        theme::install(&context.egui_ctx);
        let remembered = context.storage.and_then(|storage| storage.get_string(app::STORAGE_KEY));
        let state = remembered.map_or_else(State::default, |text| State::from_text(&text));
        let graphics = context.wgpu_render_state.as_ref().map(|state| state.adapter.get_info());
        let graphics = graphics.map(|info| format!("{} ({})", info.name, info.backend));
        let mut app = App::new(&context.egui_ctx, state, networks, Arc::new(services::NativeDesktop));
        if let Some(place) = Recovery::of_person() {
            app = app.with_recovery(place, AUTOSAVE_EVERY);
        }
        app = app.with_training(TrainingPlace::of_person());
        if let Some(remembered) = RecentProjects::of_person() {
            app = app.with_recent(remembered);
        }
        Ok(Box::new(app.with_files(files).with_frame_log(app_log).with_graphics(graphics)))
    });
    eframe::run_native(APP_ID, options, create).map_err(|error| Error::Interface {
        what: text!("the window could not be opened"),
        remedy: text!("check the display and its graphics driver, or use `impasto render` to paint without a window"),
        // eframe's error may not leave this thread, its text may.
        source: Some(error.to_string().into()),
    })?;
    Ok(log.and_then(|log| log.lock().unwrap_or_else(PoisonError::into_inner).summary()))
}

/// The icon of the window; where it cannot be read, the desktop shows its own.
fn icon() -> egui::IconData {
    eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png")).unwrap_or_default()
}

/// Whether a window can be opened at all. Only on Unix without macOS can a session be without a display.
fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos")))
        || ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"].into_iter().any(is_set)
}
