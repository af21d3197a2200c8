//! The files of a zip archive that are stored as they are, which is how PyTorch stores them.

use std::collections::HashMap;

use super::{Bytes, Reading};

/// What begins the list of files, an entry of the list, and a file.
const END_OF_LIST: [u8; 4] = *b"PK\x05\x06";
const ENTRY: [u8; 4] = *b"PK\x01\x02";
const FILE: [u8; 4] = *b"PK\x03\x04";
/// The length of the record at the end, without its comment, which has up to 65535 bytes.
const END_LEN: usize = 22;

/// The contents of all files by name, as parts of the archive.
pub(super) fn files(archive: &[u8]) -> Reading<HashMap<&str, &[u8]>> {
    let tail = archive.len().saturating_sub(END_LEN + usize::from(u16::MAX));
    let end = archive[tail..].windows(4).rposition(|window| window == END_OF_LIST).ok_or("the archive is cut short")?;
    let mut end = Bytes(&archive[tail + end + 4..]);
    end.take(6)?;
    let entries = end.u16()?;
    end.take(4)?;
    let start = Bytes::len(end.u32()?)?;
    let mut list = Bytes(archive.get(start..).ok_or("the archive is cut short")?);
    let mut files = HashMap::new();
    for _ in 0..entries {
        if list.array()? != ENTRY {
            return Err("the archive's list of files is damaged".into());
        }
        list.take(6)?;
        let compression = list.u16()?;
        list.take(8)?;
        let (stored, size) = (list.u32()?, list.u32()?);
        let (name_len, extra_len, comment_len) = (list.u16()?, list.u16()?, list.u16()?);
        list.take(8)?;
        let start = list.u32()?;
        let name = list.take(usize::from(name_len))?;
        list.take(usize::from(extra_len) + usize::from(comment_len))?;
        let name = std::str::from_utf8(name).map_err(|_| "the archive's list of files is damaged")?;
        if compression != 0 || stored != size {
            return Err("the archive is compressed".into());
        }
        // Which of two is meant, nothing tells.
        if files.insert(name, contents(archive, Bytes::len(start)?, Bytes::len(size)?)?).is_some() {
            return Err("the archive's list of files is damaged".into());
        }
    }
    Ok(files)
}

/// The contents of the file whose header begins at `start`.
fn contents(archive: &[u8], start: usize, size: usize) -> Reading<&[u8]> {
    let mut file = Bytes(archive.get(start..).ok_or("the archive is cut short")?);
    if file.array()? != FILE {
        return Err("the archive's list of files is damaged".into());
    }
    file.take(22)?;
    let (name_len, extra_len) = (file.u16()?, file.u16()?);
    file.take(usize::from(name_len) + usize::from(extra_len))?;
    file.take(size)
}
