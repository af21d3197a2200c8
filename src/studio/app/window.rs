//! The window itself: its panels, its looks, its dialogs, which part has the focus, and what a report tells.

use egui::{Context, ThemePreference, ViewportCommand};

use crate::error::Result;
use crate::studio::app::App;
use crate::studio::app::appearance::{Appearance, Scaling};
use crate::studio::app::command::Keyboard;
use crate::studio::app::palette::Search;
use crate::studio::app::report;
use crate::studio::app::session::Session;
use crate::studio::services::DialogSlot;
use crate::studio::tasks::Tasks;
use crate::studio::widgets::Landmark;
use crate::text::text;

/// What runs.
pub struct WindowState {
    tasks: Tasks<Msg>,
    /// Which panels are in the window.
    pub panels: Panels,
    /// Whether the log is shown.
    pub shows_log: bool,
    /// Whether the hints of the first start are shown.
    pub shows_first_steps: bool,
    /// The part of the window to which the focus was given last.
    landmark: Option<Landmark>,
    /// What draws the window, where that is known.
    pub graphics: Option<String>,
    /// The dialog that waits for an answer.
    pub dialog: DialogSlot<Dialog>,
    /// Who the keys of the next frame belong to.
    pub keyboard: Keyboard,
    /// Whether the window may close without asking.
    pub exit: Exit,
}

impl WindowState {
    /// A window with all its panels.
    pub fn new(window: &Context) -> Self {
        Self {
            tasks: Tasks::new(window.clone()),
            panels: Panels::Shown,
            shows_log: false,
            shows_first_steps: false,
            landmark: None,
            graphics: None,
            dialog: DialogSlot::default(),
            keyboard: Keyboard::Commands,
            exit: Exit::Asks,
        }
    }

    /// What came back from the background.
    pub fn next(&self) -> Option<Msg> {
        self.tasks.next()
    }
}

/// A question that is asked above everything else.
#[derive(Debug, Clone, PartialEq)]
pub enum Dialog {
    /// The table of keys.
    Shortcuts,
    /// Everything that can be done, to be found by a few letters.
    Palette(Search),
    /// What a person sets once and for all.
    Preferences,
}

/// Which panels are in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panels {
    /// All of them.
    Shown,
    /// Only the canvas.
    Hidden,
    /// Only the canvas, and the window fills the screen.
    FullScreen,
}

/// Whether the window may close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// It asks when something would be lost.
    Asks,
    /// It may.
    Agreed,
}

/// What is clicked, and what comes back from the background.
#[derive(Debug)]
pub enum Msg {
    /// Changes how it looks.
    Change(Appearance),
    /// Shows everything in light or dark greys.
    SetTheme(ThemePreference),
    /// Draws text and controls larger or smaller.
    Scale(Scaling),
    /// Calls a person at another window when work is done, or does not.
    Notify(bool),
    /// Shows other panels, or all of them when these are shown.
    TogglePanels(Panels),
    /// Gives the focus to its next part.
    FocusNextPart,
    /// Takes the hints of the first start away.
    CloseFirstSteps,
    /// Shows or hides the log.
    ToggleLog,
    /// Copies what helps to find the cause of a problem.
    CopyDetails,
    /// What is known of this machine, to be copied with the rest.
    Machine(Result<String>),
    /// Shows a dialog, or the same one with other entries.
    ShowDialog(Dialog),
    /// Closes it, after asking when something would be lost.
    Quit,
}

impl App {
    /// Carries out a message of the window.
    pub(super) fn update_window(&mut self, msg: Msg) {
        match msg {
            Msg::Change(appearance) => self.change_appearance(appearance),
            Msg::SetTheme(theme) => {
                self.change_appearance(Appearance { theme, ..self.state.appearance });
            }
            Msg::Scale(scaling) => self.change_appearance(self.state.appearance.scaled(scaling)),
            Msg::Notify(notifies) => self.state.notifies = notifies,
            Msg::TogglePanels(panels) => self.toggle_panels(panels),
            Msg::FocusNextPart => self.focus_next_part(),
            Msg::CloseFirstSteps => self.session.window.shows_first_steps = false,
            Msg::ToggleLog => self.session.window.shows_log = !self.session.window.shows_log,
            Msg::CopyDetails => self.session.window.tasks.run(|| Ok(report::of_machine()), Msg::Machine),
            Msg::Machine(result) => match result {
                Ok(machine) => self.copy_details(&machine),
                Err(error) => self.session.services.notices.error(&error),
            },
            Msg::ShowDialog(dialog) => {
                let Session { window, services, .. } = &mut self.session;
                window.dialog.open(dialog, &mut services.dialogs);
            }
            Msg::Quit => self.window.send_viewport_cmd(ViewportCommand::Close),
        }
    }

    fn toggle_panels(&mut self, panels: Panels) {
        let before = self.session.window.panels;
        self.session.window.panels = if before == panels { Panels::Shown } else { panels };
        let fills_screen = self.session.window.panels == Panels::FullScreen;
        if fills_screen != (before == Panels::FullScreen) {
            self.window.send_viewport_cmd(ViewportCommand::Fullscreen(fills_screen));
        }
    }

    fn change_appearance(&mut self, appearance: Appearance) {
        self.state.appearance = appearance.within_ranges();
        self.state.appearance.apply(&self.window, self.session.services.desktop_language);
    }

    /// Gives the focus to the part of the window after the one that had it last.
    fn focus_next_part(&mut self) {
        let is_shown = |part: &Landmark| match part {
            Landmark::Canvas => true,
            Landmark::FilmStrip => self.session.window.panels == Panels::Shown && self.state.shows_film,
            Landmark::Log => self.session.window.panels == Panels::Shown && self.session.window.shows_log,
            Landmark::TopBar | Landmark::Settings | Landmark::CanvasBar => self.session.window.panels == Panels::Shown,
        };
        // After Escape it begins with the first again.
        let last = self.session.window.landmark.filter(|_| self.window.memory(|memory| memory.focused().is_some()));
        let begin = last.and_then(|last| Landmark::ALL.iter().position(|part| *part == last)).map_or(0, |it| it + 1);
        let next = Landmark::ALL.into_iter().cycle().skip(begin).take(Landmark::ALL.len()).find(is_shown);
        if let Some(part) = next {
            self.window.memory_mut(|memory| memory.request_focus(part.id()));
            self.session.window.landmark = Some(part);
        }
    }

    /// Copies what helps to find the cause of a problem.
    fn copy_details(&mut self, machine: &str) {
        self.window.copy_text(machine.to_owned() + &report::of_session(&self.state, &self.session));
        let text = text!(
            "The details are on the clipboard. Read them before you send them: they name no folders but those in \
                    messages."
        );
        self.session.services.notices.note(text);
    }
}
