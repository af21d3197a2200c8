//! English in brackets and 40 % longer: what is seen without brackets is not translated, and what breaks has no room.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::studio::language::Language;
use crate::studio::language::catalogue::Catalogue;

/// How much longer texts can become in other languages.
const GROWTH: f32 = 1.4;

/// A text that the catalogues have; others stay as they are.
pub(super) fn text<'a>(context: Option<&str>, english: &'a str) -> &'a str {
    let is_known = Catalogue::of(Language::German).is_some_and(|catalogue| catalogue.has(context, english));
    if is_known { kept(english) } else { english }
}

/// The form for a number of a text that the catalogues have under its singular.
pub(super) fn plural<'a>(one: &str, english: &'a str) -> &'a str {
    let is_known = Catalogue::of(Language::German).is_some_and(|catalogue| catalogue.has(None, one));
    if is_known { kept(english) } else { english }
}

/// The stretched text, which is made once.
fn kept(english: &str) -> &'static str {
    static KEPT: Mutex<Option<HashMap<String, &'static str>>> = Mutex::new(None);
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = kept.get_or_insert_default();
    if let Some(text) = kept.get(english) {
        return text;
    }
    let text: &'static str = Box::leak(stretched(english).into_boxed_str());
    kept.insert(english.to_owned(), text);
    text
}

/// Vowels are said twice, and more often, until the text is long enough; names in braces stay.
fn stretched(english: &str) -> String {
    let length = english.chars().count();
    let mut missing = ((length as f32 * GROWTH).ceil() as usize).saturating_sub(length + 2);
    let vowels = english.chars().filter(|letter| "aeiouyAEIOUY".contains(*letter)).count().max(1);
    let each = missing.div_ceil(vowels);
    let mut text = String::from("«");
    let mut is_name = false;
    for letter in english.chars() {
        text.push(letter);
        is_name = (is_name || letter == '{') && letter != '}';
        if !is_name && "aeiouyAEIOUY".contains(letter) {
            let more = each.min(missing);
            text.extend(std::iter::repeat_n(letter.to_ascii_lowercase(), more));
            missing -= more;
        }
    }
    text.extend(std::iter::repeat_n('~', missing));
    text.push('»');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_and_the_rest_grows() {
        let text = stretched("Job {place} of {count}");
        assert!(text.contains("{place}") && text.contains("{count}"), "{text}");
        assert_eq!(text.chars().count(), 31);
        assert_eq!(stretched("%"), "«%»");
    }
}
