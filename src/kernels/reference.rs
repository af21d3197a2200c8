//! Naive twins of the kernels in double precision, written for plainness. Tests hold the fast kernels to them.

use super::MapShape;
use super::padding::Padding;
use super::pool::Pooling;

/// The 3x3 convolution of `input` `[I, H, W]` with `weights` `[O, I, 3, 3]` and `bias` `[O]`.
pub fn conv3x3(input: &[f64], shape: MapShape, padding: Padding, weights: &[f64], bias: &[f64]) -> Vec<f64> {
    let outputs = bias.len();
    let mut output: Vec<f64> = bias.iter().flat_map(|&bias| vec![bias; shape.positions()]).collect();
    for_each_product(shape, padding, outputs, |place, weight, result| {
        output[result] += weights[weight] * input[place];
    });
    output
}

/// The gradient `[I, H, W]` of `<conv3x3(input), output_gradient>` for the input of `shape`.
pub fn conv3x3_input_gradient(output_gradient: &[f64], shape: MapShape, padding: Padding, weights: &[f64]) -> Vec<f64> {
    let outputs = output_gradient.len() / shape.positions();
    let mut input_gradient = vec![0.0; shape.len()];
    for_each_product(shape, padding, outputs, |place, weight, result| {
        input_gradient[place] += weights[weight] * output_gradient[result];
    });
    input_gradient
}

/// Calls `visit` with the places of the input, the weight and the output of every product of a 3x3 convolution.
fn for_each_product(shape: MapShape, padding: Padding, outputs: usize, mut visit: impl FnMut(usize, usize, usize)) {
    let MapShape { channels, height, width } = shape;
    for (o, y, x) in (0..outputs).flat_map(|o| (0..height).flat_map(move |y| (0..width).map(move |x| (o, y, x)))) {
        for (i, tap) in (0..channels).flat_map(|i| (0..9).map(move |tap| (i, tap))) {
            let row = padding.source((y + tap / 3) as isize - 1, height);
            let column = padding.source((x + tap % 3) as isize - 1, width);
            if let (Some(row), Some(column)) = (row, column) {
                let place = (i * height + row) * width + column;
                visit(place, (o * channels + i) * 9 + tap, (o * height + y) * width + x);
            }
        }
    }
}

/// 2x2 pooling with stride 2: the maximum of each window, or its mean.
pub fn pool(pooling: Pooling, input: &[f64], shape: MapShape) -> Vec<f64> {
    let mut output = Vec::new();
    for_each_window(shape, |window| {
        let values = window.map(|place| input[place]);
        output.push(match pooling {
            Pooling::Max => values.into_iter().fold(f64::NEG_INFINITY, f64::max),
            Pooling::Average => values.iter().sum::<f64>() / 4.0,
        });
    });
    output
}

/// The gradient of `<pool(input), output_gradient>` for the input of `shape`.
pub fn pool_input_gradient(pooling: Pooling, output_gradient: &[f64], input: &[f64], shape: MapShape) -> Vec<f64> {
    let mut input_gradient = vec![0.0; shape.len()];
    let mut output_gradient = output_gradient.iter();
    for_each_window(shape, |window| {
        let gradient = output_gradient.next().copied().unwrap_or(0.0);
        match pooling {
            Pooling::Max => {
                let mut first = window[0];
                for place in window {
                    if input[place] > input[first] {
                        first = place;
                    }
                }
                input_gradient[first] = gradient;
            }
            Pooling::Average => window.into_iter().for_each(|place| input_gradient[place] = gradient / 4.0),
        }
    });
    input_gradient
}

/// Calls `visit` with the places of the four values of each window, in row order.
fn for_each_window(shape: MapShape, mut visit: impl FnMut([usize; 4])) {
    for c in 0..shape.channels {
        for y in 0..shape.height / 2 {
            for x in 0..shape.width / 2 {
                let first = (c * shape.height + 2 * y) * shape.width + 2 * x;
                visit([first, first + 1, first + shape.width, first + shape.width + 1]);
            }
        }
    }
}

/// The Gram matrix `[C, C]` of `features` `[C, H, W]`, divided by the number of positions.
pub fn gram(features: &[f64], shape: MapShape) -> Vec<f64> {
    let rows: Vec<_> = features.chunks_exact(shape.positions()).collect();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    rows.iter().flat_map(|a| rows.iter().map(move |b| dot(a, b) / shape.positions() as f64)).collect()
}

