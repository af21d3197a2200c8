//! The catalogues of `assets/languages`: all have the same texts with the same names in them, the window asks for no
//! text that they do not have, and they have none that nobody asks for. Messages come out with what they name, whatever
//! that is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use impasto::error::{Error, FileProblem};
use impasto::studio::language::{self, Language, translate};
use impasto::text::{Parameter, Text, escaped};
use proc_macro2::{TokenStream, TokenTree};
use spiritless_po::Catalog;

const LANGUAGES: [&str; 5] = ["de", "fr", "es", "ja", "zh"];

/// The functions whose literals are looked up: all of them, or only the first one.
const LOOKED_UP: [(&str, bool); 9] = [
    ("tr", true),
    ("tr_with", false),
    ("tr_count", false),
    ("section", false),
    ("fold", false),
    ("field", false),
    ("title", false),
    ("icon_button", false),
    ("pill", false),
];
/// The fields whose literals are looked up.
const FIELDS: [&str; 7] = ["label", "tooltip", "title", "text", "field", "hint", "answer"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn catalogue(language: &str) -> Catalog {
    let path = root().join("assets/languages").join(language).with_extension("po");
    let mut catalogue = Catalog::new();
    catalogue.add_str(&fs::read_to_string(&path).unwrap()).unwrap_or_else(|error| panic!("{language}: {error:?}"));
    catalogue
}

/// The texts of a catalogue with all forms of their translations.
fn entries(catalogue: &Catalog) -> BTreeMap<String, Vec<String>> {
    let table = catalogue.string_table();
    let forms = |index: &spiritless_po::IndexData| {
        let first = index.string_table_index();
        table[first..first + index.total_plurals() as usize].to_vec()
    };
    catalogue.index().iter().map(|(text, index)| (text.clone(), forms(index))).collect()
}

/// The names in braces.
fn names(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

/// A text of which only is left that there are names.
fn without_names(text: &str) -> String {
    let mut parts = text.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |before, rest| before + "{}" + rest.split_once('}').map_or("", |(_, after)| after))
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// The text that a literal stands for; `None` for numbers and the like.
fn text_of(literal: &str) -> Option<String> {
    let inside = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::new();
    let mut letters = inside.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letter == '\\') {
            (_, false) => text.push(letter),
            (_, true) => match letters.next()? {
                'n' => text.push('\n'),
                '\n' => while letters.next_if(|letter| letter.is_whitespace()).is_some() {},
                other => text.push(other),
            },
        }
    }
    Some(text)
}

/// A message as the source makes it: `text!("{path} is empty", path)`.
struct Id {
    text: String,
    /// The names of its parameters.
    given: BTreeSet<String>,
}

/// All texts in some source, and those among them that are looked up.
#[derive(Default)]
struct Texts {
    all: Vec<String>,
    looked_up: Vec<String>,
    /// Those of `text!`, outside of tests.
    ids: Vec<Id>,
}

/// The parameters of `text!`: the first words between its commas, after the id.
fn parameters(tokens: &[TokenTree]) -> BTreeSet<String> {
    let parts = tokens.split(|token| token.to_string() == ",").skip(1);
    parts.filter_map(|part| part.first().map(ToString::to_string)).collect()
}

