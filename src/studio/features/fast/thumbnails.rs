//! The photograph of the canvas in every style of the gallery, small.

use std::collections::HashMap;
use std::sync::Arc;

use egui::TextureHandle;

use crate::job::{StyleWish, ThumbnailOrder};
use crate::network::DeviceChoice;
use crate::picture::Picture;
use crate::text::Text;

/// The longer side of thumbnails in pixels: sharp at twice the scale.
const SIDE: usize = 192;

/// A style on the photograph.
pub enum Thumbnail {
    /// The picture.
    Picture(TextureHandle),
    /// Why there is none.
    Failed(Text),
}

/// The thumbnails of one photograph.
#[derive(Default)]
pub struct Thumbnails {
    content: Option<Arc<Picture>>,
    /// By what tells the styles apart.
    painted: HashMap<String, Thumbnail>,
    /// What tells the styles of the last order apart.
    ordered: Vec<String>,
    orders: u64,
}

impl Thumbnails {
    /// The thumbnail of a style, once it has been painted.
    pub fn of(&self, id: &str) -> Option<&Thumbnail> {
        self.painted.get(id)
    }

    /// Whether this photograph was ordered in each of these styles.
    pub fn are_ordered<'a>(&self, content: &Arc<Picture>, mut ids: impl Iterator<Item = &'a str>) -> bool {
        self.are_of(content) && ids.all(|id| self.ordered.iter().any(|ordered| ordered == id))
    }

    fn are_of(&self, content: &Arc<Picture>) -> bool {
        self.content.as_ref().is_some_and(|known| Arc::ptr_eq(known, content))
    }

    /// What is to be painted now of all styles: everything for another photograph, what is new, else nothing.
    pub fn next(
        &mut self,
        content: &Arc<Picture>,
        styles: &[StyleWish],
        device: DeviceChoice,
    ) -> Option<ThumbnailOrder> {
        if self.are_ordered(content, styles.iter().map(|style| &*style.id)) {
            return None;
        }
        if !self.are_of(content) {
            *self = Self { content: Some(Arc::clone(content)), orders: self.orders, ..Self::default() };
        }
        self.ordered = styles.iter().map(|style| style.id.clone()).collect();
        self.painted.retain(|id, _| self.ordered.contains(id));
        self.orders += 1;
        let missing = styles.iter().filter(|style| !self.painted.contains_key(&style.id));
        Some(ThumbnailOrder {
            number: self.orders,
            content: Arc::clone(content),
            styles: missing.cloned().collect(),
            size: SIDE,
            device,
        })
    }

    /// Takes a thumbnail of an order, unless the order is not the newest.
    pub fn take(&mut self, number: u64, style: String, thumbnail: Thumbnail) {
        if number == self.orders {
            self.painted.insert(style, thumbnail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::StyleSource;

    fn styles(names: &[&str]) -> Vec<StyleWish> {
        let style = |name: &&str| StyleWish {
            id: (*name).to_owned(),
            source: StyleSource::File(name.into()),
            painting: None,
            bytes: 1,
        };
        names.iter().map(style).collect()
    }

    #[test]
    fn every_style_is_painted_once_for_each_photograph() {
        let mut thumbnails = Thumbnails::default();
        let photo = |seed| Arc::new(Picture::white_noise(4, 4, 1.0, seed));
        let (first, second) = (photo(1), photo(2));
        let names = |order: Option<ThumbnailOrder>| -> Vec<String> {
            order.map_or_else(Vec::new, |order| order.styles.into_iter().map(|style| style.id).collect())
        };
        let mut next = |photo, some: &[&str]| names(thumbnails.next(photo, &styles(some), DeviceChoice::Cpu));
        assert_eq!(next(&first, &["a", "b"]), ["a", "b"]);
        assert_eq!(next(&first, &["b", "a"]), [""; 0], "another order is no reason");
        assert_eq!(next(&first, &["a", "b", "c"]), ["a", "b", "c"], "none of them has come yet");
        assert_eq!(next(&second, &["a"]), ["a"]);
        thumbnails.take(2, "a".into(), Thumbnail::Failed(Text::new("it came for the first photograph")));
        assert!(thumbnails.of("a").is_none());
        thumbnails.take(3, "a".into(), Thumbnail::Failed(Text::new("it is damaged")));
        assert!(thumbnails.of("a").is_some());
        let order = thumbnails.next(&second, &styles(&["a", "b"]), DeviceChoice::Cpu);
        assert_eq!(names(order), ["b"]);
    }
}
