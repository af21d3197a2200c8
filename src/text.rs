//! What is told to people: an id with parameters, which every language fills in by itself.
//!
//! The id is the English sentence with `{name}`s in it, as it stands in the catalogues of `assets/languages`. Below the
//! window nobody knows which language is spoken: [`text!`](self) makes a [`Text`], the terminal and the log show it in
//! English by its [`Display`](fmt::Display), and the window looks its id up and fills the parameters into the
//! translation. So no sentence is ever taken apart again to find out what it says.
//!
//! What other people named, such as files and styles, may hold anything: line breaks, the codes that move a terminal's
//! cursor, the marks that turn the direction of writing. A [`Parameter`] shows all of these escaped, in one place.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A sentence, or a part of one, that is told to people.
///
/// In files a text without parameters is its sentence, others are objects.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Text(Box<Parts>);

/// What a text is made of; in a box, because texts travel in every error.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Parts {
    /// In English, with a `{name}` where a parameter stands; of a text about a number of things the singular.
    id: Cow<'static, str>,
    plural: Option<Plural>,
    parameters: Vec<(Cow<'static, str>, Parameter)>,
    /// Whether the first letter is made a capital one.
    begins_sentence: bool,
}

/// What makes a text one about a number of things.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Plural {
    /// The English form for all numbers but 1.
    pub many: Cow<'static, str>,
    /// How many things there are.
    pub count: usize,
}

/// What stands in a place of a [`Text`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Parameter {
    /// A number, written alike in all languages.
    Number(String),
    /// What somebody named: a path, a style, a word that was typed. It is shown as it is, with [`escaped`] characters.
    Name(String),
    /// A text of its own, which is translated.
    Text(Text),
    /// Several, with this between them.
    List(Vec<Parameter>, Cow<'static, str>),
}

/// A text as it stands in a file.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Sentence(String),
    Text {
        id: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        plural: Option<Plural>,
        parameters: Vec<(String, Parameter)>,
        #[serde(default)]
        begins_sentence: bool,
    },
}

impl From<Text> for Stored {
    fn from(text: Text) -> Self {
        let Parts { id, plural, parameters, begins_sentence } = *text.0;
        if parameters.is_empty() && !begins_sentence {
            return Self::Sentence(id.into_owned());
        }
        let parameters = parameters.into_iter().map(|(name, parameter)| (name.into_owned(), parameter)).collect();
        Self::Text { id: id.into_owned(), plural, parameters, begins_sentence }
    }
}

/// Files are written by anybody: what stands in them is shown like a name.
impl From<Stored> for Text {
    fn from(stored: Stored) -> Self {
        let shown = |text: &str| Cow::Owned(escaped(text).into_owned());
        let parts = match stored {
            Stored::Sentence(sentence) => Parts::new(shown(&sentence)),
            Stored::Text { id, plural, parameters, begins_sentence } => Parts {
                id: shown(&id),
                plural: plural.map(|plural| Plural { many: shown(&plural.many), ..plural }),
                parameters: parameters.into_iter().map(|(name, value)| (Cow::Owned(name), value)).collect(),
                begins_sentence,
            },
        };
        Self(Box::new(parts))
    }
}

/// Makes a [`Text`]: `text!("{path} is empty")` with its parameters, `text!("{path} has {count} pages", path, count = 3)`.
///
/// A test finds the ids by this name; so it is the way to make texts.
macro_rules! text {
    ($id:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::text::Text::new($id)$(.with(stringify!($name), $crate::text::text!(@value $name $(, $value)?)))*
    };
    (@value $name:ident) => { &$name };
    (@value $name:ident, $value:expr) => { $value };
}
pub(crate) use text;

impl Parts {
    fn new(id: Cow<'static, str>) -> Self {
        Self { id, plural: None, parameters: Vec::new(), begins_sentence: false }
    }
}

impl Text {
    /// A text without parameters yet.
    pub fn new(id: &'static str) -> Self {
        Self(Box::new(Parts::new(Cow::Borrowed(id))))
    }

