//! The pictures of all roles, and those that were replaced.

use std::collections::HashMap;

use egui::Rect;

use crate::picture::AfterPainting;
use crate::studio::roles::{Loaded, Pick, Role, Setup, Slot, StyleInUse, UndoCache};
use crate::studio::tasks::discard;

/// The pictures of all roles.
pub struct RolePictures {
    slots: HashMap<Role, Slot>,
    /// Those that were replaced, for undo.
    replaced: UndoCache,
    /// The role that was last given a picture; a pasted picture goes there.
    pub last_role: Role,
    /// Where the thumbnails of the roles are on the screen, for files dropped on them.
    pub drop_targets: HashMap<Role, Rect>,
}

impl Default for RolePictures {
    fn default() -> Self {
        Self {
            slots: HashMap::new(),
            replaced: UndoCache::default(),
            last_role: Role::Content,
            drop_targets: HashMap::new(),
        }
    }
}

impl RolePictures {
    /// The picture of a role, once it has been read.
    pub fn loaded(&self, role: Role) -> Option<&Loaded> {
        self.slots.get(&role)?.loaded.as_ref()
    }

    /// Whether a picture for the role is being read.
    pub fn is_loading(&self, role: Role) -> bool {
        self.slots.get(&role).is_some_and(|slot| slot.awaited.is_some())
    }

    /// Whether no picture is being read.
    pub fn are_read(&self) -> bool {
        self.slots.values().all(|slot| slot.awaited.is_none())
    }

    /// The place of a role's picture.
    pub fn slot(&mut self, role: Role) -> &mut Slot {
        self.slots.entry(role).or_default()
    }

    /// All roles that have a picture, with it.
    pub fn all(&self) -> impl Iterator<Item = (Role, &Loaded)> {
        self.slots.iter().filter_map(|(&role, slot)| Some((role, slot.loaded.as_ref()?)))
    }

    /// The styles whose pictures are there, the first one first.
    pub fn styles_in_use(&self, setup: &Setup) -> Vec<StyleInUse> {
        let in_use = |role: Role| {
            let loaded = self.loaded(role)?.clone();
            Some(StyleInUse { role, loaded, how: setup.arrangement.style_use(role) })
        };
        setup.style_roles().filter_map(in_use).collect()
    }

    /// What becomes of every painting before it is shown or saved.
    pub fn after_painting(&self, setup: &Setup) -> AfterPainting {
        let mask = self.loaded(Role::Mask).filter(|mask| !mask.provenance.is_missing);
        AfterPainting { colors: setup.colors, mask: mask.map(|mask| mask.mask.clone()) }
    }

    /// Gives a role another picture, or none; the one before it is kept for undo. What was being read for the role is
    /// not wanted any more.
    pub fn replace(&mut self, role: Role, loaded: Option<Loaded>) {
        let slot = self.slot(role);
        slot.awaited = None;
        if let Some(before) = std::mem::replace(&mut slot.loaded, loaded) {
            let gone = self.replaced.keep(before);
            discard(gone);
        }
    }

    /// The picture that was picked, if it was replaced or another role has it now.
    pub fn find(&self, pick: &Pick) -> Option<&Loaded> {
        self.replaced.find(pick).or_else(|| self.all().map(|(_, loaded)| loaded).find(|loaded| pick.is(loaded)))
    }

    /// Lets go of every picture, and of those that undo could bring back.
    pub fn clear(&mut self) {
        for slot in self.slots.values_mut() {
            discard(slot.loaded.take());
            slot.awaited = None;
        }
        self.forget_replaced();
    }

    /// Lets go of what undo could bring back.
    pub fn forget_replaced(&mut self) {
        // Textures are freed on the window's thread.
        self.replaced = UndoCache::default();
    }
}
