//! The commands of menus, buttons and keys as data: text, tooltip, key, icon, and when each can be given.

use egui::{Context, Key, KeyboardShortcut, Modifiers};

use crate::studio::action::{Action, Actions};
use crate::studio::canvas::{View, ZOOM_STEP};
use crate::studio::painting::Phase;
use crate::studio::session::{Dialog, Session};
use crate::studio::source::Role;
use crate::studio::widgets::Icon;

/// A command that a person gives by menu, button or key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those in the menus; text() and tooltip() say the rest")]
pub enum Command {
    OpenContent,
    OpenStyle,
    Paste,
    Save,
    Quit,
    Start,
    Pause,
    Resume,
    Stop,
    Restart,
    ResetSettings,
    Fit,
    ActualSize,
    ZoomIn,
    ZoomOut,
    Compare,
    LossPlot,
    Shortcuts,
}

impl Command {
    /// All commands, in the order of the menus.
    pub const ALL: [Self; 18] = [
        Self::OpenContent,
        Self::OpenStyle,
        Self::Paste,
        Self::Save,
        Self::Quit,
        Self::Start,
        Self::Pause,
        Self::Resume,
        Self::Stop,
        Self::Restart,
        Self::ResetSettings,
        Self::Fit,
        Self::ActualSize,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::Compare,
        Self::LossPlot,
        Self::Shortcuts,
    ];

    /// Its name on buttons and in menus.
    pub const fn text(self) -> &'static str {
        match self {
            Self::OpenContent => "Open content…",
            Self::OpenStyle => "Open style…",
            Self::Paste => "Paste picture",
            Self::Save => "Save…",
            Self::Quit => "Quit",
            Self::Start => "Start",
            Self::Pause => "Pause",
            Self::Resume => "Resume",
            Self::Stop => "Stop",
            Self::Restart => "Restart",
            Self::ResetSettings => "Reset all settings",
            Self::Fit => "Fit to canvas",
            Self::ActualSize => "100 %",
            Self::ZoomIn => "Zoom in",
            Self::ZoomOut => "Zoom out",
            Self::Compare => "Compare",
            Self::LossPlot => "Loss plot",
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
            Self::Quit => "Close Impasto.",
            Self::Start => "Paint the content in the style.",
            Self::Pause => "Rest after this iteration; nothing is lost.",
            Self::Resume => "Paint on.",
            Self::Stop => "End here and keep the painting as it is.",
            Self::Restart => "Paint again from the beginning with the present settings.",
            Self::ResetSettings => "Set every slider and choice to its default.",
            Self::Fit => "Show the whole picture.",
            Self::ActualSize => "Show one pixel of the picture on one pixel of the screen.",
            Self::ZoomIn => "Look closer. The mouse wheel does the same at the pointer.",
            Self::ZoomOut => "Step back. The mouse wheel does the same at the pointer.",
            Self::Compare => "Lay the photograph over the left half of the painting; drag the line to wipe.",
            Self::LossPlot => "Show or hide how the painting converges.",
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
            Self::Stop => (Modifiers::NONE, Key::Escape),
            Self::Restart => (Modifiers::COMMAND, Key::R),
            Self::ResetSettings => return None,
            Self::Fit => (Modifiers::COMMAND, Key::Num0),
            Self::ActualSize => (Modifiers::COMMAND, Key::Num1),
            Self::ZoomIn => (Modifiers::COMMAND, Key::Plus),
            Self::ZoomOut => (Modifiers::COMMAND, Key::Minus),
            Self::Compare => (Modifiers::NONE, Key::C),
            Self::LossPlot => (Modifiers::NONE, Key::L),
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
            Self::Quit => Icon::Quit,
            Self::Start | Self::Resume => Icon::Play,
            Self::Pause => Icon::Pause,
            Self::Stop => Icon::Stop,
            Self::Restart => Icon::Restart,
            Self::ResetSettings => Icon::Reset,
            Self::Fit => Icon::Fit,
            Self::ActualSize => Icon::ActualSize,
            Self::ZoomIn => Icon::ZoomIn,
            Self::ZoomOut => Icon::ZoomOut,
            Self::Compare => Icon::Compare,
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
            Self::Save => Action::AskSave,
            Self::Quit => Action::Quit,
            Self::Start => Action::Start,
            Self::Pause => Action::Pause,
            Self::Resume => Action::Resume,
            Self::Stop => Action::Stop,
            Self::Restart => Action::Restart,
            Self::ResetSettings => Action::ResetSettings,
            Self::Fit => Action::SetView(View::fit()),
            Self::ActualSize => Action::ShowActualSize,
            Self::ZoomIn => Action::ZoomBy(ZOOM_STEP),
            Self::ZoomOut => Action::ZoomBy(1.0 / ZOOM_STEP),
            Self::Compare => Action::ToggleCompare,
            Self::LossPlot => Action::TogglePlot,
            Self::Shortcuts => Action::ShowDialog(Dialog::Shortcuts),
        }
    }

    /// Whether it can be given now.
    pub fn is_available(self, situation: Situation) -> bool {
        let Situation { phase, has_pictures, has_painting } = situation;
        match self {
            Self::Start => !phase.is_running() && has_pictures,
            Self::Pause => matches!(phase, Phase::Preparing | Phase::Painting),
            Self::Resume => phase == Phase::Paused,
            Self::Stop => phase.is_running() && !matches!(phase, Phase::Stopping(_)),
            Self::Restart => has_pictures && has_painting && !matches!(phase, Phase::Stopping(_)),
            Self::Save | Self::Compare => has_painting,
            _ => true,
        }
    }
}