    /// A text about a number of things, which stands for `{count}` in both forms.
    pub fn counted(one: &'static str, many: &'static str, count: usize) -> Self {
        let mut text = Self::new(one).with("count", count);
        text.0.plural = Some(Plural { many: Cow::Borrowed(many), count });
        text
    }

    /// Several texts in one line.
    pub fn joined(parts: impl IntoIterator<Item = impl Into<Parameter>>, between: &'static str) -> Self {
        Self::new("{parts}").with("parts", Parameter::list(parts, between))
    }

    /// What stands in the place of `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, parameter: impl Into<Parameter>) -> Self {
        self.0.parameters.push((Cow::Borrowed(name), parameter.into()));
        self
    }

    /// The same with a capital letter at its beginning, whatever stands there.
    #[must_use]
    pub fn as_sentence(mut self) -> Self {
        self.0.begins_sentence = true;
        self
    }

    /// By which the translations are found.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// For a text about a number of things, the other form and the number.
    pub fn plural(&self) -> Option<&Plural> {
        self.0.plural.as_ref()
    }

    /// The English form.
    pub fn english(&self) -> &str {
        self.0.plural.as_ref().filter(|plural| plural.count != 1).map_or(&self.0.id, |plural| &plural.many)
    }

    /// The text in the language of `translate`, which is given this text, and each one in it, and answers with the form
    /// in which the parameters are filled in.
    pub fn said<'a>(&'a self, translate: &dyn Fn(&'a Self) -> Cow<'a, str>) -> String {
        let form = translate(self);
        let text = fill(&form, |name| {
            let (_, parameter) = self.0.parameters.iter().find(|(known, _)| known == name)?;
            Some(parameter.said(translate))
        });
        if self.0.begins_sentence { capitalised(text) } else { text }
    }
}

impl Parameter {
    /// A number that is already written.
    pub fn number(number: impl fmt::Display) -> Self {
        Self::Number(number.to_string())
    }

    /// What somebody named.
    pub fn name(name: impl fmt::Display) -> Self {
        Self::Name(name.to_string())
    }

    /// Several, with the same between them.
    pub fn list(parts: impl IntoIterator<Item = impl Into<Self>>, between: &'static str) -> Self {
        Self::List(parts.into_iter().map(Into::into).collect(), Cow::Borrowed(between))
    }

    fn said<'a>(&'a self, translate: &dyn Fn(&'a Text) -> Cow<'a, str>) -> String {
        match self {
            Self::Number(number) => number.clone(),
            Self::Name(name) => escaped(name).into_owned(),
            Self::Text(text) => text.said(translate),
            Self::List(parts, between) => {
                parts.iter().map(|part| part.said(translate)).collect::<Vec<_>>().join(between)
            }
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said(&|text| Cow::Borrowed(text.english())))
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said(&|text| Cow::Borrowed(text.english())))
    }
}

