//! A thread with a channel in each direction: what every kind of job has in common.

use std::panic::AssertUnwindSafe;
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, TrySendError};

use crate::cancel::CancelToken;
use crate::error::{Error, Result};

/// How many events may wait for the window. Beyond that passing ones are dropped and all others make the worker wait.
const WAITING_EVENTS: usize = 256;
/// How many commands may wait for the worker. A step takes seconds at print size, in which a slider sends many.
const WAITING_COMMANDS: usize = 1024;

/// The window's end of a job. Dropping it cancels the work and waits for the thread's end.
#[derive(Debug)]
pub(super) struct Background<Command, Event> {
    commands: Option<Sender<Command>>,
    events: Option<Receiver<Event>>,
    pub(super) cancel: CancelToken,
    thread: Option<JoinHandle<()>>,
}

/// The worker's end of a job.
pub(super) struct Ends<Command, Event> {
    pub(super) commands: Receiver<Command>,
    events: Sender<Event>,
    pub(super) cancel: CancelToken,
    wake: Box<dyn Fn() + Send>,
}

/// Nobody is listening any more.
#[derive(Debug)]
pub(super) struct Abandoned;

/// Whether an event may be dropped when nobody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// It always arrives.
    Lasting,
    /// The next one tells as much.
    Passing,
}

impl<Command: Send + 'static, Event: Send + 'static> Background<Command, Event> {
    /// Starts the thread. `wake` is called from it after every event; `finished` makes the last event from the result.
    pub(super) fn start<T: 'static>(
        wake: impl Fn() + Send + 'static,
        work: impl FnOnce(&mut Ends<Command, Event>) -> Result<T> + Send + 'static,
        finished: impl FnOnce(Result<T>) -> Event + Send + 'static,
    ) -> Self {
        let (commands, commands_in) = crossbeam_channel::bounded(WAITING_COMMANDS);
        let (events_out, events) = crossbeam_channel::bounded(WAITING_EVENTS);
        let cancel = CancelToken::new();
        let mut ends = Ends { commands: commands_in, events: events_out, cancel: cancel.clone(), wake: Box::new(wake) };
        let thread = std::thread::spawn(move || {
            // A panic would leave the window waiting for ever; it becomes the job's last event instead.
            let result = std::panic::catch_unwind(AssertUnwindSafe(|| work(&mut ends)))
                .unwrap_or_else(|_| Err(Error::Computation("the painting thread panicked".into())));
            let _ = ends.tell(finished(result), Weight::Lasting);
        });
        Self { commands: Some(commands), events: Some(events), cancel, thread: Some(thread) }
    }

    /// Asks something of the job; once it has finished nothing happens.
    pub(super) fn send(&self, command: Command) {
        if let Some(commands) = &self.commands {
            // Full only when the worker has not looked for a thousand commands: then this one is no longer news.
            let _ = commands.try_send(command);
        }
    }

    /// The next event, if one is waiting.
    pub(super) fn try_event(&self) -> Option<Event> {
        self.events.as_ref()?.try_recv().ok()
    }

    /// Waits for the next event; `None` after the last.
    pub(super) fn wait_event(&self) -> Option<Event> {
        self.events.as_ref()?.recv().ok()
    }
}

impl<Command, Event> Drop for Background<Command, Event> {
    fn drop(&mut self) {
        self.cancel.cancel();
        self.commands = None;
        self.events = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl<Command, Event> Ends<Command, Event> {
    /// Tells the window, and wakes it.
    pub(super) fn tell(&self, event: Event, weight: Weight) -> Result<(), Abandoned> {
        let told = match weight {
            Weight::Lasting => self.events.send(event).map_err(|_| Abandoned),
            Weight::Passing => match self.events.try_send(event) {
                Ok(()) | Err(TrySendError::Full(_)) => Ok(()),
                Err(TrySendError::Disconnected(_)) => Err(Abandoned),
            },
        };
        self.wake();
        told
    }

    /// Wakes the window.
    pub(super) fn wake(&self) {
        (self.wake)();
    }
}
