//! The units where there are none: nothing of this can be reached.
#![allow(clippy::unused_self)]

use super::{Chunks, DEPTH, Products, Right, SIDE, Windows};

/// What this machine does not have.
#[derive(Debug, Clone, Copy)]
pub(in crate::kernels) enum MatrixUnits {}

impl MatrixUnits {
    pub(in crate::kernels) fn new() -> Option<Self> {
        None
    }

    pub(in crate::kernels) fn configure(self) -> Tiles {
        match self {}
    }

    pub(in crate::kernels) fn pack(self, _: &[f32], _: usize, _: &mut [u32]) {
        match self {}
    }

    pub(in crate::kernels) fn pack_right(self, _: &[[f32; SIDE]; DEPTH], _: usize, _: &mut [u32]) {
        match self {}
    }

    pub(in crate::kernels) fn transpose(self, _: &mut [[f32; SIDE]; SIDE]) {
        match self {}
    }
}

/// Not empty itself, lest the compiler warn of what comes after it.
pub(in crate::kernels) struct Tiles(());

impl Tiles {
    pub(in crate::kernels) fn multiply_windows(&self, _: &[u32], _: Right<'_>, _: Windows, _: &mut Products) {
        unreachable!("there are no matrix units");
    }

    pub(in crate::kernels) fn multiply_chunks(&self, _: &[u32], _: Right<'_>, _: Chunks, _: &mut Products) {
        unreachable!("there are no matrix units");
    }
}
