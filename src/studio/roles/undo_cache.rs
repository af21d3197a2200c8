//! Pictures that were replaced, kept for undo as long as they do not need much memory.

use std::sync::{Arc, Weak};

use crate::picture::Picture;
use crate::studio::roles::{Loaded, Source};

/// The memory that replaced pictures may use, in bytes.
const MOST_BYTES: usize = 512_000_000;

/// A picture that was chosen. It does not keep the picture itself, which [`UndoCache`] does.
#[derive(Debug, Clone)]
pub struct Pick {
    /// Where it came from.
    pub source: Source,
    /// The picture, as long as something keeps it.
    original: Weak<Picture>,
}

impl Pick {
    /// A picture from this source, which is there already or still being read.
    pub fn of(source: &Source, loaded: Option<&Loaded>) -> Self {
        let loaded = loaded.filter(|loaded| loaded.source == *source);
        let original = loaded.map_or_else(Weak::new, |loaded| Arc::downgrade(&loaded.original));
        Self { source: source.clone(), original }
    }

    /// Whether it is this picture.
    pub fn is(&self, loaded: &Loaded) -> bool {
        *self == Self::of(&loaded.source, Some(loaded))
    }
}

impl PartialEq for Pick {
    /// One that nobody keeps any more can only be read again from its source, so it is that of the same source.
    fn eq(&self, other: &Self) -> bool {
        let are_kept = self.original.strong_count() > 0 && other.original.strong_count() > 0;
        self.source == other.source && (!are_kept || self.original.ptr_eq(&other.original))
    }
}

/// The pictures that were replaced, oldest first.
#[derive(Default)]
pub struct UndoCache(Vec<Loaded>);

impl UndoCache {
    /// Keeps a picture; returns those that have to go for it.
    pub fn keep(&mut self, loaded: Loaded) -> Vec<Loaded> {
        let pick = Pick::of(&loaded.source, Some(&loaded));
        self.0.retain(|kept| !pick.is(kept));
        self.0.push(loaded);
        self.fit(MOST_BYTES)
    }

    /// The picture that was picked, if it is still here.
    pub fn find(&self, pick: &Pick) -> Option<&Loaded> {
        self.0.iter().rev().find(|loaded| pick.is(loaded))
    }

    /// Lets pictures go until the others fit: first those that can be read again, the oldest of them first.
    fn fit(&mut self, bytes: usize) -> Vec<Loaded> {
        let mut gone = Vec::new();
        while self.0.iter().map(Loaded::bytes).sum::<usize>() > bytes {
            let readable = self.0.iter().position(|loaded| loaded.source.can_be_read_again());
            gone.push(self.0.remove(readable.unwrap_or(0)));
        }
        gone
    }
}

#[cfg(test)]
mod tests {
    use egui::Context;

    use super::*;

    fn loaded(source: Source) -> Loaded {
        Loaded::made(source, Picture::white_noise(10, 10, 1.0, 0), &Context::default())
    }

    #[test]
    fn what_can_be_read_again_goes_first() {
        let file = |name: &str| loaded(Source::File(name.into()));
        let mut cache = UndoCache(vec![loaded(Source::Clipboard), file("/a"), file("/b"), loaded(Source::Clipboard)]);
        let bytes = cache.0[0].bytes();
        let gone: Vec<_> = cache.fit(2 * bytes).into_iter().map(|loaded| loaded.source).collect();
        assert_eq!(gone, [Source::File("/a".into()), Source::File("/b".into())]);
        assert_eq!(cache.fit(bytes).len(), 1);
        assert_eq!(cache.fit(0).len(), 1);
    }

    #[test]
    fn a_picture_is_kept_once_and_found_again() {
        let mut cache = UndoCache::default();
        let (first, second) = (loaded(Source::Clipboard), loaded(Source::Clipboard));
        let pick = Pick::of(&first.source, Some(&first));
        for loaded in [&first, &second, &first] {
            assert!(cache.keep(loaded.clone()).is_empty());
        }
        assert_eq!(cache.0.len(), 2);
        assert!(cache.find(&pick).is_some_and(|found| pick.is(found)));
        assert!(cache.find(&Pick::of(&Source::File("/a".into()), None)).is_none());
    }

    #[test]
    fn two_pictures_of_one_clipboard_differ_as_long_as_both_are_kept() {
        let (first, second) = (loaded(Source::Clipboard), loaded(Source::Clipboard));
        let pick = Pick::of(&Source::Clipboard, Some(&first));
        assert!(pick.is(&first) && pick.is(&first.clone()) && !pick.is(&second));
        drop(first);
        assert!(pick.is(&second));
    }

    #[test]
    fn a_picture_that_is_being_read_is_that_of_its_source() {
        let file = Source::File("/a/b.png".into());
        let awaited = Pick::of(&file, Some(&loaded(Source::Clipboard)));
        assert!(awaited.is(&loaded(file)) && !awaited.is(&loaded(Source::Clipboard)));
    }
}
