//! A contact sheet as the window sees it, or a figure, which is one too: its cells with their newest pictures.

pub mod view;

use std::iter;
use std::ops::RangeInclusive;
use std::sync::Arc;

use egui::{ColorImage, Context};

use crate::error::{Error, Result};
use crate::job::{SheetCommand, SheetEvent, SheetJob, SheetProgress, SheetRequest};
use crate::picture::{AxisLabels, LabelledGrid, Picture, Pixels};
use crate::studio::canvas::Pyramid;
use crate::studio::language::{tr, translate};
use crate::studio::painted::{Next, Occasion, Phase, Snapshot, next_number};
use crate::studio::roles::{Loaded, Source, StyleInUse};
use crate::studio::tasks::{Tasks, discard};
use crate::text::{Parameter, Text};
use crate::transfer::{CellPlan, ContactSheet, Plan, TransferSettings, Variation};

/// The longer side of a cell in pixels: 25 cells of the largest need less memory than one painting of 1024 pixels.
pub const CELL_RANGE: RangeInclusive<usize> = 32..=384;
/// Those that are offered.
pub const SIZES: [usize; 4] = [128, 192, 256, 384];
/// The iterations that are offered for a cell.
pub const ITERATIONS_RANGE: RangeInclusive<usize> = 4..=300;

/// What is clicked on a sheet that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetMsg {
    /// Lets it wait.
    Pause,
    /// Goes on with it.
    Resume,
    /// Ends it with the pictures as they are.
    Stop,
    /// Goes on from the cell in this place.
    Use(usize, CellUse),
}

/// What can be done with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellUse {
    /// Its settings are taken over for the next painting.
    TakeOver,
    /// Its picture is kept in the film strip.
    Keep,
    /// It is painted on at full size.
    Continue,
}

/// What was taken out of a cell, for the size and the iterations of the next painting.
pub enum Taken {
    /// Its settings, with its styles.
    Settings(Box<TransferSettings>, Vec<StyleInUse>),
    /// Its picture for the film strip, with its thumbnail.
    Kept(Box<Snapshot>, ColorImage),
    /// The same, to be painted on from.
    Continued(Box<Snapshot>, ColorImage),
}

/// A sheet that can be started: what is painted, of which picture, and what each value of an axis of styles stands for.
pub struct Prepared {
    /// What is painted.
    pub request: SheetRequest,
    /// The picture that gives the cells their shape.
    pub content: Loaded,
    /// One style for each value, or the mixture that is chosen.
    pub styles: Vec<Vec<StyleInUse>>,
}

/// A contact sheet or a figure, from its start until the next one.
pub struct Sheet {
    /// Pictures of its cells on their way, each with the place of the cell.
    pictures: Tasks<(usize, Result<CellPicture>)>,
    number: u64,
    job: Option<SheetJob>,
    phase: Phase,
    plan: ContactSheet,
    content: Loaded,
    /// What each value of an axis of styles stands for: one style, or the mixture that is chosen.
    styles: Vec<Vec<StyleInUse>>,
    cells: Vec<Cell>,
    progress: Option<SheetProgress>,
}

/// One cell of a sheet.
pub struct Cell {
    /// No other painting has this number.
    number: u64,
    /// What it is painted with.
    pub plan: CellPlan,
    /// The newest picture, once there is one.
    pub picture: Option<CellPicture>,
    is_preparing_picture: bool,
    /// Why it cannot be painted, for people.
    pub fault: Option<Text>,
}

/// A picture of a cell.
#[derive(Clone)]
pub struct CellPicture {
    /// For the canvas.
    pub pyramid: Arc<Pyramid>,
    /// The one before it, which is shown until this one is on the graphics card.
    pub previous: Option<Arc<Pyramid>>,
    /// The iteration after which it was taken.
    pub iteration: usize,
    /// How like the content it is, in dB, where it is meant to be that again.
    pub psnr: Option<f64>,
}

impl Sheet {
    /// Starts a sheet that wakes the window whenever it has something to tell.
    pub fn start(prepared: Prepared, window: &Context) -> Self {
        let Prepared { request, content, styles } = prepared;
        let plan = request.sheet.clone();
        let cells = plan.cells().into_iter().map(|plan| Cell {
            number: next_number(),
            plan,
            picture: None,
            is_preparing_picture: false,
            fault: None,
        });
        let cells = cells.collect();
        let pictures = Tasks::new(window.clone());
        let window = window.clone();
        let job = SheetJob::start(request, move || window.request_repaint());
        Self {
            pictures,
            number: next_number(),
            job: Some(job),
            phase: Phase::Painting,
            plan,
            content,
            styles,
            cells,
            progress: None,
        }
    }

    /// No other sheet has this number.
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// Where it stands.
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// Its axes.
    pub const fn plan(&self) -> &ContactSheet {
        &self.plan
    }

