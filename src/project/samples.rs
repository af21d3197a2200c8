//! The pictures that come with the program, embedded so that it runs from anywhere.
//!
//! Where each comes from and under which licence: `assets/samples/SOURCES.md`.

use std::path::Path;

use crate::error::Result;
use crate::picture::Picture;

/// Whether a sample is offered as content or as style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleKind {
    /// A photograph.
    Photograph,
    /// A painting.
    Painting,
}

/// One bundled picture.
#[derive(Debug)]
pub struct Sample {
    /// Its name for people, with the painter.
    pub title: &'static str,
    /// Its file name in `assets/samples`.
    pub file: &'static str,
    /// Photograph or painting.
    pub kind: SampleKind,
    bytes: &'static [u8],
}

impl Sample {
    /// Decodes the picture.
    ///
    /// # Errors
    /// Never for the bundled bytes.
    pub fn open(&self) -> Result<Picture> {
        Picture::decode(self.bytes, Path::new(self.file))
    }
}

/// A picture of `assets/samples`.
macro_rules! sample {
    ($kind:ident, $file:literal, $title:literal) => {
        Sample {
            title: $title,
            file: $file,
            kind: SampleKind::$kind,
            bytes: include_bytes!(concat!("../../assets/samples/", $file)),
        }
    };
}

/// The bundled pictures; the first photograph and the first painting are the pair of the first start.
pub static SAMPLES: &[Sample] = &[
    sample!(Photograph, "neuschwansteincastle.jpg", "Neuschwanstein Castle"),
    sample!(Photograph, "red_panda.jpg", "Red panda"),
    sample!(Photograph, "machupicchu.jpg", "Machu Picchu"),
    sample!(Photograph, "kingfisher.jpg", "Kingfisher"),
    sample!(Painting, "van_gogh_starry_night.jpg", "The Starry Night, Vincent van Gogh"),
    sample!(Painting, "hokusai_great_wave.jpg", "The Great Wave off Kanagawa, Katsushika Hokusai"),
    sample!(Painting, "munch_scream.jpg", "The Scream, Edvard Munch"),
    sample!(Painting, "kandinsky_composition_viii.jpg", "Composition VIII, Wassily Kandinsky"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn of_kind(kind: SampleKind) -> impl Iterator<Item = &'static Sample> {
        SAMPLES.iter().filter(move |sample| sample.kind == kind)
    }

    #[test]
    fn every_sample_decodes_at_a_size_worth_painting() {
        for sample in SAMPLES {
            let picture = sample.open().unwrap_or_else(|error| panic!("{}: {error}", sample.file));
            let longer = picture.width().max(picture.height());
            assert!((400..=1024).contains(&longer), "{} is {longer} pixels long", sample.file);
        }
    }

    #[test]
    fn the_first_start_shows_a_castle_and_the_starry_night() {
        assert_eq!(of_kind(SampleKind::Photograph).next().map(|s| s.title), Some("Neuschwanstein Castle"));
        assert_eq!(of_kind(SampleKind::Painting).next().map(|s| s.title), Some("The Starry Night, Vincent van Gogh"));
    }

    #[test]
    fn there_is_a_choice_and_it_stays_small() {
        assert!(of_kind(SampleKind::Photograph).count() >= 3);
        assert!(of_kind(SampleKind::Painting).count() >= 4);
        let total: usize = SAMPLES.iter().map(|sample| sample.bytes.len()).sum();
        assert!(total <= 2_000_000, "the samples take {total} bytes");
    }

    #[test]
    fn the_source_of_every_sample_is_told() {
        let sources = include_str!("../../assets/samples/SOURCES.md");
        for sample in SAMPLES {
            assert!(sources.contains(&format!("| {} |", sample.file)), "{} has no line in SOURCES.md", sample.file);
        }
    }
}
