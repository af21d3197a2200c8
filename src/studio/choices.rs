//! What a person chose for the next painting: what undo and redo bring back.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use crate::network::DeviceChoice;
use crate::picture::{ColorSettings, Picture};
use crate::project::Preset;
use crate::studio::arrangement::Arrangement;
use crate::studio::fast::FastSettings;
use crate::studio::film::FilmSettings;
use crate::studio::session::{Loaded, Session};
use crate::studio::sheet::SheetSettings;
use crate::studio::source::{Role, Source};
use crate::studio::state::State;
use crate::transfer::TransferSettings;

/// Everything that undo and redo bring back.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    /// The sliders.
    pub settings: TransferSettings,
    /// What becomes of the painted colours.
    pub colors: ColorSettings,
    /// The pictures, by what they are for.
    pub pictures: BTreeMap<Role, Pick>,
    /// How the pictures are framed and the styles weighed.
    pub arrangement: Arrangement,
    /// The fast style and how it is used.
    pub fast: FastSettings,
    /// How contact sheets are made.
    pub sheet: SheetSettings,
    /// How the film strip is filled.
    pub film: FilmSettings,
    /// The person's own presets.
    pub presets: Vec<Preset>,
    /// Where to compute.
    pub device: DeviceChoice,
}

impl Choices {
    /// The present ones.
    pub fn of(state: &State, session: &Session) -> Self {
        let roles = [Role::Content, Role::Start, Role::Mask].into_iter().chain(state.style_roles());
        let pictures = roles.filter_map(|role| Some((role, Pick::of(state.source(role)?, session.loaded(role)))));
        Self {
            settings: state.settings.clone(),
            colors: state.colors,
            pictures: pictures.collect(),
            arrangement: state.arrangement.clone(),
            fast: state.fast.clone(),
            sheet: state.sheet.clone(),
            film: state.film.clone(),
            presets: state.presets.clone(),
            device: state.device,
        }
    }
}

/// A picture that was chosen. It does not keep the picture itself; see [`crate::studio::shelf`].
#[derive(Debug, Clone)]
pub struct Pick {
    /// Where it came from.
    pub source: Source,
    /// The picture, as long as something keeps it.
    original: Weak<Picture>,
}

impl Pick {
    /// A picture from this source, which is there already or still being read.
    pub fn of(source: &Source, loaded: Option<&Loaded>) -> Self {
        let loaded = loaded.filter(|loaded| loaded.source == *source);
        let original = loaded.map_or_else(Weak::new, |loaded| Arc::downgrade(&loaded.original));
        Self { source: source.clone(), original }
    }

    /// Whether it is this picture.
    pub fn is(&self, loaded: &Loaded) -> bool {
        *self == Self::of(&loaded.source, Some(loaded))
    }
}

impl PartialEq for Pick {
    /// One that nobody keeps any more can only be read again from its source, so it is that of the same source.
    fn eq(&self, other: &Self) -> bool {
        let are_kept = self.original.strong_count() > 0 && other.original.strong_count() > 0;
        self.source == other.source && (!are_kept || self.original.ptr_eq(&other.original))
    }
}

#[cfg(test)]
mod tests {
    use egui::Context;

    use super::*;
    use crate::studio::tasks::Decoded;

    fn loaded(source: Source) -> Loaded {
        Loaded::new(Decoded::new(source, Picture::white_noise(4, 4, 1.0, 0)), &Context::default())
    }

    #[test]
    fn two_pictures_of_one_clipboard_differ_as_long_as_both_are_kept() {
        let (first, second) = (loaded(Source::Clipboard), loaded(Source::Clipboard));
        let pick = Pick::of(&Source::Clipboard, Some(&first));
        assert!(pick.is(&first) && pick.is(&first.clone()) && !pick.is(&second));
        drop(first);
        assert!(pick.is(&second));
    }

    #[test]
    fn a_picture_that_is_being_read_is_that_of_its_source() {
        let file = Source::File("/a/b.png".into());
        let awaited = Pick::of(&file, Some(&loaded(Source::Clipboard)));
        assert!(awaited.is(&loaded(file)) && !awaited.is(&loaded(Source::Clipboard)));
    }
}
