//! Time lapses: how they are recorded, and writing one.

use std::sync::Arc;

use crate::project::Film;
use crate::studio::App;
use crate::studio::features::painting::Painting;
use crate::studio::features::time_lapse::{Shots, TimeLapseAction};

impl App {
    pub(in crate::studio) fn perform_time_lapse(&mut self, action: TimeLapseAction) {
        match action {
            TimeLapseAction::Change(settings) => self.state.time_lapse = settings.within_ranges(),
            TimeLapseAction::From(shots) => self.state.time_lapse_shots = shots,
        }
    }

    /// The time lapse that would be written now; none where there are no frames.
    pub(in crate::studio) fn film(&self) -> Option<Film> {
        let (session, settings) = (&self.session, &self.state.time_lapse);
        let source = self.state.time_lapse_shots.or_others(session);
        let shots = source.all(session);
        let content = match source {
            Shots::Recording => session.painting.as_ref().map(|painting: &Painting| &painting.pictures[0]),
            Shots::FilmStrip => session.film.frames().last().map(|frame| &frame.snapshot.pictures[0]),
        };
        let after = content.map(|content| {
            (Arc::clone(&content.colors), self.session.services.pictures.after_painting(&self.state.setup))
        });
        let (longest_side, seconds) = (settings.longest_side, settings.seconds);
        (!shots.is_empty()).then(|| Film { shots, longest_side, seconds, after })
    }
}
