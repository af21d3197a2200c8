//! Undo and redo: noting what was chosen before a change, and bringing it back.

use crate::studio::App;
use crate::studio::choices::{Choices, Pick};
use crate::studio::session::{Loaded, Message};
use crate::studio::source::Role;

impl App {
    /// Notes what is chosen before it changes, to be undone.
    pub(in crate::studio) fn note_choices(&mut self) {
        if !self.session.history.is_in_gesture() {
            let present = self.choices();
            self.session.history.note(present);
        }
    }

    /// All changes since the last call become one.
    pub(super) fn end_gesture(&mut self) {
        if self.session.history.is_in_gesture() {
            let present = self.choices();
            self.session.history.end_gesture(&present);
        }
    }

    pub(super) fn go_back(&mut self) {
        let present = self.choices();
        let before = self.session.history.undo(present);
        self.use_choices(before);
    }

    pub(super) fn go_forth(&mut self) {
        let present = self.choices();
        let after = self.session.history.redo(present);
        self.use_choices(after);
    }

    fn choices(&self) -> Choices {
        Choices::of(&self.state, &self.session)
    }

    fn use_choices(&mut self, choices: Option<Choices>) {
        let Some(choices) = choices else { return };
        let present = self.choices().pictures;
        for &role in present.keys().filter(|role| !choices.pictures.contains_key(role)) {
            self.take_out(role);
        }
        let Choices { settings, colors, pictures, arrangement, fast, sheet, film, presets, device } = choices;
        for (role, pick) in &pictures {
            if present.get(role) != Some(pick) {
                self.bring_back(*role, pick);
            }
        }
        let state = &mut self.state;
        (state.colors, state.arrangement, state.fast) = (colors, arrangement, fast);
        (state.sheet, state.film, state.presets, state.device) = (sheet, film, presets, device);
        self.use_settings(settings);
        // What nobody keeps any more is read again, and framed as it was.
        for (role, pick) in pictures {
            let is_there = self.session.loaded(role).is_some_and(|loaded| pick.is(loaded));
            if !is_there && pick.source.can_be_read_again() {
                self.state.set_source(role, Some(pick.source));
                self.read_again(role);
            }
        }
    }

    /// Gives a role a picture that it had before, if something still keeps it.
    fn bring_back(&mut self, role: Role, pick: &Pick) {
        match self.session.shelf.find(pick).or_else(|| self.find_in_use(pick)).cloned() {
            Some(loaded) => self.use_loaded(role, loaded),
            None if pick.source.can_be_read_again() => {}
            None => {
                let text = format!("The picture {} is not kept any more.", pick.source.name());
                self.session.message = Some(Message::warning(text));
            }
        }
    }

    /// A picture that another role has now.
    fn find_in_use(&self, pick: &Pick) -> Option<&Loaded> {
        self.session.slots.values().filter_map(|slot| slot.loaded.as_ref()).find(|loaded| pick.is(loaded))
    }

    /// Keeps a picture that was replaced, as long as there is room.
    pub(in crate::studio) fn shelve(&mut self, loaded: Option<Loaded>) {
        if let Some(loaded) = loaded {
            let gone = self.session.shelf.keep(loaded);
            self.session.tasks.discard(gone);
        }
    }
}
