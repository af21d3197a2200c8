use super::*;
use crate::error::Error;
use crate::kernels::reference;
use crate::kernels::testing::{SIZES, dot, double, instruction_sets, random, relative_error, with_threads};

/// What one layer may differ from its twin: ten times what Winograd's transforms lose over a few hundred channels, and a
/// tenth of what the whole network may lose.
const TOLERANCE: f64 = 1e-5;

/// Weights as large as those of a trained network.
fn weights(outputs: usize, inputs: usize) -> Vec<f32> {
    random(1, outputs * inputs * 9, (6.0 / (9 * inputs) as f32).sqrt())
}

fn convolution(outputs: usize, inputs: usize) -> Conv3x3 {
    convolution_on(Arch::new(), outputs, inputs)
}

fn convolution_on(arch: Arch, outputs: usize, inputs: usize) -> Conv3x3 {
    Conv3x3::new_on(arch, &weights(outputs, inputs), &random(2, outputs, 0.1), inputs)
}

const BOTH: [Padding; 2] = [Padding::Zero, Padding::Reflection];

fn forward(
    convolution: &Conv3x3,
    input: &[f32],
    shape: MapShape,
    padding: Padding,
    activation: Activation,
) -> Vec<f32> {
    let mut output = vec![f32::NAN; convolution.outputs() * shape.positions()];
    convolution.forward(input, shape, padding, &mut output, activation, &CancelToken::new()).unwrap();
    output
}

fn input_gradient(
    convolution: &Conv3x3,
    output_gradient: &[f32],
    output: Option<&[f32]>,
    shape: MapShape,
    padding: Padding,
) -> Vec<f32> {
    let mut gradient = vec![f32::NAN; shape.len()];
    convolution.input_gradient(output_gradient, output, shape, padding, &mut gradient, &CancelToken::new()).unwrap();
    gradient
}

/// Compares both directions with their twins, with either padding.
fn assert_matches_twins(convolution: &Conv3x3, input: &[f32], output_gradient: &[f32], shape: MapShape) {
    let weights = double(&weights(convolution.outputs(), convolution.inputs()));
    for padding in BOTH {
        let error = relative_error(
            &forward(convolution, input, shape, padding, Activation::None),
            &reference::conv3x3(&double(input), shape, padding, &weights, &double(&convolution.bias)),
        );
        assert!(error < TOLERANCE, "forward of {shape:?} with {padding:?} differs by {error:e}");
        let error = relative_error(
            &input_gradient(convolution, output_gradient, None, shape, padding),
            &reference::conv3x3_input_gradient(&double(output_gradient), shape, padding, &weights),
        );
        assert!(error < TOLERANCE, "gradient of {shape:?} with {padding:?} differs by {error:e}");
    }
}

#[test]
fn matches_its_twin_at_odd_sizes_and_channels_on_every_instruction_set() {
    for arch in instruction_sets() {
        let sizes = SIZES.into_iter().chain([(1, 2), (2, 2), (3, 3), (2, 31), (33, 2), (7, 7), (32, 16)]);
        for (index, (height, width)) in sizes.enumerate() {
            let (inputs, outputs) = [(1, 1), (3, 9), (13, 3), (5, 17)][index % 4];
            let shape = MapShape::new(inputs, height, width);
            let convolution = convolution_on(arch, outputs, inputs);
            let input = random(3, shape.len(), 1.0);
            assert_matches_twins(&convolution, &input, &random(4, outputs * shape.positions(), 1.0), shape);
        }
    }
}

/// One group of channels, or several, mostly not whole ones.
#[test]
fn gradients_of_many_channels_match_their_twin_at_odd_sizes() {
    for arch in instruction_sets() {
        let sizes = SIZES.into_iter().chain([(2, 2), (16, 30), (40, 18), (9, 300)]);
        for (index, (height, width)) in sizes.enumerate() {
            let (inputs, outputs) = [(16, 16), (17, 33), (40, 20), (31, 65)][index % 4];
            let shape = MapShape::new(inputs, height, width);
            let convolution = convolution_on(arch, outputs, inputs);
            let gradient = random(4, outputs * shape.positions(), 1.0);
            for padding in BOTH {
                let error = relative_error(
                    &input_gradient(&convolution, &gradient, None, shape, padding),
                    &reference::conv3x3_input_gradient(
                        &double(&gradient),
                        shape,
                        padding,
                        &double(&weights(outputs, inputs)),
                    ),
                );
                assert!(error < TOLERANCE, "gradient of {shape:?} with {padding:?} differs by {error:e}");
            }
        }
    }
}

