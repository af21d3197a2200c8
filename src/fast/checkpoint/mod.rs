//! Files with the weights of a network, from wherever they come, read without trusting them.
//!
//! | format | told by | read by |
//! | --- | --- | --- |
//! | PyTorch since 1.6 (`.pth`, `.pt`, `.model`) | a zip archive | `zip`, `torch`, `pickle` |
//! | PyTorch before (the same endings) | a pickled magic number | `torch`, `pickle` |
//! | safetensors | the JSON header | the crate of that name |
//! | ONNX | protocol buffers | `onnx` |
//!
//! Lengths in a file are only compared with what is there, and never believed: reading one takes no more memory than a
//! small multiple of its size, whatever it promises. Files beyond [`LARGEST_FILE`] are not read at all.

mod bytes;
mod numbers;
mod onnx;
mod pickle;
mod torch;
mod zip;

use std::collections::BTreeMap;
use std::path::Path;

use safetensors::{Dtype, SafeTensors};

use self::bytes::Bytes;
use self::numbers::Number;
use crate::error::{Error, FileProblem, Result};
use crate::network::StoredTensor;

/// A file is refused beyond this size in bytes, before it is read: the published network has 7 MB.
const LARGEST_FILE: u64 = 512 << 20;

/// The tensors of a file by name.
type Tensors = BTreeMap<String, StoredTensor>;

/// What is the matter with a file, as the middle of a sentence.
type Reading<T> = std::result::Result<T, String>;

/// Reads all tensors of floating-point numbers; others are no weights.
///
/// # Errors
/// [`Error::File`] naming the file and what is the matter with it.
pub(super) fn read(path: &Path) -> Result<Tensors> {
    let bad = |what: &str| Error::file(path, FileProblem::BadModel(what.into()));
    let metadata = std::fs::metadata(path).map_err(|error| Error::reading(path, error))?;
    if metadata.is_dir() {
        return Err(bad("it is a folder"));
    }
    if !metadata.is_file() {
        // A device or a pipe may never end.
        return Err(bad("it is no ordinary file"));
    }
    if metadata.len() > LARGEST_FILE {
        return Err(bad("it is too large"));
    }
    let bytes = std::fs::read(path).map_err(|error| Error::reading(path, error))?;
    from_bytes(&bytes).map_err(|what| bad(&what))
}

/// [`read`] for a file in memory.
fn from_bytes(bytes: &[u8]) -> Reading<Tensors> {
    match bytes {
        [] => Err("it is empty".into()),
        [b'P', b'K', ..] => torch::read_archive(bytes),
        [0x80, ..] => torch::read_legacy(bytes),
        [_, _, _, _, _, _, _, _, b'{', ..] => read_safetensors(bytes),
        [0x08, ..] => onnx::read(bytes),
        _ => Err("it is none of PyTorch's files, no safetensors and no ONNX".into()),
    }
}

fn read_safetensors(bytes: &[u8]) -> Reading<Tensors> {
    let file = SafeTensors::deserialize(bytes).map_err(|_| "it is not a whole safetensors file")?;
    let mut tensors = Tensors::new();
    for (name, view) in file.iter() {
        let number = match view.dtype() {
            Dtype::F16 => Number::F16,
            Dtype::BF16 => Number::BF16,
            Dtype::F32 => Number::F32,
            Dtype::F64 => Number::F64,
            _ => continue,
        };
        tensors
            .insert(name.to_owned(), StoredTensor { shape: view.shape().to_vec(), values: number.decode(view.data()) });
    }
    Ok(tensors)
}

/// The number of values of a shape, none if it is beyond all memory.
fn count(shape: &[usize]) -> Option<usize> {
    shape.iter().try_fold(1_usize, |count, &len| count.checked_mul(len))
}

#[cfg(test)]
mod tests;
