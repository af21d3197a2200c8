//! A contact sheet in a background thread: one job for all its cells, each with a slot for its newest picture.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::TryRecvError;

use crate::error::{Error, Result};
use crate::job::background::{Background, Ends, Weight};
use crate::job::slot::{Preview, PreviewPicture};
use crate::network::{DeviceChoice, NetworkCache};
use crate::picture::Picture;
use crate::text::Text;
use crate::transfer::{ContactSheet, Ending, SheetPainting, Styles, TurnEnd};

/// Everything that a sheet needs to begin.
#[derive(Debug, Clone)]
pub struct SheetRequest {
    /// The axes and what all cells share.
    pub sheet: ContactSheet,
    /// The content picture at its own size.
    pub content: Arc<Picture>,
    /// The styles, or mixtures of styles, that the cells choose from.
    pub styles: Vec<Styles>,
    /// The picture to start from when the settings ask for one.
    pub start: Option<Arc<Picture>>,
    /// Where to compute.
    pub device: DeviceChoice,
    /// Loss networks kept between jobs.
    pub networks: NetworkCache,
}

/// What can be asked of a sheet that is being painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetCommand {
    /// Waits after the present turn.
    Pause,
    /// Goes on after a pause.
    Resume,
    /// Ends with the pictures as they are; this also interrupts the iteration under way.
    Stop,
}

/// What a sheet tells. Everything but [`SheetEvent::Progress`] always arrives.
#[derive(Debug)]
pub enum SheetEvent {
    /// How far it is; this may be dropped when nobody reads.
    Progress(SheetProgress),
    /// A cell is done.
    CellDone {
        /// The cell, counted row by row from the left top.
        cell: usize,
        /// Why it ended.
        ending: Ending,
    },
    /// A cell cannot be painted; the others go on.
    CellFailed {
        /// The cell, counted row by row from the left top.
        cell: usize,
        /// Why, for people.
        reason: Text,
    },
    /// All cells are done, or the sheet was stopped; every cell's last picture is in its slot, and no event follows.
    Finished(Result<Ending>),
}

/// How far a sheet is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SheetProgress {
    /// The part of the work that is done, from 0 to 1.
    pub share: f64,
    /// The time that it took, without pauses.
    pub elapsed: Duration,
}

impl SheetProgress {
    /// The seconds that it will still take; `None` before anything was done.
    pub fn seconds_left(&self) -> Option<f64> {
        (self.share > 0.0).then(|| self.elapsed.as_secs_f64() * (1.0 - self.share) / self.share)
    }
}

/// A contact sheet in a background thread. Dropping it cancels the work and waits for the thread's end.
#[derive(Debug)]
pub struct SheetJob {
    background: Background<SheetCommand, SheetEvent>,
    previews: Vec<Preview>,
}

impl SheetJob {
    /// Starts the thread. `wake` is called from that thread after every event and every preview.
    pub fn start(request: SheetRequest, wake: impl Fn() + Send + 'static) -> Self {
        let previews: Vec<Preview> = request.sheet.cells().iter().map(|_| Preview::default()).collect();
        let slots = previews.clone();
        let paint = move |ends: &mut Ends<SheetCommand, SheetEvent>| paint(ends, &slots, &request);
        Self { background: Background::start(wake, paint, SheetEvent::Finished), previews }
    }

    /// Asks something of the job; once it has finished nothing happens.
    pub fn send(&self, command: SheetCommand) {
        if command == SheetCommand::Stop {
            self.background.cancel.cancel();
        }
        self.background.send(command);
    }

    /// The next event, if one is waiting.
    pub fn try_event(&self) -> Option<SheetEvent> {
        self.background.try_event()
    }

    /// Waits for the next event; `None` after [`SheetEvent::Finished`].
    pub fn wait_event(&self) -> Option<SheetEvent> {
        self.background.wait_event()
    }

    /// The slots with the newest picture of each cell, row by row from the left top.
    pub fn previews(&self) -> &[Preview] {
        &self.previews
    }
}

fn paint(ends: &mut Ends<SheetCommand, SheetEvent>, slots: &[Preview], request: &SheetRequest) -> Result<Ending> {
    let SheetRequest { sheet, content, styles, start, device, networks } = request;
    let network = networks.get(*device, sheet.base.weight_scale)?;
    let mut painting = SheetPainting::new(&network, sheet, content, styles, start.as_ref())?;
    for cell in 0..painting.count() {
        show(&painting, cell, slots)?;
    }
    ends.wake();
    let mut elapsed = Duration::ZERO;
    let ending = loop {
        if !wait_to_go_on(ends) {
            break Ending::Stopped;
        }
        let begun = Instant::now();
        let turn = match painting.turn(&ends.cancel) {
            Ok(Some(turn)) => turn,
            Ok(None) => break Ending::Completed,
            Err(Error::Cancelled) => break Ending::Stopped,
            Err(error) => return Err(error),
        };
        elapsed += begun.elapsed();
        let cell = turn.cell;
        let is_last = !matches!(turn.end, TurnEnd::Waiting);
        if is_last || slots[cell].is_wanted() {
            show(&painting, cell, slots)?;
        }
        let told = match turn.end {
            TurnEnd::Waiting => Ok(()),
            TurnEnd::Done(ending) => ends.tell(SheetEvent::CellDone { cell, ending }, Weight::Lasting),
            TurnEnd::Failed(error) => ends.tell(SheetEvent::CellFailed { cell, reason: error.text() }, Weight::Lasting),
        };
        let progress = SheetProgress { share: painting.share_done(), elapsed };
        if told.and(ends.tell(SheetEvent::Progress(progress), Weight::Passing)).is_err() {
            return Ok(Ending::Stopped);
        }
    };
    for cell in 0..painting.count() {
        show(&painting, cell, slots)?;
    }
    Ok(ending)
}

/// Puts the present picture of a cell into its slot.
fn show(painting: &SheetPainting, cell: usize, slots: &[Preview]) -> Result<()> {
    if let Some((picture, iteration)) = painting.picture(cell)? {
        slots[cell].put(PreviewPicture::of(&picture, iteration));
    }
    Ok(())
}

/// Obeys every waiting command, and waits for more while paused; says whether it goes on.
fn wait_to_go_on(ends: &Ends<SheetCommand, SheetEvent>) -> bool {
    let mut is_paused = false;
    loop {
        let command = if is_paused {
            ends.commands.recv().map_err(|_| TryRecvError::Disconnected)
        } else {
            ends.commands.try_recv()
        };
        match command {
            Ok(SheetCommand::Pause) => is_paused = true,
            Ok(SheetCommand::Resume) => is_paused = false,
            Ok(SheetCommand::Stop) | Err(TryRecvError::Disconnected) => return false,
            Err(TryRecvError::Empty) => return true,
        }
    }
}