#[test]
fn an_enlarged_map_is_convolved_as_if_it_were_there() {
    for arch in instruction_sets() {
        for (height, width) in SIZES.into_iter().chain([(2, 2), (6, 32), (20, 64)]) {
            let (shape, convolution) = (MapShape::new(5, height, width), convolution_on(arch, 9, 5));
            let input = random(3, shape.len(), 1.0);
            for padding in BOTH {
                let mut output = vec![f32::NAN; 4 * 9 * shape.positions()];
                let cancel = CancelToken::new();
                convolution.forward_enlarged(&input, shape, padding, &mut output, Activation::None, &cancel).unwrap();
                let (enlarged, large) =
                    (reference::enlarge(&double(&input), shape), MapShape::new(5, 2 * height, 2 * width));
                let (weights, bias) = (double(&weights(9, 5)), double(&convolution.bias));
                let error = relative_error(&output, &reference::conv3x3(&enlarged, large, padding, &weights, &bias));
                assert!(error < TOLERANCE, "{shape:?} enlarged, with {padding:?}, differs by {error:e}");
            }
        }
    }
}

#[test]
fn matches_its_twin_over_several_blocks_of_channels_and_tiles() {
    for (inputs, outputs, height, width) in [(64, 64, 11, 14), (65, 130, 11, 14), (200, 66, 11, 14), (136, 9, 42, 50)] {
        let shape = MapShape::new(inputs, height, width);
        let output_gradient = random(4, outputs * shape.positions(), 1.0);
        assert_matches_twins(&convolution(outputs, inputs), &random(3, shape.len(), 1.0), &output_gradient, shape);
    }
}

#[test]
fn matches_its_twin_at_extreme_values() {
    for (outputs, inputs, scale) in [1e-30, 1.0, 1e30].into_iter().flat_map(|scale| [(5, 7, scale), (20, 24, scale)]) {
        let shape = MapShape::new(inputs, 9, 10);
        let without_bias = Conv3x3 { bias: vec![0.0; outputs], ..convolution(outputs, inputs) };
        let input = random(3, shape.len(), scale);
        assert_matches_twins(&without_bias, &input, &random(4, outputs * shape.positions(), scale), shape);
    }
    let shape = MapShape::new(7, 9, 10);
    // Denormal numbers have fewer digits; what is left is an error of a few of their steps of 1.4e-45.
    let without_bias = Conv3x3 { bias: vec![0.0; 5], ..convolution(5, 7) };
    let input = random(3, shape.len(), 1e-40);
    let output = forward(&without_bias, &input, shape, Padding::Zero, Activation::None);
    let expected = reference::conv3x3(&double(&input), shape, Padding::Zero, &double(&weights(5, 7)), &[0.0; 5]);
    assert!(output.iter().zip(&expected).all(|(&value, expected)| (f64::from(value) - expected).abs() < 1e-42));
    let zeros = forward(&without_bias, &vec![0.0; shape.len()], shape, Padding::Reflection, Activation::None);
    assert!(zeros.iter().all(|&value| value == 0.0));
}

#[test]
fn rectifies_outputs_and_lets_gradients_pass_only_where_they_are_positive() {
    let shape = MapShape::new(6, 13, 18);
    let convolution = convolution(10, 6);
    let input = random(3, shape.len(), 1.0);
    for padding in BOTH {
        let plain = forward(&convolution, &input, shape, padding, Activation::None);
        let rectified = forward(&convolution, &input, shape, padding, Activation::Relu);
        assert!(plain.iter().zip(&rectified).all(|(plain, rectified)| plain.max(0.0) == *rectified));
        let gradient = random(4, plain.len(), 1.0);
        let masked: Vec<f32> = gradient.iter().zip(&plain).map(|(&g, &o)| if o > 0.0 { g } else { 0.0 }).collect();
        let fused = input_gradient(&convolution, &gradient, Some(&rectified), shape, padding);
        assert_eq!(fused, input_gradient(&convolution, &masked, None, shape, padding));
    }
}

