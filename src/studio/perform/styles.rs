//! Styles and framings: what of the chosen pictures is painted with, also while it paints.

use crate::picture::Framing;
use crate::studio::App;
use crate::studio::arrangement::{StyleInUse, StyleUse};
use crate::studio::session::Loaded;
use crate::studio::source::Role;
use crate::studio::tasks::{Decoded, Outcome};
use crate::transfer::Styles;

impl App {
    /// The styles whose pictures are there, the first one first.
    pub(super) fn styles_in_use(&self) -> Vec<StyleInUse> {
        let in_use = |role: Role| {
            let loaded = self.session.loaded(role)?.clone();
            Some(StyleInUse { role, loaded, how: self.state.arrangement.style_use(role) })
        };
        self.state.style_roles().filter_map(in_use).collect()
    }

    pub(super) fn frame(&mut self, role: Role, framing: Framing) {
        if framing.crop.validate().is_ok() {
            self.note_choices();
            self.state.arrangement.set_framing(role, framing);
        }
    }

    pub(super) fn weigh_style(&mut self, role: Role, weight: f64) {
        self.note_choices();
        let how = StyleUse { weight, ..self.state.arrangement.style_use(role) };
        self.state.arrangement.set_style_use(role, how);
    }

    /// Takes a style out. In the place of the first one comes the next, so that there is always a first.
    pub(in crate::studio) fn remove_style(&mut self, role: Role) {
        let Some(next) = self.state.style_roles().find(|&next| next != Role::Style) else { return };
        self.note_choices();
        if role != Role::Style {
            return self.take_out(role);
        }
        let how = self.state.arrangement.style_use(next);
        let (source, loaded) = (self.state.source(next).cloned(), self.session.loaded(next).cloned());
        self.take_out(next);
        self.state.set_source(Role::Style, source);
        match loaded {
            Some(loaded) => self.use_loaded(Role::Style, loaded),
            None => self.read_again(Role::Style),
        }
        self.state.arrangement.set_style_use(Role::Style, how);
    }

    /// Takes the picture of a role away, which is kept for undo.
    pub(super) fn take_out(&mut self, role: Role) {
        self.state.set_source(role, None);
        self.state.arrangement.forget(role);
        self.session.drop_targets.remove(&role);
        if let Some(slot) = self.session.slots.get_mut(&role) {
            slot.awaited = None;
            let before = slot.loaded.take();
            self.shelve(before);
        }
    }

    /// Puts these styles in the place of all that are chosen now; the first of them is one that is always there.
    pub(in crate::studio) fn use_styles(&mut self, styles: &[StyleInUse]) {
        let further: Vec<Role> = self.state.style_roles().filter(|&role| role != Role::Style).collect();
        for role in further {
            self.take_out(role);
        }
        for style in styles {
            self.use_loaded(style.role, style.loaded.clone());
            self.state.arrangement.set_style_use(style.role, style.how);
        }
    }

    /// Gives a role a picture that is there already; the one before it is kept for undo.
    pub(in crate::studio) fn use_loaded(&mut self, role: Role, loaded: Loaded) {
        self.state.set_source(role, Some(loaded.source.clone()));
        self.state.arrangement.set_framing(role, loaded.framing);
        let slot = self.session.slots.entry(role).or_default();
        slot.awaited = None;
        let before = slot.loaded.replace(loaded);
        self.shelve(before);
    }

    /// Paints on in the styles as they are now, when they are others than were painted with.
    pub(super) fn steer_styles(&mut self) {
        if !self.session.phase().is_running() || self.queue_paints() {
            return;
        }
        let in_use = self.styles_in_use();
        // Without any weight nothing can be painted; the painting goes on as before.
        if let Ok(styles) = Styles::new(StyleInUse::weighted(&in_use)) {
            self.with_painting(|painting| painting.set_styles(styles, in_use));
        }
    }

    /// Begins to frame every picture that is framed otherwise than was asked for.
    pub(super) fn settle_framings(&mut self) {
        let roles: Vec<Role> = [Role::Content, Role::Mask].into_iter().chain(self.state.style_roles()).collect();
        for role in roles {
            let framing = self.state.arrangement.framing(role);
            let Some(loaded) = self.session.loaded(role).filter(|loaded| loaded.framing != framing) else { continue };
            if self.session.is_loading(role) {
                continue;
            }
            let Loaded { source, provenance, original, .. } = loaded.clone();
            let ticket = self.session.slots.entry(role).or_default().ask();
            self.session.tasks.spawn(move || {
                let decoded = Decoded::framed(source, provenance, original, framing);
                Outcome::Picture { role, ticket, result: Ok(Box::new(decoded)) }
            });
        }
    }
}
