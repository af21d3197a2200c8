//! Maps brought to another size without any arithmetic but sums, each way beside its adjoint, by which gradients go back:
//!
//! | way | adjoint |
//! | --- | --- |
//! | [`reflect`]: a mirrored border | [`fold`] |
//! | [`enlarge`]: every value repeated | [`shrink`]: sums of 2x2 values |
//! | every second value of every second row, as a convolution with stride 2 keeps them | [`spread`] |

use pulp::Arch;
use rayon::prelude::*;

use super::MapShape;
use super::padding::Padding;
use crate::cancel::CancelToken;
use crate::error::Result;

/// The shape of a map with a border on every side.
pub fn bordered(shape: MapShape, border: usize) -> MapShape {
    MapShape::new(shape.channels, shape.height + 2 * border, shape.width + 2 * border)
}

/// The shape of a map enlarged twice.
pub fn enlarged(shape: MapShape) -> MapShape {
    MapShape::new(shape.channels, 2 * shape.height, 2 * shape.width)
}

/// The shape of what a stride of 2 keeps of a map.
pub fn halved(shape: MapShape) -> MapShape {
    MapShape::new(shape.channels, shape.height.div_ceil(2), shape.width.div_ceil(2))
}

/// Writes `map` of `shape`, `[C, H, W]`, mirrored at its border to `reflected`, `[C, H + 2 border, W + 2 border]`.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled); the target is then half written.
///
/// # Panics
/// If a slice does not have its shape.
pub fn reflect(map: &[f32], shape: MapShape, border: usize, reflected: &mut [f32], cancel: &CancelToken) -> Result<()> {
    each_channel(
        (reflected, bordered(shape, border)),
        (map, shape),
        cancel,
        #[inline(always)]
        |reflected, map| reflect_channel(map, shape, border, reflected),
    )
}

/// Writes the adjoint of [`reflect`], each value of `reflected` added to the one that it mirrors, to `map` of `shape`.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled); the target is then half written.
///
/// # Panics
/// If a slice does not have its shape.
pub fn fold(reflected: &[f32], shape: MapShape, border: usize, map: &mut [f32], cancel: &CancelToken) -> Result<()> {
    each_channel(
        (map, shape),
        (reflected, bordered(shape, border)),
        cancel,
        #[inline(always)]
        |map, reflected| fold_channel(reflected, shape, border, map),
    )
}

/// Writes each value of `map` of `shape`, `[C, H, W]`, four times to `large`, `[C, 2 H, 2 W]`.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled); the target is then half written.
///
/// # Panics
/// If a slice does not have its shape.
pub fn enlarge(map: &[f32], shape: MapShape, large: &mut [f32], cancel: &CancelToken) -> Result<()> {
    each_channel(
        (large, enlarged(shape)),
        (map, shape),
        cancel,
        #[inline(always)]
        |large, map| enlarge_channel(map, shape.width, large),
    )
}

/// Writes the adjoint of [`enlarge`], the sums of the 2x2 values of `large`, `[C, 2 H, 2 W]`, to `map` of `shape`.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled); the target is then half written.
///
/// # Panics
/// If a slice does not have its shape.
pub fn shrink(large: &[f32], shape: MapShape, map: &mut [f32], cancel: &CancelToken) -> Result<()> {
    each_channel(
        (map, shape),
        (large, enlarged(shape)),
        cancel,
        #[inline(always)]
        |map, large| shrink_channel(large, shape.width, map),
    )
}

/// Writes `map`, `[C, ceil(H / 2), ceil(W / 2)]`, to every second place of every second row of `wide` of `shape`,
/// `[C, H, W]`, and zeros between.
///
/// # Errors
/// [`Error::Cancelled`](crate::error::Error::Cancelled); the target is then half written.
///
/// # Panics
/// If a slice does not have its shape.
pub fn spread(map: &[f32], shape: MapShape, wide: &mut [f32], cancel: &CancelToken) -> Result<()> {
    each_channel(
        (wide, shape),
        (map, halved(shape)),
        cancel,
        #[inline(always)]
        |wide, map| spread_channel(map, shape.width, wide),
    )
}

/// Does the same with every channel of two maps, each with its shape. `work` must be inlined always, to be compiled for the
/// instruction set.
fn each_channel(
    (target, target_shape): (&mut [f32], MapShape),
    (source, source_shape): (&[f32], MapShape),
    cancel: &CancelToken,
    work: impl Fn(&mut [f32], &[f32]) + Sync,
) -> Result<()> {
    let arch = Arch::new();
    assert_eq!(source.len(), source_shape.len(), "the source has its shape");
    assert_eq!(target.len(), target_shape.len(), "the target has its shape");
    let targets = target.par_chunks_mut(target_shape.positions().max(1));
    targets.zip(source.par_chunks(source_shape.positions().max(1))).try_for_each(|(target, source)| {
        cancel.check()?;
        arch.dispatch(
            #[inline(always)]
            || work(target, source),
        );
        Ok(())
    })
}

/// The places of a line of `len` values that its border before and after it mirrors.
#[inline(always)]
fn mirrored(place: isize, len: usize) -> usize {
    Padding::Reflection.source(place, len).unwrap_or(0)
}

