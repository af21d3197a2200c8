//! The sizes a painting goes through, coarse to fine.
//!
//! Large shapes and colours settle cheaply at small sizes; each larger size then only adds the strokes that its
//! pixels can hold (Gatys et al. 2017, "Controlling perceptual factors in neural style transfer", section 6).

use serde::{Deserialize, Serialize};

use crate::picture::fitted_size;
use crate::transfer::settings::{Scales, TransferSettings};

/// The longer side, in pixels, near which [`Scales::Auto`] begins.
const COARSEST: usize = 128;
/// A coarse scale whose shorter side would have fewer pixels than this is left out: nothing could be painted there.
const NARROWEST: usize = 32;
/// When a plan changes on the way, a scale ahead is left out unless it enlarges the picture at least so much.
const LEAST_ENLARGEMENT: f64 = 1.25;

/// One size of a painting and the iterations spent on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

    /// The number of pixels.
    pub fn pixels(&self) -> usize {
        self.width * self.height
    }
}

/// What of the settings decides the scales; unlike most of them it can change while it paints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The longer side of the painting in pixels.
    pub size: usize,
    /// Iterations over all scales together.
    pub iterations: usize,
    /// How many sizes the painting goes through.
    pub scales: Scales,
}

impl Plan {
    /// The plan of these settings.
    pub const fn of(settings: &TransferSettings) -> Self {
        Self { size: settings.size, iterations: settings.iterations, scales: settings.scales }
    }

    /// The same settings with this plan.
    pub fn applied_to(self, settings: &TransferSettings) -> TransferSettings {
        let Self { size, iterations, scales } = self;
        TransferSettings { size, iterations, scales, ..settings.clone() }
    }
}

/// How far a painting has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    /// The present scale.
    pub(super) scale: Scale,
    /// Iterations made at the present scale.
    pub(super) made_here: usize,
    /// Iterations made over all scales.
    pub(super) made: usize,
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
    let shares = shared(settings.iterations, sizes.len());
    let coarse_to_fine = sizes.into_iter().rev().zip(shares);
    coarse_to_fine.map(|((width, height), iterations)| Scale { width, height, iterations }).collect()
}

/// Plans the rest of a painting after its plan was changed: first the present scale, then those ahead of it.
///
/// The iterations that are left are shared evenly by the present scale, counting those made there, and the scales of a
/// fresh plan that are finer. A picture that has become larger than was asked for is made smaller and painted on. The
/// last scale, if it enlarges the picture, gets at least what a fresh plan gives it, even when all iterations have
/// been made: a picture that was only enlarged is a blur.
pub(super) fn plan_rest(settings: &TransferSettings, width: usize, height: usize, standing: Standing) -> Vec<Scale> {
    let Standing { scale: present, made_here, made } = standing;
    let mut ahead = plan_scales(settings, width, height);
    let last = *ahead.last().expect("a plan has a last scale");
    let goes_on_here = last.longer_side() >= present.longer_side();
    ahead.retain(|scale| {
        let is_worth_a_stop = scale.longer_side() as f64 >= LEAST_ENLARGEMENT * present.longer_side() as f64;
        is_worth_a_stop || (scale == &last && last.longer_side() != present.longer_side())
    });

    let left = settings.iterations.saturating_sub(made);
    let open = left + made_here;
    let here = if goes_on_here { shared(open, 1 + ahead.len())[0].max(made_here) } else { made_here };
    let shares = shared(open - here, ahead.len());
    for (scale, share) in ahead.iter_mut().zip(shares) {
        scale.iterations = share;
    }
    if let Some(finest) = ahead.last_mut() {
        let least = if finest.longer_side() > present.longer_side() { last.iterations } else { 1 };
        finest.iterations = finest.iterations.max(least);
    }
    ahead.retain(|scale| scale.iterations > 0);
    ahead.insert(0, Scale { iterations: here, ..present });
    ahead
}

/// A number divided as evenly as can be, the remainder going to the last parts.
fn shared(number: usize, parts: usize) -> Vec<usize> {
    (0..parts).map(|part| number / parts + usize::from(part >= parts - number % parts)).collect()
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

    /// A painting of a 600 x 400 photograph at 512 pixels with 300 iterations that stands somewhere.
    fn rest(change: impl FnOnce(&mut TransferSettings), longer: usize, made_here: usize, made: usize) -> Vec<Scale> {
        let mut settings = settings(512, 300, Scales::Auto);
        let scales = plan_scales(&settings, 600, 400);
        let scale = *scales.iter().find(|scale| scale.longer_side() == longer).unwrap();
        change(&mut settings);
        plan_rest(&settings, 600, 400, Standing { scale, made_here, made })
    }

    fn longer_and_iterations(scales: &[Scale]) -> Vec<(usize, usize)> {
        scales.iter().map(|scale| (scale.longer_side(), scale.iterations)).collect()
    }

    #[test]
    fn a_plan_that_did_not_change_stays() {
        for (longer, made_here, made) in [(128, 0, 0), (128, 99, 99), (256, 50, 150), (512, 100, 300)] {
            let rest = rest(|_| {}, longer, made_here, made);
            let fresh = plan_scales(&settings(512, 300, Scales::Auto), 600, 400);
            assert!(fresh.ends_with(&rest), "{rest:?}");
        }
    }

    #[test]
    fn more_iterations_are_shared_by_what_is_left() {
        let rest = rest(|settings| settings.iterations = 600, 256, 50, 150);
        assert_eq!(longer_and_iterations(&rest), [(256, 250), (512, 250)]);
    }

    #[test]
    fn fewer_iterations_end_the_last_scale_at_their_number() {
        assert_eq!(longer_and_iterations(&rest(|settings| settings.iterations = 250, 512, 20, 220)), [(512, 50)]);
        let too_late = rest(|settings| settings.iterations = 100, 512, 20, 220);
        assert_eq!(longer_and_iterations(&too_late), [(512, 20)], "it ends at once");
        let early = rest(|settings| settings.iterations = 120, 256, 50, 150);
        assert_eq!(longer_and_iterations(&early), [(256, 50), (512, 40)], "it still comes to its size");
    }

    #[test]
    fn a_larger_size_adds_scales() {
        let rest_at_512 = rest(|settings| settings.size = 2048, 512, 80, 280);
        assert_eq!(longer_and_iterations(&rest_at_512), [(512, 80), (1024, 10), (2048, 60)]);
        let between = rest(|settings| settings.size = 600, 512, 0, 200);
        assert_eq!(longer_and_iterations(&between), [(512, 50), (600, 100)]);
        let early = rest(|settings| settings.size = 560, 256, 0, 100);
        assert_eq!(longer_and_iterations(&early), [(256, 100), (560, 100)], "no stop at 280");
    }

    #[test]
    fn a_smaller_size_ends_the_scale_that_is_too_large() {
        let smaller = rest(|settings| settings.size = 300, 512, 30, 230);
        assert_eq!(longer_and_iterations(&smaller), [(512, 30), (300, 70)]);
        let reached = rest(|settings| settings.size = 256, 256, 40, 140);
        assert_eq!(longer_and_iterations(&reached), [(256, 200)]);
        let at_the_end = rest(|settings| settings.size = 300, 512, 100, 300);
        assert_eq!(longer_and_iterations(&at_the_end), [(512, 100), (300, 1)]);
    }
}
