//! The cosine transform (DCT-II) of a picture's planes, orthonormal, so that its inverse is its adjoint.
//!
//! A picture of which every plane is mirrored at its edges repeats without seams, and its waves are cosines. With the
//! waves of a Fourier transform, which repeats the picture itself, what is painted on one edge would show on the
//! opposite one. On the processor a fast transform goes along rows and columns; on an accelerator two products with
//! the matrix of all waves are as good and need no kernel of their own.

use std::f32::consts::{FRAC_1_SQRT_2, SQRT_2};
use std::f64::consts::PI;
use std::fmt;
use std::sync::Arc;

use candle_core::{Device, Tensor};
use rayon::prelude::*;
use rustdct::{DctPlanner, TransformType2And3};

use crate::error::Result;
use crate::optimize::Vector;

/// Columns that are turned into rows together: as many as lie in one cache line.
const COLUMNS_TOGETHER: usize = 16;

/// The transform of three planes of one size. The coefficients of a plane are `[W, H]`: the frequency across first.
#[derive(Debug)]
pub(super) enum CosineTransform {
    /// By fast transforms.
    Host(FastTransform),
    /// By matrices.
    Device(Matrices),
}

/// Fast transforms along both sides.
pub(super) struct FastTransform {
    across: Arc<dyn TransformType2And3<f32>>,
    down: Arc<dyn TransformType2And3<f32>>,
}

/// All waves of both sides: row k holds wave k.
#[derive(Debug)]
pub(super) struct Matrices {
    /// `[W, W]`.
    across: Tensor,
    /// `[H, H]`.
    down: Tensor,
}

impl CosineTransform {
    /// The transform for planes of `width` x `height`.
    pub(super) fn new(width: usize, height: usize, device: &Device) -> Result<Self> {
        if device.is_cpu() {
            let mut planner = DctPlanner::new();
            Ok(Self::Host(FastTransform { across: planner.plan_dct2(width), down: planner.plan_dct2(height) }))
        } else {
            Ok(Self::Device(Matrices { across: waves(width, device)?, down: waves(height, device)? }))
        }
    }

    /// The coefficients of a picture.
    ///
    /// # Panics
    /// If the vector does not live where the transform does, which is a mistake of the caller.
    pub(super) fn forward(&self, picture: Vector) -> Result<Vector> {
        match (self, picture) {
            (Self::Host(transform), Vector::Host(values)) => Ok(Vector::Host(transform.forward(values))),
            (Self::Device(matrices), Vector::Device(values)) => Ok(Vector::Device(matrices.forward(&values)?)),
            _ => unreachable!("vectors live where the transform does"),
        }
    }

    /// The picture with these coefficients; also the adjoint of [`CosineTransform::forward`].
    ///
    /// # Panics
    /// If the vector does not live where the transform does, which is a mistake of the caller.
    pub(super) fn inverse(&self, coefficients: Vector) -> Result<Vector> {
        match (self, coefficients) {
            (Self::Host(transform), Vector::Host(values)) => Ok(Vector::Host(transform.inverse(values))),
            (Self::Device(matrices), Vector::Device(values)) => Ok(Vector::Device(matrices.inverse(&values)?)),
            _ => unreachable!("vectors live where the transform does"),
        }
    }
}

impl fmt::Debug for FastTransform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FastTransform({}x{})", self.across.len(), self.down.len())
    }
}

impl FastTransform {
    fn forward(&self, mut planes: Vec<f32>) -> Vec<f32> {
        forward_along(&self.across, &mut planes);
        let mut turned = turned(&planes, self.across.len(), self.down.len());
        forward_along(&self.down, &mut turned);
        turned
    }

    fn inverse(&self, mut coefficients: Vec<f32>) -> Vec<f32> {
        inverse_along(&self.down, &mut coefficients);
        let mut turned = turned(&coefficients, self.down.len(), self.across.len());
        inverse_along(&self.across, &mut turned);
        turned
    }
}

/// Transforms every line.
fn forward_along(transform: &Arc<dyn TransformType2And3<f32>>, values: &mut [f32]) {
    let scale = (2.0 / transform.len() as f32).sqrt();
    let scratch = || vec![0.0; transform.get_scratch_len()];
    values.par_chunks_mut(transform.len()).for_each_init(scratch, |scratch, line| {
        transform.process_dct2_with_scratch(line, scratch);
        line[0] *= FRAC_1_SQRT_2;
        for value in line.iter_mut() {
            *value *= scale;
        }
    });
}

