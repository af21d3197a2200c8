//! The two ways out of the program: data on the standard output, sentences for people on the standard error.
//!
//! `println!` would panic when the reader of a pipe has gone; these do not.

use std::borrow::Cow;
use std::io::{ErrorKind, IsTerminal, Write};

use serde::Serialize;

use crate::error::{Error, Result};
use crate::text::{escaped, text};

/// Tells people something on the standard error, in one sentence. Where nobody can hear it, nothing happens.
pub fn say(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "impasto: {}", shown(sentence));
}

/// Lines as a terminal may see them: names of files that stand in them move no cursor and turn no line around.
fn shown(text: &str) -> String {
    let cells = |line: &str| line.split('\t').map(escaped).collect::<Vec<_>>().join("\t");
    text.split('\n').map(cells).collect::<Vec<_>>().join("\n")
}

/// Writes one line of data to the standard output at once. To a pipe or a file it goes as it is.
///
/// # Errors
/// [`Error::Cancelled`] when the reader of the pipe has gone away, [`Error::Interface`] when the line cannot be
/// written for any other reason.
pub fn write_line(text: &str) -> Result<()> {
    let mut output = std::io::stdout().lock();
    let text = if output.is_terminal() { Cow::Owned(shown(text)) } else { Cow::Borrowed(text) };
    writeln!(output, "{text}").and_then(|()| output.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Error::Cancelled,
        _ => Error::Interface {
            what: text!("the standard output cannot be written"),
            remedy: text!("check where it is redirected to"),
            source: Some(Box::new(error)),
        },
    })
}

/// Writes one value as a line of JSON, as [`write_line`] does.
pub fn write_json(value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string(value).map_err(|error| Error::Computation(Box::new(error)))?;
    write_line(&text)
}

/// Takes a reader that has gone away as the quiet end of a command that had nothing more to do than to answer.
pub fn until_the_reader_goes(written: Result<()>) -> Result<()> {
    match written {
        Err(Error::Cancelled) => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_a_line_leave_the_terminal_alone() {
        assert_eq!(shown("a\tb\nc, \"d\"; שלום"), "a\tb\nc, \"d\"; שלום");
        assert_eq!(shown("\u{1b}]0;x\u{7}a\u{202e}b\r"), "\\u{1b}]0;x\\u{7}a\\u{202e}b\\r");
    }
}
