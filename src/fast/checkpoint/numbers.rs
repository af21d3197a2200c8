//! The kinds of floating-point numbers that weights are stored in.

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
            Self::F16 => bytes.as_chunks().0.iter().map(|&bytes| half(u16::from_le_bytes(bytes))).collect(),
            Self::BF16 => {
                bytes.as_chunks().0.iter().map(|&[low, high]| f32::from_le_bytes([0, 0, low, high])).collect()
            }
            Self::F32 => bytes.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect(),
            Self::F64 => bytes.as_chunks().0.iter().map(|&bytes| f64::from_le_bytes(bytes) as f32).collect(),
        }
    }
}

/// A number of 16 bits, IEEE 754: 1 for the sign, 5 for the exponent, 10 for the fraction.
fn half(bits: u16) -> f32 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f32::from(bits & 1023));
    let size = match exponent {
        0 => fraction * 2.0_f32.powi(-24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        exponent => (1.0 + fraction / 1024.0) * 2.0_f32.powi(exponent - 15),
    };
    if bits >> 15 == 1 { -size } else { size }
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
        assert_eq!(half(1), 2.0_f32.powi(-24));
        assert_eq!(half(0x7bff), 65504.0);
        assert_eq!(half(0xfc00), f32::NEG_INFINITY);
        assert!(half(0x7e00).is_nan());
    }
}
