//! One line that tells the person what happened.

use crate::error::Error;
use crate::text::Text;

/// How much a message matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Good news.
    Note,
    /// Something worth knowing.
    Warning,
    /// Something failed.
    Error,
}

/// One line for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// How much it matters.
    pub tone: Tone,
    /// The line, in plain words.
    pub text: Text,
    /// What the layers below said, for those who want to know.
    pub details: Option<String>,
}

impl Message {
    /// Good news.
    pub fn note(text: impl Into<Text>) -> Self {
        Self { tone: Tone::Note, text: text.into(), details: None }
    }

    /// Something worth knowing.
    pub fn warning(text: impl Into<Text>) -> Self {
        Self { tone: Tone::Warning, text: text.into(), details: None }
    }

    /// An error in plain words, with its causes behind a fold when there are any.
    pub fn error(error: &Error) -> Self {
        let details = error.details();
        let has_causes = details.lines().count() > 1;
        let text = match error {
            // A path keeps its first letter, the name of a setting does not need to.
            Error::Value { .. } => error.text().as_sentence(),
            _ => error.text(),
        };
        Self { tone: Tone::Error, text, details: has_causes.then_some(details) }
    }
}
