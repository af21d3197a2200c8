//! What the update of a feature may use.

use crate::error::{Error, Result};
use crate::network::{DeviceChoice, Layer};
use crate::picture::AfterPainting;
use crate::studio::painted::PaintingSetup;
use crate::studio::roles::{Loaded, Role, Setup, StyleInUse};
use crate::studio::services::Services;
use crate::text::{Text, text};
use crate::transfer::{Start, TransferSettings};

/// The window, what the next painting is made of, and the services, lent for one update.
pub struct Context<'a> {
    /// The window.
    pub window: &'a egui::Context,
    /// What the next painting is made of.
    pub setup: &'a mut Setup,
    /// What all features share.
    pub services: &'a mut Services,
}

impl Context<'_> {
    /// Tells the person of an error.
    pub fn report(&mut self, error: &Error) {
        self.services.notices.error(error);
    }

    /// The picture of a role, once it has been read.
    pub fn loaded(&self, role: Role) -> Option<&Loaded> {
        self.services.pictures.loaded(role)
    }

    /// The device that the choice means.
    pub fn device(&self) -> DeviceChoice {
        device_of(self.setup.device, &self.services.devices)
    }

    /// The styles whose pictures are there, the first one first.
    pub fn styles_in_use(&self) -> Vec<StyleInUse> {
        self.services.pictures.styles_in_use(self.setup)
    }

    /// What becomes of every painting before it is shown or saved.
    pub fn after_painting(&self) -> AfterPainting {
        self.services.pictures.after_painting(self.setup)
    }

    /// The picture of a role that cannot be done without.
    ///
    /// # Errors
    /// [`Error::Value`] where there is none, or where its file is missing.
    pub fn needed(&self, role: Role) -> Result<Loaded> {
        let loaded = self.loaded(role).cloned();
        let loaded = loaded
            .ok_or_else(|| Error::value(Text::new(role.title()), text!("empty"), text!("choose a picture for it")))?;
        loaded.missing().map_or(Ok(loaded), Err)
    }

    /// What Start would paint.
    ///
    /// # Errors
    /// [`Error::Value`] for settings that cannot be painted with, and where a picture is missing.
    pub fn painting_setup(&self) -> Result<PaintingSetup> {
        let settings = self.setup.settings.clone();
        settings.validate()?;
        let content = self.needed(Role::Content)?;
        self.needed(Role::Style)?;
        let start = (settings.start == Start::Picture).then(|| self.needed(Role::Start)).transpose()?;
        let setup = PaintingSetup { settings, content, styles: self.styles_in_use(), start };
        setup.missing().map_or(Ok(setup), Err)
    }

    /// Changes the settings, to be undone.
    pub fn change_settings(&mut self, settings: TransferSettings) {
        self.services.undo.note();
        self.set_settings(settings);
    }

    /// Changes the settings. Weights of style layers that this switches off are kept for when they come back.
    pub fn set_settings(&mut self, settings: TransferSettings) {
        for layer in Layer::ALL {
            let before = self.setup.settings.weights.style_layers.weight(layer);
            if before > 0.0 && settings.weights.style_layers.weight(layer) == 0.0 {
                self.services.parked_weights.insert(layer, before);
            }
        }
        self.setup.settings = settings;
    }

    /// Gives a role a picture that is there already; the one before it is kept for undo.
    pub fn use_loaded(&mut self, role: Role, loaded: Loaded) {
        self.setup.set_source(role, Some(loaded.source.clone()));
        self.setup.arrangement.set_framing(role, loaded.framing);
        self.services.pictures.replace(role, Some(loaded));
    }

    /// Takes the picture of a role away, which is kept for undo.
    pub fn take_out(&mut self, role: Role) {
        self.setup.set_source(role, None);
        self.setup.arrangement.forget(role);
        self.services.pictures.drop_targets.remove(&role);
        self.services.pictures.replace(role, None);
    }

    /// Takes every style but the first out.
    pub fn take_out_further_styles(&mut self) {
        let further: Vec<Role> = self.setup.style_roles().filter(|&role| role != Role::Style).collect();
        for role in further {
            self.take_out(role);
        }
    }

    /// Puts these styles in the place of all that are chosen now; the first of them is one that is always there.
    pub fn use_styles(&mut self, styles: &[StyleInUse]) {
        self.take_out_further_styles();
        for style in styles {
            self.use_loaded(style.role, style.loaded.clone());
            self.setup.arrangement.set_style_use(style.role, style.how);
        }
    }
}

/// The device that a choice means: the first accelerator, else the processor, when it is left to the program.
pub fn device_of(choice: DeviceChoice, available: &[DeviceChoice]) -> DeviceChoice {
    match choice {
        DeviceChoice::Auto => {
            available.iter().copied().find(|&device| device != DeviceChoice::Cpu).unwrap_or(DeviceChoice::Cpu)
        }
        chosen => chosen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_to_the_program_is_the_first_accelerator() {
        let (cpu, cuda) = (DeviceChoice::Cpu, DeviceChoice::Cuda(0));
        assert_eq!(device_of(DeviceChoice::Auto, &[cpu]), cpu);
        assert_eq!(device_of(DeviceChoice::Auto, &[cpu, cuda]), cuda);
        assert_eq!(device_of(cpu, &[cpu, cuda]), cpu);
    }
}
