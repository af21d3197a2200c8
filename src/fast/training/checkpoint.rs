//! The whole state of a training as a file, from which it goes on exactly as it would have.
//!
//! The file is a safetensors file; it is replaced only once the new one is on the disk, so one that is there is whole,
//! whatever happened to the program or the machine.
//!
//! | tensor | type and shape | meaning |
//! | --- | --- | --- |
//! | `weights`, `average` | `f32 [n]` | the network, and its running average |
//! | `mean`, `square` | `f32 [n]` | what Adam remembers |
//! | `numbers` | `f64 [6]` | weight of the style, factor of the rate, seconds, recent losses |
//!
//! The metadata entry `training` holds the rest as JSON.

use std::collections::HashMap;
use std::path::Path;

use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};
use serde::{Deserialize, Serialize};

use super::report::TrainLosses;
use super::settings::TrainSettings;
use crate::error::{Error, FileProblem, Result};
use crate::fast::{About, TrainedNetwork, TrainingRecord};
use crate::optimize::{Moments, Vector};
use crate::picture::write_atomically;
use crate::text::{Text, text};

/// The form in which it is written; one of another form is refused.
const VERSION: u32 = 1;
/// The metadata entry with everything but the tensors.
const ENTRY: &str = "training";
/// No file is larger, in bytes: four times the weights of the widest network.
const LARGEST: u64 = 1 << 30;
/// What changes from step to step.
#[derive(Debug, Clone)]
pub(super) struct State {
    /// Steps that were made.
    pub(super) steps: usize,
    pub(super) weights: Vector,
    pub(super) average: Vector,
    pub(super) moments: Moments,
    /// What the style counts against the content; unknown before the first step.
    pub(super) style_weight: Option<f64>,
    /// What the rate is multiplied by, since the loss stopped being a number.
    pub(super) rate_factor: f64,
    /// Seconds of work.
    pub(super) seconds: f64,
    /// The running mean of the losses.
    pub(super) recent: TrainLosses,
}

/// Everything that a training needs to go on, but for painting and photographs.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    pub(super) settings: TrainSettings,
    /// Hashes of the painting and of the names of the photographs.
    pub(super) painting: String,
    pub(super) photographs: String,
    pub(super) state: State,
}

/// The metadata entry.
#[derive(Serialize, Deserialize)]
struct Header {
    version: u32,
    settings: TrainSettings,
    painting: String,
    photographs: String,
    steps: usize,
    gradients: i32,
    balanced: bool,
}

impl Checkpoint {
    /// The settings of the training.
    pub fn settings(&self) -> &TrainSettings {
        &self.settings
    }

    /// Steps that were made.
    pub fn steps(&self) -> usize {
        self.state.steps
    }

    /// The same training with more steps, or fewer that are not made yet.
    ///
    /// # Errors
    /// [`Error::Value`] for fewer than were made.
    pub fn with_steps(mut self, steps: usize) -> Result<Self> {
        if steps < self.state.steps {
            let remedy = text!("{count} were made already; give at least as many", count = self.state.steps);
            return Err(Error::value(text!("the number of steps"), steps, remedy));
        }
        self.settings.steps = steps;
        Ok(self)
    }

    /// The network as it is kept, with all that its file tells; see [`super::Trainer::trained`].
    pub fn trained(&self, about: About, photographs: usize, machine: String) -> TrainedNetwork {
        let mut weights = self.settings.initial_weights();
        weights.set_parameters(host(&self.state.average));
        let State { steps, seconds, recent, .. } = self.state;
        let settings = self.settings.clone();
        let record = TrainingRecord { settings, steps, photographs, seconds, machine, losses: recent };
        TrainedNetwork { weights, about, record }
    }

    /// Writes the file in one piece.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be written; what was there before stays then.
    pub fn save(&self, path: &Path) -> Result<()> {
        write_atomically(path, &self.to_bytes())
    }

    fn to_bytes(&self) -> Vec<u8> {
        let State { steps, weights, average, moments, style_weight, rate_factor, seconds, recent } = &self.state;
        let header = Header {
            version: VERSION,
            settings: self.settings.clone(),
            painting: self.painting.clone(),
            photographs: self.photographs.clone(),
            steps: *steps,
            gradients: moments.steps,
            balanced: style_weight.is_some(),
        };
        // As binary numbers: JSON would lose the last digit.
        let TrainLosses { content, style, total_variation } = *recent;
        let numbers = [style_weight.unwrap_or(0.0), *rate_factor, *seconds, content, style, total_variation];
        let numbers: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        let vectors =
            [("weights", weights), ("average", average), ("mean", &moments.mean), ("square", &moments.square)];
        let vectors = vectors.map(|(name, vector)| {
            let bytes: Vec<u8> = host(vector).iter().flat_map(|value| value.to_le_bytes()).collect();
            (name, Dtype::F32, bytes)
        });
        let numbers = ("numbers", Dtype::F64, numbers);
        let tensors = vectors.iter().chain([&numbers]).map(|(name, kind, bytes)| {
            let len = bytes.len() / (kind.bitsize() / 8);
            (*name, TensorView::new(*kind, vec![len], bytes).expect("length and shape agree"))
        });
        let header = serde_json::to_string(&header).expect("the header is plain data");
        let metadata = HashMap::from([(ENTRY.to_owned(), header)]);
        safetensors::serialize(tensors.collect::<Vec<_>>(), Some(metadata)).expect("the tensors are whole")
    }

