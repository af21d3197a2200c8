//! What a language's file says.

use std::sync::OnceLock;

use spiritless_po::Catalog;

use crate::studio::language::Language;

/// What gettext puts between a context and a text.
const CONTEXT: char = '\u{4}';

/// The translations of one language.
#[derive(Debug)]
pub(super) struct Catalogue {
    messages: Catalog,
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
        Self { messages }
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
}
