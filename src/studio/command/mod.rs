//! The commands of menus, buttons and keys as data: text, tooltip, key, icon, and when each can be given.

mod keys;

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::studio::action::Action;
use crate::studio::canvas::{View, ZOOM_STEP};
use crate::studio::comparison::{Mode, Tab};
use crate::studio::fast::{FastAction, Method, Step};
use crate::studio::painting::Phase;
use crate::studio::save_form::Subject;
use crate::studio::session::{Dialog, Panels, Session};
use crate::studio::source::Role;
use crate::studio::widgets::Icon;

pub use keys::{Keyboard, take_keys};

/// A command that a person gives by menu, button or key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those in the menus; text() and tooltip() say the rest")]
pub enum Command {
    OpenContent,
    OpenStyle,
    Paste,
    Save,
    ExportLosses,
    Quit,
    Undo,
    Redo,
    Start,
    Pause,
    Resume,
    Stop,
    Restart,
    TakeSnapshot,
    FastStyles,
    PreviousStyle,
    NextStyle,
    StyleAbove,
    StyleBelow,
    Refine,
    ResetSettings,
    ShowResult,
    ShowContent,
    ShowStyle,
    ShowSheet,
    Fit,
    ActualSize,
    ZoomIn,
    ZoomOut,
    Compare,
    SideBySide,
    Blink,
    Difference,
    Values,
    LossPlot,
    FilmStrip,
    HidePanels,
    FullScreen,
    LeaveFullScreen,
    Shortcuts,
}

impl Command {
    /// All commands, in the order of the menus.
    pub const ALL: [Self; 40] = [
        Self::OpenContent,
        Self::OpenStyle,
        Self::Paste,
        Self::Save,
        Self::ExportLosses,
        Self::Quit,
        Self::Undo,
        Self::Redo,
        Self::Start,
        Self::Pause,
        Self::Resume,
        Self::Stop,
        Self::Restart,
        Self::TakeSnapshot,
        Self::FastStyles,
        Self::PreviousStyle,
        Self::NextStyle,
        Self::StyleAbove,
        Self::StyleBelow,
        Self::Refine,
        Self::ResetSettings,
        Self::ShowResult,
        Self::ShowContent,
        Self::ShowStyle,
        Self::ShowSheet,
        Self::Fit,
        Self::ActualSize,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::Compare,
        Self::SideBySide,
        Self::Blink,
        Self::Difference,
        Self::Values,
        Self::LossPlot,
        Self::FilmStrip,
        Self::HidePanels,
        Self::FullScreen,
        Self::LeaveFullScreen,
        Self::Shortcuts,
    ];

