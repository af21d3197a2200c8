//! What someone who looks for the cause of something wants to know: the program, the machine, the settings, what
//! happened. No folder is named, and nothing is sent anywhere: the person copies it and reads it first.

use std::fmt::Write;

use crate::machine;
use crate::studio::app::session::Session;
use crate::studio::app::state::State;
use crate::studio::features::painting::Painting;
use crate::studio::format::memory;
use crate::studio::roles::Role;
use crate::studio::services::{Entry, device_of};

/// The newest lines of the log that are told.
const MOST_LINES: usize = 60;

/// The part that is known at once.
pub fn of_session(state: &State, session: &Session) -> String {
    let mut text = String::new();
    let graphics = session.window.graphics.as_deref().unwrap_or("not known");
    let _ = writeln!(text, "graphics: {graphics}");
    let device = device_of(state.setup.device, &session.services.devices);
    let _ = writeln!(text, "device: {} ({device})", state.setup.device);
    for role in [Role::Content].into_iter().chain(state.setup.style_roles()).chain([Role::Start]) {
        if let Some(loaded) = session.services.pictures.loaded(role) {
            let (width, height) = (loaded.picture.width(), loaded.picture.height());
            let _ = writeln!(text, "{}: {width} × {height}", role.title().to_lowercase());
        }
    }
    if let Some(painting) = session.painting() {
        let _ = writeln!(text, "painting: {}", of_painting(painting));
    }
    let settings = serde_json::to_string(&state.setup.settings).unwrap_or_default();
    let _ = writeln!(text, "settings: {settings}");
    let _ = writeln!(text, "\nlog:");
    let lines = session.services.notices.log.entries();
    let skipped = lines.len().saturating_sub(MOST_LINES);
    for line in lines.skip(skipped).map(Entry::to_text) {
        let _ = writeln!(text, "{line}");
    }
    text
}

fn of_painting(painting: &Painting) -> String {
    let iteration = painting.losses().last().map_or(0, |point| point.iteration);
    let (scale, scales) = (painting.scale() + 1, painting.scales().len());
    let phase = painting.phase().name();
    format!("{phase}, iteration {iteration}, scale {scale} of {scales}, on {}", painting.device())
}

/// The program and the machine; asking the operating system takes its time and belongs in the background.
pub fn of_machine() -> String {
    let processor = machine::processor();
    let known = |bytes: Option<u64>| bytes.map_or_else(|| "not known".into(), memory);
    format!(
        "Impasto {}\nsystem: {}, {}\nprocessor: {}, {} threads\nmemory: {}, {} free\n",
        env!("CARGO_PKG_VERSION"),
        machine::system(),
        std::env::consts::ARCH,
        processor.name,
        processor.threads,
        known(processor.memory_bytes),
        known(machine::free_memory()),
    )
}
