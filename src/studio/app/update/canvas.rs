//! What becomes of the messages of the canvas, and the pictures that are made for it in the background.

use std::sync::Arc;

use crate::picture::Pixels;
use crate::studio::app::App;
use crate::studio::app::canvas::{Difference, Msg, Painted, Wish, compared};
use crate::studio::app::session::Session;
use crate::studio::canvas::{Method, Mode, Pyramid};
use crate::studio::features::painting::Painting;

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
