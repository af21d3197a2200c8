//! What a painting will cost in time and memory, from what earlier ones cost on this machine.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::transfer::{Optimizer, Pace, SIZE_RANGE, Scale, TransferSettings, plan_scales};

/// The memory that network, pictures and objective need for each pixel, in bytes, until a painting was measured.
const FIRST_GUESS: f64 = 2600.0;
/// A measurement that lies below this part of the first guess was taken while memory of an earlier painting was reused.
const LEAST_PLAUSIBLE: f64 = 0.4;
/// A painting below this size tells more of the program than of the painting, in pixels.
const LEAST_PIXELS: usize = 100_000;
/// The part of the free memory that a painting may take: other programs want to live too.
const SAFE_SHARE: f64 = 0.8;

/// What one device costs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeviceCosts {
    /// How fast it is.
    pub pace: Pace,
    /// The memory for each pixel without that of the optimiser, in bytes, once it was measured.
    bytes_a_pixel: Option<f64>,
}

impl DeviceCosts {
    /// Takes in the memory that a painting needed beyond what the program had before.
    pub fn note_memory(&mut self, bytes: u64, pixels: usize, optimizer: Optimizer) {
        let measured = bytes as f64 / pixels.max(1) as f64 - bytes_of(optimizer);
        if pixels >= LEAST_PIXELS && measured > LEAST_PLAUSIBLE * FIRST_GUESS {
            self.bytes_a_pixel = Some(measured);
        }
    }

    fn bytes(&self, pixels: usize, optimizer: Optimizer) -> f64 {
        pixels as f64 * (self.bytes_a_pixel.unwrap_or(FIRST_GUESS) + bytes_of(optimizer))
    }
}

/// What an optimiser keeps for each pixel, in bytes: vectors of three numbers of 4 bytes.
const fn bytes_of(optimizer: Optimizer) -> f64 {
    match optimizer {
        // Twenty pairs of vectors for its history, and those at work.
        Optimizer::Lbfgs => 46.0 * 12.0,
        Optimizer::Adam => 6.0 * 12.0,
    }
}

/// What each device costs, by its name.
pub type Costs = BTreeMap<String, DeviceCosts>;

/// What a painting will cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Seconds; `None` until the device was measured.
    pub seconds: Option<f64>,
    /// Memory in bytes.
    pub bytes: u64,
    /// The largest size that is safe, when the one asked for is not.
    pub safe_size: Option<usize>,
}

impl Cost {
    /// What these settings will cost for a content picture of this size, with so many bytes of free memory.
    pub fn of(settings: &TransferSettings, size: [usize; 2], costs: &DeviceCosts, free: Option<u64>) -> Self {
        let bytes = |size_wanted: usize| {
            let settings = TransferSettings { size: size_wanted, ..settings.clone() };
            let scales = plan_scales(&settings, size[0], size[1]);
            costs.bytes(scales.last().map_or(0, Scale::pixels), settings.optimizer)
        };
        let needed = bytes(settings.size);
        let safe = free.map(|free| SAFE_SHARE * free as f64);
        let safe_size = safe.filter(|&safe| needed > safe).map(|safe| {
            // Memory grows with the square of the size; sizes are told in round numbers.
            let side = settings.size as f64 * (safe / needed).sqrt();
            let round = if side > 64.0 { (side as usize) / 16 * 16 } else { side as usize };
            round.max(*SIZE_RANGE.start())
        });
        let seconds = costs.pace.painting(&plan_scales(settings, size[0], size[1]));
        Self { seconds, bytes: needed as u64, safe_size }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(size: usize, optimizer: Optimizer) -> TransferSettings {
        TransferSettings { size, optimizer, ..TransferSettings::default() }
    }

    fn cost(size: usize, optimizer: Optimizer, costs: &DeviceCosts, free: Option<u64>) -> Cost {
        Cost::of(&settings(size, optimizer), [1000, 500], costs, free)
    }

    #[test]
    fn memory_grows_with_the_pixels_and_the_optimiser() {
        let costs = DeviceCosts::default();
        let small = cost(512, Optimizer::Lbfgs, &costs, None);
        let large = cost(1024, Optimizer::Lbfgs, &costs, None);
        assert!((large.bytes as f64 / small.bytes as f64 - 4.0).abs() < 0.1);
        assert!(cost(512, Optimizer::Adam, &costs, None).bytes < small.bytes);
        assert_eq!((small.seconds, small.safe_size), (None, None));
    }

    #[test]
    fn what_was_measured_counts() {
        let mut costs = DeviceCosts::default();
        costs.note_memory(1000, 10, Optimizer::Adam);
        costs.note_memory(5_000_000, 1_000_000, Optimizer::Adam);
        assert_eq!(costs, DeviceCosts::default(), "too small a painting, and memory that was there before");
        costs.note_memory(4_072_000_000, 1_000_000, Optimizer::Adam);
        assert_eq!(cost(1000, Optimizer::Adam, &costs, None).bytes, 2_036_000_000);
        costs.pace.note(500_000, 2.0);
        let seconds = cost(1000, Optimizer::Adam, &costs, None).seconds.unwrap();
        assert!((seconds - 213.1).abs() < 0.1, "75 iterations at each of four scales, which are set up: {seconds}");
    }

    #[test]
    fn a_size_that_does_not_fit_is_answered_with_one_that_does() {
        let costs = DeviceCosts::default();
        let free = Some(8_000_000_000);
        assert_eq!(cost(1024, Optimizer::Lbfgs, &costs, free).safe_size, None);
        let safe = cost(8000, Optimizer::Lbfgs, &costs, free).safe_size.unwrap();
        assert!(safe < 8000 && safe.is_multiple_of(16));
        assert_eq!(cost(safe, Optimizer::Lbfgs, &costs, free).safe_size, None);
        assert!(cost(safe + 64, Optimizer::Lbfgs, &costs, free).safe_size.is_some());
        assert_eq!(cost(8000, Optimizer::Lbfgs, &costs, Some(1)).safe_size, Some(*SIZE_RANGE.start()));
    }
}
