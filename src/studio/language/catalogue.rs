//! What a language's file says.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::OnceLock;

use spiritless_po::Catalog;

use crate::studio::language::Language;
use crate::studio::language::sentence::{Sentence, joined};

/// What gettext puts between a context and a text.
const CONTEXT: char = '\u{4}';
/// The most messages whose translations are kept; the log shows many of them in every frame.
const MOST_KEPT: usize = 500;

/// The translations of one language.
#[derive(Debug)]
pub(super) struct Catalogue {
    messages: Catalog,
    /// The texts with names in them, the longest first.
    sentences: Vec<Sentence>,
}

impl Catalogue {
    /// The catalogue of a language that has one. It is read once, in a few milliseconds.
    pub(super) fn of(language: Language) -> Option<&'static Self> {
        macro_rules! file {
            ($name:literal) => {{
                static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
                let text = include_str!(concat!("../../../assets/languages/", $name, ".po"));
                Some(CATALOGUE.get_or_init(|| Catalogue::read(text)))
            }};
        }
        match language {
            Language::English | Language::Stretched => None,
            Language::German => file!("de"),
            Language::French => file!("fr"),
            Language::Spanish => file!("es"),
            Language::Japanese => file!("ja"),
            Language::Chinese => file!("zh"),
        }
    }

    /// A test reads every file; entries that cannot be read are left out, and shown in English.
    fn read(text: &str) -> Self {
        let mut messages = Catalog::new();
        let _ = messages.add_str(text);
        let mut sentences: Vec<Sentence> = messages.index().keys().filter_map(|key| Sentence::of(key)).collect();
        sentences.sort_by(|a, b| b.letters().cmp(&a.letters()).then_with(|| a.key().cmp(b.key())));
        Self { messages, sentences }
    }

    pub(super) fn text<'a>(&'a self, english: &'a str) -> &'a str {
        self.messages.gettext(english)
    }

    pub(super) fn text_in<'a>(&'a self, context: &str, english: &'a str) -> &'a str {
        self.messages.pgettext(context, english)
    }

    pub(super) fn plural<'a>(&'a self, one: &'a str, many: &'a str, count: usize) -> &'a str {
        self.messages.ngettext(one, many, count)
    }

    /// Whether it has a text, in a context or in none.
    pub(super) fn has(&self, context: Option<&str>, english: &str) -> bool {
        let index = self.messages.index();
        match context {
            Some(context) => index.contains_key(&format!("{context}{CONTEXT}{english}")),
            None => index.contains_key(english),
        }
    }

    /// A message with what it names; `translate` is given a key and its translation.
    pub(super) fn sentence(&self, message: &str, translate: &dyn Fn(&str, &str) -> String) -> String {
        thread_local! {
            static KEPT: RefCell<(Language, HashMap<String, String>)> = RefCell::default();
        }
        let language = super::spoken();
        let known = KEPT.with_borrow_mut(|(of, kept)| {
            if *of != language || kept.len() > MOST_KEPT {
                (*of, *kept) = (language, HashMap::new());
            }
            kept.get(message).cloned()
        });
        known.unwrap_or_else(|| {
            let text = self.part(message, translate).unwrap_or_else(|| message.to_owned());
            KEPT.with_borrow_mut(|(_, kept)| kept.insert(message.to_owned(), text.clone()));
            text
        })
    }

    /// A message or a part of one; `None` when it is not known.
    fn part(&self, message: &str, translate: &dyn Fn(&str, &str) -> String) -> Option<String> {
        if self.has(None, message) {
            return Some(translate(message, self.text(message)));
        }
        let inner = |part: &str| self.part(part, translate).unwrap_or_else(|| part.to_owned());
        let known = self.sentences.iter().find_map(|sentence| {
            let values = sentence.values(message)?;
            let text = translate(sentence.key(), self.text(sentence.key()));
            Some(sentence.filled(&text, &values, inner))
        });
        known.or_else(|| joined(message, |part| self.part(part, translate)))
    }
}
