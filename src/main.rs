//! The `impasto` program: the window, or the same work without one.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use impasto::cli::{self, Cli};
use impasto::error::{Error, Result};
use impasto::network::NetworkCache;
use impasto::studio;

fn main() -> ExitCode {
    let Cli { command, files, details, frame_times } = cli::parse();
    let done = match command {
        Some(command) => cli::run(command),
        None => open_window(files, frame_times.as_deref()),
    };
    done.unwrap_or_else(|error| cli::report(&error, details))
}

/// Opens the window; where that cannot be and no file was asked for, paints the sample pictures in the terminal.
fn open_window(files: Vec<PathBuf>, frame_times: Option<&Path>) -> Result<ExitCode> {
    let networks = NetworkCache::new(None);
    let has_files = !files.is_empty();
    match studio::run(networks.clone(), files, frame_times) {
        Ok(summary) => {
            if let Some(summary) = summary {
                cli::say(&summary.to_string());
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(error @ Error::Interface { .. }) if !has_files => {
            cli::say(&error.headline());
            cli::paint_samples(networks)
        }
        Err(error) => Err(error),
    }
}
