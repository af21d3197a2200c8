//! Giving the paintings on the canvas the colours and the mask that were chosen.

use egui::Context;

use crate::studio::App;
use crate::studio::app::coloring::{Painted, Wish};
use crate::studio::app::outcome::Outcome;
use crate::studio::canvas::Method;

impl App {
    /// Begins to make the next painting of the canvas whose colours are not yet those that were chosen.
    pub(in crate::studio) fn color_paintings(&mut self, window: &Context) {
        let is_dragged = window.input(|input| input.pointer.any_down());
        let wishes = self.wishes();
        if let Some((wish, level)) = self.session.coloring.next(wishes, is_dragged) {
            self.session.tasks.spawn(move || Outcome::Colored(Box::new(wish.fulfil(level))));
        }
    }

    /// The painting and the chosen snapshot, when they are to be changed.
    pub(in crate::studio) fn wishes(&self) -> Vec<Wish> {
        let (session, after) = (&self.session, self.session.services.pictures.after_painting(&self.state.setup));
        if after.changes_nothing() {
            return Vec::new();
        }
        let fast = session.fast.shown().filter(|_| session.services.method == Method::Fast).map(|shown| {
            let pyramid = shown.display.pyramid.clone();
            let content = shown.content.colors.clone();
            Wish { painted: Painted::Painting(shown.number), pyramid, content, after: after.clone() }
        });
        let painting = session.painting.as_ref().filter(|_| session.services.method != Method::Fast);
        let painting = painting.and_then(|painting| {
            let pyramid = painting.display()?.pyramid.clone();
            let content = painting.pictures[0].colors.clone();
            Some(Wish { painted: Painted::Painting(painting.number()), pyramid, content, after: after.clone() })
        });
        let snapshot = session.film.selected().and_then(|number| {
            let pyramid = session.film.display()?.clone();
            let content = session.film.get(number)?.pictures[0].colors.clone();
            Some(Wish { painted: Painted::Snapshot(number), pyramid, content, after: after.clone() })
        });
        painting.or(fast).into_iter().chain(snapshot).collect()
    }
}
