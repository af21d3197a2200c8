//! CPU kernels on slices, and the only home of `unsafe` code.
