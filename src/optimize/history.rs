//! What L-BFGS remembers, and the direction that follows from it.
//!
//! The two-loop recursion (Nocedal and Wright 2006, algorithm 7.4) takes inner products of the remembered vectors and
//! adds multiples of them. Here the inner products are kept, the recursion runs on the multiples alone, and the
//! direction is added up in the end (Chen, Wang and Zhou 2014, "Large-scale L-BFGS using `MapReduce`"). So every vector
//! is read twice in an iteration instead of four times, and never written: with 20 pairs, that is what an iteration
//! costs beside the function.

use std::collections::VecDeque;

use crate::error::Result;
use crate::optimize::vector::Vector;

/// A pair is kept only when its curvature `s.y` exceeds this share of `|s||y|`: smaller ones are rounding errors.
const LEAST_CURVATURE: f64 = 1e-8;

/// A step made, the change of the gradient along it, and their products with what is remembered beside.
#[derive(Debug)]
struct Pair {
    /// `s`.
    step: Vector,
    /// `y`.
    change: Vector,
    /// `s.y` with the change of every pair, the oldest first.
    step_changes: VecDeque<f64>,
    /// `y.y` with the change of every pair.
    change_changes: VecDeque<f64>,
    /// `s.g` with the present gradient.
    step_gradient: f64,
    /// `y.g`.
    change_gradient: f64,
}

/// The last pairs.
#[derive(Debug)]
pub(super) struct History {
    /// The oldest first.
    pairs: VecDeque<Pair>,
    most: usize,
}

impl History {
    /// Remembers `most` pairs.
    pub(super) const fn new(most: usize) -> Self {
        Self { pairs: VecDeque::new(), most }
    }

