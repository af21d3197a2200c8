//! Undo and redo: noting what was chosen before a change, and bringing it back.

use crate::studio::app::App;
use crate::studio::app::choices::Choices;
use crate::studio::roles::{Pick, Role};
use crate::text::text;

impl App {
    /// All changes since the last call become one.
    pub(in crate::studio::app) fn end_gesture(&mut self) {
        if self.session.history.is_in_gesture() {
            let present = self.choices();
            self.session.history.end_gesture(&present);
        }
    }

    pub(in crate::studio::app) fn go_back(&mut self) {
        let present = self.choices();
        let before = self.session.history.undo(present);
        self.use_choices(before);
    }

    pub(in crate::studio::app) fn go_forth(&mut self) {
        let present = self.choices();
        let after = self.session.history.redo(present);
        self.use_choices(after);
    }

    /// What is chosen now.
    pub(in crate::studio::app) fn choices(&self) -> Choices {
        let Self { state, session, .. } = self;
        let roles = [Role::Content, Role::Start, Role::Mask].into_iter().chain(state.setup.style_roles());
        let pictures = roles.filter_map(|role| {
            Some((role, Pick::of(state.setup.source(role)?, session.services.pictures.loaded(role))))
        });
        Choices {
            settings: state.setup.settings.clone(),
            colors: state.setup.colors,
            pictures: pictures.collect(),
            arrangement: state.setup.arrangement.clone(),
            fast: state.fast.clone(),
            sheet: state.sheet.clone(),
            film: state.film.clone(),
            presets: state.presets.clone(),
            device: state.setup.device,
        }
    }

    pub(in crate::studio::app) fn use_choices(&mut self, choices: Option<Choices>) {
        let Some(choices) = choices else { return };
        let present = self.choices().pictures;
        for &role in present.keys().filter(|role| !choices.pictures.contains_key(role)) {
            self.lend().take_out(role);
        }
        let Choices { settings, colors, pictures, arrangement, fast, sheet, film, presets, device } = choices;
        for (role, pick) in &pictures {
            if present.get(role) != Some(pick) {
                self.bring_back(*role, pick);
            }
        }
        let state = &mut self.state;
        (state.setup.colors, state.setup.arrangement, state.fast) = (colors, arrangement, fast);
        (state.sheet, state.film, state.presets, state.setup.device) = (sheet, film, presets, device);
        self.lend().set_settings(settings);
        self.steer_painting();
        // What nobody keeps any more is read again, and framed as it was.
        for (role, pick) in pictures {
            let is_there = self.session.services.pictures.loaded(role).is_some_and(|loaded| pick.is(loaded));
            if !is_there && pick.source.can_be_read_again() {
                self.state.setup.set_source(role, Some(pick.source));
                self.read_again(role);
            }
        }
    }

    /// Gives a role a picture that it had before, if something still keeps it.
    pub(in crate::studio::app) fn bring_back(&mut self, role: Role, pick: &Pick) {
        match self.session.services.pictures.find(pick).cloned() {
            Some(loaded) => self.lend().use_loaded(role, loaded),
            None if pick.source.can_be_read_again() => {}
            None => {
                let text = text!("The picture {name} is not kept any more.", name = pick.source.name());
                self.session.services.notices.warn(text);
            }
        }
    }
}
