//! Files with the weights of a network, from wherever they come, read without trusting them.
//!
//! | format | told by | read by |
//! | --- | --- | --- |
//! | PyTorch since 1.6 (`.pth`, `.pt`, `.model`) | a zip archive | the crate `zip`, `torch`, `pickle` |
//! | PyTorch before (the same endings) | a pickled magic number | `torch`, `pickle` |
//! | safetensors | the JSON header | the crate of that name |
//! | ONNX | protocol buffers | `onnx` |
//!
//! In safetensors, weights may also be 8-bit numbers: signed ones times the scale of their first dimension (`<tensor>.scale`,
//! `[O]`), or unsigned ones that choose a value of a codebook (`<tensor>.codebook`, at most 256 values).
//!
//! Lengths in a file are only compared with what is there, and never believed: reading one takes no more memory than a
//! small multiple of its size, whatever it promises. Files beyond [`LARGEST_FILE`] are not read at all.

mod bytes;
mod onnx;
mod pickle;
mod tensors;
mod torch;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

use self::bytes::Reading;
use self::tensors::{Number, Tensors};
use crate::error::{Error, FileProblem, Result, shown};
use crate::network::StoredTensor;
use crate::text::{Text, text};

/// A file is refused beyond this size in bytes, before it is read: the published network has 7 MB.
const LARGEST_FILE: u64 = 512 << 20;

/// The endings of files with styles.
pub const STYLE_ENDINGS: [&str; 5] = ["pth", "pt", "model", "safetensors", "onnx"];

/// Reads all tensors of floating-point numbers; others are no weights.
///
/// # Errors
/// [`Error::File`] naming the file and what is the matter with it.
pub(super) fn read(path: &Path) -> Result<Tensors> {
    let bad = |what: Text| Error::file(path, FileProblem::BadModel(what));
    let metadata = std::fs::metadata(path).map_err(|error| Error::reading(path, error))?;
    if metadata.is_dir() {
        return Err(bad(text!("it is a folder")));
    }
    if !metadata.is_file() {
        // A device or a pipe may never end.
        return Err(bad(text!("it is no ordinary file")));
    }
    if metadata.len() > LARGEST_FILE {
        return Err(bad(text!("it is too large")));
    }
    let bytes = std::fs::read(path).map_err(|error| Error::reading(path, error))?;
    from_bytes(&bytes).map_err(bad)
}

/// Whether a file begins like one of the formats, or would by its ending if it cannot be read.
pub(super) fn begins_like_one(path: &Path) -> bool {
    let mut start = [0; 9];
    if File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() {
        return Format::of(&start).is_some();
    }
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ending == "ckpt" || STYLE_ENDINGS.contains(&&*ending))
}

/// The formats, as their first bytes tell them.
#[derive(Clone, Copy)]
enum Format {
    Archive,
    Legacy,
    Safetensors,
    Onnx,
}

impl Format {
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            // The length of the header comes first, and may begin like any of the others.
            [_, _, _, _, 0, 0, 0, 0, b'{', ..] => Some(Self::Safetensors),
            [b'P', b'K', ..] => Some(Self::Archive),
            [0x80, ..] => Some(Self::Legacy),
            [_, _, _, _, _, _, _, _, b'{', ..] => Some(Self::Safetensors),
            [0x08, ..] => Some(Self::Onnx),
            _ => None,
        }
    }
}

/// [`read`] for a file in memory.
fn from_bytes(bytes: &[u8]) -> Reading<Tensors> {
    if bytes.is_empty() {
        return Err(text!("it is empty"));
    }
    match Format::of(bytes) {
        Some(Format::Archive) => torch::read_archive(bytes),
        Some(Format::Legacy) => torch::read_legacy(bytes),
        Some(Format::Safetensors) => read_safetensors(bytes),
        Some(Format::Onnx) => onnx::read(bytes),
        None => Err(text!("it is none of PyTorch's files, no safetensors and no ONNX")),
    }
}

/// [`read`] for a safetensors file in memory.
pub(super) fn read_safetensors(bytes: &[u8]) -> Reading<Tensors> {
    let file = SafeTensors::deserialize(bytes).map_err(|_| text!("it is not a whole safetensors file"))?;
    let mut tensors = Tensors::new();
    let mut of_eight_bits = Vec::new();
    for (name, view) in file.iter() {
        let number = match view.dtype() {
            Dtype::F16 => Number::F16,
            Dtype::BF16 => Number::BF16,
            Dtype::F32 => Number::F32,
            Dtype::F64 => Number::F64,
            Dtype::I8 | Dtype::U8 => {
                of_eight_bits.push((name, view));
                continue;
            }
            _ => continue,
        };
        tensors
            .insert(name.to_owned(), StoredTensor { shape: view.shape().to_vec(), values: number.decode(view.data()) });
    }
    for (name, view) in of_eight_bits {
        let signed = view.dtype() == Dtype::I8;
        let key = format!("{name}.{}", if signed { "scale" } else { "codebook" });
        // Without it they are no weights.
        let Some(key) = tensors.remove(&key) else { continue };
        let values = if signed { scaled(&view, &key) } else { chosen(&view, &key) };
        let values =
            values.ok_or_else(|| text!("the 8-bit numbers of the tensor {name} have no values", name = shown(name)))?;
        tensors.insert(name.to_owned(), StoredTensor { shape: view.shape().to_vec(), values });
    }
    Ok(tensors)
}

/// Signed numbers, each times the scale of its place in the first dimension.
fn scaled(codes: &TensorView<'_>, scale: &StoredTensor) -> Option<Vec<f32>> {
    let &[rows, ..] = codes.shape() else { return None };
    if scale.shape != [rows] || rows == 0 {
        return None;
    }
    let rows = codes.data().chunks((codes.data().len() / rows).max(1)).zip(&scale.values);
    Some(rows.flat_map(|(row, scale)| row.iter().map(move |&code| f32::from(code.cast_signed()) * scale)).collect())
}

/// Unsigned numbers, each the place of its value.
fn chosen(codes: &TensorView<'_>, codebook: &StoredTensor) -> Option<Vec<f32>> {
    codes.data().iter().map(|&code| codebook.values.get(usize::from(code)).copied()).collect()
}

#[cfg(test)]
mod tests;
