//! The menus and what is in them.

use crate::studio::command::Command;

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
            &[Command::OpenContent, Command::OpenStyle, Command::Paste],
            &[Command::Save, Command::ExportLosses],
            &[Command::Quit],
        ],
    },
    Menu { title: "Edit", groups: &[&[Command::Undo, Command::Redo], &[Command::ResetSettings]] },
    Menu {
        title: "View",
        groups: &[
            &[Command::ShowResult, Command::ShowContent, Command::ShowStyle, Command::ShowSheet],
            &[Command::Fit, Command::ActualSize, Command::ZoomIn, Command::ZoomOut],
            &[Command::Compare, Command::SideBySide, Command::Blink, Command::Difference, Command::Values],
            &[Command::LossPlot, Command::FilmStrip, Command::HidePanels, Command::FullScreen],
        ],
    },
    Menu {
        title: "Paint",
        groups: &[
            &[Command::Start, Command::Pause, Command::Resume, Command::Stop, Command::Restart],
            &[Command::TakeSnapshot],
            &[Command::FastStyles, Command::Refine],
        ],
    },
    Menu { title: "Help", groups: &[&[Command::Shortcuts]] },
];
