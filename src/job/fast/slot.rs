//! The place where orders wait for the thread, and who may take whose place.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::job::fast::order::{FastOrder, StyleWish, ThumbnailOrder};

/// One thing to paint.
#[derive(Debug, Clone)]
pub(super) enum Task {
    /// The picture of an order at one of its sizes.
    Picture {
        order: FastOrder,
        /// The longer side in pixels.
        size: usize,
        /// Whether it is the first of the order's pictures.
        is_first: bool,
        /// Whether it is the last.
        is_last: bool,
    },
    /// One of many thumbnails.
    Thumbnail {
        /// What is left of the order.
        order: ThumbnailOrder,
        style: StyleWish,
    },
    /// The first picture of an order that nobody gave yet; it is only remembered.
    Ahead(FastOrder),
}

/// What became of a task meanwhile.
pub(super) struct Finish {
    /// Nobody wants to hear of it any more.
    pub(super) is_stale: bool,
}

/// Orders that wait, and the task under way.
#[derive(Debug, Default)]
pub(super) struct Slot {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    /// The order, with the number of its sizes that are done.
    order: Option<(FastOrder, usize)>,
    thumbnails: Option<ThumbnailOrder>,
    /// What is painted when there is nothing else to do; what is under way is still among it.
    ahead: VecDeque<FastOrder>,
    running: Option<(Task, CancelToken)>,
    is_closed: bool,
}

impl Waiting {
    fn cancel_running_if(&self, is_unwanted: impl Fn(&Task) -> bool) {
        if let Some((task, cancel)) = &self.running
            && is_unwanted(task)
        {
            cancel.cancel();
        }
    }

    /// The next task: a new order's first picture, then thumbnails, then the larger pictures of an order, then what may be
    /// wished for next.
    fn take(&mut self) -> Option<Task> {
        let picture = |order: &FastOrder, index: usize| {
            let size = *order.sizes.get(index)?;
            let is_last = index + 1 == order.sizes.len();
            Some(Task::Picture { order: order.clone(), size, is_first: index == 0, is_last })
        };
        if let Some((order, 0)) = &self.order {
            return picture(order, 0);
        }
        if let Some(thumbnails) = &mut self.thumbnails
            && let Some(style) = thumbnails.styles.pop_front()
        {
            return Some(Task::Thumbnail { order: thumbnails.clone(), style });
        }
        let larger = self.order.as_ref().and_then(|(order, done)| picture(order, *done));
        larger.or_else(|| self.ahead.front().cloned().map(Task::Ahead))
    }
}

impl Slot {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new order; what is painted for other styles or another photograph, and every large picture, ends.
    pub(super) fn put_order(&self, order: FastOrder) {
        let mut waiting = self.lock();
        waiting.cancel_running_if(|task| match task {
            Task::Picture { order: running, is_first, .. } => !is_first || !order.is_alike(running),
            Task::Thumbnail { .. } => true,
            Task::Ahead(running) => !order.begins_like(running),
        });
        waiting.order = Some((order, 0));
        self.changed.notify_all();
    }

    /// New thumbnails; one that is painted for another photograph ends.
    pub(super) fn put_thumbnails(&self, order: ThumbnailOrder) {
        let mut waiting = self.lock();
        waiting.cancel_running_if(|task| match task {
            Task::Thumbnail { order: running, .. } => running.number != order.number,
            // Thumbnails come before large pictures, which begin again after them.
            Task::Picture { is_first, .. } => !is_first,
            Task::Ahead(_) => true,
        });
        waiting.thumbnails = Some(order);
        self.changed.notify_all();
    }

    /// What may be wished for next.
    pub(super) fn put_ahead(&self, orders: VecDeque<FastOrder>) {
        let mut waiting = self.lock();
        waiting.cancel_running_if(|task| matches!(task, Task::Ahead(_)));
        waiting.ahead = orders;
        self.changed.notify_all();
    }

    /// No order any more.
    pub(super) fn cancel(&self) {
        let mut waiting = self.lock();
        waiting.order = None;
        waiting.cancel_running_if(|task| matches!(task, Task::Picture { .. }));
    }

    /// Lets the thread end.
    pub(super) fn close(&self) {
        let mut waiting = self.lock();
        waiting.is_closed = true;
        waiting.cancel_running_if(|_| true);
        self.changed.notify_all();
    }

    /// Waits for the next task; `None` once the slot is closed.
    pub(super) fn next(&self) -> Option<(Task, CancelToken)> {
        let mut waiting = self.lock();
        loop {
            if waiting.is_closed {
                return None;
            }
            if let Some(task) = waiting.take() {
                let cancel = CancelToken::new();
                waiting.running = Some((task.clone(), cancel.clone()));
                return Some((task, cancel));
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Notes that a task is over. One that was cancelled waits again if it is still wanted.
    pub(super) fn finish<T>(&self, task: &Task, result: &Result<T>) -> Finish {
        let mut waiting = self.lock();
        waiting.running = None;
        let was_cancelled = matches!(result, Err(Error::Cancelled));
        match task {
            Task::Picture { order, .. } => match &mut waiting.order {
                Some((present, done)) if present.number == order.number => {
                    if result.is_ok() {
                        *done += 1;
                    } else if !was_cancelled {
                        // It would fail again.
                        waiting.order = None;
                    }
                }
                Some((present, _)) if present.is_alike(order) => {}
                _ => return Finish { is_stale: true },
            },
            Task::Thumbnail { order, style } => {
                let present = waiting.thumbnails.as_mut().filter(|present| present.number == order.number);
                match present {
                    Some(present) if was_cancelled => present.styles.push_front(style.clone()),
                    Some(_) => {}
                    None => return Finish { is_stale: true },
                }
            }
            Task::Ahead(order) => {
                waiting.ahead.pop_front_if(|next| !was_cancelled && next.begins_like(order));
                return Finish { is_stale: true };
            }
        }
        Finish { is_stale: was_cancelled }
    }
}
