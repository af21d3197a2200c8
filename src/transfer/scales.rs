//! The sizes a painting goes through, coarse to fine.
//!
//! Large shapes and colours settle cheaply at small sizes; each larger size then only adds the strokes that its
//! pixels can hold (Gatys et al. 2017, "Controlling perceptual factors in neural style transfer", section 6).

use crate::transfer::settings::{Scales, TransferSettings};

/// The longer side, in pixels, near which [`Scales::Auto`] begins.
const COARSEST: usize = 128;

/// One size of a painting and the iterations spent on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Iterations at this size.
    pub iterations: usize,
}

/// Divides a painting of a content picture of `width` x `height` pixels into scales, coarse to fine.
///
/// The last scale's longer side is `settings.size`; each one before is half as large; the iterations are shared
/// evenly, the remainder going to the finer ones. A scale that would get no iteration is left out.
pub fn plan_scales(settings: &TransferSettings, width: usize, height: usize) -> Vec<Scale> {
    let count = match settings.scales {
        Scales::Count(count) => count,
        Scales::Auto => {
            let doublings = (settings.size as f64 / COARSEST as f64).log2().round().max(0.0);
            1 + doublings as usize
        }
    };
    let count = count.clamp(1, settings.iterations.max(1));
    (0..count)
        .map(|index| {
            let halvings = count - 1 - index;
            let longer = (settings.size >> halvings).max(1) as f64;
            let factor = longer / width.max(height) as f64;
            let side = |length: usize| ((length as f64 * factor).round_ties_even() as usize).max(1);
            let iterations = settings.iterations / count + usize::from(halvings < settings.iterations % count);
            Scale { width: side(width), height: side(height), iterations }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(size: usize, iterations: usize, scales: Scales) -> TransferSettings {
        TransferSettings { size, iterations, scales, ..TransferSettings::default() }
    }

    #[test]
    fn auto_doubles_from_about_128() {
        let plan = plan_scales(&settings(512, 300, Scales::Auto), 1024, 683);
        let sizes: Vec<_> = plan.iter().map(|scale| (scale.width, scale.height)).collect();
        assert_eq!(sizes, [(128, 85), (256, 171), (512, 342)]);
        assert_eq!(plan.iter().map(|scale| scale.iterations).collect::<Vec<_>>(), [100, 100, 100]);
        assert_eq!(plan_scales(&settings(64, 10, Scales::Auto), 50, 100).len(), 1);
        assert_eq!(plan_scales(&settings(700, 10, Scales::Auto), 50, 100).len(), 3);
    }

    #[test]
    fn no_iteration_is_lost() {
        for iterations in 1..20 {
            for count in 1..=5 {
                let plan = plan_scales(&settings(300, iterations, Scales::Count(count)), 640, 480);
                assert_eq!(plan.iter().map(|scale| scale.iterations).sum::<usize>(), iterations);
                assert!(plan.iter().all(|scale| scale.iterations > 0));
                assert_eq!(plan.last().unwrap().width, 300);
            }
        }
    }

    #[test]
    fn a_sliver_keeps_at_least_one_pixel() {
        let plan = plan_scales(&settings(64, 8, Scales::Count(3)), 4000, 2);
        assert!(plan.iter().all(|scale| scale.height == 1));
    }
}
