//! How long tests wait: no test asks how long something took, so that all pass on a slow or busy machine.
#![allow(dead_code, reason = "not every test program needs all of it")]

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// How long a test waits for anything: a guard against hanging, longer than anything takes on the slowest machine.
pub const PATIENCE: Duration = Duration::from_mins(10);

/// Ends the test program when it lives longer than [`PATIENCE`]. It stands beside waits that cannot be given up: for events
/// of a job, and for other programs.
#[derive(Debug)]
pub struct Guard(Sender<()>);

impl Guard {
    /// A guard of a wait for something.
    pub fn of(what: &str) -> Self {
        let (guard, alive) = channel();
        let what = what.to_owned();
        std::thread::spawn(move || {
            if alive.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                eprintln!("waited in vain for {what}");
                std::process::exit(1);
            }
        });
        Self(guard)
    }
}