/// What decides which commands can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    /// Where the painting stands.
    pub phase: Phase,
    /// Whether content and style are there.
    pub has_pictures: bool,
    /// Whether there is a painting to look at.
    pub has_painting: bool,
}

impl Situation {
    /// The present one.
    pub fn of(session: &Session) -> Self {
        Self {
            phase: session.phase(),
            has_pictures: session.loaded(Role::Content).is_some() && session.loaded(Role::Style).is_some(),
            has_painting: session.painting.as_ref().is_some_and(|painting| painting.newest().is_some()),
        }
    }
}

/// Who the keys belong to.
///
/// It is noted at the end of each frame for the next one: the very key that leaves a menu or a text field, such as
/// Escape, must not also stop the painting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyboard {
    /// The commands.
    Commands,
    /// The commands, but Space presses the button that has the focus.
    CommandsButSpace,
    /// A dialog, a menu or a text field, and nothing else.
    Elsewhere,
}

impl Keyboard {
    /// Who has the keys at the end of a frame.
    pub fn noted(window: &Context, session: &Session) -> Self {
        if session.dialog.is_some() || window.any_popup_open() || window.text_edit_focused() {
            Self::Elsewhere
        } else if window.egui_wants_keyboard_input() {
            Self::CommandsButSpace
        } else {
            Self::Commands
        }
    }
}

/// Turns the keys of this frame into actions.
pub fn take_keys(window: &Context, session: &Session, actions: &mut Actions) {
    if session.keyboard == Keyboard::Elsewhere {
        return;
    }
    let situation = Situation::of(session);
    for command in longest_first() {
        let Some(shortcut) = command.shortcut() else { continue };
        let is_free = session.keyboard == Keyboard::Commands || shortcut.logical_key != Key::Space;
        if is_free && command.is_available(situation) && window.input_mut(|input| input.consume_shortcut(&shortcut)) {
            actions.push(command.action());
            // Start becomes Pause with the same key: one press gives one command.
            return;
        }
    }
}

/// Ctrl+Shift+O before Ctrl+O, since egui takes the first that is contained in the keys pressed.
fn longest_first() -> impl Iterator<Item = Command> {
    let has_shift = |command: &Command| command.shortcut().is_some_and(|shortcut| shortcut.modifiers.shift);
    let (with, without): (Vec<_>, Vec<_>) = Command::ALL.into_iter().partition(has_shift);
    with.into_iter().chain(without)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::painting::Next;

    #[test]
    fn no_key_gives_two_commands() {
        let phases = [Phase::Preparing, Phase::Painting, Phase::Paused, Phase::Stopping(Next::Rest), Phase::Ended];
        for (index, first) in Command::ALL.into_iter().enumerate() {
            for second in &Command::ALL[index + 1..] {
                if first.shortcut().is_none() || first.shortcut() != second.shortcut() {
                    continue;
                }
                for phase in phases {
                    let situation = Situation { phase, has_pictures: true, has_painting: true };
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
        let situation = Situation { phase: Phase::Ended, has_pictures: false, has_painting: false };
        for command in [Command::Start, Command::Restart, Command::Pause, Command::Stop, Command::Save] {
            assert!(!command.is_available(situation), "{command:?}");
        }
    }
}
