//! Pictures that were replaced, kept for undo as long as they do not need much memory.

use crate::studio::choices::Pick;
use crate::studio::session::Loaded;

/// The memory that replaced pictures may use, in bytes.
const MOST_BYTES: usize = 512_000_000;

/// The pictures that were replaced, oldest first.
#[derive(Default)]
pub struct Shelf(Vec<Loaded>);

impl Shelf {
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
    use crate::picture::Picture;
    use crate::studio::source::Source;
    use crate::studio::tasks::Decoded;

    fn loaded(source: Source) -> Loaded {
        Loaded::new(Decoded::new(source, Picture::white_noise(10, 10, 1.0, 0)), &Context::default())
    }

    #[test]
    fn what_can_be_read_again_goes_first() {
        let file = |name: &str| loaded(Source::File(name.into()));
        let mut shelf = Shelf(vec![loaded(Source::Clipboard), file("/a"), file("/b"), loaded(Source::Clipboard)]);
        let bytes = shelf.0[0].bytes();
        let gone: Vec<_> = shelf.fit(2 * bytes).into_iter().map(|loaded| loaded.source).collect();
        assert_eq!(gone, [Source::File("/a".into()), Source::File("/b".into())]);
        assert_eq!(shelf.fit(bytes).len(), 1);
        assert_eq!(shelf.fit(0).len(), 1);
    }

    #[test]
    fn a_picture_is_kept_once_and_found_again() {
        let mut shelf = Shelf::default();
        let (first, second) = (loaded(Source::Clipboard), loaded(Source::Clipboard));
        let pick = Pick::of(&first.source, Some(&first));
        for loaded in [&first, &second, &first] {
            assert!(shelf.keep(loaded.clone()).is_empty());
        }
        assert_eq!(shelf.0.len(), 2);
        assert!(shelf.find(&pick).is_some_and(|found| pick.is(found)));
        assert!(shelf.find(&Pick::of(&Source::File("/a".into()), None)).is_none());
    }
}
