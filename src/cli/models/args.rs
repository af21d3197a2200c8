//! What can be typed after `impasto models`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  impasto models
      The networks that there are: the loss network, and the fast styles of
      the gallery.
  impasto models info vgg19
      Everything about one of them; the loss network is verified.
  impasto models add candy.pth --licence \"CC BY 4.0\"
      Add a fast style to the gallery. `impasto apply --model candy` and the
      window find it there.
  impasto models add styles
      Add every fast style among the files of the folder styles.
  impasto models remove candy
      Take one out; its file is kept.

The gallery lies with the data of your programs, or in the folder that the
environment variable IMPASTO_DATA names.

With --json list and info write an array with one object for each network;
add writes one object, with what could not be added:
  {\"added\":[\"candy\"],\"known\":[],\"refused\":[{\"path\":\"..\",\"message\":\"..\"}]}
and remove {\"removed\":\"candy\",\"kept\":\"..\"}.";

/// `impasto models`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ModelsArgs {
    /// What to do; without it, list.
    #[command(subcommand)]
    pub command: Option<ModelsCommand>,
    /// Write JSON
    #[arg(long, global = true)]
    pub json: bool,
}

/// What can be done with networks.
#[derive(Debug, Subcommand)]
pub enum ModelsCommand {
    /// List the networks: the loss network, and the fast styles of the gallery
    List,
    /// Describe one network
    Info {
        /// Its name
        name: String,
    },
    /// Add fast styles to the gallery
    Add(AddArgs),
    /// Take a fast style out of the gallery; its file is kept
    Remove {
        /// Its name
        name: String,
    },
}

/// `impasto models add`.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// A fast style (.pth, .model, .safetensors or .onnx), or a folder of them; the files are copied
    #[arg(value_name = "FILE|FOLDER")]
    pub path: PathBuf,
    /// Who made it, or where it was found
    #[arg(long, value_name = "TEXT")]
    pub origin: Option<String>,
    /// Its licence
    #[arg(long, value_name = "TEXT")]
    pub licence: Option<String>,
    /// The painting that it was trained on
    #[arg(long, value_name = "FILE")]
    pub painting: Option<PathBuf>,
    /// Who painted it
    #[arg(long, value_name = "TEXT")]
    pub painter: Option<String>,
}
