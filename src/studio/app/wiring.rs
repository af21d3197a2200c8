//! Where messages reach their features, and features each other.

use egui::Context;

use crate::studio::app::App;
use crate::studio::app::action::Action;
use crate::studio::features::presets;
use crate::studio::features::saving::Subject;
use crate::studio::services::Context as Lent;

impl App {
    /// Carries out what came back from the background.
    pub(super) fn take_in_messages(&mut self, window: &Context) {
        while let Some(msg) = self.session.presets.next() {
            self.perform(Action::Presets(msg), window);
        }
    }

    /// Does something that may be undone: what was there before is kept when it notes that it changes something.
    fn noting_changes<T>(&mut self, update: impl FnOnce(&mut Self) -> T) -> T {
        let before = (!self.session.history.is_in_gesture()).then(|| self.choices());
        let result = update(self);
        if self.session.services.undo.take_noted()
            && let Some(before) = before
        {
            self.session.history.note(before);
        }
        self.steer_painting();
        result
    }

    pub(in crate::studio) fn update_presets(&mut self, msg: presets::Msg) {
        let event = self.noting_changes(|Self { window, state, session, .. }| {
            let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
            session.presets.update(&mut state.presets, &mut state.save_folder, msg, &mut context)
        });
        match event {
            Some(presets::Event::Export(index)) => self.ask_save(Subject::Preset(index)),
            None => {}
        }
    }
}
