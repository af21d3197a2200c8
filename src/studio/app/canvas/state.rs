//! What the canvas keeps between frames, and what is done on it: looking closer, comparing, and the pictures that are
//! made for it in the background.

use std::sync::Arc;

use egui::Context;

use crate::error::Result;
use crate::picture::Pixels;
use crate::studio::app::App;
use crate::studio::app::canvas::coloring::{Colored, Coloring, Painted, Wish};
use crate::studio::app::canvas::compared;
use crate::studio::app::session::Session;
use crate::studio::canvas::{Method, Mode, Pyramid, Stage, Tab, Tiles, View};
use crate::studio::features::painting::Painting;
use crate::studio::tasks::Tasks;

/// What runs.
pub struct CanvasState {
    tasks: Tasks<Msg>,
    /// The pictures on the graphics card.
    pub tiles: Tiles,
    /// The paintings with the colours of their content.
    pub coloring: Coloring,
    /// What differs between the two that are compared, once it is known.
    pub difference: Option<Difference>,
    is_comparing: bool,
    /// The canvas as it was last drawn.
    pub stage: Option<Stage>,
}

/// What differs between two pictures of the canvas.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The numbers of the two.
    pub of: [u64; 2],
    /// What differs.
    pub pyramid: Arc<Pyramid>,
}

/// What is clicked, and what comes back from the background.
#[derive(Debug)]
pub enum Msg {
    /// Shows another part of the picture.
    SetView(View),
    /// Magnifies around the middle of the canvas.
    ZoomBy(f32),
    /// Shows one screen pixel for each picture pixel.
    ShowActualSize,
    /// Looks at another picture.
    ShowTab(Tab),
    /// Compares in this way, or no longer when that is how it is compared.
    ToggleMode(Mode),
    /// Moves the line of the wipe to this part of the picture, from its left side.
    SetWipe(f32),
    /// Shows or hides the colour values under the pointer.
    ToggleValues,
    /// Notes how the canvas was drawn, for the next zoom.
    NoteStage(Stage),
    /// A painting has other colours, or they could not be made.
    Colored(Result<Box<Colored>>),
    /// What differs between two pictures is ready, or could not be made.
    Difference(Result<Difference>),
}

impl CanvasState {
    /// An empty canvas.
    pub fn new(window: &Context) -> Self {
        Self {
            tasks: Tasks::new(window.clone()),
            tiles: Tiles::default(),
            coloring: Coloring::default(),
            difference: None,
            is_comparing: false,
            stage: None,
        }
    }

    /// What came back from the background.
    pub fn next(&self) -> Option<Msg> {
        self.tasks.next()
    }
}

impl App {
    /// Carries out a message of the canvas.
    pub(in crate::studio::app) fn update_canvas(&mut self, msg: Msg) {
        let Self { state, session: Session { canvas, services, .. }, .. } = self;
        match msg {
            Msg::SetView(view) => state.view = view,
            Msg::ZoomBy(ratio) => {
                if let Some(stage) = canvas.stage {
                    state.view = state.view.zoomed_by(&stage, ratio, stage.canvas.center());
                }
            }
            Msg::ShowActualSize => {
                if let Some(stage) = canvas.stage {
                    state.view = state.view.zoomed_to(&stage, 1.0, stage.canvas.center());
                }
            }
            Msg::ShowTab(tab) => services.comparison.tab = tab,
            Msg::ToggleMode(mode) => services.comparison.toggle(mode),
            Msg::SetWipe(wipe) => services.comparison.wipe = wipe.clamp(0.0, 1.0),
            Msg::ToggleValues => state.shows_values = !state.shows_values,
            Msg::NoteStage(stage) => canvas.stage = Some(stage),
            Msg::Colored(result) => match result {
                Ok(colored) => canvas.coloring.take(*colored),
                Err(error) => {
                    canvas.coloring.note_end();
                    services.notices.error(&error);
                }
            },
            Msg::Difference(result) => {
                canvas.is_comparing = false;
                match result {
                    Ok(difference) => canvas.difference = Some(difference),
                    Err(error) => services.notices.error(&error),
                }
            }
        }
    }

    /// Begins to make the next painting of the canvas whose colours are not yet those that were chosen.
    pub(in crate::studio::app) fn color_paintings(&mut self) {
        let is_dragged = self.window.input(|input| input.pointer.any_down());
        let wishes = self.wishes();
        let canvas = &mut self.session.canvas;
        if let Some((wish, level)) = canvas.coloring.next(wishes, is_dragged) {
            canvas.tasks.run(move || Ok(Box::new(wish.fulfil(level))), Msg::Colored);
        }
    }

    /// The painting and the chosen snapshot, when they are to be changed.
    fn wishes(&self) -> Vec<Wish> {
        let (session, after) = (&self.session, self.session.services.pictures.after_painting(&self.state.setup));
        if after.changes_nothing() {
            return Vec::new();
        }
        let fast = session.fast.shown().filter(|_| session.services.method == Method::Fast).map(|shown| {
            let pyramid = shown.display.pyramid.clone();
            let content = shown.content.colors.clone();
            Wish { painted: Painted::Painting(shown.number), pyramid, content, after: after.clone() }
        });
        let painting = session.painting().filter(|_| session.services.method != Method::Fast);
        let of_painting = |painting: &Painting| {
            let pyramid = painting.display()?.pyramid.clone();
            let content = painting.pictures[0].colors.clone();
            Some(Wish { painted: Painted::Painting(painting.number()), pyramid, content, after: after.clone() })
        };
        let snapshot = session.film.selected().and_then(|number| {
            let pyramid = session.film.display()?.clone();
            let content = session.film.get(number)?.pictures[0].colors.clone();
            Some(Wish { painted: Painted::Snapshot(number), pyramid, content, after: after.clone() })
        });
        painting.and_then(of_painting).or(fast).into_iter().chain(snapshot).collect()
    }

    /// Begins to work out what differs between the two pictures that are compared, when that is looked at.
    pub(in crate::studio::app) fn compute_difference(&mut self) {
        let session = &self.session;
        if session.services.comparison.active_mode() != Mode::Difference || session.canvas.is_comparing {
            return;
        }
        let Some([first, second]) = compared(session).map(|pair| pair.map(Arc::clone)) else { return };
        let of = [first.id(), second.id()];
        if session.canvas.difference.as_ref().is_some_and(|difference| difference.of == of) {
            return;
        }
        self.session.canvas.is_comparing = true;
        let compare = move || {
            let [width, height] = second.size();
            let resized = (first.size() != second.size())
                .then(|| Pixels::of(&first.pixels().to_picture().resized(width, height)));
            let difference = resized.as_ref().unwrap_or(first.pixels()).difference(second.pixels());
            Ok(Difference { of, pyramid: Arc::new(Pyramid::new(Arc::new(difference))) })
        };
        self.session.canvas.tasks.run(compare, Msg::Difference);
    }
}
