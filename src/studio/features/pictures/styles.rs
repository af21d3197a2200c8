//! Styles and framings: what of the chosen pictures is painted with, also while it paints.

use crate::picture::Framing;
use crate::studio::App;
use crate::studio::app::outcome::Outcome;
use crate::studio::roles::{Loaded, Role, StyleInUse, StyleUse};
use crate::transfer::Styles;

impl App {
    pub(in crate::studio) fn frame(&mut self, role: Role, framing: Framing) {
        if framing.crop.validate().is_ok() {
            self.note_choices();
            self.state.setup.arrangement.set_framing(role, framing);
        }
    }

    pub(in crate::studio) fn weigh_style(&mut self, role: Role, weight: f64) {
        self.note_choices();
        let how = StyleUse { weight, ..self.state.setup.arrangement.style_use(role) };
        self.state.setup.arrangement.set_style_use(role, how);
    }

    /// Takes a style out. In the place of the first one comes the next, so that there is always a first.
    pub(in crate::studio) fn remove_style(&mut self, role: Role) {
        let Some(next) = self.state.setup.style_roles().find(|&next| next != Role::Style) else { return };
        self.note_choices();
        if role != Role::Style {
            return self.lend().take_out(role);
        }
        let how = self.state.setup.arrangement.style_use(next);
        let (source, loaded) =
            (self.state.setup.source(next).cloned(), self.session.services.pictures.loaded(next).cloned());
        self.lend().take_out(next);
        self.state.setup.set_source(Role::Style, source);
        match loaded {
            Some(loaded) => self.lend().use_loaded(Role::Style, loaded),
            None => self.read_again(Role::Style),
        }
        self.state.setup.arrangement.set_style_use(Role::Style, how);
    }

    /// Paints on in the styles as they are now, when they are others than were painted with.
    pub(in crate::studio) fn steer_styles(&mut self) {
        if !self.session.phase().is_running() || self.queue_paints() {
            return;
        }
        let in_use = self.session.services.pictures.styles_in_use(&self.state.setup);
        // Without any weight nothing can be painted; the painting goes on as before.
        if let Ok(styles) = Styles::new(StyleInUse::weighted(&in_use)) {
            self.with_painting(|painting| painting.set_styles(styles, in_use));
        }
    }

    /// Begins to frame every picture that is framed otherwise than was asked for.
    pub(in crate::studio) fn settle_framings(&mut self) {
        let roles: Vec<Role> = [Role::Content, Role::Mask].into_iter().chain(self.state.setup.style_roles()).collect();
        for role in roles {
            let framing = self.state.setup.arrangement.framing(role);
            let Some(loaded) = self.session.services.pictures.loaded(role).filter(|loaded| loaded.framing != framing)
            else {
                continue;
            };
            if self.session.services.pictures.is_loading(role) {
                continue;
            }
            let Loaded { source, provenance, original, .. } = loaded.clone();
            let ticket = self.session.services.pictures.slot(role).ask();
            let window = self.window.clone();
            self.session.tasks.spawn(move || {
                let decoded = Loaded::framed(source, provenance, original, framing, &window);
                Outcome::Picture { role, ticket, result: Ok(Box::new(decoded)) }
            });
        }
    }
}
