//! Messages that were made in English below the window, found again in the catalogue with what they name.

use std::fmt;

use crate::studio::language::fill;

/// The fewest letters around the names by which a message is known for sure.
const FEWEST_LETTERS: usize = 4;

/// Names that stand for numbers; a message with something else there is another one.
const NUMBERS: [&str; 8] = ["count", "number", "width", "height", "limit", "pixels", "done", "failed"];
/// Names that stand for messages of their own. What people named, such as files and presets, stays as it is.
const MESSAGES: [&str; 4] = ["reason", "remedy", "what", "value"];

/// A text with names in it, such as `{path} is empty; choose another file`.
#[derive(Debug)]
pub(super) struct Sentence {
    key: String,
    /// The names in their order.
    names: Vec<String>,
    /// What stands before, between and after them.
    around: Vec<String>,
}

impl Sentence {
    /// A text of the catalogue, when there are names in it.
    pub(super) fn of(key: &str) -> Option<Self> {
        let (mut names, mut around) = (Vec::new(), Vec::new());
        let mut rest = key;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            names.push(name.to_owned());
            around.push(before.to_owned());
            rest = after;
        }
        around.push(rest.to_owned());
        let sentence = Self { key: key.to_owned(), names, around };
        (!sentence.names.is_empty() && sentence.letters() >= FEWEST_LETTERS).then_some(sentence)
    }

    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// How many letters stand around the names.
    pub(super) fn letters(&self) -> usize {
        self.around.iter().flat_map(|text| text.chars()).filter(|letter| letter.is_alphabetic()).count()
    }

    /// What a message has in the places of the names, when it is this one.
    pub(super) fn values<'a>(&self, message: &'a str) -> Option<Vec<&'a str>> {
        let (first, others) = self.around.split_first()?;
        let (last, between) = others.split_last()?;
        let mut rest = message.strip_prefix(first.as_str())?.strip_suffix(last.as_str())?;
        let mut values = Vec::with_capacity(self.names.len());
        for text in between {
            let (value, after) = rest.split_once(text.as_str())?;
            values.push(value);
            rest = after;
        }
        values.push(rest);
        let is_number = |value: &str| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        let mut both = self.names.iter().zip(&values);
        both.all(|(name, value)| !NUMBERS.contains(&name.as_str()) || is_number(value)).then_some(values)
    }

    /// The translation with the values in it, of which `translate` translates those that are messages.
    pub(super) fn filled(&self, translation: &str, values: &[&str], translate: impl Fn(&str) -> String) -> String {
        let is_message = |name: &String| MESSAGES.contains(&name.as_str());
        let both = self.names.iter().zip(values);
        let values: Vec<String> =
            both.map(|(name, value)| if is_message(name) { translate(value) } else { (*value).to_owned() }).collect();
        let named: Vec<(&str, &dyn fmt::Display)> =
            self.names.iter().zip(&values).map(|(name, value)| (name.as_str(), value as &dyn fmt::Display)).collect();
        fill(translation, &named)
    }
}

/// A message of several, in one line; `None` when none of them is known.
pub(super) fn joined(message: &str, translate: impl Fn(&str) -> Option<String>) -> Option<String> {
    ["; ", "\n", ", "].into_iter().find_map(|between| {
        let parts: Vec<&str> = message.split(between).collect();
        if parts.len() == 1 {
            return None;
        }
        let translated: Vec<Option<String>> = parts.iter().map(|part| translate(part)).collect();
        translated.iter().any(Option::is_some).then(|| {
            let both = translated.into_iter().zip(parts);
            both.map(|(known, part)| known.unwrap_or_else(|| part.to_owned())).collect::<Vec<_>>().join(between)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_message_names_is_found() {
        let sentence = Sentence::of("{path} has {width}x{height} pixels, more than 200").unwrap();
        let values = sentence.values("/a b/c.png has 300x2 pixels, more than 200").unwrap();
        assert_eq!(values, ["/a b/c.png", "300", "2"]);
        assert_eq!(sentence.values("/a b/c.png has pixels, more than 200"), None);
        assert_eq!(sentence.values("/a b/c.png has 3ax2 pixels, more than 200"), None);
        let translate = |_: &str| panic!("nothing here is a message");
        assert_eq!(sentence.filled("{width} mal {height}: {path}", &["a", "1", "2"], translate), "1 mal 2: a");
    }

    #[test]
    fn a_text_that_is_hardly_more_than_names_is_no_message() {
        assert!(Sentence::of("{name} {number}").is_none());
        assert!(Sentence::of("Save").is_none());
    }
}