    /// Forgets all of it.
    pub(super) fn clear(&mut self) {
        self.pairs.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Remembers a step that led to a point with this gradient, and the gradient's change along it.
    pub(super) fn push(&mut self, step: Vector, change: Vector, gradient: &Vector) -> Result<()> {
        let mut rows: Vec<&Vector> = self.pairs.iter().flat_map(|pair| [&pair.step, &pair.change]).collect();
        rows.extend([&step, &change]);
        let products = Vector::dots(&rows, &[&step, &change, gradient])?;
        let (pairs, own) = products.split_at(products.len() - 2);
        let (own_step, own_change) = (&own[0], &own[1]);
        let curvature = own_step[1];
        let is_kept = curvature > LEAST_CURVATURE * (own_step[0] * own_change[1]).sqrt();
        for (pair, products) in self.pairs.iter_mut().zip(pairs.chunks_exact(2)) {
            if is_kept {
                pair.step_changes.push_back(products[0][1]);
                pair.change_changes.push_back(products[1][1]);
            }
            (pair.step_gradient, pair.change_gradient) = (products[0][2], products[1][2]);
        }
        if !is_kept {
            return Ok(());
        }
        let with_changes = |column: usize| pairs.chunks_exact(2).map(move |products| products[1][column]);
        self.pairs.push_back(Pair {
            step_changes: with_changes(0).chain([curvature]).collect(),
            change_changes: with_changes(1).chain([own_change[1]]).collect(),
            step_gradient: own_step[2],
            change_gradient: own_change[2],
            step,
            change,
        });
        if self.pairs.len() > self.most {
            self.pairs.pop_front();
            for pair in &mut self.pairs {
                pair.step_changes.pop_front();
                pair.change_changes.pop_front();
            }
        }
        Ok(())
    }

    /// `-H g` for the gradient that was given last; without history `-g`.
    pub(super) fn direction(&self, gradient: &Vector) -> Result<Vector> {
        let pairs = &self.pairs;
        let curvature = |index: usize| pairs[index].step_changes[index];
        let of_gradient = pairs.back().map_or(-1.0, |last| {
            let newest = pairs.len() - 1;
            -curvature(newest) / last.change_changes[newest]
        });
        // Multiples of the changes before the scaling by `s.y / y.y` of the newest pair.
        let mut of_changes = vec![0.0; pairs.len()];
        for index in (0..pairs.len()).rev() {
            let pair = &pairs[index];
            let later = (index + 1..pairs.len()).map(|other| of_changes[other] * pair.step_changes[other]);
            of_changes[index] = -(later.sum::<f64>() - pair.step_gradient) / curvature(index);
        }
        let alphas: Vec<f64> = of_changes.iter().map(|multiple| -multiple).collect();
        for multiple in &mut of_changes {
            *multiple *= -of_gradient;
        }
        let mut of_steps = vec![0.0; pairs.len()];
        for index in 0..pairs.len() {
            let pair = &pairs[index];
            let changes = of_changes.iter().zip(&pair.change_changes).map(|(multiple, product)| multiple * product);
            let steps = (0..index).map(|earlier| of_steps[earlier] * pairs[earlier].step_changes[index]);
            let along = of_gradient * pair.change_gradient + changes.sum::<f64>() + steps.sum::<f64>();
            of_steps[index] = alphas[index] - along / curvature(index);
        }
        let mut terms = vec![(of_gradient, gradient)];
        for ((pair, of_step), of_change) in pairs.iter().zip(of_steps).zip(of_changes) {
            terms.extend([(of_step, &pair.step), (of_change, &pair.change)]);
        }
        Vector::combination(&terms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Algorithm 7.4 as it stands in the book.
    fn two_loops(pairs: &[(Vec<f64>, Vec<f64>)], gradient: &[f64]) -> Vec<f64> {
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let add =
            |to: &mut Vec<f64>, scale: f64, what: &[f64]| to.iter_mut().zip(what).for_each(|(a, b)| *a += scale * b);
        let mut q: Vec<f64> = gradient.iter().map(|value| -value).collect();
        let mut alphas = Vec::new();
        for (s, y) in pairs.iter().rev() {
            let alpha = dot(s, &q) / dot(s, y);
            add(&mut q, -alpha, y);
            alphas.push(alpha);
        }
        if let Some((s, y)) = pairs.last() {
            let scale = dot(s, y) / dot(y, y);
            for value in &mut q {
                *value *= scale;
            }
        }
        for ((s, y), alpha) in pairs.iter().zip(alphas.into_iter().rev()) {
            let beta = dot(y, &q) / dot(s, y);
            add(&mut q, alpha - beta, s);
        }
        q
    }

    fn wave(seed: usize, length: usize) -> Vec<f64> {
        (0..length).map(|n| ((n * (2 * seed + 3) + seed) as f64 * 0.7).sin() * 0.5_f64.powi(seed as i32 % 4)).collect()
    }

    fn vector(values: &[f64]) -> Vector {
        Vector::Host(values.iter().map(|&value| value as f32).collect())
    }

    #[test]
    fn the_direction_is_that_of_the_two_loops_while_pairs_come_and_go() {
        let (length, most) = (50, 4);
        let mut history = History::new(most);
        let mut kept: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
        for turn in 0..12 {
            let (step, other, gradient) =
                (wave(3 * turn, length), wave(3 * turn + 1, length), wave(3 * turn + 2, length));
            // Every fifth change goes against its step, as rounding errors may, and has to be left out.
            let sign = if turn % 5 == 4 { -1.0 } else { 1.0 };
            let change: Vec<f64> = step.iter().zip(&other).map(|(s, o)| sign * 3.0 * s + 0.3 * o).collect();
            history.push(vector(&step), vector(&change), &vector(&gradient)).unwrap();
            if sign > 0.0 {
                kept.push((step, change));
            }
            let remembered = &kept[kept.len().saturating_sub(most)..];
            assert_eq!(history.pairs.len(), remembered.len());
            let expected = two_loops(remembered, &gradient);
            let Vector::Host(direction) = history.direction(&vector(&gradient)).unwrap() else { unreachable!() };
            let size = expected.iter().map(|value| value * value).sum::<f64>().sqrt();
            for (value, expected) in direction.iter().zip(expected) {
                assert!((f64::from(*value) - expected).abs() < 1e-4 * size, "turn {turn}: {value} {expected}");
            }
        }
    }

    #[test]
    fn without_history_it_goes_down_the_gradient() {
        let Vector::Host(direction) = History::new(3).direction(&vector(&[1.0, -2.0])).unwrap() else { unreachable!() };
        assert_eq!(direction, [-1.0, 2.0]);
    }
}
