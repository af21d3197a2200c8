//! The sizes a painting goes through, coarse to fine.
//!
//! Large shapes and colours settle cheaply at small sizes; each larger size then only adds the strokes that its
//! pixels can hold (Gatys et al. 2017, "Controlling perceptual factors in neural style transfer", section 6).

use crate::picture::fitted_size;
use crate::transfer::settings::{Scales, TransferSettings};

/// The longer side, in pixels, near which [`Scales::Auto`] begins.
const COARSEST: usize = 128;
/// A coarse scale whose shorter side would have fewer pixels than this is left out: nothing could be painted there.
const NARROWEST: usize = 32;

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

impl Scale {
    /// The longer side in pixels.
    pub fn longer_side(&self) -> usize {
        self.width.max(self.height)
    }
}

/// Divides a painting of a content picture of `width` x `height` pixels into scales, coarse to fine.
///
/// The last scale's longer side is `settings.size`; each one before is half as large; the iterations are shared
/// evenly, the remainder going to the finer ones. Scales that would be too narrow or get no iteration are left out.
pub fn plan_scales(settings: &TransferSettings, width: usize, height: usize) -> Vec<Scale> {
    let wanted = match settings.scales {
        Scales::Count(count) => count,
        Scales::Auto => {
            let doublings = (settings.size as f64 / COARSEST as f64).log2().round().max(0.0);
            1 + doublings as usize
        }
    };
    let sizes: Vec<(usize, usize)> = (0..wanted.clamp(1, settings.iterations.max(1)))
        .map(|halvings| (halvings, fitted_size(width, height, (settings.size >> halvings).max(1))))
        .take_while(|&(halvings, (width, height))| halvings == 0 || width.min(height) >= NARROWEST)
        .map(|(_, size)| size)
        .collect();
    let (share, remainder) = (settings.iterations / sizes.len(), settings.iterations % sizes.len());
    sizes
        .into_iter()
        .enumerate()
        .map(|(halvings, (width, height))| Scale {
            width,
            height,
            iterations: share + usize::from(halvings < remainder),
        })
        .rev()
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
    fn a_sliver_is_painted_at_one_size() {
        let plan = plan_scales(&settings(64, 8, Scales::Count(3)), 4000, 2);
        assert_eq!(plan, [Scale { width: 64, height: 1, iterations: 8 }]);
    }
}
