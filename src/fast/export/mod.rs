//! Files of networks that were trained here, for this program and for others.
//!
//! `.safetensors` has the tensors of PyTorch's example `fast_neural_style` under its names, which `fast.py` in
//! `tests/reference` loads; `.onnx` (`onnx.rs`) is the whole network for any runtime. Both say in their metadata where the
//! style comes from and how it was trained.

mod onnx;
mod protobuf;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use safetensors::tensor::{Dtype, TensorView};
use serde::{Deserialize, Serialize};

use super::gallery::About;
use super::training::{TrainGoal, TrainLosses, TrainSettings};
use crate::error::{Error, FileProblem, Result};
use crate::network::{FeedForwardWeights, StoredTensor};
use crate::picture::write_atomically;

/// The formats in which a style can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StyleFormat {
    /// Tensors with PyTorch's names.
    Safetensors,
    /// The whole network.
    Onnx,
}

impl StyleFormat {
    /// The format that the ending of a file names.
    ///
    /// # Errors
    /// [`Error::File`] for another ending.
    pub fn of(path: &Path) -> Result<Self> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("safetensors") => Ok(Self::Safetensors),
            Some("onnx") => Ok(Self::Onnx),
            _ => Err(Error::file(path, FileProblem::UnknownStyleEnding)),
        }
    }
}

impl StyleFormat {
    /// The format for a network with this goal; one that enlarges is written as safetensors only, since half of what it
    /// makes is the bicubic picture, which runtimes compute in ways of their own.
    ///
    /// # Errors
    /// [`Error::File`] for another ending.
    pub fn for_goal(path: &Path, goal: TrainGoal) -> Result<Self> {
        match (Self::of(path), goal) {
            (Ok(Self::Safetensors), _) => Ok(Self::Safetensors),
            (format, TrainGoal::Style) => format,
            _ => Err(Error::file(path, FileProblem::UnknownEnlargerEnding)),
        }
    }
}

/// How a network was trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingRecord {
    /// The settings.
    pub settings: TrainSettings,
    /// Steps that were made.
    pub steps: usize,
    /// How many photographs there were.
    pub photographs: usize,
    /// Seconds of work.
    pub seconds: f64,
    /// The machine.
    pub machine: String,
    /// The running mean of the losses at the end.
    pub losses: TrainLosses,
}

/// A network that was trained.
#[derive(Debug, Clone)]
pub struct TrainedNetwork {
    /// Its network.
    pub weights: FeedForwardWeights,
    /// Where it comes from.
    pub about: About,
    /// How it was trained.
    pub record: TrainingRecord,
}

impl TrainedNetwork {
    /// Writes the network in one piece, in the format that the ending names.
    ///
    /// # Errors
    /// [`Error::File`] for another ending, or when it cannot be written; what was there before stays then.
    pub fn save(&self, path: &Path) -> Result<()> {
        let bytes = match StyleFormat::for_goal(path, self.record.settings.goal)? {
            StyleFormat::Safetensors => self.to_safetensors(),
            StyleFormat::Onnx => onnx::write(&self.weights, &self.metadata()),
        };
        write_atomically(path, &bytes)
    }

    fn tensors(&self) -> BTreeMap<String, StoredTensor> {
        match self.record.settings.goal {
            TrainGoal::Style => self.weights.to_tensors(),
            TrainGoal::Enlarge { .. } => self.weights.to_enlarger_tensors(),
        }
    }

    fn to_safetensors(&self) -> Vec<u8> {
        let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = self
            .tensors()
            .into_iter()
            .map(|(name, tensor)| {
                let bytes = tensor.values.iter().flat_map(|value| value.to_le_bytes()).collect();
                (name, tensor.shape, bytes)
            })
            .collect();
        let views = tensors.iter().map(|(name, shape, bytes)| {
            (name, TensorView::new(Dtype::F32, shape.clone(), bytes).expect("length and shape agree"))
        });
        let metadata: HashMap<_, _> = self.metadata().into_iter().collect();
        safetensors::serialize(views, Some(metadata)).expect("the tensors are whole")
    }

    /// What the file says of itself, under the names of [`About`], and the record as JSON.
    fn metadata(&self) -> Vec<(String, String)> {
        let About { origin, licence, painting, painter } = &self.about;
        let entries = [
            ("origin", Some(origin)),
            ("licence", licence.as_ref()),
            ("painting", painting.as_ref()),
            ("painter", painter.as_ref()),
        ];
        let entries = entries.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.clone())));
        let record = serde_json::to_string(&self.record).ok().map(|text| ("training".to_owned(), text));
        entries.chain(record).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::checkpoint;
    use super::*;
    use crate::fast::{Enlargement, EnlargerLoss};

    fn style() -> TrainedNetwork {
        let about = About {
            origin: "trained for a test".into(),
            licence: Some("CC0-1.0".into()),
            painting: Some("The Scream".into()),
            painter: Some("Edvard Munch".into()),
        };
        let record = TrainingRecord {
            settings: TrainSettings::default(),
            steps: 7,
            photographs: 3,
            seconds: 1.5,
            machine: "a machine".into(),
            losses: TrainLosses { content: 1.0, style: 2.0, total_variation: 0.0 },
        };
        TrainedNetwork { weights: FeedForwardWeights::random_transform_net(3, 1), about, record }
    }

    #[test]
    fn what_is_written_is_read_again_from_either_format() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.safetensors", "a.onnx"] {
            let path = folder.path().join(name);
            style().save(&path).unwrap();
            assert!(checkpoint::begins_like_one(&path));
            let weights = FeedForwardWeights::transform_net(checkpoint::read(&path).unwrap()).unwrap();
            let pairs = weights.parameters().into_iter().zip(style().weights.parameters());
            let worst = pairs.map(|(a, b)| (a - b).abs() / b.abs().max(1.0)).fold(0.0, f32::max);
            assert!(worst < 1e-6, "{name}: {worst}");
        }
        let bytes = std::fs::read(folder.path().join("a.safetensors")).unwrap();
        assert_eq!(About::within(&bytes), style().about);
        let (_, header) = safetensors::SafeTensors::read_metadata(&bytes).unwrap();
        let record = &header.metadata().as_ref().unwrap()["training"];
        assert_eq!(serde_json::from_str::<TrainingRecord>(record).unwrap(), style().record);
    }

    #[test]
    fn an_enlarger_is_written_under_its_own_names() {
        let settings = TrainSettings::enlarging(Enlargement::Twice, EnlargerLoss::Perceptual);
        let record = TrainingRecord { settings: settings.clone(), ..style().record };
        let weights = TrainSettings { width: 3, ..settings }.initial_weights();
        let network = TrainedNetwork { weights: weights.clone(), record, ..style() };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.safetensors");
        network.save(&path).unwrap();
        let read = FeedForwardWeights::enlarger(checkpoint::read(&path).unwrap()).unwrap();
        assert_eq!(read.parameters(), weights.parameters());
        let error = network.save(&folder.path().join("a.onnx")).unwrap_err();
        assert!(error.is_wrong_use() && error.headline().ends_with("use .safetensors"), "{}", error.headline());
    }

    #[test]
    fn other_endings_are_refused() {
        for name in ["a.pth", "a", "a.png"] {
            let error = style().save(Path::new(name)).unwrap_err();
            assert!(error.is_wrong_use() && error.headline().contains("use .safetensors or .onnx"), "{name}");
        }
    }
}
