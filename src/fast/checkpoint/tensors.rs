//! Tensors as they are read, and the kinds of floating-point numbers that they are stored in.

use std::collections::BTreeMap;

use half::{bf16, f16};

use crate::network::StoredTensor;

/// Dimensions of a tensor at most; a convolution's weights have four.
pub(super) const MOST_DIMENSIONS: usize = 8;

/// The tensors of a file by name.
pub(super) type Tensors = BTreeMap<String, StoredTensor>;

/// The number of values of a shape, none if it is beyond all memory.
pub(super) fn count(shape: &[usize]) -> Option<usize> {
    shape.iter().try_fold(1_usize, |count, &len| count.checked_mul(len))
}

/// One kind, with the lowest byte first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    F16,
    BF16,
    F32,
    F64,
}

impl Number {
    /// Bytes of one number.
    pub(super) fn size(self) -> usize {
        match self {
            Self::F16 | Self::BF16 => 2,
            Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// All numbers in some bytes, of which an incomplete last one is left out.
    pub(super) fn decode(self, bytes: &[u8]) -> Vec<f32> {
        match self {
            Self::F16 => bytes.as_chunks().0.iter().map(|&bytes| f16::from_le_bytes(bytes).to_f32()).collect(),
            Self::BF16 => bytes.as_chunks().0.iter().map(|&bytes| bf16::from_le_bytes(bytes).to_f32()).collect(),
            Self::F32 => bytes.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect(),
            Self::F64 => bytes.as_chunks().0.iter().map(|&bytes| f64::from_le_bytes(bytes) as f32).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_decoded() {
        for (number, bytes) in [
            (Number::F16, &[0x00, 0x3e, 0x00, 0xc0][..]),
            (Number::BF16, &[0xc0, 0x3f, 0x00, 0xc0]),
            (Number::F32, &[0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0]),
            (Number::F64, &[0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0]),
        ] {
            assert_eq!(number.decode(bytes), [1.5, -2.0], "{number:?}");
            assert_eq!(number.size() * 2, bytes.len());
        }
    }

    #[test]
    fn half_precision_has_small_and_infinite_numbers_too() {
        let half = |bits: u16| Number::F16.decode(&bits.to_le_bytes())[0];
        assert_eq!(half(1), 2.0_f32.powi(-24));
        assert_eq!(half(0x7bff), 65504.0);
        assert_eq!(half(0xfc00), f32::NEG_INFINITY);
        assert!(half(0x7e00).is_nan());
    }
}