/// Transforms every line back.
fn inverse_along(transform: &Arc<dyn TransformType2And3<f32>>, values: &mut [f32]) {
    let scale = (2.0 / transform.len() as f32).sqrt();
    let scratch = || vec![0.0; transform.get_scratch_len()];
    values.par_chunks_mut(transform.len()).for_each_init(scratch, |scratch, line| {
        line[0] *= SQRT_2;
        for value in line.iter_mut() {
            *value *= scale;
        }
        transform.process_dct3_with_scratch(line, scratch);
    });
}

/// Planes `[H, W]` turned to `[W, H]`.
fn turned(planes: &[f32], width: usize, height: usize) -> Vec<f32> {
    let mut turned = vec![0.0; planes.len()];
    for (turned, plane) in turned.chunks_exact_mut(width * height).zip(planes.chunks_exact(width * height)) {
        turned.par_chunks_mut(COLUMNS_TOGETHER * height).enumerate().for_each(|(block, columns)| {
            for (y, line) in plane.chunks_exact(width).enumerate() {
                for (column, &value) in columns.chunks_exact_mut(height).zip(&line[block * COLUMNS_TOGETHER..]) {
                    column[y] = value;
                }
            }
        });
    }
    turned
}

impl Matrices {
    fn forward(&self, picture: &Tensor) -> Result<Tensor> {
        let (width, height) = (self.across.dim(0)?, self.down.dim(0)?);
        let turned = picture.reshape((3, height, width))?.transpose(1, 2)?.contiguous()?;
        let coefficients = self.across.broadcast_matmul(&turned)?.broadcast_matmul(&self.down.t()?)?;
        Ok(coefficients.flatten_all()?)
    }

    fn inverse(&self, coefficients: &Tensor) -> Result<Tensor> {
        let (width, height) = (self.across.dim(0)?, self.down.dim(0)?);
        let coefficients = coefficients.reshape((3, width, height))?;
        let turned = self.across.t()?.broadcast_matmul(&coefficients)?.broadcast_matmul(&self.down)?;
        Ok(turned.transpose(1, 2)?.contiguous()?.flatten_all()?)
    }
}

/// The orthonormal cosine waves of a side, `[N, N]`.
fn waves(side: usize, device: &Device) -> Result<Tensor> {
    let wave = |index: usize| {
        let scale = if index == 0 { 1.0 } else { 2.0 };
        (0..side).map(move |place| {
            let half_turns = (index * (2 * place + 1)) as f64 / (2 * side) as f64;
            ((scale / side as f64).sqrt() * (PI * half_turns).cos()) as f32
        })
    };
    Ok(Tensor::from_vec((0..side).flat_map(wave).collect::<Vec<f32>>(), (side, side), device)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The way of the accelerators, run on the processor, is the naive twin of the fast transform.
    #[test]
    fn both_ways_agree() {
        for (width, height) in [(8, 8), (33, 20), (1, 7), (17, 2)] {
            let device = Device::Cpu;
            let fast = CosineTransform::new(width, height, &device).unwrap();
            let matrices = Matrices { across: waves(width, &device).unwrap(), down: waves(height, &device).unwrap() };
            let matrices = CosineTransform::Device(matrices);
            let values: Vec<f32> = (0..3 * width * height).map(|n| ((n * 37 % 101) as f32 - 50.0) / 100.0).collect();
            let tensor = Tensor::new(values.as_slice(), &device).unwrap();
            for run in [CosineTransform::forward, CosineTransform::inverse] {
                let a = run(&fast, Vector::Host(values.clone())).unwrap();
                let b = run(&matrices, Vector::Device(tensor.clone())).unwrap();
                let (Vector::Host(a), Vector::Device(b)) = (a, b) else { unreachable!() };
                let b = b.to_vec1::<f32>().unwrap();
                assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-5), "{width}x{height}");
            }
        }
    }

    #[test]
    fn no_length_is_gained_or_lost() {
        let transform = CosineTransform::new(24, 18, &Device::Cpu).unwrap();
        let picture = Vector::Host((0..3 * 24 * 18).map(|n| (n as f32 * 0.7).sin()).collect());
        let coefficients = transform.forward(picture.clone()).unwrap();
        let (before, after) = (picture.dot(&picture).unwrap(), coefficients.dot(&coefficients).unwrap());
        assert!((before - after).abs() < 1e-5 * before);
    }
}
