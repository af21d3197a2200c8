//! Naive twins of the kernels in double precision, written for plainness. Tests hold the fast kernels to them.

use super::MapShape;
use super::conv::ConvForm;
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

/// The convolution of this form of `input` `[I, H, W]` with `weights` `[O, I, side, side]` and `bias` `[O]`.
pub fn conv(form: ConvForm, input: &[f64], shape: MapShape, weights: &[f64], bias: &[f64]) -> Vec<f64> {
    let positions = form.output_shape(shape).positions();
    let mut output: Vec<f64> = bias.iter().flat_map(|&bias| vec![bias; positions]).collect();
    for_each_conv_product(form, shape, |place, weight, result| output[result] += weights[weight] * input[place]);
    output
}

/// The gradient `[O, I, side, side]` of `<conv(input), output_gradient>` for the weights.
pub fn conv_weight_gradient(form: ConvForm, input: &[f64], shape: MapShape, output_gradient: &[f64]) -> Vec<f64> {
    let mut gradient = vec![0.0; form.weights()];
    for_each_conv_product(form, shape, |place, weight, result| {
        gradient[weight] += output_gradient[result] * input[place];
    });
    gradient
}

/// The gradient `[I, H, W]` of `<conv(input), output_gradient>` for the input of `shape`.
pub fn conv_input_gradient(form: ConvForm, output_gradient: &[f64], shape: MapShape, weights: &[f64]) -> Vec<f64> {
    let mut gradient = vec![0.0; shape.len()];
    for_each_conv_product(form, shape, |place, weight, result| {
        gradient[place] += weights[weight] * output_gradient[result];
    });
    gradient
}

/// Calls `visit` with the places of the input, the weight and the output of every product of a convolution.
fn for_each_conv_product(form: ConvForm, shape: MapShape, mut visit: impl FnMut(usize, usize, usize)) {
    let (MapShape { channels, height, width }, output) = (shape, form.output_shape(shape));
    let source = |place: usize, tap: usize, len| {
        form.padding.source((place * form.stride + tap) as isize - form.border as isize, len)
    };
    for (o, y, x) in (0..output.channels)
        .flat_map(|o| (0..output.height).flat_map(move |y| (0..output.width).map(move |x| (o, y, x))))
    {
        for (i, tap) in (0..channels).flat_map(|i| (0..form.taps()).map(move |tap| (i, tap))) {
            let (row, column) = (source(y, tap / form.side, height), source(x, tap % form.side, width));
            if let (Some(row), Some(column)) = (row, column) {
                let weight = (o * channels + i) * form.taps() + tap;
                visit((i * height + row) * width + column, weight, (o * output.height + y) * output.width + x);
            }
        }
    }
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

/// The gradients of `<activated instance_norm(map), output_gradient>` for the map, the weights and the biases; where
/// `rectified`, the activation is a ReLU.
pub fn instance_norm_gradient(
    map: &[f64],
    shape: MapShape,
    (weight, bias): (&[f64], &[f64]),
    rectified: bool,
    output_gradient: &[f64],
) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let count = shape.positions() as f64;
    let (mut map_gradient, mut weight_gradient, mut bias_gradient) = (Vec::new(), Vec::new(), Vec::new());
    for (channel, values) in map.chunks_exact(shape.positions()).enumerate() {
        let mean = values.iter().sum::<f64>() / count;
        let deviation = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count + 1e-5).sqrt();
        let normal: Vec<f64> = values.iter().map(|value| (value - mean) / deviation).collect();
        let gradient = output_gradient[channel * shape.positions()..].iter().zip(&normal).map(|(gradient, normal)| {
            if rectified && normal * weight[channel] + bias[channel] <= 0.0 { 0.0 } else { *gradient }
        });
        let gradient: Vec<f64> = gradient.collect();
        let sum = gradient.iter().sum::<f64>();
        let along = gradient.iter().zip(&normal).map(|(gradient, normal)| gradient * normal).sum::<f64>();
        map_gradient.extend(
            gradient.iter().zip(&normal).map(|(gradient, normal)| {
                weight[channel] / deviation * (gradient - sum / count - normal * along / count)
            }),
        );
        weight_gradient.push(along);
        bias_gradient.push(sum);
    }
    (map_gradient, weight_gradient, bias_gradient)
}

/// `map` `[C, H, W]` mirrored at its border: `[C, H + 2 border, W + 2 border]`.
pub fn reflect(map: &[f64], shape: MapShape, border: usize) -> Vec<f64> {
    let mut reflected = Vec::new();
    for_each_reflected(shape, border, |place| reflected.push(map[place]));
    reflected
}

/// The adjoint of [`reflect`]: each value of `[C, H + 2 border, W + 2 border]` is added to the one that it mirrors.
pub fn fold(reflected: &[f64], shape: MapShape, border: usize) -> Vec<f64> {
    let (mut map, mut values) = (vec![0.0; shape.len()], reflected.iter());
    for_each_reflected(shape, border, |place| map[place] += values.next().copied().unwrap_or(0.0));
    map
}

/// Calls `visit` with the place in the map of every value of the reflected map.
fn for_each_reflected(shape: MapShape, border: usize, mut visit: impl FnMut(usize)) {
    let places = |len: usize| {
        let range = -(border as isize)..(len + border) as isize;
        range.filter_map(move |place| Padding::Reflection.source(place, len))
    };
    for c in 0..shape.channels {
        for y in places(shape.height) {
            places(shape.width).for_each(|x| visit((c * shape.height + y) * shape.width + x));
        }
    }
}

/// The adjoint of [`enlarge`]: the sums of the 2x2 values of `[C, 2 H, 2 W]` that stand for each one of `shape`.
pub fn shrink(enlarged: &[f64], shape: MapShape) -> Vec<f64> {
    let MapShape { height, width, .. } = shape;
    let at = |c: usize, y: usize, x: usize| enlarged[(c * 2 * height + y) * 2 * width + x];
    let places = (0..shape.channels).flat_map(|c| (0..height).flat_map(move |y| (0..width).map(move |x| (c, y, x))));
    let sum = |(c, y, x)| [(0, 0), (0, 1), (1, 0), (1, 1)].iter().map(|(v, u)| at(c, 2 * y + v, 2 * x + u)).sum();
    places.map(sum).collect()
}

/// `map` `[C, ceil(H / 2), ceil(W / 2)]` at every second place of every second row of zeros of `shape`, `[C, H, W]`.
pub fn spread(map: &[f64], shape: MapShape) -> Vec<f64> {
    let (mut output, mut values) = (vec![0.0; shape.len()], map.iter());
    for (c, y) in (0..shape.channels).flat_map(|c| (0..shape.height).step_by(2).map(move |y| (c, y))) {
        for x in (0..shape.width).step_by(2) {
            output[(c * shape.height + y) * shape.width + x] = values.next().copied().unwrap_or(0.0);
        }
    }
    output
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
