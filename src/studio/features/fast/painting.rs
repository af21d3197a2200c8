//! Ordering a picture in a style, and showing what comes.

use crate::job::FastOrder;
use crate::picture::Picture;
use crate::studio::canvas::Pyramid;
use crate::studio::features::fast::order::{Ordered, Shown};
use crate::studio::features::fast::{Fast, FastSettings};
use crate::studio::painted::{Display, next_number};
use crate::studio::roles::Loaded;
use std::sync::Arc;
use std::time::Instant;

impl Fast {
    /// Whether a picture is awaited, and its longer side in pixels if it is a large one.
    pub fn awaited(&self) -> Option<Option<usize>> {
        let ordered = self.ordered.as_ref().filter(|ordered| !ordered.is_stopped)?;
        match (ordered.is_answered, &self.shown) {
            (false, _) => Some(None),
            (true, Some(shown)) if !shown.is_last => Some(ordered.order.sizes.last().copied()),
            _ => None,
        }
    }

    /// The share of the large picture that is done, from 0 to 1.
    pub fn done(&self) -> Option<f64> {
        self.ordered.as_ref().and_then(|ordered| ordered.done)
    }

    /// Takes in how far a large picture is.
    pub(super) fn note_progress(&mut self, number: u64, done: f64) {
        if let Some(ordered) = self.ordered.as_mut().filter(|ordered| ordered.order.number == number) {
            ordered.done = Some(done);
        }
    }

    /// Leaves it at the picture that is on the canvas.
    pub(super) fn stop(&mut self) {
        if let (Some(job), Some(ordered)) = (&self.job, &mut self.ordered) {
            job.cancel();
            ordered.is_stopped = true;
        }
    }

    /// Sees to it that this picture is painted: orders it unless it is the one that was ordered last.
    pub(super) fn wish(&mut self, mut order: FastOrder, settings: &FastSettings, content: &Loaded) {
        if self.ordered.as_ref().is_some_and(|ordered| is_same(&ordered.order, &order)) {
            return;
        }
        if self.shown.as_ref().is_some_and(|shown| !Arc::ptr_eq(&shown.order.content, &order.content)) {
            self.shown = None;
        }
        self.orders += 1;
        order.number = self.orders;
        self.job().paint(order.clone());
        let (settings, content) = (settings.clone(), content.clone());
        self.ordered = Some(Ordered {
            order,
            settings,
            content,
            since: Instant::now(),
            is_answered: false,
            is_stopped: false,
            done: None,
        });
    }

    /// Wishes for nothing any more, and shows nothing.
    pub(super) fn clear(&mut self) {
        if let Some(job) = self.job.as_ref().filter(|_| self.ordered.is_some()) {
            job.cancel();
        }
        (self.ordered, self.shown) = (None, None);
    }

    /// Takes a painted picture onto the canvas.
    pub(super) fn show(
        &mut self,
        number: u64,
        picture: Arc<Picture>,
        pyramid: Arc<Pyramid>,
        is_last: bool,
        seconds: f64,
    ) {
        let Some(ordered) = &mut self.ordered else { return };
        let before = self.shown.take();
        let delay = match &before {
            // The large picture of an order comes when it comes; what counts is the first one.
            Some(before) if ordered.is_answered && before.order.number == number => before.delay,
            _ => ordered.since.elapsed(),
        };
        let painting = match &before {
            Some(before) if before.order.number == number => before.number,
            _ => next_number(),
        };
        if number == ordered.order.number {
            ordered.is_answered = true;
        }
        self.shown = Some(Shown {
            order: ordered.order.clone(),
            settings: ordered.settings.clone(),
            content: ordered.content.clone(),
            picture,
            display: Display {
                pyramid,
                previous: before.map(|before| before.display.pyramid),
                iteration: 0,
                is_final: is_last,
            },
            number: painting,
            is_last: is_last && number == ordered.order.number,
            seconds,
            delay,
        });
    }

    /// Notes that what was ordered cannot be painted.
    pub(super) fn fail(&mut self, number: u64) {
        if let Some(ordered) = self.ordered.as_mut().filter(|ordered| ordered.order.number == number) {
            ordered.is_answered = true;
        }
    }
}

/// Whether two orders ask for the same picture.
fn is_same(first: &FastOrder, second: &FastOrder) -> bool {
    first.begins_like(second) && first.sizes == second.sizes
}
