//! The languages of the window.
//!
//! English stands where it is shown and is the key, as in gettext: a panel stays readable, what is not translated yet
//! is shown in English, and the tests find controls by their English names. **How:** write `tr("Add")`,
//! `tr_with("Job {place} of {count}", &[("place", &place), ("count", &count)])`, or
//! `tr_count("{count} picture", "{count} pictures", count)`, and add the text to every file of `assets/languages`.
//! Labels, tooltips and titles that are handed to `studio::widgets` and to the helpers of dialogs are
//! translated there. Messages are [`Text`]s, whoever made them: ids with parameters, which the log and reports show in
//! English. They are translated where they are shown, by [`translate`].
//!
//! The catalogues are gettext's `.po` files, which translators have many editors for; the crate `spiritless_po` reads
//! them and their rules for plurals. The words of a window are those of the thread that draws it, see [`speak`].

mod catalogue;
mod fonts;
mod known;
mod stretched;

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use crate::text::{self, Plural, Text, escaped};
use catalogue::Catalogue;

pub use fonts::install as install_fonts;
pub use known::Language;

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
    fill(counted(one, many, count), &[("count", &count)])
}

/// The form for a number of things.
fn counted<'a>(one: &'a str, many: &'a str, count: usize) -> &'a str {
    let english = if count == 1 { one } else { many };
    match spoken() {
        Language::English => english,
        Language::Stretched => stretched::plural(one, english),
        language => Catalogue::of(language).map_or(english, |catalogue| catalogue.plural(one, many, count)),
    }
}

/// What was made as an id with parameters, below the window or in it, in the language of the window.
pub fn translate(text: &Text) -> String {
    text.said(&|text| {
        Cow::Borrowed(match text.plural() {
            Some(Plural { many, count }) => counted(text.id(), many, *count),
            None => tr(text.id()),
        })
    })
}

/// Puts values in the places of their `{name}`s, as they can be shown; a name without a value stays.
pub fn fill(text: &str, values: &[(&str, &dyn fmt::Display)]) -> String {
    text::fill(text, |name| {
        let (_, value) = values.iter().find(|(known, _)| *known == name)?;
        // What the window itself says may have several lines.
        let lines = value.to_string();
        Some(lines.split('\n').map(escaped).collect::<Vec<_>>().join("\n"))
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::error::{Error, FileProblem};
    use crate::text::text;

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
        let told = |path: &str, problem: FileProblem| translate(&Error::file(Path::new(path), problem).text());
        assert_eq!(told("/a/b: c.png", FileProblem::Missing), "/a/b: c.png existiert nicht; bitte den Namen prüfen");
        let missing = text!("the tensor {name} is missing", name = "conv1.conv2d.weight");
        assert_eq!(
            told("net.pth", FileProblem::BadModel(missing)),
            "net.pth ist keine verwendbare Modelldatei (der Tensor conv1.conv2d.weight fehlt); bitte die Originaldatei neu \
             besorgen"
        );
        assert_eq!(translate(&Text::new("Nobody translated this.")), "Nobody translated this.");
        let style = Error::value(text!("the style picture"), text!("empty"), text!("choose a picture for it"));
        let told = translate(&style.text().as_sentence());
        assert_eq!(told, "Das Stilbild kann nicht leer sein: bitte ein Bild dafür wählen");
        assert_eq!(translate(&Text::counted("{count} picture", "{count} pictures", 1)), "1 Bild");
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
