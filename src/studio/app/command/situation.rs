//! When each command can be given.

use crate::studio::app::command::Command;
use crate::studio::app::session::Session;
use crate::studio::app::window::Panels;
use crate::studio::canvas::Method;
use crate::studio::features::time_lapse::AtHand;
use crate::studio::painted::Phase;
use crate::studio::painted::sheet::Sheet;
use crate::studio::roles::{Loaded, MOST_STYLES, Role};

impl Command {
    /// Whether it can be given now.
    pub fn is_available(self, situation: Situation) -> bool {
        let Situation { phase, method, .. } = situation;
        let is_stopping = matches!(phase, Phase::Stopping(_));
        let has_pictures = situation.has_content && situation.has_style;
        match self {
            Self::Start => !phase.is_running() && has_pictures,
            Self::Pause => matches!(phase, Phase::Preparing | Phase::Painting),
            Self::Resume => phase == Phase::Paused,
            // In full screen the key leaves that first.
            Self::Stop => phase.is_running() && !is_stopping && !situation.is_full_screen,
            Self::LeaveFullScreen => situation.is_full_screen,
            Self::Undo => situation.can_undo,
            Self::Redo => situation.can_redo,
            Self::ExportLosses => situation.has_losses,
            Self::TimeLapse => situation.has_shots,
            Self::AddToQueue => situation.has_content && situation.has_style,
            Self::AddStyle => situation.can_add_style,
            Self::RemoveMask => situation.has_mask,
            Self::CropContent => situation.has_content,
            Self::CropStyle => situation.has_style,
            Self::ContinueFromSnapshot | Self::StartFromSnapshot | Self::SaveSnapshot | Self::DeleteSnapshot => {
                situation.has_chosen_snapshot
            }
            Self::PreviousSnapshot | Self::NextSnapshot => situation.has_snapshots,
            Self::PaintSheet => has_pictures && situation.sheet == Phase::Ended,
            Self::PauseSheet => situation.sheet == Phase::Painting,
            Self::ResumeSheet => situation.sheet == Phase::Paused,
            Self::StopSheet => matches!(situation.sheet, Phase::Painting | Phase::Paused),
            Self::SaveSheet => situation.has_sheet,
            Self::Restart => has_pictures && situation.has_painting && method != Method::Fast && !is_stopping,
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
    /// Whether the content picture is there.
    pub has_content: bool,
    /// Whether the style picture is there.
    pub has_style: bool,
    /// Whether there is room for one more style.
    pub can_add_style: bool,
    /// Whether there is a mask.
    pub has_mask: bool,
    /// Whether a snapshot of the film strip is chosen.
    pub has_chosen_snapshot: bool,
    /// Whether the film strip has any.
    pub has_snapshots: bool,
    /// Where the contact sheet stands.
    pub sheet: Phase,
    /// Whether there is a contact sheet.
    pub has_sheet: bool,
    /// Whether there is a painting to look at.
    pub has_painting: bool,
    /// Whether an iteration was made.
    pub has_losses: bool,
    /// Whether there are pictures to make a time lapse of.
    pub has_shots: bool,
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
        let is_style = |(role, _): &(Role, &Loaded)| matches!(role, Role::Style | Role::Further(_));
        Self {
            phase: session.phase(),
            method: session.services.method,
            has_content: session.services.pictures.loaded(Role::Content).is_some(),
            has_style: session.services.pictures.loaded(Role::Style).is_some(),
            can_add_style: session.services.pictures.all().filter(is_style).count() < usize::from(MOST_STYLES),
            has_mask: session.services.pictures.loaded(Role::Mask).is_some(),
            has_snapshots: !session.film.frames().is_empty(),
            has_chosen_snapshot: session.film.selected().is_some(),
            sheet: session.contact_sheet.sheet.as_ref().map_or(Phase::Ended, Sheet::phase),
            has_sheet: session.contact_sheet.sheet.is_some(),
            has_painting: session.has_result(),
            has_losses: session.painting().is_some_and(|painting| !painting.losses().is_empty()),
            has_shots: session.shots_at_hand() != AtHand::default(),
            can_undo: session.history.can_undo(),
            can_redo: session.history.can_redo(),
            is_full_screen: session.window.panels == Panels::FullScreen,
        }
    }
}
