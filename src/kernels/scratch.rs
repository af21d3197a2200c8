//! Scratch memory that each thread keeps between calls, so that kernels allocate nothing in the steady state.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};

/// The bytes of a cache line, to which every buffer is aligned: unaligned vectors of 64 bytes cost twice.
const LINE_BYTES: usize = 64;

thread_local! {
    /// The buffers that nobody on this thread uses at the moment.
    static IDLE: RefCell<Vec<Vec<f32>>> = const { RefCell::new(Vec::new()) };
}

/// A buffer of `f32` aligned to cache lines, with arbitrary contents. Dropping it gives it back to the thread it is
/// dropped on.
pub(super) struct Scratch {
    buffer: Vec<f32>,
    start: usize,
    len: usize,
}

impl Scratch {
    /// A buffer of `len` values: the smallest idle one that is large enough, or a new one.
    pub(super) fn take(len: usize) -> Self {
        let needed = len + LINE_BYTES / size_of::<f32>();
        let idle = IDLE.with_borrow_mut(|idle| {
            let fitting = (0..idle.len()).filter(|&i| idle[i].len() >= needed).min_by_key(|&i| idle[i].len());
            fitting.or_else(|| idle.len().checked_sub(1)).map(|i| idle.swap_remove(i))
        });
        let buffer = match idle {
            Some(buffer) if buffer.len() >= needed => buffer,
            _ => vec![0.0; needed],
        };
        let start = buffer.as_ptr().align_offset(LINE_BYTES).min(needed - len);
        Self { buffer, start, len }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let buffer = std::mem::take(&mut self.buffer);
        // Fails only while the thread ends; the memory is then freed.
        let _ = IDLE.try_with(|idle| idle.borrow_mut().push(buffer));
    }
}

impl Deref for Scratch {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.buffer[self.start..][..self.len]
    }
}

impl DerefMut for Scratch {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.buffer[self.start..][..self.len]
    }
}
