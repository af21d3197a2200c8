//! The table of speeds as the window sees it: sizes come in one after the other.

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::fast::speed::{Speed, TABLE_FOOTNOTE, table_heading, table_lines};

/// The table, as far as it was measured.
#[derive(Debug, Default)]
pub struct SpeedTable {
    /// The machine that was measured.
    pub machine: String,
    /// The sizes that were measured.
    pub rows: Vec<Speed>,
    /// The measurement under way.
    measuring: Option<CancelToken>,
    measurements: u64,
}

impl SpeedTable {
    /// Begins a measurement of this machine; returns its number and what cancels it.
    pub fn begin(&mut self, machine: String) -> (u64, CancelToken) {
        self.stop();
        let cancel = CancelToken::new();
        self.measurements += 1;
        self.rows.clear();
        (self.machine, self.measuring) = (machine, Some(cancel.clone()));
        (self.measurements, cancel)
    }

    /// Whether it is being measured.
    pub fn is_measuring(&self) -> bool {
        self.measuring.is_some()
    }

    /// Leaves the table as it is.
    pub fn stop(&mut self) {
        if let Some(cancel) = self.measuring.take() {
            cancel.cancel();
        }
    }

    /// Takes what was measured; an error that a person should know of.
    pub fn take(&mut self, number: u64, result: Result<Speed>, is_last: bool) -> Option<Error> {
        if number != self.measurements || self.measuring.is_none() {
            return None;
        }
        match result {
            Ok(speed) => {
                self.rows.push(speed);
                if is_last {
                    self.measuring = None;
                }
                None
            }
            Err(error) => {
                self.measuring = None;
                Some(error)
            }
        }
    }

    /// The table in Markdown.
    pub fn to_markdown(&self) -> String {
        let lines: Vec<String> = self.rows.iter().map(table_lines).collect();
        format!("{}\n{}\n\n{TABLE_FOOTNOTE}\n", table_heading(&self.machine), lines.join("\n"))
    }
}

/// A measurement that nobody waits for any more ends.
impl Drop for SpeedTable {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_come_in_and_what_is_stale_does_not() {
        let speed = Speed { size: 256, seconds: [1.0, 3.0, 5.0], iterations_measured: 500, pass_seconds: 0.1 };
        let mut table = SpeedTable::default();
        let (first, cancel) = table.begin("a machine".into());
        assert!(table.take(first, Ok(speed), false).is_none() && table.is_measuring());
        assert!(
            table.to_markdown().contains("| 256 | this one | 1.00 s | 3.00 s | 5.00 s | 0.100 s | 10x, 30x, 50x |")
        );
        let (second, _) = table.begin("a machine".into());
        assert!(cancel.is_cancelled() && table.rows.is_empty());
        assert!(table.take(first, Ok(speed), true).is_none() && table.rows.is_empty(), "it was given up");
        assert!(table.take(second, Ok(speed), true).is_none() && !table.is_measuring());
        let (third, _) = table.begin("a machine".into());
        table.stop();
        assert!(table.take(third, Err(Error::Cancelled), true).is_none(), "it was meant to stop");
    }
}
