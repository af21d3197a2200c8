//! Memory in pages as large as the system grants.
//!
//! Kernels walk through dozens of channels at once, each some pages away from the next; with pages of 4 kB the
//! processor looks up addresses for a few percent of the time, with pages of 2 MB hardly ever.

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
