//! What the fuzz targets share: a file for readers that take a path, and a bound on memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use impasto::error::{Error, Result};
use peak_alloc::PeakAlloc;
use rayon::ThreadPoolBuilder;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// A reader may take this much for every byte of its file, in bytes.
const FACTOR: usize = 128;
/// What it may take for the smallest file, in bytes.
const START: usize = 4 << 20;

/// Puts the bytes into a file of this process, in the folder for temporary files, and gives its path.
pub fn file(bytes: &[u8], ending: &str) -> PathBuf {
    static NAME: LazyLock<PathBuf> =
        LazyLock::new(|| std::env::temp_dir().join(format!("impasto-fuzz-{}", std::process::id())));
    let path = NAME.with_extension(ending);
    fs::write(&path, bytes).expect("the folder for temporary files can be written");
    path
}

/// The memory that reading a file of so many bytes may take, in bytes.
pub fn small_multiple(len: usize) -> usize {
    START + FACTOR * len
}

/// Does some work and checks that it never held more than so many bytes.
pub fn within<T>(bytes: usize, work: impl FnOnce() -> T) -> T {
    // All of it in this thread: the pictures are so small that waiting for others would take most of the time.
    static ALONE: LazyLock<bool> =
        LazyLock::new(|| ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global().is_ok());
    assert!(*ALONE, "nothing used another thread before");
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let result = work();
    let taken = MEMORY.peak_usage().saturating_sub(before);
    assert!(taken <= bytes, "{taken} bytes were taken, and {bytes} allowed");
    result
}

/// Checks that an error is one of the file, in one short line that names it.
pub fn check_error<T>(result: &Result<T>, path: &Path) {
    let Err(error) = result else { return };
    assert!(matches!(error, Error::File { .. }), "{error:?}");
    let headline = error.headline();
    assert!(headline.starts_with(&*path.to_string_lossy()), "{headline}");
    assert!(headline.len() < 2000, "{headline}");
}
