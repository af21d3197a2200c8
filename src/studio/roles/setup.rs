//! What the next painting is made of, as it is remembered from one session to the next.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::network::DeviceChoice;
use crate::picture::ColorSettings;
use crate::studio::roles::{Arrangement, MOST_STYLES, Role, Source};
use crate::transfer::TransferSettings;

/// The sliders, the pictures and the device of the next painting. Those that run have their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Setup {
    /// The sliders.
    pub settings: TransferSettings,
    /// What becomes of the painted colours.
    pub colors: ColorSettings,
    /// Where to compute.
    #[serde(with = "device_name")]
    pub device: DeviceChoice,
    /// The content picture.
    pub content: Option<Source>,
    /// The style picture.
    pub style: Option<Source>,
    /// The styles that are mixed in, by their numbers.
    #[serde(deserialize_with = "super::numbered")]
    pub further_styles: BTreeMap<u8, Source>,
    /// The picture to start from.
    pub start: Option<Source>,
    /// The picture that says where paintings are seen.
    pub mask: Option<Source>,
    /// How the pictures are framed and the styles weighed.
    pub arrangement: Arrangement,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            settings: TransferSettings::default(),
            colors: ColorSettings::default(),
            device: DeviceChoice::default(),
            content: Source::first_sample(Role::Content),
            style: Source::first_sample(Role::Style),
            further_styles: BTreeMap::new(),
            start: None,
            mask: None,
            arrangement: Arrangement::default(),
        }
    }
}

impl Setup {
    /// The same without what cannot be used any more, for which there is the default.
    pub fn within_ranges(mut self) -> Self {
        if self.settings.validate().is_err() {
            self.settings = TransferSettings::default();
        }
        if self.colors.validate().is_err() {
            self.colors = ColorSettings::default();
        }
        for role in [Role::Content, Role::Style] {
            if !self.source(role).is_some_and(Source::can_be_read_again) {
                self.set_source(role, Source::first_sample(role));
            }
        }
        self.further_styles.retain(|number, source| (1..MOST_STYLES).contains(number) && source.can_be_read_again());
        self.arrangement = self.arrangement.within_ranges();
        self.start.take_if(|source| !source.can_be_read_again());
        self.mask.take_if(|source| !source.can_be_read_again());
        self
    }

    /// Where the picture of a role comes from.
    pub fn source(&self, role: Role) -> Option<&Source> {
        match role {
            Role::Content => self.content.as_ref(),
            Role::Style => self.style.as_ref(),
            Role::Further(number) => self.further_styles.get(&number),
            Role::Start => self.start.as_ref(),
            Role::Mask => self.mask.as_ref(),
        }
    }

    /// Remembers where the picture of a role comes from.
    pub fn set_source(&mut self, role: Role, source: Option<Source>) {
        match role {
            Role::Content => self.content = source,
            Role::Style => self.style = source,
            Role::Further(number) => match source {
                Some(source) => drop(self.further_styles.insert(number, source)),
                None => drop(self.further_styles.remove(&number)),
            },
            Role::Start => self.start = source,
            Role::Mask => self.mask = source,
        }
    }

    /// The places of all styles, the first one first.
    pub fn style_roles(&self) -> impl Iterator<Item = Role> {
        std::iter::once(Role::Style).chain(self.further_styles.keys().map(|&number| Role::Further(number)))
    }

    /// The place for one more style, while there is room.
    pub fn next_style(&self) -> Option<Role> {
        (1..MOST_STYLES).find(|number| !self.further_styles.contains_key(number)).map(Role::Further)
    }
}

/// A device is remembered under the name that `--device` knows it by.
mod device_name {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::network::DeviceChoice;

    pub(super) fn serialize<S: Serializer>(device: &DeviceChoice, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(device)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DeviceChoice, D::Error> {
        Ok(String::deserialize(deserializer)?.parse().unwrap_or_default())
    }
}
