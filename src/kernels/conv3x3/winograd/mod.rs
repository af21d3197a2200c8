//! Winograd's minimal filtering F(4x4, 3x3) on vectors of any instruction set.
//!
//! A. Lavin and S. Gray, "Fast Algorithms for Convolutional Neural Networks", 2016: a tile of 4x4 outputs `Y` comes
//! from 6x6 inputs `d` and the 3x3 kernel `g` as `Y = A' [(G g G') * (B' d B)] A` with 36 multiplications instead of
//! 144. The matrices follow from the interpolation points 0, ±`A`, ±`B` and infinity (Toom and Cook).
//!
//! The paper's points 0, ±1, ±2 lose twice as many digits as 0, ±5/8, ±3/2 do: over 128 channels of rectified
//! normal numbers the relative error is 2.0e-6 with the former and 0.87e-6 with the latter (2-norm). Tiles of 6x4
//! outputs, with 0, ±1/2, ±1, ±2 on their longer side, would have 1.7e-6 and a ninth fewer multiplications; they took as
//! long or up to a tenth longer, since what a block of them reads leaves less of the second-level cache. Tiles of 6x6
//! outputs need a fifth fewer multiplications; they took as long with 256 channels, and a tenth to a fifth longer with 64
//! and 128, where moving values counts for more than multiplying them.

mod kernel;
mod pass;
mod stages;
mod tiles;
mod transforms;

pub(super) use self::kernel::{KERNEL_SIDE, Kernel, TAPS};
pub(super) use self::pass::run;
pub(super) use self::stages::Work;
