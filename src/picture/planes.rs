//! The values of a picture: numbers to compute with, or 8 or 16 bits of each, where a picture is only to be kept.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use rayon::prelude::*;

/// The largest value in 16 bits.
const MOST: f32 = u16::MAX as f32;
/// Values that one thread unpacks at a time.
const BLOCK: usize = 1 << 16;

/// The values of a picture, `[3, H, W]`.
#[derive(Clone)]
pub(super) enum Planes {
    /// From 0 to 1, 32 bits each.
    Numbers(Vec<f32>),
    /// Packed, and the numbers once somebody needed all of them at one place.
    Packed(Packed, OnceLock<Vec<f32>>),
}

/// Values in as few bits as do.
#[derive(Clone)]
pub(super) enum Packed {
    /// 8 bits: those of a file, exactly.
    Bytes(Vec<u8>),
    /// 16 bits: the nearest, which nobody can tell from the value.
    Words(Vec<u16>),
}

impl Packed {
    fn of(numbers: &[f32]) -> Self {
        let byte = |value: &f32| (value * 255.0 + 0.5) as u8;
        if numbers.par_iter().all(|value| unit(byte(value)) == *value) {
            Self::Bytes(numbers.par_iter().map(byte).collect())
        } else {
            Self::Words(numbers.par_iter().map(|value| (value * MOST + 0.5) as u16).collect())
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Bytes(values) => values.len(),
            Self::Words(values) => values.len(),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Bytes(values) => size_of_val(&values[..]),
            Self::Words(values) => size_of_val(&values[..]),
        }
    }

    /// Copies the values from `start` on.
    fn read(&self, start: usize, target: &mut [f32]) {
        match self {
            Self::Bytes(values) => fill(target, &values[start..], |&value| unit(value)),
            Self::Words(values) => fill(target, &values[start..], |&value| f32::from(value) / MOST),
        }
    }

    fn numbers(&self, range: Range<usize>) -> Vec<f32> {
        let mut numbers = vec![0.0; range.len()];
        let blocks = numbers.par_chunks_mut(BLOCK).enumerate();
        blocks.for_each(|(block, target)| self.read(range.start + block * BLOCK, target));
        numbers
    }
}

impl Planes {
    /// The same in as few bits as do.
    pub(super) fn packed(self) -> Self {
        match self {
            Self::Numbers(numbers) => Self::Packed(Packed::of(&numbers), OnceLock::new()),
            Self::Packed(packed, _) => Self::Packed(packed, OnceLock::new()),
        }
    }

    /// The memory that they take, in bytes.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Numbers(numbers) => size_of_val(&numbers[..]),
            Self::Packed(packed, numbers) => {
                packed.bytes() + numbers.get().map_or(0, |numbers| size_of_val(&numbers[..]))
            }
        }
    }

    pub(super) fn numbers(&self) -> &[f32] {
        match self {
            Self::Numbers(numbers) => numbers,
            Self::Packed(packed, numbers) => numbers.get_or_init(|| packed.numbers(0..packed.len())),
        }
    }

    pub(super) fn into_numbers(self) -> Vec<f32> {
        match self {
            Self::Numbers(numbers) => numbers,
            Self::Packed(packed, numbers) => numbers.into_inner().unwrap_or_else(|| packed.numbers(0..packed.len())),
        }
    }

    /// Some of the values, without keeping more than those.
    pub(super) fn part(&self, range: Range<usize>) -> Cow<'_, [f32]> {
        match self {
            Self::Numbers(numbers) => Cow::Borrowed(&numbers[range]),
            Self::Packed(packed, _) => Cow::Owned(packed.numbers(range)),
        }
    }

    /// Copies the values from `start` on.
    pub(super) fn read(&self, start: usize, target: &mut [f32]) {
        match self {
            Self::Numbers(numbers) => target.copy_from_slice(&numbers[start..][..target.len()]),
            Self::Packed(packed, _) => packed.read(start, target),
        }
    }
}

fn unit(byte: u8) -> f32 {
    f32::from(byte) / 255.0
}

fn fill<T>(target: &mut [f32], values: &[T], number: impl Fn(&T) -> f32) {
    for (target, value) in target.iter_mut().zip(values) {
        *target = number(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Picture;

    #[test]
    fn bytes_stay_as_they_are_in_a_quarter_of_the_memory() {
        let rgba: Vec<u8> = (0..=255_u8).flat_map(|value| [value, 255 - value, value / 3, 255]).collect();
        let picture = Picture::from_rgba8(16, 16, &rgba);
        let packed = picture.clone().packed();
        assert_eq!((picture.bytes(), packed.bytes()), (12 * 256, 3 * 256));
        assert_eq!(packed, picture);
        assert_eq!(packed.to_rgba8(), rgba);
        assert_eq!(packed.at(7, 3), picture.at(7, 3));
        assert_eq!(packed.resized(7, 5), picture.resized(7, 5));
        assert_eq!(packed.clone().into_planes(), picture.planes());
        assert_eq!(packed.bytes(), 3 * 256, "nothing of that was kept");
        assert_eq!(packed.planes(), picture.planes());
        assert_eq!(packed.clone().packed().bytes(), 3 * 256);
    }

    #[test]
    fn other_values_are_rounded_to_sixteen_bits() {
        let picture = Picture::white_noise(33, 21, 1.0, 4);
        let packed = picture.clone().packed();
        assert!(packed.is_packed() && !picture.is_packed());
        assert_eq!(2 * packed.bytes(), picture.bytes());
        let furthest = picture.planes().iter().zip(packed.planes()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(furthest <= 0.51 / MOST, "{furthest}");
        let mut row = [0.0; 33];
        packed.read_row(2, 20, &mut row);
        assert_eq!(row, packed.planes()[3 * 33 * 21 - 33..]);
    }
}
