//! The `impasto` program: the window, or the same work without one.

use std::process::ExitCode;

use impasto::cli::{self, Cli};
use impasto::error::{Error, Result};
use impasto::network::NetworkCache;
use impasto::studio;

fn main() -> ExitCode {
    let Cli { command, details } = cli::parse();
    let done = match command {
        Some(command) => cli::run(command),
        None => open_window(),
    };
    done.unwrap_or_else(|error| cli::report(&error, details))
}

/// Opens the window; where that cannot be, paints the sample pictures in the terminal.
fn open_window() -> Result<ExitCode> {
    let networks = NetworkCache::new(None);
    match studio::run(networks.clone()) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error @ Error::Interface { .. }) => {
            cli::say(&error.headline());
            cli::paint_samples(networks)
        }
        Err(error) => Err(error),
    }
}