    /// Reads a file that [`Self::save`] wrote.
    ///
    /// # Errors
    /// [`Error::File`] naming the file and what is the matter with it.
    pub fn open(path: &Path) -> Result<Self> {
        let bad = |what: Text| Error::file(path, FileProblem::BadTraining(what));
        let metadata = std::fs::metadata(path).map_err(|error| Error::reading(path, error))?;
        if !metadata.is_file() || metadata.len() > LARGEST {
            return Err(bad(text!("it is no file of such a size")));
        }
        let bytes = std::fs::read(path).map_err(|error| Error::reading(path, error))?;
        Self::from_bytes(&bytes).map_err(bad)
    }

    fn from_bytes(bytes: &[u8]) -> std::result::Result<Self, Text> {
        let damaged = || text!("it is damaged");
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|_| damaged())?;
        let header = metadata.metadata().as_ref().and_then(|entries| entries.get(ENTRY));
        let header = header.ok_or(text!("it holds no training"))?;
        let version: Version = serde_json::from_str(header).map_err(|_| damaged())?;
        if version.version != VERSION {
            return Err(text!("it is of another version of the program"));
        }
        let header: Header = serde_json::from_str(header).map_err(|_| damaged())?;
        header.settings.validate().map_err(|_| text!("its settings cannot be used"))?;
        let tensors = SafeTensors::deserialize(bytes).map_err(|_| damaged())?;
        let view = |name: &str, kind: Dtype| {
            let view = tensors.tensor(name).ok().filter(|view| view.dtype() == kind && view.shape().len() == 1);
            view.ok_or_else(damaged)
        };
        let vector = |name: &str| {
            let data = view(name, Dtype::F32)?;
            let values: Vec<f32> =
                data.data().as_chunks::<4>().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
            if values.iter().all(|value| value.is_finite()) { Ok(values) } else { Err(damaged()) }
        };
        let numbers = view("numbers", Dtype::F64)?;
        let numbers: Vec<f64> =
            numbers.data().as_chunks::<8>().0.iter().map(|&bytes| f64::from_le_bytes(bytes)).collect();
        let &[style_weight, rate_factor, seconds, content, style, total_variation] = &numbers[..] else {
            return Err(damaged());
        };
        let [weights, average, mean, square] = ["weights", "average", "mean", "square"].map(vector);
        let [weights, average, mean, square] = [weights?, average?, mean?, square?].map(Vector::Host);
        if [&average, &mean, &square].iter().any(|vector| vector.len() != weights.len()) {
            return Err(damaged());
        }
        let settings = &header.settings;
        if weights.len() != settings.parameters_len() {
            return Err(text!("its network has another size than its settings say"));
        }
        let moments = Moments { mean, square, steps: header.gradients };
        let state = State {
            steps: header.steps,
            weights,
            average,
            moments,
            style_weight: header.balanced.then_some(style_weight),
            rate_factor,
            seconds,
            recent: TrainLosses { content, style, total_variation },
        };
        let Header { settings, painting, photographs, .. } = header;
        Ok(Self { settings, painting, photographs, state })
    }
}

/// What every version of the metadata entry has.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

/// The values of a vector in the machine's memory, where the weights of a training live.
pub(super) fn host(vector: &Vector) -> &[f32] {
    match vector {
        Vector::Host(values) => values,
        Vector::Device(_) => unreachable!("weights are trained in the machine's memory"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint() -> Checkpoint {
        let settings = TrainSettings { width: 1, seed: u64::MAX, rate: 1.1e-3, ..TrainSettings::default() };
        let len = settings.initial_weights().parameters_len();
        let vector = |factor: f32| Vector::Host((0..len).map(|n| n as f32 * factor / 3.0).collect());
        let moments = Moments { mean: vector(0.1), square: vector(1e-9), steps: 41 };
        let state = State {
            steps: 42,
            weights: vector(1.0),
            average: vector(2.0),
            moments,
            style_weight: Some(0.1 + 0.2),
            rate_factor: 0.5,
            seconds: 1.0 / 3.0,
            recent: TrainLosses { content: 1.0 / 7.0, style: 2.0, total_variation: 0.0 },
        };
        Checkpoint { settings, painting: "a".into(), photographs: "b".into(), state }
    }

    #[test]
    fn not_a_bit_is_lost_on_the_way_through_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.training");
        let before = checkpoint();
        before.save(&path).unwrap();
        let after = Checkpoint::open(&path).unwrap();
        assert_eq!(format!("{before:?}"), format!("{after:?}"));
        assert_eq!(after.with_steps(50).unwrap().settings.steps, 50);
        assert!(before.with_steps(41).unwrap_err().is_wrong_use());
    }

    #[test]
    fn what_is_no_whole_training_is_refused() {
        let whole = checkpoint().to_bytes();
        for cut in [0, 5, 100, whole.len() - 1] {
            assert!(Checkpoint::from_bytes(&whole[..cut]).is_err(), "{cut}");
        }
        let mut nan = checkpoint();
        nan.state.average = Vector::Host(vec![f32::NAN; nan.state.weights.len()]);
        assert!(Checkpoint::from_bytes(&nan.to_bytes()).is_err());
        let mut short = checkpoint();
        short.state.moments.mean = Vector::Host(vec![0.0; 6]);
        assert!(Checkpoint::from_bytes(&short.to_bytes()).is_err());
        let mut wide = checkpoint();
        wide.settings.width = 2;
        assert!(Checkpoint::from_bytes(&wide.to_bytes()).is_err());
        let text = String::from_utf8_lossy(&whole).replace("\\\"version\\\":1", "\\\"version\\\":9");
        assert_ne!(text.as_bytes(), whole);
        let folder = tempfile::tempdir().unwrap();
        let style = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/styles/net.safetensors");
        let told = Checkpoint::open(&style).unwrap_err().headline();
        assert!(told.ends_with("(it holds no training); begin again without --resume"), "{told}");
        assert!(Checkpoint::open(folder.path()).unwrap_err().headline().contains("it is no file of such a size"));
    }
}
