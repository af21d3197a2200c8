//! What a convolution reads beyond the border of a map.

use serde::{Deserialize, Serialize};

/// The values outside a feature map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Padding {
    /// Zeros, as VGG-19 was trained.
    #[default]
    Zero,
    /// The map mirrored at its outermost pixels, which are not repeated: `c b | a b c d | c b`. Where a side is shorter
    /// than what is read beyond it, the mirror images go on alternating; a side of one pixel is its own mirror image.
    Reflection,
}

impl Padding {
    /// The place in a row (or column) of `len` values, at least one, that stands for `index`, which may lie outside;
    /// none for a zero.
    #[inline(always)]
    pub(crate) fn source(self, index: isize, len: usize) -> Option<usize> {
        if (0..len as isize).contains(&index) {
            return Some(index as usize);
        }
        match self {
            Self::Zero => None,
            Self::Reflection => Some(mirrored(index, len)),
        }
    }
}

/// The place whose mirror image lies at `index`.
fn mirrored(index: isize, len: usize) -> usize {
    let period = 2 * (len - 1);
    if period == 0 {
        return 0;
    }
    let place = index.rem_euclid(period as isize) as usize;
    place.min(period - place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mirrors_do_not_repeat_the_border_and_alternate() {
        let read = |padding: Padding, len| (-5..8).map(|index| padding.source(index, len)).collect::<Vec<_>>();
        assert_eq!(
            read(Padding::Reflection, 3),
            [1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1].map(Some),
            "c b | a b c | b a, and so on"
        );
        assert_eq!(read(Padding::Reflection, 2), [1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1].map(Some));
        assert_eq!(read(Padding::Reflection, 1), [Some(0); 13]);
        let mut inside = [None; 13];
        inside[5..8].copy_from_slice(&[Some(0), Some(1), Some(2)]);
        assert_eq!(read(Padding::Zero, 3), inside);
    }
}
