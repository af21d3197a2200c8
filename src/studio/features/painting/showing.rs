//! The pictures of a painting for the canvas and for the film strip.

use std::sync::Arc;

use egui::ColorImage;

use crate::picture::Pixels;
use crate::studio::canvas::Pyramid;
use crate::studio::features::painting::Painting;
use crate::studio::painted::{Display, Newest, Occasion, Snapshot};

impl Painting {
    /// Shows a picture that was prepared for the canvas; returns what the film strip keeps when it keeps one after
    /// `every` so many iterations, with a small image for the strip.
    pub fn show(&mut self, newest: Newest, pyramid: Arc<Pyramid>, every: usize) -> Option<(Snapshot, ColorImage)> {
        let (iteration, is_final) = (newest.iteration(), matches!(newest, Newest::Final(..)));
        if !is_final {
            self.is_preparing_display = false;
            if !self.phase.is_running() {
                // The end came first.
                return None;
            }
            self.newest = Some(newest);
        }
        let before = self.display.take();
        let passed = |iteration: usize| iteration / every.max(1);
        let is_due = passed(iteration) > before.as_ref().map_or(0, |before| passed(before.iteration));
        let previous = before.map(|before| before.pyramid);
        let display = Display { pyramid, previous, iteration, is_final };
        let occasion = if is_final { Occasion::ScaleEnd } else { Occasion::Interval };
        let kept = ((is_final && iteration > 0) || is_due).then(|| self.keep(&display, occasion));
        self.display = Some(display);
        kept
    }

    /// The picture on the canvas as a snapshot; `None` before there is one.
    pub fn snapshot(&self) -> Option<(Snapshot, ColorImage)> {
        Some(self.keep(self.display.as_ref()?, Occasion::Hand))
    }

    /// The same while it paints, to be kept before another painting takes its place.
    pub fn snapshot_on_the_way(&self) -> Option<(Snapshot, ColorImage)> {
        let display = self.display.as_ref().filter(|display| self.phase.is_running() && display.iteration > 0)?;
        Some(self.keep(display, Occasion::ScaleEnd))
    }

    fn keep(&self, display: &Display, occasion: Occasion) -> (Snapshot, ColorImage) {
        let pixels = Arc::clone(display.pyramid.pixels());
        (self.snapshot_of(pixels, display.iteration, occasion), display.pyramid.thumbnail())
    }

    pub(in crate::studio) fn snapshot_of(&self, pixels: Arc<Pixels>, iteration: usize, occasion: Occasion) -> Snapshot {
        let (settings, pictures, styles) = (self.settings.clone(), self.pictures.clone(), self.styles_in_use.clone());
        Snapshot { painting: self.number, occasion, pixels, iteration, fast_style: None, settings, pictures, styles }
    }
}