/// What somebody named, as it can be shown: control characters, line breaks and the marks that turn the direction of
/// writing are written as in Rust's literals, all else stays.
pub fn escaped(name: &str) -> Cow<'_, str> {
    if !name.chars().any(is_hidden) {
        return Cow::Borrowed(name);
    }
    let mut shown = String::with_capacity(name.len() + 16);
    for letter in name.chars() {
        if is_hidden(letter) {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

/// A path, as it can be shown.
pub fn escaped_path(path: &Path) -> String {
    escaped(&path.to_string_lossy()).into_owned()
}

/// Whether a character does something to a line instead of standing in it: the control characters, Unicode's line and
/// paragraph separators, and those with its property `Bidi_Control`.
fn is_hidden(letter: char) -> bool {
    let turns = matches!(
        letter,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    letter.is_control() || turns || matches!(letter, '\u{2028}' | '\u{2029}')
}

/// Puts values in the places of their `{name}`s; a name without a value stays, and values are not looked into.
pub fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let found = after.split_once('}').and_then(|(name, after)| Some((value(name)?, after)));
        if let Some((value, after)) = found {
            filled += &value;
            rest = after;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled + rest
}

fn capitalised(text: String) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(letters).collect(),
        _ => text,
    }
}

impl From<Text> for Parameter {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Parameter {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<String> for Parameter {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

impl From<&Path> for Parameter {
    fn from(path: &Path) -> Self {
        Self::name(path.display())
    }
}

impl From<PathBuf> for Parameter {
    fn from(path: PathBuf) -> Self {
        Self::name(path.display())
    }
}

impl From<std::path::Display<'_>> for Parameter {
    fn from(path: std::path::Display<'_>) -> Self {
        Self::name(path)
    }
}

impl<T: Clone + Into<Self>> From<&T> for Parameter {
    fn from(parameter: &T) -> Self {
        parameter.clone().into()
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl From<$number> for Parameter {
            fn from(number: $number) -> Self {
                Self::number(number)
            }
        }
    )*};
}
numbers!(u8 u16 u32 u64 usize i32 i64 f32 f64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_stand_where_their_names_are() {
        let (width, path) = (300, Path::new("a/b.png"));
        let text = text!("{path} has {width}x{height} pixels, {unknown}", path, width, height = 2_u32);
        assert_eq!(text.to_string(), "a/b.png has 300x2 pixels, {unknown}");
        assert_eq!(text!("a { b").to_string(), "a { b");
        let weights = Parameter::list([1.0_f32, 0.5], ", ");
        assert_eq!(text!("the weights {weights}", weights).to_string(), "the weights 1, 0.5");
    }

    #[test]
    fn parameters_are_not_looked_into() {
        let text = text!("{first}: {second}", first = "{second}", second = "{first}; }{, \"");
        assert_eq!(text.to_string(), "{second}: {first}; }{, \"");
    }

    #[test]
    fn a_text_in_a_text_is_translated_and_a_name_is_not() {
        let inner = text!("the style");
        let text = text!("{what} cannot be {value}", what = inner, value = "the style");
        let german = |text: &Text| match text.id() {
            "the style" => Cow::Borrowed("der Stil"),
            "{what} cannot be {value}" => Cow::Borrowed("{value} kann nicht sein: {what}"),
            other => panic!("{other}"),
        };
        assert_eq!(text.said(&|text| german(text)), "the style kann nicht sein: der Stil");
        assert_eq!(text.clone().as_sentence().said(&|text| german(text)), "The style kann nicht sein: der Stil");
    }

    #[test]
    fn numbers_choose_the_form() {
        let pictures = |count| Text::counted("{count} picture", "{count} pictures", count).to_string();
        assert_eq!([pictures(1), pictures(2)], ["1 picture", "2 pictures"]);
    }

    #[test]
    fn texts_are_read_again_from_files() {
        let inner = text!("seed {number}", number = 3_u32);
        for text in [text!("off"), text!("{a}: {b}", a = inner, b = "x").as_sentence(), Text::counted("one", "two", 2)]
        {
            let stored = serde_json::to_string(&text).unwrap();
            assert_eq!(serde_json::from_str::<Text>(&stored).unwrap(), text, "{stored}");
        }
        let of_old: Text = serde_json::from_str("\"ratio 0.1,\\u001b size 64\"").unwrap();
        assert_eq!(of_old.to_string(), "ratio 0.1,\\u{1b} size 64");
    }

    #[test]
    fn names_cannot_move_the_line_they_stand_in() {
        assert_eq!(escaped("Été, \"a\\b\" שלום 絵"), "Été, \"a\\b\" שלום 絵");
        assert_eq!(
            escaped("a\nb\u{1b}[2Jc\u{202e}gpj\u{2066}\u{200f}"),
            "a\\nb\\u{1b}[2Jc\\u{202e}gpj\\u{2066}\\u{200f}"
        );
        let text = text!("{path} is empty", path = Path::new("a\r\u{9b}1A.png"));
        assert_eq!(text.to_string(), "a\\r\\u{9b}1A.png is empty");
    }
}
