//! What a person is told: one message over the canvas, and the log of all of them.

use crate::error::Error;
use crate::studio::services::{Log, Message};
use crate::text::Text;

/// The message on the screen, and what was said before.
#[derive(Debug, Default)]
pub struct Notices {
    /// What the person should know now.
    pub message: Option<Message>,
    /// What happened so far.
    pub log: Log,
}

impl Notices {
    /// Tells good news.
    pub fn note(&mut self, text: impl Into<Text>) {
        self.message = Some(Message::note(text));
    }

    /// Tells something worth knowing.
    pub fn warn(&mut self, text: impl Into<Text>) {
        self.message = Some(Message::warning(text));
    }

    /// Tells of an error.
    pub fn error(&mut self, error: &Error) {
        self.message = Some(Message::error(error));
    }

    /// Tells this.
    pub fn tell(&mut self, message: Message) {
        self.message = Some(message);
    }

    /// Takes the message away.
    pub fn clear(&mut self) {
        self.message = None;
    }
}
