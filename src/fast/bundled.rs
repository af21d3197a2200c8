//! The styles that ship with the program: the files of `models/styles`.

use std::path::Path;
use std::sync::LazyLock;

use super::checkpoint;
use super::gallery::About;
use crate::error::{Error, FileProblem, Result};
use crate::network::{FeedForwardWeights, sha256};

/// Names and contents of the files, by name; a test holds them to the folder.
const FILES: &[(&str, &[u8])] = &[
    ("auvers", include_bytes!("../../models/styles/auvers.safetensors")),
    ("composition-viii", include_bytes!("../../models/styles/composition-viii.safetensors")),
    ("great-wave", include_bytes!("../../models/styles/great-wave.safetensors")),
    ("scream", include_bytes!("../../models/styles/scream.safetensors")),
    ("starry-night", include_bytes!("../../models/styles/starry-night.safetensors")),
    ("summertime", include_bytes!("../../models/styles/summertime.safetensors")),
];

/// The style with whose network all others began.
const PRACTISED: &str = "starry-night";

/// A style that ships with the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundledStyle {
    /// What people and commands call it.
    pub name: &'static str,
    /// Its file.
    pub bytes: &'static [u8],
    /// The hash of its file in hexadecimal digits.
    pub sha256: String,
    /// Channels of the network's first layer; 0 if the file is damaged.
    pub width: usize,
    /// What it says of itself.
    pub about: About,
}

impl BundledStyle {
    /// All of them, by name.
    pub fn all() -> &'static [Self] {
        static ALL: LazyLock<Vec<BundledStyle>> =
            LazyLock::new(|| FILES.iter().map(|&(name, bytes)| BundledStyle::of(name, bytes)).collect());
        &ALL
    }

    /// The one of a name.
    pub fn find(name: &str) -> Option<&'static Self> {
        Self::all().iter().find(|style| style.name == name)
    }

    /// The one with whose network trainings of another style begin: they get further in the same time than from chance.
    pub fn practised() -> Option<&'static Self> {
        Self::find(PRACTISED)
    }

    pub(super) fn of(name: &'static str, bytes: &'static [u8]) -> Self {
        let width = weights(name, bytes).map_or(0, |weights| weights.width());
        Self { name, bytes, sha256: sha256(bytes), width, about: About::within(bytes) }
    }

    /// The weights of its network.
    ///
    /// # Errors
    /// [`Error::File`] when the program was built with a file that is no style.
    pub fn weights(&self) -> Result<FeedForwardWeights> {
        weights(self.name, self.bytes)
    }
}

fn weights(name: &str, bytes: &[u8]) -> Result<FeedForwardWeights> {
    let tensors = checkpoint::read_safetensors(bytes).map_err(FileProblem::BadModel);
    let weights = tensors.and_then(FeedForwardWeights::transform_net);
    weights.map_err(|problem| Error::file(Path::new(name), problem))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use half::f16;
    use safetensors::tensor::{Dtype, TensorView};

    use super::*;
    use crate::fast::{Enlargement, EnlargerLoss, TrainSettings};

    #[test]
    fn every_file_of_the_folder_ships() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/styles");
        let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let styles = paths.filter(|path| path.extension().is_some_and(|ending| ending == "safetensors"));
        let mut names: Vec<_> = styles.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
        names.sort();
        assert_eq!(FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names);
    }

    /// Every file of the folder is a style that says where it comes from, and is small enough to ship.
    #[test]
    fn what_ships_is_whole_and_says_where_it_comes_from() {
        for style in BundledStyle::all() {
            let BundledStyle { name, bytes, about, .. } = style;
            style.weights().unwrap();
            assert!(bytes.len() <= 3_500_000, "{name} has {} bytes", bytes.len());
            assert!(
                !about.origin.is_empty() && about.licence.is_some() && about.painting.is_some(),
                "{name}: {about:?}"
            );
            assert!(name.chars().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '-'), "{name}");
        }
    }

    #[test]
    fn trainings_of_its_width_begin_with_the_practised_one() {
        let practised = BundledStyle::practised().unwrap().weights().unwrap();
        let start = |width| TrainSettings { width, ..TrainSettings::default() }.practised_weights().unwrap();
        assert_eq!(start(practised.width()).unwrap().parameters(), practised.parameters());
        assert!(start(practised.width() + 1).is_none());
        let enlarging = TrainSettings::enlarging(Enlargement::Twice, EnlargerLoss::Pixel);
        let enlarging = TrainSettings { width: practised.width(), ..enlarging };
        assert!(enlarging.practised_weights().unwrap().is_none());
    }

    #[test]
    fn a_file_of_16_bits_is_a_style_with_all_that_it_says() {
        let trained = FeedForwardWeights::random_transform_net(3, 1);
        let tensors: Vec<_> = trained
            .to_tensors()
            .into_iter()
            .map(|(name, tensor)| {
                let bytes: Vec<u8> =
                    tensor.values.iter().flat_map(|value| f16::from_f32(*value).to_le_bytes()).collect();
                (name, tensor.shape, bytes)
            })
            .collect();
        let views = tensors
            .iter()
            .map(|(name, shape, bytes)| (name, TensorView::new(Dtype::F16, shape.clone(), bytes).unwrap()));
        let metadata = [("painting", "The Great Wave"), ("painter", "Hokusai"), ("licence", "CC0-1.0")];
        let metadata: HashMap<_, _> =
            metadata.into_iter().map(|(key, text)| (key.to_owned(), text.to_owned())).collect();
        let bytes: &'static [u8] = safetensors::serialize(views, Some(metadata)).unwrap().leak();
        let style = BundledStyle::of("great-wave", bytes);
        assert_eq!((style.width, style.about.painter.as_deref()), (3, Some("Hokusai")));
        let pairs = style.weights().unwrap().parameters().into_iter().zip(trained.parameters());
        assert!(pairs.into_iter().all(|(a, b)| (a - b).abs() <= 1e-3 * b.abs().max(1.0)));
        assert_eq!(BundledStyle::of("broken", &bytes[..100]).width, 0);
    }
}
