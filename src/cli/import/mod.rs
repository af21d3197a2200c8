//! `impasto import`: command lines of other programs as Impasto's.
//!
//! neural-style (by `jcjohnson`, for Torch) and neural-style-pt (by `ProGamerGov`, for PyTorch) share their options, their loss
//! network, which is the one here, and their objective, so that most of a command line can be translated exactly.

mod equivalent;
mod options;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::error::Result;

use super::output::{say, until_the_reader_goes, write_line};

use self::equivalent::Equivalent;
use self::options::Options;

const EXAMPLES: &str = "\
Examples:
  impasto import neural-style -style_image waves.jpg -content_image photo.jpg \\
      -style_weight 500 -init image -output_image mine.png
      The command that paints the same with Impasto.
  impasto import neural-style th neural_style.lua -style_image a.jpg,b.jpg \\
      -style_blend_weights 3,7 -content_image photo.jpg -gpu -1
      The words in front of the options may be there.
  eval \"$(impasto import neural-style -style_image a.jpg -content_image b.jpg)\"
      Paint it at once.

Options that are not given have the values that they have there. Whatever has no
equivalent is told on the standard error.";

/// `impasto import`.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Print the `impasto render` for a command line of neural-style or neural-style-pt
    NeuralStyle(NeuralStyleArgs),
}

/// `impasto import neural-style`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct NeuralStyleArgs {
    /// The command line as it was typed, such as `-style_image FILE -content_image FILE`
    #[arg(value_name = "ARGS", trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Prints the equivalent command line.
pub fn import(import: &Import) -> Result<ExitCode> {
    let Import::NeuralStyle(NeuralStyleArgs { arguments }) = import;
    let equivalent = Equivalent::of(&Options::read(arguments)?)?;
    for note in &equivalent.notes {
        say(&format!("note: {note}"));
    }
    until_the_reader_goes(write_line(&equivalent.command()))?;
    Ok(ExitCode::SUCCESS)
}