/// `matrix' F` for a `matrix` `[C, C]` and `features` `[C, H, W]`.
pub fn product(matrix: &[f64], features: &[f64], shape: MapShape) -> Vec<f64> {
    let mut output = vec![0.0; shape.len()];
    for (row, output) in output.chunks_exact_mut(shape.positions()).enumerate() {
        for (column, features) in features.chunks_exact(shape.positions()).enumerate() {
            for (output, feature) in output.iter_mut().zip(features) {
                *output += matrix[column * shape.channels + row] * feature;
            }
        }
    }
    output
}

/// A convolution of `input` `[I, H, W]` with `weights` `[O, I, side, side]` and `bias` `[O]`, mirrored at the border;
/// `kernel` is its side and its stride.
pub fn conv(input: &[f64], shape: MapShape, weights: &[f64], bias: &[f64], kernel: (usize, usize)) -> Vec<f64> {
    let (MapShape { channels, height, width }, (side, stride)) = (shape, kernel);
    let mirrored = |place: usize, tap: usize, len| {
        Padding::Reflection.source((place * stride + tap) as isize - (side / 2) as isize, len).unwrap_or(0)
    };
    let mut output = Vec::new();
    for (o, &bias) in bias.iter().enumerate() {
        for y in 0..height.div_ceil(stride) {
            for x in 0..width.div_ceil(stride) {
                let mut sum = bias;
                for (i, tap) in (0..channels).flat_map(|i| (0..side * side).map(move |tap| (i, tap))) {
                    let (row, column) = (mirrored(y, tap / side, height), mirrored(x, tap % side, width));
                    sum += weights[(o * channels + i) * side * side + tap] * input[(i * height + row) * width + column];
                }
                output.push(sum);
            }
        }
    }
    output
}

/// Each value of `map` `[C, H, W]` four times: `[C, 2 H, 2 W]`.
pub fn enlarge(map: &[f64], shape: MapShape) -> Vec<f64> {
    let rows = map.chunks_exact(shape.width).map(|row| row.iter().flat_map(|&value| [value; 2]));
    rows.flat_map(|row| row.clone().chain(row)).collect()
}

/// Each channel of `map` `[C, H, W]` normalised to mean 0 and variance 1, then times `weight` plus `bias`, each `[C]`.
pub fn instance_norm(map: &[f64], shape: MapShape, weight: &[f64], bias: &[f64]) -> Vec<f64> {
    let count = shape.positions() as f64;
    let channels = map.chunks_exact(shape.positions()).zip(weight.iter().zip(bias));
    let normalise = |(channel, (weight, bias)): (&[f64], (&f64, &f64))| {
        let mean = channel.iter().sum::<f64>() / count;
        let variance = channel.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
        channel.iter().map(|value| (value - mean) / (variance + 1e-5).sqrt() * weight + bias).collect::<Vec<_>>()
    };
    channels.flat_map(normalise).collect()
}

/// Adds `scale (features - compared_with)` to `target`; the sum of the squares of the differences.
pub fn add_difference(features: &[f64], compared_with: &[f64], scale: f64, target: &mut [f64]) -> f64 {
    let mut sum = 0.0;
    for ((target, value), other) in target.iter_mut().zip(features).zip(compared_with) {
        sum += (value - other).powi(2);
        *target += scale * (value - other);
    }
    sum
}

/// The depthwise 3x3 convolution of `input` `[C, H, W]` with `weights` `[C, 3, 3]` and `bias` `[C]`, padded with zeros so
/// that each side is divided by the stride and rounded up: half of them before, and one more after if they are odd.
pub fn depthwise(input: &[f64], shape: MapShape, weights: &[f64], bias: &[f64], stride: usize) -> Vec<f64> {
    let MapShape { channels, height, width } = shape;
    let place = |index: usize, tap: usize, len: usize| {
        let zeros = ((len.div_ceil(stride) - 1) * stride + 3).saturating_sub(len);
        let place = (index * stride + tap) as isize - (zeros / 2) as isize;
        (0..len as isize).contains(&place).then_some(place as usize)
    };
    let mut output = Vec::new();
    for c in 0..channels {
        for y in 0..height.div_ceil(stride) {
            for x in 0..width.div_ceil(stride) {
                let mut sum = bias[c];
                for tap in 0..9 {
                    if let (Some(row), Some(column)) = (place(y, tap / 3, height), place(x, tap % 3, width)) {
                        sum += weights[c * 9 + tap] * input[(c * height + row) * width + column];
                    }
                }
                output.push(sum);
            }
        }
    }
    output
}
