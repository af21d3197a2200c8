//! What happened in this session: every message that was shown, and what the program did, for whoever looks for the
//! cause of something.

use std::collections::VecDeque;
use std::time::Instant;

use crate::studio::services::{Message, Tone};
use crate::text::Text;

/// The entries that are kept.
const CAPACITY: usize = 1000;

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Seconds since the start of the program.
    pub seconds: f64,
    /// What happened.
    pub message: Message,
}

/// All lines, oldest first.
#[derive(Debug)]
pub struct Log {
    begun: Instant,
    entries: VecDeque<Entry>,
    /// The message on the screen, which is noted once.
    shown: Option<Message>,
}

impl Default for Log {
    fn default() -> Self {
        Self { begun: Instant::now(), entries: VecDeque::new(), shown: None }
    }
}

impl Log {
    /// The lines, oldest first.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> + ExactSizeIterator {
        self.entries.iter()
    }

    /// Notes something that the program did.
    pub fn note(&mut self, text: impl Into<Text>) {
        self.add(Message::note(text));
    }

    /// Notes the message on the screen, once.
    pub fn watch(&mut self, message: Option<&Message>) {
        if self.shown.as_ref() != message {
            self.shown = message.cloned();
            if let Some(message) = message {
                self.add(message.clone());
            }
        }
    }

    fn add(&mut self, message: Message) {
        if self.entries.len() == CAPACITY {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry { seconds: self.begun.elapsed().as_secs_f64(), message });
    }
}

impl Entry {
    /// The line for a report: when, how much it matters, what, and what lay behind it.
    pub fn to_text(&self) -> String {
        let tone = match self.message.tone {
            Tone::Note => "note",
            Tone::Warning => "warning",
            Tone::Error => "error",
        };
        let mut text = format!("{:8.1} s  {tone}: {}", self.seconds, self.message.text);
        for line in self.message.details.iter().flat_map(|details| details.lines()) {
            text += "\n            ";
            text += line;
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(log: &Log) -> Vec<String> {
        log.entries().map(|entry| entry.message.text.to_string()).collect()
    }

    #[test]
    fn a_message_is_noted_once_as_long_as_it_is_shown() {
        let mut log = Log::default();
        let (first, second) = (Message::note(Text::new("saved")), Message::warning(Text::new("no room")));
        for message in [Some(&first), Some(&first), None, Some(&first), Some(&second), Some(&second)] {
            log.watch(message);
        }
        assert_eq!(texts(&log), ["saved", "saved", "no room"]);
    }

    #[test]
    fn the_oldest_lines_go() {
        let mut log = Log::default();
        for index in 0..CAPACITY + 5 {
            log.note(Text::new("entry {index}").with("index", index));
        }
        assert_eq!(log.entries().len(), CAPACITY);
        assert_eq!(texts(&log)[0], "entry 5");
    }

    #[test]
    fn a_line_tells_what_lay_behind() {
        let message = Message { details: Some("one\ntwo".into()), ..Message::warning(Text::new("It failed")) };
        let text = Entry { seconds: 61.25, message }.to_text();
        assert_eq!(text.lines().next().unwrap().trim(), "61.2 s  warning: It failed");
        assert_eq!(text.lines().count(), 3);
    }
}
