//! The two ways out of the program: data on the standard output, sentences for people on the standard error.
//!
//! `println!` would panic when the reader of a pipe has gone; these do not.

use std::io::{ErrorKind, Write};

use serde::Serialize;

use crate::error::{Error, Result};

/// Tells people something on the standard error, in one sentence. Where nobody can hear it, nothing happens.
pub fn say(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "impasto: {sentence}");
}

/// Writes one line of data to the standard output at once.
///
/// # Errors
/// [`Error::Cancelled`] when the reader of the pipe has gone away, [`Error::Interface`] when the line cannot be
/// written for any other reason.
pub fn write_line(text: &str) -> Result<()> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{text}").and_then(|()| output.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Error::Cancelled,
        _ => Error::Interface {
            what: "the standard output cannot be written".into(),
            remedy: "check where it is redirected to".into(),
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
