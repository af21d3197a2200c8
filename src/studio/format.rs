//! Times and amounts for people.

use crate::studio::language::{tr_count, tr_with};

/// A time: `0:07`, `12:34`, `1:02:03`.
pub fn clock(seconds: f64) -> String {
    let seconds = seconds.max(0.0).round() as u64;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") }
}

/// A time that is only guessed: `20 seconds`, `3 minutes`, `2 hours`.
pub fn about(seconds: f64) -> String {
    let whole = |number: f64| number.round().max(1.0) as usize;
    match seconds {
        _ if seconds < 20.0 => tr_count("{count} second", "{count} seconds", whole(seconds)),
        _ if seconds < 90.0 => tr_count("{count} second", "{count} seconds", 10 * whole(seconds / 10.0)),
        _ if seconds < 90.0 * 60.0 => tr_count("{count} minute", "{count} minutes", whole(seconds / 60.0)),
        _ => tr_count("{count} hour", "{count} hours", whole(seconds / 3600.0)),
    }
}

/// An amount of memory: `12 MB`, `1.5 GB`.
pub fn memory(bytes: u64) -> String {
    if bytes < 1_000_000_000 {
        tr_with("{amount} MB", &[("amount", &(bytes as f64 / 1e6).round())])
    } else {
        tr_with("{amount} GB", &[("amount", &format!("{:.1}", bytes as f64 / 1e9))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        assert_eq!(clock(7.4), "0:07");
        assert_eq!(clock(754.0), "12:34");
        assert_eq!(clock(3723.0), "1:02:03");
        assert_eq!(clock(-1.0), "0:00");
    }

    #[test]
    fn guesses_are_round() {
        let cases = [(0.2, "1 second"), (7.4, "7 seconds"), (44.0, "40 seconds"), (89.9, "90 seconds")];
        for (seconds, text) in
            cases.into_iter().chain([(95.0, "2 minutes"), (3000.0, "50 minutes"), (9000.0, "3 hours")])
        {
            assert_eq!(about(seconds), text);
        }
    }

    #[test]
    fn amounts_read_well() {
        assert_eq!(memory(0), "0 MB");
        assert_eq!(memory(11_600_000), "12 MB");
        assert_eq!(memory(2_840_000_000), "2.8 GB");
    }
}
