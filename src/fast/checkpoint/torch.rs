//! PyTorch's files: a pickled table of tensors, and the storages in which their values lie.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Cursor;
use std::rc::Rc;

use zip::{CompressionMethod, ZipArchive};

use super::bytes::{Bytes, Reading};
use super::pickle::{Kind, Pickle, Tensor};
use super::tensors::{Tensors, count};
use crate::error::shown;
use crate::network::StoredTensor;
use crate::text::{Text, text};

/// What the older format begins with: a pickled magic number and a pickled version.
const LEGACY: &[u8] = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e\x80\x02M\xe9\x03.";

/// Reads the zip archive of PyTorch 1.6 and later: `<folder>/data.pkl` and `<folder>/data/<key>`.
pub(super) fn read_archive(bytes: &[u8]) -> Reading<Tensors> {
    let files = files(bytes)?;
    let tables = files.keys().filter_map(|name| name.strip_suffix("data.pkl"));
    let mut folders = tables.filter(|folder| folder.is_empty() || folder.ends_with('/'));
    let folder = folders.next().ok_or(text!("it holds no table of tensors"))?;
    // Which of them is meant, nothing tells.
    if folders.next().is_some() {
        return Err(text!("it holds two tables of tensors"));
    }
    if files.get(&format!("{folder}byteorder")).is_some_and(|order| *order != b"little") {
        return Err(text!("its numbers are stored with the highest byte first"));
    }
    let pickle = Pickle::read(&mut Bytes(files[&format!("{folder}data.pkl")]))?;
    let place = format!("{folder}data/");
    let storages = files.iter().filter_map(|(name, bytes)| Some((name.strip_prefix(&*place)?, *bytes)));
    resolve(&pickle.tensors()?, bytes.len(), &storages.collect())
}

/// The contents of all files of an archive by name, which PyTorch stores as they are: parts of the archive.
fn files(archive: &[u8]) -> Reading<HashMap<String, &[u8]>> {
    let mut list = ZipArchive::new(Cursor::new(archive)).map_err(|_| text!("the archive is cut short"))?;
    // Of two files of one name the reader keeps one, and which is meant nothing tells.
    if entries(archive, list.comment().len()).is_some_and(|entries| entries != list.len()) {
        return Err(damaged());
    }
    let mut files = HashMap::new();
    for index in 0..list.len() {
        let file = list.by_index_raw(index).map_err(|_| damaged())?;
        let name = file.name().map_err(|_| damaged())?;
        if file.compression() != CompressionMethod::Stored || file.compressed_size() != file.size() {
            return Err(text!("the archive is compressed"));
        }
        let mut rest = Bytes(archive);
        rest.take(Bytes::len(file.data_start().ok_or_else(damaged)?)?)?;
        files.insert(name.into_owned(), rest.take(Bytes::len(file.size())?)?);
    }
    Ok(files)
}

/// What is the matter with an archive that contradicts itself.
fn damaged() -> Text {
    text!("the archive's list of files is damaged")
}

/// How many files the record at the end of an archive counts, before its comment of so many bytes. None beyond 65,534,
/// where another record counts them, and where there is none.
fn entries(archive: &[u8], comment: usize) -> Option<usize> {
    let record = archive.len().checked_sub(comment + 22)?;
    let count = archive.get(record..)?.strip_prefix(b"PK\x05\x06")?.get(6..8)?;
    let count = u16::from_le_bytes(count.try_into().ok()?);
    (count != u16::MAX).then_some(count.into())
}

/// Reads the older format: four pickles after the magic number, of which the second is the table of tensors and the
/// third the list of storages, which follow.
pub(super) fn read_legacy(bytes: &[u8]) -> Reading<Tensors> {
    let mut rest = Bytes(bytes.strip_prefix(LEGACY).ok_or(text!("it is no file of PyTorch's"))?);
    Pickle::read(&mut rest)?;
    let tensors = Pickle::read(&mut rest)?.tensors()?;
    let keys = Pickle::read(&mut rest)?;
    let sizes: HashMap<&str, usize> =
        tensors.iter().map(|(_, tensor)| (&*tensor.storage.key, tensor.storage.kind.size())).collect();
    let mut storages = HashMap::new();
    for key in keys.texts()? {
        let len = Bytes::len(rest.u64()?)?;
        let size = sizes.get(key).ok_or(text!("it holds more than a table of tensors"))?;
        storages.insert(key, rest.take(len.checked_mul(*size).ok_or(text!("it is cut short"))?)?);
    }
    resolve(&tensors, bytes.len(), &storages)
}

/// Looks the values of tensors up in their storages. All together may not have more values than the file has bytes,
/// however often they refer to the same.
fn resolve(tensors: &[(Rc<str>, Rc<Tensor>)], file_len: usize, storages: &HashMap<&str, &[u8]>) -> Reading<Tensors> {
    let mut left = file_len;
    let mut resolved = Tensors::new();
    for (name, tensor) in tensors {
        let Kind::Numbers(number) = tensor.storage.kind else { continue };
        let bytes = storages.get(&*tensor.storage.key);
        let bytes = bytes.ok_or_else(|| text!("the values of {name} are missing", name = shown(name)))?;
        let places = places(tensor).filter(|places| places.len <= left && places.end <= bytes.len() / number.size());
        let places = places.ok_or_else(|| text!("the values of {name} are cut short", name = shown(name)))?;
        left -= places.len;
        let bytes = &bytes[tensor.offset * number.size()..places.end * number.size()];
        let values = number.decode(&if places.dense { bytes.into() } else { gather(bytes, tensor, number.size()) });
        resolved.insert(name.to_string(), StoredTensor { shape: tensor.shape.clone(), values });
    }
    Ok(resolved)
}

/// Where the values of a tensor lie in its storage.
struct Places {
    len: usize,
    /// After the last one.
    end: usize,
    /// Whether they lie in order without gaps.
    dense: bool,
}

/// None if a length is beyond all memory or the dimensions contradict each other.
fn places(tensor: &Tensor) -> Option<Places> {
    let Tensor { offset, shape, strides, .. } = tensor;
    if shape.len() != strides.len() {
        return None;
    }
    let len = count(shape)?;
    let (mut last, mut dense, mut expected) = (*offset, true, 1_usize);
    for (&len, &stride) in shape.iter().zip(strides).rev() {
        last = last.checked_add(len.saturating_sub(1).checked_mul(stride)?)?;
        dense &= len <= 1 || stride == expected;
        expected = expected.checked_mul(len.max(1))?;
    }
    let end = if len == 0 { *offset } else { last.checked_add(1)? };
    Some(Places { len, end, dense: dense && end - offset == len })
}

/// The bytes of a tensor's values in order, from those between its first and its last.
fn gather(bytes: &[u8], tensor: &Tensor, size: usize) -> Cow<'static, [u8]> {
    let place = |mut index: usize| {
        let mut place = 0;
        for (&len, &stride) in tensor.shape.iter().zip(&tensor.strides).rev() {
            place += index % len * stride;
            index /= len;
        }
        place
    };
    let len = tensor.shape.iter().product::<usize>();
    (0..len).flat_map(|index| &bytes[place(index) * size..][..size]).copied().collect()
}
