//! The model file of VGG-19: 8-bit codebooks in safetensors, checked by name, type, shape and value before use.
//!
//! Tensors for each of the 16 layers `conv1_1` to `conv5_4`, with I input and O output channels:
//!
//! | tensor | type | shape | meaning |
//! | --- | --- | --- | --- |
//! | `<layer>.codes` | u8 | `[O, I, 3, 3]` | weight = codebook\[code\] |
//! | `<layer>.codebook` | f32 | `[256]` | |
//! | `<layer>.bias` | f32 | `[O]` | |
//! | `<layer>.mean_activation` | f32 | `[O]` | mean of each filter after its ReLU over photographs |

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use safetensors::{Dtype, SafeTensors};
use sha2::{Digest, Sha256};

use crate::error::{Error, FileProblem, Result};
use crate::network::layer::{Layer, WeightScale};
use crate::text::{Text, text};

/// The network that comes with the program.
static EMBEDDED: &[u8] = include_bytes!("../../models/vgg19.safetensors");
/// What stands for its path in messages.
const EMBEDDED_NAME: &str = "the built-in vgg19.safetensors";
/// A model file is refused beyond this size in bytes, before it is read: no VGG-19 in this format comes near.
const LARGEST_FILE: u64 = 1 << 30;

/// A checked model file.
#[derive(Debug, Clone)]
pub struct ModelFile {
    path: PathBuf,
    bytes: Cow<'static, [u8]>,
}

/// One layer's weights as they are used.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerWeights {
    /// Output channels.
    pub outputs: usize,
    /// Input channels.
    pub inputs: usize,
    /// `[O, I, 3, 3]`.
    pub weight: Vec<f32>,
    /// `[O]`.
    pub bias: Vec<f32>,
}

/// The tensors of one layer as they stand in the file.
struct StoredLayer<'a> {
    outputs: usize,
    inputs: usize,
    codes: &'a [u8],
    codebook: Vec<f32>,
    bias: Vec<f32>,
    mean_activation: Vec<f32>,
}

