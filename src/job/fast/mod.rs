//! Painting in fast styles in a background thread: the newest wish only, and when nothing else is wished thumbnails, and
//! after them what may be wished for next.
//!
//! An artist clicks faster than a network paints. So there is no queue: there is one place for the next picture, a new
//! wish takes the place of the one before, and what is being painted for another style is cancelled. Changes of the
//! same style, such as a slider that is dragged, let the small picture under way be finished, so that the canvas
//! follows the hand.

mod order;
mod painter;
mod recent;
mod slot;

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use self::painter::Painter;
use self::slot::{Slot, Task};
use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::picture::Picture;

pub use self::order::{FastOrder, StyleWish, ThumbnailOrder};

/// How often the share that is done is told.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

impl FastOrder {
    /// Paints the largest picture of the order here and now. `progress` is told the share that is done.
    ///
    /// # Errors
    /// [`Error::Cancelled`], a file that is no style any more, or a failure of the device.
    pub fn paint(&self, progress: &mut dyn FnMut(f64), cancel: &CancelToken) -> Result<Arc<Picture>> {
        let size = self.sizes.last().copied().unwrap_or_else(|| self.content.width().max(self.content.height()));
        painted(&mut Painter::new(), self, size, progress, cancel)
    }
}

/// What the thread has to tell.
#[derive(Debug)]
pub enum FastEvent {
    /// A picture was painted, or not.
    Painted {
        /// The number of the order.
        number: u64,
        /// The picture.
        result: Result<Arc<Picture>>,
        /// Whether no larger one follows.
        is_last: bool,
        /// How long it took, in seconds.
        seconds: f64,
    },
    /// A picture is being painted.
    Progress {
        /// The number of the order.
        number: u64,
        /// The share that is done, from 0 to 1.
        done: f64,
    },
    /// A thumbnail was painted, or not.
    Thumbnail {
        /// The number of the order.
        number: u64,
        /// What tells its style from every other.
        style: String,
        /// The picture.
        result: Result<Arc<Picture>>,
    },
}

/// The thread; it ends when this is dropped.
#[derive(Debug)]
pub struct FastJob {
    slot: Arc<Slot>,
    thread: Option<JoinHandle<()>>,
}

impl FastJob {
    /// Starts the thread, which waits for orders and tells what became of them by calling `report` itself.
    pub fn start(report: impl Fn(FastEvent) + Send + 'static) -> Self {
        let slot = Arc::new(Slot::default());
        let worker = Arc::clone(&slot);
        let thread = std::thread::spawn(move || work(&worker, report));
        Self { slot, thread: Some(thread) }
    }

    /// Wishes for a picture, in place of the one that was wished for before.
    pub fn paint(&self, order: FastOrder) {
        self.slot.put_order(order);
    }

    /// Wishes for thumbnails, in place of those that were wished for before and are not painted yet.
    pub fn paint_thumbnails(&self, order: ThumbnailOrder) {
        self.slot.put_thumbnails(order);
    }

    /// Names what may be wished for next, in place of what was named before: the first pictures of these orders are painted
    /// when nothing else is wished for, so that a wish finds them ready. Nobody is told of them.
    pub fn paint_ahead(&self, orders: VecDeque<FastOrder>) {
        self.slot.put_ahead(orders);
    }

    /// Wishes for no picture any more.
    pub fn cancel(&self) {
        self.slot.cancel();
    }
}

impl Drop for FastJob {
    fn drop(&mut self) {
        self.slot.close();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Carries out one task after the other until the slot is closed.
fn work(slot: &Slot, report: impl Fn(FastEvent)) {
    let mut painter = Painter::new();
    while let Some((task, cancel)) = slot.next() {
        let begun = Instant::now();
        let (order, size) = match &task {
            Task::Picture { order, size, .. } => (order.clone(), *size),
            Task::Thumbnail { order, style } => (order.single(style), order.size),
            Task::Ahead(order) => (order.clone(), order.sizes[0]),
        };
        let mut told = begun;
        let mut progress = |done: f64| {
            if matches!(task, Task::Picture { is_first: false, .. }) && told.elapsed() >= PROGRESS_EVERY {
                told = Instant::now();
                report(FastEvent::Progress { number: order.number, done });
            }
        };
        let result = painted(&mut painter, &order, size, &mut progress, &cancel);
        if slot.finish(&task, &result).is_stale {
            continue;
        }
        let number = order.number;
        report(match task {
            Task::Picture { is_last, .. } => {
                FastEvent::Painted { number, result, is_last, seconds: begun.elapsed().as_secs_f64() }
            }
            Task::Thumbnail { style, .. } => FastEvent::Thumbnail { number, style: style.id, result },
            Task::Ahead(_) => continue,
        });
    }
}

/// Paints, and turns a panic into an error: it would leave the window waiting for ever.
fn painted(
    painter: &mut Painter,
    order: &FastOrder,
    size: usize,
    progress: &mut dyn FnMut(f64),
    cancel: &CancelToken,
) -> Result<Arc<Picture>> {
    let painted = std::panic::catch_unwind(AssertUnwindSafe(|| painter.paint(order, size, progress, cancel)));
    painted.unwrap_or_else(|_| {
        *painter = Painter::new();
        Err(Error::Computation("the painting thread panicked".into()))
    })
}

#[cfg(test)]
mod tests;
