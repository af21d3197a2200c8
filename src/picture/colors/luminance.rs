//! The content's chroma with the painted luminance (section 4.2 of the paper).
//!
//! The paper works in YIQ. Its I and Q are linear in red, green and blue and vanish for greys, so taking both from the
//! content is adding the content's distance from its grey to the painted grey, which needs no change of space.
//! Where a channel would leave [0, 1], the distance is made shorter for all three: cutting the channel off would change
//! the luminance and the hue.

use super::mapping::{mapped, towards};
use super::statistics::{ROUNDING_VARIANCE, Statistics};
use crate::picture::Picture;

/// The share of red, green and blue in the luminance Y of YIQ (ITU-R BT.601).
pub(super) const WEIGHTS: [f64; 3] = [0.299, 0.587, 0.114];

/// What becomes of the painted luminance, `factor * Y + offset`, and how far the colours are led.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Luminance {
    factor: f32,
    offset: f32,
    strength: f32,
}

impl Luminance {
    /// The painted luminance as it is.
    pub(super) const fn kept(strength: f64) -> Self {
        Self { factor: 1.0, offset: 0.0, strength: strength as f32 }
    }

    /// The painted luminance with the content's mean and standard deviation: `sc/sp (Y - mp) + mc`.
    pub(super) fn matched(painted: &Statistics, content: &Statistics, strength: f64) -> Self {
        let ((painted_mean, painted_variance), (mean, variance)) = (painted.of_sum(WEIGHTS), content.of_sum(WEIGHTS));
        // A painting of one grey has no contrast that could be made more of.
        let factor = if painted_variance > ROUNDING_VARIANCE { (variance / painted_variance).sqrt() } else { 1.0 };
        Self { factor: factor as f32, offset: (mean - factor * painted_mean) as f32, strength: strength as f32 }
    }

    /// A painting with the colours of the content, which has its size.
    pub(super) fn applied_to(self, painted: Picture, content: &Picture) -> Picture {
        mapped(painted, |colors, place| {
            let y = (self.factor * luminance(colors) + self.offset).clamp(0.0, 1.0);
            let colored = colored(content.at_place(place), y);
            std::array::from_fn(|i| towards(colors[i], colored[i], self.strength))
        })
    }
}

/// The luminance of a pixel.
pub(in crate::picture) fn luminance([r, g, b]: [f32; 3]) -> f32 {
    WEIGHTS[0] as f32 * r + WEIGHTS[1] as f32 * g + WEIGHTS[2] as f32 * b
}

/// The chroma of a pixel with the luminance `y`, from 0 to 1; as much of it as there is room for.
fn colored(chroma_of: [f32; 3], y: f32) -> [f32; 3] {
    let grey = luminance(chroma_of);
    let chroma = chroma_of.map(|value| value - grey);
    let room = chroma.iter().map(|&distance| match distance {
        up if y + up > 1.0 => (1.0 - y) / up,
        down if y + down < 0.0 => -y / down,
        _ => 1.0,
    });
    let share = room.fold(1.0, f32::min);
    chroma.map(|distance| (y + share * distance).clamp(0.0, 1.0))
}
