//! What the canvas keeps between frames, and what is done on it: looking closer, comparing, and the pictures that are
//! made for it in the background.

use std::sync::Arc;

use egui::Context;

use crate::error::Result;
use crate::studio::app::canvas::coloring::{Colored, Coloring};
use crate::studio::canvas::{Mode, Pyramid, Stage, Tab, Tiles, View};
use crate::studio::tasks::Tasks;

/// What runs.
pub struct CanvasState {
    /// Its work in the background.
    pub tasks: Tasks<Msg>,
    /// The pictures on the graphics card.
    pub tiles: Tiles,
    /// The paintings with the colours of their content.
    pub coloring: Coloring,
    /// What differs between the two that are compared, once it is known.
    pub difference: Option<Difference>,
    /// Whether a difference is being worked out.
    pub is_comparing: bool,
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
