//! Work that takes longer than a frame: each piece in a thread of its own, its outcome as a message of whoever asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crossbeam_channel::{Receiver, Sender};
use egui::Context;

use crate::error::{Error, Result, catch_panic};
use crate::studio::language;

/// How much of some work is done; clones share it between the work and the window.
#[derive(Debug, Clone, Default)]
pub struct Share(Arc<AtomicU32>);

impl Share {
    /// Sets the part that is done, from 0 to 1.
    pub fn set(&self, share: f64) {
        self.0.store((share as f32).to_bits(), Ordering::Relaxed);
    }

    /// The part that is done, from 0 to 1.
    pub fn get(&self) -> f32 {
        f32::from_bits(self.0.load(Ordering::Relaxed))
    }
}

/// Starts the work of one feature and collects what comes back, as messages `M` of that feature.
///
/// Work that panics comes back as an error, so nobody waits for it for ever.
#[derive(Debug)]
pub struct Tasks<M> {
    window: Context,
    sender: Sender<M>,
    receiver: Receiver<M>,
}

impl<M: Send + 'static> Tasks<M> {
    /// Tasks that wake this window when they are done.
    pub fn new(window: Context) -> Self {
        let (sender, receiver) = crossbeam_channel::unbounded();
        Self { window, sender, receiver }
    }

    /// Does some work in the background and makes a message of its result. The window is woken after the message has
    /// been sent, not before.
    pub fn run<T: 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
        message: impl FnOnce(Result<T>) -> M + Send + 'static,
    ) {
        let report = self.reporter();
        let language = language::spoken();
        std::thread::spawn(move || {
            // The titles of file dialogs are said there.
            language::speak(language);
            report(message(catch_panic(work)));
        });
    }

    /// Does work with several messages, each handed to the closure; `failed` makes one of the error or panic by which
    /// it ends early.
    pub fn run_many(
        &self,
        work: impl FnOnce(&dyn Fn(M)) -> Result<()> + Send + 'static,
        failed: impl FnOnce(Error) -> M + Send + 'static,
    ) {
        let report = self.reporter();
        let language = language::spoken();
        std::thread::spawn(move || {
            language::speak(language);
            if let Err(error) = catch_panic(|| work(&report)) {
                report(failed(error));
            }
        });
    }

    /// Hands messages to the window from any thread, and wakes it.
    pub fn reporter(&self) -> impl Fn(M) + Send + 'static + use<M> {
        let (sender, window) = (self.sender.clone(), self.window.clone());
        move |message| {
            // The window may be gone already; then nobody wants the message.
            if sender.send(message).is_ok() {
                window.request_repaint();
            }
        }
    }

    /// The next message, if one is waiting.
    pub fn next(&self) -> Option<M> {
        self.receiver.try_recv().ok()
    }
}

/// Gives large things back in the background: the operating system takes its time for their memory.
pub fn discard(things: impl Send + 'static) {
    std::thread::spawn(move || drop(things));
}

/// The same after a last thing was done with them.
pub fn discard_by<T: Send + 'static>(things: T, last: impl FnOnce(&T) + Send + 'static) {
    std::thread::spawn(move || last(&things));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait_for<M: Send + 'static>(tasks: &Tasks<M>) -> M {
        tasks.receiver.recv().expect("the tasks hold the other end")
    }

    #[test]
    fn a_panic_comes_back_as_an_error_to_whoever_asked() {
        let tasks = Tasks::new(Context::default());
        tasks.run(|| Ok(7), |result| result.map_err(|error| error.details()));
        assert_eq!(wait_for(&tasks), Ok(7));
        tasks.run(|| panic!("it broke"), |result: Result<i32>| result.map_err(|error| error.details()));
        assert!(wait_for(&tasks).unwrap_err().ends_with("it broke"));
    }

    #[test]
    fn work_with_several_messages_tells_its_end_when_it_panics() {
        let tasks = Tasks::new(Context::default());
        tasks.run_many(
            |report| {
                report("one".to_owned());
                panic!("in the middle")
            },
            |error| error.details(),
        );
        assert_eq!(wait_for(&tasks), "one");
        assert!(wait_for(&tasks).ends_with("in the middle"));
    }
}
