//! The options for what a picture is measured by, and for how it is painted: the same for every command that does so.

use clap::Args;

use crate::error::Result;
use crate::network::{Layer, Padding, Pooling, WeightScale};
use crate::transfer::{
    BasisKind, ITERATIONS_RANGE, Optimizer, RATIO_RANGE, SIZE_RANGE, STYLE_SCALE_RANGE, Scales, Start, StyleLayers,
    TOTAL_VARIATION_RANGE, Terms, TransferSettings, Weights,
};

use super::presets::{Given, changed_by};
use super::values::number;

/// What a picture is measured by.
#[derive(Debug, Args)]
#[command(next_help_heading = "Balance")]
pub struct ObjectiveArgs {
    /// Balance of content to style: smaller is more painting, larger is more photograph
    #[arg(long, value_name = "R", default_value_t = Weights::default().ratio, value_parser = number(RATIO_RANGE),
        allow_negative_numbers = true)]
    pub ratio: f64,
    /// Terms that count; one alone reconstructs the content or the style (Figure 1 of the paper)
    #[arg(long, value_name = "TERMS", value_enum, default_value_t = Weights::default().terms)]
    pub terms: Terms,
    /// Layers that hold the style, each with its share: `conv1_1` the finest strokes, `conv5_1` the largest
    #[arg(long, value_name = "LAYER=W,..", default_value_t = StyleLayers::default())]
    pub style_layers: StyleLayers,
    /// Layer that holds the content; a deeper one keeps less of the photograph's detail
    #[arg(long, value_name = "LAYER", default_value_t = TransferSettings::default().content_layer)]
    pub content_layer: Layer,
    /// How the network halves its feature maps
    #[arg(long, value_name = "KIND", value_enum, default_value_t = TransferSettings::default().pooling)]
    pub pooling: Pooling,
    /// What the network reads beyond the edges
    #[arg(long, value_name = "KIND", value_enum, default_value_t = TransferSettings::default().padding)]
    pub padding: Padding,
    /// Weights of the network
    #[arg(long, value_name = "KIND", value_enum, default_value_t = TransferSettings::default().weight_scale)]
    pub weights: WeightScale,
}

impl ObjectiveArgs {
    /// Settings with these choices and the defaults for everything else.
    pub fn settings(&self) -> TransferSettings {
        TransferSettings {
            weights: Weights {
                terms: self.terms,
                ratio: self.ratio,
                style_layers: self.style_layers.clone(),
                ..Weights::default()
            },
            content_layer: self.content_layer,
            padding: self.padding,
            pooling: self.pooling,
            weight_scale: self.weights,
            ..TransferSettings::default()
        }
    }
}

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
