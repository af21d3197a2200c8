//! A feature map of a whole picture in half precision, from which bands of rows are taken and to which they are given.
//!
//! Normalised values lie near 1, where half precision keeps three digits: a hundredth of what a screen can show. It lies
//! row after row, so that the rows that are no longer needed can be given back to the system one part after the other.

use std::ops::Range;

use candle_core::{Device, Tensor};
use half::f16;
use half::slice::HalfFloatSliceExt;
use rayon::prelude::*;

use crate::error::Result;

/// Bytes of one part at least: allocators give back so much at once to the system.
const PART_BYTES: usize = 48 << 20;

/// `[H, C, W]` in parts of some rows.
#[derive(Debug)]
pub(super) struct HalfMap {
    channels: usize,
    width: usize,
    rows_per_part: usize,
    parts: Vec<Vec<f16>>,
}

impl HalfMap {
    /// Zeros.
    pub(super) fn new(channels: usize, height: usize, width: usize) -> Self {
        let row = channels * width;
        let rows_per_part = PART_BYTES.div_ceil(row * size_of::<f16>());
        let parts = (0..height)
            .step_by(rows_per_part)
            .map(|first| vec![f16::ZERO; rows_per_part.min(height - first) * row])
            .collect();
        Self { channels, width, rows_per_part, parts }
    }

    /// Some rows as a tensor `[1, C, h, W]` on a device.
    pub(super) fn read(&self, rows: Range<usize>, device: &Device) -> Result<Tensor> {
        let (channels, count) = (self.channels, rows.len());
        let mut values = vec![0.0; channels * count * self.width];
        values.par_chunks_mut(self.width).enumerate().for_each(|(line, target)| {
            let (channel, row) = (line / count, rows.start + line % count);
            let part = &self.parts[row / self.rows_per_part];
            let place = (row % self.rows_per_part * channels + channel) * self.width;
            part[place..][..self.width].convert_to_f32_slice(target);
        });
        Ok(Tensor::from_vec(values, (1, channels, count, self.width), device)?)
    }

    /// Puts a tensor `[1, C, h, W]` in the place of some rows.
    pub(super) fn write(&mut self, rows: Range<usize>, map: &Tensor) -> Result<()> {
        let (channels, width, count, per_part) = (self.channels, self.width, rows.len(), self.rows_per_part);
        let values = map.flatten_all()?.to_vec1::<f32>()?;
        for (index, part) in self.parts.iter_mut().enumerate() {
            let first = (index * per_part).max(rows.start);
            let end = ((index + 1) * per_part).min(rows.end);
            if first >= end {
                continue;
            }
            let within = &mut part[(first - index * per_part) * channels * width..][..(end - first) * channels * width];
            within.par_chunks_mut(width).enumerate().for_each(|(line, target)| {
                let (row, channel) = (first + line / channels - rows.start, line % channels);
                target.convert_from_f32_slice(&values[(channel * count + row) * width..][..width]);
            });
        }
        Ok(())
    }

    /// Gives back the memory of rows before `row`, which are not read again.
    pub(super) fn release_before(&mut self, row: usize) {
        for part in &mut self.parts[..row / self.rows_per_part] {
            *part = Vec::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_were_given() {
        let mut map = HalfMap::new(2, 5, 3);
        map.rows_per_part = 2;
        map.parts = vec![vec![f16::ZERO; 12], vec![f16::ZERO; 12], vec![f16::ZERO; 6]];
        let rows = Tensor::arange(0.0_f32, 18.0, &Device::Cpu).unwrap().reshape((1, 2, 3, 3)).unwrap();
        map.write(1..4, &rows).unwrap();
        let numbers = |tensor: Tensor| tensor.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        assert_eq!(numbers(map.read(1..4, &Device::Cpu).unwrap()), numbers(rows.clone()));
        assert_eq!(
            numbers(map.read(3..5, &Device::Cpu).unwrap()),
            [6.0, 7.0, 8.0, 0.0, 0.0, 0.0, 15.0, 16.0, 17.0, 0.0, 0.0, 0.0]
        );
        map.release_before(3);
        assert!(map.parts[0].is_empty() && !map.parts[1].is_empty());
    }
}
