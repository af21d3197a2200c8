//! What can be typed, with the help that goes with it; commands with choices of their own keep them beside their work.
//!
//! Defaults and ranges come from [`crate::transfer`]; nothing is said twice.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::error::{Error, Result};
use crate::text::text;
use crate::transfer::SIZE_RANGE;

use super::apply::ApplyArgs;
use super::bench::Bench;
use super::devices::{DevicesArgs, MachineArgs};
use super::enlarge::EnlargeArgs;
use super::grid::GridArgs;
use super::import::Import;
use super::models::ModelsArgs;
use super::pictures::{ContentArgs, StyleArgs};
use super::presets::{Given, PresetsArgs};
use super::queue::QueueArgs;
use super::reconstruct::Reconstruct;
use super::render::RenderArgs;
use super::settings::ObjectiveArgs;
use super::train::TrainArgs;
use super::values::number;

const EXAMPLES: &str = "\
Examples:
  impasto
      Open the window.
  impasto harbour.impasto
      Open the window with a project, or with a photograph and paintings.
  impasto render --content photo.jpg --style painting.jpg --output mine.png
      Paint photo.jpg in the style of painting.jpg.
  impasto apply --style painting.jpg --content photo.jpg --output mine.png
      The same in a moment, by a network that knows any painting.
  impasto queue *.impasto --output painted
      Paint what was set up in the window, one project after another.
  impasto render --help
      Everything that can be chosen about a painting.

Exit codes: 0 done, 1 failed, 2 wrong use, 130 interrupted.";

const LOSS_EXAMPLES: &str = "\
Examples:
  impasto loss --content photo.jpg --style painting.jpg --image mine.png
      How far mine.png is from both, as a table.
  impasto loss --content photo.jpg --style painting.jpg --image mine.png \\
      --size 256 --json
      The same of the pictures made smaller, as JSON:
      {\"content\":..,\"style\":{\"conv1_1\":..,..},\"total\":..,\"gradient_l2\":..}";

/// Paint one picture in the style of another.
///
/// Without a command the window opens. Where there is no display, the sample pictures are painted in the terminal.
#[derive(Debug, Parser)]
#[command(name = "impasto", version, after_help = EXAMPLES, max_term_width = 100)]
pub struct Cli {
    /// What to do; the window without one.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Files to open in the window: a project (.impasto), or a photograph and paintings
    #[arg(value_name = "FILE", value_parser = window_file)]
    pub files: Vec<PathBuf>,
    /// After an error, tell also what lay behind it
    #[arg(long, global = true)]
    pub details: bool,
    /// Write how long each frame of the window takes to a table, and tell the sum at the end
    #[arg(long, value_name = "FILE")]
    pub frame_times: Option<PathBuf>,
}

/// A word that is no command names a file; one that names nothing is a slip of the pen.
fn window_file(word: &str) -> Result<PathBuf> {
    let path = PathBuf::from(word);
    if path.exists() || path.extension().is_some() || path.components().count() > 1 {
        return Ok(path);
    }
    let remedy = text!("there is no such command and no such file; `impasto --help` lists the commands");
    Err(Error::value(text!("the command"), format!("\"{word}\""), remedy))
}

/// What can be done without a window.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Paint a picture
    Render(Box<RenderArgs>),
    /// Paint what several projects describe, one after another
    Queue(Box<QueueArgs>),
    /// Paint many small pictures that differ in one or two settings, side by side with labels
    Grid(Box<GridArgs>),
    /// Paint a picture, or a folder of pictures, in one pass with a fast style
    Apply(ApplyArgs),
    /// Make a picture twice or four times as large
    Enlarge(EnlargeArgs),
    /// Train a fast style from one painting and a folder of photographs, or a network that enlarges
    Train(Box<TrainArgs>),
    /// Measure how far a picture is from its content and its style
    Loss(LossArgs),
    /// Measure the speed of this machine
    #[command(subcommand)]
    Bench(Bench),
    /// List the looks that come with the program
    Presets(PresetsArgs),
    /// Show what a picture's content and style are to the network: Figure 1 of the paper
    #[command(subcommand)]
    Reconstruct(Reconstruct),
    /// Translate a command line of another program
    #[command(subcommand)]
    Import(Import),
    /// List what the computation can run on
    Devices(DevicesArgs),
    /// List, describe, add and remove networks: the loss network, and the fast styles of the gallery
    Models(ModelsArgs),
}

impl Command {
    /// Notes which options were typed, for the commands that ask.
    pub fn note_given(&mut self, given: Given) {
        match self {
            Self::Render(arguments) => arguments.settings.given = given,
            Self::Queue(arguments) => arguments.settings.given = given,
            Self::Grid(arguments) => arguments.note_given(given),
            _ => {}
        }
    }
}

/// `impasto loss`.
#[derive(Debug, Args)]
#[command(after_help = LOSS_EXAMPLES)]
pub struct LossArgs {
    /// The photograph.
    #[command(flatten)]
    pub content: ContentArgs,
    /// The styles.
    #[command(flatten)]
    pub styles: StyleArgs,
    /// The picture that is measured
    #[arg(long, value_name = "FILE")]
    pub image: PathBuf,
    /// Longer side in pixels to which every picture is brought first; without it they are taken as they are
    #[arg(long, value_name = "N", value_parser = number(SIZE_RANGE), allow_negative_numbers = true)]
    pub size: Option<usize>,
    /// What the picture is measured by.
    #[command(flatten)]
    pub objective: ObjectiveArgs,
    /// Where it is computed.
    #[command(flatten)]
    pub machine: MachineArgs,
    /// Write JSON
    #[arg(long)]
    pub json: bool,
}