#[test]
fn the_gradient_before_pooling_is_as_if_it_were_there() {
    for arch in instruction_sets() {
        let sizes = SIZES.into_iter().chain([(2, 2), (7, 130), (64, 64), (10, 71), (5, 300)]);
        let channels = [(5, 9), (17, 40)];
        let cases = sizes.flat_map(|size| channels.map(|channels| (size, channels)));
        for ((size, channels), pooling) in cases.flat_map(|case| [Pooling::Max, Pooling::Average].map(|p| (case, p))) {
            let ((height, width), (inputs, outputs)) = (size, channels);
            let (shape, rectified) = (MapShape::new(inputs, height, width), MapShape::new(outputs, height, width));
            let convolution = convolution_on(arch, outputs, inputs);
            // Few different values, of which many are zeros, so that windows have several maxima.
            let output: Vec<f32> = random(3, rectified.len(), 2.4).iter().map(|value| value.round().max(0.0)).collect();
            let pooled = random(4, pooling.output_shape(rectified).len(), 1.0);
            let cancel = CancelToken::new();
            let mut gradient = vec![f32::NAN; rectified.len()];
            pooling.input_gradient(&pooled, &output, rectified, &mut gradient, &cancel).unwrap();
            for padding in BOTH {
                let mut fused = vec![f32::NAN; shape.len()];
                convolution
                    .input_gradient_of_pooled((pooling, &pooled), &output, shape, padding, &mut fused, &cancel)
                    .unwrap();
                assert_eq!(fused, input_gradient(&convolution, &gradient, Some(&output), shape, padding), "{shape:?}");
            }
        }
    }
}

#[test]
fn gradient_is_the_adjoint() {
    for ((height, width), padding) in
        [(1, 2), (5, 7), (33, 31), (64, 64)].into_iter().flat_map(|size| BOTH.map(|p| (size, p)))
    {
        let shape = MapShape::new(19, height, width);
        let without_bias = Conv3x3 { bias: vec![0.0; 23], ..convolution(23, 19) };
        let (x, y) = (random(3, shape.len(), 1.0), random(4, 23 * shape.positions(), 1.0));
        let forward = dot(&forward(&without_bias, &x, shape, padding, Activation::None), &y);
        let backward = dot(&x, &input_gradient(&without_bias, &y, None, shape, padding));
        // Both sums have random signs, so they are compared with the length of what is summed.
        let size = dot(&y, &y).sqrt() * dot(&x, &x).sqrt();
        assert!((forward - backward).abs() < 1e-6 * size, "{forward} and {backward} differ");
    }
}

#[test]
fn threads_change_no_bit() {
    // With as many channels as the second has, a few threads share blocks of tiles and more take blocks of their own.
    for (inputs, outputs, height, width) in [(70, 66, 44, 37), (136, 264, 144, 144)] {
        let shape = MapShape::new(inputs, height, width);
        let convolution = convolution(outputs, inputs);
        let input = random(3, shape.len(), 1.0);
        let both_ways = || {
            let output = forward(&convolution, &input, shape, Padding::Reflection, Activation::Relu);
            let gradient = input_gradient(&convolution, &output, Some(&output), shape, Padding::Reflection);
            (output, gradient)
        };
        let one = with_threads(1, both_ways);
        for threads in [2, 5] {
            assert!(one == with_threads(threads, both_ways), "{shape:?} on {threads} threads");
        }
    }
}

#[test]
fn cancelled_work_ends_with_an_error() {
    let shape = MapShape::new(3, 20, 20);
    let token = CancelToken::new();
    token.cancel();
    let mut output = vec![0.0; 4 * shape.positions()];
    let input = vec![0.0; shape.len()];
    let result = convolution(4, 3).forward(&input, shape, Padding::Zero, &mut output, Activation::None, &token);
    assert!(matches!(result, Err(Error::Cancelled)));
}

#[test]
fn states_the_memory_it_keeps() {
    let convolution = convolution(128, 64);
    let weights = 128 * 64 * 9 * size_of::<f32>();
    let forward_only = convolution.memory_bytes();
    assert!((weights..weights + weights / 50).contains(&forward_only));
    let shape = MapShape::new(64, 4, 4);
    input_gradient(&convolution, &[0.0; 128 * 16], None, shape, Padding::Zero);
    assert!((2 * weights..2 * weights + weights / 25).contains(&convolution.memory_bytes()));
}
