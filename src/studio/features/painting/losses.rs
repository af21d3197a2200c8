//! The losses of a painting as curves, and as a table.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::network::Layer;
use crate::text::{Parameter, Text, text};
use crate::transfer::{Scale, TransferSettings};

use crate::project::{Event, LossPoint, Marker};

/// The points of a curve that the loss plot draws at most; more than its pixels would show nothing.
const PLOT_POINTS: usize = 600;

/// How the losses are plotted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlotSettings {
    /// The curves that are drawn.
    pub curves: BTreeSet<Curve>,
    /// Whether each power of ten takes the same room.
    pub is_logarithmic: bool,
}

impl Default for PlotSettings {
    fn default() -> Self {
        Self { curves: Curve::TERMS.into(), is_logarithmic: true }
    }
}

/// One curve of the plot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Curve {
    /// Content and style together.
    Total,
    /// The content term.
    Content,
    /// The style term.
    Style,
    /// The share of one style layer.
    Layer(Layer),
}

impl Curve {
    /// The curves that every painting has.
    pub const TERMS: [Self; 3] = [Self::Total, Self::Content, Self::Style];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Content => "content",
            Self::Style => "style",
            Self::Layer(layer) => layer.name(),
        }
    }

    /// Its value; `None` when the layer was left out.
    pub fn value(self, point: &LossPoint) -> Option<f64> {
        match self {
            Self::Total => Some(point.total),
            Self::Content => Some(point.content),
            Self::Style => Some(point.style),
            Self::Layer(layer) => point.layer(layer),
        }
    }
}

/// The style layers that counted at some time, from the picture inwards.
pub fn layers_in(history: &[LossPoint]) -> Vec<Layer> {
    // Layers change seldom: the points that the plot shows are enough.
    Layer::ALL.into_iter().filter(|&layer| thinned(history).any(|point| point.layer(layer).is_some())).collect()
}

/// Notes changed settings; the many of a slider's drag, which come before the next iteration, become one marker.
pub fn note_change(markers: &mut Vec<Marker>, iteration: usize, text: Text) {
    markers.retain(|marker| marker.iteration != iteration || matches!(marker.event, Event::Scale(..)));
    markers.push(Marker { iteration, event: Event::Change(text) });
}

/// What of the settings that act on a running painting is different, in words: `ratio 0.02, conv3_1 off`.
pub fn describe_changes(before: &TransferSettings, after: &TransferSettings) -> Text {
    let mut changes = Vec::new();
    if before.weights.ratio != after.weights.ratio {
        changes.push(text!("ratio {value}", value = after.weights.ratio));
    }
    if before.style_scale != after.style_scale {
        changes.push(text!("style scale {value}", value = after.style_scale));
    }
    if before.weights.total_variation != after.weights.total_variation {
        changes.push(text!("total variation {value}", value = after.weights.total_variation));
    }
    for layer in Layer::ALL {
        let [first, second] = [before, after].map(|settings| settings.weights.style_layers.weight(layer));
        if first != second {
            let layer = layer.name();
            changes.push(if second > 0.0 {
                text!("{layer} {weight}", layer, weight = second)
            } else {
                text!("{layer} off", layer)
            });
        }
    }
    if before.size != after.size {
        changes.push(text!("size {value}", value = after.size));
    }
    if before.iterations != after.iterations {
        changes.push(text!("{count} iterations", count = after.iterations));
    }
    if before.scales != after.scales {
        changes.push(text!("scales {value}", value = Parameter::number(after.scales)));
    }
    Text::joined(changes, ", ")
}

/// About as many points of the history as a plot can show, the newest always among them.
pub fn thinned(history: &[LossPoint]) -> impl Iterator<Item = &LossPoint> {
    let stride = history.len().div_ceil(PLOT_POINTS).max(1);
    let last = history.len().saturating_sub(1);
    history.iter().enumerate().filter(move |(index, _)| index % stride == 0 || *index == last).map(|(_, point)| point)
}