    /// Its name on buttons and in menus.
    pub const fn text(self) -> &'static str {
        match self {
            Self::OpenContent => "Open content…",
            Self::OpenStyle => "Open style…",
            Self::Paste => "Paste picture",
            Self::Save => "Save…",
            Self::ExportLosses => "Export losses…",
            Self::Quit => "Quit",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::Start => "Start",
            Self::Pause => "Pause",
            Self::Resume => "Resume",
            Self::Stop => "Stop",
            Self::Restart => "Restart",
            Self::TakeSnapshot => "Take snapshot",
            Self::FastStyles => "Fast styles",
            Self::PreviousStyle => "Previous style",
            Self::NextStyle => "Next style",
            Self::StyleAbove => "Style above",
            Self::StyleBelow => "Style below",
            Self::Refine => "Refine",
            Self::ResetSettings => "Reset all settings",
            Self::ShowResult => "Show the result",
            Self::ShowContent => "Show the content",
            Self::ShowStyle => "Show the style",
            Self::ShowSheet => "Contact sheet",
            Self::Fit => "Fit to canvas",
            Self::ActualSize => "100 %",
            Self::ZoomIn => "Zoom in",
            Self::ZoomOut => "Zoom out",
            Self::Compare => "Compare",
            Self::SideBySide => "Side by side",
            Self::Blink => "Blink",
            Self::Difference => "Difference",
            Self::Values => "Colour values",
            Self::LossPlot => "Loss plot",
            Self::FilmStrip => "Film strip",
            Self::HidePanels => "Hide the panels",
            Self::FullScreen => "Full screen",
            Self::LeaveFullScreen => "Leave full screen",
            Self::Shortcuts => "Keyboard shortcuts",
        }
    }

    /// What it does, in an artist's words.
    pub const fn tooltip(self) -> &'static str {
        match self {
            Self::OpenContent => "Choose the photograph to paint.",
            Self::OpenStyle => "Choose the painting whose style to use.",
            Self::Paste => "Use the picture on the clipboard for the side that you used last.",
            Self::Save => "Save the painting as it is now, also while it is being painted.",
            Self::ExportLosses => "Write the numbers of the loss plot as a table, for a spreadsheet.",
            Self::Quit => "Close Impasto.",
            Self::Undo => "Take the last change of settings back; it also acts while it paints.",
            Self::Redo => "Make the change again that was taken back last.",
            Self::Start => "Paint the content in the style.",
            Self::Pause => "Rest after this iteration; nothing is lost.",
            Self::Resume => "Paint on.",
            Self::Stop => "End here and keep the painting as it is.",
            Self::Restart => "Paint again from the beginning with the present settings.",
            Self::TakeSnapshot => "Keep the painting as it is now in the film strip.",
            Self::FastStyles => "Paint at once, in styles that were learned before.",
            Self::PreviousStyle => "Paint in the style before this one.",
            Self::NextStyle => "Paint in the style after this one.",
            Self::StyleAbove => "Paint in the style above this one.",
            Self::StyleBelow => "Paint in the style below this one.",
            Self::Refine => {
                "Let the optimiser paint on from this picture, with the painting that the style was learned from."
            }
            Self::ResetSettings => "Set every slider and choice to its default.",
            Self::ShowResult => "Look at the painting.",
            Self::ShowContent => "Look at the photograph.",
            Self::ShowStyle => "Look at the painting whose style is used.",
            Self::ShowSheet => "Try out two settings in many small paintings side by side.",
            Self::Fit => "Show the whole picture.",
            Self::ActualSize => "Show one pixel of the picture on one pixel of the screen.",
            Self::ZoomIn => "Look closer. The mouse wheel does the same at the pointer.",
            Self::ZoomOut => "Step back. The mouse wheel does the same at the pointer.",
            Self::Compare => {
                "Lay the photograph, or the chosen snapshot, over the left half of the painting; drag the line to wipe."
            }
            Self::SideBySide => "See both pictures beside each other, zoomed and moved together.",
            Self::Blink => "See both pictures in the same place by turns.",
            Self::Difference => "See only what differs: black is the same, bright is not.",
            Self::Values => "Show the colours under the pointer as numbers.",
            Self::LossPlot => "Show or hide how the painting converges.",
            Self::FilmStrip => "Show or hide the pictures that were kept on the way.",
            Self::HidePanels => "Show the canvas alone, or all panels again.",
            Self::FullScreen => "Let the canvas fill the screen, or not any more.",
            Self::LeaveFullScreen => "Show the window as it was.",
            Self::Shortcuts => "Show every key.",
        }
    }

    /// Its key.
    pub const fn shortcut(self) -> Option<KeyboardShortcut> {
        let (modifiers, key) = match self {
            Self::OpenContent => (Modifiers::COMMAND, Key::O),
            Self::OpenStyle => (Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::O),
            Self::Paste => (Modifiers::COMMAND, Key::V),
            Self::Save => (Modifiers::COMMAND, Key::S),
            Self::Quit => (Modifiers::COMMAND, Key::Q),
            Self::Start | Self::Pause | Self::Resume => (Modifiers::NONE, Key::Space),
            Self::Stop | Self::LeaveFullScreen => (Modifiers::NONE, Key::Escape),
            Self::Restart => (Modifiers::COMMAND, Key::R),
            Self::FastStyles => (Modifiers::NONE, Key::G),
            Self::PreviousStyle => (Modifiers::NONE, Key::ArrowLeft),
            Self::NextStyle => (Modifiers::NONE, Key::ArrowRight),
            Self::StyleAbove => (Modifiers::NONE, Key::ArrowUp),
            Self::StyleBelow => (Modifiers::NONE, Key::ArrowDown),
            Self::ExportLosses | Self::Refine | Self::ResetSettings => return None,
            Self::Undo => (Modifiers::COMMAND, Key::Z),
            Self::Redo => (Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z),
            Self::TakeSnapshot => (Modifiers::NONE, Key::S),
            Self::ShowResult => (Modifiers::NONE, Key::Num1),
            Self::ShowContent => (Modifiers::NONE, Key::Num2),
            Self::ShowStyle => (Modifiers::NONE, Key::Num3),
            Self::ShowSheet => (Modifiers::NONE, Key::Num4),
            Self::Fit => (Modifiers::COMMAND, Key::Num0),
            Self::ActualSize => (Modifiers::COMMAND, Key::Num1),
            Self::ZoomIn => (Modifiers::COMMAND, Key::Plus),
            Self::ZoomOut => (Modifiers::COMMAND, Key::Minus),
            Self::Compare => (Modifiers::NONE, Key::C),
            Self::SideBySide => (Modifiers::NONE, Key::V),
            Self::Blink => (Modifiers::NONE, Key::B),
            Self::Difference => (Modifiers::NONE, Key::D),
            Self::Values => (Modifiers::NONE, Key::I),
            Self::LossPlot => (Modifiers::NONE, Key::L),
            Self::FilmStrip => (Modifiers::NONE, Key::F),
            Self::HidePanels => (Modifiers::NONE, Key::Tab),
            Self::FullScreen => (Modifiers::NONE, Key::F11),
            Self::Shortcuts => (Modifiers::NONE, Key::F1),
        };
        Some(KeyboardShortcut::new(modifiers, key))
    }

    /// Its picture.
    pub const fn icon(self) -> Icon {
        match self {
            Self::OpenContent | Self::OpenStyle => Icon::Open,
            Self::Paste => Icon::Paste,
            Self::Save => Icon::Save,
            Self::ExportLosses => Icon::Table,
            Self::Undo => Icon::Undo,
            Self::Redo => Icon::Redo,
            Self::TakeSnapshot => Icon::Snapshot,
            Self::ShowResult | Self::ShowContent | Self::ShowStyle => Icon::Picture,
            Self::ShowSheet => Icon::Samples,
            Self::Quit => Icon::Quit,
            Self::Start | Self::Resume => Icon::Play,
            Self::Pause => Icon::Pause,
            Self::Stop => Icon::Stop,
            Self::Restart => Icon::Restart,
            Self::FastStyles | Self::PreviousStyle | Self::NextStyle | Self::StyleAbove | Self::StyleBelow => {
                Icon::Samples
            }
            Self::Refine => Icon::Refine,
            Self::ResetSettings => Icon::Reset,
            Self::Fit => Icon::Fit,
            Self::ActualSize => Icon::ActualSize,
            Self::ZoomIn => Icon::ZoomIn,
            Self::ZoomOut => Icon::ZoomOut,
            Self::Compare => Icon::Compare,
            Self::SideBySide => Icon::SideBySide,
            Self::Blink => Icon::Blink,
            Self::Difference => Icon::Difference,
            Self::Values => Icon::Values,
            Self::FilmStrip => Icon::Film,
            Self::HidePanels => Icon::Panels,
            Self::FullScreen | Self::LeaveFullScreen => Icon::FullScreen,
            Self::LossPlot => Icon::Plot,
            Self::Shortcuts => Icon::Keyboard,
        }
    }

    /// What it makes the program do.
    pub fn action(self) -> Action {
        match self {
            Self::OpenContent => Action::ChoosePicture(Role::Content),
            Self::OpenStyle => Action::ChoosePicture(Role::Style),
            Self::Paste => Action::Paste,
            Self::Save => Action::AskSaveResult,
            Self::ExportLosses => Action::AskSave(Subject::Losses),
            Self::Undo => Action::Undo,
            Self::Redo => Action::Redo,
            Self::TakeSnapshot => Action::TakeSnapshot,
            Self::ShowResult => Action::ShowTab(Tab::Result),
            Self::ShowContent => Action::ShowTab(Tab::Content),
            Self::ShowStyle => Action::ShowTab(Tab::Style),
            Self::ShowSheet => Action::ShowTab(Tab::Sheet),
            Self::Quit => Action::Quit,
            Self::Start => Action::Start,
            Self::Pause => Action::Pause,
            Self::Resume => Action::Resume,
            Self::Stop => Action::Stop,
            Self::Restart => Action::Restart,
            Self::FastStyles => Action::ShowMethod(Method::Fast),
            Self::PreviousStyle => Action::Fast(FastAction::Move(Step::Left)),
            Self::NextStyle => Action::Fast(FastAction::Move(Step::Right)),
            Self::StyleAbove => Action::Fast(FastAction::Move(Step::Up)),
            Self::StyleBelow => Action::Fast(FastAction::Move(Step::Down)),
            Self::Refine => Action::Fast(FastAction::Refine),
            Self::ResetSettings => Action::ResetSettings,
            Self::Fit => Action::SetView(View::fit()),
            Self::ActualSize => Action::ShowActualSize,
            Self::ZoomIn => Action::ZoomBy(ZOOM_STEP),
            Self::ZoomOut => Action::ZoomBy(1.0 / ZOOM_STEP),
            Self::Compare => Action::ToggleMode(Mode::Wipe),
            Self::SideBySide => Action::ToggleMode(Mode::SideBySide),
            Self::Blink => Action::ToggleMode(Mode::Blink),
            Self::Difference => Action::ToggleMode(Mode::Difference),
            Self::Values => Action::ToggleValues,
            Self::FilmStrip => Action::ToggleFilm,
            Self::HidePanels => Action::TogglePanels(Panels::Hidden),
            Self::FullScreen | Self::LeaveFullScreen => Action::TogglePanels(Panels::FullScreen),
            Self::LossPlot => Action::TogglePlot,
            Self::Shortcuts => Action::ShowDialog(Dialog::Shortcuts),
        }
    }

    /// Whether it can be given now.
    pub fn is_available(self, situation: Situation) -> bool {
        let Situation { phase, method, has_pictures, has_painting, has_losses, can_undo, can_redo, is_full_screen } =
            situation;
        match self {
            Self::Start => !phase.is_running() && has_pictures,
            Self::Pause => matches!(phase, Phase::Preparing | Phase::Painting),
            Self::Resume => phase == Phase::Paused,
            // In full screen the key leaves that first.
            Self::Stop => phase.is_running() && !matches!(phase, Phase::Stopping(_)) && !is_full_screen,
            Self::LeaveFullScreen => is_full_screen,
            Self::Undo => can_undo,
            Self::Redo => can_redo,
            Self::ExportLosses => has_losses,
            Self::Restart => {
                has_pictures && has_painting && method == Method::Optimise && !matches!(phase, Phase::Stopping(_))
            }
            Self::PreviousStyle | Self::NextStyle | Self::StyleAbove | Self::StyleBelow => method == Method::Fast,
            Self::Refine => method == Method::Fast && has_painting,
            Self::Save | Self::TakeSnapshot | Self::Compare | Self::SideBySide | Self::Blink | Self::Difference => {
                has_painting
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::painting::Next;

    const EVERYTHING: Situation = Situation {
        phase: Phase::Ended,
        method: Method::Fast,
        has_pictures: true,
        has_painting: true,
        has_losses: true,
        can_undo: true,
        can_redo: true,
        is_full_screen: false,
    };

    #[test]
    fn no_key_gives_two_commands() {
        let phases = [Phase::Preparing, Phase::Painting, Phase::Paused, Phase::Stopping(Next::Rest), Phase::Ended];
        for (index, first) in Command::ALL.into_iter().enumerate() {
            for second in &Command::ALL[index + 1..] {
                if first.shortcut().is_none() || first.shortcut() != second.shortcut() {
                    continue;
                }
                for (phase, is_full_screen) in phases.into_iter().flat_map(|phase| [(phase, false), (phase, true)]) {
                    let situation = Situation { phase, is_full_screen, ..EVERYTHING };
                    let both = first.is_available(situation) && second.is_available(situation);
                    assert!(!both, "{first:?} and {second:?} have the same key while {phase:?}");
                }
            }
        }
    }

    #[test]
    fn every_command_is_listed_once_and_explained() {
        for (index, command) in Command::ALL.into_iter().enumerate() {
            assert!(!Command::ALL[index + 1..].contains(&command));
            assert!(!command.text().is_empty() && command.tooltip().ends_with('.'), "{command:?}");
        }
    }

    #[test]
    fn nothing_can_be_started_without_pictures() {
        let situation = Situation { has_pictures: false, has_painting: false, ..EVERYTHING };
        for command in [Command::Start, Command::Restart, Command::Pause, Command::Stop, Command::Save] {
            assert!(!command.is_available(situation), "{command:?}");
        }
    }
}
