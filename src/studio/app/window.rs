//! The window itself: its panels, its looks, which part has the focus, and what a report tells.

use egui::{Context, ViewportCommand};

use crate::studio::App;
use crate::studio::app::action::WindowAction;
use crate::studio::app::appearance::Appearance;
use crate::studio::app::outcome::Outcome;
use crate::studio::app::report;
use crate::studio::app::session::Panels;
use crate::studio::widgets::Landmark;
use crate::text::text;

impl App {
    /// Carries out one action.
    pub(in crate::studio) fn perform_in_window(&mut self, action: WindowAction, window: &Context) {
        match action {
            WindowAction::Change(appearance) => self.change_appearance(appearance, window),
            WindowAction::SetTheme(theme) => {
                self.change_appearance(Appearance { theme, ..self.state.appearance }, window);
            }
            WindowAction::Scale(scaling) => self.change_appearance(self.state.appearance.scaled(scaling), window),
            WindowAction::Notify(notifies) => self.state.notifies = notifies,
            WindowAction::TogglePanels(panels) => self.toggle_panels(panels, window),
            WindowAction::FocusNextPart => self.focus_next_part(window),
            WindowAction::CloseFirstSteps => self.session.shows_first_steps = false,
            WindowAction::ToggleLog => self.session.shows_log = !self.session.shows_log,
            WindowAction::CopyDetails => self.session.tasks.spawn(|| Outcome::Machine(report::of_machine())),
            WindowAction::Quit => window.send_viewport_cmd(ViewportCommand::Close),
        }
    }

    pub(in crate::studio) fn toggle_panels(&mut self, panels: Panels, window: &Context) {
        let before = self.session.panels;
        self.session.panels = if before == panels { Panels::Shown } else { panels };
        let fills_screen = self.session.panels == Panels::FullScreen;
        if fills_screen != (before == Panels::FullScreen) {
            window.send_viewport_cmd(ViewportCommand::Fullscreen(fills_screen));
        }
    }

    pub(in crate::studio) fn change_appearance(&mut self, appearance: Appearance, window: &Context) {
        self.state.appearance = appearance.within_ranges();
        self.state.appearance.apply(window, self.session.services.desktop_language);
    }

    /// Gives the focus to the part of the window after the one that had it last.
    pub(in crate::studio) fn focus_next_part(&mut self, window: &Context) {
        let is_shown = |part: &Landmark| match part {
            Landmark::Canvas => true,
            Landmark::FilmStrip => self.session.panels == Panels::Shown && self.state.shows_film,
            Landmark::Log => self.session.panels == Panels::Shown && self.session.shows_log,
            Landmark::TopBar | Landmark::Settings | Landmark::CanvasBar => self.session.panels == Panels::Shown,
        };
        // After Escape it begins with the first again.
        let last = self.session.landmark.filter(|_| window.memory(|memory| memory.focused().is_some()));
        let begin = last.and_then(|last| Landmark::ALL.iter().position(|part| *part == last)).map_or(0, |it| it + 1);
        let next = Landmark::ALL.into_iter().cycle().skip(begin).take(Landmark::ALL.len()).find(is_shown);
        if let Some(part) = next {
            window.memory_mut(|memory| memory.request_focus(part.id()));
            self.session.landmark = Some(part);
        }
    }

    /// Copies what helps to find the cause of a problem.
    pub(in crate::studio) fn copy_details(&mut self, machine: &str, window: &Context) {
        window.copy_text(machine.to_owned() + &report::of_session(&self.state, &self.session));
        let text = text!(
            "The details are on the clipboard. Read them before you send them: they name no folders but those in \
                    messages."
        );
        self.session.services.notices.note(text);
    }
}
