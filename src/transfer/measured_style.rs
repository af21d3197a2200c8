//! What the loss network sees in style pictures: their Gram matrices, and what several styles together ask of a picture.

use std::collections::BTreeMap;

use candle_core::Tensor;

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::network::{Layer, Padding, Pooling, Vgg19, Workspace, gram};
use crate::text::text;
use crate::transfer::evaluation::{check_size, map, to_tensor};
use crate::transfer::losses::{self, StyleTarget};
use crate::transfer::settings::Weights;
use crate::transfer::styles::SeenStyle;
use crate::transfer::targets::{Fingerprint, Key, Kind, Targets};

/// A style with what was measured of it.
#[derive(Debug)]
pub(super) struct MeasuredStyle {
    pub(super) seen: SeenStyle,
    /// `[C, C]` for every style layer that was ever on.
    pub(super) grams: BTreeMap<Layer, Tensor>,
}

impl MeasuredStyle {
    /// Measures the style layers that count and were not measured yet, tile after tile.
    pub(super) fn measure(
        &mut self,
        network: &Vgg19,
        weights: &Weights,
        (pooling, padding): (Pooling, Padding),
        shared: &Targets,
        workspace: &mut Workspace,
        cancel: &CancelToken,
    ) -> Result<()> {
        let layers = weights.style_layers_that_count().map(|(layer, _)| layer);
        let mut missing: Vec<Layer> = layers.filter(|layer| !self.grams.contains_key(layer)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let picture = Fingerprint::of_seen(&self.seen);
        let key = |layer: Layer| Key { picture, layer, kind: Kind::Style, pooling, padding };
        let known = missing.iter().filter_map(|&layer| Some((layer, shared.get(&key(layer))?)));
        self.grams.extend(known);
        missing.retain(|layer| !self.grams.contains_key(layer));
        let Some(&deepest) = missing.last() else { return Ok(()) };
        let (width, height) = self.seen.least_tile();
        check_size(text!("the style picture"), width, height, deepest)?;
        // The painting's memory makes room for as much again while the style is measured.
        workspace.free();
        let pixels = (self.seen.size.0 * self.seen.size.1) as f64;
        let mut sums: BTreeMap<Layer, Tensor> = BTreeMap::new();
        for tile in self.seen.tiles() {
            let share = (tile.width() * tile.height()) as f64 / pixels;
            let tensor = to_tensor(&tile, network.device())?;
            let features = network.forward(&tensor, deepest, pooling, padding, &mut Workspace::default(), cancel)?;
            for &layer in &missing {
                let gram = (gram(map(&features, layer), &mut Workspace::default(), cancel)? * share)?;
                let sum = if let Some(sum) = sums.remove(&layer) { (sum + gram)? } else { gram };
                sums.insert(layer, sum);
            }
        }
        for (&layer, gram) in &sums {
            shared.put(key(layer), gram);
        }
        self.grams.append(&mut sums);
        Ok(())
    }
}

/// What all styles together ask of one layer.
pub(super) fn target(styles: &[MeasuredStyle], layer: Layer) -> Result<StyleTarget> {
    if let [style] = styles {
        return Ok(StyleTarget { gram: style.grams[&layer].clone(), spread: 0.0 });
    }
    let weighted = styles.iter().map(|style| (&style.grams[&layer], style.seen.weight));
    let mut mean = styles[0].grams[&layer].zeros_like()?;
    for (gram, weight) in weighted.clone() {
        mean = (mean + (gram * weight)?)?;
    }
    let mut spread = 0.0;
    for (gram, weight) in weighted {
        spread += weight * losses::style_distance(gram, &mean)?;
    }
    Ok(StyleTarget { gram: mean, spread })
}