impl Texts {
    fn read(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (index, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Literal(literal) => {
                    let text = text_of(&literal.to_string());
                    let field = index.checked_sub(2).map(|before| tokens[before].to_string());
                    let is_field = field.is_some_and(|field| FIELDS.contains(&field.as_str()));
                    if is_field && tokens[index - 1].to_string() == ":" {
                        self.looked_up.extend(text.clone());
                    }
                    self.all.extend(text);
                }
                TokenTree::Group(group) => {
                    let (before, known_ids) = (self.all.len(), self.ids.len());
                    self.read(group.stream());
                    let called = index.checked_sub(1).map(|before| tokens[before].to_string());
                    // What is chosen before is seen by the tests of the window.
                    let own = |token: TokenTree| match token {
                        TokenTree::Literal(literal) => text_of(&literal.to_string()),
                        _ => None,
                    };
                    let word = |back: usize| index.checked_sub(back).map(|before| tokens[before].to_string());
                    let words = (word(2).unwrap_or_default(), word(1).unwrap_or_default());
                    match (words.0.as_str(), words.1.as_str()) {
                        ("text", "!") => {
                            let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                            if let Some(text) = inside.first().cloned().and_then(own) {
                                self.ids.push(Id { text, given: parameters(&inside) });
                            }
                        }
                        ("mod", "tests") => self.ids.truncate(known_ids),
                        _ => {}
                    }
                    match LOOKED_UP.iter().find(|(name, _)| called.as_deref() == Some(*name)) {
                        Some((_, true)) => self.looked_up.extend(self.all[before..].iter().cloned()),
                        Some((_, false)) => self.looked_up.extend(group.stream().into_iter().find_map(own)),
                        None => {}
                    }
                }
                _ => {}
            }
        }
    }

    fn of(folder: &str) -> Self {
        let mut files = Vec::new();
        rust_files(&root().join(folder), &mut files);
        let mut texts = Self::default();
        for file in files.iter().filter(|file| !file.components().any(|part| part.as_os_str() == "language")) {
            texts.read(fs::read_to_string(file).unwrap().parse().unwrap());
        }
        texts
    }

    /// The messages that can be shown in the window; those of the terminal stay English.
    fn messages() -> Vec<Id> {
        let mut files = Vec::new();
        rust_files(&root().join("src"), &mut files);
        let mut texts = Self::default();
        for file in files.iter().filter(|file| !file.starts_with(root().join("src/cli")) && !file.ends_with("tests.rs"))
        {
            texts.read(fs::read_to_string(file).unwrap().parse().unwrap());
        }
        texts.ids
    }
}

/// Whether there is something to translate beside the names.
fn has_words(text: &str) -> bool {
    without_names(text).chars().any(char::is_alphabetic) && !text.starts_with('/')
}

#[test]
fn all_catalogues_have_the_same_texts() {
    let first = entries(&catalogue(LANGUAGES[0]));
    assert!(first.len() > 500);
    for language in LANGUAGES {
        let other = entries(&catalogue(language));
        let missing: Vec<_> = first.keys().filter(|text| !other.contains_key(*text)).collect();
        let more: Vec<_> = other.keys().filter(|text| !first.contains_key(*text)).collect();
        assert!(missing.is_empty() && more.is_empty(), "{language} lacks {missing:?} and has {more:?}");
    }
}

#[test]
fn translations_are_there_and_have_the_names_of_their_texts() {
    for language in LANGUAGES {
        for (text, forms) in entries(&catalogue(language)) {
            let english = text.rsplit('\u{4}').next().unwrap_or(&text);
            for form in &forms {
                assert!(!form.trim().is_empty() || english.trim().is_empty(), "{language}: {text:?}");
                // The one of a plural form may be said in words.
                let may_lack = |name: &&str| forms.len() > 1 && *name == "count";
                let lacking: Vec<_> = names(english).into_iter().filter(|name| !names(form).contains(name)).collect();
                assert!(lacking.iter().all(may_lack), "{language}: {lacking:?} of {english:?} in {form:?}");
                let more: Vec<_> = names(form).into_iter().filter(|name| !names(english).contains(name)).collect();
                assert!(more.iter().all(|name| *name == "count"), "{language}: {more:?} in {form:?}");
                assert_eq!(english.starts_with(' '), form.starts_with(' '), "{language}: {form:?}");
            }
        }
    }
}

#[test]
fn what_the_window_says_is_in_the_catalogues() {
    let known = entries(&catalogue(LANGUAGES[0]));
    let asked = Texts::of("src/studio").looked_up;
    assert!(asked.len() > 400, "{}", asked.len());
    let missing: BTreeSet<_> = asked.into_iter().filter(|text| has_words(text) && !known.contains_key(text)).collect();
    assert!(missing.is_empty(), "add these to every file of assets/languages: {missing:#?}");
}

#[test]
fn every_message_is_in_the_catalogues() {
    let known = entries(&catalogue(LANGUAGES[0]));
    let messages = Texts::messages();
    assert!(messages.len() > 200, "{}", messages.len());
    let ids: BTreeSet<_> = messages.into_iter().map(|id| id.text).collect();
    let missing: Vec<_> = ids.iter().filter(|id| has_words(id) && !known.contains_key(*id)).collect();
    assert!(missing.is_empty(), "add these to every file of assets/languages: {missing:#?}");
}

