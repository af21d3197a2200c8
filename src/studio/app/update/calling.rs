//! Calling a person who is at another window, when work is done that was worth waiting for elsewhere.

use std::sync::Arc;

use egui::{Context, UserAttentionType, ViewportCommand};

use crate::error::{Error, Result};
use crate::studio::app::App;
use crate::studio::language::translate;
use crate::text::Text;
use crate::transfer::Ending;

/// A painting that took as long as this is worth a word on the desktop, in seconds of computation.
const LONG: f64 = 20.0;
/// Who calls.
const NAME: &str = "Impasto";

impl App {
    /// Calls a person who is elsewhere for a painting that ended by itself.
    pub(in crate::studio::app) fn call_for_painting(&self, result: &Result<Ending>) {
        let Some(painting) = self.session.painting().filter(|_| self.is_elsewhere()) else { return };
        call_for_attention(&self.window);
        if painting.losses().last().is_some_and(|last| last.seconds >= LONG) {
            let text = result.as_ref().map_or_else(Error::text, |ending| ending.sentence());
            self.notify(format!("{NAME}: {}", painting.pictures[0].source.short_name()), &text);
        }
    }

    /// Calls a person who is elsewhere because the queue is done.
    pub(in crate::studio::app) fn call_for_queue(&self, text: &Text) {
        if self.is_elsewhere() {
            call_for_attention(&self.window);
            self.notify(NAME.to_owned(), text);
        }
    }

    /// Whether a person is to be called and does not look at the window.
    pub(in crate::studio::app) fn is_elsewhere(&self) -> bool {
        self.state.notifies && !self.window.input(|input| input.focused)
    }

    /// Shows a word on the desktop.
    pub(in crate::studio::app) fn notify(&self, title: String, text: &Text) {
        let desktop = Arc::clone(&self.session.services.desktop);
        let text = translate(text);
        // A desktop that does not answer keeps nobody waiting.
        std::thread::spawn(move || desktop.notify(&title, &text));
    }
}

/// Lets the window's entry in the task bar ask for a glance.
fn call_for_attention(window: &Context) {
    window.send_viewport_cmd(ViewportCommand::RequestUserAttention(UserAttentionType::Informational));
}
