//! The options for how a picture is painted, the same for every command that paints one at full size.

use clap::Args;

use crate::error::Result;
use crate::transfer::{
    BasisKind, ITERATIONS_RANGE, Optimizer, SIZE_RANGE, STYLE_SCALE_RANGE, Scales, Start, TOTAL_VARIATION_RANGE,
    TransferSettings, Weights,
};

use super::args::ObjectiveArgs;
use super::presets::{Given, changed_by};
use super::values::number;

/// How it is painted.
#[derive(Debug, Args)]
#[command(next_help_heading = "Painting")]
pub struct SettingsArgs {
    /// Look to begin with: one of `impasto presets`, or a preset file; options that are given change it
    #[arg(long, value_name = "NAME|FILE")]
    pub preset: Option<String>,
    /// The options that were typed.
    #[arg(skip)]
    pub given: Given,
    /// Size at which the style is seen: below 1 for finer strokes, above 1 for bolder ones
    #[arg(long, value_name = "S", default_value_t = TransferSettings::default().style_scale,
        value_parser = number(STYLE_SCALE_RANGE), allow_negative_numbers = true)]
    pub style_scale: f64,
    /// Longer side of the picture in pixels
    #[arg(long, value_name = "N", default_value_t = TransferSettings::default().size,
        value_parser = number(SIZE_RANGE), allow_negative_numbers = true)]
    pub size: usize,
    /// Iterations, shared out over the scales
    #[arg(long, value_name = "N", default_value_t = TransferSettings::default().iterations,
        value_parser = number(ITERATIONS_RANGE), allow_negative_numbers = true)]
    pub iterations: usize,
    /// Sizes to go through, coarse to fine: a number, or auto to begin near 128 pixels
    #[arg(long, value_name = "N", default_value_t = TransferSettings::default().scales,
        allow_negative_numbers = true)]
    pub scales: Scales,
    /// Method that moves the picture
    #[arg(long, value_name = "METHOD", value_enum, default_value_t = TransferSettings::default().optimizer)]
    pub optimizer: Optimizer,
    /// Basis in which the picture moves
    #[arg(long, value_name = "BASIS", value_enum, default_value_t = TransferSettings::default().basis)]
    pub basis: BasisKind,
    /// Weight of the total variation term, which smooths
    #[arg(long, value_name = "W", default_value_t = Weights::default().total_variation,
        value_parser = number(TOTAL_VARIATION_RANGE), allow_negative_numbers = true)]
    pub tv: f64,
    /// Seed of the white noise; the same seed and settings give the same picture
    #[arg(long, value_name = "N", default_value_t = TransferSettings::default().seed,
        value_parser = number(0..=u64::MAX), allow_negative_numbers = true)]
    pub seed: u64,
    /// What the picture is measured by.
    #[command(flatten)]
    pub objective: ObjectiveArgs,
}

impl SettingsArgs {
    /// The settings of a painting that starts like this: those of the options, or those of a project where no option
    /// was typed.
    ///
    /// # Errors
    /// For a preset that cannot be used.
    pub fn settings(&self, start: Start, project: Option<&TransferSettings>) -> Result<TransferSettings> {
        let objective = self.objective.settings();
        let typed = TransferSettings {
            weights: Weights { total_variation: self.tv, ..objective.weights },
            style_scale: self.style_scale,
            start,
            size: self.size,
            iterations: self.iterations,
            scales: self.scales,
            optimizer: self.optimizer,
            basis: self.basis,
            seed: self.seed,
            ..objective
        };
        changed_by(project.unwrap_or(&typed).clone(), self.preset.as_deref(), &typed, &self.given)
    }
}
