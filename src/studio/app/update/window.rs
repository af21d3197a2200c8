//! What becomes of the messages of the window: its panels and looks, which part has the focus, and what a report tells.

use egui::ViewportCommand;

use crate::studio::app::App;
use crate::studio::app::appearance::Appearance;
use crate::studio::app::report;
use crate::studio::app::session::Session;
use crate::studio::app::window::{Msg, Panels};
use crate::studio::widgets::Landmark;
use crate::text::text;

impl App {
    /// Carries out a message of the window.
    pub(in crate::studio::app) fn update_window(&mut self, msg: Msg) {
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
