//! Reading from one end of a file to the other; whatever is not there is an error.

use crate::text::{Text, text};

/// What is the matter with a file, as the middle of a sentence.
pub(super) type Reading<T> = std::result::Result<T, Text>;

/// What is left to be read.
#[derive(Clone, Copy)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    /// The next `len` bytes.
    pub(super) fn take(&mut self, len: usize) -> Reading<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len).ok_or(text!("it is cut short"))?;
        self.0 = rest;
        Ok(taken)
    }

    /// The next `N` bytes.
    pub(super) fn array<const N: usize>(&mut self) -> Reading<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(text!("it is cut short"))?;
        self.0 = rest;
        Ok(*taken)
    }

    pub(super) fn u8(&mut self) -> Reading<u8> {
        Ok(self.array::<1>()?[0])
    }

    pub(super) fn u16(&mut self) -> Reading<u16> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    pub(super) fn u32(&mut self) -> Reading<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(super) fn u64(&mut self) -> Reading<u64> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// A length of up to 8 bytes.
    pub(super) fn len(value: impl TryInto<usize>) -> Reading<usize> {
        value.try_into().map_err(|_| text!("it is cut short"))
    }

    /// What comes before the next end of line, which is skipped.
    pub(super) fn line(&mut self) -> Reading<&'a [u8]> {
        let end = self.0.iter().position(|&byte| byte == b'\n').ok_or(text!("it is cut short"))?;
        let line = self.take(end)?;
        self.take(1)?;
        Ok(line)
    }
}
