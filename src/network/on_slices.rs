//! The door through which the CPU kernels enter candle: operations that write into a tensor that is already there.

use std::ops::Range;

use candle_core::{CpuStorage, InplaceOp1, InplaceOp2, InplaceOp3, Layout, Storage, Tensor};

use crate::cancel::CancelToken;
use crate::error::Result;

/// Runs a kernel that reads a tensor, which is on the CPU and contiguous.
pub(super) fn read<T>(source: &Tensor, work: impl FnOnce(&[f32]) -> Result<T>) -> Result<T> {
    let (storage, layout) = source.storage_and_layout();
    match &*storage {
        Storage::Cpu(storage) => work(values(storage, layout)?),
        _ => Err(candle_core::Error::msg("the tensor is not on the CPU").into()),
    }
}

/// Runs a kernel that works in the place of a tensor, which is on the CPU and contiguous.
pub(super) fn write(target: &Tensor, cancel: &CancelToken, work: impl Fn(&mut [f32]) -> Result<()>) -> Result<()> {
    let done = target.inplace_op1(&InPlace(work));
    cancel.check()?;
    Ok(done?)
}

/// Runs a kernel that writes the target from one source. All tensors are on the CPU and contiguous.
pub(super) fn write_from(
    target: &Tensor,
    source: &Tensor,
    cancel: &CancelToken,
    work: impl Fn(&mut [f32], &[f32]) -> Result<()>,
) -> Result<()> {
    let done = target.inplace_op2(source, &FromOne(work));
    cancel.check()?;
    Ok(done?)
}

/// Runs a kernel that writes the target from two sources. All tensors are on the CPU and contiguous.
pub(super) fn write_from_two(
    target: &Tensor,
    sources: [&Tensor; 2],
    cancel: &CancelToken,
    work: impl Fn(&mut [f32], [&[f32]; 2]) -> Result<()>,
) -> Result<()> {
    let done = target.inplace_op3(sources[0], sources[1], &FromTwo(work));
    cancel.check()?;
    Ok(done?)
}

/// A kernel without a source.
struct InPlace<Work>(Work);

impl<Work: Fn(&mut [f32]) -> Result<()>> InplaceOp1 for InPlace<Work> {
    fn name(&self) -> &'static str {
        "CPU kernel"
    }

    fn cpu_fwd(&self, target: &mut CpuStorage, layout: &Layout) -> candle_core::Result<()> {
        (self.0)(values_mut(target, layout)?).map_err(candle_core::Error::wrap)
    }
}

/// A kernel with one source.
struct FromOne<Work>(Work);

impl<Work: Fn(&mut [f32], &[f32]) -> Result<()>> InplaceOp2 for FromOne<Work> {
    fn name(&self) -> &'static str {
        "CPU kernel"
    }

    fn cpu_fwd(
        &self,
        target: &mut CpuStorage,
        target_layout: &Layout,
        source: &CpuStorage,
        source_layout: &Layout,
    ) -> candle_core::Result<()> {
        let source = values(source, source_layout)?;
        (self.0)(values_mut(target, target_layout)?, source).map_err(candle_core::Error::wrap)
    }
}

/// A kernel with two sources.
struct FromTwo<Work>(Work);

impl<Work: Fn(&mut [f32], [&[f32]; 2]) -> Result<()>> InplaceOp3 for FromTwo<Work> {
    fn name(&self) -> &'static str {
        "CPU kernel"
    }

    fn cpu_fwd(
        &self,
        target: &mut CpuStorage,
        target_layout: &Layout,
        first: &CpuStorage,
        first_layout: &Layout,
        second: &CpuStorage,
        second_layout: &Layout,
    ) -> candle_core::Result<()> {
        let sources = [values(first, first_layout)?, values(second, second_layout)?];
        (self.0)(values_mut(target, target_layout)?, sources).map_err(candle_core::Error::wrap)
    }
}

fn values<'a>(storage: &'a CpuStorage, layout: &Layout) -> candle_core::Result<&'a [f32]> {
    Ok(&storage.as_slice::<f32>()?[contiguous(layout)?])
}

fn values_mut<'a>(storage: &'a mut CpuStorage, layout: &Layout) -> candle_core::Result<&'a mut [f32]> {
    match storage {
        CpuStorage::F32(values) => Ok(&mut values[contiguous(layout)?]),
        _ => candle_core::bail!("the target does not hold 32-bit numbers"),
    }
}

fn contiguous(layout: &Layout) -> candle_core::Result<Range<usize>> {
    match layout.contiguous_offsets() {
        Some((start, end)) => Ok(start..end),
        None => candle_core::bail!("a tensor is not contiguous"),
    }
}
