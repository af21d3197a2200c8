//! Painting by the optimiser: starting, steering and showing one painting, and what painting costs on this machine.

mod cost;
mod events;
mod losses;
mod model;
mod showing;
mod steering;
mod update;
pub mod view;

use std::sync::Arc;

use egui::{ColorImage, Context};

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::network::DeviceChoice;
use crate::picture::ColorSettings;
use crate::project::{SessionFolder, TimeLapseSettings};
use crate::studio::canvas::Pyramid;
use crate::studio::painted::{Newest, Next, Phase, SavedPainting, Snapshot};
use crate::studio::tasks::Tasks;
use crate::text::Text;
use crate::transfer::{Ending, Pace, TransferSettings};

pub use cost::{Cost, Costs, DeviceCosts};
pub use losses::{Curve, PlotSettings, to_csv};
pub use model::Painting;

/// What runs.
pub struct Paintings {
    tasks: Tasks<Msg>,
    /// The present painting, or the last one.
    pub present: Option<Painting>,
    measuring: Option<Measuring>,
    /// When the memory of this machine was last asked for, in seconds of the window's clock.
    memory_asked: f64,
}

/// The device that is being measured; the measurement ends when this is dropped.
#[derive(Debug)]
struct Measuring {
    device: DeviceChoice,
    cancel: CancelToken,
}

impl Drop for Measuring {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

/// What is remembered.
pub struct Remembered<'a> {
    /// Whether the loss plot is shown.
    pub shows_plot: &'a mut bool,
    /// How the losses are plotted.
    pub plot: &'a mut PlotSettings,
    /// What painting costs on each device, by its name.
    pub costs: &'a mut Costs,
}

/// What must be known of others.
pub struct Around {
    /// Where frames are recorded, and how.
    pub recording: Option<(Arc<SessionFolder>, TimeLapseSettings)>,
    /// The iterations after which the film strip keeps a picture.
    pub film_every: usize,
    /// Whether the present painting is one of the queue, so that the settings of the window do not steer it.
    pub is_queued: bool,
}

/// What is clicked, and what comes back from the background.
#[derive(Debug)]
pub enum Msg {
    /// Starts to paint.
    Start,
    /// Waits after the present iteration.
    Pause,
    /// Goes on.
    Resume,
    /// Ends with the picture as it is.
    Stop,
    /// Begins again from the beginning.
    Restart,
    /// Changes settings; those that can change while it paints do so at the next iteration.
    ChangeSettings(Box<TransferSettings>),
    /// Gives the paintings on the canvas other colours, those that are painted and those that are finished.
    ChangeColors(ColorSettings),
    /// Computes elsewhere from the next start.
    ChangeDevice(DeviceChoice),
    /// Shows or hides the loss plot.
    TogglePlot,
    /// Plots the losses in another way.
    ChangePlot(PlotSettings),
    /// Writes the losses to a file.
    ExportLosses,
    /// A picture of a painting is ready for the canvas.
    Display {
        /// The number of the painting.
        painting: u64,
        /// The picture.
        newest: Newest,
        /// The same for the canvas.
        pyramid: Arc<Pyramid>,
        /// The memory of the program meanwhile, in bytes.
        memory: Option<u64>,
    },
    /// A picture of the painting of this number could not be prepared for the canvas.
    NotShown(u64, Error),
    /// The frames of a painting cannot be recorded any more.
    NotRecorded(Error),
    /// A device was measured, or not.
    Measured(DeviceChoice, Result<Pace>),
    /// The free memory of this machine, and the program's own, in bytes.
    Memory(Result<(Option<u64>, Option<u64>)>),
}

/// What others are asked for, or have to know.
pub enum Event {
    /// Start a painting as it is set up now.
    Start,
    /// Write the losses to a file.
    ExportLosses,
    /// Something worth knowing.
    Warning(Text),
    /// A scale is at its end, with this picture.
    ScaleEnded(Box<Snapshot>),
    /// This picture belongs into the film strip.
    Keep(Box<Snapshot>, ColorImage),
    /// The painting is over.
    Ended {
        /// Why it ended, or why it failed.
        result: Result<Ending>,
        /// What was to follow.
        next: Next,
    },
}

impl Paintings {
    /// No painting yet.
    pub fn new(window: &Context) -> Self {
        Self { tasks: Tasks::new(window.clone()), present: None, measuring: None, memory_asked: f64::NEG_INFINITY }
    }

    /// What came back from the background.
    pub fn next(&self) -> Option<Msg> {
        self.tasks.next()
    }

    /// Where the painting stands; a program that never painted stands where one is that has ended.
    pub fn phase(&self) -> Phase {
        self.present.as_ref().map_or(Phase::Ended, Painting::phase)
    }

    /// Notes what is in a file, if it is of the present painting.
    pub fn note_saved(&mut self, saved: SavedPainting) {
        if let Some(painting) = &mut self.present {
            painting.note_saved(saved);
        }
    }

    /// Whether a device is being measured.
    pub fn is_measuring(&self) -> bool {
        self.measuring.is_some()
    }
}
