//! The languages that the window speaks.

use serde::{Deserialize, Serialize};

/// A language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// As the texts are written.
    #[default]
    English,
    /// `de`
    German,
    /// `fr`
    French,
    /// `es`
    Spanish,
    /// `ja`
    Japanese,
    /// `zh`, with simplified characters
    Chinese,
    /// `en-XA`: English in « » and 40 % longer, which shows what is not translated or has no room. It is not offered.
    Stretched,
}

impl Language {
    /// The languages that are offered.
    pub const ALL: [Self; 6] =
        [Self::English, Self::German, Self::French, Self::Spanish, Self::Japanese, Self::Chinese];

    /// Its name in itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English | Self::Stretched => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Japanese => "日本語",
            Self::Chinese => "简体中文",
        }
    }

    /// The first language of these locales (`de-AT`, `zh_CN.UTF-8`) that the window has.
    pub fn of_locales(locales: &[String]) -> Self {
        locales.iter().find_map(|locale| Self::of_locale(locale)).unwrap_or_default()
    }

    fn of_locale(locale: &str) -> Option<Self> {
        if locale.replace('_', "-").starts_with("en-XA") {
            return Some(Self::Stretched);
        }
        match locale.split(['-', '_', '.']).next()?.to_lowercase().as_str() {
            "en" => Some(Self::English),
            "de" => Some(Self::German),
            "fr" => Some(Self::French),
            "es" => Some(Self::Spanish),
            "ja" => Some(Self::Japanese),
            "zh" => Some(Self::Chinese),
            _ => None,
        }
    }
}