#[test]
fn every_message_is_given_what_it_names() {
    let messages = Texts::messages().into_iter().chain(Texts::of("src/cli").ids);
    for Id { text, given } in messages {
        let given: BTreeSet<&str> = given.iter().map(String::as_str).collect();
        assert_eq!(names(&text), given, "{text:?}");
    }
}

/// What people call files and styles, to the annoyance of whoever takes sentences apart.
const AWKWARD: [&str; 8] = [
    "a, b; c",
    "\"quoted\", 'so' or „so“",
    "{path} {name} {count} } {",
    "does not exist; check the name",
    "\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{627}\u{644}\u{644}\u{648}\u{62d}\u{629}",
    "\u{202e}gnp.exe\u{2066}\u{2069}\u{200f}",
    "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}1A\u{0}",
    "two\r\nlines\u{2028}or three\twide",
];

/// The windows' languages that have a catalogue.
const SPOKEN: [(Language, &str); 5] = [
    (Language::German, "de"),
    (Language::French, "fr"),
    (Language::Spanish, "es"),
    (Language::Japanese, "ja"),
    (Language::Chinese, "zh"),
];

/// A message with awkward parameters, each of which can be told from the others, as it has to be shown in `form`.
fn awkward(id: &str, awkward: &str, form: &str) -> (Text, String) {
    let (mut text, mut shown) = (Text::new(String::leak(id.to_owned())), form.to_owned());
    // The marks keep a parameter that looks like the name of another from being filled in here.
    for (place, name) in names(id).into_iter().enumerate() {
        text = text.with(String::leak(name.to_owned()), Parameter::name(format!("{awkward} <{place}>")));
        shown = shown.replace(&format!("{{{name}}}"), &format!("\u{1}{place}\u{2}"));
    }
    for place in 0..names(id).len() {
        shown = shown.replace(&format!("\u{1}{place}\u{2}"), &format!("{} <{place}>", escaped(awkward)));
    }
    (text, shown)
}

#[test]
fn every_message_says_what_it_names_in_every_language() {
    let ids: BTreeSet<String> = Texts::messages().into_iter().map(|id| id.text).collect();
    let with_names = || ids.iter().filter(|id| !names(id).is_empty());
    assert!(with_names().count() > 80, "{}", with_names().count());
    for name in AWKWARD {
        for id in with_names() {
            let (text, shown) = awkward(id, name, id);
            assert_eq!(text.to_string(), shown);
        }
    }
    for (language, file) in SPOKEN {
        language::speak(language);
        let known = entries(&catalogue(file));
        for id in with_names() {
            let form = known.get(id).map_or(id, |forms| &forms[0]);
            for name in AWKWARD {
                let (text, shown) = awkward(id, name, form);
                assert_eq!(translate(&text), shown, "{file}");
            }
        }
    }
    language::speak(Language::English);
}

#[test]
fn a_message_in_a_message_is_translated_and_a_name_is_not() {
    for (language, file) in SPOKEN {
        language::speak(language);
        for name in AWKWARD.into_iter().chain(["the style", "empty"]) {
            let reason = Text::new("the tensor {name} is missing").with("name", name);
            let told = translate(&Error::file(Path::new(name), FileProblem::BadModel(reason.clone())).text());
            assert_eq!(told.matches(&*escaped(name)).count(), 2, "{file}: {told}");
            assert!(told.contains(&translate(&reason)), "{file}: {told}");
            assert!(!told.contains("is missing"), "{file}: {told}");
            let value = translate(&Error::value(Text::new("the style"), name, Text::new("give a number")).text());
            assert!(value.contains(&*escaped(name)) && !value.contains("give a number"), "{file}: {value}");
        }
    }
    language::speak(Language::English);
}

#[test]
fn the_catalogues_have_nothing_that_is_never_said() {
    let said = Texts::of("src").all;
    let said: BTreeSet<String> = said.iter().map(|text| without_names(text)).collect();
    for text in entries(&catalogue(LANGUAGES[0])).keys() {
        let (context, text) = text.split_once('\u{4}').unwrap_or(("", text));
        // The names of keys are egui's.
        assert!(context == "key" || said.contains(&without_names(text)), "nobody says {text:?}");
    }
}
