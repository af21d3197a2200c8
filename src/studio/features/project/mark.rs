//! A short description of everything that a project holds, by which two states are told apart.

use crate::fast::FastSettings;
use crate::picture::ColorSettings;
use crate::studio::app::session::Session;
use crate::studio::app::state::State;
use crate::studio::canvas::Method;
use crate::studio::painted::{Number, Occasion};
use crate::studio::roles::{Arrangement, Role, Source};
use crate::transfer::TransferSettings;

/// What a project held at some moment. Two that are equal hold the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    settings: TransferSettings,
    colors: ColorSettings,
    arrangement: Arrangement,
    fast: FastSettings,
    sources: Vec<(Role, Source)>,
    method: Method,
    embeds: bool,
    /// The number of the painting, the iteration of its newest picture, and whether it runs.
    painting: Option<(u64, usize, bool)>,
    snapshots: Vec<(Number, Occasion)>,
    /// How often the queue has changed, and how many jobs it has.
    queue: (u64, usize),
}

impl Mark {
    /// The present one.
    pub fn of(state: &State, session: &Session) -> Self {
        let roles = [Role::Content, Role::Start, Role::Mask].into_iter().chain(state.setup.style_roles());
        let source = |role: Role| session.services.pictures.loaded(role).map(|loaded| (role, loaded.source.clone()));
        let painting = session.painting.as_ref().and_then(|painting| {
            Some((painting.number(), painting.newest()?.iteration(), painting.phase().is_running()))
        });
        let snapshots = session.film.frames().iter().map(|frame| (frame.number, frame.snapshot.occasion));
        Self {
            settings: state.setup.settings.clone(),
            colors: state.setup.colors,
            arrangement: state.setup.arrangement.clone(),
            fast: state.fast.clone(),
            sources: roles.filter_map(source).collect(),
            method: session.services.method,
            embeds: session.project.embeds,
            painting,
            snapshots: snapshots.collect(),
            queue: (session.queue.changes(), session.queue.jobs().len()),
        }
    }

    /// Whether there is something that cost work, so that it is worth to be kept.
    pub fn is_worth_keeping(&self) -> bool {
        self.painting.is_some_and(|(_, iteration, _)| iteration > 0) || !self.snapshots.is_empty() || self.queue.1 > 0
    }

    /// The iteration of the painting's newest picture; 0 without one.
    pub fn iteration(&self) -> usize {
        self.painting.map_or(0, |(_, iteration, _)| iteration)
    }

    /// Whether a person kept pictures by hand.
    pub fn has_kept_by_hand(&self) -> bool {
        self.snapshots.iter().any(|(_, occasion)| *occasion == Occasion::Hand)
    }
}
