//! Paintings on the canvas with the colours of their content and behind their mask, worked out in the background one at
//! a time.
//!
//! What was painted stays as it is: the film strip keeps it, and paintings go on from it. Colours and mask are given to
//! what is shown and to what is saved, so they can be changed at any time.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::picture::{AfterPainting, ContentColors};
use crate::studio::canvas::Pyramid;
use crate::studio::painted::Number;

/// While a colour setting is dragged, a large picture is shown no finer than with so many pixels, so that it follows.
const PIXELS_WHILE_DRAGGED: usize = 1 << 20;

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Painted {
    /// The painting of this number.
    Painting(u64),
    /// The snapshot of this number.
    Snapshot(Number),
}

/// What is to be on the canvas.
#[derive(Debug, Clone)]
pub struct Wish {
    /// What it is.
    pub painted: Painted,
    /// What was painted.
    pub pyramid: Arc<Pyramid>,
    /// The colours of its content.
    pub content: Arc<ContentColors>,
    /// What becomes of it.
    pub after: AfterPainting,
}

/// A painting as it is shown.
#[derive(Debug)]
pub struct Colored {
    painted: Painted,
    /// The number of the picture that it was made from.
    of: u64,
    after: AfterPainting,
    /// The level of the picture that it was made from; 0 is the picture itself.
    level: usize,
    /// The picture as it is shown.
    pub pyramid: Arc<Pyramid>,
    /// The one before it, which is shown until this one is on the graphics card.
    pub previous: Option<Arc<Pyramid>>,
}

impl Wish {
    /// The level that is made: the picture itself, or a smaller one while something is dragged.
    fn level(&self, is_dragged: bool) -> usize {
        let pixels = |level: usize| self.pyramid.level(level).size().into_iter().product::<usize>();
        let small = || (0..=self.pyramid.coarsest()).find(|&level| pixels(level) <= PIXELS_WHILE_DRAGGED);
        if is_dragged { small().unwrap_or_else(|| self.pyramid.coarsest()) } else { 0 }
    }

    /// Makes the picture; this takes long for large ones and belongs in the background.
    pub fn fulfil(&self, level: usize) -> Colored {
        let painted = self.pyramid.level(level).to_picture();
        let pyramid = Arc::new(Pyramid::of(&self.after.applied_to(Cow::Owned(painted), &self.content)));
        Colored {
            painted: self.painted,
            of: self.pyramid.id(),
            after: self.after.clone(),
            level,
            pyramid,
            previous: None,
        }
    }
}

/// The paintings with other colours, as far as they are there.
#[derive(Debug, Default)]
pub struct Coloring {
    colored: HashMap<Painted, Colored>,
    is_on_its_way: bool,
}

impl Coloring {
    /// A painting with other colours, once there is one; the newest, which may be older than what was painted since.
    pub fn of(&self, painted: Painted) -> Option<&Colored> {
        self.colored.get(&painted)
    }

    /// Lets go of everything that is not on the canvas any more, and says which wish is to be fulfilled next and at
    /// which level; nothing while one is on its way.
    pub fn next(&mut self, wishes: Vec<Wish>, is_dragged: bool) -> Option<(Wish, usize)> {
        self.colored.retain(|painted, _| wishes.iter().any(|wish| wish.painted == *painted));
        if self.is_on_its_way {
            return None;
        }
        let is_open = |(wish, level): &(Wish, usize)| {
            self.of(wish.painted).is_none_or(|colored| {
                colored.of != wish.pyramid.id() || colored.after != wish.after || colored.level > *level
            })
        };
        let mut wishes = wishes.into_iter().map(|wish| {
            let level = wish.level(is_dragged);
            (wish, level)
        });
        let next = wishes.find(is_open);
        self.is_on_its_way = next.is_some();
        next
    }

    /// Notes that nothing is on its way any more, whether it came or failed.
    pub fn note_end(&mut self) {
        self.is_on_its_way = false;
    }

