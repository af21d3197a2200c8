//! What people read of each command: its name, what it does, its key and its picture.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::studio::app::command::Command;
use crate::studio::features::pictures::view::PASTE_TOOLTIP;
use crate::studio::widgets::Icon;

/// What people read of a command.
#[derive(Debug, Clone, Copy)]
pub(in crate::studio) struct About {
    /// Its name on buttons and in menus.
    pub(in crate::studio) text: &'static str,
    /// What it does, in an artist's words.
    pub(in crate::studio) tooltip: &'static str,
    /// Its picture.
    pub(in crate::studio) icon: Icon,
    /// Its key.
    pub(in crate::studio) key: Option<KeyboardShortcut>,
    /// Another key that does the same.
    pub(in crate::studio) also: Option<KeyboardShortcut>,
}

impl About {
    const fn new(text: &'static str, tooltip: &'static str, icon: Icon) -> Self {
        Self { text, tooltip, icon, key: None, also: None }
    }

    const fn on(self, key: KeyboardShortcut) -> Self {
        Self { key: Some(key), ..self }
    }

    const fn or(self, key: KeyboardShortcut) -> Self {
        Self { also: Some(key), ..self }
    }
}

const fn plain(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::SHIFT, key)
}

const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

const fn ctrl_shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}

impl Command {
    /// What people read of it.
    pub(in crate::studio) const fn about(self) -> About {
        match self {
            Self::NewProject => About::new("New project", "Begin anew, with the settings of the first start.", Icon::New).on(ctrl(Key::N)),
            Self::OpenProject => About::new("Open project…", "Go on with a project that was saved.", Icon::Open),
            Self::SaveProject => About::new("Save project", "Save everything, to be gone on with another time: settings, pictures, the painting and the film strip.", Icon::Save).on(ctrl(Key::S)),
            Self::SaveProjectAs => About::new("Save project as…", "Save everything under another name.", Icon::Save).on(ctrl_shift(Key::S)),
            Self::TimeLapse => About::new("Time lapse…", "Write how the painting came to be as a moving picture.", Icon::Film),
            Self::AddToQueue => About::new("Add to the queue", "Let these pictures be painted with these settings when their turn comes.", Icon::Queue).on(shift(Key::Q)),
            Self::Queue => About::new("Queue", "Show or hide the paintings that wait for their turn.", Icon::Queue).on(plain(Key::Q)),
            Self::OpenContent => About::new("Open content…", "Choose the photograph to paint.", Icon::Open).on(ctrl(Key::O)),
            Self::OpenStyle => About::new("Open style…", "Choose the painting whose style to use.", Icon::Open).on(ctrl_shift(Key::O)),
            Self::Paste => About::new("Paste picture", PASTE_TOOLTIP, Icon::Paste).on(ctrl(Key::V)),
            Self::Save => About::new("Save picture…", "Save the painting as it is now, also while it is being painted.", Icon::Save).on(ctrl(Key::E)),
            Self::ExportLosses => About::new("Export losses…", "Write the numbers of the loss plot as a table, for a spreadsheet.", Icon::Table),
            Self::Quit => About::new("Quit", "Close Impasto.", Icon::Quit).on(ctrl(Key::Q)),
            Self::Undo => About::new("Undo", "Take the last change of settings back; it also acts while it paints.", Icon::Undo).on(ctrl(Key::Z)),
            Self::Redo => About::new("Redo", "Make the change again that was taken back last.", Icon::Redo).on(ctrl_shift(Key::Z)),
            Self::Start => About::new("Start", "Paint the content in the style.", Icon::Play).on(plain(Key::Space)),
            Self::Pause => About::new("Pause", "Rest after this iteration; nothing is lost.", Icon::Pause).on(plain(Key::Space)),
            Self::Resume => About::new("Resume", "Paint on.", Icon::Play).on(plain(Key::Space)),
            Self::Stop => About::new("Stop", "End here and keep the painting as it is.", Icon::Stop).on(plain(Key::Escape)),
            Self::Restart => About::new("Restart", "Paint again from the beginning with the present settings.", Icon::Restart).on(ctrl(Key::R)),
            Self::TakeSnapshot => About::new("Take snapshot", "Keep the painting as it is now in the film strip.", Icon::Snapshot).on(plain(Key::S)),
            Self::FastStyles => About::new("Fast styles", "Paint at once, in styles that were learned before.", Icon::Samples).on(plain(Key::G)),
            Self::PreviousStyle => About::new("Previous style", "Paint in the style before this one.", Icon::Samples).on(plain(Key::ArrowLeft)),
            Self::NextStyle => About::new("Next style", "Paint in the style after this one.", Icon::Samples).on(plain(Key::ArrowRight)),
            Self::TrainStyle => About::new("Train a style", "Teach a network a style of your own, from one painting and a folder of photographs.", Icon::Samples).on(plain(Key::Num6)),
            Self::StyleAbove => About::new("Style above", "Paint in the style above this one.", Icon::Samples).on(plain(Key::ArrowUp)),
            Self::StyleBelow => About::new("Style below", "Paint in the style below this one.", Icon::Samples).on(plain(Key::ArrowDown)),
            Self::Refine => About::new("Refine", "Let the optimiser paint on from this picture, with the painting that the style was learned from.", Icon::Refine),
            Self::ResetSettings => About::new("Reset all settings", "Set every slider and choice to its default.", Icon::Reset),
            Self::ShowResult => About::new("Show the result", "Look at the painting.", Icon::Picture).on(plain(Key::Num1)),
            Self::ShowContent => About::new("Show the content", "Look at the photograph.", Icon::Picture).on(plain(Key::Num2)),
            Self::ShowStyle => About::new("Show the style", "Look at the painting whose style is used.", Icon::Picture).on(plain(Key::Num3)),
            Self::ShowSheet => About::new("Contact sheet", "Try out two settings in many small paintings side by side.", Icon::Samples).on(plain(Key::Num4)),
            Self::ShowFigure => About::new("Learn from the paper", "See the figures of the paper on your own pictures, and what the network sees.", Icon::Information).on(plain(Key::Num5)),
            Self::Fit => About::new("Fit to canvas", "Show the whole picture.", Icon::Fit).on(ctrl(Key::Num0)),
            Self::ActualSize => About::new("100 %", "Show one pixel of the picture on one pixel of the screen.", Icon::ActualSize).on(ctrl(Key::Num1)),
            Self::ZoomIn => {
                About::new("Zoom in", "Look closer. The mouse wheel does the same at the pointer.", Icon::ZoomIn)
                    .on(plain(Key::Plus))
                    .or(plain(Key::Equals))
            }
            Self::ZoomOut => {
                About::new("Zoom out", "Step back. The mouse wheel does the same at the pointer.", Icon::ZoomOut)
                    .on(plain(Key::Minus))
            }
            Self::Compare => About::new("Compare", "Lay the photograph, or the chosen snapshot, over the left half of the painting; drag the line to wipe.", Icon::Compare).on(plain(Key::C)),
            Self::SideBySide => About::new("Side by side", "See both pictures beside each other, zoomed and moved together.", Icon::SideBySide).on(plain(Key::V)),
            Self::Blink => About::new("Blink", "See both pictures in the same place by turns.", Icon::Blink).on(plain(Key::B)),
            Self::Difference => About::new("Difference", "See only what differs: black is the same, bright is not.", Icon::Difference).on(plain(Key::D)),
            Self::Values => About::new("Colour values", "Show the colours under the pointer as numbers.", Icon::Values).on(plain(Key::I)),
            Self::LossPlot => About::new("Loss plot", "Show or hide how the painting converges.", Icon::Plot).on(plain(Key::L)),
            Self::FilmStrip => About::new("Film strip", "Show or hide the pictures that were kept on the way.", Icon::Film).on(plain(Key::F)),
            Self::HidePanels => About::new("Hide the panels", "Show the canvas alone, or all panels again.", Icon::Panels).on(plain(Key::Tab)),
            Self::FullScreen => About::new("Full screen", "Let the canvas fill the screen, or not any more.", Icon::FullScreen).on(plain(Key::F11)),
            Self::LeaveFullScreen => About::new("Leave full screen", "Show the window as it was.", Icon::FullScreen).on(plain(Key::Escape)),
            Self::Shortcuts => About::new("Keyboard shortcuts", "Show every key.", Icon::Keyboard).on(plain(Key::F1)),
            Self::AddStyle => {
                About::new("Add a style…", "Mix in the style of another painting.", Icon::Add)
            }
            Self::OpenMask => About::new("Open mask…", "Choose the picture that says where the painting is seen.", Icon::Open),
            Self::RemoveMask => About::new("Remove mask", "See the whole painting again.", Icon::Delete),
            Self::ImportPreset => About::new("Import preset…", "Take a preset from a file.", Icon::Open),
            Self::KeepPreset => About::new("Save these settings…", "Give the present look a name.", Icon::Star { filled: false }),
            Self::CropContent => About::new("Crop and turn content…", "Use a part of the photograph, or turn it.", Icon::Crop),
            Self::CropStyle => About::new("Crop and turn style…", "Use a part of the painting, or turn it.", Icon::Crop),
            Self::Preferences => About::new("Preferences…", "How the program looks, and what it keeps.", Icon::Settings).on(ctrl(Key::Comma)),
            Self::PaintSheet => About::new("Paint sheet", "Paint every combination of two settings at a small size.", Icon::Samples),
            Self::PauseSheet => About::new("Pause sheet", "Let the contact sheet rest.", Icon::Pause),
            Self::ResumeSheet => About::new("Resume sheet", "Go on with the contact sheet.", Icon::Play),
            Self::StopSheet => About::new("Stop sheet", "End the contact sheet and keep its pictures.", Icon::Stop),
            Self::SaveSheet => About::new("Save sheet…", "Save all cells with their labels as one picture.", Icon::Save),
            Self::ContinueFromSnapshot => About::new("Continue from snapshot", "Paint on from the chosen snapshot with the pictures and the settings that it had.", Icon::Play),
            Self::StartFromSnapshot => About::new("Use snapshot as start", "Start the next painting from the chosen snapshot.", Icon::Film),
            Self::SaveSnapshot => About::new("Save snapshot…", "Write the chosen snapshot to a file.", Icon::Save),
            Self::DeleteSnapshot => About::new("Delete snapshot", "Take the chosen snapshot out of the strip.", Icon::Delete).on(plain(Key::Delete)),
            Self::PreviousSnapshot => {
                About::new("Earlier snapshot", "Look at the snapshot before this one.", Icon::Film).on(plain(Key::Comma))
            }
            Self::NextSnapshot => {
                About::new("Later snapshot", "Look at the snapshot after this one.", Icon::Film).on(plain(Key::Period))
            }
            Self::LightTheme => About::new("Light theme", "Light greys around the picture.", Icon::Light),
            Self::DarkTheme => About::new("Dark theme", "Dark greys around the picture.", Icon::Dark),
            Self::DesktopTheme => About::new("Theme of the desktop", "Light or dark, as the desktop is.", Icon::Settings),
            Self::LargerControls => About::new("Larger controls", "Draw text and controls larger.", Icon::ZoomIn).on(ctrl(Key::Plus)).or(ctrl(Key::Equals)),
            Self::SmallerControls => About::new("Smaller controls", "Draw text and controls smaller.", Icon::ZoomOut).on(ctrl(Key::Minus)),
            Self::UsualControls => About::new("Usual size of controls", "Draw text and controls as large as the desktop asks for.", Icon::ActualSize),
            Self::NextPart => About::new("Next part of the window", "Give the focus to the next part of the window; Tab goes on from there.", Icon::Panels).on(plain(Key::F6)),
            Self::Palette => About::new("Find a command…", "Find everything that can be done by a few letters.", Icon::Search).on(ctrl(Key::K)),
            Self::Log => About::new("Log", "Show or hide what happened in this session.", Icon::Table),
            Self::CopyDetails => About::new("Copy details", "Copy what helps to find the cause of a problem: the program, the machine, the settings and the log.", Icon::Copy),
        }
    }
}
