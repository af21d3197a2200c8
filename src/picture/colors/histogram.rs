//! Red, green and blue each with the distribution of another picture's values.
//!
//! A value goes to the value of the same rank. Every distinct value stands in the middle of the ranks that it takes, so
//! that a picture of one colour goes to the other's median and not to one of its ends.

use rayon::prelude::*;

use super::mapping::{BLOCK, mapped, towards};
use crate::picture::Picture;

/// The steps into which the range is divided between two bytes; bytes themselves lie on whole steps.
const STEPS_PER_BYTE: usize = 16;
/// The number of different values that are told apart.
const BINS: usize = 255 * STEPS_PER_BYTE + 1;

/// How often each value occurs in each channel.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Histograms {
    counts: [Vec<u64>; 3],
}

impl Histograms {
    /// Of all pixels.
    pub(super) fn of(picture: &Picture) -> Self {
        Self { counts: picture.channels().map(|channel| count(&channel)) }
    }

    /// The map that gives a picture with these histograms those of another.
    pub(super) fn matched_to(&self, other: &Self) -> HistogramMap {
        HistogramMap { tables: std::array::from_fn(|channel| table(&self.counts[channel], &other.counts[channel])) }
    }
}

/// Where each value goes, channel by channel.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct HistogramMap {
    tables: [Vec<f32>; 3],
}

impl HistogramMap {
    /// A picture with its colours mapped `strength` of the way.
    pub(super) fn apply(&self, painted: Picture, strength: f64) -> Picture {
        let strength = strength as f32;
        mapped(painted, |colors, _| {
            std::array::from_fn(|i| towards(colors[i], look_up(&self.tables[i], colors[i]), strength).clamp(0.0, 1.0))
        })
    }
}

fn count(plane: &[f32]) -> Vec<u64> {
    // Large parts, because each needs a table of its own.
    let parts = plane.par_chunks(BLOCK * 16).map(|part| {
        let mut counts = vec![0_u64; BINS];
        for value in part {
            counts[((value * (BINS - 1) as f32 + 0.5) as usize).min(BINS - 1)] += 1;
        }
        counts
    });
    parts.reduce(
        || vec![0; BINS],
        |mut sum, part| {
            sum.iter_mut().zip(part).for_each(|(sum, count)| *sum += count);
            sum
        },
    )
}

/// Values that occur, from 0 to 1, with the middle of their ranks, from 0 to 1.
fn ranks(counts: &[u64]) -> Vec<(f64, f64)> {
    let total = counts.iter().sum::<u64>() as f64;
    let mut below = 0;
    let occurring = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    let ranks = occurring.map(|(bin, &count)| {
        let middle = (below as f64 + count as f64 / 2.0) / total;
        below += count;
        (bin as f64 / (BINS - 1) as f64, middle)
    });
    ranks.collect()
}

/// For every bin the value where it goes; between the values that occur, straight lines.
fn table(painted: &[u64], content: &[u64]) -> Vec<f32> {
    let by_rank: Vec<(f64, f64)> = ranks(content).into_iter().map(|(value, rank)| (rank, value)).collect();
    let goals: Vec<(f64, f64)> =
        ranks(painted).into_iter().map(|(value, rank)| (value, interpolated(&by_rank, rank))).collect();
    (0..BINS).map(|bin| interpolated(&goals, bin as f64 / (BINS - 1) as f64) as f32).collect()
}

/// The height of a broken line at `x`, level beyond its ends; the points are sorted and at least one.
fn interpolated(line: &[(f64, f64)], x: f64) -> f64 {
    let after = line.partition_point(|point| point.0 < x);
    match (after.checked_sub(1).map(|before| line[before]), line.get(after)) {
        (Some((x0, y0)), Some(&(x1, y1))) => y0 + (y1 - y0) * (x - x0) / (x1 - x0),
        (Some((_, y)), None) | (None, Some(&(_, y))) => y,
        (None, None) => unreachable!("a picture has at least one pixel"),
    }
}

/// The table's value at `value`, between two entries a straight line.
fn look_up(table: &[f32], value: f32) -> f32 {
    let place = value.clamp(0.0, 1.0) * (BINS - 1) as f32;
    let low = (place as usize).min(BINS - 2);
    towards(table[low], table[low + 1], place - low as f32)
}
