//! Ctrl-C and its like: the first asks the painting to end with what it has, the second ends the program.

use std::process::ExitCode;

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::text::text;

/// What shells report for a program that Ctrl-C ended: 128 and the number of the signal.
const INTERRUPTED: u8 = 130;

/// The exit code of a painting that was stopped before its end.
pub fn exit_code() -> ExitCode {
    ExitCode::from(INTERRUPTED)
}

/// A token that is cancelled by Ctrl-C or by the operating system's request to terminate.
///
/// # Errors
/// [`Error::Interface`] when the operating system refuses to tell.
pub fn cancelled_by_signals() -> Result<CancelToken> {
    let cancel = CancelToken::new();
    let signalled = cancel.clone();
    let handler = move || {
        if signalled.is_cancelled() {
            std::process::exit(INTERRUPTED.into());
        }
        signalled.cancel();
    };
    ctrlc::set_handler(handler).map_err(|error| Error::Interface {
        what: text!("Ctrl-C cannot be listened to"),
        remedy: text!("start the program from another terminal"),
        source: Some(Box::new(error)),
    })?;
    Ok(cancel)
}
