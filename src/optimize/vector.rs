//! A long vector of `f32`, in the machine's memory or on an accelerator.
//!
//! On the processor the vectors are plain slices, changed in place by all threads: L-BFGS passes over twice its
//! history in every iteration, and a tensor operation that allocates its result would cost as much as a layer of the
//! network. Sums are taken over blocks of a fixed length in a fixed order, so they do not depend on the number of
//! threads.

use candle_core::{Device, Tensor};
use rayon::prelude::*;

use crate::error::Result;

/// The length of the blocks that threads work on.
const BLOCK: usize = 1 << 14;

/// A long vector.
#[derive(Debug, Clone)]
pub enum Vector {
    /// In the machine's memory.
    Host(Vec<f32>),
    /// On an accelerator, `[n]`.
    Device(Tensor),
}

impl Vector {
    /// Values brought to where a device computes: the processor works on the machine's memory.
    ///
    /// # Errors
    /// Only when the device fails.
    pub fn new(values: Vec<f32>, device: &Device) -> Result<Self> {
        if device.is_cpu() {
            return Ok(Self::Host(values));
        }
        let length = values.len();
        Ok(Self::Device(Tensor::from_vec(values, length, device)?))
    }

    /// The inner product, summed in `f64` on the processor.
    ///
    /// # Errors
    /// Only when the device fails.
    ///
    /// # Panics
    /// If the vectors live in different places, which is a mistake of the caller.
    pub fn dot(&self, other: &Self) -> Result<f64> {
        match (self, other) {
            (Self::Host(a), Self::Host(b)) => {
                let sums: Vec<f64> =
                    a.par_chunks(BLOCK).zip(b.par_chunks(BLOCK)).map(|(a, b)| block_dot(a, b)).collect();
                Ok(sums.iter().sum())
            }
            (Self::Device(a), Self::Device(b)) => Ok(f64::from((a * b)?.sum_all()?.to_scalar::<f32>()?)),
            _ => unreachable!("vectors of one optimiser live in one place"),
        }
    }

    /// Adds `scale * other`.
    ///
    /// # Errors
    /// Only when the device fails.
    ///
    /// # Panics
    /// If the vectors live in different places, which is a mistake of the caller.
    pub fn add_scaled(&mut self, scale: f64, other: &Self) -> Result<()> {
        match (&mut *self, other) {
            (Self::Host(a), Self::Host(b)) => {
                let scale = scale as f32;
                a.par_chunks_mut(BLOCK).zip(b.par_chunks(BLOCK)).for_each(|(a, b)| {
                    for (a, b) in a.iter_mut().zip(b) {
                        *a += scale * b;
                    }
                });
            }
            (Self::Device(a), Self::Device(b)) => *a = (&*a + (b * scale)?)?,
            _ => unreachable!("vectors of one optimiser live in one place"),
        }
        Ok(())
    }

    /// Multiplies by a number.
    ///
    /// # Errors
    /// Only when the device fails.
    pub fn scale(&mut self, scale: f64) -> Result<()> {
        match self {
            Self::Host(a) => {
                let scale = scale as f32;
                a.par_chunks_mut(BLOCK).for_each(|block| block.iter_mut().for_each(|value| *value *= scale));
            }
            Self::Device(a) => *a = (&*a * scale)?,
        }
        Ok(())
    }

    /// Multiplies each value by that of the other vector.
    ///
    /// # Errors
    /// Only when the device fails.
    ///
    /// # Panics
    /// If the vectors live in different places, which is a mistake of the caller.
    pub fn multiply(&mut self, other: &Self) -> Result<()> {
        match (&mut *self, other) {
            (Self::Host(a), Self::Host(b)) => {
                a.par_iter_mut().zip(b).for_each(|(a, b)| *a *= b);
            }
            (Self::Device(a), Self::Device(b)) => *a = (&*a * b)?,
            _ => unreachable!("vectors of one optimiser live in one place"),
        }
        Ok(())
    }

    /// Divides each value by that of the other vector.
    ///
    /// # Errors
    /// Only when the device fails.
    ///
    /// # Panics
    /// If the vectors live in different places, which is a mistake of the caller.
    pub fn divide(&mut self, other: &Self) -> Result<()> {
        match (&mut *self, other) {
            (Self::Host(a), Self::Host(b)) => {
                a.par_iter_mut().zip(b).for_each(|(a, b)| *a /= b);
            }
            (Self::Device(a), Self::Device(b)) => *a = (&*a / b)?,
            _ => unreachable!("vectors of one optimiser live in one place"),
        }
        Ok(())
    }

    /// The sum of this vector and `scale * other`.
    ///
    /// # Errors
    /// Only when the device fails.
    pub fn plus_scaled(&self, scale: f64, other: &Self) -> Result<Self> {
        let mut sum = self.clone();
        sum.add_scaled(scale, other)?;
        Ok(sum)
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        match self {
            Self::Host(a) => a.len(),
            Self::Device(a) => a.elem_count(),
        }
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The inner product of two blocks: eight sums in `f32`, which the compiler turns into vector instructions, over
/// stretches short enough that `f32` loses nothing that matters, added up in `f64`.
fn block_dot(a: &[f32], b: &[f32]) -> f64 {
    const STRETCH: usize = 256;
    const LANES: usize = 16;
    a.chunks(STRETCH)
        .zip(b.chunks(STRETCH))
        .map(|(a, b)| {
            let mut lanes = [0.0_f32; LANES];
            let (whole_a, rest_a) = a.as_chunks::<LANES>();
            let (whole_b, rest_b) = b.as_chunks::<LANES>();
            for (a, b) in whole_a.iter().zip(whole_b) {
                for lane in 0..LANES {
                    lanes[lane] += a[lane] * b[lane];
                }
            }
            let rest: f64 = rest_a.iter().zip(rest_b).map(|(a, b)| f64::from(a * b)).sum();
            lanes.iter().map(|&lane| f64::from(lane)).sum::<f64>() + rest
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(length: usize, step: f32) -> Vec<f32> {
        (0..length).map(|index| ((index % 97) as f32 - 40.0) * step).collect()
    }

    #[test]
    fn the_dot_product_equals_its_naive_twin() {
        for length in [0, 1, 15, 16, 255, 257, BLOCK - 1, BLOCK + 1, 3 * BLOCK + 7] {
            let (a, b) = (ramp(length, 0.01), ramp(length, -0.3));
            let naive: f64 = a.iter().zip(&b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
            let fast = Vector::Host(a).dot(&Vector::Host(b)).unwrap();
            assert!((fast - naive).abs() <= 1e-6 * naive.abs().max(1.0), "{length}: {fast} {naive}");
        }
    }

    #[test]
    fn host_and_device_agree() {
        let (a, b) = (ramp(1000, 0.01), ramp(1000, 0.02));
        let on_device = |values: &[f32]| Vector::Device(Tensor::new(values, &candle_core::Device::Cpu).unwrap());
        let (mut host, mut device) = (Vector::Host(a.clone()), on_device(&a));
        for (vector, other) in [(&mut host, Vector::Host(b.clone())), (&mut device, on_device(&b))] {
            vector.add_scaled(-0.5, &other).unwrap();
            vector.scale(3.0).unwrap();
        }
        let (Vector::Host(host), Vector::Device(device)) = (host, device) else { unreachable!() };
        let device = device.to_vec1::<f32>().unwrap();
        assert!(host.iter().zip(&device).all(|(a, b)| (a - b).abs() < 1e-5));
    }
}
