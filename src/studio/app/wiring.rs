//! Where messages reach their features, and features each other.

use egui::Context;

use crate::fast::Gallery;
use crate::studio::app::App;
use crate::studio::app::action::Action;
use crate::studio::canvas::{Method, Tab};
use crate::studio::features::painting::Painting;
use crate::studio::features::saving::Subject;
use crate::studio::features::{presets, train};
use crate::studio::services::Context as Lent;

impl App {
    /// Carries out what came back from the background.
    pub(super) fn take_in_messages(&mut self, window: &Context) {
        while let Some(msg) = self.session.presets.next() {
            self.perform(Action::Presets(msg), window);
        }
        while let Some(msg) = self.session.train.next() {
            self.perform(Action::Train(msg), window);
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
    /// What a training has to know of others.
    fn around_train(&self) -> train::Around {
        train::Around { gallery: self.session.fast.folder(), is_painting: self.session.phase().is_running() }
    }

    pub(in crate::studio) fn update_train(&mut self, msg: train::Msg) {
        let around = self.around_train();
        let Self { window, state, session, .. } = self;
        let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        match session.train.update(&mut state.train, around, msg, &mut context) {
            Some(train::Event::Run(kept)) => {
                self.make_way();
                self.with_painting(Painting::pause);
                let Self { window, state, session, .. } = self;
                let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
                session.train.run(*kept, &state.train, &mut context);
            }
            Some(train::Event::Trained(gallery, name)) => self.show_trained(*gallery, name),
            None => {}
        }
    }

    /// Takes in how far the training is.
    pub(super) fn keep_training_up(&mut self) {
        let around = self.around_train();
        let Self { window, state, session, .. } = self;
        let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        session.train.keep_up(&mut state.train, around, &mut context);
    }

    /// Shows the gallery with a style that was trained here.
    fn show_trained(&mut self, gallery: Gallery, name: Option<String>) {
        let fast = &mut self.session.fast;
        (fast.gallery, fast.is_asked_for) = (Some(gallery), true);
        fast.search.clear();
        let Some(name) = name else { return };
        if self.session.services.method == Method::Train {
            self.state.fast = self.state.fast.in_style(&name);
            self.session.services.method = Method::Fast;
            self.session.services.comparison.tab = Tab::Result;
        }
        self.session.services.notices.note(format!("{name} is trained, and in the gallery of fast styles."));
    }
}