/// [`reflect`] for one channel.
#[inline(always)]
fn reflect_channel(map: &[f32], MapShape { height, width, .. }: MapShape, border: usize, reflected: &mut [f32]) {
    for (y, target) in (-(border as isize)..).zip(reflected.chunks_exact_mut(width + 2 * border)) {
        let line = &map[mirrored(y, height) * width..][..width];
        target[border..border + width].copy_from_slice(line);
        for x in 1..=border {
            target[border - x] = line[mirrored(-(x as isize), width)];
            target[border + width - 1 + x] = line[mirrored((width - 1 + x) as isize, width)];
        }
    }
}

/// [`fold`] for one channel.
#[inline(always)]
fn fold_channel(reflected: &[f32], MapShape { height, width, .. }: MapShape, border: usize, map: &mut [f32]) {
    map.fill(0.0);
    for (y, source) in (-(border as isize)..).zip(reflected.chunks_exact(width + 2 * border)) {
        let line = &mut map[mirrored(y, height) * width..][..width];
        line.iter_mut().zip(&source[border..]).for_each(|(sum, value)| *sum += value);
        for x in 1..=border {
            line[mirrored(-(x as isize), width)] += source[border - x];
            line[mirrored((width - 1 + x) as isize, width)] += source[border + width - 1 + x];
        }
    }
}

/// [`enlarge`] for one channel.
#[inline(always)]
fn enlarge_channel(map: &[f32], width: usize, large: &mut [f32]) {
    for (line, rows) in map.chunks_exact(width).zip(large.chunks_exact_mut(4 * width)) {
        let (upper, lower) = rows.split_at_mut(2 * width);
        for (pair, &value) in upper.as_chunks_mut::<2>().0.iter_mut().zip(line) {
            *pair = [value; 2];
        }
        lower.copy_from_slice(upper);
    }
}

/// [`shrink`] for one channel.
#[inline(always)]
fn shrink_channel(large: &[f32], width: usize, map: &mut [f32]) {
    for (line, rows) in map.chunks_exact_mut(width).zip(large.chunks_exact(4 * width)) {
        let (upper, lower) = rows.split_at(2 * width);
        let pairs = upper.as_chunks::<2>().0.iter().zip(lower.as_chunks::<2>().0);
        for (sum, (&[a, b], &[c, d])) in line.iter_mut().zip(pairs) {
            *sum = (a + b) + (c + d);
        }
    }
}

/// [`spread`] for one channel.
#[inline(always)]
fn spread_channel(map: &[f32], width: usize, wide: &mut [f32]) {
    let mut lines = map.chunks_exact(width.div_ceil(2));
    for rows in wide.chunks_mut(2 * width) {
        let (upper, lower) = rows.split_at_mut(width);
        lower.fill(0.0);
        let Some(line) = lines.next() else { return };
        let (pairs, last) = upper.as_chunks_mut::<2>();
        for (pair, &value) in pairs.iter_mut().zip(line) {
            *pair = [value, 0.0];
        }
        if let ([target], Some(&value)) = (last, line.last()) {
            *target = value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::reference;
    use crate::kernels::testing::{SIZES, double, random, relative_error};

    fn shapes() -> impl Iterator<Item = MapShape> {
        SIZES.into_iter().chain([(2, 2), (4, 9)]).map(|(height, width)| MapShape::new(3, height, width))
    }

    /// Runs one way on random values of a shape.
    fn of(len: usize, source: MapShape, way: impl Fn(&[f32], &mut [f32]) -> Result<()>) -> (Vec<f32>, Vec<f64>) {
        let (values, mut target) = (random(1, source.len(), 1.0), vec![f32::NAN; len]);
        way(&values, &mut target).unwrap();
        (target, double(&values))
    }

    #[test]
    fn each_way_matches_its_twin_at_odd_sizes() {
        let never = CancelToken::new();
        for shape in shapes() {
            for border in [1, 4] {
                let wide = bordered(shape, border);
                let (target, source) = of(wide.len(), shape, |map, target| reflect(map, shape, border, target, &never));
                assert_eq!(double(&target), reference::reflect(&source, shape, border), "{shape:?}");
                let (target, source) = of(shape.len(), wide, |map, target| fold(map, shape, border, target, &never));
                assert!(relative_error(&target, &reference::fold(&source, shape, border)) < 1e-6, "{shape:?}");
            }
            let large = enlarged(shape);
            let (target, source) = of(large.len(), shape, |map, target| enlarge(map, shape, target, &never));
            assert_eq!(double(&target), reference::enlarge(&source, shape), "{shape:?}");
            let (target, source) = of(shape.len(), large, |map, target| shrink(map, shape, target, &never));
            assert!(relative_error(&target, &reference::shrink(&source, shape)) < 1e-6, "{shape:?}");
            let (target, source) = of(shape.len(), halved(shape), |map, target| spread(map, shape, target, &never));
            assert_eq!(double(&target), reference::spread(&source, shape), "{shape:?}");
        }
    }

    #[test]
    fn cancelled_work_ends_with_an_error() {
        let token = CancelToken::new();
        token.cancel();
        let shape = MapShape::new(1, 2, 2);
        assert!(enlarge(&[0.0; 4], shape, &mut [0.0; 16], &token).is_err());
    }
}