    /// Takes a picture that is ready.
    pub fn take(&mut self, colored: Colored) {
        self.note_end();
        let before = self.colored.remove(&colored.painted);
        let previous = before.map(|before| before.pyramid);
        self.colored.insert(colored.painted, Colored { previous, ..colored });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::{ColorMethod, ColorSettings, Mask, Picture};

    fn wish(painted: Painted, side: usize, strength: f64) -> Wish {
        Wish {
            painted,
            pyramid: Arc::new(Pyramid::of(&Picture::white_noise(side, side, 1.0, 1))),
            content: Arc::new(ContentColors::new(Arc::new(Picture::white_noise(9, 9, 0.2, 2)))),
            after: AfterPainting { colors: ColorSettings { method: ColorMethod::Histogram, strength }, mask: None },
        }
    }

    /// Fulfils the next wish; says whether there was one.
    fn fulfil(coloring: &mut Coloring, wishes: &[Wish]) -> bool {
        let next = coloring.next(wishes.to_vec(), false);
        next.map(|(wish, level)| coloring.take(wish.fulfil(level))).is_some()
    }

    #[test]
    fn every_wish_is_fulfilled_once() {
        let mut coloring = Coloring::default();
        let mut wishes = vec![wish(Painted::Painting(1), 12, 1.0), wish(Painted::Snapshot(3), 12, 1.0)];
        assert!(fulfil(&mut coloring, &wishes) && fulfil(&mut coloring, &wishes) && !fulfil(&mut coloring, &wishes));
        let before = coloring.of(Painted::Painting(1)).unwrap().pyramid.id();
        wishes[0].after.colors.strength = 0.5;
        assert!(fulfil(&mut coloring, &wishes) && !fulfil(&mut coloring, &wishes));
        let colored = coloring.of(Painted::Painting(1)).unwrap();
        assert_eq!(colored.previous.as_ref().map(|previous| previous.id()), Some(before));
        wishes[0].pyramid = wish(Painted::Painting(1), 14, 0.5).pyramid;
        assert!(fulfil(&mut coloring, &wishes) && !fulfil(&mut coloring, &wishes));
        assert!(!fulfil(&mut coloring, &[]));
        assert!(coloring.of(Painted::Painting(1)).is_none(), "what is not shown any more is let go");
    }

    #[test]
    fn another_mask_is_another_wish() {
        let mut coloring = Coloring::default();
        let mut wishes = vec![wish(Painted::Painting(1), 12, 1.0)];
        let mask = || Some(Arc::new(Mask::new(Arc::new(Picture::white_noise(5, 5, 0.2, 4)))));
        for _ in 0..2 {
            wishes[0].after.mask = mask();
            assert!(fulfil(&mut coloring, &wishes) && !fulfil(&mut coloring, &wishes));
        }
    }

    #[test]
    fn one_is_made_at_a_time_and_shown_meanwhile() {
        let mut coloring = Coloring::default();
        let wishes = [wish(Painted::Painting(1), 12, 1.0)];
        let (first, level) = coloring.next(wishes.to_vec(), false).unwrap();
        assert!(coloring.next(wishes.to_vec(), false).is_none());
        coloring.take(first.fulfil(level));
        assert!(coloring.of(Painted::Painting(1)).is_some());
        assert!(coloring.next(wishes.to_vec(), false).is_none());
    }

    #[test]
    fn a_large_picture_follows_a_drag_at_a_smaller_size_and_is_made_whole_after_it() {
        let mut coloring = Coloring::default();
        let wishes = vec![wish(Painted::Painting(1), 1200, 1.0)];
        let (first, level) = coloring.next(wishes.clone(), true).unwrap();
        assert_eq!(level, 1);
        coloring.take(first.fulfil(level));
        assert_eq!(coloring.of(Painted::Painting(1)).unwrap().pyramid.size(), [600, 600]);
        assert!(coloring.next(wishes.clone(), true).is_none());
        assert!(fulfil(&mut coloring, &wishes));
        assert_eq!(coloring.of(Painted::Painting(1)).unwrap().pyramid.size(), [1200, 1200]);
        assert!(coloring.next(wishes, true).is_none(), "what is finer than needed stays");
    }
}
