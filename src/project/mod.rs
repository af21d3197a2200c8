//! What outlives one run of the program: the bundled samples and the places for files.

mod samples;

pub use samples::{SAMPLES, Sample, SampleKind};