    /// Its cells, row by row from the left top.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// How far it is, once that is known.
    pub const fn progress(&self) -> Option<SheetProgress> {
        self.progress
    }

    /// The content picture.
    pub const fn content(&self) -> &Loaded {
        &self.content
    }

    /// The names of the style pictures.
    pub fn style_names(&self) -> Vec<String> {
        self.styles.iter().map(|styles| names(styles.iter().map(|style| &style.loaded.source))).collect()
    }

    /// Whether its pictures are meant to be the content again.
    fn is_compared(&self) -> bool {
        matches!(self.plan.across.first(), Some(Variation::ContentReconstruction(_)))
    }

    /// Whether its pictures are reconstructions, beside which the original is shown.
    pub fn shows_original(&self) -> bool {
        self.is_compared() || matches!(self.plan.across.first(), Some(Variation::StyleReconstruction(_)))
    }

    /// The label of a value of one of its axes.
    pub fn label(&self, value: &Variation) -> Text {
        value.label(&self.style_names())
    }

    /// Waits after the present turn.
    fn pause(&mut self) {
        self.tell(SheetCommand::Pause, Phase::Painting, Phase::Paused);
    }

    /// Goes on.
    fn resume(&mut self) {
        self.tell(SheetCommand::Resume, Phase::Paused, Phase::Painting);
    }

    /// Stops within a moment and keeps the pictures.
    pub fn stop(&mut self) {
        for phase in [Phase::Painting, Phase::Paused] {
            self.tell(SheetCommand::Stop, phase, Phase::Stopping(Next::Rest));
        }
    }

    fn tell(&mut self, command: SheetCommand, before: Phase, after: Phase) {
        if let Some(job) = self.job.as_ref().filter(|_| self.phase == before) {
            job.send(command);
            self.phase = after;
        }
    }

    /// Does what was clicked; what is taken out of a cell is for the size and the iterations of `next`.
    pub fn update(&mut self, msg: SheetMsg, next: Plan) -> Option<Taken> {
        match msg {
            SheetMsg::Pause => self.pause(),
            SheetMsg::Resume => self.resume(),
            SheetMsg::Stop => self.stop(),
            SheetMsg::Use(cell, CellUse::TakeOver) => {
                let (settings, styles) = (self.settings_of(cell, next)?, self.styles_of(cell)?.to_vec());
                return Some(Taken::Settings(Box::new(settings), styles));
            }
            SheetMsg::Use(cell, CellUse::Keep) => {
                let (snapshot, thumbnail) = self.snapshot(cell, next)?;
                return Some(Taken::Kept(Box::new(snapshot), thumbnail));
            }
            SheetMsg::Use(cell, CellUse::Continue) => {
                let (snapshot, thumbnail) = self.snapshot(cell, next)?;
                self.stop();
                return Some(Taken::Continued(Box::new(snapshot), thumbnail));
            }
        }
        None
    }

    /// Takes in what the job told since the last call, and pictures that are ready; an error when the sheet failed as a
    /// whole, or when a picture cannot be shown.
    pub fn poll(&mut self) -> Option<Error> {
        let mut failure = None;
        while let Some((cell, result)) = self.pictures.next() {
            match result {
                Ok(picture) => self.show(cell, picture),
                Err(error) => {
                    self.cells[cell].is_preparing_picture = false;
                    failure = Some(error);
                }
            }
        }
        while let Some(event) = self.job.as_ref().and_then(SheetJob::try_event) {
            match event {
                SheetEvent::Progress(progress) => self.progress = Some(progress),
                SheetEvent::CellDone { .. } => {}
                SheetEvent::CellFailed { cell, reason } => self.cells[cell].fault = Some(reason),
                SheetEvent::Finished(result) => {
                    self.phase = Phase::Ended;
                    self.prepare_pictures();
                    discard(self.job.take());
                    failure = result.err().or(failure);
                }
            }
        }
        self.prepare_pictures();
        failure
    }

    /// Begins to prepare the newest picture of every cell that has none on its way; the slot keeps the next.
    fn prepare_pictures(&mut self) {
        let original = self.is_compared().then(|| Arc::clone(&self.content.picture));
        let Some(job) = &self.job else { return };
        let is_last = self.phase == Phase::Ended;
        for (index, (cell, slot)) in self.cells.iter_mut().zip(job.previews()).enumerate() {
            if cell.is_preparing_picture && !is_last {
                continue;
            }
            let Some(preview) = slot.take() else { continue };
            cell.is_preparing_picture = true;
            let original = original.clone();
            let prepare = move || {
                let iteration = preview.iteration;
                let pixels = Arc::new(Pixels::from(preview));
                let psnr = original.map(|original| {
                    let [width, height] = pixels.size();
                    pixels.to_picture().psnr(&original.resized(width, height))
                });
                Ok(CellPicture { pyramid: Arc::new(Pyramid::new(pixels)), previous: None, iteration, psnr })
            };
            self.pictures.run(prepare, move |result| (index, result));
        }
    }

