//! The languages of the window.
//!
//! English stands where it is shown and is the key, as in gettext: a panel stays readable, what is not translated yet
//! is shown in English, and the tests find controls by their English names. **How:** write `tr("Add")`,
//! `tr_with("Job {place} of {count}", &[("place", &place), ("count", &count)])`, or
//! `tr_count("{count} picture", "{count} pictures", count)`, and add the text to every file of `assets/languages`.
//! Labels, tooltips and titles that are handed to `studio::widgets` and to the helpers of dialogs are
//! translated there. Messages stay English inside the program, in the log and in reports, whoever made them; they are
//! translated where they are shown, by [`tr_sentence`].
//!
//! The catalogues are gettext's `.po` files, which translators have many editors for; the crate `spiritless_po` reads
//! them and their rules for plurals. The words of a window are those of the thread that draws it, see [`speak`].

mod catalogue;
mod fonts;
mod sentence;
mod stretched;

use std::cell::Cell;
use std::fmt;

use serde::{Deserialize, Serialize};

use catalogue::Catalogue;

pub use fonts::install as install_fonts;

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

thread_local! {
    static SPOKEN: Cell<Language> = const { Cell::new(Language::English) };
}

/// Sets the language of all windows that are drawn on this thread.
pub fn speak(language: Language) {
    SPOKEN.set(language);
}

/// The language of the window that is drawn on this thread.
pub fn spoken() -> Language {
    SPOKEN.get()
}

/// A text in the language of the window; English where there is no translation.
pub fn tr(english: &str) -> &str {
    match spoken() {
        Language::English => english,
        Language::Stretched => stretched::text(None, english),
        language => Catalogue::of(language).map_or(english, |catalogue| catalogue.text(english)),
    }
}

/// The same for a text that means different things in different places, such as `Painting`.
pub fn tr_in<'a>(context: &str, english: &'a str) -> &'a str {
    match spoken() {
        Language::English => english,
        Language::Stretched => stretched::text(Some(context), english),
        language => Catalogue::of(language).map_or(english, |catalogue| catalogue.text_in(context, english)),
    }
}

/// A text with `{name}`s, each of which becomes the value of that name.
pub fn tr_with(english: &str, values: &[(&str, &dyn fmt::Display)]) -> String {
    fill(tr(english), values)
}

/// A text about so many things; `{count}` becomes the number, other names can be filled in by [`fill`].
pub fn tr_count(one: &str, many: &str, count: usize) -> String {
    let english = if count == 1 { one } else { many };
    let text = match spoken() {
        Language::English => english,
        Language::Stretched => stretched::plural(one, english),
        language => Catalogue::of(language).map_or(english, |catalogue| catalogue.plural(one, many, count)),
    };
    fill(text, &[("count", &count)])
}

/// A whole English message with what it names, such as `photo.png does not exist; check the name`, in the language of
/// the window: the catalogue has it as `{path} does not exist; check the name`.
pub fn tr_sentence(message: &str) -> String {
    match spoken() {
        Language::English => message.to_owned(),
        Language::Stretched => Catalogue::of(Language::German).map_or_else(String::new, |catalogue| {
            catalogue.sentence(message, &|key, _| stretched::text(None, key).to_owned())
        }),
        language => Catalogue::of(language).map_or_else(
            || message.to_owned(),
            |catalogue| catalogue.sentence(message, &|_, translation| translation.to_owned()),
        ),
    }
}

/// Puts values in the places of their `{name}`s; a name without a value stays.
pub fn fill(text: &str, values: &[(&str, &dyn fmt::Display)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let found = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, after))
        });
        if let Some((value, after)) = found {
            filled += &value.to_string();
            rest = after;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_are_known_by_their_first_part() {
        let of = |locale: &str| Language::of_locales(&[locale.to_owned()]);
        assert_eq!(of("de_AT.UTF-8"), Language::German);
        assert_eq!(of("zh-Hans-CN"), Language::Chinese);
        assert_eq!(of("ja"), Language::Japanese);
        assert_eq!(of("C"), Language::English);
        assert_eq!(of("den-XA"), Language::English);
        assert_eq!(of("en-XA"), Language::Stretched);
        assert_eq!(Language::of_locales(&["nl-NL".into(), "fr-BE".into(), "en".into()]), Language::French);
    }

    #[test]
    fn values_stand_where_their_names_are() {
        assert_eq!(fill("{b} of {a}, {c}", &[("a", &3), ("b", &"two")]), "two of 3, {c}");
        assert_eq!(fill("a { b", &[]), "a { b");
    }

    #[test]
    fn numbers_follow_the_rules_of_each_language() {
        let pictures = |language, count| {
            speak(language);
            tr_count("{count} picture", "{count} pictures", count)
        };
        assert_eq!(pictures(Language::English, 1), "1 picture");
        assert_eq!(pictures(Language::German, 1), "1 Bild");
        assert_eq!(pictures(Language::German, 0), "0 Bilder");
        assert_eq!(pictures(Language::French, 0), "0 image", "in French, nothing is singular");
        assert_eq!(pictures(Language::French, 2), "2 images");
        assert_eq!(pictures(Language::Japanese, 1), pictures(Language::Japanese, 5).replace('5', "1"));
        speak(Language::English);
    }

    #[test]
    fn messages_are_translated_with_what_they_name() {
        speak(Language::German);
        let told = tr_sentence("/a/b: c.png does not exist; check the name");
        assert_eq!(told, "/a/b: c.png existiert nicht; bitte den Namen prüfen");
        let told = tr_sentence(
            "net.pth is not a usable model file (the tensor conv1.conv2d.weight is missing); get the original file again",
        );
        assert_eq!(
            told,
            "net.pth ist keine verwendbare Modelldatei (der Tensor conv1.conv2d.weight fehlt); bitte die Originaldatei neu \
             besorgen"
        );
        assert_eq!(tr_sentence("Nobody translated this."), "Nobody translated this.");
        speak(Language::English);
    }

    #[test]
    fn stretched_texts_are_marked_and_longer() {
        speak(Language::Stretched);
        let english = "Take the last change of settings back; it also acts while it paints.";
        let text = tr(english);
        assert!(text.starts_with('«') && text.chars().count() * 10 >= english.chars().count() * 14, "{text}");
        assert_eq!(tr("Nobody translated this."), "Nobody translated this.");
        assert!(tr_count("{count} picture", "{count} pictures", 3).contains('3'));
        speak(Language::English);
    }
}
