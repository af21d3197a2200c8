//! How the chosen pictures are used: what part of each, turned how, and how much each style counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::picture::Framing;
use crate::studio::roles::{Loaded, Role};
use crate::transfer::{STYLE_WEIGHT_RANGE, WeightedStyle};

/// How one style is used.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StyleUse {
    /// How much it counts against the other styles.
    pub weight: f64,
    /// The part that is used.
    pub framing: Framing,
}

impl Default for StyleUse {
    fn default() -> Self {
        Self { weight: 1.0, framing: Framing::default() }
    }
}

impl StyleUse {
    fn is_valid(&self) -> bool {
        STYLE_WEIGHT_RANGE.contains(&self.weight) && self.framing.crop.validate().is_ok()
    }
}

/// How all pictures are used.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Arrangement {
    /// The part of the content that is used.
    content: Framing,
    /// How the first style is used.
    style: StyleUse,
    /// How the further styles are used, by their numbers.
    #[serde(deserialize_with = "super::numbered")]
    further: BTreeMap<u8, StyleUse>,
}

impl Arrangement {
    /// How a picture is framed.
    pub fn framing(&self, role: Role) -> Framing {
        match role {
            // It was made for the whole content, and is cut and turned with it.
            Role::Content | Role::Mask => self.content,
            Role::Style | Role::Further(_) => self.style_use(role).framing,
            Role::Start => Framing::default(),
        }
    }

    /// Frames a picture; the picture to start from is always used as a whole, and the mask framed as the content is.
    pub fn set_framing(&mut self, role: Role, framing: Framing) {
        match role {
            Role::Content => self.content = framing,
            Role::Style | Role::Further(_) => {
                self.set_style_use(role, StyleUse { framing, ..self.style_use(role) });
            }
            Role::Start | Role::Mask => {}
        }
    }

    /// How a style is used.
    pub fn style_use(&self, role: Role) -> StyleUse {
        match role {
            Role::Further(number) => self.further.get(&number).copied().unwrap_or_default(),
            Role::Content | Role::Style | Role::Start | Role::Mask => self.style,
        }
    }

    /// Uses a style so.
    pub fn set_style_use(&mut self, role: Role, style: StyleUse) {
        match role {
            // One that is used as at first is not told from one that was never there.
            Role::Further(number) if style == StyleUse::default() => drop(self.further.remove(&number)),
            Role::Further(number) => drop(self.further.insert(number, style)),
            Role::Style => self.style = style,
            Role::Content | Role::Start | Role::Mask => {}
        }
    }

    /// Forgets how a further style was used.
    pub fn forget(&mut self, role: Role) {
        if let Role::Further(number) = role {
            self.further.remove(&number);
        }
    }

    /// The same without what cannot be used.
    pub fn within_ranges(mut self) -> Self {
        if self.content.crop.validate().is_err() {
            self.content = Framing::default();
        }
        if !self.style.is_valid() {
            self.style = StyleUse::default();
        }
        self.further.retain(|_, style| style.is_valid());
        self
    }
}

/// A style that is painted with.
#[derive(Debug, Clone)]
pub struct StyleInUse {
    /// Its place.
    pub role: Role,
    /// The picture.
    pub loaded: Loaded,
    /// How it is used.
    pub how: StyleUse,
}

impl StyleInUse {
    /// What the painting needs of these; one that stands alone counts whatever its weight.
    pub fn weighted(styles: &[Self]) -> Vec<WeightedStyle> {
        let weight = |style: &Self| if styles.len() == 1 { 1.0 } else { style.how.weight };
        styles
            .iter()
            .map(|style| WeightedStyle { picture: Arc::clone(&style.loaded.picture), weight: weight(style) })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Crop;

    #[test]
    fn every_place_has_its_own_use() {
        let mut arrangement = Arrangement::default();
        let framing = Framing { crop: Crop { width: 0.5, ..Crop::WHOLE }, ..Framing::default() };
        for role in [Role::Content, Role::Style, Role::Further(2), Role::Start] {
            arrangement.set_framing(role, framing);
            assert_eq!(arrangement.framing(role), if role == Role::Start { Framing::default() } else { framing });
        }
        arrangement.set_style_use(Role::Further(2), StyleUse { weight: 3.0, ..StyleUse::default() });
        assert_eq!(arrangement.style_use(Role::Further(2)).weight, 3.0);
        assert_eq!(arrangement.style_use(Role::Style), StyleUse { weight: 1.0, framing });
        arrangement.forget(Role::Further(2));
        assert_eq!(arrangement.style_use(Role::Further(2)), StyleUse::default());
    }

    #[test]
    fn what_cannot_be_used_becomes_the_default() {
        let mut arrangement = Arrangement::default();
        let framing = Framing { crop: Crop { width: 0.0, ..Crop::WHOLE }, ..Framing::default() };
        arrangement.set_framing(Role::Content, framing);
        arrangement.set_style_use(Role::Style, StyleUse { weight: -1.0, ..StyleUse::default() });
        arrangement.set_style_use(Role::Further(1), StyleUse { weight: f64::NAN, ..StyleUse::default() });
        assert_eq!(arrangement.within_ranges(), Arrangement::default());
    }
}
