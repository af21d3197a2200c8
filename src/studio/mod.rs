//! The window: an egui program around one canvas.
//!
//! | module | what lives there |
//! | --- | --- |
//! | [`state`] | what is remembered from one session to the next |
//! | [`session`] | what runs: pictures, the painting, dialogs, messages |
//! | [`action`] | everything that a person can make the program do; `perform` does it, after drawing |
//! | [`choices`], [`history`], [`shelf`] | undo and redo |
//! | [`command`], [`palette`] | the commands of menus, buttons and keys as data, and how they are found |
//! | `panels` | functions from state and session to pixels and actions |
//! | [`canvas`], [`comparison`] | the pictures on the screen: zoom, pan, tiles, and the ways to compare two |
//! | `widgets`, [`theme`], [`appearance`] | the parts and the looks that the panels share |
//! | [`log`], `report` | what happened, and what to tell of it |
//! | [`painting`], [`losses`] | one painting as the window sees it |
//! | [`fast`] | pictures in fast styles, and the gallery of them |
//! | [`film`], [`pixels`] | pictures kept on the way |
//! | [`project`] | the open project, opening another, and what is kept in case that the session breaks off |
//! | [`arrangement`] | how pictures are framed and styles weighed |
//! | [`coloring`] | paintings on the canvas with the colours of their content |
//! | [`time_lapse`] | how a painting came to be, as a moving picture |
//! | [`queue`] | paintings that are set up and painted one after another |
//! | [`learn`] | the figures of the paper, and what the network answers to a picture |
//! | [`train`] | the training of a style: what was chosen, what runs, and what was broken off |
//! | [`sheet`] | contact sheets: many small paintings that differ in two settings |
//! | [`tasks`], [`desktop`], [`source`], [`save_form`] | files, dialogs, and the threads that wait for them |
//! | [`cost`] | time and memory before Start |
//! | [`language`] | the languages of the window, and how a text is said in them |
//! | [`words`] | times and amounts for people |

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

pub use app::App;
pub use app::frame_log::{FrameLog, FrameSummary};
pub use app::state::State;
pub use features::project::AUTOSAVE_EVERY;
pub use services::{Choice, Desktop};

/// The name under which the desktop knows the program and its remembered state.
const APP_ID: &str = "org.impasto.Impasto";
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
            what: "there is no display to open a window on".into(),
            remedy: "use `impasto render` to paint without one".into(),
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
        what: "the window could not be opened".into(),
        remedy: "check the display and its graphics driver, or use `impasto render` to paint without a window".into(),
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
