//! How fast a device is, by the size of the picture.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::transfer::scales::Scale;

/// How much a new measurement counts against what was known of a size.
const NEWS: f64 = 0.5;
/// What is the same for every picture, reading the network above all, takes as long as so many pixels do. It was 10000
/// to 16000 on three processors, with one thread and with two, from 128 to 1024 pixels a side.
const COMMON_PIXELS: f64 = 10_000.0;
/// A scale takes so many iterations longer than it has: content and style are measured and the picture is enlarged, and
/// the first step needs a second evaluation. It was 2.0 to 2.3 (the recordings in tests/recordings).
pub(super) const SET_UP: f64 = 2.2;

/// The speed of one device.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pace {
    /// Seconds for a megapixel in an iteration, by the size: the logarithm to base 2 of the number of pixels, rounded.
    seconds_a_megapixel: BTreeMap<u32, f64>,
}

impl Pace {
    /// Takes in that an iteration over so many pixels took so many seconds.
    pub fn note(&mut self, pixels: usize, seconds: f64) {
        if pixels == 0 || !seconds.is_finite() || seconds <= 0.0 {
            return;
        }
        let size = (pixels as f64).log2().round();
        // As it would be in a picture of exactly the size under which it is kept.
        let kept = size.exp2();
        let news = seconds * growth(pixels as f64, kept) / kept * 1e6;
        let known = self.seconds_a_megapixel.entry(size as u32).or_insert(news);
        *known += NEWS * (news - *known);
    }

    /// The seconds that an iteration over so many pixels takes; `None` before anything was measured.
    ///
    /// Between two sizes that were measured the time grows evenly with the pixels.
    pub fn iteration(&self, pixels: usize) -> Option<f64> {
        let pixels = pixels.max(1) as f64;
        let size = pixels.log2();
        let kept = |(&size, &each): (&u32, &f64)| {
            let pixels = f64::from(size).exp2();
            (pixels, each * pixels / 1e6)
        };
        let below = self.seconds_a_megapixel.range(..=size as u32).next_back().map(kept);
        let above = self.seconds_a_megapixel.range(size as u32 + 1..).next().map(kept);
        match (below, above) {
            (Some((low, first)), Some((high, second))) => {
                Some(first + (pixels - low) / (high - low) * (second - first))
            }
            (Some((known, seconds)), None) | (None, Some((known, seconds))) => Some(seconds * growth(known, pixels)),
            (None, None) => None,
        }
    }

    /// The seconds that a painting through these scales takes; `None` before anything was measured.
    pub fn painting(&self, scales: &[Scale]) -> Option<f64> {
        scales.iter().map(|scale| Some((SET_UP + scale.iterations as f64) * self.iteration(scale.pixels())?)).sum()
    }

    /// How many times longer an iteration takes over some pixels than over others.
    pub(super) fn compare(&self, pixels: usize, others: usize) -> f64 {
        match (self.iteration(pixels), self.iteration(others)) {
            (Some(first), Some(second)) if second > 0.0 => first / second,
            _ => growth(others.max(1) as f64, pixels as f64),
        }
    }
}

/// How many times longer an iteration takes over more pixels than before, where that was not measured.
pub(super) fn growth(before: f64, after: f64) -> f64 {
    (after + COMMON_PIXELS) / (before + COMMON_PIXELS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_near(left: f64, right: f64) {
        assert!((left - right).abs() < 1e-9 * right.abs().max(1.0), "{left} is not {right}");
    }

    #[test]
    fn a_pace_lies_between_what_was_measured() {
        let mut pace = Pace::default();
        assert_eq!(pace.iteration(1000), None);
        assert_eq!(pace.painting(&[Scale { width: 9, height: 9, iterations: 9 }]), None);
        for wrong in [f64::NAN, -1.0, 0.0, f64::INFINITY] {
            pace.note(1000, wrong);
        }
        pace.note(0, 1.0);
        assert_eq!(pace.iteration(1000), None);
        pace.note(1 << 16, 0.5);
        pace.note(1 << 20, 8.0);
        assert_near(pace.iteration(1 << 16).unwrap(), 0.5);
        assert_near(pace.iteration(1 << 20).unwrap(), 8.0);
        let middle = (f64::from(1 << 18) - f64::from(1 << 16)) / (f64::from(1 << 20) - f64::from(1 << 16));
        assert_near(pace.iteration(1 << 18).unwrap(), 0.5 + middle * 7.5);
        // Beyond it the time grows a little slower than the pixels.
        for (known, beyond) in [(1 << 16, 1 << 10), (1 << 20, 1 << 24)] {
            let grown = growth(f64::from(known), f64::from(beyond));
            assert_near(pace.iteration(beyond as usize).unwrap(), grown * pace.iteration(known as usize).unwrap());
        }
        let text = serde_json::to_string(&pace).unwrap();
        assert_eq!(serde_json::from_str::<Pace>(&text).unwrap(), pace);
    }

    #[test]
    fn a_size_is_kept_as_if_it_were_round() {
        let mut pace = Pace::default();
        pace.note(50_000, 1.0);
        assert_near(pace.iteration(50_000).unwrap(), 1.0);
        pace.note(50_000, 3.0);
        assert_near(pace.iteration(50_000).unwrap(), 2.0);
    }

    #[test]
    fn each_scale_is_set_up() {
        let mut pace = Pace::default();
        pace.note(100 * 100, 1.0);
        let scale = Scale { width: 100, height: 100, iterations: 10 };
        assert_near(pace.painting(&[scale]).unwrap(), 10.0 + SET_UP);
    }
}