    /// Shows a picture that was prepared; one that was overtaken by a later one is left out.
    fn show(&mut self, cell: usize, picture: CellPicture) {
        let Some(cell) = self.cells.get_mut(cell) else { return };
        cell.is_preparing_picture = false;
        let before = cell.picture.take();
        if before.as_ref().is_some_and(|before| before.iteration > picture.iteration) {
            cell.picture = before;
            return;
        }
        cell.picture = Some(CellPicture { previous: before.map(|before| before.pyramid), ..picture });
    }

    /// The settings of a cell for a painting of another size and number of iterations.
    fn settings_of(&self, cell: usize, plan: Plan) -> Option<TransferSettings> {
        Some(plan.applied_to(&self.cells.get(cell)?.plan.settings))
    }

    /// The styles of a cell.
    fn styles_of(&self, cell: usize) -> Option<&[StyleInUse]> {
        self.styles.get(self.cells.get(cell)?.plan.style).map(Vec::as_slice)
    }

    /// The picture of a cell as something to paint on from, at the size and with the iterations of a plan.
    fn snapshot(&self, cell: usize, plan: Plan) -> Option<(Snapshot, ColorImage)> {
        let settings = self.settings_of(cell, plan)?;
        let styles = self.styles_of(cell)?.to_vec();
        let pictures = [self.content.clone(), styles.first()?.loaded.clone()];
        let cell = &self.cells[cell];
        let picture = cell.picture.as_ref()?;
        let snapshot = Snapshot {
            painting: cell.number,
            occasion: Occasion::Hand,
            pixels: Arc::clone(picture.pyramid.pixels()),
            iteration: picture.iteration,
            fast_style: None,
            settings,
            pictures,
            styles,
        };
        Some((snapshot, picture.pyramid.thumbnail()))
    }

    /// What is needed to draw the sheet as one picture, its labels in the language of the window.
    pub fn print(&self) -> SheetPrint {
        let names = self.style_names();
        let labels = |values: &[Variation]| AxisLabels {
            title: values.first().map_or_else(String::new, |value| tr(value.varied().name()).to_owned()),
            values: values.iter().map(|value| translate(&value.label(&names))).collect(),
        };
        let mut print = SheetPrint {
            original: None,
            across: labels(&self.plan.across),
            down: labels(&self.plan.down),
            cells: self.cells.iter().map(|cell| Some(Arc::clone(cell.picture.as_ref()?.pyramid.pixels()))).collect(),
        };
        if self.shows_original() {
            print.across.title.clear();
            let captions = (0..self.cells.len()).map(|index| translate(&self.caption(index)));
            print.across.values = iter::once(tr("original").to_owned()).chain(captions).collect();
            print.original = Some(Arc::clone(&self.content.picture));
        }
        print
    }

    /// What stands over a cell of a sheet in one row: `conv3_2, 22.1 dB`.
    pub fn caption(&self, index: usize) -> Text {
        let label = self.plan.across.get(index).map(|value| Parameter::from(self.label(value)));
        let psnr = self.cells.get(index).and_then(|cell| cell.picture.as_ref()?.psnr);
        let psnr = psnr.map(|psnr| Parameter::number(format_args!("{psnr:.1} dB")));
        Text::joined(label.into_iter().chain(psnr), ", ")
    }
}

/// A sheet as it was at some moment, ready to be drawn in the background.
#[derive(Debug)]
pub struct SheetPrint {
    /// What stands in front of the cells.
    original: Option<Arc<Picture>>,
    across: AxisLabels,
    down: AxisLabels,
    cells: Vec<Option<Arc<Pixels>>>,
}

impl SheetPrint {
    /// The sheet as one picture with labelled axes; this takes long and belongs in the background.
    pub fn draw(self) -> Picture {
        let mut pictures: Vec<Option<Picture>> =
            self.cells.iter().map(|cell| cell.as_ref().map(|pixels| pixels.to_picture())).collect();
        if let Some(original) = self.original {
            let size = pictures.iter().flatten().map(|cell| (cell.width(), cell.height())).max();
            let original = size.map(|(width, height)| original.resized(width, height));
            pictures.insert(0, original);
        }
        let cells = pictures.iter().map(Option::as_ref).collect();
        LabelledGrid { across: self.across, down: self.down, cells }.draw()
    }
}

/// The name of a style or of a mixture of styles.
pub fn names<'a>(sources: impl Iterator<Item = &'a Source>) -> String {
    sources.map(Source::short_name).collect::<Vec<_>>().join(" + ")
}
