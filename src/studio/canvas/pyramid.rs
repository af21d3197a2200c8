//! A picture at its own size, half of it, a quarter, and so on: whatever the zoom, one level is about as fine as the
//! screen, so that nothing flickers and no more pixels than the screen shows go to the graphics card.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use egui::ColorImage;

use crate::picture::{Picture, Pixels};
use crate::studio::canvas::OnScreen;

/// The longer side of the coarsest level in pixels at most; it is one small tile.
const COARSEST_SIDE: usize = 256;

/// A picture for the canvas; building one belongs in the background.
#[derive(Debug)]
pub struct Pyramid {
    id: u64,
    /// Fine to coarse, never empty.
    levels: Vec<Arc<Pixels>>,
}

impl Pyramid {
    /// Builds every level.
    pub fn new(pixels: Arc<Pixels>) -> Self {
        static IDS: AtomicU64 = AtomicU64::new(0);
        let mut levels = vec![pixels];
        while let Some(last) = levels.last().filter(|last| last.size().into_iter().max() > Some(COARSEST_SIDE)) {
            levels.push(Arc::new(last.halved()));
        }
        Self { id: IDS.fetch_add(1, Ordering::Relaxed), levels }
    }

    /// The same for a picture of numbers.
    pub fn of(picture: &Picture) -> Self {
        Self::new(Arc::new(Pixels::of(picture)))
    }

    /// No other picture has this number.
    pub const fn id(&self) -> u64 {
        self.id
    }

    /// The picture at its own size.
    pub fn pixels(&self) -> &Arc<Pixels> {
        &self.levels[0]
    }

    /// Its width and height in pixels.
    pub fn size(&self) -> [usize; 2] {
        self.levels[0].size()
    }

    /// The memory that all levels need.
    pub fn bytes(&self) -> usize {
        self.levels.iter().map(|level| level.bytes()).sum()
    }

    /// A level; 0 is the picture itself, and each one is half as large as the one before.
    pub fn level(&self, index: usize) -> &Pixels {
        &self.levels[index]
    }

    /// The number of the coarsest level.
    pub fn coarsest(&self) -> usize {
        self.levels.len() - 1
    }

    /// The picture for a strip or a panel.
    pub fn thumbnail(&self) -> ColorImage {
        self.level(self.coarsest()).to_image()
    }

    /// The coarsest level that is no coarser than the screen, when a pixel of the picture is so many of the screen.
    pub fn level_for(&self, factor: f32) -> usize {
        let halvings = (1.0 / factor.max(f32::MIN_POSITIVE)).log2().floor().max(0.0);
        (halvings as usize).min(self.coarsest())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pyramid(width: usize, height: usize) -> Pyramid {
        Pyramid::new(Arc::new(Pixels::new(width, height, vec![128; 4 * width * height])))
    }

    #[test]
    fn levels_halve_down_to_one_small_tile() {
        let pyramid = pyramid(1001, 300);
        let sizes: Vec<_> = (0..=pyramid.coarsest()).map(|level| pyramid.level(level).size()).collect();
        assert_eq!(sizes, [[1001, 300], [501, 150], [251, 75]]);
        assert_eq!(super::Pyramid::coarsest(&self::pyramid(8, 8)), 0);
    }

    #[test]
    fn the_level_is_never_coarser_than_the_screen() {
        let pyramid = pyramid(2048, 2048);
        for (factor, level) in [(32.0, 0), (1.0, 0), (0.6, 0), (0.5, 1), (0.3, 1), (0.25, 2), (0.01, 3), (0.0, 3)] {
            assert_eq!(pyramid.level_for(factor), level, "at {factor}");
        }
    }

    #[test]
    fn every_picture_has_its_own_number() {
        assert_ne!(pyramid(4, 4).id(), pyramid(4, 4).id());
    }
}
