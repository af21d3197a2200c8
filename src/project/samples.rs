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

/// The bundled pictures; the first photograph and the first painting are the pair of the first start.
pub static SAMPLES: &[Sample] = &[
    Sample {
        title: "Neuschwanstein Castle",
        file: "neuschwansteincastle.jpg",
        kind: SampleKind::Photograph,
        bytes: include_bytes!("../../assets/samples/neuschwansteincastle.jpg"),
    },
    Sample {
        title: "Red panda",
        file: "red_panda.jpg",
        kind: SampleKind::Photograph,
        bytes: include_bytes!("../../assets/samples/red_panda.jpg"),
    },
    Sample {
        title: "Machu Picchu",
        file: "machupicchu.jpg",
        kind: SampleKind::Photograph,
        bytes: include_bytes!("../../assets/samples/machupicchu.jpg"),
    },
    Sample {
        title: "Kingfisher",
        file: "kingfisher.jpg",
        kind: SampleKind::Photograph,
        bytes: include_bytes!("../../assets/samples/kingfisher.jpg"),
    },
    Sample {
        title: "The Starry Night, Vincent van Gogh",
        file: "van_gogh_starry_night.jpg",
        kind: SampleKind::Painting,
        bytes: include_bytes!("../../assets/samples/van_gogh_starry_night.jpg"),
    },
    Sample {
        title: "The Great Wave off Kanagawa, Katsushika Hokusai",
        file: "hokusai_great_wave.jpg",
        kind: SampleKind::Painting,
        bytes: include_bytes!("../../assets/samples/hokusai_great_wave.jpg"),
    },
    Sample {
        title: "The Scream, Edvard Munch",
        file: "munch_scream.jpg",
        kind: SampleKind::Painting,
        bytes: include_bytes!("../../assets/samples/munch_scream.jpg"),
    },
    Sample {
        title: "Composition VIII, Wassily Kandinsky",
        file: "kandinsky_composition_viii.jpg",
        kind: SampleKind::Painting,
        bytes: include_bytes!("../../assets/samples/kandinsky_composition_viii.jpg"),
    },
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
