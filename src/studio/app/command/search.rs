//! Finding a command by a few of its letters.

/// How well a text answers what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The more, the better.
    pub score: u32,
    /// The letters of the text that were typed, by their places, from 0.
    pub letters: Vec<usize>,
}

/// A letter at the beginning of a word.
const AT_WORD: u32 = 8;
/// A letter right after the last one that was found.
const IN_A_ROW: u32 = 5;
/// Any letter.
const ANYWHERE: u32 = 1;
/// The first letter of the text.
const AT_START: u32 = 3;

/// Looks for each word that was typed, its letters in their order but not in a row; `None` when one is not there.
///
/// Nothing typed finds everything.
pub fn find(typed: &str, text: &str) -> Option<Hit> {
    let text: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    let mut hit = Hit { score: 0, letters: Vec::new() };
    for word in typed.split_whitespace() {
        let word: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
        let (score, letters) = best(&word, &text)?;
        hit.score += score;
        hit.letters.extend(letters);
    }
    hit.letters.sort_unstable();
    hit.letters.dedup();
    Some(hit)
}

/// The best way to find a word, with the places of its letters.
///
/// For every letter of the word and every place of the text the best score of a way that ends there, from those of the
/// letter before.
fn best(word: &[char], text: &[char]) -> Option<(u32, Vec<usize>)> {
    let worth = |place: usize| {
        let is_word_start = place == 0 || !text[place - 1].is_alphanumeric();
        ANYWHERE + if is_word_start { AT_WORD } else { 0 } + if place == 0 { AT_START } else { 0 }
    };
    // The score of the best way that ends at a place, and the place of its letter before.
    let mut ways: Vec<Vec<Option<(u32, usize)>>> = Vec::with_capacity(word.len());
    for (index, letter) in word.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| &ways[before]);
        let way_to = |place: usize| {
            if text[place] != *letter {
                return None;
            }
            let Some(before) = before else { return Some((worth(place), place)) };
            let ways = before[..place].iter().enumerate().filter_map(|(last, way)| {
                let row = if last + 1 == place { IN_A_ROW } else { 0 };
                Some(((*way)?.0 + worth(place) + row, last))
            });
            ways.max_by_key(|&(score, last)| (score, last))
        };
        ways.push((0..text.len()).map(way_to).collect());
    }
    let scored = |(place, way): (usize, &Option<(u32, usize)>)| Some(((*way)?.0, place));
    let last = ways.last()?;
    let (score, mut place) = last.iter().enumerate().filter_map(scored).max_by_key(|&(score, place)| {
        // Of equal ways the one that comes first is what a person saw.
        (score, std::cmp::Reverse(place))
    })?;
    let mut letters = Vec::with_capacity(word.len());
    for ways in ways.iter().rev() {
        letters.push(place);
        place = ways[place]?.1;
    }
    letters.reverse();
    Some((score, letters))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts that are found, the best first.
    fn found<'a>(typed: &str, texts: &[&'a str]) -> Vec<&'a str> {
        let mut hits: Vec<_> = texts.iter().filter_map(|text| Some((find(typed, text)?.score, *text))).collect();
        hits.sort_by_key(|&(score, _)| std::cmp::Reverse(score));
        hits.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn letters_are_found_in_their_order() {
        assert_eq!(find("ff", "Full screen"), None);
        assert_eq!(find("fs", "Full screen").unwrap().letters, [0, 5]);
        assert_eq!(find("FULL", "full screen").unwrap().letters, [0, 1, 2, 3]);
        assert_eq!(find("screen full", "Full screen").unwrap().letters, [0, 1, 2, 3, 5, 6, 7, 8, 9, 10]);
        assert_eq!(find("", "anything"), Some(Hit { score: 0, letters: Vec::new() }));
        assert_eq!(find("x", ""), None);
    }

    #[test]
    fn beginnings_and_rows_count_more() {
        assert_eq!(found("st", &["Past", "Fast styles", "Start", "Side by side at"])[0], "Start");
        assert_eq!(found("fis", &["Difference is", "Film strip"])[0], "Film strip");
        assert_eq!(found("sn", &["Take snapshot", "Screen"])[0], "Take snapshot");
        assert_eq!(found("loss", &["Close the last one, so", "Loss plot"])[0], "Loss plot");
    }

    #[test]
    fn the_best_way_is_found_not_the_first() {
        // The first S begins no word that goes on with P.
        assert_eq!(find("sp", "Loss plot").unwrap().letters, [3, 5]);
        assert_eq!(find("pl", "Compare plot").unwrap().letters, [8, 9]);
    }
}
