//! When each command can be given.

use crate::studio::command::Command;
use crate::studio::fast::Method;
use crate::studio::painting::Phase;
use crate::studio::session::{Panels, Session};
use crate::studio::source::Role;

impl Command {
    /// Whether it can be given now.
    pub fn is_available(self, situation: Situation) -> bool {
        let Situation { phase, method, .. } = situation;
        let is_stopping = matches!(phase, Phase::Stopping(_));
        match self {
            Self::Start => !phase.is_running() && situation.has_pictures,
            Self::Pause => matches!(phase, Phase::Preparing | Phase::Painting),
            Self::Resume => phase == Phase::Paused,
            // In full screen the key leaves that first.
            Self::Stop => phase.is_running() && !is_stopping && !situation.is_full_screen,
            Self::LeaveFullScreen => situation.is_full_screen,
            Self::Undo => situation.can_undo,
            Self::Redo => situation.can_redo,
            Self::ExportLosses => situation.has_losses,
            Self::Restart => {
                situation.has_pictures && situation.has_painting && method == Method::Optimise && !is_stopping
            }
            Self::PreviousStyle | Self::NextStyle | Self::StyleAbove | Self::StyleBelow => method == Method::Fast,
            Self::Refine => method == Method::Fast && situation.has_painting,
            Self::Save | Self::TakeSnapshot | Self::Compare | Self::SideBySide | Self::Blink | Self::Difference => {
                situation.has_painting
            }
            _ => true,
        }
    }
}

/// What decides which commands can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact by itself, and all combinations occur")]
pub struct Situation {
    /// Where the painting stands.
    pub phase: Phase,
    /// How pictures are painted.
    pub method: Method,
    /// Whether content and style are there.
    pub has_pictures: bool,
    /// Whether there is a painting to look at.
    pub has_painting: bool,
    /// Whether an iteration was made.
    pub has_losses: bool,
    /// Whether there is a change of settings to take back.
    pub can_undo: bool,
    /// Whether there is one to make again.
    pub can_redo: bool,
    /// Whether the canvas fills the screen.
    pub is_full_screen: bool,
}

impl Situation {
    /// The present one.
    pub fn of(session: &Session) -> Self {
        Self {
            phase: session.phase(),
            method: session.method,
            has_pictures: session.loaded(Role::Content).is_some() && session.loaded(Role::Style).is_some(),
            has_painting: session.has_result(),
            has_losses: session.painting.as_ref().is_some_and(|painting| !painting.losses().is_empty()),
            can_undo: session.history.can_undo(),
            can_redo: session.history.can_redo(),
            is_full_screen: session.panels == Panels::FullScreen,
        }
    }
}
