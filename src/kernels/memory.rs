//! Memory in pages as large as the system grants, aligned to cache lines; and scratch memory that each thread keeps
//! between calls, so that kernels allocate nothing in the steady state.
//!
//! Kernels walk through dozens of channels at once, each some pages away from the next; with pages of 4 kB the
//! processor looks up addresses for a few percent of the time, with pages of 2 MB hardly ever.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};

/// `len` zeros, in large pages if there are many.
pub fn zeros(len: usize) -> Vec<f32> {
    let mut values = vec![0.0; len];
    ask_for_large_pages(&mut values);
    values
}

/// Asks Linux for large pages, which it gives by itself on few systems. Others choose on their own.
#[cfg(target_os = "linux")]
fn ask_for_large_pages(values: &mut [f32]) {
    /// Large pages of most processors.
    const LARGE: usize = 2 << 20;
    let (first, bytes) = (values.as_mut_ptr().cast::<u8>(), size_of_val(values));
    let before = first.align_offset(LARGE);
    if before + LARGE <= bytes {
        // SAFETY: the range lies within `values`, and the advice changes neither contents nor access. Where it cannot
        // be followed, the system says so and nothing happens.
        #[allow(unsafe_code)]
        unsafe {
            libc::madvise(first.add(before).cast(), (bytes - before) / LARGE * LARGE, libc::MADV_HUGEPAGE);
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn ask_for_large_pages(_: &mut [f32]) {}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_are_zeros_whatever_their_number() {
        for len in [0, 1, 1000, 1 << 19, (1 << 20) + 7] {
            let values = zeros(len);
            assert_eq!(values.len(), len);
            assert!(values.iter().all(|&value| value == 0.0));
        }
    }
}
