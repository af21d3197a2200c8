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

    /// Whether the option of this name was typed.
    pub fn has(&self, option: &str) -> bool {
        self.0.contains(option)
    }
}

/// An option, and how what was typed for it changes the settings of a preset.
type Change = (&'static str, fn(&mut TransferSettings, &TransferSettings));

/// Every option that changes a setting.
const CHANGES: [Change; 16] = [
    ("size", |settings, typed| settings.size = typed.size),
    ("iterations", |settings, typed| settings.iterations = typed.iterations),
    ("scales", |settings, typed| settings.scales = typed.scales),
    ("seed", |settings, typed| settings.seed = typed.seed),
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
pub fn on_preset(preset: Option<&str>, typed: &TransferSettings, given: &Given) -> Result<TransferSettings> {
    changed_by(typed.clone(), preset, typed, given)
}

/// Settings with the look of the preset, if there is one, and with every option that was typed.
///
/// # Errors
/// Those of [`Preset::find`].
pub fn changed_by(
    settings: TransferSettings,
    preset: Option<&str>,
    typed: &TransferSettings,
    given: &Given,
) -> Result<TransferSettings> {
    let mut settings = match preset {
        Some(word) => Preset::find(word)?.applied_to(&settings),
        None => settings,
    };
    for (_, change) in CHANGES.iter().filter(|(option, _)| given.has(option)) {
        change(&mut settings, typed);
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
        let settings = on_preset(Some("faithful"), &typed, &given(&["size"])).unwrap();
        assert_eq!(
            (settings.size, settings.weights.ratio),
            (99, Preset::find("faithful").unwrap().settings.weights.ratio)
        );
        let settings = on_preset(Some("faithful"), &typed, &given(&["ratio"])).unwrap();
        assert_eq!(settings.weights.ratio, 0.5);
        assert_eq!(on_preset(None, &typed, &given(&[])).unwrap(), typed);
    }

    #[test]
    fn every_option_that_changes_a_setting_is_one_of_the_command() {
        let command = Cli::command();
        let render = command.find_subcommand("render").unwrap();
        for (option, _) in CHANGES {
            assert!(render.get_arguments().any(|argument| argument.get_id() == option), "{option}");
        }
    }
}
