//! A long vector of `f32`, in the machine's memory or on an accelerator.
//!
//! On the processor the vectors are plain slices, changed in place by all threads: L-BFGS passes over twice its
//! history in every iteration, and a tensor operation that allocates its result would cost as much as a layer of the
//! network. Sums are taken over blocks of a fixed length in a fixed order, so they do not depend on the number of
//! threads. The two passes over the history are compiled for every instruction set and chosen at run time.
// What is compiled for an instruction set takes it from the function it is inlined into.
#![allow(clippy::inline_always)]

use candle_core::{Device, Tensor};
use pulp::Arch;
use rayon::prelude::*;

use crate::error::Result;

/// The length of the blocks that threads work on.
const BLOCK: usize = 1 << 14;
/// The length of the parts of several vectors that are worked on together, so that they stay in the first-level cache.
const PART: usize = 1 << 12;

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
        Self::combination(&[(1.0, self), (scale, other)])
    }

    /// The inner product of every row with every column, in one pass over all of them.
    ///
    /// # Errors
    /// Only when the device fails.
    ///
    /// # Panics
    /// If the vectors do not all live in one place, which is a mistake of the caller.
    pub fn dots<const COLUMNS: usize>(rows: &[&Self], columns: &[&Self; COLUMNS]) -> Result<Vec<[f64; COLUMNS]>> {
        if let Some(Self::Device(_)) = rows.first() {
            // Brought over together: every single number would be waited for.
            let pairs = rows.iter().flat_map(|row| columns.iter().map(move |column| (row.tensor(), column.tensor())));
            let products =
                pairs.map(|(row, column)| Ok((row * column)?.sum_all()?)).collect::<Result<Vec<Tensor>>>()?;
            let products = Tensor::stack(&products, 0)?.to_vec1::<f32>()?;
            let (rows, _) = products.as_chunks::<COLUMNS>();
            return Ok(rows.iter().map(|row| row.map(f64::from)).collect());
        }
        let rows: Vec<&[f32]> = rows.iter().map(|row| row.slice()).collect();
        let columns = columns.map(Self::slice);
        let arch = Arch::new();
        let of_part = |part: usize| {
            let range = part * PART..((part + 1) * PART).min(columns[0].len());
            arch.dispatch(
                #[inline(always)]
                || {
                    let mut dots = vec![[0.0; COLUMNS]; rows.len()];
                    for (dots, row) in dots.iter_mut().zip(&rows) {
                        for (dot, column) in dots.iter_mut().zip(&columns) {
                            *dot = block_dot(&row[range.clone()], &column[range.clone()]);
                        }
                    }
                    dots
                },
            )
        };
        let parts = (0..columns[0].len().div_ceil(PART)).into_par_iter().with_min_len(BLOCK / PART);
        let parts: Vec<Vec<[f64; COLUMNS]>> = parts.map(of_part).collect();
        let mut sums = vec![[0.0; COLUMNS]; rows.len()];
        for products in parts {
            for (sums, products) in sums.iter_mut().zip(products) {
                sums.iter_mut().zip(products).for_each(|(sum, product)| *sum += product);
            }
        }
        Ok(sums)
    }

    /// The sum of multiples of one or more vectors, in one pass over all of them.
    ///
    /// # Errors
    /// Only when the device fails.
    ///
    /// # Panics
    /// If there is none, or if they do not all live in one place, which are mistakes of the caller.
    pub fn combination(terms: &[(f64, &Self)]) -> Result<Self> {
        let [(scale, first), rest @ ..] = terms else { panic!("a combination has terms") };
        if let Self::Device(first) = first {
            let sum =
                rest.iter().try_fold((first * *scale)?, |sum, (scale, other)| sum + (other.tensor() * *scale)?)?;
            return Ok(Self::Device(sum));
        }
        let mut sum = vec![0.0; first.len()];
        let terms: Vec<(f32, &[f32])> = terms.iter().map(|(scale, vector)| (*scale as f32, vector.slice())).collect();
        let arch = Arch::new();
        sum.par_chunks_mut(PART).with_min_len(BLOCK / PART).enumerate().for_each(|(part, sum)| {
            arch.dispatch(
                #[inline(always)]
                || {
                    for (scale, vector) in &terms {
                        for (sum, value) in sum.iter_mut().zip(&vector[part * PART..]) {
                            *sum += scale * value;
                        }
                    }
                },
            );
        });
        Ok(Self::Host(sum))
    }

    fn slice(&self) -> &[f32] {
        match self {
            Self::Host(values) => values,
            Self::Device(_) => unreachable!("vectors of one optimiser live in one place"),
        }
    }

    fn tensor(&self) -> &Tensor {
        match self {
            Self::Device(values) => values,
            Self::Host(_) => unreachable!("vectors of one optimiser live in one place"),
        }
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

/// The inner product of two blocks: sums in `f32`, which the compiler turns into vector instructions, over stretches
/// short enough that `f32` loses nothing that matters, added up in `f64`.
#[inline(always)]
fn block_dot(a: &[f32], b: &[f32]) -> f64 {
    const STRETCH: usize = 1024;
    const LANES: usize = 64;
    let mut sum = 0.0;
    for (a, b) in a.chunks(STRETCH).zip(b.chunks(STRETCH)) {
        let mut lanes = [0.0_f32; LANES];
        let (whole_a, rest_a) = a.as_chunks::<LANES>();
        let (whole_b, rest_b) = b.as_chunks::<LANES>();
        for (a, b) in whole_a.iter().zip(whole_b) {
            for lane in 0..LANES {
                lanes[lane] += a[lane] * b[lane];
            }
        }
        for (a, b) in rest_a.iter().zip(rest_b) {
            sum += f64::from(a * b);
        }
        for half in [32, 16] {
            for lane in 0..half {
                lanes[lane] += lanes[lane + half];
            }
        }
        for &lane in &lanes[..16] {
            sum += f64::from(lane);
        }
    }
    sum
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
    fn dots_and_combinations_equal_their_twins_everywhere() {
        let on_device =
            |vector: &Vector| Vector::Device(Tensor::new(vector.slice(), &candle_core::Device::Cpu).unwrap());
        for length in [1, 17, PART + 1, 2 * BLOCK + 5] {
            let vectors: Vec<Vector> = (1..6).map(|n| Vector::Host(ramp(length, 0.01 * n as f32))).collect();
            let twins: Vec<Vector> = vectors.iter().map(on_device).collect();
            for vectors in [&vectors, &twins] {
                let [a, b, c, d, e] = &vectors[..] else { unreachable!() };
                let dots = Vector::dots(&[a, b, c], &[d, e]).unwrap();
                for (row, dots) in [a, b, c].into_iter().zip(dots) {
                    for (column, dot) in [d, e].into_iter().zip(dots) {
                        let expected = row.dot(column).unwrap();
                        assert!((dot - expected).abs() <= 1e-5 * expected.abs(), "{length}: {dot} {expected}");
                    }
                }
            }
            let terms = |vectors: &[Vector]| {
                let terms: Vec<(f64, &Vector)> = [2.0, -0.5, 0.25].into_iter().zip(vectors).collect();
                Vector::combination(&terms).unwrap()
            };
            let mut expected = vectors[0].clone();
            expected.scale(2.0).unwrap();
            expected.add_scaled(-0.5, &vectors[1]).unwrap();
            expected.add_scaled(0.25, &vectors[2]).unwrap();
            let (host, device) = (terms(&vectors), terms(&twins).tensor().to_vec1::<f32>().unwrap());
            for ((value, twin), expected) in host.slice().iter().zip(device).zip(expected.slice()) {
                assert!((value - expected).abs() < 1e-5 && (twin - expected).abs() < 1e-5);
            }
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
