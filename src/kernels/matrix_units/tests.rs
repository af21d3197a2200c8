use super::*;
use crate::kernels::testing::{double, random, relative_error};

/// Twice what is left out of products.
const TOLERANCE: f64 = 1e-5;

/// The units, or a word that there are none.
fn units() -> Option<MatrixUnits> {
    let units = MatrixUnits::new();
    if units.is_none() {
        eprintln!("this machine has no matrix units: skipped");
    }
    units
}

/// Rows on the left, packed and as `[row][factor]`.
fn left(units: MatrixUnits, rows: usize) -> (Vec<u32>, Vec<f32>) {
    let lines = random(1, DEPTH * rows, 1.0);
    let mut packed = vec![0; rows * ROW];
    for first in (0..rows).step_by(SIDE) {
        units.pack(&lines[first..], rows, &mut packed[first * ROW..][..SIDE * ROW]);
    }
    let values = (0..rows * DEPTH).map(|place| lines[place % DEPTH * rows + place / DEPTH]).collect();
    (packed, values)
}

/// A group on the right of so many steps, packed and as `[step][factor][column]`.
fn right(units: MatrixUnits, steps: usize) -> (Vec<u32>, Vec<f32>) {
    let values = random(2, steps * DEPTH * GROUP, 1.0);
    let mut packed = vec![0; steps * RIGHT];
    for (step, values) in packed.chunks_exact_mut(RIGHT).zip(values.chunks_exact(DEPTH * GROUP)) {
        for tile in 0..GROUP / SIDE {
            let rows =
                std::array::from_fn(|row| std::array::from_fn(|column| values[row * GROUP + tile * SIDE + column]));
            units.pack_right(&rows, tile, step);
        }
    }
    (packed, values)
}

/// Holds the products of two tiles on the left, whose rows for each step begin at `starts`, to their twin.
fn assert_are_products(products: &Products, left: &[f32], right: &[f32], starts: &[usize]) {
    let (left, right) = (double(left), double(right));
    let (mut values, mut expected) = (Vec::new(), Vec::new());
    for (row, column) in (0..2 * SIDE).flat_map(|row| (0..GROUP).map(move |column| (row, column))) {
        let tile = &products.0[row / SIDE * 2 + column / SIDE];
        values.push(tile[row % SIDE][column % SIDE]);
        let product = |step: usize, factor: usize| {
            left[(starts[step] + row) * DEPTH + factor] * right[(step * DEPTH + factor) * GROUP + column]
        };
        let steps = (0..starts.len()).flat_map(|step| (0..DEPTH).map(move |factor| (step, factor)));
        expected.push(steps.map(|(step, factor)| product(step, factor)).sum::<f64>());
    }
    let error = relative_error(&values, &expected);
    assert!(error < TOLERANCE, "{} steps differ by {error:e}", starts.len());
}

#[test]
fn chunks_match_their_twin() {
    let Some(units) = units() else { return };
    for count in [2, 4, 16] {
        let pitch = 48;
        let (left, left_values) = left(units, count * pitch);
        let (right, right_values) = right(units, count);
        let mut products = Products([[[f32::NAN; SIDE]; SIDE]; 4]);
        let chunks = Chunks { pitch, count };
        units.configure().multiply_chunks(&left, Right::new(&right, &[], 0), chunks, &mut products);
        let starts: Vec<usize> = (0..count).map(|chunk| chunk * pitch).collect();
        assert_are_products(&products, &left_values, &right_values, &starts);
    }
}

#[test]
fn windows_match_their_twin() {
    let Some(units) = units() else { return };
    for chunks in [1, 3, 16] {
        let windows = Windows { line: 18, chunk: 80, chunks };
        let (left, left_values) = left(units, windows.chunk * chunks);
        let (right, right_values) = right(units, WINDOW_STEPS * chunks);
        let mut products = Products([[[f32::NAN; SIDE]; SIDE]; 4]);
        units.configure().multiply_windows(&left, Right::new(&right, &right, 3), windows, &mut products);
        let starts: Vec<usize> = (0..chunks * WINDOW_STEPS)
            .map(|step| step / 9 * windows.chunk + step % 9 / 3 * windows.line + step % 3)
            .collect();
        assert_are_products(&products, &left_values, &right_values, &starts);
    }
}

#[test]
#[should_panic(expected = "all rows on the left are there")]
fn what_lies_outside_is_never_read() {
    let Some(units) = units() else { panic!("all rows on the left are there") };
    let windows = Windows { line: 18, chunk: 80, chunks: 2 };
    let right = vec![0; 2 * WINDOW_STEPS * RIGHT];
    let left = vec![0; (windows.reach() - 1) * ROW];
    let mut products = Products::ZERO;
    units.configure().multiply_windows(&left, Right::new(&right, &[], 0), windows, &mut products);
}

#[test]
fn tiles_are_transposed() {
    let Some(units) = units() else { return };
    let mut tile: [[f32; SIDE]; SIDE] =
        std::array::from_fn(|row| std::array::from_fn(|column| (row * SIDE + column) as f32));
    units.transpose(&mut tile);
    for (row, column) in (0..SIDE).flat_map(|row| (0..SIDE).map(move |column| (row, column))) {
        assert_eq!(tile[row][column], (column * SIDE + row) as f32);
    }
}

#[test]
fn splitting_keeps_sixteen_bits_and_what_was_split_before() {
    for value in random(3, 1000, 1e3).into_iter().chain([0.0, 1.0, -1e30, 1e-30, 3e38]) {
        let kept = joined(split(value));
        assert!((kept - value).abs() <= value.abs() / f32::from(u16::MAX), "{value} became {kept}");
        assert_eq!(joined(split(kept)), kept);
    }
}
