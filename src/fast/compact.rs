//! A painted picture that takes little room while the memory is needed for painting.
//!
//! The content is packed to 16 bits a value, or 8 if it has no more: some networks make a hundred times as much of a
//! difference, so that 12 bits would be seen. What is painted keeps 12: a step is a sixteenth of a step of 8 bits, which
//! nobody sees and which leaves room for the rounding of a saved file.

use std::ops::Range;

use rayon::prelude::*;

use crate::network::PictureRows;
use crate::picture::Picture;

/// The largest painted value.
const MOST: f32 = 4095.0;
/// Two painted values lie in so many bytes.
const PAIR: usize = 3;

/// A picture to which what is painted is added, `[3, H, W]` from 0 to 4095; every row begins at a byte of its own.
pub(super) struct CompactPainting {
    width: usize,
    height: usize,
    planes: [Vec<u8>; 3],
}

impl CompactPainting {
    /// A black picture.
    pub(super) fn black((width, height): (usize, usize)) -> Self {
        Self { width, height, planes: std::array::from_fn(|_| vec![0; height * row_bytes(width)]) }
    }

    /// The picture; the memory of each plane is given back once it is unpacked.
    pub(super) fn into_picture(self) -> Picture {
        let Self { width, height, planes } = self;
        let mut values = vec![0.0; 3 * width * height];
        for (packed, plane) in planes.into_iter().zip(values.chunks_exact_mut(width * height)) {
            let rows = packed.par_chunks_exact(row_bytes(width)).zip(plane.par_chunks_exact_mut(width));
            rows.for_each(|(packed, row)| unpack(packed, row));
        }
        Picture::new(width, height, values)
    }

    /// Adds the content times `share`.
    pub(super) fn add(&mut self, content: &Picture, share: f32) {
        let (width, bytes) = (self.width, row_bytes(self.width));
        for (index, plane) in self.planes.iter_mut().enumerate() {
            plane.par_chunks_exact_mut(bytes).enumerate().for_each_init(
                || vec![0.0; width],
                |values, (row, target)| {
                    content.read_row(index, row, values);
                    add_to_row(target, values, share);
                },
            );
        }
    }
}

/// A picture that is painted in bands: what is painted, times a share, is added to another picture of its size.
pub(super) struct Canvas<'a> {
    pub(super) content: &'a Picture,
    pub(super) painted: &'a mut CompactPainting,
    pub(super) share: f32,
}

impl PictureRows for Canvas<'_> {
    fn size(&self) -> (usize, usize) {
        (self.content.height(), self.content.width())
    }

    fn read(&self, rows: Range<usize>, target: &mut [f32]) {
        let count = rows.len();
        target.par_chunks_exact_mut(self.content.width()).enumerate().for_each(|(line, target)| {
            self.content.read_row(line / count, rows.start + line % count, target);
        });
    }

    fn write(&mut self, rows: Range<usize>, painted: &[f32]) {
        let CompactPainting { width, height, planes } = &mut *self.painted;
        let (bytes, pitch) = (row_bytes(*width), painted.len() / (3 * rows.len()));
        let inside = rows.start..rows.end.min(*height);
        for (plane, part) in planes.iter_mut().zip(painted.chunks_exact(rows.len() * pitch)) {
            let lines = plane[inside.start * bytes..inside.end * bytes].par_chunks_exact_mut(bytes);
            lines.zip(part.par_chunks_exact(pitch)).for_each(|(target, line)| {
                add_to_row(target, &line[..*width], self.share);
            });
        }
    }
}

/// The bytes of one row.
const fn row_bytes(width: usize) -> usize {
    width.div_ceil(2) * PAIR
}

/// Adds values times `share` to a packed row.
fn add_to_row(packed: &mut [u8], values: &[f32], share: f32) {
    for (bytes, pair) in packed.as_chunks_mut::<PAIR>().0.iter_mut().zip(values.chunks(2)) {
        let mut sums = unpack_pair(*bytes);
        for (sum, value) in sums.iter_mut().zip(pair) {
            *sum += share * value;
        }
        *bytes = pack_pair(sums);
    }
}

fn unpack(packed: &[u8], values: &mut [f32]) {
    for (bytes, pair) in packed.as_chunks::<PAIR>().0.iter().zip(values.chunks_mut(2)) {
        pair.copy_from_slice(&unpack_pair(*bytes)[..pair.len()]);
    }
}

fn pack_pair(pair: [f32; 2]) -> [u8; PAIR] {
    let [first, second] = pair.map(|value| (value * MOST + 0.5) as u16).map(|value| value.min(MOST as u16));
    [first as u8, (first >> 8 | second << 4) as u8, (second >> 4) as u8]
}

fn unpack_pair([first, middle, last]: [u8; PAIR]) -> [f32; 2] {
    let (first, middle, last) = (u16::from(first), u16::from(middle), u16::from(last));
    [first | (middle & 15) << 8, middle >> 4 | last << 4].map(|value| f32::from(value) / MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half a step.
    const ROUNDING: f32 = 0.5 / MOST + 1e-6;

    fn assert_near(a: &[f32], b: &[f32], tolerance: f32) {
        assert_eq!(a.len(), b.len());
        assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() <= tolerance), "{a:?} and {b:?}");
    }

    #[test]
    fn pictures_are_added() {
        for (width, height) in [(1, 1), (4, 3), (7, 5)] {
            let picture = Picture::white_noise(width, height, 1.0, 1);
            let content = picture.clone().packed();
            let mut painted = CompactPainting::black((width, height));
            painted.add(&content, 0.75);
            painted.add(&content, 0.5);
            let sums: Vec<f32> = picture.planes().iter().map(|value| (1.25 * value).min(1.0)).collect();
            assert_near(painted.into_picture().planes(), &sums, 2.0 * ROUNDING);
        }
        assert_eq!(unpack_pair(pack_pair([0.0, 1.0])), [0.0, 1.0]);
        assert_eq!(unpack_pair(pack_pair([-1.0, 2.0])), [0.0, 1.0]);
    }

    #[test]
    fn rows_are_read_and_written_where_they_are() {
        // Rows of three pixels end in the middle of a pair.
        let planes: Vec<f32> = (0..3 * 5 * 3).map(|index| index as f32 / 45.0).collect();
        let content = Picture::new(3, 5, planes.clone()).packed();
        let mut painted = CompactPainting::black((3, 5));
        let mut canvas = Canvas { content: &content, painted: &mut painted, share: 0.5 };
        let mut rows = vec![0.0; 3 * 2 * 3];
        canvas.read(1..3, &mut rows);
        let expected: Vec<f32> = planes.chunks_exact(15).flat_map(|plane| &plane[3..9]).copied().collect();
        assert_near(&rows, &expected, 1e-5);
        // Three rows and a column beyond the picture.
        canvas.write(4..8, &[1.0; 3 * 4 * 4]);
        let painted = painted.into_picture();
        for plane in painted.planes().chunks_exact(15) {
            assert_near(plane, &[[0.0; 12].as_slice(), &[0.5; 3]].concat(), ROUNDING);
        }
    }
}
