//! The commands of menus, buttons and keys as data: text, tooltip, key, icon, and when each can be given.
//!
//! A new command is a variant in [`Command`] and in [`Command::ALL`], an entry in `catalogue.rs`, an action below, a
//! line in `situation.rs` where it cannot always be given, and a place in `menus.rs`.

mod button;
mod catalogue;
mod keys;
mod menus;
mod search;
mod situation;

use egui::{KeyboardShortcut, ThemePreference};

use crate::studio::app::action::Action;
use crate::studio::app::appearance::Scaling;
use crate::studio::app::canvas;
use crate::studio::app::window;
use crate::studio::app::window::{Dialog, Panels, Search};
use crate::studio::canvas::{Method, Mode, Tab, View, ZOOM_STEP};
use crate::studio::features::contact_sheet;
use crate::studio::features::fast::{self, Step};
use crate::studio::features::film_strip::{self, Neighbour, Purpose};
use crate::studio::features::painting;
use crate::studio::features::pictures;
use crate::studio::features::presets;
use crate::studio::features::project::{self, Departure};
use crate::studio::features::queue;
use crate::studio::features::saving::Subject;
use crate::studio::language::tr;
use crate::studio::painted::sheet::SheetMsg;
use crate::studio::roles::Role;
use crate::studio::widgets::Icon;

pub use button::{Look, command_button, explanation, menu_item};
pub use keys::{key_text, keyboard_of, take_keys};
pub use menus::{MENUS, Menu};
pub use search::{Hit, find};
pub use situation::Situation;

/// A command that a person gives by menu, button or key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those in the menus; text() and tooltip() say the rest")]
pub enum Command {
    NewProject,
    OpenProject,
    SaveProject,
    SaveProjectAs,
    OpenContent,
    OpenStyle,
    AddStyle,
    OpenMask,
    RemoveMask,
    Paste,
    ImportPreset,
    Save,
    TimeLapse,
    ExportLosses,
    Quit,
    Undo,
    Redo,
    CropContent,
    CropStyle,
    KeepPreset,
    Start,
    Pause,
    Resume,
    Stop,
    Restart,
    PaintSheet,
    PauseSheet,
    ResumeSheet,
    StopSheet,
    SaveSheet,
    TakeSnapshot,
    ContinueFromSnapshot,
    StartFromSnapshot,
    SaveSnapshot,
    DeleteSnapshot,
    PreviousSnapshot,
    NextSnapshot,
    AddToQueue,
    FastStyles,
    PreviousStyle,
    NextStyle,
    StyleAbove,
    StyleBelow,
    Refine,
    TrainStyle,
    ResetSettings,
    Preferences,
    ShowResult,
    ShowContent,
    ShowStyle,
    ShowSheet,
    ShowFigure,
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
    Queue,
    HidePanels,
    FullScreen,
    LightTheme,
    DarkTheme,
    DesktopTheme,
    LargerControls,
    SmallerControls,
    UsualControls,
    LeaveFullScreen,
    NextPart,
    Shortcuts,
    Palette,
    Log,
    CopyDetails,
}

impl Command {
    /// All commands, in the order of the menus.
    pub const ALL: &[Self] = &[
        Self::NewProject,
        Self::OpenProject,
        Self::SaveProject,
        Self::SaveProjectAs,
        Self::OpenContent,
        Self::OpenStyle,
        Self::AddStyle,
        Self::OpenMask,
        Self::RemoveMask,
        Self::Paste,
        Self::ImportPreset,
        Self::Save,
        Self::TimeLapse,
        Self::ExportLosses,
        Self::Quit,
        Self::Undo,
        Self::Redo,
        Self::CropContent,
        Self::CropStyle,
        Self::KeepPreset,
        Self::Start,
        Self::Pause,
        Self::Resume,
        Self::Stop,
        Self::Restart,
        Self::PaintSheet,
        Self::PauseSheet,
        Self::ResumeSheet,
        Self::StopSheet,
        Self::SaveSheet,
        Self::TakeSnapshot,
        Self::ContinueFromSnapshot,
        Self::StartFromSnapshot,
        Self::SaveSnapshot,
        Self::DeleteSnapshot,
        Self::PreviousSnapshot,
        Self::NextSnapshot,
        Self::AddToQueue,
        Self::FastStyles,
        Self::PreviousStyle,
        Self::NextStyle,
        Self::StyleAbove,
        Self::StyleBelow,
        Self::Refine,
        Self::TrainStyle,
        Self::ResetSettings,
        Self::Preferences,
        Self::ShowResult,
        Self::ShowContent,
        Self::ShowStyle,
        Self::ShowSheet,
        Self::ShowFigure,
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
        Self::Queue,
        Self::HidePanels,
        Self::FullScreen,
        Self::LightTheme,
        Self::DarkTheme,
        Self::DesktopTheme,
        Self::LargerControls,
        Self::SmallerControls,
        Self::UsualControls,
        Self::LeaveFullScreen,
        Self::NextPart,
        Self::Shortcuts,
        Self::Palette,
        Self::Log,
        Self::CopyDetails,
    ];

