//! Memory aligned to cache lines, and scratch memory that each thread keeps between calls, so that kernels allocate
//! nothing in the steady state.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};

use super::memory::zeros;

/// The bytes of a cache line: unaligned vectors of 64 bytes cost twice.
const LINE_BYTES: usize = 64;

/// Values that begin at a cache line.
#[derive(Default)]
pub(super) struct Aligned {
    buffer: Vec<f32>,
    start: usize,
    len: usize,
}

impl Aligned {
    /// `len` zeros.
    pub(super) fn zeros(len: usize) -> Self {
        Self::within(zeros(len + LINE_BYTES / size_of::<f32>()), len)
    }

    /// `len` values of `buffer`, which has a cache line more than that.
    fn within(buffer: Vec<f32>, len: usize) -> Self {
        let start = buffer.as_ptr().align_offset(LINE_BYTES).min(buffer.len() - len);
        Self { buffer, start, len }
    }
}

impl Deref for Aligned {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.buffer[self.start..][..self.len]
    }
}

impl DerefMut for Aligned {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.buffer[self.start..][..self.len]
    }
}

thread_local! {
    /// The buffers that nobody on this thread uses at the moment.
    static IDLE: RefCell<Vec<Vec<f32>>> = const { RefCell::new(Vec::new()) };
}

/// Aligned values with arbitrary contents. Dropping them gives the memory to the thread on which they are dropped.
pub(super) struct Scratch(Aligned);

impl Scratch {
    /// `len` values: in the smallest idle buffer that is long enough, or in a new one instead of any idle one.
    pub(super) fn take(len: usize) -> Self {
        let needed = len + LINE_BYTES / size_of::<f32>();
        let idle = IDLE.with_borrow_mut(|idle| {
            let fitting = (0..idle.len()).filter(|&i| idle[i].len() >= needed).min_by_key(|&i| idle[i].len());
            fitting.or_else(|| idle.len().checked_sub(1)).map(|i| idle.swap_remove(i))
        });
        match idle {
            Some(buffer) if buffer.len() >= needed => Self(Aligned::within(buffer, len)),
            _ => Self(Aligned::zeros(len)),
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let buffer = std::mem::take(&mut self.0).buffer;
        // Fails only while the thread ends; the memory is then freed.
        let _ = IDLE.try_with(|idle| idle.borrow_mut().push(buffer));
    }
}

impl Deref for Scratch {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.0
    }
}

impl DerefMut for Scratch {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.0
    }
}
