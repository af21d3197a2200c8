//! `impasto presets`, and `--preset`: named looks to begin with.

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args};

use crate::error::Result;
use crate::project::{BUNDLED, Preset, plain};
use crate::transfer::TransferSettings;

use super::output::{until_the_reader_goes, write_line};

const EXAMPLES: &str = "\
Examples:
  impasto presets
      The looks that come with the program.
  impasto render --preset bold-strokes --content photo.jpg --style waves.jpg --output bold.png
      Use one of them; further options change it.
  impasto presets bold-strokes >mine.json
      Begin a preset file of your own, to be used as --preset mine.json or
      imported in the window.";

/// `impasto presets`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct PresetsArgs {
    /// Write this preset as a file to the standard output instead of listing all
    #[arg(value_name = "NAME|FILE")]
    preset: Option<String>,
}

/// Lists the presets that come with the program, or writes one as a file.
pub fn presets(arguments: &PresetsArgs) -> Result<ExitCode> {
    let text = if let Some(word) = &arguments.preset {
        Preset::find(word)?.to_text()
    } else {
        let names: Vec<String> = BUNDLED.iter().map(|bundled| plain(bundled.name)).collect();
        let widest = names.iter().map(String::len).max().unwrap_or(0);
        let lines = names.iter().zip(BUNDLED).map(|(name, bundled)| format!("{name:widest$}  {}", bundled.about));
        lines.collect::<Vec<_>>().join("\n")
    };
    until_the_reader_goes(write_line(text.trim_end()))?;
    Ok(ExitCode::SUCCESS)
}

/// The options that were typed, as against those that have their default.
#[derive(Debug, Clone, Default)]
pub struct Given(BTreeSet<String>);

impl Given {
    /// Those of one command.
    pub fn of(matches: &ArgMatches) -> Self {
        let typed = |id: &&str| matches.value_source(id) == Some(ValueSource::CommandLine);
        Self(matches.ids().map(clap::Id::as_str).filter(typed).map(str::to_owned).collect())
    }
}

/// An option, and how what was typed for it changes the settings of a preset.
type Change = (&'static str, fn(&mut TransferSettings, &TransferSettings));

/// Every option that is part of a look.
const CHANGES: [Change; 12] = [
    ("style_scale", |settings, typed| settings.style_scale = typed.style_scale),
    ("ratio", |settings, typed| settings.weights.ratio = typed.weights.ratio),
    ("terms", |settings, typed| settings.weights.terms = typed.weights.terms),
    ("style_layers", |settings, typed| {
        settings.weights.style_layers.clone_from(&typed.weights.style_layers);
    }),
    ("tv", |settings, typed| settings.weights.total_variation = typed.weights.total_variation),
    ("content_layer", |settings, typed| settings.content_layer = typed.content_layer),
    ("init", |settings, typed| settings.start = typed.start),
    ("optimizer", |settings, typed| settings.optimizer = typed.optimizer),
    ("basis", |settings, typed| settings.basis = typed.basis),
    ("padding", |settings, typed| settings.padding = typed.padding),
    ("pooling", |settings, typed| settings.pooling = typed.pooling),
    ("weights", |settings, typed| settings.weight_scale = typed.weight_scale),
];

/// The settings of a command: those of its options, or those of the preset where no option was typed.
///
/// # Errors
/// Those of [`Preset::find`].
pub fn on_preset(preset: Option<&str>, typed: TransferSettings, given: &Given) -> Result<TransferSettings> {
    let Some(word) = preset else { return Ok(typed) };
    let mut settings = Preset::find(word)?.applied_to(&typed);
    for (_, change) in CHANGES.iter().filter(|(option, _)| given.0.contains(*option)) {
        change(&mut settings, &typed);
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::super::args::Cli;
    use super::*;

    #[test]
    fn what_is_typed_counts_against_the_preset() {
        let given = |options: &[&str]| Given(options.iter().map(|&option| option.to_owned()).collect());
        let mut typed = TransferSettings { size: 99, ..TransferSettings::default() };
        typed.weights.ratio = 0.5;
        let settings = on_preset(Some("faithful"), typed.clone(), &given(&["size"])).unwrap();
        assert_eq!(
            (settings.size, settings.weights.ratio),
            (99, Preset::find("faithful").unwrap().settings.weights.ratio)
        );
        let settings = on_preset(Some("faithful"), typed.clone(), &given(&["ratio"])).unwrap();
        assert_eq!(settings.weights.ratio, 0.5);
        assert_eq!(on_preset(None, typed.clone(), &given(&[])).unwrap(), typed);
    }

    #[test]
    fn every_option_of_a_look_is_one_of_the_command() {
        let command = Cli::command();
        let render = command.find_subcommand("render").unwrap();
        for (option, _) in CHANGES {
            assert!(render.get_arguments().any(|argument| argument.get_id() == option), "{option}");
        }
    }
}
