//! A slice into which several threads write at the same time, each at places of its own.
#![allow(unsafe_code)]

use std::marker::PhantomData;

use super::simd::prefetch;

/// A mutable slice whose disjoint parts are handed out to several threads.
///
/// Blocks of tiles cut every row of every channel of a feature map into pieces, a division that `split_at_mut` and
/// rayon's parallel chunks cannot express.
pub(super) struct SharedSlice<'a> {
    start: *mut f32,
    len: usize,
    owner: PhantomData<&'a mut [f32]>,
}

// SAFETY: the values are plain numbers, and whoever calls `part` promises that no two live parts overlap.
unsafe impl Send for SharedSlice<'_> {}
// SAFETY: as above.
unsafe impl Sync for SharedSlice<'_> {}

impl<'a> SharedSlice<'a> {
    pub(super) fn new(slice: &'a mut [f32]) -> Self {
        Self { start: slice.as_mut_ptr(), len: slice.len(), owner: PhantomData }
    }

    /// Asks for a part of the slice that will soon be written.
    #[inline(always)]
    pub(super) fn prefetch(&self, offset: usize, len: usize) {
        prefetch(self.start.wrapping_add(offset), len);
    }

    /// The part of `len` values from `offset`. Panics if it does not lie within the slice.
    ///
    /// # Safety
    /// No other part that overlaps this one may be alive, on any thread.
    #[allow(clippy::mut_from_ref)] // disjointness is the caller's promise
    #[inline(always)]
    pub(super) unsafe fn part(&self, offset: usize, len: usize) -> &mut [f32] {
        assert!(offset <= self.len && len <= self.len - offset, "the part lies within the slice");
        // SAFETY: the assertion keeps the part within the slice, which is borrowed for 'a, and the caller promises
        // that nobody else refers to these values.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(offset), len) }
    }
}
