//! How long each frame takes: a table for whoever wants to know whether the window is smooth, and how much of the time
//! is its own.

use std::fmt;
use std::fs::File;
use std::io::{LineWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::error::{Error, FileProblem, Result};

/// Writes one line for each frame.
#[derive(Debug)]
pub struct FrameLog {
    /// Line by line, so that a session which ends badly leaves its table too.
    file: LineWriter<File>,
    begun: Instant,
    /// The work of the window's own code in the present frame.
    own: Duration,
    frames: Vec<[f32; 2]>,
}

/// The frames of a whole session, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FrameSummary {
    /// How many frames there were.
    pub frames: usize,
    /// The window's own code: median, 95th percentile, and the longest.
    pub own: [f32; 3],
    /// Everything with drawing, but without waiting for the screen: the same.
    pub whole: [f32; 3],
}

impl FrameLog {
    /// Begins a table in a file.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be written.
    pub fn create(path: &Path) -> Result<Self> {
        let failed = |error: std::io::Error| {
            let problem = match error.kind() {
                std::io::ErrorKind::NotFound => FileProblem::NoFolder,
                _ => FileProblem::Unwritable,
            };
            Error::file_from(path, problem, error)
        };
        let mut file = LineWriter::new(File::create(path).map_err(failed)?);
        writeln!(file, "seconds,own_ms,whole_ms,phase").map_err(failed)?;
        Ok(Self { file, begun: Instant::now(), own: Duration::ZERO, frames: Vec::new() })
    }

    /// Counts some work of the window's own code.
    pub fn add_own(&mut self, work: Duration) {
        self.own += work;
    }

    /// Ends a frame; `whole` is what the one before it took with drawing, in seconds, once that is known.
    pub fn end_frame(&mut self, whole: Option<f32>, phase: &str) {
        let own = std::mem::take(&mut self.own).as_secs_f32() * 1e3;
        let whole = whole.unwrap_or(0.0) * 1e3;
        self.frames.push([own, whole]);
        // A log that cannot be written on is no reason to disturb the person who paints.
        let _ = writeln!(self.file, "{:.3},{own:.3},{whole:.3},{phase}", self.begun.elapsed().as_secs_f64());
    }

    /// The frames so far; `None` before the first.
    pub fn summary(&mut self) -> Option<FrameSummary> {
        let _ = self.file.flush();
        (!self.frames.is_empty()).then(|| FrameSummary {
            frames: self.frames.len(),
            own: quantiles(self.frames.iter().map(|frame| frame[0]).collect()),
            whole: quantiles(self.frames.iter().map(|frame| frame[1]).collect()),
        })
    }
}

impl fmt::Display for FrameSummary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { frames, own: [own, own_95, own_max], whole: [whole, whole_95, whole_max] } = self;
        write!(
            formatter,
            "{frames} frames: with drawing {whole:.1} ms (95 % below {whole_95:.1}, longest {whole_max:.1}); \
             of that the window's own code {own:.1} ms (95 % below {own_95:.1}, longest {own_max:.1})"
        )
    }
}

/// The median, the 95th percentile and the greatest of some numbers.
fn quantiles(mut numbers: Vec<f32>) -> [f32; 3] {
    numbers.sort_by(f32::total_cmp);
    let at = |part: f64| numbers[((numbers.len() - 1) as f64 * part).round() as usize];
    [at(0.5), at(0.95), at(1.0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_written_and_summed_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("frames.csv");
        let mut log = FrameLog::create(&path).unwrap();
        assert_eq!(log.summary(), None);
        for frame in 1..=100 {
            log.add_own(Duration::from_millis(frame));
            log.end_frame((frame > 1).then_some(frame as f32 * 2e-3), "painting");
        }
        let summary = log.summary().unwrap();
        assert_eq!((summary.frames, summary.own, summary.whole[2]), (100, [51.0, 95.0, 100.0], 200.0));
        assert!(summary.to_string().contains("95 % below 95.0"));
        let table = std::fs::read_to_string(&path).unwrap();
        assert_eq!(table.lines().count(), 101);
        assert!(table.lines().nth(1).unwrap().ends_with("1.000,0.000,painting"));
    }

    #[test]
    fn a_place_that_cannot_be_written_is_an_error() {
        assert!(FrameLog::create(Path::new("/nowhere/at/all.csv")).unwrap_err().headline().contains("folder"));
    }
}