/// Everything as comma-separated values: one line an iteration, and what happened before it in the last column.
pub fn to_csv(history: &[LossPoint], scales: &[Scale], markers: &[Marker]) -> String {
    let layers = layers_in(history);
    let mut text = String::from("iteration,seconds,scale,width,height,total,content,style");
    for layer in &layers {
        let _ = write!(text, ",{layer}");
    }
    text += ",event\n";
    let mut markers = markers.iter().peekable();
    for point in history {
        let (width, height) = scales.get(point.scale).map_or((0, 0), |scale| (scale.width, scale.height));
        let LossPoint { iteration, seconds, scale, total, content, style, .. } = point;
        let _ = write!(text, "{iteration},{seconds:.3},{scale},{width},{height},{total},{content},{style}");
        for &layer in &layers {
            let _ = write!(text, ",{}", point.layer(layer).unwrap_or(0.0));
        }
        let mut events = Vec::new();
        while let Some(marker) = markers.next_if(|marker| marker.iteration < *iteration) {
            events.push(marker.text().to_string());
        }
        let _ = writeln!(text, ",\"{}\"", events.join("; "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::{Losses, StepReport};

    fn point(iteration: usize) -> LossPoint {
        let losses =
            Losses { content: 0.05, style: 0.0005, style_layers: Vec::new(), total: 1.0, total_variation: 0.0 };
        let report = StepReport { iteration, evaluations: 1, scale: 0, width: 8, height: 8, losses, seconds: 0.25 };
        LossPoint::new(&report)
    }

    #[test]
    fn a_long_history_is_thinned_but_keeps_its_ends() {
        let history: Vec<_> = (1..=100_000).map(point).collect();
        let thin: Vec<_> = thinned(&history).collect();
        assert!(thin.len() <= PLOT_POINTS + 1);
        assert_eq!(thin[0].iteration, 1);
        assert_eq!(thin.last().unwrap().iteration, 100_000);
        assert_eq!(thinned(&[]).count(), 0);
    }

    #[test]
    fn changes_are_told_in_words() {
        let before = TransferSettings::default();
        let mut after = before.clone();
        assert_eq!(describe_changes(&before, &after).to_string(), "");
        after.weights.ratio = 0.02;
        after.weights.style_layers.set(Layer::Conv3_1, 0.0);
        after.size = 1024;
        after.style_scale = 2.0;
        assert_eq!(describe_changes(&before, &after).to_string(), "ratio 0.02, style scale 2, conv3_1 off, size 1024");
    }

    #[test]
    fn a_drag_leaves_one_marker_and_a_scale_stays() {
        let mut markers = vec![Marker { iteration: 5, event: Event::Scale(8, 8) }];
        note_change(&mut markers, 5, text!("ratio 0.1"));
        note_change(&mut markers, 5, text!("ratio 0.2"));
        note_change(&mut markers, 6, text!("ratio 0.3"));
        let texts: Vec<_> = markers.iter().map(|marker| marker.text().to_string()).collect();
        assert_eq!(texts, ["8 × 8 begins", "ratio 0.2", "ratio 0.3"]);
    }

    #[test]
    fn the_table_has_a_line_for_each_iteration_and_names_what_happened() {
        let markers = [
            Marker { iteration: 0, event: Event::Scale(8, 6) },
            Marker { iteration: 1, event: Event::Change(text!("ratio 0.1, size 64")) },
        ];
        let scales = [Scale { width: 8, height: 6, iterations: 2 }];
        let csv = to_csv(&[point(1), point(2)], &scales, &markers);
        assert_eq!(
            csv,
            "iteration,seconds,scale,width,height,total,content,style,event\n\
             1,0.250,0,8,6,1,0.5,0.5,\"8 × 6 begins\"\n\
             2,0.250,0,8,6,1,0.5,0.5,\"ratio 0.1, size 64\"\n"
        );
        assert_eq!(to_csv(&[], &[], &[]).lines().count(), 1);
    }
}
