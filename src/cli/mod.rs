//! The same work without a window: every command of the `impasto` program, for terminals and scripts.
//!
//! Data (JSON lines, tables, where the picture is) goes to the standard output, everything else to the standard
//! error. Exit codes:
//!
//! | code | meaning |
//! | --- | --- |
//! | 0 | done |
//! | 1 | it failed, or the loss stopped being a number; one sentence says why |
//! | 2 | wrong use: an option, a value or a combination that cannot be |
//! | 130 | interrupted by Ctrl-C, a terminate signal or a reader of `--json` that went away |

mod after_painting;
mod apply;
mod args;
mod bench;
mod devices;
mod enlarge;
mod grid;
mod import;
mod interrupt;
mod json;
mod loss;
mod models;
mod output;
mod paint;
mod pictures;
mod presets;
mod progress;
mod project;
mod queue;
mod reconstruct;
mod render;
mod samples;
mod saving;
mod settings;
mod time_lapse;
mod train;
mod values;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use crate::error::{Error, Result};

pub use args::{Cli, Command};
pub use output::say;
pub use samples::paint_samples;

/// Reads the command line; help and wrong use are answered here and end the program.
pub fn parse() -> Cli {
    let matches = Cli::command().get_matches();
    let mut cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    if let (Some(command), Some((_, matches))) = (&mut cli.command, matches.subcommand()) {
        command.note_given(presets::Given::of(matches));
    }
    cli
}

/// Carries out one command.
///
/// # Errors
/// Whatever the command could not do, in one sentence; [`report`] tells it.
pub fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Render(arguments) => render::render(&arguments),
        Command::Queue(arguments) => queue::queue(&arguments),
        Command::Apply(arguments) => apply::apply(&arguments),
        Command::Grid(arguments) => grid::grid(&arguments),
        Command::Enlarge(arguments) => enlarge::enlarge(&arguments),
        Command::Train(arguments) => train::train(&arguments),
        Command::Loss(arguments) => loss::loss(&arguments),
        Command::Reconstruct(row) => reconstruct::reconstruct(&row),
        Command::Bench(bench::Bench::Step(arguments)) => bench::step(&arguments),
        Command::Bench(bench::Bench::Apply(arguments)) => bench::apply(&arguments),
        Command::Bench(bench::Bench::Train(arguments)) => bench::train(&arguments),
        Command::Bench(bench::Bench::Layers(arguments)) => bench::layers(&arguments),
        Command::Bench(bench::Bench::Table1(arguments)) => bench::table1(&arguments),
        Command::Bench(bench::Bench::Enlarge(arguments)) => bench::enlarge(&arguments),
        Command::Import(import) => import::import(&import),
        Command::Presets(arguments) => presets::presets(&arguments),
        Command::Devices(arguments) => devices::devices(&arguments),
        Command::Models(arguments) => models::models(&arguments),
    }
}

/// Tells what went wrong in one sentence, with every cause below it when `details` is set.
pub fn report(error: &Error, details: bool) -> ExitCode {
    say(&error.headline());
    if details {
        for cause in error.details().lines().skip(1) {
            say(&format!("  because: {cause}"));
        }
    }
    ExitCode::from(if error.is_wrong_use() { 2 } else { 1 })
}