/// The SHA-256 of some bytes, in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl ModelFile {
    /// The SHA-256 of the network that comes with the program, as `models/README.md` gives it.
    pub const EMBEDDED_CHECKSUM: &str = "b5ed70debd54ed26f4239e6f0f43ad7be3685dc9090085247aead01c115e0e34";

    /// The network that comes with the program.
    ///
    /// # Errors
    /// Never for an undamaged program.
    pub fn embedded() -> Result<Self> {
        Self::checked(PathBuf::from(EMBEDDED_NAME), Cow::Borrowed(EMBEDDED))
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// [`Error::File`] naming the file and what is the matter with it.
    pub fn open(path: &Path) -> Result<Self> {
        let metadata = std::fs::metadata(path).map_err(|error| Error::reading(path, error))?;
        if metadata.is_dir() {
            return Err(Error::file(path, FileProblem::BadModel(text!("it is a folder"))));
        }
        if metadata.len() > LARGEST_FILE {
            return Err(Error::file(path, FileProblem::BadModel(text!("it is too large"))));
        }
        let bytes = std::fs::read(path).map_err(|error| Error::reading(path, error))?;
        Self::from_bytes(path, bytes)
    }

    /// Checks a model file that is already in memory; `path` stands in messages.
    ///
    /// # Errors
    /// [`Error::File`] naming the file and what is the matter with it.
    pub fn from_bytes(path: &Path, bytes: Vec<u8>) -> Result<Self> {
        Self::checked(path.to_owned(), Cow::Owned(bytes))
    }

    /// The file's path, or a name for the built-in one.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file's size in bytes.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The file's SHA-256 in hexadecimal digits.
    pub fn checksum(&self) -> String {
        sha256(&self.bytes)
    }

    /// The weights of one layer. Normalised: each filter divided by its mean activation and multiplied by that of
    /// its inputs, which leaves the network's function unchanged up to scale (Gatys et al. 2016, section 2).
    ///
    /// # Errors
    /// [`Error::File`] if the file changed its mind since it was checked.
    pub fn layer(&self, layer: Layer, scale: WeightScale) -> Result<LayerWeights> {
        let tensors = self.tensors()?;
        let stored = self.stored(&tensors, layer)?;
        let mut weight: Vec<f32> = stored.codes.iter().map(|&code| stored.codebook[usize::from(code)]).collect();
        let mut bias = stored.bias;
        if scale == WeightScale::Normalised {
            let before = match Layer::ALL.iter().position(|&other| other == layer) {
                Some(index) if index > 0 => self.stored(&tensors, Layer::ALL[index - 1])?.mean_activation,
                _ => vec![1.0; stored.inputs],
            };
            for (output, filter) in weight.chunks_exact_mut(stored.inputs * 9).enumerate() {
                let mean = stored.mean_activation[output];
                for (kernel, before) in filter.chunks_exact_mut(9).zip(&before) {
                    for value in kernel {
                        *value = *value * before / mean;
                    }
                }
                bias[output] /= mean;
            }
        }
        Ok(LayerWeights { outputs: stored.outputs, inputs: stored.inputs, weight, bias })
    }

    fn checked(path: PathBuf, bytes: Cow<'static, [u8]>) -> Result<Self> {
        let file = Self { path, bytes };
        let tensors = file.tensors()?;
        let mut inputs = 3;
        for layer in Layer::ALL {
            let stored = file.stored(&tensors, layer)?;
            if stored.inputs != inputs {
                return Err(file.bad(text!(
                    "{layer} takes {taken} channels where {inputs} come in",
                    layer = layer.name(),
                    taken = stored.inputs,
                    inputs
                )));
            }
            inputs = stored.outputs;
        }
        Ok(file)
    }

    fn tensors(&self) -> Result<SafeTensors<'_>> {
        SafeTensors::deserialize(&self.bytes).map_err(|error| {
            Error::file_from(&self.path, FileProblem::BadModel(text!("it is not a whole safetensors file")), error)
        })
    }

    /// One layer's tensors, with everything about them checked.
    fn stored<'a>(&self, tensors: &SafeTensors<'a>, layer: Layer) -> Result<StoredLayer<'a>> {
        let tensor = |part: &str, dtype: Dtype, dimensions: usize| {
            let name = format!("{layer}.{part}");
            let view = tensors.tensor(&name).map_err(|_| self.bad(text!("the tensor {name} is missing", name)))?;
            if view.dtype() != dtype || view.shape().len() != dimensions {
                return Err(self.bad(text!("the tensor {name} has another type or shape", name)));
            }
            Ok((view.data(), view.shape().to_vec(), name))
        };
        let (codes, shape, name) = tensor("codes", Dtype::U8, 4)?;
        let (outputs, inputs) = (shape[0], shape[1]);
        if shape[2..] != [3, 3] || outputs == 0 || inputs == 0 {
            return Err(self.bad(text!("the tensor {name} has another type or shape", name)));
        }
        let numbers = |part: &str, length: usize| {
            let (bytes, shape, name) = tensor(part, Dtype::F32, 1)?;
            if shape[0] != length {
                return Err(self.bad(text!("the tensor {name} has another type or shape", name)));
            }
            let (whole, _) = bytes.as_chunks::<4>();
            let values: Vec<f32> = whole.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
            if values.iter().all(|value| value.is_finite()) {
                Ok(values)
            } else {
                Err(self.bad(text!("the tensor {name} holds values that are not numbers", name)))
            }
        };
        let codebook = numbers("codebook", 256)?;
        let bias = numbers("bias", outputs)?;
        let mean_activation = numbers("mean_activation", outputs)?;
        if mean_activation.iter().any(|&mean| mean <= 0.0) {
            let name = format!("{layer}.mean_activation");
            return Err(self.bad(text!("the tensor {name} holds values that are not positive", name)));
        }
        Ok(StoredLayer { outputs, inputs, codes, codebook, bias, mean_activation })
    }

    fn bad(&self, what: Text) -> Error {
        Error::file(&self.path, FileProblem::BadModel(what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(result: Result<ModelFile>) -> String {
        result.unwrap_err().headline()
    }

    #[test]
    fn the_embedded_network_is_the_one_that_was_published() {
        let file = ModelFile::embedded().unwrap();
        assert_eq!(file.checksum(), ModelFile::EMBEDDED_CHECKSUM);
        let first = file.layer(Layer::Conv1_1, WeightScale::AsTrained).unwrap();
        assert_eq!((first.outputs, first.inputs, first.weight.len()), (64, 3, 64 * 3 * 9));
    }

    #[test]
    fn broken_files_are_refused_with_a_sentence() {
        let path = Path::new("model.safetensors");
        let cut = EMBEDDED[..EMBEDDED.len() / 2].to_vec();
        assert!(problem(ModelFile::from_bytes(path, cut)).contains("not a whole safetensors file"));
        assert!(problem(ModelFile::from_bytes(path, Vec::new())).starts_with("model.safetensors is not a usable"));
        let mut renamed = EMBEDDED.to_vec();
        let at = renamed.windows(14).position(|window| window == b"conv3_2.codes\"").unwrap();
        renamed[at..at + 5].copy_from_slice(b"other");
        assert!(problem(ModelFile::from_bytes(path, renamed)).contains("conv3_2.codes is missing"));
        let mut huge_header = EMBEDDED.to_vec();
        huge_header[..8].copy_from_slice(&10_000_000_000_u64.to_le_bytes());
        assert!(ModelFile::from_bytes(path, huge_header).is_err());
        assert!(problem(ModelFile::open(Path::new("no/such/file"))).contains("does not exist"));
        assert!(problem(ModelFile::open(Path::new("src"))).contains("folder"));
    }

    #[test]
    fn numbers_that_are_none_are_refused() {
        let tensors = SafeTensors::deserialize(EMBEDDED).unwrap();
        let codebook = tensors.tensor("conv4_1.codebook").unwrap().data();
        let at = codebook.as_ptr() as usize - EMBEDDED.as_ptr() as usize;
        let mut poisoned = EMBEDDED.to_vec();
        poisoned[at..at + 4].copy_from_slice(&f32::NAN.to_le_bytes());
        assert!(problem(ModelFile::from_bytes(Path::new("m"), poisoned)).contains("conv4_1.codebook holds values"));
    }
}
