//! Naive twins of the kernels in double precision, written for plainness. Tests hold the fast kernels to them.

use super::MapShape;

/// The 3x3 convolution of `input` `[I, H, W]` with `weights` `[O, I, 3, 3]` and `bias` `[O]`, bordered by zeros.
pub fn conv3x3(input: &[f64], shape: MapShape, weights: &[f64], bias: &[f64]) -> Vec<f64> {
    let MapShape { channels, height, width } = shape;
    let mut output = Vec::with_capacity(bias.len() * shape.positions());
    for (o, &bias) in bias.iter().enumerate() {
        for y in 0..height {
            for x in 0..width {
                let mut sum = bias;
                for i in 0..channels {
                    for (ky, kx) in (0..3).flat_map(|ky| (0..3).map(move |kx| (ky, kx))) {
                        let inside = (1..=height).contains(&(y + ky)) && (1..=width).contains(&(x + kx));
                        if inside {
                            let value = input[(i * height + y + ky - 1) * width + x + kx - 1];
                            sum += weights[((o * channels + i) * 3 + ky) * 3 + kx] * value;
                        }
                    }
                }
                output.push(sum);
            }
        }
    }
    output
}

/// The gradient `[I, H, W]` of `<conv3x3(input), output_gradient>` for the input of `shape`.
pub fn conv3x3_input_gradient(output_gradient: &[f64], shape: MapShape, weights: &[f64]) -> Vec<f64> {
    let MapShape { channels, height, width } = shape;
    let outputs = output_gradient.len() / shape.positions();
    let mut input_gradient = vec![0.0; shape.len()];
    for o in 0..outputs {
        for y in 0..height {
            for x in 0..width {
                let gradient = output_gradient[(o * height + y) * width + x];
                for i in 0..channels {
                    for (ky, kx) in (0..3).flat_map(|ky| (0..3).map(move |kx| (ky, kx))) {
                        let inside = (1..=height).contains(&(y + ky)) && (1..=width).contains(&(x + kx));
                        if inside {
                            input_gradient[(i * height + y + ky - 1) * width + x + kx - 1] +=
                                weights[((o * channels + i) * 3 + ky) * 3 + kx] * gradient;
                        }
                    }
                }
            }
        }
    }
    input_gradient
}
