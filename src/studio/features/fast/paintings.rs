//! The paintings at hand as fast styles: the samples, and every style picture of this session.

use std::path::PathBuf;
use std::sync::Arc;

use crate::fast::GalleryStyle;
use crate::network::{PREDICTION_SIDE, sha256};
use crate::picture::Picture;
use crate::project::{SAMPLES, Sample};
use crate::studio::roles::Source;

/// So many are kept; of those that are no samples, the one that came first goes first.
const MOST: usize = 24;

/// What a network needs to see of a painting.
#[derive(Debug, Clone)]
pub struct Glimpse {
    /// Where the painting comes from.
    source: Source,
    /// Its middle, [`PREDICTION_SIDE`] pixels square.
    picture: Arc<Picture>,
    /// What tells it from every other.
    hash: String,
}

impl Glimpse {
    /// Looks at a painting; this takes long for large ones and belongs in the background.
    pub fn new(source: Source, painting: &Picture) -> Self {
        let picture = painting.cropped_to(PREDICTION_SIDE, PREDICTION_SIDE);
        let hash = sha256(&picture.to_rgba8());
        Self { source, picture: Arc::new(picture), hash }
    }
}

/// One painting.
struct Painting {
    /// Where it stands among the samples.
    rank: usize,
    style: GalleryStyle,
    picture: Arc<Picture>,
}

/// Where a painting stands among the samples; all others stand behind them.
fn rank(source: &Source) -> usize {
    let is_source = |sample: &Sample| matches!(source, Source::Sample(file) if file == sample.file);
    SAMPLES.iter().position(is_source).unwrap_or(SAMPLES.len())
}

/// All of them: the samples in their own order, lest cards move when one is read sooner than another, and then the others
/// in the order in which they came.
#[derive(Default)]
pub struct Paintings {
    known: Vec<Painting>,
    /// The style picture that was looked at last.
    looked_at: Option<Arc<Picture>>,
}

impl Paintings {
    /// Takes a painting among the styles, unless it is there.
    pub fn add(&mut self, glimpse: Glimpse) {
        let Glimpse { source, picture, hash } = glimpse;
        if self.known.iter().any(|known| known.style.id == hash) {
            return;
        }
        let path = match &source {
            Source::Sample(file) => PathBuf::from(file),
            Source::File(path) => path.clone(),
            other => PathBuf::from(other.name()),
        };
        let name = self.free_name(&source.name());
        let style = GalleryStyle { id: hash, ..GalleryStyle::of_painting(name, path) };
        let rank = rank(&source);
        let place = self.known.partition_point(|known| known.rank <= rank);
        self.known.insert(place, Painting { rank, style, picture });
        if self.known.len() > MOST {
            let first_other = self.known.partition_point(|known| known.rank < SAMPLES.len());
            self.known.remove(first_other);
        }
    }

    fn free_name(&self, name: &str) -> String {
        let is_taken = |name: &str| self.known.iter().any(|known| known.style.name == name);
        let numbered = (2..).map(|number| format!("{name} {number}"));
        std::iter::once(name.to_owned()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default()
    }

    /// Whether this style picture was not looked at yet; from now on it was.
    pub fn is_news(&mut self, picture: &Arc<Picture>) -> bool {
        let is_known = self.looked_at.as_ref().is_some_and(|known| Arc::ptr_eq(known, picture));
        self.looked_at = Some(Arc::clone(picture));
        !is_known
    }

    /// The paintings as styles.
    pub fn styles(&self) -> impl Iterator<Item = &GalleryStyle> {
        self.known.iter().map(|known| &known.style)
    }

    /// What the network needs to see of the painting of a style; `None` for other styles.
    pub fn picture(&self, style: &GalleryStyle) -> Option<&Arc<Picture>> {
        self.known.iter().find(|known| known.style.id == style.id).map(|known| &known.picture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_painting_is_known_once_and_by_a_name_of_its_own() {
        let mut paintings = Paintings::default();
        let picture = |seed| Picture::white_noise(300, 280, 0.2, seed);
        for (source, seed) in [
            (Source::Sample("munch_scream.jpg".into()), 1),
            (Source::Clipboard, 2),
            (Source::Clipboard, 3),
            (Source::Clipboard, 2),
            (Source::Sample("van_gogh_starry_night.jpg".into()), 4),
        ] {
            paintings.add(Glimpse::new(source, &picture(seed)));
        }
        let names: Vec<&str> = paintings.styles().map(|style| &*style.name).collect();
        let samples = ["The Starry Night, Vincent van Gogh", "The Scream, Edvard Munch"];
        assert_eq!(names, [&samples[..], &["from the clipboard", "from the clipboard 2"]].concat());
        let style = paintings.styles().nth(1).cloned().unwrap();
        assert_eq!(style.about.painting.as_deref(), Some("munch_scream.jpg"));
        assert_eq!(paintings.picture(&style).unwrap().width(), PREDICTION_SIDE);
        for seed in 10..50 {
            paintings.add(Glimpse::new(Source::Clipboard, &picture(seed)));
        }
        assert_eq!(paintings.styles().count(), MOST);
        assert!(paintings.styles().take(2).map(|style| &*style.name).eq(samples), "the samples stay");
    }

    #[test]
    fn every_picture_is_looked_at_once() {
        let mut paintings = Paintings::default();
        let [first, second] = [1, 2].map(|seed| Arc::new(Picture::white_noise(4, 4, 0.2, seed)));
        assert!(paintings.is_news(&first) && !paintings.is_news(&first) && paintings.is_news(&second));
    }
}