    /// Its name on buttons and in menus.
    pub fn text(self) -> &'static str {
        tr(self.about().text)
    }

    /// What it does, in an artist's words.
    pub fn tooltip(self) -> &'static str {
        tr(self.about().tooltip)
    }

    /// Its key.
    pub const fn shortcut(self) -> Option<KeyboardShortcut> {
        self.about().key
    }

    /// All its keys: some are easier to reach with another one on some keyboards.
    pub fn shortcuts(self) -> impl Iterator<Item = KeyboardShortcut> {
        let about = self.about();
        about.key.into_iter().chain(about.also)
    }

    /// Its picture.
    pub const fn icon(self) -> Icon {
        self.about().icon
    }

    /// What it makes the program do.
    pub fn action(self) -> Action {
        match self {
            Self::NewProject => Action::Project(project::Msg::Leave(Departure::New)),
            Self::OpenProject => Action::Project(project::Msg::Choose),
            Self::SaveProject => Action::Project(project::Msg::Save),
            Self::SaveProjectAs => Action::Project(project::Msg::SaveAs),
            Self::OpenContent => Action::Pictures(pictures::Msg::Choose(Role::Content)),
            Self::OpenStyle => Action::Pictures(pictures::Msg::Choose(Role::Style)),
            Self::AddStyle => Action::Pictures(pictures::Msg::ChooseFurtherStyle),
            Self::OpenMask => Action::Pictures(pictures::Msg::Choose(Role::Mask)),
            Self::RemoveMask => Action::Pictures(pictures::Msg::RemoveMask),
            Self::ImportPreset => Action::Presets(presets::Msg::ChooseFile),
            Self::KeepPreset => {
                let purpose = presets::NamePurpose::New;
                Action::Presets(presets::Msg::Ask(presets::Dialog::Name { purpose, text: String::new() }))
            }
            Self::CropContent => Action::Pictures(pictures::Msg::Ask(pictures::Dialog::Framing(Role::Content))),
            Self::CropStyle => Action::Pictures(pictures::Msg::Ask(pictures::Dialog::Framing(Role::Style))),
            Self::Paste => Action::Pictures(pictures::Msg::Paste(None)),
            Self::Save => Action::AskSaveResult,
            Self::TimeLapse => Action::AskSave(Subject::TimeLapse),
            Self::ExportLosses => Action::AskSave(Subject::Losses),
            Self::Undo => Action::Undo,
            Self::Redo => Action::Redo,
            Self::TakeSnapshot => Action::Film(film_strip::Msg::Take),
            Self::ContinueFromSnapshot => Action::Film(film_strip::Msg::Start(Purpose::Continue)),
            Self::StartFromSnapshot => Action::Film(film_strip::Msg::Start(Purpose::NextStart)),
            Self::SaveSnapshot => Action::Film(film_strip::Msg::Save),
            Self::DeleteSnapshot => Action::Film(film_strip::Msg::Delete),
            Self::PreviousSnapshot => Action::Film(film_strip::Msg::SelectNeighbour(Neighbour::Earlier)),
            Self::NextSnapshot => Action::Film(film_strip::Msg::SelectNeighbour(Neighbour::Later)),
            Self::PaintSheet => Action::Sheet(contact_sheet::Msg::Start),
            Self::PauseSheet => Action::Sheet(contact_sheet::Msg::Sheet(SheetMsg::Pause)),
            Self::ResumeSheet => Action::Sheet(contact_sheet::Msg::Sheet(SheetMsg::Resume)),
            Self::StopSheet => Action::Sheet(contact_sheet::Msg::Sheet(SheetMsg::Stop)),
            Self::SaveSheet => Action::Sheet(contact_sheet::Msg::Save),
            Self::ShowResult => Action::Canvas(canvas::Msg::ShowTab(Tab::Result)),
            Self::ShowContent => Action::Canvas(canvas::Msg::ShowTab(Tab::Content)),
            Self::ShowStyle => Action::Canvas(canvas::Msg::ShowTab(Tab::Style)),
            Self::ShowSheet => Action::Canvas(canvas::Msg::ShowTab(Tab::Sheet)),
            Self::ShowFigure => Action::ShowMethod(Method::Learn),
            Self::Quit => Action::Window(window::Msg::Quit),
            Self::Start => Action::Painting(painting::Msg::Start),
            Self::Pause => Action::Painting(painting::Msg::Pause),
            Self::Resume => Action::Painting(painting::Msg::Resume),
            Self::Stop => Action::Painting(painting::Msg::Stop),
            Self::Restart => Action::Painting(painting::Msg::Restart),
            Self::FastStyles => Action::ShowMethod(Method::Fast),
            Self::PreviousStyle => Action::Fast(fast::Msg::Move(Step::Left)),
            Self::NextStyle => Action::Fast(fast::Msg::Move(Step::Right)),
            Self::StyleAbove => Action::Fast(fast::Msg::Move(Step::Up)),
            Self::StyleBelow => Action::Fast(fast::Msg::Move(Step::Down)),
            Self::TrainStyle => Action::ShowMethod(Method::Train),
            Self::Refine => Action::Fast(fast::Msg::Refine),
            Self::ResetSettings => Action::ResetSettings,
            Self::Preferences => Action::Window(window::Msg::ShowDialog(Dialog::Preferences)),
            Self::Fit => Action::Canvas(canvas::Msg::SetView(View::fit())),
            Self::ActualSize => Action::Canvas(canvas::Msg::ShowActualSize),
            Self::ZoomIn => Action::Canvas(canvas::Msg::ZoomBy(ZOOM_STEP)),
            Self::ZoomOut => Action::Canvas(canvas::Msg::ZoomBy(1.0 / ZOOM_STEP)),
            Self::Compare => Action::Canvas(canvas::Msg::ToggleMode(Mode::Wipe)),
            Self::SideBySide => Action::Canvas(canvas::Msg::ToggleMode(Mode::SideBySide)),
            Self::Blink => Action::Canvas(canvas::Msg::ToggleMode(Mode::Blink)),
            Self::Difference => Action::Canvas(canvas::Msg::ToggleMode(Mode::Difference)),
            Self::Values => Action::Canvas(canvas::Msg::ToggleValues),
            Self::FilmStrip => Action::Film(film_strip::Msg::Toggle),
            Self::AddToQueue => Action::Queue(queue::Msg::Add),
            Self::Queue => Action::Queue(queue::Msg::Toggle),
            Self::HidePanels => Action::Window(window::Msg::TogglePanels(Panels::Hidden)),
            Self::FullScreen | Self::LeaveFullScreen => Action::Window(window::Msg::TogglePanels(Panels::FullScreen)),
            Self::LossPlot => Action::Painting(painting::Msg::TogglePlot),
            Self::Shortcuts => Action::Window(window::Msg::ShowDialog(Dialog::Shortcuts)),
            Self::Palette => Action::Window(window::Msg::ShowDialog(Dialog::Palette(Search::default()))),
            Self::Log => Action::Window(window::Msg::ToggleLog),
            Self::CopyDetails => Action::Window(window::Msg::CopyDetails),
            Self::NextPart => Action::Window(window::Msg::FocusNextPart),
            Self::LightTheme => Action::Window(window::Msg::SetTheme(ThemePreference::Light)),
            Self::DarkTheme => Action::Window(window::Msg::SetTheme(ThemePreference::Dark)),
            Self::DesktopTheme => Action::Window(window::Msg::SetTheme(ThemePreference::System)),
            Self::LargerControls => Action::Window(window::Msg::Scale(Scaling::Larger)),
            Self::SmallerControls => Action::Window(window::Msg::Scale(Scaling::Smaller)),
            Self::UsualControls => Action::Window(window::Msg::Scale(Scaling::Usual)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::painted::{Next, Phase};

    const EVERYTHING: Situation = Situation {
        phase: Phase::Ended,
        method: Method::Fast,
        has_content: true,
        has_style: true,
        can_add_style: true,
        has_chosen_snapshot: true,
        has_mask: true,
        has_snapshots: true,
        sheet: Phase::Ended,
        has_sheet: true,
        has_painting: true,
        has_losses: true,
        has_shots: true,
        can_undo: true,
        can_redo: true,
        is_full_screen: false,
    };

    #[test]
    fn no_key_gives_two_commands() {
        let phases = [Phase::Preparing, Phase::Painting, Phase::Paused, Phase::Stopping(Next::Rest), Phase::Ended];
        for (index, first) in Command::ALL.iter().copied().enumerate() {
            for second in &Command::ALL[index + 1..] {
                if first.shortcuts().all(|key| second.shortcuts().all(|other| key != other)) {
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
    fn no_menu_lists_a_command_twice_and_every_command_has_a_menu_or_a_key() {
        let listed: Vec<Command> =
            MENUS.iter().flat_map(|menu| menu.groups.iter().flat_map(|group| group.iter())).copied().collect();
        for (index, command) in listed.iter().enumerate() {
            assert!(!listed[index + 1..].contains(command), "{command:?}");
        }
        for command in Command::ALL {
            assert!(listed.contains(command) || command.shortcut().is_some(), "{command:?}");
        }
    }

    #[test]
    fn every_command_is_listed_once_and_explained() {
        for (index, command) in Command::ALL.iter().copied().enumerate() {
            assert!(!Command::ALL[index + 1..].contains(&command));
            assert!(!command.text().is_empty() && command.tooltip().ends_with('.'), "{command:?}");
        }
    }

    #[test]
    fn nothing_can_be_started_without_pictures() {
        let situation = Situation { has_content: false, has_painting: false, ..EVERYTHING };
        for command in [
            Command::Start,
            Command::Restart,
            Command::Pause,
            Command::Stop,
            Command::Save,
            Command::PaintSheet,
            Command::CropContent,
        ] {
            assert!(!command.is_available(situation), "{command:?}");
        }
    }
}
