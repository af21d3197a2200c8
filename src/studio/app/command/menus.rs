//! The menus and what is in them.

use crate::studio::app::command::Command;

/// One menu.
#[derive(Debug)]
pub struct Menu {
    /// Its name.
    pub title: &'static str,
    /// Its commands, in groups with a line between them.
    pub groups: &'static [&'static [Command]],
}

/// All menus.
pub const MENUS: &[Menu] = &[
    Menu {
        title: "File",
        groups: &[
            &[Command::NewProject, Command::OpenProject, Command::SaveProject, Command::SaveProjectAs],
            &[Command::OpenContent, Command::OpenStyle, Command::AddStyle, Command::OpenMask, Command::Paste],
            &[Command::Save, Command::SaveSnapshot, Command::SaveSheet, Command::TimeLapse, Command::ExportLosses],
            &[Command::KeepPreset, Command::ImportPreset],
            &[Command::Quit],
        ],
    },
    Menu {
        title: "Edit",
        groups: &[
            &[Command::Undo, Command::Redo],
            &[Command::CropContent, Command::CropStyle, Command::RemoveMask],
            &[Command::DeleteSnapshot],
            &[Command::ResetSettings, Command::Preferences],
        ],
    },
    Menu {
        title: "View",
        groups: &[
            &[Command::ShowResult, Command::ShowContent, Command::ShowStyle, Command::ShowSheet],
            &[Command::Fit, Command::ActualSize, Command::ZoomIn, Command::ZoomOut],
            &[Command::Compare, Command::SideBySide, Command::Blink, Command::Difference, Command::Values],
            &[Command::LossPlot, Command::FilmStrip, Command::Queue, Command::HidePanels, Command::FullScreen],
            &[Command::LightTheme, Command::DarkTheme, Command::DesktopTheme],
            &[Command::LargerControls, Command::SmallerControls, Command::UsualControls],
        ],
    },
    Menu {
        title: "Paint",
        groups: &[
            &[Command::Start, Command::Pause, Command::Resume, Command::Stop, Command::Restart],
            &[Command::TakeSnapshot, Command::PreviousSnapshot, Command::NextSnapshot],
            &[Command::ContinueFromSnapshot, Command::StartFromSnapshot],
            &[Command::AddToQueue],
            &[Command::PaintSheet, Command::PauseSheet, Command::ResumeSheet, Command::StopSheet],
            &[Command::FastStyles, Command::Refine, Command::TrainStyle, Command::ShowFigure],
        ],
    },
    Menu { title: "Help", groups: &[&[Command::Palette, Command::Shortcuts], &[Command::Log, Command::CopyDetails]] },
];
